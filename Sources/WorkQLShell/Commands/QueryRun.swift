import Foundation
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// Runs scripts from their first statement to their first error.
struct QueryRun: Sendable {
    var query: Invocation.Query
    var environment: [String: String]
    var messages: Messages

    /// - Throws: what is wrong before anything is sent, except for mistakes in scripts, which are
    ///   reported where they stand.
    func run() async throws(ShellError) -> ExitStatus {
        guard let scripts = try scripts() else { return .query }
        let settings = try self.settings()
        let now = try FixedNow.instant(query.now, zone: settings.zone)
        let destination: FileDestination =
            if let path = query.output { try FileDestination(path: path) } else { .standardOutput }
        let status = await Interruption.run(leftover: destination.leftover) {
            await withSession(settings, now) { session in
                await run(scripts, in: session, to: destination)
            }
        }
        guard status == .done else {
            destination.discard()
            return status
        }
        try destination.commit()
        return .done
    }

    /// The scripts, taken apart; nil where they have mistakes, which are reported where they stand.
    func scripts() throws(ShellError) -> [Script]? {
        var scripts: [Script] = []
        for origin in query.origins {
            if origin == .standardInput, isatty(STDIN_FILENO) == 1 {
                messages.note("statements are read from the terminal until Ctrl-D")
            }
            var script = try Script.read(origin)
            do { try script.parse() } catch {
                for diagnostic in error.diagnostics { messages.report(diagnostic, in: script) }
                return nil
            }
            scripts.append(script)
        }
        try checkParameters(scripts)
        return scripts
    }

    /// A value that no script asks for is a slip of the pen, and the script would run without it.
    private func checkParameters(_ scripts: [Script]) throws(ShellError) {
        let declared = Set(scripts.flatMap(\.parameters))
        for name in query.parameters.keys.sorted(by: { $0.text < $1.text })
        where !declared.contains(name) {
            let known = declared.map(\.text).sorted()
            throw ShellError(
                .usage, "no script declares a parameter \(name.text)",
                help: nearest(name.text, in: known).map { "did you mean \($0)?" }
                    ?? (known.isEmpty
                        ? "scripts declare them with PARAM" : "there are " + known.listed),
                code: .unknownParameter)
        }
    }

    /// What flags, environment and configuration come to.
    func settings() throws(ShellError) -> Settings {
        guard !query.isDemo else {
            // The same for everyone, whatever their configuration.
            var settings = try Settings(flags: query.flags, environment: environment)
            settings.services = [:]
            settings.profile = "demo"
            settings.store = query.flags.store ?? "memory"
            settings.quotas.merge(Demo.quotas, uniquingKeysWith: { own, _ in own })
            return settings
        }
        var file: ConfigurationFile?
        if let path = ConfigurationFile.path(in: environment) {
            file = try ConfigurationFile.load(path)
            if let exposure = file?.exposure() {
                messages.warn(exposure.message, help: exposure.help)
            }
        }
        return try Settings(flags: query.flags, environment: environment, file: file)
    }

    /// Starts what is needed, and ends it however the body ends.
    func withSession(
        _ settings: Settings, _ now: Instant, _ body: (Session) async -> ExitStatus
    ) async -> ExitStatus {
        var settings = settings
        do throws(ShellError) {
            let server = query.isDemo ? try await Demo.start() : nil
            if let server { settings.services = Demo.services(at: server.baseURL) }
            let status: ExitStatus
            do throws(ShellError) {
                let session = try settings.session(now: now, parameters: query.parameters)
                try openStore(of: session)
                status = await body(session)
            } catch {
                messages.report(error)
                status = error.status
            }
            await server?.stop()
            return status
        } catch {
            messages.report(error)
            return error.status
        }
    }

    private func run(
        _ scripts: [Script], in session: Session, to destination: FileDestination
    ) async -> ExitStatus {
        var session = session
        var output = Output(descriptor: destination.descriptor, name: destination.name)
        if query.writesMark { output.bytes.append("\u{FEFF}") }
        var bill = DryBill()
        for script in scripts {
            session.enter(folder: script.folder)
            for statement in script.statements {
                do {
                    if query.isDry { try bill.add(statement, in: session) }
                    output = try await run(statement, of: script, in: &session, to: output)
                } catch {
                    // Whoever reads has seen enough, as `head` has: nothing failed.
                    if error.kind == .output, Output.readerIsGone(destination.descriptor) {
                        return .done
                    }
                    messages.report(error, in: script)
                    return ExitStatus(error)
                }
            }
        }
        if query.isDry { messages.say(bill.line) }
        return .done
    }

