import Foundation
import Testing
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQL
@testable import WorkQLFiles
@testable import WorkQLOutput

/// The output of a writer is read as the original values.
@Suite struct FormatRoundTripTests {
    private func read(_ output: Output, _ name: String) throws -> FileTable {
        let folder = NSTemporaryDirectory() + "/workql-round-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(output.bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        return try FileTable.open(path: name, relativeTo: folder)
    }

    /// Returns the texts of a table's cells; nil for NULL.
    private func texts(_ table: FileTable) -> [[String?]] {
        (0..<table.rowCount).map { row in
            var texts = [String?](repeating: nil, count: table.columns.count)
            let cells = table.store.cells(ofRow: row)
            for index in cells {
                let column = table.store.column(ofCell: index, at: index - cells.lowerBound)
                let cell = table.store.cells[index]
                if cell.kind != .null { texts[column] = table.store.text(cell) }
            }
            return texts
        }
    }

    /// An empty line would be skipped.
    @Test(
        arguments: [
            [nil, "x", "", "y"], ["x", nil], ["", "x"], ["x", ""], [nil, nil, "x"], ["", "", "x"],
            [nil], [""], ["  ", "x"], ["\u{3000}x\u{A0}", nil], ["\tx", ""], ["\"", nil, ","],
            ["a b", nil, "\\N", ""],
        ] as [[String?]])
    func oneColumn(_ values: [String?]) throws {
        let rows = values.map { [$0.map { MemoryRow.Cell.text($0) } ?? .null] }
        let columns: KeyValuePairs<String, ColumnType?> = ["a": .text]
        // CSV has one form for both: see bytesOfOneColumn.
        let inCSV = values.map { $0 == "" ? nil : $0 }
        #expect(try texts(read(written(csv, columns, rows), "a.csv")).map { $0[0] } == inCSV)
        #expect(try texts(read(written(tsv, columns, rows), "a.tsv")).map { $0[0] } == values)
        #expect(try texts(read(written(ndjson, columns, rows), "a.ndjson")).map { $0[0] } == values)
        #expect(try texts(read(written(json, columns, rows), "a.json")).map { $0[0] } == values)
        // Empty text is an empty cell of a sheet.
        var book = try written({ XLSXWriter($0) }, columns, rows)
        try book.finish()
        let table = try read(book, "a.xlsx")
        #expect(texts(table).map { $0[0] } == values.map { $0 == "" ? nil : $0 })
        #expect(table.notes == [])
    }

    /// Quotes in several columns of TSV, which a reader that takes quotes would pair over rows.
    @Test(
        arguments: [
            ["\"open", "x", "y\""], ["\"dq\"", "a\"b", "\"\""], ["\"", "\"", "\""],
            [" \"x", "\"\\", "\"\t\""], ["\"a\nb\"", nil, "\"c"],
        ] as [[String?]])
    func quotesInTabs(_ values: [String?]) throws {
        let rows = values.enumerated().map { index, text in
            [text.map { MemoryRow.Cell.text($0) } ?? .null, .text("row \(index)")]
        }
        let bytes = try written(tsv, ["a": .text, "b": .text], rows)
        let read = try texts(read(bytes, "a.tsv"))
        #expect(read.map { $0[0] } == values)
        #expect(read.map { $0[1] } == values.indices.map { "row \($0)" })
    }

    /// pandas skips an empty line, and refuses a row of two fields under one name. A pair of quotes
    /// is a row to pandas, DuckDB, Excel and Python, whatever it means.
    @Test func bytesOfOneColumn() throws {
        let rows: [[MemoryRow.Cell]] = [[nil], ["x"], [""]]
        #expect(try written(csv, ["a": .text], rows).text == "a\n\"\"\nx\n\"\"\n")
        #expect(try written(tsv, ["a": .text], rows).text == "a\n\\N\nx\n\t\n")
        #expect(try written(csv, ["a": .text, "b": .text], [[nil, ""]]).text == "a,b\n,\"\"\n")
    }

    /// Integers of more than 15 digits, which a sheet would round, are integers again.
    @Test(
        arguments: [
            [10, 9, 1_234_567_890_123_456], [1_234_567_890_123_456], [-1_234_567_890_123_456, 1],
            [.max, .min], [.max, nil, 0], [999_999_999_999_999, 1_000_000_000_000_000],
        ] as [[Int64?]])
    func integersInAWorkbook(_ values: [Int64?]) throws {
        let rows = values.map { [$0.map { MemoryRow.Cell.integer($0) } ?? .null] }
        var book = try written({ XLSXWriter($0) }, ["n": .integer], rows)
        try book.finish()
        let table = try read(book, "a.xlsx")
        #expect(table.columns.map(\.type) == [.integer])
        #expect(table.notes == [])
        #expect(texts(table).map { $0[0] } == values.map { $0.map { String($0) } })
    }

