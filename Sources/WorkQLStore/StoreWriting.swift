package import WorkQLCatalog
package import WorkQLPages
import WorkQLSQLite
package import WorkQLTime
import sqlite3

/// What one tile brought, once it was fetched to its end.
package struct FetchedTile: Sendable {
    package var scope: StoreScope
    package var division: PartitionScheme
    /// What was fetched of each cell, in milliseconds.
    package var claims: [String: IntervalSet]
    /// When it was asked for, in seconds since 1970.
    package var fetched: Int64
    /// Owners of rows that are being read, and stay.
    package var inUse: Set<Int64>
    /// The column of the key by which rows are given to their cells.
    package var keyColumn: String?
    /// How many seconds after it was fetched nothing of an older stretch has changed that it overlaps;
    /// nil when anything may have.
    package var settlesAfter: Int?

    package init(
        scope: StoreScope, division: PartitionScheme, claims: [String: IntervalSet], fetched: Int64,
        inUse: Set<Int64> = [], keyColumn: String? = nil, settlesAfter: Int? = nil
    ) {
        self.settlesAfter = settlesAfter
        self.scope = scope
        self.division = division
        self.claims = claims
        self.fetched = fetched
        self.inUse = inUse
        self.keyColumn = keyColumn
    }
}

extension Store {
    /// Keeps the rows of a tile, instead of those that were there before, and that all of it was
    /// fetched.
    ///
    /// - Parameters:
    ///   - tables: all those of the endpoint.
    ///   - pages: rows of the first table with all its columns that are no details, and further
    ///     ones of the others.
    ///   - calls: those of which pages are kept, and how many; they are given up.
    package func keep(
        _ split: FetchedTile, _ tables: [WorkQLCatalog.Table], _ pages: [Page],
        of calls: [(id: Int64, pages: Int)] = []
    ) async throws {
        try await database.write { database in
            let scope = try Self.makeID(of: split.scope, in: database)
            var owners: [String: (owner: Int64, instants: IntervalSet)] = [:]
            var stretches: [Int64] = []
            for (cell, instants) in split.claims where !instants.isEmpty {
                let id = try Self.makeID(ofCell: cell, in: scope, database)
                if split.division.isByTime {
                    for range in instants.ranges {
                        let stretch = try Self.replace(
                            range, of: id, fetched: split.fetched, tables, database)
                        stretches.append(stretch)
                    }
                    owners[cell] = (id, instants)
                } else if let hull = instants.hull {
                    let owner = try Self.supersede(hull, of: id, split, tables, database)
                    owners[cell] = (owner, instants)
                }
            }
            var writers = try tables.map { try RowWriter($0, split, owners, in: database) }
            func write(_ page: Page) throws {
                for (index, page) in ([page] + page.further).enumerated() {
                    try writers[index].write(page)
                }
            }
            for call in calls {
                for number in 1...call.pages {
                    // Whoever took them has fetched the same.
                    guard let page = try Self.page(number, of: call.id, database)
                    else { throw StoreFailure.changed }
                    try write(page)
                }
                try Self.drop(call: call.id, database)
            }
            for page in pages { try write(page) }
            if tables.count == 1 { try Self.count(stretches, of: tables[0], database) }
        }
    }

    /// Notes how many rows lie in stretches of time, so that who reads them need not count.
    private static func count(
        _ stretches: [Int64], of table: Table, _ database: Connection
    ) throws {
        let statement = try database.statement(
            """
            UPDATE "workql coverage" SET rows = (
                SELECT count(*) FROM "\(table.storedName)"
                WHERE owner = cell AND at >= since AND at < until)
            WHERE id = ?
            """)
        for stretch in stretches { try statement.run([stretch]) }
    }

    static func makeID(of scope: StoreScope, in database: Connection) throws -> Int64 {
        if let id = try id(of: scope, in: database) { return id }
        try database.run(
            """
            INSERT INTO "workql scope"(endpoint, identity, parameters, choices)
            VALUES (?, ?, ?, ?)
            """,
            [
                scope.endpoint, scope.identity, scope.parametersText, scope.choicesText,
            ])
        return database.lastInsertedRow
    }

    private static func makeID(
        ofCell cell: String, in scope: Int64, _ database: Connection
    ) throws -> Int64 {
        let known = try database.integer(
            "SELECT id FROM \"workql cell\" WHERE scope = ? AND key = ?", [scope, cell])
        if let known { return known }
        try database.run("INSERT INTO \"workql cell\"(scope, key) VALUES (?, ?)", [scope, cell])
        return database.lastInsertedRow
    }

    /// Makes room for what was fetched again of a stretch of time.
    private static func replace(
        _ range: Range<Int64>, of cell: Int64, fetched: Int64, _ tables: [Table],
        _ database: Connection
    ) throws -> Int64 {
        try uncover(range, of: cell, tables, database)
        try database.run(
            """
            INSERT INTO "workql coverage"(cell, since, until, fetched) VALUES (?, ?, ?, ?)
            """, [cell, range.lowerBound, range.upperBound, fetched])
        return database.lastInsertedRow
    }

