import WorkQL
import WorkQLSyntax

/// What `.timer` tells of an answer.
struct Timing {
    /// `-- 1.2 s, of which 0.9 s asking (0.3 s waiting for the quota), 410 rows/s`
    let line: String

    init(_ account: Account, wall: Duration) {
        let seconds = wall / .seconds(1)
        var parts = [Account.duration(seconds)]
        if account.calls > 0 {
            let waited =
                account.waited < 0.05
                ? "" : " (\(Account.duration(account.waited)) waiting, of all calls)"
            parts.append("of which \(Account.duration(account.asked)) asking" + waited)
        }
        let rate = Double(account.rows) / max(seconds, 0.000_001)
        parts.append("\(Int(rate.rounded())) rows/s")
        line = "-- time " + parts.joined(separator: ", ")
    }
}
