import Foundation
import WorkQL
import WorkQLEditor
import WorkQLLanguage
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Reads texts from the editor and runs them, all of them in one session.
struct Shell: Sendable {
    let run: QueryRun
    let editor: any LineEditor
    let signals: ShellSignals
    /// The profile in use, for the prompt; nil if there is none.
    var profile: String?
    var session: ScriptSession { didSet { completions.learn(session) } }
    private let completions: CompletionSource
    /// The presentation of further answers; the properties of the terminal are read again for each.
    var presentation: Presentation
    var answers = OutputTarget()
    /// Whether each answer is followed by its times.
    var isTimed = false
    var isLeaving = false
    /// Whether any service is configured.
    var isConfigured = true
    /// The last text of statements that was typed.
    var lastText: String?
    /// The last statement that could be parsed.
    var lastStatement: String?
    /// The last of them that EXPLAIN takes.
    var lastQuery: String?
    /// The number of files being read, nested in one another.
    var reading = 0
    /// The text that the next prompt begins with.
    var draft = ""
    /// The last text with its error fixed, for Alt-Enter.
    private var suggestion: String?
    /// Whether the user has been warned that the history cannot be saved.
    private var hasComplained = false

    init(
        run: QueryRun, editor: any LineEditor, signals: ShellSignals, profile: String?,
        session: ScriptSession, completions: CompletionSource
    ) {
        self.run = run
        self.editor = editor
        self.signals = signals
        self.profile = profile
        self.session = session
        self.completions = completions
        self.session.keepsAnswers = true
        presentation = run.presentation(on: STDOUT_FILENO)
        run.attend(&self.session) { [translation = run.messages.translation] cost in
            await editor.confirm(
                translation("\(cost.text); run it?"),
                discarding: translation("-- what was typed before the question is discarded"))
        }
    }

    /// Runs until the user leaves, which is always a success.
    mutating func loop() async -> ExitStatus {
        TemporaryResults().removeOld()
        if !run.query.isQuiet { say(banner) }
        if run.query.readsStartFile,
            let path = UserFolder.configuration.path(of: "workqlrc", in: run.environment)
        {
            await readStartFile(path)
        }
        while !signals.isEnding, !isLeaving {
            let prompt = await prompt()
            draft = ""
            signals.beginPrompt()
            switch await editor.read(prompt) {
            case .end: isLeaving = true
            case .interrupted: continue
            case .text(let text): await answer(text)
            }
        }
        do throws(UserError) {
            while try answers.close() != nil {}
        } catch {
            run.messages.report(error)
            return signals.isEnding ? .terminated : error.status
        }
        return signals.isEnding ? .terminated : .done
    }

    /// Says something of the shell's own in the user's language.
    func say(_ text: String) { show(run.messages.translation(text)) }

    /// Shows a text that is in the user's language already.
    func show(_ text: String) { editor.say(text.fitted(to: run.messages.columns())) }

    private var banner: String {
        let source = run.query.isDemo ? "asking the sandbox" : profile.map { "profile \($0)" }
        let title = [Workql.version, source].compactMap(\.self).joined(separator: ", ")
        let advice =
            isConfigured
            ? []
            : [
                "No service is configured: workql doctor explains how; workql --demo tries the "
                    + "sandbox."
            ]
        let lines =
            [title] + advice + [
                "End a statement with ; and press Enter. .tables lists the tables.",
                ".help lists commands and topics, .help cost explains one, .quit or Ctrl-D exits.",
            ]
        return lines.map { $0 + "\n" }.joined()
    }

    private func prompt() async -> Prompt {
        let fixHint = suggestion.map { _ in
            run.messages.translation("Alt-Enter inserts the fix")
        }
        let right = [
            fixHint, await session.scarceQuota(), session.options.zone.identifier, profile,
        ].compactMap(\.self)
        return Prompt(
            first: "workql> ", following: "   ...> ",
            right: right.joined(separator: " · ").neutralized, draft: draft,
            suggestion: suggestion)
    }

    private mutating func answer(_ text: String) async {
        let input = ShellInput(text)
        guard input != .nothing else { return }
        suggestion = nil
        if input != .leave { await remember(text) }
        switch input {
        case .nothing: break
        case .leave: isLeaving = true
        case .command, .statements:
            let typed = TypedText(text)
            if !typed.hasNoStatement { lastText = text }
            _ = await runText(text, takenApart: typed)
        }
    }

    /// Runs a dot command. Returns false if it failed.
    private mutating func run(_ command: TypedText.Command, in script: Script) async -> Bool {
        do throws(UserError) {
            let known = try DotCommand.named(command.name)
            try await known.run(&self, try known.words(in: command.arguments))
            return true
        } catch {
            guard script.name == Self.typed else {
                var error = error
                error.location = error.location ?? script.location(of: command.bytes.lowerBound)
                run.messages.report(error)
                return false
            }
            run.messages.report(error)
            guard let correction = error.correction else { return false }
            let rest = script.text.utf8.dropFirst(command.bytes.lowerBound)
            suggestion = String(decoding: rest, as: UTF8.self).replacing(
                correction.wrong, with: correction.right, maxReplacements: 1)
            return false
        }
    }