    /// Deletes the rows of a stretch of time of a cell, and that it was fetched.
    static func uncover(
        _ range: Range<Int64>, of cell: Int64, _ tables: [Table], _ database: Connection
    ) throws {
        let (since, until) = (range.lowerBound, range.upperBound)
        for table in tables {
            try database.run(
                "DELETE FROM \"\(table.storedName)\" WHERE owner = ? AND at >= ? AND at < ?",
                [cell, since, until])
        }
        // What lies behind, in front, and inside.
        try database.run(
            """
            INSERT INTO "workql coverage"(cell, since, until, fetched)
            SELECT cell, ?3, until, fetched FROM "workql coverage"
            WHERE cell = ?1 AND since < ?3 AND until > ?3 AND ?2 < ?3
            """, [cell, since, until])
        try database.run(
            "DELETE FROM \"workql coverage\" WHERE cell = ? AND since >= ? AND since < ?",
            [cell, since, until])
        try database.run(
            """
            UPDATE "workql coverage" SET until = ?2, rows = NULL
            WHERE cell = ?1 AND since < ?2 AND until > ?2
            """, [cell, since])
    }

    /// A new stretch in the place of those that it holds, where stretches are used whole; and of
    /// those that it overlaps, unless they are settled: what is gone at the service would come back
    /// with them.
    private static func supersede(
        _ range: Range<Int64>, of cell: Int64, _ split: FetchedTile, _ tables: [Table],
        _ database: Connection
    ) throws -> Int64 {
        let old = try database.rows(
            """
            SELECT id FROM "workql coverage"
            WHERE cell = ?1 AND since < ?3 AND until > ?2
                AND (since >= ?2 AND until <= ?3 OR ?4 IS NULL
                    OR until > (fetched - ?4) * 1000)
            """, [cell, range.lowerBound, range.upperBound, split.settlesAfter]
        ) { $0.integer(0) }
        for id in old where !split.inUse.contains(id) {
            try drop(coverage: id, tables, database)
        }
        try database.run(
            """
            INSERT INTO "workql coverage"(cell, since, until, fetched) VALUES (?, ?, ?, ?)
            """, [cell, range.lowerBound, range.upperBound, split.fetched])
        return database.lastInsertedRow
    }

    /// Deletes a stretch that is used whole, with its rows.
    static func drop(coverage id: Int64, _ tables: [Table], _ database: Connection) throws {
        for table in tables {
            try database.run("DELETE FROM \"\(table.storedName)\" WHERE owner = ?", [id])
        }
        try database.run("DELETE FROM \"workql coverage\" WHERE id = ?", [id])
    }
}

/// Writes the rows of one table that belong to what a tile claims, each once.
private struct RowWriter {
    private let table: Table
    private let columns: [Column]
    private let statement: OpaquePointer
    private let division: PartitionScheme
    private let owners: [String: (owner: Int64, instants: IntervalSet)]
    /// Where on a page the time, the key and the identity stand.
    private let time: Int?
    private let key: Int?
    private let identity: [Int]
    private var seen: Set<[UInt8]> = []
    /// The number of the row, by which those of one instant are told apart.
    private var written: Int64 = 0
    /// The cell of the key that was looked up last, for rows of one stand together.
    private var last: (key: String, partition: (owner: Int64, instants: IntervalSet)?)?

    init(
        _ table: Table, _ split: FetchedTile,
        _ owners: [String: (owner: Int64, instants: IntervalSet)], in database: Connection
    ) throws {
        self.table = table
        self.owners = owners
        division = split.division
        columns = table.listed.map { table.columns[$0] }
        let names = columns.map(\.name)
        time = table.endpoint.range.column.flatMap { names.firstIndex(of: $0) }
        key = split.keyColumn.flatMap { names.firstIndex(of: $0) }
        identity = table.identity.compactMap { names.firstIndex(of: $0) }
        let marks = Array(repeating: "?", count: table.storedColumns.count)
            .joined(separator: ", ")
        statement = try database.statement(
            "INSERT INTO \"\(table.storedName)\" VALUES (\(marks))"
        ).handle
    }

    mutating func write(_ page: Page) throws {
        for row in 0..<page.count {
            guard let (owner, at) = partition(of: row, page), isNew(row, page) else { continue }
            sqlite3_reset(statement)
            sqlite3_bind_int64(statement, 1, owner)
            sqlite3_bind_int64(statement, 2, at)
            written += 1
            if division.isByTime { sqlite3_bind_int64(statement, 3, written) }
            let first: Int32 = division.isByTime ? 4 : 3
            for (index, vector) in page.columns.enumerated() {
                vector.bind(
                    row, to: statement, first + Int32(index),
                    isTime: columns[index].type == .timestamp)
            }
            let code = sqlite3_step(statement)
            sqlite3_reset(statement)
            guard code == SQLITE_DONE else {
                throw SQLiteError(code)
            }
        }
    }

    private mutating func isNew(_ row: Int, _ page: Page) -> Bool {
        guard !identity.isEmpty else { return true }
        var bytes: [UInt8] = []
        for column in identity { page.columns[column].appendKey(row, to: &bytes) }
        return seen.insert(bytes).inserted
    }

    /// nil for a row that nobody asked for.
    private mutating func partition(of row: Int, _ page: Page) -> (owner: Int64, at: Int64)? {
        guard let cell = cell(of: row, page) else { return nil }
        guard division.isByTime else { return (cell.owner, 0) }
        guard let time, let at = page.columns[time].integer(row) else {
            // It has to stand somewhere in what it came with.
            return cell.instants.hull.map { (cell.owner, $0.lowerBound) }
        }
        return cell.instants.contains(at) ? (cell.owner, at) : nil
    }

    private mutating func cell(
        of row: Int, _ page: Page
    ) -> (owner: Int64, instants: IntervalSet)? {
        guard division.isByValue else { return owners.first?.value }
        guard let key else { return nil }
        let text =
            page.columns[key].integer(row).map(String.init) ?? page.columns[key].string(row) ?? ""
        if let last, last.key == text { return last.partition }
        let partition = owners[division.cell(.text(text))]
        last = (text, partition)
        return partition
    }
}
