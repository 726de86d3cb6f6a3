#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The source of a file's bytes.
package protocol ParquetSource: Sendable {
    var size: Int { get }
    /// Reads `count` bytes from `offset`; throws `truncated` if there are fewer.
    func read(at offset: Int, count: Int) throws(ParquetError) -> ArraySlice<UInt8>
}

package struct ParquetMemory: ParquetSource {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var size: Int { bytes.count }

    package func read(at offset: Int, count: Int) throws(ParquetError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw .truncated
        }
        return bytes[offset..<offset + count]
    }
}

/// A file that is open for reading. The owner closes the descriptor.
package struct ParquetFile: ParquetSource {
    package let size: Int
    private let descriptor: Int32

    package init(descriptor: Int32) throws(ParquetError) {
        self.descriptor = descriptor
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw .unsupported("file without random access") }
        size = Int(end)
    }

    package func read(at offset: Int, count: Int) throws(ParquetError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw .truncated
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = 0
            while done < count, let base = buffer.baseAddress {
                let got = pread(descriptor, base + done, count - done, off_t(offset + done))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { break }
                done += got
            }
        }
        guard bytes.count == count else { throw .truncated }
        return bytes[...]
    }
}
