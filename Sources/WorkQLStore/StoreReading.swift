import GRDB
package import WorkQLAPI
package import WorkQLCatalog
package import WorkQLPlanner

extension Store {
    /// Rows of a table, from some parts on until there are a page or more.
    ///
    /// - Parameters:
    ///   - start: the place of the first part to read; moved behind the last one that was read.
    ///     A part is read whole, so that nothing is missed when others are replaced meanwhile.
    ///   - columns: places in `table.columns`, none of them a detail.
    package func pages(
        of parts: [StoredShare.Part], from start: Int, in table: WorkQLCatalog.Table, columns: [Int]
    ) async throws -> (pages: [Page], next: Int) {
        try await database.read { database in
            var builder = PageBuilder(columns.map { table.columns[$0] })
            let isByTime = table.endpoint.range.column != nil
            let names = columns.map { "\"\(table.columns[$0].name)\"" }
            let selected = names.isEmpty ? "1" : names.joined(separator: ", ")
            let sql = "SELECT \(selected) FROM \"\(table.name)\" WHERE owner = ?"
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
