import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A table of the catalog as it stands in a database: its columns, and one that says with which range
/// a row came.
///
/// Where each row belongs to one range, that is `_workql_range`. Where the same row comes with several,
/// as a recording at the edge of two windows does, it stands once, and `_workql_ranges` lists them: it
/// goes with the last of them.
struct TargetTable: Sendable {
    struct Column: Equatable, Sendable {
        var name: String
        /// As `format_type` writes it.
        var type: String
        var comment = ""
    }

    let name: String
    let columns: [Column]
    /// Those that tell rows apart, where rows come with several ranges; else empty.
    let identity: [String]
    /// By which rows of a part of a range are found; nil where ranges are replaced whole.
    let time: String?
    /// By which the table is partitioned, if it is.
    let partitionColumn: String?
    private let index: [String]
    private let comment: String

    var isShared: Bool { !identity.isEmpty }
    var rangeColumn: String { isShared ? "_workql_ranges" : "_workql_range" }
    private var rangeType: String { isShared ? "bigint[]" : "bigint" }

    init(_ table: WorkQLCatalog.Table, of records: RecordQuery) {
        self.init(
            table, isByValue: records.division.isByValue, keyColumn: records.keyColumn)
    }

    /// - Parameters:
    ///   - isByValue: whether each row belongs to one range.
    ///   - keyColumn: by which rows are given to their partitions.
    private init(_ table: WorkQLCatalog.Table, isByValue: Bool, keyColumn: String?) {
        name = table.name
        columns = table.listed.map { index in
            let column = table.columns[index]
            return Column(
                name: column.name, type: column.type.databaseType, comment: column.databaseComment)
        }
        let names = Set(columns.map(\.name))
        identity = isByValue ? [] : table.identity.filter { names.contains($0) }
        time = table.storedTime
        partitionColumn = table.storedTime ?? table.time.flatMap { names.contains($0) ? $0 : nil }
        let key = keyColumn.flatMap { names.contains($0) ? $0 : nil }
        let first = identity.first ?? key
        index = [first, partitionColumn].compactMap(\.self)
        comment = table.databaseComment
    }

    var columnList: String {
        (columns.map(\.name) + [rangeColumn]).map(\.quotedName).joined(separator: ", ")
    }

    // MARK: Making it

    /// The state in which a sync finds its table.
    enum Found: Equatable {
        case whole
        /// It was not there.
        case made
        /// Columns were added, whose values the rows of before lack.
        case widened
    }

    /// Makes the table, adds columns that are new, and refuses what sync did not make.
    ///
    /// - Parameter isByMonth: whether a table that is made now has a partition for each month.
    func prepare(
        _ connection: PostgreSQLConnection, isByMonth: Bool
    ) throws(UserError) -> Found {
        let found = try Self.columns(of: name, connection)
        guard !found.types.isEmpty else {
            try create(connection, isByMonth: isByMonth)
            return .made
        }
        let types = found.types
        try check(types, isPartitioned: found.isPartitioned, isByMonth: isByMonth)
        let missing = columns.filter { types[$0.name] == nil }
        for column in missing {
            try connection.run(
                "ALTER TABLE \(name.quotedName) ADD COLUMN \(column.name.quotedName) \(column.type);"
                    + comment(on: column))
        }
        return missing.isEmpty ? .whole : .widened
    }

    /// The types of the columns that a table of a database has; none where there is no table.
    private static func columns(
        of name: String, _ connection: PostgreSQLConnection
    ) throws(UserError) -> (types: [String: String], isPartitioned: Bool) {
        let found = try connection.run(
            """
            SELECT attname, format_type(atttypid, atttypmod), relkind FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            """, [name.quotedName]
        ).rows
        var types: [String: String] = [:]
        for row in found {
            if let name = row[0], let type = row[1] { types[name] = type }
        }
        return (types, found.first?[2] == "p")
    }

    /// Refuses what sync did not make, without knowing by which keys it is asked.
    ///
    /// - Returns: whether its rows come with several ranges; nil where there is no table.
    static func check(
        _ table: WorkQLCatalog.Table, isByMonth: Bool, _ connection: PostgreSQLConnection
    ) throws(UserError) -> Bool? {
        let found = try columns(of: table.name, connection)
        guard !found.types.isEmpty else { return nil }
        let own = TargetTable(
            table, isByValue: found.types["_workql_ranges"] == nil, keyColumn: nil)
        try own.check(found.types, isPartitioned: found.isPartitioned, isByMonth: isByMonth)
        return own.isShared
    }

