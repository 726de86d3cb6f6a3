import Foundation
import WorkQL
import WorkQLEditor
import WorkQLFiles
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

// Commands that run statements.

extension DotCommand {
    static let read: DotCommand = .init(
        name: "read", arguments: "FILE [PARAM=VALUE …]", count: 1...100,
        summary: "run the statements of a file",
        explanation: """
            Runs up to the first error, which is reported with its location. File names in the \
            statements are relative to the folder of the script; its settings and names stay in \
            effect. Dot commands may appear between the statements, on lines of their own. \
            Parameters without a default and without a value are prompted for.
            """,
        example: ".read late.wql 部门=财务部",
        candidates: { _, words in
            guard words.count > 1 else {
                return FileNames.beginning(with: words.last ?? "", endings: ["wql", "sql"])
            }
            return Shell.parameters(of: UserPath.expanded(words[0]), words)
        },
        run: { (shell, words) async throws(UserError) in
            try await shell.read(
                .file(UserPath.expanded(words[0])), with: words.dropFirst(), of: .read)
        })

    static let edit: DotCommand = .init(
        name: "edit",
        summary: "edit the last statement in $VISUAL or $EDITOR, then in the prompt",
        explanation: """
            The edited text is put into the prompt, where Enter runs it. Ctrl-X Ctrl-E edits the \
            text of the prompt.
            """,
        example: ".edit",
        run: { (shell, _) async throws(UserError) in
            guard let text = shell.lastText else { throw Shell.noStatement }
            shell.draft = try await shell.editor.edit(text)
        })

    static let explain: DotCommand = .init(
        name: "explain", arguments: "[STATEMENT]", takesText: true,
        summary: "show the cost of a query; without one, of the last one",
        explanation: """
            Same as EXPLAIN: nothing is sent. Shows the calls of each table, the quotas, the time, \
            and how each condition is applied.
            """,
        example: ".explain SELECT * FROM checkin WHERE userid = 'lisi' SINCE 90d",
        run: { (shell, words) async throws(UserError) in
            guard let text = words.first ?? shell.lastQuery else { throw Shell.noStatement }
            await shell.runText("EXPLAIN \(text)")
        })
}

extension Shell {
    private static let deepestReading = 16

    static let noStatement = UserError(
        .usage, "no statement has been typed yet",
        help: "for example SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d;")

    /// - Parameter words: values for the script's parameters, as they were typed.
    mutating func read(
        _ origin: Script.Origin, with words: some Sequence<String>, of command: DotCommand,
        goesOn: Bool = false
    ) async throws(UserError) {
        var script = try Script.read(origin)
        guard reading < Self.deepestReading else {
            throw UserError(
                .usage,
                "\(script.name) is the \(Self.deepestReading)th nested file that .read opens",
                help: "a file that reads itself never ends")
        }
        reading += 1
        defer { reading -= 1 }
        let typed = TypedText(script.text)
        do { try script.parse(typed.statements) } catch {
            for mistake in error.diagnostics { run.messages.report(mistake, in: script) }
            return
        }
        let before = session.options.parameters
        var values = try ScriptParameters.values(words, of: script, usage: command.usage)
        values.merge(before, uniquingKeysWith: { own, _ in own })
        let missing = ScriptParameters.missing(in: [script], besides: values)
        guard let asked = await asked(for: missing) else { return }
        session.options.parameters = values.merging(asked, uniquingKeysWith: { own, _ in own })
        _ = await runAll(of: script, typed.commands, goesOn: goesOn)
        session.options.parameters = before
    }

    /// Runs the file of statements and dot commands that a shell starts with, if it exists. Errors
    /// are reported at their positions, and the rest runs.
    mutating func readStartFile(_ path: String) async {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do throws(UserError) {
            try await read(.file(path), with: [], of: .read, goesOn: true)
        } catch {
            run.messages.report(error)
        }
    }
}
