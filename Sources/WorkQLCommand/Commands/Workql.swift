import CProgramVersion
import Foundation
import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLSQLite
import WorkQLSyntax

/// The command `workql`.
package enum Workql {
    /// The program and its version.
    static let version = "workql \(ProgramVersion.number)"

    /// The program and its version with the commit, if the build knew it: `workql 0.1.0
    /// (2f1c0a9b7d34)`.
    static var fullVersion: String {
        let commit = String(cString: program_commit())
        return commit.isEmpty ? version : "\(version) (\(commit))"
    }

    /// Runs the command in the arguments of the process, and exits.
    package static func main() async {
        // The write itself reports a closed pipe.
        signal(SIGPIPE, SIG_IGN)
        let environment = Self.environment
        var messages = Messages(isColored: Messages.wantsColor(environment))
        messages.columns = {
            TerminalTraits(descriptor: STDERR_FILENO, environment: environment)?.columns
        }
        let words = Array(CommandLine.arguments.dropFirst())
        let translation = Translation()
        translation.change(to: .firstChosen(words, environment), in: environment)
        messages.translation = translation
        let status: ExitStatus
        do throws(UserError) {
            try limitMemory(environment)
            switch try Invocation(words, translation) {
            case .text(let text):
                let terminal = TerminalTraits(
                    descriptor: STDOUT_FILENO, environment: environment)
                print(text.fitted(to: terminal?.columns))
                status = .done
            case .serve(let query, let options):
                try LogLevel.start(environment, isVerbose: query.isVerbose, as: query.log)
                messages.isQuiet = query.isQuiet
                messages.log = query.log
                messages.format = query.errorFormat
                let run = QueryRun(query: query, environment: environment, messages: messages)
                status = try await ServeRun(run: run, options: options).run()
            case .verifier:
                print(try ServeRun.verifier())
                status = .done
            case .sandbox(let port):
                try LogLevel.start(environment)
                status = await SandboxRun(port: port, messages: messages).run()
            case .doctor(let isDemo, let flags):
                try LogLevel.start(environment)
                status = await DoctorRun(
                    isDemo: isDemo, flags: flags, environment: environment,
                    translation: translation
                ).run()
            case .sync(let query):
                try LogLevel.start(environment, isVerbose: query.isVerbose, as: query.log)
                messages.isQuiet = query.isQuiet
                messages.format = query.errorFormat
                messages.log = query.log
                let run = QueryRun(query: query, environment: environment, messages: messages)
                status = try await SyncRun(run: run).run()
            case .report(let query):
                try LogLevel.start(environment, isVerbose: query.isVerbose, as: query.log)
                messages.isQuiet = query.isQuiet
                messages.format = query.errorFormat
                messages.log = query.log
                let run = QueryRun(query: query, environment: environment, messages: messages)
                status =
                    query.format == .html
                    ? try await ReportRun(run: run).run() : try await run.run()
            case .query(let query):
                try LogLevel.start(environment, isVerbose: query.isVerbose, as: query.log)
                messages.isQuiet = query.isQuiet
                messages.format = query.errorFormat
                messages.log = query.log
                let run = QueryRun(query: query, environment: environment, messages: messages)
                if query.isOpen, let terminal = try ShellTerminal(environment) {
                    status = try await ShellRun(run: run, terminal: terminal).run()
                } else {
                    status = try await run.run()
                }
            }
        } catch {
            messages.report(error)
            status = error.status
        }
        exit(status.rawValue)
    }

    /// The environment of the process, read without Foundation, which splits each variable
    /// character by character.
    private static var environment: [String: String] {
        #if canImport(Darwin)
            var next = _NSGetEnviron().pointee
        #else
            var next = environ
        #endif
        var variables: [String: String] = [:]
        while let variable = next.pointee {
            next += 1
            guard let equals = strchr(variable, Int32(UInt8(ascii: "="))) else { continue }
            let bytes = UnsafeRawBufferPointer(
                start: variable, count: variable.distance(to: equals))
            let name = String(decoding: bytes, as: UTF8.self)
            // As with getenv, the first one counts.
            if variables[name] == nil { variables[name] = String(cString: equals + 1) }
        }
        return variables
    }

    /// Limits the memory of SQLite to the value of `WORKQL_MEMORY`, in megabytes.
    private static func limitMemory(_ environment: [String: String]) throws(UserError) {
        guard let text = environment["WORKQL_MEMORY"], !text.isEmpty else {
            return SQLiteMemory.limit(to: SQLiteMemory.usualLimit)
        }
        guard let megabytes = Int64(text), (16...1 << 20).contains(megabytes) else {
            throw UserError(
                .configuration, "WORKQL_MEMORY is \(text.neutralized), not a number of megabytes",
                help: "write a whole number from 16 to 1048576")
        }
        SQLiteMemory.limit(to: megabytes << 20)
    }
}
