import WorkQL
import WorkQLSyntax

/// The output of `.timer` for an answer.
struct Timing {
    /// The line: `-- 1.2 s, of which 0.9 s in calls (0.3 s waiting for the quota), 410 rows/s`.
    let line: String

    init(_ statistics: QueryStatistics, wall: Duration) {
        let seconds = wall / .seconds(1)
        var parts = [QueryStatistics.duration(seconds)]
        if statistics.calls > 0 {
            let waited =
                statistics.waited < 0.05
                ? "" : " (\(QueryStatistics.duration(statistics.waited)) waiting, of all calls)"
            parts.append("of which \(QueryStatistics.duration(statistics.asked)) in calls" + waited)
        }
        let rate = Double(statistics.rows) / max(seconds, 0.000_001)
        parts.append("\(Int(rate.rounded())) rows/s")
        line = "-- time " + parts.joined(separator: ", ")
    }
}
