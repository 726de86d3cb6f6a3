import TestSupport
import Testing

@testable import WorkQLParquet

struct ParquetRoundTripTests {
    private func file(_ columns: [ParquetColumn]) throws -> [UInt8] {
        var writer = ParquetWriter(
            columns: columns.map { .init(name: $0.name, type: $0.type) }, createdBy: createdBy)
        let bytes = try writer.encode(columns)
        return bytes + writer.finish()
    }

    private func reread(_ column: ParquetColumn) throws -> ParquetColumn {
        let reader = try ParquetReader(ParquetMemory(try file([column])))
        #expect(reader.fields.map(\.type) == [column.type])
        return try reader.read(rowGroup: 0, fields: [0])[0]
    }

    private func integers(_ values: [Int64], _ type: ParquetType = .integer) -> ParquetColumn {
        ParquetColumn(name: "n", type: type, values: .integers(values))
    }

    private func texts(_ values: [String]) -> ParquetColumn {
        ParquetColumn(name: "t", type: .text, values: .bytes(ParquetBytes(texts: values)))
    }

    private func strings(_ column: ParquetColumn) -> [String] {
        switch column.values {
        case .bytes(let values): (0..<values.count).map { values.text(at: $0) }
        case .dictionary(let codes, let entries): codes.map { entries.text(at: Int($0)) }
        default: []
        }
    }

    @Test(
        arguments: [
            [], [0], [.min, .max, .min, 0], Array(repeating: -7, count: 1000),
            Array(0..<50_000), (0..<300).map { $0 % 2 == 0 ? .min : .max },
        ] as [[Int64]])
    func `integers come back`(values: [Int64]) throws {
        #expect(try reread(integers(values)).values == .integers(values))
        let times = integers(values, .timestamp(.millis, utc: true))
        #expect(try reread(times).values == .integers(values))
    }

    @Test func `dates before 1970 and at the ends of 32 bits come back`() throws {
        let days: [Int64] = [-2_147_483_648, 2_147_483_647, -1, 0, 20_000]
        #expect(try reread(integers(days, .date)).values == .integers(days))
        #expect(throws: ParquetError.self) { try reread(integers([1 << 31], .date)) }
    }

    @Test func `reals keep NaN, infinity and the sign of zero`() throws {
        let values = [.nan, -0.0, 0.0, .infinity, -.infinity, 1.5, .leastNonzeroMagnitude]
        for values in [values, Array(repeating: values, count: 10).flatMap { $0 }] {
            let column = ParquetColumn(name: "r", type: .real, values: .reals(values))
            guard case .reals(let got) = try reread(column).values else {
                Issue.record("not reals")
                return
            }
            #expect(got.map(\.bitPattern) == values.map(\.bitPattern))
        }
    }

    @Test func `texts come back, with a dictionary and without`() throws {
        let long = String(repeating: "长𠮷", count: 150_000)
        for values in [
            [], [""], ["a", "𠮷", "", long, long + "x"], (0..<70_000).map { "user\($0)" },
            (0..<30_000).map { "user\($0 % 7)" },
        ] {
            #expect(strings(try reread(texts(values))) == values)
        }
    }

    @Test func `a dictionary stays one`() throws {
        let codes = (0..<25_000).map { Int32($0 % 3) }
        let entries = ParquetBytes(texts: ["正常", "时间异常", ""])
        let column = ParquetColumn(
            name: "d", type: .text, values: .dictionary(codes: codes, entries: entries))
        #expect(try reread(column).values == column.values)
    }

    @Test func `NULLs stay where they are, across pages`() throws {
        let validity = (0..<45_000).map { $0 % 3 != 0 && $0 / 10_000 != 2 }
        var column = integers((0..<45_000).map { Int64($0) })
        column.validity = validity
        let got = try reread(column)
        #expect(got.validity == validity)
        guard case .integers(let values) = got.values else {
            Issue.record("not integers")
            return
        }
        #expect(values.indices.allSatisfy { !validity[$0] || values[$0] == Int64($0) })
        column.validity = Array(repeating: false, count: 45_000)
        #expect(try reread(column).validity == column.validity)
    }

    @Test func `booleans come back`() throws {
        let values = (0..<20_011).map { $0 % 5 == 1 }
        let column = ParquetColumn(name: "b", type: .boolean, values: .booleans(values))
        #expect(try reread(column).values == .booleans(values))
    }

