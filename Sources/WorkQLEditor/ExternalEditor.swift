import Foundation
import WorkQLSyntax
import WorkQLTime

/// The user's own editor, for one text.
struct ExternalEditor: Sendable {
    /// As in the environment: a command with its options.
    var command: String
    private let environment: [String: String]

    /// Those that name it, the first before the second.
    static let variables = ["VISUAL", "EDITOR"]

    /// `$VISUAL`, else `$EDITOR`, else vi.
    init(environment: [String: String]) {
        command =
            Self.variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
            ?? "vi"
        self.environment = environment
    }

    /// Waits until the editor has ended.
    ///
    /// - Throws: when it cannot be started or ends with an error; the text is then as it was.
    func edit(_ text: String) throws(EditorError) -> String {
        let folder = FileManager.default.temporaryDirectory.path()
        var template = Array((folder + "/workql-XXXXXX.wql").utf8CString)
        let descriptor = mkstemps(&template, 4)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard descriptor >= 0 else { throw failure(systemMessage(errno)) }
        defer { unlink(path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data((text + "\n").utf8))
            try file.close()
        } catch {
            throw failure(systemMessage(errno))
        }
        let status = try run(path)
        guard status == 0 else { throw failure("it ended with status \(status)") }
        guard let data = FileManager.default.contents(atPath: path),
            let edited = String(validating: data, as: UTF8.self)
        else { throw failure("what it wrote is not UTF-8") }
        var lines = edited.replacing("\r\n", with: "\n").replacing("\0", with: "")
        while lines.last?.isNewline == true { lines.removeLast() }
        return lines
    }

    private func run(_ path: String) throws(EditorError) -> Int32 {
        // The shell takes the command apart and passes the path whole.
        let whole = ShellCommand(
            command + " \"$1\"", arguments: [path], environment: environment)
        do throws(ShellCommand.Failure) {
            return try ShellCommand.wait(for: try whole.start())
        } catch {
            throw failure(systemMessage(error.number))
        }
    }

    private func failure(_ reason: String) -> EditorError {
        EditorError(
            .output, "editing with \(command) failed: \(reason)",
            help: "VISUAL and EDITOR name the editor")
    }
}
