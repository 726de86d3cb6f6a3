import Foundation

/// A command that prints a secret, such as `pass show workql` or `secret-tool lookup app workql`. It
/// may ask at the terminal.
struct SecretCommand {
    let command: String
    let environment: [String: String]

    init(_ command: String, environment: [String: String]) {
        self.command = command
        self.environment = environment
    }

    /// The first line of its output, which shows nowhere else.
    func output() throws(ConfigurationError) -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        if !environment.isEmpty { process.environment = environment }
        let output = Pipe()
        process.standardOutput = output
        do { try process.run() } catch { throw failure("cannot be run") }
        let data = output.fileHandleForReading.readDataToEndOfFile()
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

    private func failure(_ words: String) -> ConfigurationError {
        ConfigurationError(
            "secret_command \(words): \(command)",
            help: "run it by hand: its first line has to be the secret")
    }
}
