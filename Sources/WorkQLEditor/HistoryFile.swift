import Foundation
import WorkQLSyntax
import WorkQLTime

/// Statements on disk: `history` in the state folder, readable for its owner alone.
///
/// One line a statement, the oldest first, its line breaks written `\n` and its backslashes `\\`.
/// Shells that run side by side take turns by a lock beside it, each adding its own lines.
package struct HistoryFile: Sendable {
    let path: String
    /// How many statements are kept. The file is cut once it holds twice as many.
    let capacity: Int

    package init(path: String, capacity: Int = 2000) {
        self.path = path
        self.capacity = capacity
    }

    /// The statements kept, the oldest first; none where there is no such file.
    package func load() throws(EditorError) -> [String] {
        guard access(path, F_OK) == 0 else { return [] }
        return try withLock { () throws(EditorError) in
            // Whoever restored it from a copy may have left it open to others. Never of a device: a
            // superuser whose history is /dev/null would close it to all others.
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { chmod(path, 0o600) }
            let lines = try self.lines()
            if lines.count > 2 * capacity { try replace(with: lines.suffix(capacity)) }
            return lines.suffix(capacity).map(Self.text)
        }
    }

    /// Adds a statement, unless it holds a secret.
    ///
    /// - Returns: what kept it from being written down; nil when nothing did.
    func keep(_ text: String) -> EditorError? {
        guard !SecretSigns.appear(in: text) else { return nil }
        do {
            try append(text)
            return nil
        } catch {
            return error
        }
    }

    /// Adds a statement behind those of all shells.
    func append(_ text: String) throws(EditorError) {
        try withLock { () throws(EditorError) in
            // The same again, perhaps from another shell, tells nothing new.
            guard lastLine() != Self.line(of: text) else { return }
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure(errno) }
            defer { close(descriptor) }
            var bytes = Array((Self.line(of: text) + "\n").utf8)
            // A line that a full disk cut short must not swallow this one.
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

    private func lines() throws(EditorError) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { throw failure(errno) }
        return data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The last line, of a file whose last line is whole and not too long; nil elsewhere.
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

    /// Under another name first, so that no reader sees half of it.
    private func replace(with lines: some Sequence<String>) throws(EditorError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        try writeAll(lines.flatMap { Array(($0 + "\n").utf8) }, to: descriptor)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(errno) }
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(EditorError) {
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
        _ body: () throws(EditorError) -> Value
    ) throws(EditorError) -> Value {
        try makeFolder()
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw failure(errno) }
        // Closing gives it back.
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(errno) }
        }
        return try body()
    }

    private func makeFolder() throws(EditorError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        guard access(folder, F_OK) != 0 else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw failure(errno)
        }
    }

    private func failure(_ number: Int32) -> EditorError {
        EditorError(.output, "the history cannot be kept in \(path): \(systemMessage(number))")
    }
}