    func openStore(of session: Session) throws(ShellError) {
        do { try session.openStore() } catch {
            throw ShellError(.configuration, error.message, help: error.help)
        }
        warn(of: session)
    }

    /// Tells what was found when stores were opened.
    func warn(of session: Session) {
        for warning in session.takeWarnings() {
            messages.warn(warning.message, help: warning.help)
        }
    }

    /// Runs one statement, its answer written to where it says or behind the others.
    func run(
        _ statement: Statement, of script: Script, in session: inout Session, to output: Output
    ) async throws(QueryError) -> Output {
        guard !query.isDry, case .copy(_, to: let file) = statement.kind else {
            return try await run(
                statement, as: query.format, of: script, in: &session, to: output)
        }
        try await copy(statement, to: file, of: script, in: &session)
        return output
    }

    /// Writes an answer into a file of its own, which appears when it is whole.
    private func copy(
        _ statement: Statement, to file: FileName, of script: Script, in session: inout Session
    ) async throws(QueryError) {
        guard let format = OutputFormat(ending: file.path) else {
            let endings = OutputFormat.allCases.filter { $0 != .table }.map { ".\($0.rawValue)" }
            throw QueryError(
                .query, "the ending of '\(file.path)' names no format", at: file.span,
                help: "there are " + endings.listed, code: .unknownFormat)
        }
        let destination: FileDestination
        do {
            destination = try FileDestination(path: session.path(of: file))
        } catch {
            throw QueryError(.output, error.message, at: file.span, help: error.help)
        }
        do {
            var output = Output(descriptor: destination.descriptor, name: destination.name)
            output = try await run(statement, as: format, of: script, in: &session, to: output)
            try destination.commit()
        } catch let error as QueryError {
            destination.discard()
            throw error
        } catch let error as ShellError {
            destination.discard()
            throw QueryError(.output, error.message, at: file.span, help: error.help)
        } catch {
            destination.discard()
            throw QueryError(.output, "\(error)", at: file.span)
        }
    }

    private func run(
        _ statement: Statement, as format: OutputFormat, of script: Script,
        in session: inout Session, to output: Output
    ) async throws(QueryError) -> Output {
        let isPlan = statement.isPlan(isDry: query.isDry)
        switch format {
        case .json where isPlan:
            return try await run(
                statement, of: script, in: &session, JSONWriter(output, shape: .object))
        case .table:
            if isPlan {
                return try await run(statement, of: script, in: &session, LinesWriter(output))
            } else {
                return try await run(statement, of: script, in: &session, TableWriter(output))
            }
        case .csv:
            return try await run(
                statement, of: script, in: &session, DelimitedWriter(output, dialect: .csv))
        case .tsv:
            return try await run(
                statement, of: script, in: &session, DelimitedWriter(output, dialect: .tsv))
        case .json:
            return try await run(
                statement, of: script, in: &session, JSONWriter(output, shape: .array))
        case .ndjson:
            return try await run(
                statement, of: script, in: &session, JSONWriter(output, shape: .lines))
        case .markdown:
            return try await run(
                statement, of: script, in: &session, MarkupWriter(output, dialect: .markdown))
        case .html:
            return try await run(
                statement, of: script, in: &session, MarkupWriter(output, dialect: .html))
        }
    }

    private func run(
        _ statement: Statement, of script: Script, in session: inout Session,
        _ writer: some FormatWriter
    ) async throws(QueryError) -> Output {
        let outcome = try await session.run(
            statement, into: writer, plansAs: query.format.plans, isDry: query.isDry)
        warn(of: session)
        for note in outcome.notes { messages.note(note, in: script) }
        if let account = outcome.account { messages.account(account) }
        if let shortfall = outcome.shortfall { throw shortfall }
        return outcome.writer.output
    }
}
