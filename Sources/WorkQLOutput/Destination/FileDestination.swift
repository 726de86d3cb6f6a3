import Foundation
import WorkQL
package import WorkQLSyntax
import WorkQLTime

/// The destination of answers: standard output, or a file that appears completely or not at all.
///
/// A file is written under another name in the same folder, and renamed at the end. A path that is
/// not a regular file (`/dev/null`, a pipe) is written directly, since a rename would replace it.
package struct FileDestination: Sendable {
    package let descriptor: Int32
    /// The name in messages.
    package let name: String
    /// The temporary and the final name of the file; nil if nothing is renamed.
    private let pending: (temporary: String, final: String)?

    package static let standardOutput = FileDestination(
        descriptor: STDOUT_FILENO, name: "standard output", pending: nil)

    private init(descriptor: Int32, name: String, pending: (String, String)?) {
        self.descriptor = descriptor
        self.name = name
        self.pending = pending
    }

    /// Opens the file, so that a folder that cannot be written is detected before anything is sent.
    package init(path: String) throws(UserError) {
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR {
            throw UserError(.output, "\(path) is a folder", help: "specify a file in it")
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            self.init(
                descriptor: try Self.open(path, O_WRONLY | O_CLOEXEC, shown: path), name: path,
                pending: nil)
            return
        }
        // A rename requires write permission for the folder only, and would replace a protected
        // file.
        guard !exists || access(path, W_OK) == 0 else {
            throw UserError(.output, "writing to \(path) failed: \(systemMessage(errno))")
        }
        // The target of a symbolic link is replaced, so that the link is kept.
        let final = exists ? Self.resolved(path) : path
        let temporary = Self.temporaryName(for: final)
        let descriptor = try Self.open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, shown: path)
        if exists { fchmod(descriptor, status.st_mode & 0o7777) }
        self.init(descriptor: descriptor, name: path, pending: (temporary, final))
    }

    /// Whether the destination is a regular file, and not standard output, a pipe or a device.
    package var isRegularFile: Bool { pending != nil }

    /// The file to remove if the program has to exit immediately.
    package var leftover: String? { pending?.temporary }

    /// Renames the file to its final name.
    package func commit() throws(UserError) {
        guard let pending else { return }
        // Some file systems report only now that the disk is full.
        guard fsync(descriptor) == 0, close(descriptor) == 0,
            rename(pending.temporary, pending.final) == 0
        else {
            let reason = systemMessage(errno)
            unlink(pending.temporary)
            throw UserError(.output, "writing to \(name) failed: \(reason)")
        }
    }

    /// Closes and removes the file.
    package func discard() {
        guard let pending else { return }
        close(descriptor)
        unlink(pending.temporary)
    }

    private static func open(
        _ path: String, _ flags: Int32, shown: String
    ) throws(UserError) -> Int32 {
        let descriptor = Foundation.open(path, flags, 0o666)
        guard descriptor >= 0 else {
            throw UserError(.output, "writing to \(shown) failed: \(systemMessage(errno))")
        }
        return descriptor
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Returns the temporary name: `folder/.name.1f2e3d4c.part`.
    private static func temporaryName(for path: String) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let unique = String(UInt32.random(in: 0 ... .max), radix: 16)
        return path[..<slash] + "." + path[slash...] + ".\(unique).part"
    }
}
