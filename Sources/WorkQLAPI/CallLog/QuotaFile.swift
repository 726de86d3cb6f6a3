import Dispatch
import Foundation
import Synchronization
package import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime
import sqlite3

/// The calls of all processes of a user, in one small database in the state folder.
///
/// Each call is a row from the time when it may be sent until its longest period has passed. A
/// reservation is one transaction, so that no two processes take the same slot of a quota. A
/// process that dies during its calls leaves rows behind, and these calls may have been sent: they
/// count as in flight until they would have reached the service, which is some seconds after
/// another process notices the death.
///
/// If the file cannot be used, one warning says so and each process counts only its own calls.
package final class QuotaFile: SharedCallLog {
    package struct RetryableFailure: Sendable, Hashable {
        package var message: String
        package var help: String
    }

    private enum State {
        case closed
        case open(ConnectionQueue)
        case failed
    }

    private let path: String
    private let warn: @Sendable (RetryableFailure) -> Void
    private let state = Mutex(State.closed)
    /// The file that was opened last; its path may name another file by now.
    private let opened = Mutex<FileIdentity?>(nil)
    /// A serial queue, on a thread that may wait for other processes.
    private let queue = DispatchQueue(label: "workql.quota")
    private let rows: QuotaRows
    private let patience: Double

    /// The maximum time a call may go without an answer, in seconds: longer than the timeout of any
    /// request.
    static let lease = 90.0

    /// Creates the log; opens no file before the first call.
    ///
    /// - Parameters:
    ///   - owner: the process that makes these calls.
    ///   - patience: the maximum number of seconds to wait for another process that has locked the
    ///     file.
    ///   - warn: called once, from any thread, with the reason why calls of other processes are not
    ///     seen.
    init(
        path: String, owner: QuotaOwner, patience: Double = 30,
        warn: @escaping @Sendable (RetryableFailure) -> Void
    ) {
        rows = QuotaRows(owner: owner)
        self.patience = patience
        self.path = path
        self.warn = warn
    }

    package convenience init(path: String, warn: @escaping @Sendable (RetryableFailure) -> Void) {
        self.init(path: path, owner: .current, warn: warn)
    }

    package func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async -> SharedReservation {
        await withCheckedContinuation { continuation in
            queue.async {
                let reservation = self.use { database in
                    try self.rows.reserve(scope, quotas, now(), in: database)
                }
                continuation.resume(returning: reservation ?? .unknown)
            }
        }
    }

    package func answered(_ id: Int64, now: Double) {
        queue.async {
            self.use { database in
                try database.run(
                    "UPDATE call SET answered = max(?, sent) WHERE id = ?", [now, id])
            }
        }
    }

    package func withdraw(_ id: Int64) {
        queue.async {
            self.use { database in
                try database.run("DELETE FROM call WHERE id = ?", [id])
            }
        }
    }

    package func block(_ scope: String, until instant: Double) {
        queue.async {
            self.use { database in
                try database.run(
                    """
                    INSERT INTO block VALUES (?, ?) ON CONFLICT (scope)
                    DO UPDATE SET until = max(until, excluded.until)
                    """, [scope, instant])
            }
        }
    }

    package func callLog(
        _ scope: String, _ quotas: [Quota], now: Double
    ) async -> SlidingWindowLog? {
        await withCheckedContinuation { continuation in
            queue.async {
                let callLog = self.use { database in
                    try self.rows.callLog(scope, quotas, now, in: database)
                }
                continuation.resume(returning: callLog)
            }
        }
    }

    // MARK: The file

    /// Runs one transaction; returns nil if the file cannot be used. Must be called on the queue.
    @discardableResult
    private func use<Value: Sendable>(
        _ body: @Sendable (Connection) throws -> Value
    ) -> Value? {
        do {
            guard let database = try open() else { return nil }
            return try database.write(body)
        } catch let error as SQLiteError where error.isDamage {
            return setAside(error) ? use(body) : nil
        } catch {
            fail(error)
            return nil
        }
    }

    private func open() throws -> ConnectionQueue? {
        switch state.withLock({ $0 }) {
        case .open(let database): return database
        case .failed: return nil
        case .closed: break
        }
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Create the file before SQLite does, which would make it readable for other users.
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission) }
        opened.withLock { $0 = FileIdentity(descriptor) }
        close(descriptor)
        let connection = try Connection(writing: path, patience: Int(patience * 1000))
        // An hour's counts do not justify waiting for the disk: a file that a crash of the machine
        // destroys is started again. A process that ends does no harm. The journal file is kept,
        // because creating and removing it accounts for most of the cost of a transaction.
        try connection.run("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF")
        try connection.transaction(.immediate) { try Self.prepare($0) }
        let database = ConnectionQueue(connection, label: "workql.quota.file")
        state.withLock { $0 = .open(database) }
        return database
    }

    private struct NewerVersion: Error {}

    private static func prepare(_ database: Connection) throws {
        switch try database.integer("PRAGMA user_version") ?? 0 {
        case 0:
            try database.run(
                """
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

    /// Starts again with an empty file if the present one is not an SQLite database; returns false
    /// if that is impossible.
    ///
    /// Processes that find the damage do this one after the other. All but the first find the new
    /// file in its place, which already contains calls counted since.
    private func setAside(_ error: SQLiteError) -> Bool {
        state.withLock { $0 = .closed }
        let folder = Foundation.open(
            URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            O_RDONLY | O_CLOEXEC)
        defer { close(folder) }
        guard folder >= 0, flock(folder, LOCK_EX) == 0 else {
            fail(error)
            return false
        }
        guard FileIdentity(path) == opened.withLock({ $0 }) else { return true }
        let target = path + ".damaged"
        guard rename(path, target) == 0 else {
            fail(error)
            return false
        }
        unlink(path + "-journal")
        warn(
            RetryableFailure(
                message: "the call counts in \(path) are damaged and start again at zero",
                help: "calls of the last minutes are not counted; the damaged file is now \(target)"
            ))
        return true
    }

    /// The identity of a file, which distinguishes it from another file at the same path.
    private struct FileIdentity: Equatable {
        private var device: UInt64
        private var number: UInt64

        init?(_ descriptor: Int32) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            self.init(status)
        }

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        private init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
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
            case is NewerVersion: "it was written by a newer version"
            // SQLite's message would mention locks, which the user did not set.
            case let error as SQLiteError where error.code == SQLITE_BUSY:
                "another process has held its lock for \(Int(patience)) s"
            case let error as SQLiteError: error.message
            default: "it cannot be written"
            }
        warn(
            RetryableFailure(
                message: "calls of other processes are not counted, \(path): \(reason)",
                help: "quotas apply to this process only; set XDG_STATE_HOME to another folder"))
    }
}
