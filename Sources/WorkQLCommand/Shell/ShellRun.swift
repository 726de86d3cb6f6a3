import WorkQL
import WorkQLEditor
import WorkQLLanguage
import WorkQLSandbox
import WorkQLSyntax

/// Builds a shell from the command line and the configuration, and runs it.
struct ShellRun: Sendable {
    var run: QueryRun
    var terminal: ShellTerminal

    func run() async throws(UserError) -> ExitStatus {
        guard run.query.output == nil else {
            throw UserError(
                .usage, "-o requires a script or -c",
                help: "in the shell, use .output late.csv")
        }
        var settings = try run.settings()
        let now = try FixedNow.instant(run.query.now, zone: settings.zone)
        let server =
            run.query.isDemo ? try await Demo.start(at: run.query.now == nil ? nil : now) : nil
        if let server { settings.services = Demo.services(at: server.baseURL) }
        let signals = ShellSignals(terminal.line)
        try signals.start()
        let status: ExitStatus
        do throws(UserError) {
            let session = try run.session(by: settings, now: now)
            try run.openStore(of: session)
            let completions = CompletionSource(session, run.messages.translation)
            var shell = Shell(
                run: run, editor: try editor(completing: completions), signals: signals,
                profile: settings.profile, session: session, completions: completions)
            shell.isConfigured = !settings.services.isEmpty
            status = await shell.loop()
        } catch {
            await server?.stop()
            throw error
        }
        signals.stop()
        await server?.stop()
        return status
    }

    private func editor(
        completing completions: CompletionSource
    ) throws(UserError) -> any LineEditor {
        let file = UserFolder.state.path(of: "history", in: run.environment).map {
            HistoryFile(path: $0)
        }
        var statements: [String] = []
        do throws(UserError) {
            statements = try file?.load() ?? []
        } catch {
            // A shell without a history is better than none.
            run.messages.warn(error.message, help: error.help)
        }
        guard !terminal.isPlain else {
            return PlainEditor(
                line: terminal.line, isFinished: ShellInput.isFinished, history: statements,
                file: file, environment: ChildEnvironment.withoutNetwork(run.environment))
        }
        return try LibeditEditor(
            line: terminal.line,
            language: EditorLanguage(
                isFinished: ShellInput.isFinished, complete: completions.complete,
                highlights: Highlight.pieces,
                message: { [translation = run.messages.translation] in
                    Messages.text(of: $0, isColored: $1, translation)
                },
                translate: { [translation = run.messages.translation] in translation($0) }),
            history: statements, file: file,
            environment: ChildEnvironment.withoutNetwork(run.environment),
            isColored: terminal.isColored)
    }
}
