import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// What one transaction reads and changes of the calls of all processes.
struct QuotaRows: Sendable {
    /// Whose calls are reserved.
    let owner: QuotaOwner

    /// For how long rows are kept whose quotas are not known here, in seconds.
    private static let longest = 86_400.0

    /// For how many seconds what a process had under way when it was found dead may still reach its
    /// service, which counts it then.
    private static let wake = 15.0

    /// In the place of a process's number: it is dead, and was found so when the call says that it
    /// was sent.
    private static let nobody: Int64 = 0

    /// In seconds: services block for a minute or an hour, whatever the quota's own window.
    private static let longestBlock = 3_600.0

    func reserve(
        _ scope: String, _ quotas: [Quota], _ now: Double, in database: Connection
    ) throws -> SharedReservation {
        try settle(scope, quotas, now, in: database)
        guard let start = try earliest(scope, quotas, in: database) else { return .crowded }
        if start > now { return .wait(until: start) }
        try database.run(
            "INSERT INTO call (scope, sent, process, space) VALUES (?, ?, ?, ?)",
            [scope, now, owner.process, owner.space])
        return .granted(id: database.lastInsertedRow)
    }

    /// When the next call may be sent; nil when answers have to come first.
    ///
    /// The rule is `SlidingWindowLog.reserve`'s, with one place of the index read for each quota instead
    /// of all calls of an hour.
    private func earliest(
        _ scope: String, _ quotas: [Quota], in database: Connection
    ) throws -> Double? {
        let others = try others(scope, in: database)
        var start = others.until ?? 0
        for quota in quotas {
            let calls = max(quota.calls, 1)
            let free = calls - others.unanswered
            guard free > 0 else { return nil }
            let filling = try database.first(
                """
                SELECT answered FROM call WHERE scope = ? AND answered IS NOT NULL
                ORDER BY answered DESC LIMIT 1 OFFSET ?
                """, [scope, free - 1]
            ) { $0.real(0) }
            if let filling { start = max(start, filling + Double(quota.seconds)) }
            if quota.spaced, let sent = others.sent {
                start = max(start, sent + Double(quota.seconds) / Double(calls))
            }
        }
        return start
    }

    /// Puts right what processes that died or a clock that was set back have left.
    private func settle(
        _ scope: String, _ quotas: [Quota], _ now: Double, in database: Connection
    ) throws {
        let oldest = now - Self.longest
        try database.run("DELETE FROM call WHERE scope = ? AND answered < ?", [scope, oldest])
        // What seems still to come has been. From now on it is a period old at the earliest.
        try database.run(
            """
            UPDATE call SET answered = min(answered, ?1), sent = min(sent, ?1)
            WHERE scope = ?2 AND (answered > ?1 OR sent > ?1)
            """, [now, scope])
        // No window of a service is longer, so that what seems to hold for more was noted by a clock
        // that was ahead.
        let window = max(quotas.map(\.seconds).max() ?? 0, Self.longestBlock)
        try database.run(
            "UPDATE block SET until = min(until, ?) WHERE scope = ?", [now + window, scope])
        let underWay = try database.rows(
            """
            SELECT id, sent, process, space FROM call
            WHERE scope = ? AND answered IS NULL
            """, [scope]
        ) { row in
            (
                id: row.integer(0), sent: row.real(1),
                owner: QuotaOwner(process: row.integer(2), space: row.text(3))
            )
        }
        for (id, sent, owner) in underWay {
            if owner.isGone(asSeenBy: self.owner) {
                // It is noted when the call may be sent, not when it was: that may be just now, and
                // it may lie in the network.
                try database.run(
                    "UPDATE call SET sent = ?, process = ? WHERE id = ?",
                    [now, Self.nobody, id])
                continue
            }
            let end = sent + (owner.process == Self.nobody ? Self.wake : QuotaFile.lease)
            guard end <= now else { continue }
            try database.run(
                "UPDATE call SET answered = ? WHERE id = ?", [min(end, now), id])
        }
    }

    func callLog(
        _ scope: String, _ quotas: [Quota], _ now: Double, in database: Connection
    ) throws -> SlidingWindowLog {
        try settle(scope, quotas, now, in: database)
        // A quota never looks farther back than as many answers as it counts calls.
        let answers = try database.rows(
            """
            SELECT answered FROM call WHERE scope = ? AND answered IS NOT NULL
            ORDER BY answered DESC LIMIT ?
            """, [scope, quotas.map(\.calls).max() ?? 0]
        ) { $0.real(0) }
        let others = try others(scope, in: database)
        return SlidingWindowLog(
            quotas, answers: answers.reversed().map { .seconds($0) },
            unanswered: others.unanswered, lastSent: others.sent.map { .seconds($0) },
            blockedUntil: .seconds(others.until ?? 0))
    }

    private func others(
        _ scope: String, in database: Connection
    ) throws -> (unanswered: Int, sent: Double?, until: Double?) {
        let row = try database.first(
            """
            SELECT (SELECT count(*) FROM call WHERE scope = ?1 AND answered IS NULL)
                    AS unanswered,
                (SELECT max(sent) FROM call WHERE scope = ?1) AS sent,
                (SELECT until FROM block WHERE scope = ?1) AS until
            """, [scope]
        ) { row in
            (
                unanswered: Int(row.integer(0)), sent: row.isNull(1) ? nil : row.real(1),
                until: row.isNull(2) ? nil : row.real(2)
            )
        }
        return row ?? (0, nil, nil)
    }
}
