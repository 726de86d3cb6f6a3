import GRDB

/// A store as it is at one moment, whatever other processes do to it meanwhile.
///
/// What nobody else can open has no such moment: there everything is read as it is.
final class StoreMoment: Sendable {
    private let database: DatabaseQueue
    private let ownsConnection: Bool

    fileprivate init(_ database: DatabaseQueue, ownsConnection: Bool) {
        self.database = database
        self.ownsConnection = ownsConnection
    }

    deinit {
        if ownsConnection { try? database.close() }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await database.unsafeRead(body)
    }
}

extension Store {
    /// The moment begins with what is read first.
    func moment() async throws -> StoreMoment {
        guard case .file(let path) = place else {
            return StoreMoment(database, ownsConnection: false)
        }
        var configuration = Configuration()
        configuration.label = "workql.store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(Double(StoreFile.patience) / 1000)
        // One transaction for as long as the reading takes.
        configuration.allowsUnsafeTransactions = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try await database.unsafeRead { try $0.execute(sql: "BEGIN") }
        return StoreMoment(database, ownsConnection: true)
    }
}
