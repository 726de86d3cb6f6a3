import Foundation
import Logging
import WorkQL
import WorkQLAPI
import WorkQLLanguage
import WorkQLOutput
import WorkQLPlanner
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// Runs scripts from their first statement to their first error.
struct QueryRun: Sendable {
    var query: Invocation.Query
    var environment: [String: String]
    var messages: Messages
    /// The progress line; nil if there is no terminal to show it on, or it is not wanted.
    let progress: ProgressLine?
    private let trace: QueryTrace?
    let paging = PagerNotice()
    /// The number of saved queries that run each other.
    var savedDepth = 0
    /// What a dry run of a sync would carry records into; nil for other runs.
    var target: WarehouseRun?

    init(query: Invocation.Query, environment: [String: String], messages: Messages) {
        self.query = query
        self.environment = environment
        self.messages = messages
        let level = LogLevel.named(in: environment)
        trace = level == .trace ? Instruments(logger: Logger(label: "workql")).trace : nil
        // Messages for programs and the log would appear in the same line.
        let isShown =
            query.showsProgress && !query.isQuiet && !query.isVerbose && level == nil
            && query.errorFormat != .json && query.log != .json
        progress =
            isShown
            ? ProgressLine(
                descriptor: STDERR_FILENO, environment: environment,
                translation: messages.translation) : nil
    }

    /// Makes a session report its progress, ask before expensive plans if there is a user to ask,
    /// and run on this thread if that is known to be free.
    func attend(
        _ session: inout ScriptSession, confirm: (@Sendable (PlanCost) async -> Bool)? = nil,
        whileBusy: (@Sendable () -> Void)? = nil
    ) {
        var onProgress: (@Sendable (RunProgress) -> Void)?
        var confirm = confirm
        if let progress {
            onProgress = { progress.update($0) }
            if let ask = confirm {
                confirm = { (cost: PlanCost) in
                    progress.beginQuestion()
                    defer { progress.endQuestion() }
                    return await ask(cost)
                }
            }
        }
        session.attend(onProgress: onProgress, confirm: confirm, whileBusy: whileBusy)
    }

    /// Returns the output for a descriptor, coordinated with the progress line.
    func output(on descriptor: Int32, name: String) -> Output {
        var output = Output(descriptor: descriptor, name: name)
        let isTerminal = isatty(descriptor) == 1
        if isTerminal {
            output.charset = Language.otherCharset(in: environment).map(TerminalCharset.init)
        }
        guard let progress else { return output }
        if isTerminal {
            output.willWrite = { progress.pauseDrawing() }
            output.didWrite = { progress.resume(atLineStart: $0) }
        } else if !Output.isFile(descriptor) {
            // A pipe may lead to a pager, which shares this terminal.
            output.willWrite = { progress.retire() }
        }
        return output
    }

    /// - Throws: errors found before anything is sent, except for errors in scripts, which are
    ///   reported at their positions.
    func run() async throws(UserError) -> ExitStatus {
        guard let scripts = try scripts() else { return .query }
        try checkInto(scripts)
        return try await asking(for: scripts).run(scripts)
    }

