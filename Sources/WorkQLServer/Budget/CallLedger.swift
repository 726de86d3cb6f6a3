import Synchronization
import WorkQLTime

/// The call budgets of a server: the maximum number of calls of a statement, of a connection and of
/// a day. The administrator of the server sets them; no client can raise them.
package struct CallLimits: Hashable, Sendable {
    /// The maximum; nil for no limit, here and below.
    package var statement: Int?
    package var connection: Int?
    package var day: Int?

    package init(statement: Int? = nil, connection: Int? = nil, day: Int? = nil) {
        self.statement = statement
        self.connection = connection
        self.day = day
    }
}

/// Counts the calls of a day, including those that running statements may still make.
final class CallLedger: Sendable {
    private struct State {
        var day = Int.min
        var spent = 0
        var reserved = 0
    }

    private let limit: Int?
    private let state = Mutex(State())

    init(limit: Int?) { self.limit = limit }

    /// Reserves calls of the day for a statement.
    ///
    /// - Parameters:
    ///   - calls: the number of calls; nil for all that are left.
    ///   - day: the number of the day; a new day resets the count.
    /// - Returns: the number of calls reserved, at most `calls`; nil for no limit.
    func reserve(_ calls: Int?, on day: Int) -> Int? {
        guard let limit else { return nil }
        return state.withLock { state in
            if state.day != day { (state.day, state.spent) = (day, 0) }
            let left = max(0, limit - state.spent - state.reserved)
            let granted = min(calls ?? left, left)
            state.reserved += granted
            return granted
        }
    }

    /// Releases a reservation, and counts the calls that were made.
    func settle(reserved: Int?, spent: Int) {
        guard limit != nil, let reserved else { return }
        state.withLock { state in
            state.reserved -= reserved
            state.spent += spent
        }
    }
}
