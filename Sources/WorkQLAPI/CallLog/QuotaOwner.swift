import Foundation

/// The process that a call belongs to.
struct QuotaOwner: Hashable, Sendable {
    var process: Int64
    /// The space in which the number means that process; empty where it cannot be told. Containers
    /// that share a home have numbers of their own.
    var space: String

    static let current = QuotaOwner(
        process: Int64(getpid()),
        space: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))
            ?? "")

    /// Whether it has surely ended. A number that was given out again says no, and the lease ends
    /// the call then.
    func isGone(asSeenBy other: QuotaOwner) -> Bool {
        guard space == other.space, let number = Int32(exactly: process), number > 0 else {
            return false
        }
        return kill(number, 0) != 0 && errno == ESRCH
    }
}
