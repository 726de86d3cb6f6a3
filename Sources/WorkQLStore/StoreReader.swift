import GRDB
package import WorkQLAPI
package import WorkQLCatalog
package import WorkQLPlanner

/// Reads the rows of one scan as they are at one moment, whatever other processes do to them
/// meanwhile.
package final class StoreReader: Sendable {
    private let database: DatabaseQueue
    private let ownsConnection: Bool

    /// - Throws: `StoreFailure` when parts are not there any more.
    package init(
        _ store: Store, _ parts: [StoredShare.Part], of endpoint: Endpoint
    ) async throws {
        // What nobody else can open changes only by what the session itself fetches, which leaves
        // alone what is being read.
        guard case .file(let path) = store.place else {
            database = store.database
            ownsConnection = false
            return
        }
        var configuration = Configuration()
        configuration.label = "workql.store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(60)
        // One transaction for as long as the reading takes.
        configuration.allowsUnsafeTransactions = true
        database = try DatabaseQueue(path: path, configuration: configuration)
        ownsConnection = true
        let isByTime = endpoint.range.column != nil
        try await database.unsafeRead { database in
            try database.execute(sql: "BEGIN")
            let isThere = try parts.allSatisfy { part in
                try Self.isCovered(part, isByTime: isByTime, database)
            }
            if !isThere { throw StoreFailure.changed }
        }
    }

    deinit {
        if ownsConnection { try? database.close() }
    }

    private static func isCovered(
        _ part: StoredShare.Part, isByTime: Bool, _ database: Database
    ) throws -> Bool {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT since, until FROM "workql coverage" WHERE \(isByTime ? "cell" : "id") = ?
                    """), arguments: [part.owner])
        let covered = IntervalSet(rows.map { ($0[0] as Int64)..<($0[1] as Int64) })
        return part.instants.subtracting(covered).isEmpty
    }

    /// Rows of a table, from some parts on until there are a page or more.
    ///
    /// - Parameters:
    ///   - start: the place of the first part to read.
    ///   - columns: places in `table.columns`, none of them a detail.
    /// - Returns: also the place behind the last part that was read. Parts are read whole.
    package func pages(
        of parts: [StoredShare.Part], from start: Int, in table: WorkQLCatalog.Table,
        columns: [Int]
    ) async throws -> (pages: [Page], next: Int) {
        try await database.unsafeRead { database in
            var builder = PageBuilder(columns.map { table.columns[$0] })
            let isByTime = table.endpoint.range.column != nil
            let names = columns.map { "\"\(table.columns[$0].name)\"" }
            let selected = names.isEmpty ? "1" : names.joined(separator: ", ")
            let sql = "SELECT \(selected) FROM \"\(table.storedName)\" WHERE owner = ?"
            let statement = try database.cachedStatement(
                sql: isByTime ? sql + " AND at >= ? AND at < ?" : sql)
            var place = start
            while place < parts.count, builder.rows < Page.usual {
                let part = parts[place]
                for range in isByTime ? part.instants.ranges : [0..<1] {
                    try builder.take(
                        statement.sqliteStatement,
                        isByTime
                            ? [part.owner, range.lowerBound, range.upperBound] : [part.owner])
                }
                place += 1
            }
            return (builder.pages, place)
        }
    }
}
