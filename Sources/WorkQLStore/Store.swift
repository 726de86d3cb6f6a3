import Synchronization
package import WorkQLCatalog
import WorkQLSQLite

/// Fetched rows, stored so that they need not be fetched again: the rows of each table, and
/// separately which intervals of which cells were fetched completely, and when. So the store also
/// knows "fetched, and there were no rows".
///
/// All operations on one connection are serialized. Writes that belong together are one
/// transaction. Several processes may use one file.
package final class Store: Sendable {
    /// The location of a store.
    package enum Location: Hashable, Sendable {
        /// A store that exists as long as the session. A large one spills into a file that no other
        /// process can open.
        case session
        /// In a file at this path.
        case file(String)
    }

    package let location: Location
    let database: ConnectionQueue
    let catalog: Catalog
    /// The tables whose rows are stored unchanged.
    let tables: [WorkQLCatalog.Table]
    /// A warning for the user about opening the store; nil if there was no problem.
    package let warning: StoreFailure?
    /// Whether small blocks are being merged.
    let isMerging = Mutex(false)

    /// - Parameters:
    ///   - catalog: the tables whose rows are stored.
    ///   - now: seconds since 1970.
    /// - Throws: `StoreFailure` for a store of a newer version, a file that is not a store, and one
    ///   that cannot be opened. A damaged one is set aside, and `warning` says so.
    package init(_ location: Location, catalog: Catalog, now: Int64) throws(StoreFailure) {
        self.location = location
        self.catalog = catalog
        // Other tables are combined from answers that are not rows.
        let tables = catalog.tables.filter(\.source.isAnswers)
        self.tables = tables
        switch location {
        case .session:
            do {
                database = try Self.temporary(tables)
            } catch {
                throw StoreFailure("the store cannot be used: \(error)")
            }
            warning = nil
        case .file(let path):
            (database, warning) = try StoreFile(path: path, tables: tables, now: now).open()
        }
    }

    /// Creates a database without a name, which SQLite keeps in memory while it is small and
    /// otherwise in a file that no other process can open.
    private static func temporary(_ tables: [WorkQLCatalog.Table]) throws -> ConnectionQueue {
        let database = try Connection(writing: "")
        try database.run(
            """
            PRAGMA journal_mode = MEMORY;
            PRAGMA synchronous = OFF;
            PRAGMA cache_size = -32768
            """)
        try database.transaction(.immediate) { try StoreSchema.create(tables, in: $0) }
        return ConnectionQueue(database, label: "workql.store")
    }

    /// Returns the tables whose rows are in the answers of an endpoint.
    package func tables(of endpoint: Endpoint) -> [WorkQLCatalog.Table] {
        tables.filter { $0.endpoint.storedName == endpoint.storedName }
    }
}

extension WorkQLCatalog.Table {
    /// The indices of the columns that are in answers, without details.
    package var listed: [Int] { columns.indices.filter { !columns[$0].isDetail } }
}
