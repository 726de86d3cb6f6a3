import WorkQL
import WorkQLSyntax

/// The output of `.timer` for an answer.
struct Timing {
    /// The line: `-- 1.2 s, of which 0.9 s in calls (0.3 s waiting for the quota), 410 rows/s`.
    let line: String

    init(_ statistics: QueryStatistics, wall: Duration) {
        let seconds = wall / .seconds(1)
        let total = QueryStatistics.duration(seconds)
        let asked = QueryStatistics.duration(statistics.asked)
        let waited = QueryStatistics.duration(statistics.waited)
        let rate = Int((Double(statistics.rows) / max(seconds, 0.000_001)).rounded())
        // Each case is one literal, because translations order its words differently.
        line =
            if statistics.calls == 0 {
                "-- time \(total), \(rate) rows/s"
            } else if statistics.waited < 0.05 {
                "-- time \(total), of which \(asked) in calls, \(rate) rows/s"
            } else {
                "-- time \(total), of which \(asked) in calls (\(waited) waiting, of all calls), \(rate) rows/s"
            }
    }
}
