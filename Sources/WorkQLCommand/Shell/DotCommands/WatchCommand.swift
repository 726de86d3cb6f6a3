import Foundation
import WorkQL
import WorkQLEditor
import WorkQLLanguage
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

// The command that repeats a statement.

extension DotCommand {
    static let watch: DotCommand = .init(
        name: "watch", arguments: "[SECONDS] [count N] [min_rows N]", count: 0...6,
        summary: "repeat the last statement until Ctrl-C or a key",
        explanation: """
            Runs it every so many seconds (default: 2, minimum: 1) on a cleared screen, shows when, \
            and marks the cells of a table that have changed, if colors are on. Where results go \
            to a file or a pipe, they follow one another. Stops at an error, after N runs, or at a \
            result of fewer than N rows. If the quotas have no room for its calls, waits until \
            they have. The options of psql, such as i=30 c=10 m=1, are accepted.
            """,
        example: ".watch 30 count 10",
        candidates: { _, words in
            (words.count > 1 ? [] : ["5", "30", "60", "300"]) + ["count", "min_rows"]
        },
        run: { (shell, words) async throws(UserError) in
            let options = try WatchOptions(words)
            guard let text = shell.lastStatement else { throw Shell.noStatement }
            await shell.watch(text, options)
        })
}

/// When `.watch` runs its statement, and when it ends.
struct WatchOptions: Hashable, Sendable {
    var seconds = 2.0
    /// The number of runs; nil for any number.
    var count: Int?
    /// A result with fewer rows is the last one.
    var minRows: Int?

    init(_ words: [String]) throws(UserError) {
        var words = words.flatMap {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
        }[...]
        var bare = 0
        while let word = words.popFirst() {
            switch word.lowercased() {
            case "interval", "i": seconds = try Self.seconds(try Self.value(of: word, &words))
            case "count", "c": count = try Self.times(try Self.value(of: word, &words))
            case "min_rows", "m": minRows = try Self.rows(try Self.value(of: word, &words))
            default:
                switch bare {
                case 0: seconds = try Self.seconds(word)
                case 1: count = try Self.times(word)
                default:
                    throw UserError(
                        .usage, ".watch takes no \"\(word)\"",
                        help: "write \(DotCommand.watch.usage), for example .watch 30 count 10")
                }
                bare += 1
            }
        }
    }

    private static func value(
        of name: String, _ words: inout ArraySlice<String>
    ) throws(UserError) -> String {
        guard let value = words.popFirst(), !value.isEmpty else {
            throw UserError(
                .usage, "\"\(name)\" has no value", help: "for example .watch 30 count 10")
        }
        return value
    }

    private static func seconds(_ word: String) throws(UserError) -> Double {
        guard let number = Double(word), (1...86_400).contains(number) else {
            throw UserError(
                .usage, "\"\(word)\" is not a number of seconds",
                help: "from 1 to 86400, for example .watch 30")
        }
        return number
    }

    private static func times(_ word: String) throws(UserError) -> Int {
        guard let number = Int(word), (1...1_000_000).contains(number) else {
            throw UserError(
                .usage, "\"\(word)\" is not a number of times",
                help: "for example .watch 30 count 10")
        }
        return number
    }

    private static func rows(_ word: String) throws(UserError) -> Int {
        guard let number = Int(word), number >= 0 else {
            throw UserError(
                .usage, "\"\(word)\" is not a number of rows",
                help: "for example .watch 30 min_rows 1")
        }
        return number
    }

    /// The line above the results.
    var line: String {
        let every = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        // Two messages, because a part of a message that may be empty cannot be translated.
        guard let count else { return "-- every \(every) s; Ctrl-C or a key ends it" }
        return "-- every \(every) s, \(counted(count, "time")); Ctrl-C or a key ends it"
    }
}

extension Shell {
    /// Runs a statement at the beginning of each period, except those in which it is still running
    /// or waiting for its quotas.
    fileprivate mutating func watch(_ text: String, _ options: WatchOptions) async {
        defer { presentation.watch = nil }
        let watch = Presentation.Watch()
        if screen == nil { say(options.line + "\n") }
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
            let stamp = "-- \(format.string(now))\n"
            if let screen {
                presentation.watch = watch.showing(
                    run.messages.translation(options.line) + "\n" + stamp, on: screen,
                    isFirst: done == 0)
            } else {
                say(stamp)
            }
            _ = signals.takeInterruption()
            guard await runText(text) else { return }
            // If the answer was already complete, Ctrl-C cancelled nothing; it ends the repetition.
            if signals.takeInterruption() { return say("\n") }
            done += 1
            if done == options.count { return }
            if let least = options.minRows, let rows = session.lastAccount?.rows, rows < least {
                return say("-- ended: the result has \(counted(rows, "row"))\n")
            }
            // Missed periods are not made up for.
            next = max(next + .seconds(options.seconds), .now)
            guard await editor.pause(until: next) == .timeout else { return say("\n") }
        }
    }

    /// The terminal on which answers replace one another; nil if they go elsewhere, or if its
    /// cursor cannot be moved.
    private var screen: TerminalTraits? {
        let kind = run.environment["TERM"] ?? ""
        guard answers.name == nil, !kind.isEmpty, kind != "dumb" else { return nil }
        return run.presentation(on: STDOUT_FILENO).terminal
    }

    /// Returns the number of seconds for which the quotas would delay the statement's calls.
    private func secondsUntilSent(_ text: String) async -> Double {
        guard case .complete(let statements) = Parser.parse(text),
            case .query(let query)? = statements.first?.kind,
            let plan = try? session.plan(query)
        else { return 0 }
        return await session.report(on: plan).seconds
    }
}

extension Presentation.Watch {
    /// The number of lines after an answer for its account and its notes.
    private static let linesAfter = 3

    /// Returns the same with lines above the next answer.
    fileprivate func showing(
        _ text: String, on screen: TerminalTraits, isFirst: Bool
    ) -> Presentation.Watch {
        var watch = self
        let text = text.fitted(to: screen.columns)
        // What was on the screen before is not erased but scrolled away.
        let before = isFirst ? String(repeating: "\n", count: screen.rows) : ""
        watch.heading = Array((before + "\u{1B}[H\u{1B}[J" + text).utf8)
        watch.lines = text.count { $0.isNewline } + Self.linesAfter
        return watch
    }
}
