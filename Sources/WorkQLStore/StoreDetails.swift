package import WorkQLCatalog
package import WorkQLPages
import WorkQLSQLite
import sqlite3

/// The answers of detail endpoints about single rows, stored by the value that these take. There is
/// no time at which a detail was last changed, so it is fresh for a time and never settles.
extension Store {
    /// - Parameter columns: indices in `table.columns`, all of them details.
    /// - Returns: the rows that are stored and can be used, and for each value its row.
    package func details(
        of values: [Scalar], in table: WorkQLCatalog.Table, columns: [Int], identity: String,
        age: StoreAgeLimit
    ) async throws -> (page: Page, rows: [Scalar: Int]) {
        guard let detail = table.detail, !age.usesNothing else {
            return (Page(count: 0, columns: []), [:])
        }
        let names = columns.map { ", \"\(table.columns[$0].name)\"" }.joined()
        return try await database.read { database in
            var builder = PageBuilder(columns.map { table.columns[$0].type })
            var rows: [Scalar: Int] = [:]
            let scope = StoreScope(detail.endpoint, identity)
            guard let scope = try Self.id(of: scope, in: database) else {
                return (builder.whole, rows)
            }
            let statement = try database.statement(
                """
                SELECT fetched\(names) FROM "\(table.storedName) details"
                WHERE scope = ? AND key = ? AND fetched >= ? AND fetched <= ?
                """)
            let freshFor = age.freshFor ?? detail.endpoint.freshness.freshFor
            // 0 means never.
            let oldest = age.usesAll ? 0 : age.now - Int64(freshFor) + (freshFor > 0 ? 0 : 1)
            for value in values {
                try statement.bind([scope, value.description, oldest, age.now])
                let row = builder.rows
                try builder.take(statement.handle, skipping: 1)
                if builder.rows > row { rows[value] = row }
            }
            return (builder.whole, rows)
        }
    }

    /// - Parameters:
    ///   - vectors: all of the table's details, in its order, with a row for each value.
    ///   - fetched: when they were requested, in seconds since 1970.
    package func keepDetails(
        of values: [Scalar], in table: WorkQLCatalog.Table, _ vectors: [Vector],
        identity: String, fetched: Int64
    ) async throws {
        guard let detail = table.detail else { return }
        try await database.write { database in
            let scope = try Self.makeID(
                of: StoreScope(detail.endpoint, identity), in: database)
            let types = table.detailed.map { table.columns[$0].type }
            let marks = Array(repeating: "?", count: vectors.count + 3).joined(separator: ", ")
            let statement = try database.statement(
                "INSERT OR REPLACE INTO \"\(table.storedName) details\" VALUES (\(marks))"
            ).handle
            for (row, value) in values.enumerated() {
                sqlite3_reset(statement)
                sqlite3_bind_int64(statement, 1, scope)
                _ = value.description.bind(to: statement, 2)
                sqlite3_bind_int64(statement, 3, fetched)
                for (index, vector) in vectors.enumerated() {
                    vector.bind(
                        row, to: statement, Int32(index + 4), isTime: types[index] == .timestamp)
                }
                let code = sqlite3_step(statement)
                sqlite3_reset(statement)
                guard code == SQLITE_DONE else {
                    throw SQLiteError(code)
                }
            }
        }
    }
}

extension WorkQLCatalog.Table {
    /// The indices of the columns that only the detail endpoint returns.
    package var detailed: [Int] { columns.indices.filter { columns[$0].isDetail } }
}

extension StoreScope {
    fileprivate init(_ endpoint: Endpoint, _ identity: String) {
        self.init(endpoint: endpoint.storedName, identity: identity, parameters: [], choices: [])
    }
}