    private func run(_ scripts: [Script]) async throws(UserError) -> ExitStatus {
        let settings = try self.settings()
        let now = try FixedNow.instant(query.now, zone: settings.zone)
        let destination: FileDestination =
            if let path = query.output {
                try FileDestination(path: path)
            } else {
                .standardOutput
            }
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

    /// Parses the scripts; nil if they have errors, which are reported at their positions.
    func scripts() throws(UserError) -> [Script]? {
        var scripts: [Script] = []
        for origin in query.origins {
            if origin == .standardInput, isatty(STDIN_FILENO) == 1 {
                messages.note("statements are read from the terminal until Ctrl-D")
            }
            var script = try Script.read(
                SavedQueries(environment: environment).origin(of: origin))
            do { try script.parse(trace: trace) } catch {
                for diagnostic in error.diagnostics { messages.report(diagnostic, in: script) }
                return nil
            }
            scripts.append(script)
        }
        try ScriptParameters.check(query.parameters, for: scripts)
        return scripts
    }

    /// Returns the same run with values for the parameters that have none, entered by the user at
    /// the terminal; a parameter without a value is then an error of its statement.
    func asking(for scripts: [Script]) throws(UserError) -> QueryRun {
        let missing = ScriptParameters.missing(in: scripts, besides: query.parameters)
        guard !missing.isEmpty, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1,
            !query.origins.contains(.standardInput)
        else { return self }
        var run = self
        for declaration in missing {
            messages.ask(declaration.question)
            guard let value = readLine() else { break }
            run.query.parameters[declaration.name] = value
        }
        return run
    }

    /// Returns the settings from flags, environment and configuration.
    func settings() throws(UserError) -> Settings {
        let settings = try read()
        if settings.isOffline, settings.store == nil || settings.store == .session {
            throw UserError(
                .usage, "--offline needs a store",
                help: "specify its file with --store")
        }
        speak(settings.spoken.language)
        return settings
    }

    private func read() throws(UserError) -> Settings {
        for warning in MisspeltVariables.warnings(environment) {
            messages.warn(warning.message, help: warning.help)
        }
        guard !query.isDemo else {
            // The demo is the same for everyone, whatever their configuration.
            var settings = try Settings(flags: query.flags, environment: environment)
            settings.services = [:]
            settings.profile = "demo"
            settings.isSandboxed = true
            if settings.origins["store"] != .commandLine { settings.store = .session }
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

    /// Makes a session that shares its quotas with the user's other processes, except for the demo,
    /// which has quotas of its own.
    ///
    /// - Parameter target: the calls of other machines, if they share their quotas with it.
    func session(
        by settings: Settings, now: Instant, sharing target: TargetCallLog? = nil
    ) throws(UserError) -> ScriptSession {
        var callLog: (any SharedCallLog)?
        if !query.isDemo {
            if let path = UserFolder.state.path(of: "quota", in: environment) {
                callLog = QuotaFile(path: path) { [messages, progress] trouble in
                    progress?.clear()
                    messages.warn(trouble.message, help: trouble.help)
                }
            } else {
                messages.warn(
                    "calls of other processes are not counted: there is no state folder",
                    help: "set HOME or XDG_STATE_HOME")
            }
        }
        if let target { callLog = callLog.map { JoinedCallLog($0, and: target) } ?? target }
        var session = try settings.session(
            now: now, parameters: query.parameters, callLog: callLog)
        session.options.inputIsScript = query.origins.contains(.standardInput)
        session.enter(folder: nil)
        return session
    }

    /// Starts the services that the body needs, and stops them however the body ends.
    ///
    /// - Parameters:
    ///   - needsStore: whether statements are of no use without their store.
    ///   - target: the calls of other machines, if they share their quotas with it.
    func withSession(
        _ settings: Settings, _ now: Instant, needsStore: Bool = false,
        sharing target: TargetCallLog? = nil,
        _ body: (ScriptSession) async -> ExitStatus
    ) async -> ExitStatus {
        var settings = settings
        do throws(UserError) {
            let server = query.isDemo ? try await Demo.start(at: query.now == nil ? nil : now) : nil
            if let server { settings.services = Demo.services(at: server.baseURL) }
            let status: ExitStatus
            do throws(UserError) {
                let session = try session(by: settings, now: now, sharing: target)
                if needsStore { session.requireStore() }
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
        _ scripts: [Script], in session: ScriptSession, to destination: FileDestination
    ) async -> ExitStatus {
        var session = session
        // This is the main thread, which otherwise only handles signals.
        attend(&session, whileBusy: { Interruption.serve() })
        var output = output(on: destination.descriptor, name: destination.name)
        output.isWhole = destination.isRegularFile
        let presentation = presentation(on: destination.descriptor)
        var bill = DryRunSummary()
        var earlier: [Statement] = []
        for script in scripts {
            earlier += script.statements
            do {
                try presentation.check(earlier, to: output)
                for statement in script.statements {
                    var trial = presentation
                    try trial.take(statement.format, writingTo: destination.name)
                }
            } catch {
                messages.report(error, in: script)
                return error.status
            }
        }
        let kept = LastResultLiveness(scripts)
        for (number, script) in scripts.enumerated() {
            session.enter(folder: script.folder)
            for (index, statement) in script.statements.enumerated() {
                session.keepsAnswers = kept.contains(index, of: number)
                session.isLast =
                    number == scripts.count - 1 && index == script.statements.count - 1
                var presentation = presentation
                presentation.notes = script.notes(before: index)
                do {
                    if query.isDry {
                        try await target?.foresee(statement, in: &session) { messages.note($0) }
                        try await bill.add(statement, in: session)
                    }
                    output = try await run(
                        statement, of: script, in: &session, as: presentation, to: output)
                } catch {
                    // The reader has closed its end, as `head` does: nothing failed.
                    if error.kind == .output, Output.readerIsGone(destination.descriptor) {
                        return .done
                    }
                    messages.report(error, in: script)
                    return error.status
                }
            }
        }
        do { try output.finish() } catch {
            if Output.readerIsGone(destination.descriptor) { return .done }
            messages.report(error)
            return error.status
        }
        if query.isDry { messages.say(bill.line) }
        return .done
    }

    /// Returns how answers are written to a descriptor, according to the command line.
    func presentation(on descriptor: Int32) -> Presentation {
        Presentation(
            format: query.format,
            terminal: TerminalTraits(descriptor: descriptor, environment: environment),
            isDry: query.isDry)
    }

    /// Runs one statement, its answer written to where it says or behind the others.
    func run(
        _ statement: Statement, of script: Script, in session: inout ScriptSession,
        as presentation: Presentation, to output: Output
    ) async throws(UserError) -> Output {
        switch statement.kind {
        case .forget:
            let current = session
            return try await forget(in: current) { () throws(UserError) in
                try await run(
                    statement, as: presentation, of: script, in: &session, to: output)
            }
        case .copy(_, to: let file, let options) where !query.isDry:
            try await copy(
                statement, to: file, options, presentation.notes, of: script, in: &session)
            return output
        case .save(let name, _, let replacing, let place):
            if !query.isDry {
                let text = script.text(from: place, of: statement)
                try save(text, as: name, replacing: replacing, in: session)
            }
            return output
        case .run(let name, let arguments):
            return try await run(
                saved: name, with: arguments, in: &session, as: presentation, to: output)
        default:
            return try await run(
                statement, as: presentation, of: script, in: &session, to: output)
        }
    }

    func run(
        _ statement: Statement, as presentation: Presentation, of script: Script,
        in session: inout ScriptSession, to output: Output
    ) async throws(UserError) -> Output {
        var (presentation, output) = (presentation, output)
        try presentation.take(statement.format, writingTo: output.name)
        fit(&presentation, to: session)
        session.options.wording = presentation.wording
        let pager = pager(for: presentation, session.options.pager)
        output.pager = pager
        do throws(UserError) {
            return try await run(
                statement, of: script, in: &session,
                try presentation.writer(for: statement, to: output),
                plansAs: presentation.format.plans)
        } catch {
            await pager?.end()
            guard let pager, pager.isLeft else { throw error }
            // The reader has closed its end.
            if let statistics = error.statistics {
                messages.statistics(statistics, isStopped: true)
            }
            (output.pager, output.bytes) = (nil, [])
            return output
        }
    }

    private func run<Writer: FormatWriter>(
        _ statement: Statement, of script: Script, in session: inout ScriptSession,
        _ writer: Writer, plansAs form: PlanForm
    ) async throws(UserError) -> Output {
        trace?(QueryRun.self, Statement.self)
        progress?.begin(zone: session.options.zone)
        defer { progress?.end() }
        let outcome: ScriptSession.Outcome<Writer>
        do throws(UserError) {
            outcome = try await session.run(
                statement, into: writer, plansAs: form, isDry: query.isDry)
        } catch {
            progress?.end()
            warn(of: session)
            throw error
        }
        progress?.end()
        speak(session.options.spoken.language)
        trace?(Writer.self, Output.self)
        var output = outcome.writer.output
        let pager = output.pager
        try output.endAnswer()
        await pager?.end()
        warn(of: session)
        for note in outcome.notes { messages.note(note, in: script) }
        for note in output.notes { messages.note(note) }
        output.notes = []
        if let statistics = outcome.statistics { messages.statistics(statistics) }
        if let shortfall = outcome.shortfall { throw shortfall }
        return output
    }
}
