import WorkQLSyntax
import sqlite3

/// The limits on the time and the result size of a statement of the catalog.
///
/// One statement runs at a time, for all clients: one that never ends would block the answers of
/// all others. Programs request a few thousand rows, which takes milliseconds.
final class CatalogLimit {
    static let longest = Duration.seconds(5)
    static let maximumRows = 100_000
    /// The maximum size of a value, in bytes.
    static let longestValue: Int32 = 16 << 20

    private var end = ContinuousClock.now
    private var mustStop: @Sendable () -> Bool = { false }
    /// The reason why the statement was ended; nil if it was not.
    private(set) var reason: UserError?

    /// Installs the limits on a connection, which has to be closed before this object is
    /// deallocated.
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

    /// - Parameter mustStop: returns whether the client no longer wants the answer.
    func begin(_ mustStop: @escaping @Sendable () -> Bool) {
        end = .now + Self.longest
        reason = nil
        self.mustStop = mustStop
    }

    private var isReached: Bool {
        if mustStop() {
            reason = UserError(state: "57014", "canceling statement due to user request")
        } else if ContinuousClock.now > end {
            reason = UserError(
                state: "57014", "canceling statement because it reads the catalog for more than 5 s"
            )
        }
        return reason != nil
    }
}
