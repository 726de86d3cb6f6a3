import Synchronization
import WorkQL

/// Shows the shell's session, as it was before the prompt, to those who complete what is typed.
final class SessionWindow: Sendable {
    private let shown = Mutex<Session?>(nil)

    func show(_ session: Session) { shown.withLock { $0 = session } }

    var session: Session? { shown.withLock { $0 } }
}
