package import WorkQLCatalog
import WorkQLSQLite

/// What was fetched, so that it need not be fetched again: the rows of each table, and apart from
/// them which stretches of which cells were fetched completely, and when. So "fetched, and nothing
/// was there" is known too.
///
/// All use of one connection is one after the other. Whatever belongs together is written in one
/// transaction. Several processes may use one file.
package final class Store: Sendable {
    /// Where a store is kept.
    package enum Location: Hashable, Sendable {
        /// As long as the session lives. Large ones spill into a file that nobody else can open.
        case session
        /// In a file of this path.
        case file(String)
    }

    package let location: Location
    let database: ConnectionQueue
    let catalog: Catalog
    /// Those whose rows are kept as they are.
    let tables: [WorkQLCatalog.Table]
    /// What its user has to be told of how it was opened; nil when all is well.
    package let warning: StoreFailure?

    /// - Parameters:
    ///   - catalog: the tables whose rows are kept.
    ///   - now: seconds since 1970.
    /// - Throws: `StoreFailure` for a store of a newer version, a file that is no store, and one
    ///   that cannot be opened. A damaged one is set aside, and `warning` says so.
    package init(_ location: Location, catalog: Catalog, now: Int64) throws(StoreFailure) {
        self.location = location
        self.catalog = catalog
        // Others are put together from answers that are no rows.
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

    /// A database without a name, which SQLite keeps in memory while it is small and else in a file
    /// that nobody else can open.
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

    /// The tables whose rows are in the answers of an endpoint.
    package func tables(of endpoint: Endpoint) -> [WorkQLCatalog.Table] {
        tables.filter { $0.endpoint.storedName == endpoint.storedName }
    }
}

extension WorkQLCatalog.Table {
    /// The indices of the columns that answers hold, but for details.
    package var listed: [Int] { columns.indices.filter { !columns[$0].isDetail } }
}
