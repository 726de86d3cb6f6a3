import Synchronization
import WorkQLTime

/// What a server may spend: the calls of a statement, of a connection and of a day. Who runs the
/// server sets it; no client can raise it.
package struct CallLimits: Hashable, Sendable {
    /// nil is no limit, here and below.
    package var statement: Int?
    package var connection: Int?
    package var day: Int?

    package init(statement: Int? = nil, connection: Int? = nil, day: Int? = nil) {
        self.statement = statement
        self.connection = connection
        self.day = day
    }
}

/// Counts the calls of a day, those included that statements may still make.
final class CallLedger: Sendable {
    private struct State {
        var day = Int.min
        var spent = 0
        var reserved = 0
    }

    private let limit: Int?
    private let state = Mutex(State())

    init(limit: Int?) { self.limit = limit }

    /// Sets calls of the day aside for a statement.
    ///
    /// - Parameters:
    ///   - calls: nil is as many as there are.
    ///   - day: its number; with another one counting begins again.
    /// - Returns: how many there are, at the most so many; nil for no limit.
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

    /// Gives back what was set aside, and counts what was spent of it.
    func settle(reserved: Int?, spent: Int) {
        guard limit != nil, let reserved else { return }
        state.withLock { state in
            state.reserved -= reserved
            state.spent += spent
        }
    }
}
