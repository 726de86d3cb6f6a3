package import WorkQLCatalog
package import WorkQLPages
import WorkQLSQLite
import WorkQLTime

/// Reads the rows of one scan as they are at one moment, whatever other processes do to them
/// meanwhile.
package final class StoreReader: Sendable {
    private let moment: StoreMoment

    /// - Throws: `StoreFailure` when parts are not there any more.
    package init(
        _ store: Store, _ parts: [CachedRows], of endpoint: Endpoint
    ) async throws {
        moment = try await store.moment()
        // What nobody else can open changes only by what the session itself fetches, which leaves
        // alone what is being read.
        guard case .file = store.location else { return }
        let isByTime = endpoint.range.column != nil
        let isThere = try await moment.read { database in
            try parts.allSatisfy { part in
                try Self.isCovered(part, isByTime: isByTime, database)
            }
        }
        if !isThere { throw StoreFailure.changed }
    }

    private static func isCovered(
        _ part: CachedRows, isByTime: Bool, _ database: Connection
    ) throws -> Bool {
        let rows = try database.rows(
            """
            SELECT since, until FROM "workql coverage" WHERE \(isByTime ? "cell" : "id") = ?
            """, [part.owner]
        ) { $0.integer(0)..<$0.integer(1) }
        let covered = IntervalSet(rows)
        return part.instants.subtracting(covered).isEmpty
    }

    /// Rows of a table, from some parts on until there are a page or more.
    ///
    /// - Parameters:
    ///   - start: the index of the first part to read.
    ///   - columns: indices in `table.columns`, none of them a detail.
    /// - Returns: also the place behind the last part that was read. Parts are read whole.
    package func pages(
        of parts: [CachedRows], from start: Int, in table: WorkQLCatalog.Table,
        columns: [Int]
    ) async throws -> (pages: [Page], next: Int) {
        try await moment.read { database in
            var builder = PageBuilder(columns.map { table.columns[$0] })
            let isByTime = table.endpoint.range.column != nil
            let names = columns.map { "\"\(table.columns[$0].name)\"" }
            let selected = names.isEmpty ? "1" : names.joined(separator: ", ")
            let sql = "SELECT \(selected) FROM \"\(table.storedName)\" WHERE owner = ?"
            let statement = try database.statement(isByTime ? sql + " AND at >= ? AND at < ?" : sql)
            var index = start
            while index < parts.count, builder.rows < Page.usual {
                let part = parts[index]
                for range in isByTime ? part.instants.ranges : [0..<1] {
                    try builder.take(
                        statement.handle,
                        isByTime
                            ? [part.owner, range.lowerBound, range.upperBound] : [part.owner])
                }
                index += 1
            }
            return (builder.pages, index)
        }
    }
}
