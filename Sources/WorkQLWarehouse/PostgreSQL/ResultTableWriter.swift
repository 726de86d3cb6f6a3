package import WorkQL
import WorkQLPages
package import WorkQLPlanner
package import WorkQLTime

/// Puts the rows of an answer in the place of those that a table has, all at once.
///
/// The rows stand in a temporary table until the last has come, so that readers see the answer before
/// or the new one. Columns are those of the answer; where the values alone tell a type, it is text.
package struct ResultTableWriter: ResultWriter {
    private let session: PostgreSQLSession
    private let name: String
    private var columns: [TargetTable.Column] = []
    private var types: [ColumnType?] = []
    private var text = CopyText()
    package private(set) var count = 0

    /// By which a table is known that holds the answer of a query.
    private static let mark = "the answer of a query, replaced by workql sync"

    init(_ name: String, _ session: PostgreSQLSession) {
        self.name = name
        self.session = session
    }

    package mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        var seen: [String: Int] = [:]
        types = columns.map(\.type)
        self.columns = columns.map { column in
            // PostgreSQL has no two columns of one name.
            let count = seen[column.name, default: 0]
            seen[column.name] = count + 1
            return TargetTable.Column(
                name: count == 0 ? column.name : "\(column.name)_\(count)",
                type: (column.type ?? .text).databaseType, comment: column.label)
        }
        let (own, list) = (self.columns, columnList)
        try now { [self] connection in
            try connection.run("BEGIN")
            try connection.run(
                "SELECT pg_advisory_xact_lock(hashtextextended('workql tables', 0))")
            try prepare(own, connection)
            try connection.run("COMMIT; BEGIN")
            try connection.run(
                "CREATE TEMP TABLE workql_result (LIKE \(name.quotedName)) ON COMMIT DROP")
            try connection.beginRows("COPY workql_result (\(list)) FROM STDIN")
        }
    }

    private func now(_ body: @Sendable (PostgreSQLConnection) throws -> Void) throws(QueryError) {
        do { try session.now(body) } catch { throw QueryError(carrying: error) }
    }

    private var columnList: String {
        columns.map(\.name.quotedName).joined(separator: ", ")
    }

    private func prepare(
        _ columns: [TargetTable.Column], _ connection: PostgreSQLConnection
    ) throws(WarehouseError) {
        let found = try connection.run(
            """
            SELECT attname, format_type(atttypid, atttypmod),
                obj_description(attrelid, 'pg_class') FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """, [name.quotedName]
        ).rows
        let table = name.quotedName
        guard let first = found.first else {
            let list = columns.map { "\($0.name.quotedName) \($0.type)" }
            try connection.run(
                "CREATE TABLE \(table) (\(list.joined(separator: ", "))); "
                    + "COMMENT ON TABLE \(table) IS '\(Self.mark)'")
            return
        }
        guard first[2] == Self.mark else {
            throw WarehouseError(
                .differs, "the table \(name) was not made for the answer of a query",
                help: "save the query under another name")
        }
        for column in columns {
            let type = found.first { $0[0] == column.name }?[1]
            guard let type else {
                try connection.run(
                    "ALTER TABLE \(table) ADD COLUMN \(column.name.quotedName) \(column.type)")
                continue
            }
            guard type == column.type else {
                throw WarehouseError(
                    .differs,
                    "the column \(column.name) of \(name) has the type \(type) instead of "
                        + column.type,
                    help: "DROP TABLE \(table), or ALTER TABLE \(table) ALTER COLUMN "
                        + "\(column.name.quotedName) TYPE \(column.type) USING NULL")
            }
        }
    }

    package mutating func write(_ row: ResultRow) throws {
        for (column, type) in types.enumerated() {
            if column > 0 { text.endValue() }
            append(row, column, type)
        }
        text.endRow()
        count += 1
        if text.bytes.count >= CopyText.portion { try send() }
    }

    private mutating func append(_ row: ResultRow, _ column: Int, _ type: ColumnType?) {
        switch (row.kind(column), type) {
        case (.null, _): text.appendNull()
        case (.integer, .boolean): text.append(row.integer(column) != 0)
        case (.integer, .timestamp): text.append(timestamp: row.integer(column) * 1000)
        case (.real, .timestamp):
            text.append(timestamp: Int64((row.real(column) * 1000).rounded()))
        case (.integer, _): text.append(row.integer(column))
        case (.real, _): text.append(row.real(column))
        case (.text, _), (.blob, _):
            row.withText(column) { text.append($0, isUTF8: row.isUTF8(column)) }
        }
    }

    private mutating func send() throws {
        let bytes = text.take()
        try now { try $0.put(bytes) }
    }

    package mutating func finish() throws {
        try send()
        let (list, table) = (columnList, name.quotedName)
        try now { connection in
            try connection.endRows()
            try connection.run(
                """
                LOCK TABLE \(table) IN EXCLUSIVE MODE;
                DELETE FROM \(table);
                INSERT INTO \(table) (\(list)) SELECT \(list) FROM workql_result;
                COMMIT
                """)
        }
    }
}

extension PostgreSQLWarehouse {
    /// For the answer of a query, in a table of that name.
    package func writer(to table: String) -> ResultTableWriter { ResultTableWriter(table, session) }

    /// Ends what a writer began whose query failed: its table stays as it was.
    package func discard() {
        try? session.now { connection in connection.abandon() }
    }
}

extension PostgreSQLConnection {
    fileprivate func abandon() {
        endRows(discarding: "the query failed")
        _ = try? run("ROLLBACK")
    }
}
