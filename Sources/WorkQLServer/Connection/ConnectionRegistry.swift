import Synchronization
import WorkQLSyntax

/// The connections of a server, by the process numbers that clients know.
final class ConnectionRegistry: Sendable {
    private struct Entry {
        var key: Int32
        var control: StatementControl
        /// Ends the connection if it is idle.
        var close: @Sendable () -> Void
    }

    private struct State {
        var entries: [Int32: Entry] = [:]
        /// What closes the connections whose first message has not arrived.
        var silent: [Int: @Sendable () -> Void] = [:]
        var lastSilent = 0
        var last: Int32 = 1000
        var isClosing = false
    }

    private let maximum: Int
    private let state = Mutex(State())

    init(maximum: Int) { self.maximum = maximum }

    var count: Int { state.withLock { $0.entries.count } }

    /// Adds a connection whose first message has not arrived; it is closed at once if the server is
    /// shutting down.
    ///
    /// - Returns: its number for ``remove(silent:)``.
    func addSilent(close: @escaping @Sendable () -> Void) -> Int {
        let (number, isClosing) = state.withLock { state in
            state.lastSilent += 1
            state.silent[state.lastSilent] = close
            return (state.lastSilent, state.isClosing)
        }
        if isClosing { close() }
        return number
    }

    func remove(silent number: Int) { _ = state.withLock { $0.silent.removeValue(forKey: number) } }

    /// Adds a connection.
    ///
    /// - Returns: the number and the secret of the connection.
    /// - Throws: if the maximum number of connections is reached.
    func add(
        _ control: StatementControl, close: @escaping @Sendable () -> Void
    ) throws(UserError) -> (process: Int32, key: Int32) {
        let result: Result<(process: Int32, key: Int32), UserError> = state.withLock { state in
            if state.isClosing {
                return .failure(UserError(state: "57P03", "the server is shutting down"))
            }
            guard state.entries.count < maximum else {
                return .failure(
                    UserError(
                        state: "53300", "there are \(maximum) connections already",
                        help: "close some, or raise --connections"))
            }
            repeat {
                state.last = state.last == .max ? 1 : state.last + 1
            } while state.entries[
                state.last] != nil
            let key = Int32.random(in: .min ... .max)
            state.entries[state.last] = Entry(key: key, control: control, close: close)
            return .success((state.last, key))
        }
        return try result.get()
    }

    func remove(_ process: Int32) { _ = state.withLock { $0.entries.removeValue(forKey: process) } }

    func cancel(process: Int32, key: Int32) {
        let entry = state.withLock { $0.entries[process] }
        if let entry, entry.key == key { entry.control.cancel(.request) }
    }

    /// Closes idle and silent connections and refuses new ones; running statements continue.
    func closeIdle() {
        let (entries, silent) = state.withLock { state in
            state.isClosing = true
            return (Array(state.entries.values), Array(state.silent.values))
        }
        for close in silent { close() }
        for entry in entries where !entry.control.isRunning { entry.close() }
    }

    /// Ends running statements as well.
    func closeAll() {
        for entry in state.withLock({ Array($0.entries.values) }) {
            entry.control.cancel(.shutdown)
            entry.close()
        }
    }

    var isClosing: Bool { state.withLock { $0.isClosing } }
}
