import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLOutput

@Suite struct InsertWriterTests {
    private static let columns: KeyValuePairs<String, ColumnType?> = [
        "userid": .text, "n": .integer, "r": .real, "b": .boolean, "at": .timestamp, "d": .date,
        "t": .time, "j": .json, "select \"x\"": nil, "n": .integer,
    ]

    @Test func statementPerRow() throws {
        let output = Output(descriptor: nil, name: "reports/late.sql")
        let text = try written(
            { InsertWriter($0) }, ["userid": .text, "late": .integer, "at": .timestamp],
            [["it's", 3, 1_785_546_000], ["a\\b\n", nil, nil]], after: output
        ).text
        #expect(
            text == #"""
                -- CREATE TABLE "late" ("userid" text, "late" bigint, "at" timestamp with time zone);
                INSERT INTO "late" ("userid", "late", "at") VALUES ('it''s', 3, '2026-08-01T09:00:00+08:00');
                INSERT INTO "late" ("userid", "late", "at") VALUES ('a\b
                ', NULL, NULL);

                """#)
    }

    @Test func tableIsNamedByTheFile() throws {
        for (file, table) in [
            ("late.sql", "late"), ("/a/b.c/迟到 \"8\".SQL", "迟到 \"\"8\"\""), (".sql", "result"),
            ("standard output", "result"), ("late.txt", "result"),
        ] {
            let output = Output(descriptor: nil, name: file)
            let text = try written({ InsertWriter($0) }, ["a": .text], [["x"]], after: output).text
            #expect(text.contains("\nINSERT INTO \"\(table)\" (\"a\") VALUES ('x');\n"))
        }
    }

    @Test func commentStaysAComment() throws {
        let text = try written({ InsertWriter($0) }, ["a\nDROP TABLE b": .text], [["x"]]).text
        #expect(!text.contains("--"))
        #expect(text.contains("(\"a\nDROP TABLE b\")"))
    }

    @Test func zeroBytesAreRefused() throws {
        let error = try #require(throws: UserError.self) {
            try written({ InsertWriter($0) }, ["a": .text], [["a\u{0}b"]])
        }
        #expect(error.message == "a text with a zero byte cannot be written as SQL")
        #expect(error.help != nil)
    }

    /// PostgreSQL has equal rows after the statements have been run.
    @Test(.enabled(if: PostgreSQL.isInstalled)) func postgreSQLReadsEqualRows() async throws {
        var random = SplitMix64(seed: 18)
        let pieces = [
            "'", "''", "\\", "\\n", "\n", "\r\n", "\t", "\u{1B}", "张三", "👍", "é", ";", "--", "/*",
            "$$", ":x", ":'x'", "\\.", "\"", "%", "\u{85}", "\u{202E}", "NULL", " ", "e'",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...6, using: &random))
                .map { _ in pieces.randomElement(using: &random)! }.joined()
        }
        func cell(_ type: ColumnType?) -> MemoryRow.Cell {
            if Int.random(in: 0..<8, using: &random) == 0 { return nil }
            switch type {
            case .integer:
                return .integer(
                    [0, -1, .min, .max, 9_007_199_254_740_993].randomElement(using: &random)!)
            case .real:
                let edges: [Double] = [
                    0, -0.0, 0.1, 1e300, -.leastNonzeroMagnitude, .infinity, -.infinity, 1 / 3,
                    1e15,
                ]
                return .real(edges.randomElement(using: &random)!)
            case .boolean: return .integer(Int64.random(in: 0...1, using: &random))
            case .timestamp:
                let milliseconds = Int64.random(
                    in: -62_000_000_000_000...253_000_000_000_000, using: &random)
                return .real(Double(milliseconds) / 1000)
            case .date:
                return ["2026-08-01", "0001-01-01", "9999-12-31"].randomElement(using: &random)!
            case .time:
                return ["00:00:00", "23:59:59.250"].randomElement(using: &random)!
            case .json: return #"{"a": "it's \"1\" \\ \u0000", "b": [1, 12345678901234567890]}"#
            case .text, nil: return .text(text())
            }
        }
        let rows = (0..<300).map { _ in Self.columns.map { cell($0.value) } }
        let text = try written({ InsertWriter($0) }, Self.columns, rows).text
        let comment = try #require(text.split(separator: "\n").first)

        /// Returns the values in a form that shows every bit of them.
        func form(_ column: String, _ type: ColumnType?) -> String {
            switch type {
            case .integer, .boolean, .date, .time: "\(column)::text"
            case .real: "encode(float8send(\(column) + 0), 'hex')"
            case .timestamp: "round(extract(epoch FROM \(column)) * 1000)::bigint::text"
            case .text, .json, nil: "encode(convert_to(\(column)::text, 'UTF8'), 'hex')"
            }
        }
        let names = ["userid", "n", "r", "b", "at", "d", "t", "j", "select \"\"x\"\"", "n_1"]
        let forms = zip(names, Self.columns).map { form("\"\($0)\"", $1.value) }
        let answers = try await PostgreSQL.with { server in
            try server.answers([
                String(comment.dropFirst(3).dropLast()),
                "ALTER TABLE result ADD COLUMN number serial", text,
                "SELECT \(forms.joined(separator: ", ")) FROM result ORDER BY number",
            ])
        }
        guard case .rows(let read)? = answers.last else {
            Issue.record("refused: \(answers)")
            return
        }
        #expect(read.count == rows.count)
        for (row, cells) in zip(read, rows) {
            let wanted = zip(cells, Self.columns).map { cell, column in
                Self.form(of: cell, column.value)
            }
            #expect(row == wanted)
        }
    }

    private static func form(of cell: MemoryRow.Cell, _ type: ColumnType?) -> String? {
        func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
            var text: [UInt8] = []
            for byte in bytes { text.appendHexadecimal(byte) }
            return String(decoding: text, as: UTF8.self)
        }
        switch (cell, type) {
        case (.null, _): return nil
        case (.integer(let value), .boolean): return value == 1 ? "true" : "false"
        case (.integer(let value), _): return String(value)
        case (.real(let value), .timestamp): return String(Int64((value * 1000).rounded()))
        case (.real(let value), _):
            // The sign of zero is lost by the addition of zero in the statement.
            let bits = (value == 0 ? 0 : value).bitPattern
            return hexadecimal((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
        case (.text(let text), .date): return text
        // PostgreSQL prints no zeros at the end of a fraction.
        case (.text(let text), .time): return text.replacing(/(\.\d*?)0+$/) { $0.output.1 }
        case (.text(let text), _): return hexadecimal(text.utf8)
        case (.bytes(let bytes), _), (.blob(let bytes), _): return hexadecimal(bytes)
        }
    }
}
