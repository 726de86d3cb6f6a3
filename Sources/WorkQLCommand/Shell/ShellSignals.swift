import Dispatch
import Foundation
import Synchronization
import WorkQLEditor

/// The handling of signals in the shell: Ctrl-C cancels the line or the query but never the shell,
/// SIGTERM and a closed terminal end the shell, and a new size or a resumption redraws the line.
final class ShellSignals: Sendable {
    private struct State {
        var isEnding = false
        /// Whether Ctrl-C was pressed since the last check.
        var isInterrupted = false
        /// Cancels the running task; nil while a line is read.
        var cancel: (@Sendable () -> Void)?
    }

    private let line: TerminalLine
    private let state = Mutex(State())
    private let sources = Mutex<[any DispatchSourceSignal]>([])

    init(_ line: TerminalLine) { self.line = line }

    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Returns whether Ctrl-C was pressed since the last call, even if the task had already
    /// finished.
    func takeInterruption() -> Bool {
        state.withLock { state in
            defer { state.isInterrupted = false }
            return state.isInterrupted
        }
    }

    func start() {
        sources.withLock { sources in
            sources = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT].map { number in
                // A dispatch source receives a signal only if its default action does not end the
                // program first.
                if [SIGINT, SIGTERM, SIGHUP].contains(number) { signal(number, SIG_IGN) }
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [weak self] in self?.receive(number) }
                source.resume()
                return source
            }
        }
    }

    func stop() {
        sources.withLock { sources in
            for source in sources { source.cancel() }
            sources = []
        }
    }

    /// Waits for a task that Ctrl-C may cancel.
    func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
        let isEnding = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.isEnding
        }
        if isEnding { task.cancel() }
        defer { state.withLock { $0.cancel = nil } }
        return await task.value
    }

    private func receive(_ number: Int32) {
        switch number {
        case SIGWINCH: line.ring { _ in }
        case SIGCONT: line.ring { $0.isContinued = true }
        case SIGINT:
            let cancel = state.withLock { state in
                state.isInterrupted = true
                return state.cancel
            }
            if let cancel {
                cancel()
            } else {
                line.ring { $0.isInterrupted = true }
            }
        default:
            let cancel = state.withLock { state in
                state.isEnding = true
                return state.cancel
            }
            cancel?()
            line.ring { $0.isEnding = true }
        }
    }
}
