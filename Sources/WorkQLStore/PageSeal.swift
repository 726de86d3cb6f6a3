import WorkQLPages

/// Pages followed by a checksum: otherwise a page that a disk or a copy has changed would be taken
/// for rows of the service.
extension PageCodec {
    private static let length = MemoryLayout<UInt64>.size

    static func sealed(_ page: Page) -> [UInt8] {
        var bytes = encode(page)
        withUnsafeBytes(of: Checksum.of(bytes[...])) { bytes.append(contentsOf: $0) }
        return bytes
    }

    static func isSealed(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= length else { return false }
        let sum = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: bytes.count - length, as: UInt64.self)
        }
        return sum == Checksum.of(bytes.dropLast(length))
    }

    /// Returns nil if the checksum does not match.
    static func opened(_ bytes: [UInt8]) -> Page? {
        isSealed(bytes) ? decode(Array(bytes.dropLast(length))) : nil
    }
}

/// A checksum that detects accidental changes of bytes; no protection against deliberate changes.
enum Checksum {
    /// Computes FNV-1a over words of eight bytes, and over the remaining bytes.
    ///
    /// - Parameter seed: selects a second checksum of the same bytes that is independent of the
    ///   first.
    static func of(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { of($0, seed: seed) }
    }

    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        let prime: UInt64 = 0x100_0000_01B3
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count) ^ seed
        var index = 0
        while index + 8 <= bytes.count {
            sum = (sum ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* prime
            // A multiplication propagates bits upwards only.
            sum ^= sum >> 29
            index += 8
        }
        while index < bytes.count {
            sum = (sum ^ UInt64(bytes[index])) &* prime
            index += 1
        }
        return sum
    }
}