    private mutating func remember(_ text: String) async {
        var text = text
        while text.last?.isWhitespace == true { text.removeLast() }
        guard let problem = await editor.remember(text), !hasComplained else { return }
        // One warning is enough: the statements are remembered until the shell ends.
        hasComplained = true
        run.messages.warn(problem.message, help: problem.help)
    }

    // MARK: Statements

    /// Runs statements up to the first error, which is reported. Returns false if there was one.
    @discardableResult
    mutating func runText(_ text: String) async -> Bool {
        await runText(text, takenApart: nil)
    }

    /// Runs the statement of a dot command, printed as a text so that its errors can show it.
    @discardableResult
    mutating func run(_ kind: Statement.Kind) async -> Bool {
        await runText(Printer().print(Statement(kind)))
    }

    /// - Parameter typed: the text with its dot commands; nil if it has none.
    private mutating func runText(_ text: String, takenApart typed: TypedText?) async -> Bool {
        var script = Script(name: Self.typed, bytes: Array(text.utf8))
        do throws(Script.Mistakes) {
            if let typed { try script.parse(typed.statements) } else { try script.parse() }
        } catch {
            for mistake in error.diagnostics { run.messages.report(mistake, in: script) }
            let fixes = error.diagnostics.compactMap(\.fix)
            suggestion = fixes.isEmpty ? nil : fixes.applied(to: text)
            return false
        }
        if text == lastText, let last = script.statements.last {
            lastStatement = script.text(of: last)
            if case .query = last.kind { lastQuery = lastStatement }
        }
        return await runAll(of: script, typed?.commands ?? [])
    }

    /// The name of a script typed at the prompt.
    private static let typed = "<input>"

    /// - Parameters:
    ///   - script: the parsed script.
    ///   - commands: the dot commands among its statements.
    ///   - goesOn: whether to continue after an error.
    mutating func runAll(
        of script: Script, _ commands: [TypedText.Command], goesOn: Bool = false
    ) async -> Bool {
        do throws(UserError) {
            if run.query.now == nil {
                session.advance(to: try FixedNow.instant(nil, zone: session.options.zone))
            }
        } catch {
            run.messages.report(error)
            return false
        }
        // Files may have changed since they were read.
        let folder = session.options.folder
        session.enter(folder: script.folder)
        defer { session.enter(folder: folder) }
        var commands = commands[...]
        for (index, statement) in script.statements.enumerated() {
            while let command = commands.first, command.bytes.lowerBound < statement.span.start {
                commands.removeFirst()
                guard await run(command, in: script) || goesOn, !isLeaving else { return false }
            }
            presentation.notes = script.notes(before: index)
            guard await run(statement, of: script) || goesOn else { return false }
        }
        for command in commands {
            guard await run(command, in: script) || goesOn, !isLeaving else { return false }
        }
        return true
    }

    /// Runs a statement. Returns false if it failed.
    private mutating func run(_ statement: Statement, of script: Script) async -> Bool {
        if case .run(let name, let arguments) = statement.kind {
            let before = session.options.arguments
            session.options.arguments.merge(arguments.values, uniquingKeysWith: { $1 })
            defer { session.options.arguments = before }
            do throws(UserError) {
                try await DotCommand.run.run(&self, [name.text] + arguments.map(\.word))
                return true
            } catch {
                run.messages.report(error)
                return false
            }
        }
        presentation.terminal = run.presentation(on: STDOUT_FILENO).terminal
        let start = ContinuousClock.now
        let task = Task { [run, session, answers, presentation] in
            var session = session
            do throws(UserError) {
                _ = try await run.run(
                    statement, of: script, in: &session,
                    as: answers.presentation(presentation), to: answers.output(run))
                return (session, UserError?.none)
            } catch {
                return (session, error)
            }
        }
        // An answer whose pager was left is not needed any more.
        run.paging.whenLeft { task.cancel() }
        let (session, error) = await signals.value(of: task)
        run.paging.whenLeft(nil)
        self.session = session
        guard let error else {
            if let statistics = session.lastAccount {
                if isTimed {
                    say(Timing(statistics, wall: ContinuousClock.now - start).line + "\n")
                }
                if !statement.isCopy { endAnswer() }
            }
            return true
        }
        // The terminal has written ^C at the cursor.
        if error.kind == .interrupted { say("\n") }
        run.messages.report(error, in: script)
        dropAnswer()
        if script.name == Self.typed { suggest(error.fix, for: statement, of: script) }
        return false
    }

    /// Stores the fixed text as the suggestion, without the statements that have already run.
    private mutating func suggest(
        _ fix: Diagnostic.Fix?, for statement: Statement, of script: Script
    ) {
        // The fix of a LET applies to another text.
        guard let fix, fix.span.start >= statement.span.start,
            fix.span.end <= statement.span.end,
            let fixed = [fix].applied(to: script.text)
        else { return }
        suggestion = String(decoding: fixed.utf8.dropFirst(statement.span.start), as: UTF8.self)
    }
}

extension Statement {
    /// Whether the statement writes its answer into a file of its own.
    fileprivate var isCopy: Bool { if case .copy = kind { true } else { false } }
}
