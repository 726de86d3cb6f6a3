package import Foundation

/// A run of the built `workql`, as a separate process.
package struct CommandRun {
    package var status: Int32
    package var output: String
    package var errors: String

    private struct NotBuilt: Error {}

    /// Runs the command to its end, with only a home in its environment.
    ///
    /// - Parameter redirection: the destination of its standard output; captured if nil.
    package init(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:],
        redirection: FileHandle? = nil
    ) throws {
        try self.init(
            arguments, input: input, environment: environment, redirection: redirection)
    }

    /// - Parameters:
    ///   - folder: the working directory; the current one if nil.
    ///   - seconds: the time after which the command is killed.
    package init(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
        redirection: FileHandle? = nil, folder workplace: URL? = nil, seconds: Double? = nil
    ) throws {
        self = try withFolder { folder in
            func file(_ name: String, _ content: String = "") throws -> String {
                let path = "\(folder)/\(name)"
                try content.write(toFile: path, atomically: false, encoding: .utf8)
                return path
            }
            let (output, errors) = (try file("output"), try file("errors"))
            let process = try Self.process(arguments, environment: environment, home: folder)
            if let workplace { process.currentDirectoryURL = workplace }
            process.standardInput = FileHandle(
                forReadingAtPath: try input.map { try file("input", $0) } ?? "/dev/null")
            process.standardOutput = redirection ?? FileHandle(forWritingAtPath: output)
            process.standardError = FileHandle(forWritingAtPath: errors)
            try process.run()
            if let seconds {
                let end = ContinuousClock.now + .seconds(seconds)
                while process.isRunning, ContinuousClock.now < end { usleep(20_000) }
                if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            }
            process.waitUntilExit()
            return CommandRun(
                status: process.terminationStatus,
                output: String(
                    decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self),
                errors: String(
                    decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
        }
    }

    package init(status: Int32, output: String, errors: String) {
        self.status = status
        self.output = output
        self.errors = errors
    }

    package static func process(
        _ arguments: [String], environment: [String: String] = [:], home: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = try executable()
        process.arguments = arguments
        process.environment = ["HOME": home].merging(environment) { $1 }
        return process
    }

    /// Returns the command next to the tests, independent of the current directory.
    package static func executable() throws -> URL {
        for argument in CommandLine.arguments {
            var folder = URL(fileURLWithPath: argument)
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appendingPathComponent("workql")
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder),
                    !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate.path)
                {
                    return candidate
                }
            }
        }
        throw NotBuilt()
    }
}

/// Runs blocking work on its own thread: Swift's cooperative threads are few, and a server of this
/// process needs them.
package func onOwnThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
