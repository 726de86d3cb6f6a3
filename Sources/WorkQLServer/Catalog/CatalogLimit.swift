import sqlite3

/// How long a statement of the catalog may run, and how much it may give.
///
/// One statement runs at a time, for all clients: one without end would keep every other from its
/// answer. Programs ask for a few thousand rows, which takes milliseconds.
final class CatalogLimit {
    static let longest = Duration.seconds(5)
    static let maximumRows = 100_000
    /// In bytes.
    static let longestValue: Int32 = 16 << 20

    private var end = ContinuousClock.now
    private var mustStop: @Sendable () -> Bool = { false }
    /// Why the statement was ended; nil where it was not.
    private(set) var reason: ServerError?

    /// The connection has to be closed before this is gone.
    func attend(_ connection: OpaquePointer) {
        sqlite3_progress_handler(
            connection, 1000,
            { limit in
                guard let limit else { return 0 }
                return Unmanaged<CatalogLimit>.fromOpaque(limit).takeUnretainedValue().isReached
                    ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Self.longestValue)
    }

    /// - Parameter mustStop: whether the client does not want the answer any more.
    func begin(_ mustStop: @escaping @Sendable () -> Bool) {
        end = .now + Self.longest
        reason = nil
        self.mustStop = mustStop
    }

    private var isReached: Bool {
        if mustStop() {
            reason = ServerError("57014", "canceling statement due to user request")
        } else if ContinuousClock.now > end {
            reason = ServerError(
                "57014", "canceling statement because it reads the catalog for more than 5 s")
        }
        return reason != nil
    }
}
