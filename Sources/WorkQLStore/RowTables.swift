import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import WorkQLTime
import sqlite3

/// The rows of an endpoint as stores up to version 4 had them: in a table for each table of the
/// catalog, with its name and columns. If rows are stored by their time, `owner` is the cell, `at`
/// is the time in milliseconds, and `place` distinguishes rows of the same instant; otherwise
/// `owner` is the coverage interval with which the row arrived, and `at` is 0.
struct RowTables {
    private let tables: [Table]

    /// - Parameter tables: all tables of one endpoint.
    init(_ tables: [Table]) { self.tables = tables }

    /// A coverage interval, or its part in one window.
    private struct Stretch {
        var id: Int64
        var cell: Int64
        var instants: Range<Int64>
        var fetched: Int64
    }

    /// The length of the windows of time, in milliseconds, whose rows go into one block.
    private static let window: Int64 = 28 * 86_400_000

    /// Converts the rows into blocks, if there are any, and drops the tables. If the columns have
    /// changed too, the rows are of no use any more.
    func convert(in database: Connection) throws {
        let own = try tables.filter { try database.hasTable($0.storedName) }
        guard let endpoint = own.first?.endpoint else { return }
        let isUnchanged = try own.allSatisfy { table in
            try StoreSchema.columns(of: table.storedName, in: database) == Self.columns(of: table)
        }
        if own.count == tables.count, isUnchanged {
            let scopes = try database.rows(
                "SELECT id FROM \"workql scope\" WHERE endpoint = ?", [endpoint.storedName]
            ) { $0.integer(0) }
            for scope in scopes { try convert(scope: scope, database) }
        } else {
            try StoreSchema.forgetFetched(of: endpoint, in: database)
        }
        for table in own { try database.run("DROP TABLE \"\(table.storedName)\"") }
    }

    static func columns(of table: Table) -> [String] {
        (table.isStoredByTime ? ["owner", "at", "place"] : ["owner", "at"])
            + table.listed.map { table.columns[$0].name }
    }

    /// Returns the statement that creates the table of rows that are stored by their time.
    static func ordered(_ table: Table) -> String {
        let columns = table.listed.map { index in
            "\"\(table.columns[index].name)\" \(table.columns[index].type.affinity)"
        }
        return """
            CREATE TABLE "\(table.storedName)"(
                owner INTEGER NOT NULL, at INTEGER NOT NULL, place INTEGER NOT NULL,
                \(columns.joined(separator: ", ")), PRIMARY KEY(owner, at, place)) WITHOUT ROWID;
            """
    }

    private func convert(scope: Int64, _ database: Connection) throws {
        let stretches = try database.rows(
            """
            SELECT "workql coverage".id, cell, since, until, fetched FROM "workql coverage"
            JOIN "workql cell" ON cell = "workql cell".id WHERE scope = ?
            """, [scope]
        ) { row in
            Stretch(
                id: row.integer(0), cell: row.integer(1),
                instants: row.integer(2)..<row.integer(3), fetched: row.integer(4))
        }
        var groups: [Int64: [Stretch]] = [:]
        for stretch in stretches {
            try database.run("DELETE FROM \"workql coverage\" WHERE id = ?", [stretch.id])
            for part in parts(of: stretch) {
                groups[part.instants.lowerBound.floorDivided(by: Self.window), default: []]
                    .append(part)
            }
        }
        for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
            let parts = group.sorted {
                ($0.cell, $0.instants.lowerBound) < ($1.cell, $1.instants.lowerBound)
            }
            var next = 0
            while next < parts.count { next = try write(parts, from: next, scope, database) }
        }
    }

    /// Returns the parts of an interval in each window, if parts can be used by themselves.
    private func parts(of stretch: Stretch) -> [Stretch] {
        let isByTime = tables[0].isStoredByTime
        let (first, last) = (
            stretch.instants.lowerBound.floorDivided(by: Self.window),
            (stretch.instants.upperBound - 1).floorDivided(by: Self.window)
        )
        guard isByTime, first < last, last - first < 10_000 else { return [stretch] }
        return (first...last).map { window in
            var part = stretch
            part.instants = stretch.instants.clamped(
                to: window * Self.window..<(window + 1) * Self.window)
            return part
        }
    }

    /// Writes the rows of some intervals, starting at an index, as a block.
    ///
    /// - Returns: the index of the first interval that is not in it.
    private func write(
        _ stretches: [Stretch], from first: Int, _ scope: Int64, _ database: Connection
    ) throws -> Int {
        let isByTime = tables[0].isStoredByTime
        var encoders = tables.map { BlockEncoder($0) }
        var owners: [Int64] = []
        var next = first
        while next < stretches.count,
            encoders.reduce(0, { $0 + $1.count }) < BlockEncoder.maximumRows
        {
            let stretch = stretches[next]
            let owner = isByTime ? stretch.cell : stretch.id
            if owners.last != owner { owners.append(owner) }
            for index in tables.indices {
                try read(
                    tables[index], owner, isByTime ? stretch.instants : nil, database
                ) { page, rows in
                    try encoders[index].add(
                        page, rows.map { ($0.row, Int32(owners.count - 1), $0.at) })
                }
            }
            next += 1
        }
        var blocks: [EncodedBlock] = []
        for index in encoders.indices { blocks.append(try encoders[index].finish()) }
        let taken = stretches[first..<next]
        let span = taken.reduce(0) { $0 + ($1.instants.upperBound - $1.instants.lowerBound) }
        let block = try Store.insert(blocks, of: scope, owners: owners, span: span, database)
        for stretch in taken {
            let cell = try Store.cell(stretch.cell, database)
            try Store.cover(
                stretch.instants, of: cell, fetched: stretch.fetched, block: block,
                id: isByTime ? nil : stretch.id, database)
        }
        return next
    }

    private func read(
        _ table: Table, _ owner: Int64, _ instants: Range<Int64>?, _ database: Connection,
        _ take: (Page, [(row: Int, at: Int64)]) throws -> Void
    ) throws {
        let columns = table.listed.map { table.columns[$0] }
        let names = columns.map { ", \"\($0.name)\"" }.joined()
        let condition = instants == nil ? "" : " AND at >= ? AND at < ? ORDER BY at, place"
        let statement = try database.statement(
            "SELECT at\(names) FROM \"\(table.storedName)\" WHERE owner = ?\(condition)")
        var builder = PageBuilder([.integer] + columns.map(\.type))
        try builder.take(
            statement.handle,
            [owner] + (instants.map { [$0.lowerBound, $0.upperBound] } ?? []))
        for page in builder.pages {
            let own = page.selecting(Array(1..<page.columns.count))
            try take(own, (0..<page.count).map { ($0, page.columns[0].integer($0) ?? 0) })
        }
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
