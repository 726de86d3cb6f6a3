import TestSupport
import Testing
import WorkQLPages
import WorkQLTime

@testable import WorkQLParquet

/// Conversion of pages to row groups and back.
struct ParquetPageTests {
    /// Returns the page's columns after a round trip through a file, as one row group.
    private func reread(
        _ columns: [(Vector, ColumnType)], count: Int, wanted: [Int]? = nil
    ) throws -> Page {
        let reader = try ParquetReader(ParquetMemory(try file(columns, count: count)))
        #expect(reader.fields.map(\.type.columnType) == columns.map(\.1))
        return try reader.page(
            rowGroup: 0, fields: wanted ?? Array(columns.indices), zone: .shanghai)
    }

    private func file(_ columns: [(Vector, ColumnType)], count: Int) throws -> [UInt8] {
        var writer = ParquetWriter(
            columns: columns.enumerated().map {
                .init(name: "c\($0.offset)", type: ParquetType($0.element.1))
            }, createdBy: createdBy)
        let bytes = try writer.encode(
            Page(count: count, columns: columns.map(\.0)), types: columns.map(\.1))
        return bytes + writer.finish()
    }

    private func same(_ left: Vector, _ right: Vector, count: Int) -> Bool {
        (0..<count).allSatisfy { row in
            left.isNull(row) == right.isNull(row) && left.integer(row) == right.integer(row)
                && left.real(row)?.bitPattern == right.real(row)?.bitPattern
                && left.string(row) == right.string(row)
        }
    }

    @Test func `each type comes back, with NULLs and without`() throws {
        let columns: [(Vector, ColumnType)] = [
            (.text(["张三", nil, "", "𠮷"]), .text),
            (.integers([.min, .max, nil, 0]), .integer),
            (.reals([-0.0, nil, .infinity, 1.5]), .real),
            (.integers([1, 0, nil, 1]), .boolean),
            (.integers([-1, 1_785_513_600_123, nil, -62_135_596_800_000]), .timestamp),
            (.text(["0000-01-01", "9999-12-31", nil, "1969-12-31"]), .date),
            (.text(["00:00:00", "23:59:59.999", "09:00:00.250", nil]), .time),
            (.text(["[]", "{\"a\":\"x\"}", "null", nil]), .json),
            (.text(["a", "b", "c", "d"]), .text),
        ]
        let page = try reread(columns, count: 4)
        for (got, wanted) in zip(page.columns, columns) {
            #expect(same(got, wanted.0, count: 4), "\(wanted.1)")
        }
        let part = try reread(columns, count: 4, wanted: [6, 0])
        #expect(part.columns.count == 2 && part.columns[0].string(1) == "23:59:59.999")
        #expect(part.columns[1].string(3) == "𠮷")
    }

    @Test(arguments: ColumnType.allCases)
    func `one value in every row, NULL too, comes back`(type: ColumnType) throws {
        let value: Scalar =
            switch type {
            case .text: "张三"
            case .json: "[1]"
            case .date: "2026-08-01"
            case .time: "09:00:00"
            case .integer, .timestamp, .boolean, .real: 1
            }
        let page = try reread([(.constant(value), type), (.constant(nil), type)], count: 3)
        for row in 0..<3 {
            #expect(page.columns[1].isNull(row))
            #expect(
                type == .real
                    ? page.columns[0].real(row) == 1 : page.columns[0].scalar(row) == value)
        }
        #expect(try reread([(.constant(value), type)], count: 0).count == 0)
    }

    @Test func `a value of another kind is refused and not lost`() throws {
        for (vector, type) in [
            (.text(["a"]), .integer), (.reals([1.5]), .integer), (.integers([1]), .text),
            (.text(["2026-02-30"]), .date), (.text(["2026-2-3"]), .date),
            (.text(["24:00:00"]), .time), (.text(["9:00"]), .time), (.constant("a"), .timestamp),
        ] as [(Vector, ColumnType)] {
            #expect(throws: ParquetError.self, "\(vector)") { try file([(vector, type)], count: 1) }
        }
    }

    /// The footer's bounds of instants and dates are those of the page's values.
    @Test func `bounds are those of the page's values`() throws {
        let reader = try ParquetReader(
            ParquetMemory(
                try file(
                    [
                        (.integers([30, 10, nil]), .timestamp),
                        (.text(["2026-08-02", nil, "2026-08-01"]), .date),
                        (.text([nil, nil, nil]), .text),
                    ], count: 3)))
        func bounds(_ field: Int) -> ParquetBounds? {
            reader.pageBounds(ofField: field, inRowGroup: 0, zone: .shanghai)
        }
        #expect(bounds(0) == .integers(10, 30))
        #expect(bounds(1) == .bytes(Array("2026-08-01".utf8), Array("2026-08-02".utf8)))
        #expect(bounds(2) == nil)
        #expect(reader.nullCount(ofField: 2, inRowGroup: 0) == 3)
    }

    @Test func `a timestamp without a zone is what the session's clock shows`() throws {
        func read(_ value: Int64, _ type: ParquetType) throws -> Int64? {
            let column = ParquetColumn(name: "t", type: type, values: .integers([value]))
            return try Vector(column, zone: .shanghai).integer(0)
        }
        let nine: Int64 = 1_785_574_800_000  // 2026-08-01T09:00Z
        #expect(try read(nine, .timestamp(.millis, utc: false)) == nine - 8 * 3_600_000)
        #expect(try read(nine * 1000 + 999, .timestamp(.micros, utc: true)) == nine)
        #expect(try read(-1, .timestamp(.nanos, utc: true)) == -1)
    }

    /// Codes are converted to texts without a string for each row.
    @Test func `many rows of a dictionary come back`() throws {
        let words = ["正常", "时间异常", "", nil]
        let texts = (0..<50_000).map { words[$0 % 4] }
        let page = try reread([(.text(texts), .text)], count: texts.count)
        #expect(texts.indices.allSatisfy { page.columns[0].string($0) == texts[$0] })
    }
}
