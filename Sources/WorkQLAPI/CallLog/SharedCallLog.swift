package import WorkQLCatalog

/// The calls that other processes of the same user make under the same quotas, kept where all of
/// them see them.
///
/// Times are seconds since 1970 by the machine's clock, because processes share no other. A clock
/// that is set back makes calls wait longer and never sends one too early; one that is set forward
/// by more than a period may let calls of other processes be forgotten, and a process's own are
/// still counted by its own clock.
package protocol SharedCallLog: Sendable {
    /// Counts a call of a scope, which is sent if it is granted: `answered` or `withdraw` follows.
    ///
    /// - Parameter now: is asked once it is this call's turn: what was now before may be earlier
    ///   than what other processes have written down meanwhile.
    func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async -> SharedReservation
    func answered(_ id: Int64, now: Double)
    /// The call was never sent.
    func withdraw(_ id: Int64)
    /// No call of the scope is let through before an instant.
    func block(_ scope: String, until instant: Double)
    /// What is known of a scope; nil where nothing can be known.
    func callLog(_ scope: String, _ quotas: [Quota], now: Double) async -> SlidingWindowLog?
}

package enum SharedReservation: Hashable, Sendable {
    case granted(id: Int64)
    /// Nothing changes before that instant.
    case wait(until: Double)
    /// Answers of other processes have to come first.
    case crowded
    /// Nothing can be known of other processes; the call may be sent.
    case unknown
}
