import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// The format of INSERT statements for another database.
    public static let insert = OutputFormat(
        name: "insert", summary: "INSERT statements for another database", otherNames: ["sql"],
        endings: ["sql"], atTerminal: .guarded(.pictures), takesLabels: false,
        content: Content(
            null: "`NULL`", emptyText: "`''`", times: "`'2026-08-01T09:00:00+08:00'`",
            remarks: #"""
                one INSERT statement per row, as PostgreSQL, SQLite and DuckDB read it, into a \#
                table with the name of the file (`late.sql`), or `result`; a comment above them \#
                contains the CREATE TABLE statement
                """#),
        writer: { LazyWriter(InsertWriter($0.output)) })
}

/// A statement per row: `INSERT INTO "late" ("userid", "n") VALUES ('lisi', 3);`
///
/// The statements are standard SQL, and PostgreSQL reads them as equal rows: names are always
/// quoted, timestamps contain their offset, only quotes are escaped in texts, since a backslash is
/// an ordinary character there, and integers remain exact. A text with a zero byte, which no text
/// of SQL can contain, is refused.
struct InsertWriter: FormatWriter {
    var output: Output
    private var types: [ColumnType?] = []
    /// `INSERT INTO "late" ("userid", "n") VALUES (`
    private var head: [UInt8] = []
    private var timestamps = TimestampFormat(.rfc3339)

    init(_ output: Output) { self.output = output }

    /// Returns the name of the table: that of an .sql file, without its folder and extension.
    private static func table(_ file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        guard name.count > 4, name.suffix(4).lowercased() == ".sql" else { return "result" }
        return String(name.dropLast(4))
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.rfc3339, zone: zone)
        let table = Self.quoted(Self.table(output.name))
        let names = JSONWriter.distinct(columns.map(\.name)).map(Self.quoted)
        head = Array("INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (".utf8)
        output.beginLines()
        let definitions = zip(names, types).map { "\($0) \(Self.typeName($1))" }
        // Inside a comment, a line break in a name would end it.
        let definition = definitions.joined(separator: ", ")
        if !definition.contains(where: \.isNewline), !table.contains(where: \.isNewline) {
            output.bytes.appendText("-- CREATE TABLE \(table) (\(definition));\n")
        }
    }

    mutating func write(_ row: ResultRow) throws {
        output.bytes.append(contentsOf: head)
        for column in types.indices {
            if column > 0 { output.bytes.append(", ") }
            try append(row, column)
        }
        output.bytes.append(");\n")
        try output.flushIfFull()
    }

    mutating func finish() throws { try output.flush() }

    private mutating func append(_ row: ResultRow, _ column: Int) throws {
        switch CellValue(row, column, type: types[column]) {
        case .null: output.bytes.append("NULL")
        case .integer(let value): output.bytes.appendInteger(value)
        case .real(let value) where value.isFinite && value != 0: output.bytes.appendReal(value)
        case .real(let value):
            // A number without quotes has no infinite value, and zero no sign.
            output.bytes.append("'")
            output.bytes.appendReal(value)
            output.bytes.append("'")
        case .boolean(let value): output.bytes.append(value ? "true" : "false")
        case .timestamp(let instant):
            output.bytes.append("'")
            timestamps.append(instant, to: &output.bytes)
            output.bytes.append("'")
        case .text, .json: try row.withText(column) { try appendQuoted($0) }
        case .blob:
            output.bytes.append(#"'\x"#)
            row.withText(column) { output.bytes.appendHexadecimal($0) }
            output.bytes.append("'")
        }
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) throws {
        guard !text.contains(0) else {
            throw UserError(
                .output, "a text with a zero byte cannot be written as SQL",
                help: "write replace(x, char(0), '') for the column, or use another format")
        }
        let quote = UInt8(ascii: "'")
        output.bytes.append(quote)
        var start = 0
        while let index = text[start...].firstIndex(of: quote) {
            output.bytes.appendRepaired(UnsafeBufferPointer(rebasing: text[start...index]))
            output.bytes.append(quote)
            start = index + 1
        }
        output.bytes.appendRepaired(UnsafeBufferPointer(rebasing: text[start...]))
        output.bytes.append(quote)
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// Returns the type in standard SQL.
    private static func typeName(_ type: ColumnType?) -> String {
        switch type {
        case .text, nil: "text"
        case .integer: "bigint"
        case .real: "double precision"
        case .boolean: "boolean"
        case .timestamp: "timestamp with time zone"
        case .date: "date"
        case .time: "time"
        case .json: "json"
        }
    }
}
