import Foundation
import WorkQLSyntax

/// The user's own editor, for one text.
struct ExternalEditor: Sendable {
    /// As in the environment: a command with its options.
    var command: String
    private let environment: [String: String]

    /// `$VISUAL`, else `$EDITOR`, else vi.
    init(environment: [String: String]) {
        command =
            ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
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
        let words = ["/bin/sh", "-c", command + " \"$1\"", "sh", path]
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for copy in arguments + variables { free(copy) } }
        // Ctrl-C is ignored here but not to be there.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        let problem = posix_spawn(&process, words[0], nil, &attributes, arguments, variables)
        guard problem == 0 else { throw failure(systemMessage(problem)) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw failure(systemMessage(errno)) }
        }
        // The code of an exit, or 128 and the signal as shells count.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }

    private func failure(_ reason: String) -> EditorError {
        EditorError(
            .output, "editing with \(command) failed: \(reason)",
            help: "VISUAL and EDITOR name the editor")
    }
}
