package import WorkQLCatalog

/// The calls that other processes of the same user make under the same quotas, stored where all of
/// them can read them.
///
/// Times are seconds since 1970 by the machine's clock, because processes share no other. A clock
/// that is set back makes calls wait longer and never sends one too early. A clock that is set
/// forward by more than a period may drop calls of other processes; a process's own calls still
/// count by its own clock.
package protocol SharedCallLog: Sendable {
    /// Counts a call of a scope, which is sent if it is granted: `answered` or `withdraw` follows.
    ///
    /// - Parameter now: called when it is this call's turn: an earlier time may precede the times
    ///   that other processes have written meanwhile.
    /// - Throws: if no call may be sent because the log cannot be used.
    func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async throws -> SharedReservation
    func answered(_ id: Int64, now: Double)
    /// Removes a call that was never sent.
    func withdraw(_ id: Int64)
    /// Admits no call of the scope before an instant.
    func block(_ scope: String, until instant: Double)
    /// Returns the call log of a scope; nil if it cannot be read.
    func callLog(_ scope: String, _ quotas: [Quota], now: Double) async -> SlidingWindowLog?
}

package enum SharedReservation: Hashable, Sendable {
    case granted(id: Int64)
    /// Nothing changes before that instant.
    case wait(until: Double)
    /// Answers of other processes must arrive first.
    case crowded
    /// Calls of other processes cannot be read; the call may be sent.
    case unknown
}

/// Why no call may be sent: the log that has to admit it cannot be used.
package struct SharedCallFailure: Error, Sendable, Hashable {
    package var message: String
    package var help: String?

    package init(message: String, help: String?) {
        self.message = message
        self.help = help
    }
}
