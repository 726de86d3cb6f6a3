import TestSupport
import Testing

@testable import WorkQLParquet

/// Numbers that are packed as bits, of all widths and up to the last byte of their page.
struct PackedNumberTests {
    @Test func `numbers of any width are read up to the last byte`() throws {
        var random = SplitMix64(seed: 11)
        for width in 0...32 {
            let greatest = width == 0 ? 0 : UInt32.max >> UInt32(32 - width)
            for count in [1, 2, 7, 8, 9, 31, 64, 65, 300] {
                // Few different values make runs, many make packed groups.
                let few = (0..<3).map { _ in UInt32.random(in: 0...greatest, using: &random) }
                let values = (0..<count).map { index in
                    index % 50 < 25
                        ? UInt32.random(in: 0...greatest, using: &random) : few[index % 50 / 20]
                }
                var bytes: [UInt8] = []
                values.withUnsafeBufferPointer { bytes.appendRuns($0, width: width) }
                let read = try withBytes(of: bytes[...]) { raw throws(ParquetError) in
                    var decoder = try RunLengthDecoder(raw, from: 0, to: raw.count, width: width)
                    return try decodeRuns(&decoder, count)
                }
                #expect(read == values, "width \(width), \(count) numbers")
            }
        }
    }

    @Test func `only one run of the value is recognized as such`() throws {
        let cases: [(values: [UInt32], isRun: Bool)] = [
            (Array(repeating: 1, count: 20), true), (Array(repeating: 0, count: 20), false),
            (Array(repeating: 1, count: 19) + [0], false),
            ([0] + Array(repeating: 1, count: 19), false), ([1, 1, 1], false),
        ]
        for (values, isRun) in cases {
            var bytes: [UInt8] = []
            values.withUnsafeBufferPointer { bytes.appendRuns($0, width: 1) }
            let found = try withBytes(of: bytes[...]) { raw throws(ParquetError) in
                try RunLengthDecoder(raw, from: 0, to: raw.count, width: 1)
                    .isRun(of: 1, count: values.count)
            }
            #expect(found == isRun, "\(values)")
        }
    }

    @Test func `differences of any width are read up to the last byte`() throws {
        var random = SplitMix64(seed: 12)
        for width in 0...64 {
            let greatest = width == 0 ? 0 : UInt64.max >> UInt64(64 - width)
            for count in [1, 2, 32, 33, 34, 128, 129, 130, 400] {
                var value: Int64 = .random(in: .min ... .max, using: &random)
                let values = (0..<count).map { _ in
                    value &+= Int64(bitPattern: .random(in: 0...greatest, using: &random))
                    return value
                }
                var bytes: [UInt8] = []
                bytes.appendDelta(values, narrow: false)
                let read = try withBytes(of: bytes[...]) { raw throws(ParquetError) in
                    var position = 0
                    return try decodeDelta(raw, &position, raw.count, limit: count)
                }
                #expect(read == values, "width \(width), \(count) numbers")
            }
        }
    }

    /// NULLs in some of a column's pages, which have 20,000 rows each, and in none of the others.
    @Test func `pages with and without NULLs follow each other`() throws {
        for pattern in ["--", "-x", "x-", "x-x", "-x-", "aa", "a-", "-a"] {
            let rows = pattern.count * 20_000
            let letters = Array(pattern)
            let validity = (0..<rows).map { row in
                switch letters[row / 20_000] {
                case "x": row % 3 > 0
                case "a": false
                default: true
                }
            }
            for isCoded in [false, true] {
                let column = ParquetColumn(
                    name: "c", type: .text,
                    values: isCoded
                        ? .dictionary(
                            codes: (0..<rows).map { Int32($0 % 5) },
                            entries: ParquetBytes(texts: ["", "a", "𠮷", "正常", "e"]))
                        : .bytes(ParquetBytes(texts: (0..<rows).map { "u\($0)" })),
                    validity: validity)
                var writer = ParquetWriter(
                    columns: [.init(name: "c", type: .text)], createdBy: createdBy)
                let bytes = try writer.encode([column]) + writer.finish()
                let reader = try ParquetReader(ParquetMemory(bytes))
                let read = try reader.read(rowGroup: 0, fields: [0])[0]
                #expect((0..<rows).allSatisfy { read.isNull(at: $0) == !validity[$0] })
                let isSame = (0..<rows).allSatisfy { row in
                    !validity[row] || text(row, of: read) == text(row, of: column)
                }
                #expect(isSame, "\(pattern)")
            }
        }
    }

    private func text(_ row: Int, of column: ParquetColumn) -> String? {
        switch column.values {
        case .bytes(let texts): texts.text(at: row)
        case .dictionary(let codes, let entries): entries.text(at: Int(codes[row]))
        default: nil
        }
    }
}
