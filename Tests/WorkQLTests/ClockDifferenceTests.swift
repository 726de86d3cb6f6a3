import TestSupport
import Testing
import WorkQL

/// `date_diff` where the clocks change: hours, minutes and seconds are those that pass.
@Suite struct ClockDifferenceTests {
    @Test(
        arguments: [
            // The day on which the clocks are set forward has 23 hours.
            ("'hour', TIMESTAMP '2026-03-07 12:00', TIMESTAMP '2026-03-08 12:00'", "23"),
            ("'minute', TIMESTAMP '2026-03-07 12:00', TIMESTAMP '2026-03-08 12:00'", "1380"),
            ("'second', TIMESTAMP '2026-03-07 12:00', TIMESTAMP '2026-03-08 12:00'", "82800"),
            ("'second', TIMESTAMP '2026-03-08 12:00', TIMESTAMP '2026-03-07 12:00'", "-82800"),
            ("'hour', DATE '2026-03-08', DATE '2026-03-09'", "23"),
            ("'hour', DATE '2026-11-01', DATE '2026-11-02'", "25"),
            // The hour from 1 to 2 that the clocks show twice.
            ("'minute', TIMESTAMP '2026-11-01T05:30Z', TIMESTAMP '2026-11-01T06:30Z'", "60"),
            ("'hour', TIMESTAMP '2026-11-01T05:59Z', TIMESTAMP '2026-11-01T06:01Z'", "1"),
            ("'second', TIMESTAMP '2026-11-01T05:30Z', TIMESTAMP '2026-11-01T06:30Z'", "3600"),
            // Boundaries count, and days are those of the calendar.
            ("'hour', TIMESTAMP '2026-08-01 11:59', TIMESTAMP '2026-08-01 12:01'", "1"),
            ("'hour', TIMESTAMP '2026-08-01 12:01', TIMESTAMP '2026-08-01 11:59'", "-1"),
            ("'day', TIMESTAMP '2026-03-07 12:00', TIMESTAMP '2026-03-08 12:00'", "1"),
            ("'week', TIMESTAMP '2026-03-01 12:00', TIMESTAMP '2026-03-15 12:00'", "2"),
        ])
    func clocksOfNewYork(_ arguments: String, _ expected: String) async throws {
        try await Harness.with(try await Harness(timezone: "America/New_York")) { harness in
            for name in ["date_diff", "datediff"] {
                let (rows, _) = try await harness.run("SELECT \(name)(\(arguments)) AS n")
                #expect(rows.rows[0][0] == expected)
            }
        }
    }

    /// Hours begin with those that the clocks show, also where these are not whole hours from UTC.
    @Test(
        arguments: [
            ("Asia/Kolkata", "2026-08-01 11:59", "2026-08-01 12:01", "1"),
            ("Asia/Kolkata", "2026-08-01 11:31", "2026-08-01 11:59", "0"),
            // The clocks are set by half an hour.
            ("Australia/Lord_Howe", "2026-04-04 12:00", "2026-04-05 12:00", "24"),
        ])
    func hoursOfTheZone(
        _ zone: String, _ start: String, _ end: String, _ hours: String
    ) async throws {
        try await Harness.with(try await Harness(timezone: zone)) { harness in
            let (rows, _) = try await harness.run(
                "SELECT date_diff('hour', TIMESTAMP '\(start)', TIMESTAMP '\(end)') AS n")
            #expect(rows.rows[0][0] == hours)
        }
    }
}
