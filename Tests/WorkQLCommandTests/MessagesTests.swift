import Synchronization
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand
@testable import WorkQLOutput

@Suite struct MessagesTests {
    private func statistics() -> QueryStatistics {
        var statistics = QueryStatistics()
        statistics.rows = 12
        statistics.calls = 8
        statistics.retries = 2
        statistics.waited = 0.44
        statistics.elapsed = 1.24
        statistics.ranges = [
            QueryStatistics.Range(
                table: "checkin",
                range: TimeRange(
                    since: Instant(seconds: 1_785_513_600), until: Instant(seconds: 1_786_118_400)))
        ]
        return statistics
    }

    @Test func accountLine() {
        #expect(
            statistics().line
                == "12 rows · 8 calls (2 retries) · 1.2 s · waited 440 ms · "
                + "checkin 2026-08-01 00:00 → 2026-08-08 00:00 Asia/Shanghai (7 d)")
        var small = QueryStatistics()
        small.rows = 1
        small.calls = 1
        small.retries = 1
        #expect(small.line == "1 row · 1 call (1 retry) · 0 ms")
        #expect(QueryStatistics().line == "0 rows · 0 calls · 0 ms")
    }

    @Test(
        arguments: [
            (0, "0 ms"), (0.0354, "35 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (1.25, "1.3 s"),
            (59.94, "59.9 s"), (59.96, "1 min 0 s"), (125.4, "2 min 5 s"),
        ] as [(Double, String)])
    func durations(_ seconds: Double, _ text: String) {
        #expect(QueryStatistics.duration(seconds) == text)
    }

    @Test func refusedUsersAreNamed() {
        var statistics = QueryStatistics()
        #expect(statistics.refusal == nil)
        #expect(statistics.withholding == nil)
        statistics.withheld = ["r1", "r\u{1B}"]
        #expect(
            statistics.withholding
                == "the details of 2 rows were refused by the service and are NULL: r1, r\\u{1B}")
        statistics.refused = ["zhaoliu"]
        #expect(statistics.refusal == "1 user refused by the service, rows missing: zhaoliu")
        statistics.refused = ["a\u{1B}", "b"]
        #expect(statistics.refusal == "2 users refused by the service, rows missing: a\\u{1B}, b")
    }

    private func said(
        isQuiet: Bool = false, isColored: Bool = false, format: Message.Format = .full,
        _ body: (Messages) -> Void
    ) -> String {
        let said = Said()
        body(
            Messages(isQuiet: isQuiet, isColored: isColored, format: format) { text in
                said.text.withLock { $0 += text }
            })
        return said.text.withLock { $0 }
    }

    private final class Said: Sendable {
        let text = Mutex("")
    }

    private let script = Script(name: "late.wql", bytes: Array("SELECT\n  张三 x".utf8))

    @Test func errorsStandInTheirScript() {
        let error = UserError(.query, "unknown column \"x\"", at: Span(16, 17), help: "drop it")
        #expect(
            said { $0.report(error, in: script) } == """
                error[E0508]: unknown column "x"
                 --> late.wql:2:6
                  |
                2 |   张三 x
                  |        ^
                  = help: drop it

                """)
    }

    @Test func otherErrorsStandAlone() {
        let error = UserError(.service, "checkin: busy\u{1B}[2J", help: "later")
        #expect(
            said { $0.report(error, in: script) }
                == "error[E1102]: checkin: busy\\u{1B}[2J\n  = help: later\n")
        let own = UserError(.configuration, "unknown key \"x\"", at: "/c.toml:3", help: "y")
        #expect(
            said { $0.report(own) }
                == "error[E1202]: unknown key \"x\"\n --> /c.toml:3\n  = help: y\n")
    }

    @Test func quietKeepsWarnings() {
        var statistics = statistics()
        statistics.refused = ["zhaoliu"]
        let note = Diagnostic("UNTIL leaves out that day", at: Span(0, 6))
        let text = said(isQuiet: true) {
            $0.statistics(statistics)
            $0.note(note, in: script)
            $0.note("from the terminal")
        }
        #expect(text == "warning[E1104]: 1 user refused by the service, rows missing: zhaoliu\n")
        #expect(
            said { $0.note(note, in: script) } == """
                note: UNTIL leaves out that day
                 --> late.wql:1:1
                  |
                1 | SELECT
                  | ^^^^^^

                """)
    }

    @Test func inShort() {
        let error = UserError(
            .query, "unknown column \"x\"", at: Span(16, 17), help: "drop it", code: .unknownColumn)
        let own = UserError(.configuration, "unknown key", at: "/c.toml:3", help: "y")
        let text = said(format: .short) {
            $0.report(error, in: script)
            $0.report(own)
            $0.warn("a\u{1B}")
            $0.statistics(QueryStatistics())
        }
        #expect(
            text == """
                late.wql:2:6: error[E0402]: unknown column "x"; drop it
                /c.toml:3: error[E1202]: unknown key; y
                warning: a\\u{1B}
                -- 0 rows · 0 calls · 0 ms

                """)
    }

    @Test func inJSON() {
        let error = UserError(
            .query, "unknown column \"x\"", at: Span(16, 17), help: "drop it", code: .unknownColumn)
        let text = said(isColored: true, format: .json) {
            $0.report(error, in: script)
            $0.report(UserError(.configuration, "unknown key", at: "/c.toml:3"))
            $0.note("张三\u{1B}\n")
            $0.statistics(QueryStatistics())
        }
        #expect(
            text == #"""
                {"code":"E0402","column":6,"end":17,"file":"late.wql","help":"drop it","level":"error",\#
                "line":2,"message":"unknown column \"x\"","start":16}
                {"code":"E1202","file":"/c.toml:3","level":"error","message":"unknown key"}
                {"level":"note","message":"张三\u001b\n"}
                {"level":"account","message":"0 rows · 0 calls · 0 ms"}

                """#)
    }

    @Test func labelsAreColored() {
        #expect(
            said(isColored: true) { $0.report(UserError(.usage, "no")) }
                == "\u{1B}[1;31merror[E1203]:\u{1B}[0m no\n")
    }
}
