import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLParquet
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLOutput

/// Parquet files, read again after writing.
struct ParquetFormatTests {
    private func read(
        _ columns: KeyValuePairs<String, ColumnType?>, _ rows: [[MemoryRow.Cell]],
        rowsPerGroup: Int = 100_000, maxTextBytes: Int = 64 << 20
    ) throws -> ParquetReader {
        let output = try written(
            {
                ParquetFormatWriter($0, rowsPerGroup: rowsPerGroup, maxTextBytes: maxTextBytes)
            }, columns, rows)
        return try ParquetReader(ParquetMemory(output.bytes))
    }

    private func rows(_ reader: ParquetReader) throws -> [[String?]] {
        try reader.rowGroups.indices.flatMap { group in
            let page = try reader.page(
                rowGroup: group, fields: Array(reader.fields.indices), zone: .shanghai)
            return (0..<page.count).map { row in
                page.columns.map { vector in
                    vector.string(row) ?? vector.integer(row).map { "\($0)" }
                        ?? vector.real(row).map { "\($0)" }
                }
            }
        }
    }

    @Test func `values keep their types`() throws {
        let reader = try read(
            [
                "at": .timestamp, "n": .integer, "r": .real, "b": .boolean, "姓名": .text,
                "j": .json, "d": .date, "t": .time,
            ],
            [
                [1_785_546_000, .integer(.min), 0.25, 1, "张三", "[1]", "2026-08-01", "09:00:00"],
                [.real(-0.25), 7, 2, 0, "", nil, "0000-01-01", "23:59:59.250"],
                [nil, .real(3), nil, nil, nil, nil, nil, nil],
                [nil, nil, nil, nil, .blob([0, 0xAF]), nil, nil, nil],
                [nil, nil, nil, nil, .bytes([0x61, 0xFF]), nil, nil, nil],
            ])
        #expect(
            reader.fields.map(\.type) == [
                .timestamp(.millis, utc: true), .integer, .real, .boolean, .text, .json, .date,
                .time(.millis),
            ])
        #expect(
            try rows(reader) == [
                [
                    "1785546000000", "\(Int64.min)", "0.25", "1", "张三", "[1]", "2026-08-01",
                    "09:00:00",
                ],
                ["-250", "7", "2.0", "0", "", nil, "0000-01-01", "23:59:59.250"],
                [nil, "3", nil, nil, nil, nil, nil, nil],
                [nil, nil, nil, nil, "00af", nil, nil, nil],
                [nil, nil, nil, nil, "a\u{FFFD}", nil, nil, nil],
            ])
    }

    @Test func `names that are twice get a number, as in JSON`() throws {
        let reader = try read(["a": .integer, "a_1": .integer, "a": .integer], [[1, 2, 3]])
        #expect(reader.fields.map(\.name) == ["a", "a_1", "a_2"])
    }

    @Test func `an answer without rows has its columns`() throws {
        let reader = try read(["a": .date, "b": nil], [])
        #expect(reader.rowCount == 0 && reader.rowGroups.isEmpty)
        #expect(reader.fields.map(\.type) == [.date, .text])
    }

    @Test func `rows are in groups, and memory holds one`() throws {
        let values = (0..<25).map { [MemoryRow.Cell.integer($0), .text("u\($0 % 3)")] }
        let reader = try read(["n": .integer, "u": .text], values, rowsPerGroup: 10)
        #expect(reader.rowGroups.map(\.rowCount) == [10, 10, 5])
        #expect(try rows(reader).map { $0[0] } == (0..<25).map { "\($0)" })
        let wide = MemoryRow.Cell.text("长长")
        let groups = try read(["t": .text], [[wide], [wide], [wide]], maxTextBytes: 12).rowGroups
        #expect(groups.map(\.rowCount) == [2, 1])
    }

    /// The type is inferred from the values alone.
    @Test func `a column without a type takes that of its values`() throws {
        for (cells, type, texts) in [
            ([1, nil, 2], .integer, ["1", nil, "2"]), ([1, 2.5], .real, ["1.0", "2.5"]),
            ([1, "a", 2.5], .text, ["1", "a", "2.5"]), ([nil], .text, [nil]),
        ] as [([MemoryRow.Cell], ParquetType, [String?])] {
            let reader = try read(["x": nil], cells.map { [$0] })
            #expect(reader.fields[0].type == type)
            #expect(try rows(reader).map { $0[0] } == texts)
        }
    }

    /// Nothing is rounded, truncated or omitted.
    @Test func `a value that the column does not hold ends the answer`() throws {
        for (type, cells, message) in [
            (.integer, [1, 1.5], "row 2 has \"1.5\" in the integer column x"),
            (.integer, ["a"], "row 1 has \"a\" in the integer column x"),
            (.boolean, [2], "row 1 has \"2\" in the boolean column x"),
            (.timestamp, ["soon"], "row 1 has \"soon\" in the timestamp column x"),
            (.date, ["10000-01-01"], "Parquet does not hold '10000-01-01' in the date column x"),
        ] as [(ColumnType, [MemoryRow.Cell], String)] {
            let error = #expect(throws: UserError.self) {
                try read(["x": type], cells.map { [$0] })
            }
            #expect(error?.message == message)
            #expect(error?.help?.contains("CAST(… AS text)") == true)
        }
    }

    @Test func `the command writes files and pipes, one answer each`() throws {
        let folder = NSTemporaryDirectory() + "/workql-parquet-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let query = "SELECT '李四' AS userid, 3 AS n, NULL AS x"
        for (index, arguments) in [
            ["-o", "\(folder)/0.parquet", "-c", query],
            ["-f", "parquet", "-o", "\(folder)/1.parquet", "-c", query],
            ["-c", "COPY (\(query)) TO '\(folder)/2.parquet'"],
        ].enumerated() {
            let run = try CommandRun(arguments)
            #expect(run.status == 0, "\(run.errors)")
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(index).parquet"))
            let reader = try ParquetReader(ParquetMemory([UInt8](bytes)))
            #expect(try rows(reader) == [["李四", "3", nil]])
        }
        let twice = try CommandRun(["-o", "\(folder)/9.parquet", "-c", "\(query); \(query)"])
        #expect(twice.status != 0 && twice.errors.contains("a parquet file holds one result"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/9.parquet"))
    }
}
