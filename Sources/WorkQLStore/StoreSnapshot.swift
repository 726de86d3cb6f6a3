import WorkQLSQLite

/// A snapshot of a store, which does not change whatever other processes do meanwhile.
///
/// A store that no other process can open has no snapshot: reads see its current state.
final class StoreSnapshot: Sendable {
    private let database: ConnectionQueue

    fileprivate init(_ database: ConnectionQueue) { self.database = database }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await database.use(body)
    }
}

extension Store {
    /// Returns a snapshot, which begins with the first read.
    func snapshot() async throws -> StoreSnapshot {
        guard case .file(let path) = location else {
            return StoreSnapshot(database)
        }
        let database = try Connection(reading: path, patience: StoreFile.patience)
        // Blocks are read from the mapped file, instead of being copied twice.
        try database.run("PRAGMA mmap_size = \(1 << 30)")
        // One transaction for the whole duration of the reading.
        try database.run("BEGIN")
        return StoreSnapshot(ConnectionQueue(database, label: "workql.store.reader"))
    }
}
