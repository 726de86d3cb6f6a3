import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and SIGTERM into the cancellation of what runs.
///
/// The first signal cancels and waits, so that connections are closed and files removed. A second
/// one ends the program at once.
final class Interruption: Sendable {
    /// What the program returns because of the signal that came; nil when none did.
    private let status = Mutex<ExitStatus?>(nil)

    /// Runs the body, which is expected to end soon after it is cancelled.
    ///
    /// - Parameters:
    ///   - leftover: a file to be removed when the program has to end at once.
    ///   - isOthers: whether Ctrl-C is meant for another program, which has the keyboard.
    /// - Returns: the body's status, or the signal's where that is why the body stopped.
    static func run(
        leftover: String? = nil, isOthers: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable () async -> ExitStatus
    ) async -> ExitStatus {
        let interruption = Interruption()
        let task = Task { await body() }
        let sources = [(SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated)].map {
            number, status in
            // A dispatch source sees a signal only if that does not end the program before.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if number == SIGINT, isOthers() { return }
                if interruption.isFirst(status) {
                    task.cancel()
                } else {
                    if let leftover { unlink(leftover) }
                    _exit(status.rawValue)
                }
            }
            source.resume()
            return source
        }
        let result = await task.value
        for source in sources { source.cancel() }
        guard result == .interrupted else { return result }
        return interruption.status.withLock { $0 } ?? result
    }

    private func isFirst(_ new: ExitStatus) -> Bool {
        status.withLock { status in
            guard status == nil else { return false }
            status = new
            return true
        }
    }
}
