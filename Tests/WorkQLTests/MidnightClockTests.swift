import TestSupport
import Testing
import WorkQL

/// Buckets and earlier ranges of days are days of the zone, also where its clocks skip midnight and
/// a day begins at 01:00, or are set by half an hour.
@Suite struct MidnightClockTests {
    @Test(
        arguments: [
            ("Africa/Cairo", "2026-04-23", "2026-04-28", "1d", "day"),
            ("Africa/Cairo", "2026-04-24", "2026-04-27", "6h", nil),
            ("America/Santiago", "2025-09-05", "2025-09-10", "1d", "day"),
            ("America/Santiago", "2025-08-25", "2025-09-22", "1w", "week"),
            ("America/Havana", "2026-03-06", "2026-03-11", "1d", "day"),
            ("Asia/Beirut", "2026-03-27", "2026-03-31", "1d", "day"),
            ("America/Asuncion", "2023-09-01", "2024-01-01", "1mo", "month"),
            ("Australia/Lord_Howe", "2025-10-04", "2025-10-06", "1h", "hour"),
            ("Australia/Lord_Howe", "2026-04-04", "2026-04-06", "1h", "hour"),
            ("America/New_York", "2025-11-01", "2025-11-04", "1d", "day"),
        ])
    func bucketsAreUnits(
        _ zone: String, _ since: String, _ until: String, _ step: String, _ unit: String?
    ) async throws {
        try await Harness.with(try await Harness(timezone: zone)) { harness in
            let range = "SINCE \(since) UNTIL \(until)"
            let series = try await harness.run(
                "SELECT count(*) AS n FROM screen_capture \(range) TIMESERIES \(step)"
            ).rows.rows
            if let unit {
                let groups = try await harness.run(
                    """
                    SELECT date_trunc('\(unit)', time) AS t, count(*) AS n
                    FROM screen_capture GROUP BY 1 ORDER BY 1 \(range)
                    """
                ).rows.rows
                #expect(groups.count > 2)
                #expect(series.filter { $0[1] != "0" } == groups)
            } else {
                let hours = series.map { String(($0[0] ?? "").dropFirst(11).prefix(2)) }
                let whole = ["00", "06", "12", "18"]
                #expect(hours == ["01"] + whole.dropFirst() + whole + whole)
            }
        }
    }

    @Test(
        arguments: [
            ("America/Santiago", "2025-09-06", "1d", "2025-09-05"),
            ("America/Santiago", "2025-09-07", "1d", "2025-09-06"),
            ("America/Santiago", "2025-09-08", "1d", "2025-09-07"),
            ("Africa/Cairo", "2026-04-24", "1w", "2026-04-17"),
            ("America/Asuncion", "2023-10", "1mo", "2023-09"),
            ("America/Asuncion", "2023-09", "1mo", "2023-08"),
        ])
    func earlierRangesAreUnits(
        _ zone: String, _ period: String, _ step: String, _ earlier: String
    ) async throws {
        try await Harness.with(try await Harness(timezone: zone)) { harness in
            func counts(_ clause: String) async throws -> [String?] {
                try await harness.run("SELECT count(*) AS n FROM screen_capture \(clause)")
                    .rows.rows[0]
            }
            let both = try await counts("DURING \(period) COMPARE WITH \(step)")
            let alone = try await counts("DURING \(earlier)")
            #expect(both[1] == alone[0])
            #expect(try await counts("DURING \(period)")[0] == both[0])
            let previous = try await counts("DURING \(period) COMPARE WITH PREVIOUS PERIOD")
            if step != "1w" { #expect(previous[1] == alone[0]) }
        }
    }
}
