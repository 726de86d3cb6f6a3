import Synchronization
import WorkQL
import WorkQLSyntax

/// Cancels the running statement of a connection, from another connection or from the server.
package final class StatementControl: Sendable {
    enum Cause: Sendable {
        /// The client requested it, on another connection.
        case request
        case timeout
        case shutdown
        /// The client has disconnected.
        case disconnection
    }

    private struct State {
        var isRunning = false
        var cause: Cause?
        var cancel: (@Sendable () -> Void)?
        var timer: Task<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether a statement is running.
    var isRunning: Bool { state.withLock { $0.isRunning } }

    /// Makes the statement cancellable from now on.
    func begin(timeout: Duration?) {
        let timer = timeout.map { timeout in
            Task { [weak self] in
                guard (try? await Task.sleep(for: timeout)) != nil else { return }
                self?.cancel(.timeout)
            }
        }
        state.withLock { state in
            state.isRunning = true
            // The statements of a disconnected client are all cancelled.
            if state.cause != .disconnection { state.cause = nil }
            state.timer = timer
        }
    }

    func end() {
        let timer = state.withLock { state in
            state.isRunning = false
            defer { state.timer = nil }
            return state.timer
        }
        timer?.cancel()
    }

    /// Cancels the running statement; does nothing if there is none.
    func cancel(_ cause: Cause) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.isRunning || cause == .disconnection else { return nil }
            if state.cause == nil { state.cause = cause }
            return state.cancel
        }
        cancel?()
    }

    /// - Throws: if the running statement has to end.
    func check() throws(UserError) {
        if let cause = state.withLock({ $0.cause }) { throw cause.error }
    }

    /// Runs a part of a statement, whose task is cancelled if the statement has to end.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () async -> Result<Value, UserError>
    ) async throws(UserError) -> Value {
        try check()
        let task = Task { await body() }
        let isLate = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.cause != nil
        }
        if isLate { task.cancel() }
        let result = await task.value
        let cause = state.withLock { state in
            state.cancel = nil
            return state.cause
        }
        switch result {
        case .success(let value): return value
        case .failure(let error):
            if let cause, error.kind == .interrupted { throw cause.error }
            throw error
        }
    }
}

extension StatementControl.Cause {
    var error: UserError {
        switch self {
        case .request, .disconnection:
            UserError(state: "57014", "canceling statement due to user request")
        case .timeout: UserError(state: "57014", "canceling statement due to statement timeout")
        case .shutdown:
            UserError(state: "57P01", "terminating connection due to administrator command")
        }
    }
}
