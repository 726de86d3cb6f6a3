import Logging

/// What every request needs from outside.
struct Wire: Sendable {
    let transport: any Transport
    let timekeeper: Timekeeper
    /// Evenly distributed from 0 up to 1.
    let random: @Sendable () -> Double
    let logger: Logger?
    /// What must never be shown.
    let secrets: [String]

    func sleep(_ duration: Duration, _ endpoint: String) async throws(ServiceFailure) {
        do {
            try await timekeeper.sleep(for: duration)
        } catch {
            throw .cancelled(endpoint)
        }
    }
}
