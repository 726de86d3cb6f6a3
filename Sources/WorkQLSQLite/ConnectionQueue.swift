import Dispatch
import Synchronization

/// A connection that several threads use one after the other.
package final class ConnectionQueue: Sendable {
    private let connection: Mutex<Connection>
    /// The queue for callers that must not block their thread: SQLite waits for disks and for other
    /// processes.
    private let queue: DispatchQueue

    package init(_ connection: sending Connection, label: String) {
        self.connection = Mutex(connection)
        queue = DispatchQueue(label: label)
    }

    /// Calls `body` with the connection, after waiting for its turn.
    package func use<Value: Sendable>(
        _ body: @Sendable (Connection) throws -> Value
    ) throws -> Value {
        try connection.withLock { connection in try body(connection) }
    }

    /// Calls `body` in a transaction in which all reads see the same state of the database.
    package func read<Value: Sendable>(
        _ body: @Sendable (Connection) throws -> Value
    ) throws -> Value {
        try use { try $0.transaction(.deferred, body) }
    }

    /// Calls `body` in a transaction that writes everything or nothing.
    package func write<Value: Sendable>(
        _ body: @Sendable (Connection) throws -> Value
    ) throws -> Value {
        try use { try $0.transaction(.immediate, body) }
    }

    package func use<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.use(body) as Value })
            }
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await use { try $0.transaction(.deferred, body) }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await use { try $0.transaction(.immediate, body) }
    }
}