    /// Reals of 17 digits, of which the library of workbooks writes 16.
    @Test func realsInAWorkbook() throws {
        let values: [Double] = [
            0.1 + 0.2, 123_456_789.123456789, -2.0 / 3, 1e300 / 3, 1.2345678901234567e-300,
            1.7976931348623157e308,
            9_007_199_254_740_992, 0.1, -0.30000000000000004e-9,
        ]
        let rows = values.map {
            [MemoryRow.Cell.text("<c r=\"B2\"><v>"), .real($0), .real(0.1 + $0)]
        }
        var book = try written(
            { XLSXWriter($0) }, ["t": .text, "r": .real, "s": .real], rows)
        try book.finish()
        let read = try texts(read(book, "a.xlsx"))
        #expect(read.map { $0[1].flatMap(Double.init) } == values)
        #expect(read.map { $0[2].flatMap(Double.init) } == values.map { 0.1 + $0 })
        #expect(read.allSatisfy { $0[0] == "<c r=\"B2\"><v>" })
    }

    /// Texts of digits are texts again.
    @Test func digitsInAWorkbook() throws {
        for values in [["1234567890123456"], ["10", "1234567890123456"]] {
            let rows = values.map { [MemoryRow.Cell.text($0)] }
            var book = try written({ XLSXWriter($0) }, ["n": .text], rows)
            try book.finish()
            #expect(try read(book, "a.xlsx").columns.map(\.type) == [.text])
        }
    }

    @Test func everyType() throws {
        let columns: KeyValuePairs<String, ColumnType?> = [
            "text": .text, "n": .integer, "r": .real, "b": .boolean, "at": .timestamp, "d": .date,
            "t": .time,
        ]
        let rows: [[MemoryRow.Cell]] = [
            ["张三, \"李\"\n", 1, 1.5, 1, 1_785_546_000, "2026-08-01", "09:00:00"],
            ["  x ", -20, 2.25, 0, .real(1_785_546_000.25), "1965-02-15", "23:59:59.250"],
            [nil, nil, nil, nil, nil, nil, nil],
        ]
        let types: [ColumnType] = [.text, .integer, .real, .boolean, .timestamp, .date, .time]
        for (output, name) in [
            (try written(csv, columns, rows), "a.csv"), (try written(tsv, columns, rows), "a.tsv"),
            (try written(json, columns, rows), "a.json"),
            (try written(ndjson, columns, rows), "a.ndjson"),
        ] {
            let table = try read(output, name)
            #expect(table.columns.map(\.type) == types, "\(name)")
            let read = texts(table)
            #expect(read[0][0] == "张三, \"李\"\n", "\(name)")
            #expect(read[1][0] == "  x ", "\(name)")
            #expect(read[0][5...] == ["2026-08-01", "09:00:00"], "\(name)")
            #expect(read[1][5...] == ["1965-02-15", "23:59:59.250"], "\(name)")
            #expect(read[2] == Array(repeating: nil, count: 7), "\(name)")
        }
    }
    /// Spaces around texts are removed unless `trim` says otherwise. A column of midnights remains
    /// one of timestamps, and rows of NULL remain rows.
    @Test func everyTypeInAWorkbook() throws {
        let columns: KeyValuePairs<String, ColumnType?> = [
            "text": .text, "n": .integer, "r": .real, "b": .boolean, "at": .timestamp,
            "day": .timestamp, "d": .date, "t": .time,
        ]
        let midnight: MemoryRow.Cell = 1_785_513_600
        let rows: [[MemoryRow.Cell]] = [
            ["张三, \"李\"\n", 1, 1.5, 1, 1_785_546_000, midnight, "2026-08-01", "09:00:00"],
            ["x", nil, nil, nil, nil, nil, nil, nil],
            [nil, nil, nil, nil, nil, nil, nil, nil],
            ["007", -20, 2.25, 0, .real(1_785_546_000.25), midnight, "1965-02-15", "23:59:59.250"],
            [nil, nil, nil, nil, nil, nil, nil, nil], [nil, nil, nil, nil, nil, nil, nil, nil],
        ]
        var book = try written({ XLSXWriter($0) }, columns, rows)
        try book.finish()
        let table = try read(book, "a.xlsx")
        #expect(
            table.columns.map(\.type)
                == [.text, .integer, .real, .boolean, .timestamp, .timestamp, .date, .time])
        #expect(table.notes.isEmpty)
        let read = texts(table)
        #expect(
            read == [
                [
                    "张三, \"李\"\n", "1", "1.5", "TRUE", "2026-08-01 09:00:00",
                    "2026-08-01 00:00:00", "2026-08-01", "09:00:00",
                ],
                ["x", nil, nil, nil, nil, nil, nil, nil],
                Array(repeating: nil, count: 8),
                [
                    "007", "-20", "2.25", "FALSE", "2026-08-01 09:00:00.250",
                    "2026-08-01 00:00:00", "1965-02-15", "23:59:59.250",
                ],
                Array(repeating: nil, count: 8), Array(repeating: nil, count: 8),
            ])
    }
}
