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
            It ends at the first error, which is told with its place. Files that the statements name \
            are looked for beside the script; what it sets and names stays. Dot commands may stand \
            on lines of their own among the statements. Parameters without a default and without a \
            value are asked for.
            """,
        example: ".read late.wql 部门=财务部",
        candidates: { _, words in
            guard words.count > 1 else {
                return FileNames.beginning(with: words.last ?? "", endings: ["wql", "sql"])
            }
            return Shell.parameters(of: UserPath.expanded(words[0]), words)
        },
        run: { (shell, words) async throws(ShellError) in
            try await shell.read(
                .file(UserPath.expanded(words[0])), with: words.dropFirst(), of: .read)
        })

    static let edit: DotCommand = .init(
        name: "edit",
        summary: "the last statement in $VISUAL or $EDITOR, then in the prompt",
        explanation: """
            What the editor leaves is put into the prompt, where Enter runs it. Ctrl-X Ctrl-E edits \
            what is being typed.
            """,
        example: ".edit",
        run: { (shell, _) async throws(ShellError) in
            guard let text = shell.lastText else { throw Shell.noStatement }
            do throws(EditorError) {
                shell.draft = try await shell.editor.edit(text)
            } catch {
                throw ShellError(error)
            }
        })

    static let explain: DotCommand = .init(
        name: "explain", arguments: "[STATEMENT]", takesText: true,
        summary: "show the cost of a query; without one, of the last one",
        explanation: """
            It is EXPLAIN: nothing is sent. It tells the calls of each table, the quotas, the time, \
            and what becomes of each condition.
            """,
        example: ".explain SELECT * FROM checkin WHERE userid = 'lisi' SINCE 90d",
        run: { (shell, words) async throws(ShellError) in
            guard let text = words.first ?? shell.lastStatement else { throw Shell.noStatement }
            await shell.runText("EXPLAIN \(text)")
        })

    static let watch: DotCommand = .init(
        name: "watch", arguments: "[SECONDS] [TIMES]", count: 0...2,
        summary: "the last statement again and again, until Ctrl-C or a key",
        explanation: """
            It runs each so many seconds, 2 without a number and 1 at least, and says when. Where \
            the quotas have no room for its calls, it waits until they have. An error ends it, and so \
            does the last of so many times.
            """,
        example: ".watch 30",
        candidates: { _, _ in ["5", "30", "60", "300"] },
        run: { (shell, words) async throws(ShellError) in
            var seconds = 2.0
            if let word = words.first {
                guard let number = Double(word), (1...86_400).contains(number) else {
                    throw ShellError(
                        .usage, "\"\(word)\" is not a number of seconds",
                        help: "from 1 to 86400, for example .watch 30")
                }
                seconds = number
            }
            var times: Int?
            if words.count > 1 {
                guard let number = Int(words[1]), (1...1_000_000).contains(number) else {
                    throw ShellError(
                        .usage, "\"\(words[1])\" is not a number of times",
                        help: "for example .watch 30 10")
                }
                times = number
            }
            guard let text = shell.lastStatement else { throw Shell.noStatement }
            await shell.watch(text, every: seconds, times: times)
        })
}

extension Shell {
    private static let deepestReading = 16

    static let noStatement = ShellError(
        .usage, "no statement has been typed yet",
        help: "for example SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d;")

    /// - Parameter words: values for the script's parameters, as they were typed.
    mutating func read(
        _ origin: Script.Origin, with words: some Sequence<String>, of command: DotCommand,
        goesOn: Bool = false
    ) async throws(ShellError) {
        var script = try Script.read(origin)
        guard reading < Self.deepestReading else {
            throw ShellError(
                .usage,
                "\(script.name) is the \(Self.deepestReading)th file that .read opens from within one",
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
        do throws(ShellError) {
            try await read(.file(path), with: [], of: .read, goesOn: true)
        } catch {
            run.messages.report(error)
        }
    }

    /// Runs a statement at the beginning of each period, except those in which it is still running
    /// or waiting for its quotas.
    fileprivate mutating func watch(
        _ text: String, every seconds: Double, times: Int?
    ) async {
        let limit = times.map { ", \(counted($0, "time"))" } ?? ""
        say("-- every \(Self.number(seconds)) s\(limit); Ctrl-C or a key ends it\n")
        var next = ContinuousClock.now
        var done = 0
        while !signals.isEnding {
            let wait = await secondsUntilSent(text)
            if wait > 0 {
                say("-- the quotas have room for it in \(Scan.duration(wait))\n")
                let ready = ContinuousClock.now + .seconds(wait)
                guard await editor.pause(until: ready) == .timeout else { return say("\n") }
            }
            let format = TimestampFormat(.table, zone: session.options.zone)
            let now = Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
            say("-- \(format.string(now))\n")
            _ = signals.takeInterruption()
            guard await runText(text) else { return }
            // If the answer was already complete, Ctrl-C cancelled nothing; it ends the repetition.
            if signals.takeInterruption() { return say("\n") }
            done += 1
            if done == times { return }
            // Missed periods are not made up for.
            next = max(next + .seconds(seconds), .now)
            guard await editor.pause(until: next) == .timeout else { return say("\n") }
        }
    }

    /// Returns the number of seconds for which the quotas would delay the statement's calls.
    private func secondsUntilSent(_ text: String) async -> Double {
        guard case .complete(let statements) = Parser.parse(text),
            case .query(let query)? = statements.first?.kind,
            let plan = try? session.plan(query)
        else { return 0 }
        return await session.report(on: plan).seconds
    }

    private static func number(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}
