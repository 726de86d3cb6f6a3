import Foundation
import WorkQLSyntax
import WorkQLTime

/// The user's own editor, run on one text.
struct ExternalEditor: Sendable {
    /// The command with its options, as in the environment.
    var command: String
    private let environment: [String: String]

    /// The variables that name the editor, in order of precedence.
    static let variables = ["VISUAL", "EDITOR"]

    /// Reads the command: `$VISUAL`, otherwise `$EDITOR`, otherwise vi.
    init(environment: [String: String]) {
        command =
            Self.variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
            ?? "vi"
        self.environment = environment
    }

    /// Runs the editor on a text, waits until it has ended, and returns the new text.
    ///
    /// - Throws: if it cannot be started or ends with an error; the text is then unchanged.
    func edit(_ text: String) throws(UserError) -> String {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
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
        else { throw failure("the edited text is not UTF-8") }
        var lines = edited.replacing("\r\n", with: "\n").replacing("\0", with: "")
        while lines.last?.isNewline == true { lines.removeLast() }
        return lines
    }

    private func run(_ path: String) throws(UserError) -> Int32 {
        // The shell splits the command and passes the path as one argument.
        let whole = ShellCommand(
            command + " \"$1\"", arguments: [path], environment: environment)
        do throws(ShellCommand.Failure) {
            return try ShellCommand.wait(for: try whole.start())
        } catch {
            throw failure(systemMessage(error.number))
        }
    }

    private func failure(_ reason: String) -> UserError {
        UserError(
            .output, "editing with \(command) failed: \(reason)",
            help: "set VISUAL or EDITOR to an editor")
    }
}
