import Foundation
import WorkQLSyntax

/// A command that prints a secret, such as `pass show workql` or `secret-tool lookup app workql`.
/// It may prompt at the terminal.
struct SecretCommand {
    let command: String
    let environment: [String: String]

    init(_ command: String, environment: [String: String]) {
        self.command = command
        self.environment = environment
    }

    /// Returns the first line of its output, which is shown nowhere else.
    func output() throws(UserError) -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        // A program that embeds the library has no environment in the settings; the command then
        // gets that of the process.
        process.environment = ChildEnvironment.of(
            environment.isEmpty ? ProcessInfo.processInfo.environment : environment)
        let output = Pipe()
        process.standardOutput = output
        do { try process.run() } catch { throw failure("cannot be run") }
        let data = Self.everything(from: output.fileHandleForReading.fileDescriptor)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw failure("ended with status \(process.terminationStatus)")
        }
        let line = data.prefix { $0 != UInt8(ascii: "\n") }
        let text = String(validating: line, as: UTF8.self)?
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let text, !text.isEmpty else { throw failure("printed nothing") }
        return text
    }

    /// Reads everything from a descriptor. Foundation's own reading ends the process when a signal
    /// interrupts it, such as that of a window whose size changes.
    private static func everything(from descriptor: Int32) -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                data.append(contentsOf: buffer[..<count])
            } else if count == 0 || errno != EINTR {
                return data
            }
        }
    }

    /// Returns an error without the command, which may contain a secret itself.
    private func failure(_ words: String) -> UserError {
        UserError(
            .configuration, "secret_command \(words)",
            help: "run it by hand: the first line of its output must be the secret")
    }
}
