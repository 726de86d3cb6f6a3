import Dispatch
import Foundation
import GRDB
import Synchronization
package import WorkQLAPI
package import WorkQLCatalog

/// The calls of all processes of a user, in one small database in the state folder.
///
/// Each call is a row from when it may be sent until its last period has passed. A reservation is
/// one transaction, so that no two processes take the same place. A process that dies with calls
/// under way leaves rows behind; they count as answered as soon as somebody sees that it is gone, or
/// when no answer can come any more.
///
/// Where the file cannot be used, one warning says so and each process counts for itself.
package final class QuotaFile: SharedLedger {
    package struct Trouble: Sendable, Hashable {
        package var message: String
        package var help: String
    }

    private enum State {
        case closed
        case open(DatabaseQueue)
        case failed
    }

    private let path: String
    private let warn: @Sendable (Trouble) -> Void
    private let state = Mutex(State.closed)
    /// One after the other and on a thread that may wait for other processes.
    private let queue = DispatchQueue(label: "workql.quota")
    private let owner: QuotaOwner

    /// How long a call may have no answer, in seconds: more than any request is given.
    static let lease = 90.0
    /// For how long rows are kept whose quotas are not known here, in seconds.
    private static let longest = 86_400.0

    /// Nothing is opened before the first call.
    ///
    /// - Parameters:
    ///   - owner: whose calls these are.
    ///   - warn: is told once why other processes are not seen, from any thread.
    init(
        path: String, owner: QuotaOwner, warn: @escaping @Sendable (Trouble) -> Void
    ) {
        self.owner = owner
        self.path = path
        self.warn = warn
    }

    package convenience init(path: String, warn: @escaping @Sendable (Trouble) -> Void) {
        self.init(path: path, owner: .current, warn: warn)
    }

    package func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async -> SharedReservation {
        await withCheckedContinuation { continuation in
            queue.async {
                let reservation = self.use { database in
                    try self.reserve(scope, quotas, now(), in: database)
                }
                continuation.resume(returning: reservation ?? .unknown)
            }
        }
    }

    package func answered(_ place: Int64, now: Double) {
        queue.async {
            self.use { database in
                try database.execute(
                    sql: "UPDATE call SET answered = max(?, sent) WHERE id = ?",
                    arguments: [now, place])
            }
        }
    }

    package func withdraw(_ place: Int64) {
        queue.async {
            self.use { database in
                try database.execute(sql: "DELETE FROM call WHERE id = ?", arguments: [place])
            }
        }
    }

    package func block(_ scope: String, until instant: Double) {
        queue.async {
            self.use { database in
                try database.execute(
                    sql: """
                        INSERT INTO block VALUES (?, ?) ON CONFLICT (scope)
                        DO UPDATE SET until = max(until, excluded.until)
                        """, arguments: [scope, instant])
            }
        }
    }

    package func ledger(_ scope: String, _ quotas: [Quota]) -> QuotaLedger? {
        queue.sync {
            self.use { database in try self.ledger(scope, quotas, in: database) }
        }
    }

    // MARK: Within a transaction

    private func reserve(
        _ scope: String, _ quotas: [Quota], _ now: Double, in database: Database
    ) throws -> SharedReservation {
        try settle(scope, now, in: database)
        guard let start = try earliest(scope, quotas, in: database) else { return .crowded }
        if start > now { return .wait(until: start) }
        try database.execute(
            sql: "INSERT INTO call (scope, sent, process, space) VALUES (?, ?, ?, ?)",
            arguments: [scope, now, owner.process, owner.space])
        return .granted(place: database.lastInsertedRowID)
    }

    /// When the next call may be sent; nil when answers have to come first.
    ///
    /// The rule is `QuotaLedger.reserve`'s, with one place of the index read for each quota instead
    /// of all calls of an hour.
    private func earliest(
        _ scope: String, _ quotas: [Quota], in database: Database
    ) throws -> Double? {
        let others = try others(scope, in: database)
        var start = others.until ?? 0
        for quota in quotas {
            let calls = max(quota.calls, 1)
            let free = calls - others.unanswered
            guard free > 0 else { return nil }
            let filling = try Double.fetchOne(
                database,
                sql: """
                    SELECT answered FROM call WHERE scope = ? AND answered IS NOT NULL
                    ORDER BY answered DESC LIMIT 1 OFFSET ?
                    """, arguments: [scope, free - 1])
            if let filling { start = max(start, filling + Double(quota.seconds)) }
            if quota.spaced, let sent = others.sent {
                start = max(start, sent + Double(quota.seconds) / Double(calls))
            }
        }
        return start
    }

    /// Puts right what processes that died or a clock that was set back have left.
    private func settle(_ scope: String, _ now: Double, in database: Database) throws {
        let oldest = now - Self.longest
        try database.execute(
            sql: "DELETE FROM call WHERE scope = ? AND answered < ?", arguments: [scope, oldest])
        // What seems still to come has been. From now on it is a period old at the earliest.
        try database.execute(
            sql: """
                UPDATE call SET answered = min(answered, :now), sent = min(sent, :now)
                WHERE scope = :scope AND (answered > :now OR sent > :now)
                """, arguments: ["now": now, "scope": scope])
        let underWay = try Row.fetchAll(
            database,
            sql: "SELECT id, sent, process, space FROM call WHERE scope = ? AND answered IS NULL",
            arguments: [scope])
        for row in underWay {
            let end = row["sent"] + Self.lease
            let owner = QuotaOwner(process: row["process"], space: row["space"])
            guard end <= now || owner.isGone(asSeenBy: self.owner) else { continue }
            try database.execute(
                sql: "UPDATE call SET answered = ? WHERE id = ?",
                arguments: [min(end, now), row["id"] as Int64])
        }
    }

    private func ledger(
        _ scope: String, _ quotas: [Quota], in database: Database
    ) throws -> QuotaLedger {
        // A quota never looks farther back than as many answers as it counts calls.
        let answers = try Double.fetchAll(
            database,
            sql: """
                SELECT answered FROM call WHERE scope = ? AND answered IS NOT NULL
                ORDER BY answered DESC LIMIT ?
                """, arguments: [scope, quotas.map(\.calls).max() ?? 0])
        let others = try others(scope, in: database)
        return QuotaLedger(
            quotas, answers: answers.reversed().map { .seconds($0) },
            unanswered: others.unanswered, lastSent: others.sent.map { .seconds($0) },
            blockedUntil: .seconds(others.until ?? 0))
    }

    private func others(
        _ scope: String, in database: Database
    ) throws -> (unanswered: Int, sent: Double?, until: Double?) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT (SELECT count(*) FROM call WHERE scope = :scope AND answered IS NULL)
                        AS unanswered,
                    (SELECT max(sent) FROM call WHERE scope = :scope) AS sent,
                    (SELECT until FROM block WHERE scope = :scope) AS until
                """, arguments: ["scope": scope])
        return (row?["unanswered"] ?? 0, row?["sent"], row?["until"])
    }

    // MARK: The file

    /// Runs one transaction; nil where the file cannot be used. On the queue.
    @discardableResult
    private func use<Value>(_ body: (Database) throws -> Value) -> Value? {
        do {
            guard let database = try opened() else { return nil }
            return try database.writeWithoutTransaction { database in
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(database)
                    return .commit
                }
                return value
            }
        } catch let error as DatabaseError where error.isDamage {
            return setAside(error) ? use(body) : nil
        } catch {
            fail(error)
            return nil
        }
    }

    private func opened() throws -> DatabaseQueue? {
        switch state.withLock({ $0 }) {
        case .open(let database): return database
        case .failed: return nil
        case .closed: break
        }
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Before SQLite makes it, and makes it readable for others.
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission) }
        close(descriptor)
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            // An hour's counts are not worth waiting for the disk: what the machine's end destroys
            // is begun anew. A process that ends does no harm, and the journal stays in its place,
            // because making and removing it costs most of a transaction.
            try database.execute(sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF")
        }
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                try Self.prepare(database)
                return .commit
            }
        }
        state.withLock { $0 = .open(database) }
        return database
    }

    private struct NewerVersion: Error {}

    private static func prepare(_ database: Database) throws {
        switch try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 {
        case 0:
            try database.execute(
                sql: """
                    CREATE TABLE call (
                        id INTEGER PRIMARY KEY, scope TEXT NOT NULL, sent REAL NOT NULL,
                        answered REAL, process INTEGER NOT NULL, space TEXT NOT NULL);
                    CREATE INDEX call_answered ON call (scope, answered);
                    CREATE INDEX call_sent ON call (scope, sent);
                    CREATE TABLE block (scope TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
                    PRAGMA user_version = 1;
                    """)
        case 1: break
        default: throw NewerVersion()
        }
    }

    /// Begins anew where the file is none of SQLite's. False where that cannot be done.
    private func setAside(_ error: DatabaseError) -> Bool {
        state.withLock { $0 = .closed }
        let target = path + ".damaged"
        guard rename(path, target) == 0 else {
            fail(error)
            return false
        }
        unlink(path + "-journal")
        warn(
            Trouble(
                message: "the counts of calls in \(path) are damaged and begun anew",
                help: "calls of the last minutes are not counted; the old file is \(target)"))
        return true
    }

    private func fail(_ error: any Error) {
        let isFirst = state.withLock { state in
            if case .failed = state { return false }
            state = .failed
            return true
        }
        guard isFirst else { return }
        let reason =
            switch error {
            case is NewerVersion: "it is of a newer version"
            case let error as DatabaseError: error.message ?? "error \(error.resultCode.rawValue)"
            default: "it cannot be written"
            }
        warn(
            Trouble(
                message: "calls of other processes are not counted, \(path): \(reason)",
                help: "quotas hold for this process alone; XDG_STATE_HOME names another folder"))
    }
}

extension DatabaseError {
    fileprivate var isDamage: Bool {
        resultCode == .SQLITE_NOTADB || resultCode == .SQLITE_CORRUPT
    }
}
