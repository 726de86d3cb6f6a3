import Foundation
import WorkQLSyntax
import WorkQLTime

/// The contents of a file or a pipe: a small one is in memory, and a larger one is an open file
/// that is read in parts.
package enum FileInput: Sendable {
    case text(FileText)
    case file(OpenFile)

    /// Returns all contents in memory, for formats that cannot be read in parts.
    func whole(of name: String) throws(UserError) -> FileText {
        switch self {
        case .text(let text): return text
        case .file(let file):
            guard file.size <= FileSource.maxBytes else {
                throw UserError(
                    .malformedFile,
                    "\(name) is \(file.size >> 20) MB, but Parquet from a pipe may be at most "
                        + "\(FileSource.maxBytes >> 20) MB",
                    help: "specify the file itself, which may have any size")
            }
            return FileText(bytes: try file.read(at: 0, count: file.size), name: name)
        }
    }
}

/// An open file, which can be read from any offset any number of times.
package final class OpenFile: Sendable {
    let name: String
    let size: Int
    let isStopped: FileStop
    private let descriptor: Int32
    private let modified: timespec

    /// Takes ownership of a descriptor, which is closed at the end.
    init(
        _ descriptor: Int32, name: String, isStopped: @escaping FileStop
    ) throws(UserError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw UserError(unreadable: name, code)
        }
        self.descriptor = descriptor
        self.name = name
        self.isStopped = isStopped
        size = Int(status.st_size)
        modified = Self.modified(status)
    }

    deinit { close(descriptor) }

    static func modified(_ status: stat) -> timespec {
        #if canImport(Darwin)
            status.st_mtimespec
        #else
            status.st_mtim
        #endif
    }

    /// Reads up to `count` bytes from an offset; fewer at the end of the file.
    func read(at offset: Int, count: Int) throws(UserError) -> [UInt8] {
        guard !isStopped() else { throw .stopped }
        var problem: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    off_t(offset + filled))
                if read < 0, errno == EINTR { continue }
                if read < 0 { problem = errno }
                guard read > 0 else { return }
                filled += read
            }
        }
        guard problem == 0 else { throw UserError(unreadable: name, problem) }
        return bytes
    }

    /// Throws if the file was modified since it was opened, because its types were determined from
    /// other rows.
    func checkUnchanged() throws(UserError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw UserError(unreadable: name, errno) }
        let now = Self.modified(status)
        guard Int(status.st_size) == size, now.tv_sec == modified.tv_sec,
            now.tv_nsec == modified.tv_nsec
        else {
            throw UserError(
                .malformedFile, "\(name) was changed while it was read",
                help: "run the statement again")
        }
    }

    /// Creates a file without a name, which is deleted when it is closed.
    static func temporary(
        holding bytes: [UInt8], name: String, isStopped: @escaping FileStop,
        more: () throws(UserError) -> [UInt8]
    ) throws(UserError) -> OpenFile {
        var path = Array((NSTemporaryDirectory() + "/workql-pipe-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Self.unwritable(name, errno) }
        unlink(path)
        do throws(UserError) {
            var part = bytes
            while !part.isEmpty {
                try write(part, to: descriptor, name)
                part = try more()
            }
        } catch {
            close(descriptor)
            throw error
        }
        return try OpenFile(descriptor, name: name, isStopped: isStopped)
    }

    private static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ name: String
    ) throws(UserError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unwritable(name, errno) }
            written += count
        }
    }

    private static func unwritable(_ name: String, _ code: Int32) -> UserError {
        UserError(
            .missingFile,
            "\(name) does not fit into memory, and \(NSTemporaryDirectory()) cannot hold it:"
                + " \(systemMessage(code))",
            help: "set TMPDIR to a folder with more room")
    }
}

/// A function that returns whether reading a file has to end; called repeatedly during reading.
package typealias FileStop = @Sendable () -> Bool

extension UserError {
    static let stopped = UserError(.cancelled, "interrupted")

    init(unreadable name: String, _ code: Int32) {
        self.init(.missingFile, "\(name) cannot be read: \(systemMessage(code))")
    }
}
