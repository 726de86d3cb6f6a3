import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Ranges, parameters and patterns that are valid and mean less than intended are reported; the
/// costs of a statement that may end early are those of its first row.
@Suite struct RangeMistakeTests {
    private func notes(_ statement: String) async throws -> [String] {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(statement), into: CollectingWriter())
            return outcome.notes.map(\.message)
        }
    }

    private static let start = "SELECT count(*) FROM screen_capture WHERE userid = 'lisi' "

    @Test(
        arguments: [
            ("SINCE 2026-12-01", "after now"), ("SINCE tomorrow", "after now"),
            ("SINCE '2026-08-15 12:00:01'", "after now"), ("SINCE now", "begins now"),
            ("SINCE next month", "after now"), ("SINCE 2026-08-01 UNTIL 2026-08-01", "ends where"),
            ("SINCE 2026-08-10T09:00 UNTIL '2026-08-10 09:00'", "ends where"),
            ("SINCE 2026-08-01 COMPARE WITH 1w", nil), ("SINCE 2026-08-15", nil),
            ("SINCE 1s", nil), ("SINCE 2026-08-14 UNTIL today", nil),
            ("SINCE 2026-12-01 THROUGH 2026-12-02", "in the future"),
            ("SINCE 2026-08-01 THROUGH 2026-08-01", nil),
        ] as [(String, String?)])
    func emptyRangesHaveANote(_ range: String, _ expected: String?) async throws {
        let found = try await notes(Self.start + range)
        #expect(found.count == (expected == nil ? 0 : 1), "\(found)")
        if let expected { #expect(found.first?.contains(expected) == true, "\(found)") }
    }

    @Test(arguments: [
        "SINCE 2026-08-01 THROUGH 2026-07-31", "SINCE 2026-08-02 THROUGH 2026-08-01",
        "SINCE 2026-08-01 THROUGH 2026-07", "SINCE today THROUGH yesterday",
        "SINCE 2026-08-10T12:00 THROUGH 2026-08-09", "SINCE this week THROUGH last week",
    ])
    func endsBeforeTheirStartsAreRefused(_ range: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            do {
                _ = try await harness.run(Self.start + range)
                Issue.record("\(range) is accepted")
            } catch let error as UserError {
                #expect(error.code == .emptyRange, "\(error)")
            }
        }
    }

    @Test(arguments: ["2026-08", "2026-Q3", "2026", "2026-W32", "last month", "this week", "上月"])
    func periodsForADateAreRefused(_ text: String) async throws {
        for script in ["PARAM d DATE; \(Self.start) DURING :d", "PARAM d DATE; SELECT :d"] {
            try await Harness.with(try await Harness(parameters: ["d": text])) { harness in
                var session = harness.session
                do {
                    for statement in try Harness.statements(script) {
                        _ = try await session.run(statement, into: CollectingWriter())
                    }
                    Issue.record("\(text) is accepted")
                } catch let error as UserError {
                    #expect(error.help?.contains("declare the parameter as TEXT") == true)
                }
            }
        }
    }

    @Test(arguments: ["2026-08-10", "yesterday", "2026/8/10", "monday", "8月10日"])
    func daysForADateAreAccepted(_ text: String) async throws {
        try await Harness.with(try await Harness(parameters: ["d": text])) { harness in
            var session = harness.session
            for statement in try Harness.statements("PARAM d DATE; \(Self.start) DURING :d") {
                _ = try await session.run(statement, into: CollectingWriter())
            }
        }
    }

    @Test(
        arguments: [
            ("weekday(time) BETWEEN 0 AND 4", "weekday() is never 0"),
            ("weekday(time) BETWEEN 1 AND 8", "weekday() is never 8"),
            ("NOT weekday(time) BETWEEN 0 AND 4", "weekday() is never 0"),
            ("year(time) = 26", "year() is never 26"),
            ("year(time) IN (25, 26)", "year() is never 25"),
            ("year(time) BETWEEN 25 AND 26", "year() is never 25"),
            ("month(time) BETWEEN 0 AND 11", "month() is never 0"),
            ("hour(time) BETWEEN 9 AND 30", "hour() is never 30"),
            ("day(time) BETWEEN 0 AND 5", "day() is never 0"),
            ("weekday(time) BETWEEN 1 AND 5", nil), ("year(time) BETWEEN 2025 AND 2026", nil),
            ("hour(time) BETWEEN 9 AND 24", nil), ("minute(time) BETWEEN 0 AND 60", nil),
        ] as [(String, String?)])
    func partsOutsideTheirValues(_ condition: String, _ expected: String?) async throws {
        let found = try await notes(Self.start + "AND \(condition) SINCE 2026-08-10")
        #expect(found == (expected.map { [$0] } ?? []))
    }

    private static let month = "this pattern has the month between hours and seconds"
    private static let minutes = "this pattern has the minutes within the date"

    @Test(
        arguments: [
            ("to_char(t, 'YYYY-MM-DD HH:MM:SS')", month), ("to_char(t, 'HH24:MM')", month),
            ("strftime(t, '%Y-%M-%d %H:%m')", month + minutes), ("strftime(t, '%H:%m')", month),
            ("strftime(t, '%d/%M/%Y')", minutes), ("strftime(t, '%Y-%M')", minutes),
            ("date_format(t, '%H:%M:%s')", month), ("date_format(t, '%Y-%i-%d')", minutes),
            ("to_char(t, 'YYYY-MI-DD')", minutes), ("to_char(t, 'HH12:MM:SS AM')", month),
            ("to_char(t, 'YYYY-MM-DD HH24:MI:SS')", ""), ("strftime(t, '%Y-%m-%d %H:%M')", ""),
            ("strftime(t, '%H:%M %d.%m.%Y')", ""), ("strftime(t, '%d %H:%M:%S')", ""),
            ("date_format(t, '%M %d, %Y %H:%i')", ""), ("strftime(t, '%H时 %m月%d日')", ""),
            ("strftime(t, '%M:%S')", ""), ("to_char(t, 'MM/DD HH24:MI')", ""),
        ])
    func minutesAndMonths(_ call: String, _ expected: String) async throws {
        let call = call.replacing("(t,", with: "(TIMESTAMP '2026-08-04 09:05:07',")
        #expect(try await notes("SELECT " + call).joined() == expected)
    }

    /// Each with the calls, the lower bound, and whether there may be more.
    @Test(
        arguments: [
            ("SELECT * FROM screen_capture WHERE userid = 'lisi' SINCE 90d LIMIT 1", 1),
            ("SELECT max(time) FROM screen_capture WHERE userid = 'lisi' SINCE 90d", 1),
            ("SELECT min(time) FROM screen_capture WHERE userid = 'lisi' SINCE 90d", 1),
            (
                "SELECT * FROM screen_capture WHERE userid = 'lisi' SINCE 90d "
                    + "ORDER BY time DESC LIMIT 1", 1
            ),
            ("SELECT * FROM screen_capture SINCE 90d LIMIT 0", 0),
            ("SELECT * FROM checkin WHERE userid = 'lisi' SINCE 90d LIMIT 3", 1),
            ("SELECT EXISTS (SELECT 1 FROM screen_capture SINCE 90d)", 1),
        ])
    func lowerBoundsOfEarlyEnds(_ text: String, _ bound: Int) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (explained, _) = try await harness.run("EXPLAIN " + text)
            let lines = explained.rows.compactMap { $0[0] }
            let total = lines.first { $0.hasPrefix("total") } ?? ""
            #expect(total.contains("lower bound \(bound),") || bound == 0, "\(lines)")
            #expect(!lines.contains { $0.contains("at least") }, "\(lines)")
            let (_, statistics) = try await harness.run(text)
            #expect(statistics.calls >= bound)
            if bound == 0 { #expect(statistics.calls == 0 && total.contains("0 calls")) }
        }
    }

    @Test(
        arguments: [
            ("2026-03-08T12:00", "SINCE 24h", "(1 d)"),
            ("2026-03-08T12:00", "SINCE 36h", "(1 d 12 h)"),
            ("2026-11-01T12:00", "SINCE 24h", "(1 d)"), ("2026-03-08T12:00", "SINCE 7d", "(7 d)"),
            ("2026-03-08T12:00", "SINCE 7d@d UNTIL today", "(7 d)"),
            ("2026-03-08T12:00", "SINCE 1h", "(1 h)"), ("2026-03-09T12:00", "SINCE 48h", "(2 d)"),
        ])
    func lengthsAcrossAChangeOfTheClocks(
        _ now: String, _ range: String, _ expected: String
    ) async throws {
        let zone = try Zone(identifier: "America/New_York")
        let offset = now.contains("03-0") ? "-04:00" : "-05:00"
        try await Harness.with(
            try await Harness(now: now + ":00" + offset, timezone: "America/New_York")
        ) { harness in
            let (_, statistics) = try await harness.run(Self.start + range)
            let shown = statistics.ranges.map { $0.range.text(in: zone) }
            #expect(shown.allSatisfy { $0.hasSuffix(expected) } && !shown.isEmpty, "\(shown)")
        }
    }
}
