import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// The reads and writes of one transaction on the calls of all processes.
struct QuotaRows: Sendable {
    /// The process that reserves calls.
    let owner: QuotaOwner

    /// How long rows are kept if their quotas are not known here, in seconds.
    private static let longest = 86_400.0

    /// The number of seconds during which calls in flight of a process that was found dead may
    /// still reach their service, which counts them then.
    private static let wake = 15.0

    /// The value that replaces the process number of a dead process. The call's `sent` time is then
    /// the time at which the death was found.
    private static let nobody: Int64 = 0

    /// The longest block in seconds: services block for a minute or an hour, whatever the quota's
    /// own window.
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

    /// Returns the earliest time at which the next call may be sent; nil if answers must arrive
    /// first.
    ///
    /// The rule is that of `SlidingWindowLog.reserve`, but it reads one index entry for each quota
    /// instead of all calls of an hour.
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

    /// Corrects rows left behind by dead processes or by a clock that was set back.
    private func settle(
        _ scope: String, _ quotas: [Quota], _ now: Double, in database: Connection
    ) throws {
        let oldest = now - Self.longest
        try database.run("DELETE FROM call WHERE scope = ? AND answered < ?", [scope, oldest])
        // A time that appears to be in the future is in the past. Clamped to now, it expires one
        // period from now.
        try database.run(
            """
            UPDATE call SET answered = min(answered, ?1), sent = min(sent, ?1)
            WHERE scope = ?2 AND (answered > ?1 OR sent > ?1)
            """, [now, scope])
        // No service has a longer window, so a block that appears to last longer was written with a
        // clock that was ahead.
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
                // The row has the time at which the call could be sent, not when it was sent: that
                // may be just now, and the call may still be in the network.
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
        // A quota never needs more past answers than the number of calls it allows.
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
