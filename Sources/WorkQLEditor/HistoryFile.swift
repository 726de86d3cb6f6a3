import Foundation
package import WorkQLSyntax
import WorkQLTime

/// Statements on disk: `history` in the state folder, readable only by its owner.
///
/// One statement per line, oldest first, with line breaks written as `\n` and backslashes as `\\`.
/// Shells that run at the same time synchronize with a lock file beside it, each adding its own
/// lines.
package struct HistoryFile: Sendable {
    let path: String
    /// The number of statements kept. The file is truncated when it holds twice as many.
    let capacity: Int

    package init(path: String, capacity: Int = 2000) {
        self.path = path
        self.capacity = capacity
    }

    /// Returns the statements, oldest first; none if the file does not exist.
    package func load() throws(UserError) -> [String] {
        guard access(path, F_OK) == 0 else { return [] }
        return try withLock { () throws(UserError) in
            // A file restored from a copy may be readable by others. The mode of a device is never
            // changed: a superuser whose history is /dev/null would make it inaccessible to
            // everyone else.
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { chmod(path, 0o600) }
            let lines = try self.lines()
            if lines.count > 2 * capacity { try replace(with: lines.suffix(capacity)) }
            return lines.suffix(capacity).map(Self.text)
        }
    }

    /// Adds a statement, unless it contains a secret.
    ///
    /// - Returns: the error that prevented writing it; nil if there was none.
    func keep(_ text: String) -> UserError? {
        guard !SecretDetector.appear(in: text) else { return nil }
        do {
            try append(text)
            return nil
        } catch {
            return error
        }
    }

    /// Appends a statement after those of all shells.
    func append(_ text: String) throws(UserError) {
        try withLock { () throws(UserError) in
            // A statement equal to the last one, perhaps from another shell, is not repeated.
            guard lastLine() != Self.line(of: text) else { return }
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure(errno) }
            defer { close(descriptor) }
            var bytes = Array((Self.line(of: text) + "\n").utf8)
            // If the last line was truncated by a full disk, this one must not be joined to it.
            if !endsWithBreak() { bytes.insert(UInt8(ascii: "\n"), at: 0) }
            try writeAll(bytes, to: descriptor)
        }
    }

    static func line(of text: String) -> String {
        text.replacing("\\", with: #"\\"#).replacing("\n", with: #"\n"#)
    }

    static func text(of line: String) -> String {
        var text = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                text.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
            }
        }
        return text
    }

    private func lines() throws(UserError) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { throw failure(errno) }
        return data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns the last line, if it is complete and not too long; nil otherwise.
    private func lastLine() -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let end = try? file.seekToEnd(), end > 0,
            (try? file.seek(toOffset: end - min(end, 1 << 16))) != nil,
            let tail = try? file.readToEnd(), tail.last == UInt8(ascii: "\n")
        else { return nil }
        let line = tail.dropLast().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).last
        return line.map { String(decoding: $0, as: UTF8.self) }
    }

    private func endsWithBreak() -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return true }
        defer { try? file.close() }
        guard let end = try? file.seekToEnd(), end > 0, (try? file.seek(toOffset: end - 1)) != nil
        else { return true }
        return (try? file.read(upToCount: 1))?.first == UInt8(ascii: "\n")
    }

    /// Writes under another name first, so that no reader sees a partial file.
    private func replace(with lines: some Sequence<String>) throws(UserError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        try writeAll(lines.flatMap { Array(($0 + "\n").utf8) }, to: descriptor)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(errno) }
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(UserError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure(errno)
            }
        }
    }

    private func withLock<Value>(
        _ body: () throws(UserError) -> Value
    ) throws(UserError) -> Value {
        try makeFolder()
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw failure(errno) }
        // Closing the file releases the lock.
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(errno) }
        }
        return try body()
    }

    private func makeFolder() throws(UserError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard access(folder, F_OK) != 0 else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw failure(errno)
        }
    }

    private func failure(_ number: Int32) -> UserError {
        UserError(.output, "the history cannot be saved in \(path): \(systemMessage(number))")
    }
}