    @Test func `bounds are those of the rows, and of a row group`() throws {
        var writer = ParquetWriter(
            columns: [.init(name: "n", type: .integer), .init(name: "t", type: .text)],
            createdBy: createdBy)
        var bytes = try writer.encode([integers([5, -3, 9]), texts(["b", "", "长"])])
        bytes += try writer.encode([
            integers([100]), texts([String(repeating: "x", count: 65)]),
        ])
        let reader = try ParquetReader(ParquetMemory(bytes + writer.finish()))
        #expect(reader.rowCount == 4)
        #expect(reader.bounds(ofField: 0, inRowGroup: 0) == .integers(-3, 9))
        #expect(reader.bounds(ofField: 0, inRowGroup: 1) == .integers(100, 100))
        #expect(reader.bounds(ofField: 1, inRowGroup: 0) == .bytes([], Array("长".utf8)))
        // Too long for a bound: bounds longer than useful are not stored.
        #expect(reader.bounds(ofField: 1, inRowGroup: 1) == nil)
        #expect(try reader.read(rowGroup: 1, fields: [0])[0].values == .integers([100]))
    }

    @Test func `a column with NaN has no bounds, and a bound of zero covers both zeros`() throws {
        func bounds(_ values: [Double]) throws -> ParquetBounds? {
            let column = ParquetColumn(name: "r", type: .real, values: .reals(values))
            return try ParquetReader(ParquetMemory(try file([column])))
                .bounds(ofField: 0, inRowGroup: 0)
        }
        #expect(try bounds([1, .nan]) == nil)
        guard case .reals(let least, let greatest)? = try bounds([0.0, -0.0]) else {
            Issue.record("no bounds")
            return
        }
        #expect(least.sign == .minus && greatest.sign == .plus)
    }

    @Test func `a changed byte of a page is found by its checksum`() throws {
        let bytes = try file([texts((0..<200).map { "user\($0)" })])
        var changed = bytes
        changed[60] ^= 1
        let reader = try ParquetReader(ParquetMemory(changed))
        #expect(throws: ParquetError.checksum(column: "t")) {
            try reader.read(rowGroup: 0, fields: [0])
        }
    }

    @Test func `a reader of some fields knows the types of all, and reads only those`() throws {
        let bytes = try file([integers([1, 2]), texts(["a", "b"])])
        let all = try ParquetReader(ParquetMemory(bytes))
        let some = try ParquetReader(ParquetMemory(bytes), fields: ["t"], like: all)
        #expect(some.fields == all.fields && some.rowCount == 2)
        #expect(strings(try some.read(rowGroup: 0, fields: [1])[0]) == ["a", "b"])
        #expect(some.range(ofField: 1, inRowGroup: 0) == all.range(ofField: 1, inRowGroup: 0))
        #expect(some.bounds(ofField: 0, inRowGroup: 0) == nil)
        #expect(throws: ParquetError.self) { try some.read(rowGroup: 0, fields: [0]) }
        // Another schema is read by itself.
        let other = try ParquetReader(ParquetMemory(try file([texts(["c"])])), like: all)
        #expect(other.fields.map(\.name) == ["t"])
        #expect(strings(try other.read(rowGroup: 0, fields: [0])[0]) == ["c"])
    }

    /// Two bytes of metadata state a list in a list.
    @Test(arguments: [0x19, 0x29, 0x39, 0x49, 0x59, 0x79, 0x8b] as [UInt8])
    func `metadata nested without end throws`(field: UInt8) throws {
        for byte in [0x19, 0x1c, 0xbb] as [UInt8] {
            let footer = [field] + [UInt8](repeating: byte, count: 1 << 20)
            let length = withUnsafeBytes(of: UInt32(footer.count).littleEndian, Array.init)
            let bytes = Array("PAR1".utf8) + footer + length + Array("PAR1".utf8)
            #expect(throws: ParquetError.self) { try ParquetReader(ParquetMemory(bytes)) }
        }
    }

    @Test func `changed files throw and do not trap`() throws {
        var random = SplitMix64(seed: 11)
        var nullable = integers((0..<200).map { Int64($0 * $0) })
        nullable.validity = (0..<200).map { $0 % 4 != 0 }
        let bytes = try file([
            nullable, texts((0..<200).map { "user\($0 % 9)" }),
            ParquetColumn(
                name: "r", type: .real, values: .reals((0..<200).map { Double($0) / 3 })),
        ])
        tryMutations(
            of: bytes, count: Soak.count("WORKQL_PARQUET_MUTATIONS", short: 3000, long: 100_000),
            using: &random)
    }
}
