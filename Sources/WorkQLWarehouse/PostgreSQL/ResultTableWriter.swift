package import WorkQL
import WorkQLCatalog
import WorkQLPages
package import WorkQLPlanner
package import WorkQLSyntax
package import WorkQLTime

/// Puts the rows of an answer in the place of those that a table has, all of them or those of a range,
/// at once.
///
/// The rows stand in a temporary table until `replace`, so that readers see the answer before or the
/// new one, and an answer that turns out to lack rows replaces nothing. Columns are those of the
/// answer; where the values alone tell a type, it is text.
package struct ResultTableWriter: ResultWriter {
    private let session: PostgreSQLSession
    private let name: String
    /// The rows that are replaced; nil for all.
    private let range: ResultRange?
    private var columns: [TargetTable.Column] = []
    private var types: [ColumnType?] = []
    private var text = CopyText()
    package private(set) var count = 0

    /// By which a table is known that holds the answer of a query.
    static let mark = "the answer of a query, replaced by workql sync"

    init(_ name: String, _ range: ResultRange?, _ session: PostgreSQLSession) {
        self.name = name
        self.range = range
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
        let typed = zip(own, types).map { (name: $0.name, type: $1) }
        // Nothing is there yet that a lost connection would take away.
        try carried { [self, session] in
            try session.persistNow { connection in
                try start(own, typed, list, connection)
            }
        }
    }

    private func start(
        _ own: [TargetTable.Column], _ typed: [(name: String, type: ColumnType?)], _ list: String,
        _ connection: PostgreSQLConnection
    ) throws(UserError) {
        try range?.check(typed, of: name)
        try connection.run("BEGIN")
        try connection.run(
            "SELECT pg_advisory_xact_lock(hashtextextended('workql tables', 0))")
        try prepare(own, connection)
        try connection.run("COMMIT; BEGIN")
        try connection.run(
            "CREATE TEMP TABLE workql_result (LIKE \(name.quotedName)) ON COMMIT DROP")
        try connection.beginRows("COPY workql_result (\(list)) FROM STDIN")
    }

    private func now(_ body: @Sendable (PostgreSQLConnection) throws -> Void) throws(UserError) {
        try carried { try session.now(body) }
    }

    private func carried(_ body: () throws -> Void) throws(UserError) {
        do { try body() } catch { throw UserError(wrapping: error) }
    }

    private var columnList: String {
        columns.map(\.name.quotedName).joined(separator: ", ")
    }

    private func prepare(
        _ columns: [TargetTable.Column], _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let found = try Self.columns(of: name, connection)
        let table = name.quotedName
        if range != nil {
            try CoverageTable.prepare(connection)
            try ResultRange.uncover(name, isThere: !found.types.isEmpty, connection)
        }
        guard !found.types.isEmpty else {
            let list = columns.map { "\($0.name.quotedName) \($0.type)" }
            try connection.run("CREATE TABLE \(table) (\(list.joined(separator: ", ")))")
            try comment(connection)
            return
        }
        try Self.check(name, found.mark, range)
        if found.mark == Self.mark, range != nil {
            // The ranges of what is there are not known.
            try connection.run("DELETE FROM \(table)")
            try comment(connection)
        }
        for column in columns {
            guard let type = found.types[column.name] else {
                try connection.run(
                    "ALTER TABLE \(table) ADD COLUMN \(column.name.quotedName) \(column.type)")
                continue
            }
            guard type == column.type else {
                throw UserError(
                    .differs,
                    "the column \(column.name) of \(name) has the type \(type) instead of "
                        + column.type,
                    help: "DROP TABLE \(table), or ALTER TABLE \(table) ALTER COLUMN "
                        + "\(column.name.quotedName) TYPE \(column.type) USING NULL")
            }
        }
    }

    /// The columns that a table of a database has, and the mark in its comment.
    private static func columns(
        of name: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> (types: [String: String], mark: String?) {
        let found = try connection.run(
            """
            SELECT attname, format_type(atttypid, atttypmod),
                obj_description(attrelid, 'pg_class') FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """, [name.quotedName]
        ).rows
        var types: [String: String] = [:]
        for row in found {
            if let name = row[0], let type = row[1] { types[name] = type }
        }
        // What the table has stands in front of the mark.
        let comment = found.first?[2]
        return (types, comment?.hasSuffix(Self.mark) == true ? Self.mark : comment)
    }

    /// - Throws: for a table that is none of results, or whose rows are replaced otherwise.
    private static func check(
        _ name: String, _ mark: String?, _ range: ResultRange?
    ) throws(UserError) {
        let own = range?.mark ?? Self.mark
        if let column = ResultRange.column(ofMark: mark), mark != own {
            throw UserError(
                .differs, "the table \(name) is replaced by ranges of \(column)",
                help: "write --range-column \(column), or DROP TABLE \(name.quotedName) to begin "
                    + "again")
        }
        guard mark == own || mark == Self.mark else {
            throw UserError(
                .differs, "the table \(name) was not created for the result of a query",
                help: "save the query under another name")
        }
    }

    /// Refuses before any call what `begin` would refuse after the last one.
    static func check(
        _ name: String, _ range: ResultRange?, _ connection: PostgreSQLConnection
    ) throws(UserError) {
        let found = try columns(of: name, connection)
        if !found.types.isEmpty { try check(name, found.mark, range) }
    }

    /// Says in the database what the table and its columns have.
    private func comment(_ connection: PostgreSQLConnection) throws(UserError) {
        let table = name.quotedName
        let list = Catalog.builtIn.tables.first { $0.name == name && !$0.source.isAnswers }
        let mark = range?.mark ?? Self.mark
        let words = list.map { "\($0.databaseComment); \(mark)" } ?? mark
        var text = "COMMENT ON TABLE \(table) IS \(words.quotedText)"
        for column in columns {
            let own = list.flatMap { list in list.columns.first { $0.name == column.name } }
            let words = own?.databaseComment ?? column.comment
            guard !words.isEmpty else { continue }
            text += ";\nCOMMENT ON COLUMN \(table).\(column.name.quotedName) IS "
            text += words.quotedText
        }
        try connection.run(text)
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
        try now { try $0.endRows() }
    }

    /// Puts the rows in their place, after the last one.
    package func replace() throws(UserError) {
        let (list, table) = (columnList, name.quotedName)
        let type = zip(columns, types).first { $0.0.name == range?.column }?.1
        try now { [name, range] connection in
            if let range { return try range.replace(name, list, of: type, connection) }
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
    ///
    /// - Parameter range: the rows that are replaced; nil for all.
    package func writer(
        to table: String, replacing range: ResultRange? = nil
    ) -> ResultTableWriter {
        ResultTableWriter(table, range, session)
    }

    /// Refuses what the writer would refuse after the query has made its calls.
    ///
    /// - Parameter columns: those of the result, where rows of a range are replaced.
    package func check(
        result name: String, _ columns: [ResultColumn], _ range: ResultRange?
    ) async throws {
        try range?.check(columns.map { (name: $0.name, type: $0.type) }, of: name)
        try await session.persist {
            try await session.use { try ResultTableWriter.check(name, range, $0) }
        }
    }

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
