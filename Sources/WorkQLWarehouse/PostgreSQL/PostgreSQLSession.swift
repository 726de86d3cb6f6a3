import Dispatch
import Foundation
import Synchronization
import WorkQLSyntax

/// A connection that comes back after it was lost, used by one after the other.
final class PostgreSQLSession: Sendable {
    private struct State {
        var connection: PostgreSQLConnection?
        /// Whether there ever was a connection: one that never was is not waited for.
        var wasConnected = false
        /// Endpoints whose tables nobody else writes meanwhile.
        var locks: Set<String> = []
        /// Those of them whose rows were found to be as coverage counts them.
        var counted: Set<String> = []
    }

    let address: WarehouseAddress
    private let state = Mutex(State())
    /// Whoever waits for the server does not keep one of Swift's few threads.
    private let queue = DispatchQueue(label: "workql.warehouse")
    /// Seconds between attempts, until a server that was stopped is given up.
    private static let pauses = [0.2, 1, 2, 4, 8, 15, 15]

    init(_ address: WarehouseAddress) { self.address = address }

    /// Waits for what others have begun; makes no connection.
    func pause() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
        }
    }

    /// Runs the body with the connection, which is made where there is none.
    func use<Value: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.now(body) as Value })
            }
        }
    }

    /// The same on this thread.
    func now<Value: Sendable>(
        _ body: @Sendable (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        try state.withLock { state in
            if let connection = state.connection, connection.isAlive {
                do { return try body(connection) } catch let error as UserError {
                    if error.isUnreachable { state.connection = nil }
                    throw error
                }
            }
            state.connection = nil
            let connection = try PostgreSQLConnection(address)
            for endpoint in state.locks {
                guard try Self.lock(endpoint, connection) else {
                    // The server may not know yet that the connection before was lost.
                    throw UserError(
                        .unreachable, "another sync is writing \(endpoint) to \(address.shown)")
                }
            }
            state.connection = connection
            state.wasConnected = true
            return try body(connection)
        }
    }

    /// Does something that is done whole or not at all, and again where the connection was lost.
    func persist<Value>(_ body: () async throws -> Value) async throws -> Value {
        var pauses = Self.pauses[...]
        while true {
            do { return try await body() } catch let error as UserError {
                guard error.isUnreachable, state.withLock({ $0.wasConnected }),
                    let pause = pauses.popFirst()
                else { throw error }
                try await Task.sleep(for: .seconds(pause))
            }
        }
    }

    /// The same on this thread.
    func persistNow<Value: Sendable>(
        _ body: @Sendable (PostgreSQLConnection) throws -> Value
    ) throws -> Value {
        var pauses = Self.pauses[...]
        while true {
            do { return try now(body) } catch let error as UserError {
                guard error.isUnreachable, state.withLock({ $0.wasConnected }),
                    let pause = pauses.popFirst()
                else { throw error }
                Thread.sleep(forTimeInterval: pause)
            }
        }
    }

    /// Keeps other syncs from the tables of an endpoint, until it is unlocked or this process ends.
    ///
    /// - Returns: whether nobody else does; also where it is locked already.
    func lock(_ endpoint: String) async throws -> Bool {
        if state.withLock({ $0.locks.contains(endpoint) }) { return true }
        let isFree = try await use { try Self.lock(endpoint, $0) }
        if isFree { _ = state.withLock { $0.locks.insert(endpoint) } }
        return isFree
    }

    /// Until it is unlocked.
    func noteCounted(_ endpoint: String) {
        state.withLock { if $0.locks.contains(endpoint) { $0.counted.insert(endpoint) } }
    }

    func isCounted(_ endpoint: String) -> Bool {
        state.withLock { $0.counted.contains(endpoint) }
    }

    func unlock(_ endpoint: String) async {
        let wasLocked = state.withLock { state in
            state.counted.remove(endpoint)
            return state.locks.remove(endpoint) != nil
        }
        guard wasLocked else { return }
        _ = try? await use { connection in
            try connection.run("SELECT pg_advisory_unlock(\(Self.key))", [endpoint])
        }
    }

    /// Of a schema's tables: two schemas of one database are two warehouses.
    private static let key =
        "hashtextextended('workql sync ' || coalesce(current_schema(), '') || '.' || $1, 0)"

    private static func lock(_ endpoint: String, _ connection: PostgreSQLConnection) throws -> Bool
    {
        try connection.run("SELECT pg_try_advisory_lock(\(key))", [endpoint]).rows.first?.first
            == "t"
    }
}
