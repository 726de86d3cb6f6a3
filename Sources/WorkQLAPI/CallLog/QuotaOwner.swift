import Foundation

/// The process that made a call.
struct QuotaOwner: Hashable, Sendable {
    var process: Int64
    /// The namespace in which the process number is valid; empty if it cannot be determined.
    /// Containers that share a home directory number their processes separately.
    var space: String

    static let current = QuotaOwner(
        process: Int64(getpid()),
        space: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))
            ?? "")

    /// Returns whether the process has certainly ended. If its number was reused, the answer is
    /// false, and the lease ends the call then.
    func isGone(asSeenBy other: QuotaOwner) -> Bool {
        guard space == other.space, let number = Int32(exactly: process), number > 0 else {
            return false
        }
        return kill(number, 0) != 0 && errno == ESRCH
    }
}