    private func check(
        _ types: [String: String], isPartitioned: Bool, isByMonth: Bool
    ) throws(UserError) {
        guard types[rangeColumn] == rangeType else {
            let other = types["_workql_range"] ?? types["_workql_ranges"]
            throw UserError(
                .differs,
                other == nil
                    ? "the table \(name) was not created by workql sync"
                    : "the table \(name) contains rows that were requested by other keys",
                help: PostgreSQLWarehouse.elsewhere)
        }
        for column in columns {
            guard let type = types[column.name], type != column.type else { continue }
            throw UserError(
                .differs,
                "the column \(column.name) of \(name) has the type \(type) instead of \(column.type)",
                help: "ALTER TABLE \(name.quotedName) ALTER COLUMN \(column.name.quotedName) "
                    + "TYPE \(column.type) USING \(column.name.quotedName)::\(column.type)")
        }
        guard !isByMonth || isPartitioned || partitionColumn == nil else {
            throw UserError(
                .differs, "the table \(name) has no partitions",
                help: "leave --partition-by out, or DROP TABLE \(name.quotedName) and sync again")
        }
    }

    private func create(
        _ connection: PostgreSQLConnection, isByMonth: Bool
    ) throws(UserError) {
        let own = columns.map { "\($0.name.quotedName) \($0.type)" }
        let table = name.quotedName
        var text = "CREATE TABLE \(table) (\n    "
        text += (own + ["\(rangeColumn) \(rangeType) NOT NULL"]).joined(separator: ",\n    ")
        text += "\n)"
        if isByMonth, let partitionColumn {
            text += " PARTITION BY RANGE (\(partitionColumn.quotedName));\n"
            // For rows without a time.
            let rest = try Self.free(rest, connection).quotedName
            text += "CREATE TABLE \(rest) PARTITION OF \(table) DEFAULT"
        }
        text += ";\nCOMMENT ON TABLE \(table) IS \(comment.quotedText);\n"
        for column in columns { text += comment(on: column) }
        text += "COMMENT ON COLUMN \(table).\(rangeColumn) IS "
        text += "'id in workql_coverage; written by workql sync';\n"
        text += "CREATE INDEX ON \(table) \(isShared ? "USING gin " : "")(\(rangeColumn));\n"
        if !index.isEmpty {
            let list = index.map(\.quotedName).joined(separator: ", ")
            text += "CREATE INDEX ON \(table) (\(list));\n"
        }
        try connection.run(text)
    }

    private func comment(on column: Column) -> String {
        "COMMENT ON COLUMN \(name.quotedName).\(column.name.quotedName) IS "
            + "\(column.comment.quotedText);\n"
    }

    /// An instant in a statement.
    static func text(_ milliseconds: Int64) -> String {
        var text = CopyText()
        text.append(timestamp: milliseconds)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    // MARK: Replacing

    var rangeTable: RangeTable { RangeTable(name: name, isShared: isShared, time: time) }

    /// Puts rows in that stand in COPY's text format, in the order of `columnList`.
    func insert(_ portions: [[UInt8]], _ connection: PostgreSQLConnection) throws(UserError) {
        guard !portions.isEmpty else { return }
        // Rows of one range alone cannot be there yet.
        let target = isShared ? "workql_new" : name.quotedName
        if isShared {
            try connection.run(
                "CREATE TEMP TABLE workql_new (LIKE \(name.quotedName)) ON COMMIT DROP")
        }
        try connection.beginRows("COPY \(target) (\(columnList)) FROM STDIN")
        for portion in portions { try connection.put(portion) }
        try connection.endRows()
        guard isShared else { return }
        let same = identity.enumerated().map { index, column in
            // By the first an index finds rows.
            let relation = index == 0 ? "=" : "IS NOT DISTINCT FROM"
            return "t.\(column.quotedName) \(relation) n.\(column.quotedName)"
        }.joined(separator: " AND ")
        let values = columns.map { "\($0.name.quotedName) = n.\($0.name.quotedName)" }
        try connection.run(
            """
            UPDATE \(name.quotedName) t
            SET \(values.joined(separator: ", ")), _workql_ranges = t._workql_ranges || n._workql_ranges
            FROM workql_new n WHERE \(same);
            INSERT INTO \(name.quotedName) (\(columnList)) SELECT \(columnList) FROM workql_new n
            WHERE NOT EXISTS (SELECT FROM \(name.quotedName) t WHERE \(same));
            DROP TABLE workql_new
            """)
    }
}

extension WorkQLCatalog.Table {
    /// As the comment of a table.
    var databaseComment: String { summary + (label.isEmpty ? "" : " (\(label))") }
}

extension WorkQLCatalog.Column {
    /// As the comment of a column.
    var databaseComment: String { summary + (label.isEmpty ? "" : " (\(label))") }
}

extension ColumnType {
    /// As `format_type` writes it. JSON stays the text that the service sent: `jsonb` refuses some of
    /// what is valid JSON.
    var databaseType: String {
        switch self {
        case .text: "text"
        case .integer: "bigint"
        case .real: "double precision"
        case .boolean: "boolean"
        case .timestamp: "timestamp with time zone"
        case .date: "date"
        case .time: "time without time zone"
        case .json: "json"
        }
    }
}
