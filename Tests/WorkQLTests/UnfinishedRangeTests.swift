import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// COMPARE of a range that is not over yet, with a range that is.
@Suite struct UnfinishedRangeTests {
    /// Returns the notes of a count, and its statistics line's number of calls.
    private func notes(
        _ clauses: String, _ harness: Harness
    ) async throws -> [(message: String, help: String)] {
        var session = harness.session
        let outcome = try await session.run(
            try Harness.statement(
                "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' \(clauses)"),
            into: CollectingWriter())
        return outcome.notes.map { ($0.message, $0.help ?? "") }
    }

    private func harness() async throws -> Harness {
        try await Harness(now: "2026-08-08T12:00:00+08:00", store: nil)
    }

    @Test(arguments: [
        ("DURING this month COMPARE WITH PREVIOUS PERIOD", "SINCE this month COMPARE WITH 1mo"),
        ("DURING 本月 COMPARE WITH 上期", "SINCE this month COMPARE WITH 1mo"),
        ("DURING today COMPARE WITH 1w", "SINCE today COMPARE WITH 1w"),
        ("DURING this week COMPARE WITH PREVIOUS PERIOD", "SINCE this week COMPARE WITH 1w"),
        ("DURING this quarter COMPARE WITH 1y", "SINCE this quarter COMPARE WITH 1y"),
        ("DURING 2026-08 COMPARE WITH PREVIOUS PERIOD", "SINCE 2026-08-01 COMPARE WITH 1mo"),
        (
            "SINCE 2026-08-01 UNTIL 2026-09-01 COMPARE WITH PREVIOUS PERIOD",
            "SINCE 2026-08-01 COMPARE WITH 1mo"
        ),
        ("SINCE last month UNTIL tomorrow COMPARE WITH 1y", "SINCE last month COMPARE WITH 1y"),
        ("SINCE 2026-08-03 THROUGH today COMPARE WITH 1w", "SINCE 2026-08-03 COMPARE WITH 1w"),
        ("TIMESERIES 1d DURING this week COMPARE WITH 1w", "SINCE this week COMPARE WITH 1w"),
    ])
    func saysThatTheRangeIsNotOver(_ clauses: String, _ words: String) async throws {
        try await Harness.with(try await harness()) { harness in
            let found = try await notes(clauses, harness).filter { $0.message.contains("now") }
            try #require(found.count == 1, "\(clauses)")
            #expect(found[0].message.hasPrefix("the range ends after now, at 2026-"))
            #expect(found[0].help == "write \(words) for equal lengths")
            // The words run, and compare what is over with as much.
            let again = try await notes(words, harness)
            #expect(!again.contains { $0.message.contains("now") }, "\(words)")
        }
    }

    @Test(arguments: [
        "DURING last month COMPARE WITH PREVIOUS PERIOD", "SINCE this month COMPARE WITH 1mo",
        "SINCE 7d COMPARE WITH 1w", "SINCE 7d@d COMPARE WITH PREVIOUS PERIOD",
        "SINCE 2026-08-01 UNTIL today COMPARE WITH 1mo", "DURING yesterday COMPARE WITH 1w",
        "DURING tomorrow COMPARE WITH 1w", "TIMESERIES 1d DURING this week",
    ])
    func saysNothingOtherwise(_ clauses: String) async throws {
        try await Harness.with(try await harness()) { harness in
            let found = try await notes(clauses, harness)
            #expect(!found.contains { $0.message.contains("now") }, "\(clauses)")
        }
    }
}
