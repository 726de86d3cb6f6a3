import WorkQLSQLite

/// A store as it is at one moment, whatever other processes do to it meanwhile.
///
/// What nobody else can open has no such moment: there everything is read as it is.
final class StoreMoment: Sendable {
    private let database: ConnectionQueue

    fileprivate init(_ database: ConnectionQueue) { self.database = database }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await database.use(body)
    }
}

extension Store {
    /// The moment begins with what is read first.
    func moment() async throws -> StoreMoment {
        guard case .file(let path) = location else {
            return StoreMoment(database)
        }
        let database = try Connection(reading: path, patience: StoreFile.patience)
        // Blocks are read where the system has them, instead of being copied twice.
        try database.run("PRAGMA mmap_size = \(1 << 30)")
        // One transaction for as long as the reading takes.
        try database.run("BEGIN")
        return StoreMoment(ConnectionQueue(database, label: "workql.store.reader"))
    }
}
