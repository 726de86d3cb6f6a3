import Foundation
import WorkQL
import WorkQLPlanner
import WorkQLSyntax

/// Reads texts from the editor and runs them, one session for all of them.
struct Shell: Sendable {
    let run: QueryRun
    let editor: any LineEditor
    let signals: ShellSignals
    /// The profile in use, for the prompt; nil where there is none.
    let profile: String?
    var session: Session { didSet { completions.learn(session) } }
    private let completions: CompletionSource
    /// How answers are written from now on; the terminal is looked at anew for each.
    var presentation: Presentation
    /// Whether it has been said that the history cannot be kept.
    private var hasComplained = false

    init(
        run: QueryRun, editor: any LineEditor, signals: ShellSignals, profile: String?,
        session: Session, completions: CompletionSource
    ) {
        self.run = run
        self.editor = editor
        self.signals = signals
        self.profile = profile
        self.session = session
        self.completions = completions
        presentation = run.presentation(on: STDOUT_FILENO)
        run.attend(&self.session) { cost in await editor.confirm("\(cost.text); run it?") }
    }

    /// Until the user leaves, which is always well done.
    mutating func loop() async -> ExitStatus {
        if !run.query.isQuiet { say(banner) }
        while !signals.isEnding {
            switch await editor.read(prompt) {
            case .end: return signals.isEnding ? .terminated : .done
            case .interrupted: continue
            case .text(let text): if await answer(text) == .leave { return .done }
            }
        }
        return .terminated
    }

    func say(_ text: String) { editor.say(text) }

    private var banner: String {
        let place = run.query.isDemo ? "asking the sandbox" : profile.map { "profile \($0)" }
        let title = [QueryCommand.name, place].compactMap(\.self).joined(separator: ", ")
        return """
            \(title)
            A statement ends with ; and Enter.
            .help explains, .quit or Ctrl-D leaves.

            """
    }

    private var prompt: Prompt {
        let right = [session.options.zone.identifier, profile].compactMap(\.self)
        return Prompt(
            first: "workql> ", following: "   ...> ",
            right: right.joined(separator: " · ").neutralized)
    }

    private mutating func answer(_ text: String) async -> DotCommand.Step {
        let input = ShellInput(text)
        if input != .nothing, input != .leave { await remember(text) }
        switch input {
        case .nothing: return .goOn
        case .leave: return .leave
        case .command(let name, let words):
            do throws(ShellError) {
                return try await DotCommand.named(name).run(&self, words)
            } catch {
                run.messages.report(error)
                return .goOn
            }
        case .statements:
            await runStatements(text)
            return .goOn
        }
    }

    private mutating func remember(_ text: String) async {
        var text = text
        while text.last?.isWhitespace == true { text.removeLast() }
        guard let problem = await editor.remember(text), !hasComplained else { return }
        // Once is enough: the statements are still there until the shell ends.
        hasComplained = true
        run.messages.warn(problem.message, help: problem.help)
    }

    private mutating func runStatements(_ text: String) async {
        var script = Script(name: "<input>", bytes: Array(text.utf8))
        do { try script.parse() } catch {
            for mistake in error.diagnostics { run.messages.report(mistake, in: script) }
            return
        }
        do throws(ShellError) {
            if run.query.now == nil {
                session.advance(to: try FixedNow.instant(nil, zone: session.options.zone))
            }
        } catch {
            run.messages.report(error)
            return
        }
        for statement in script.statements {
            guard await run(statement, of: script) else { return }
        }
    }

    /// False when it failed.
    private mutating func run(_ statement: Statement, of script: Script) async -> Bool {
        presentation.terminal = run.presentation(on: STDOUT_FILENO).terminal
        let task = Task { [run, session, presentation] in
            var session = session
            do throws(QueryError) {
                _ = try await run.run(
                    statement, of: script, in: &session, as: presentation,
                    to: run.output(on: STDOUT_FILENO, name: "standard output"))
                return (session, QueryError?.none)
            } catch {
                return (session, error)
            }
        }
        let (session, error) = await signals.value(of: task)
        self.session = session
        guard let error else { return true }
        // The terminal has written ^C where the cursor was.
        if error.kind == .interrupted { say("\n") }
        run.messages.report(error, in: script)
        return false
    }
}
