import TestSupport
import Testing

@testable import WorkQLServer

/// Values of parameters at the ends of their types.
@Suite struct ParameterValueTests {
    /// What a client gets back: a value, or the code of an error.
    private static func answer(
        _ value: [UInt8], _ oid: UInt32, isBinary: Bool, resultIsBinary: Bool = false
    ) async throws -> Wire.Message {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let answer = try await wire.all([
                .parse("SELECT $1 AS v", [oid]),
                .bind(
                    .init(
                        portal: "", statement: "", formats: [isBinary ? 1 : 0], values: [value],
                        resultFormats: [resultIsBinary ? 1 : 0])),
                .execute(), .sync,
            ])
            return try #require(answer.first { $0.type == "D" || $0.type == "E" })
        }
    }

    @Test(
        "Texts are values of their types, or are refused",
        arguments: [
            (21, "32767", "32767"), (21, "32768", "22003"), (21, "-32769", "22003"),
            (23, "2147483648", "22003"), (20, "9007199254740993", "9007199254740993"),
            (20, "9223372036854775808", "22003"), (20, "+7", "7"), (20, "x", "22P02"),
            (20, "--1", "22P02"), (20, "", "22P02"), (26, "4294967296", "22003"),
            (701, "1e309", "22003"), (701, "1e-400", "22003"), (701, "0e-400", "0"),
            (701, "NaN", "22003"), (701, "-inf", "-Infinity"), (701, "0x10", "22P02"),
            (701, "nan(1)", "22P02"), (700, "1e39", "22003"), (700, "0.1", "0.1"),
            (1700, "NaN", "22003"), (1700, "12.50", "12.5"), (1022, "{0.1,NaN}", "22003"),
            (1007, "{1,2147483648}", "22003"), (1016, "{}", "{}"),
            (1009, "{\"a b\",NULL,𠮷}", "{\"a b\",NULL,𠮷}"), (25, "a\0b", "22021"),
            (16, "tr", "t"), (16, "of", "f"), (16, "o", "22P02"), (16, "", "22P02"),
            (1082, " 2026-8-1 ", "2026-08-01"), (1082, "1969-12-31", "1969-12-31"),
            (1082, "infinity", "9999-12-31"), (1082, "-Infinity", "0001-01-01"),
            (1184, "2026-08-01 09:00+00", "2026-08-01 17:00:00+08"),
            (1184, "2026-08-01T09:00Z", "2026-08-01 17:00:00+08"),
            (1184, "2026-08-01 09:00", "2026-08-01 09:00:00+08"),
            (1184, "1969-12-31 23:59:59.5Z", "1970-01-01 07:59:59.5+08"),
            // The clock was set forward at this hour.
            (1184, "1988-04-17 02:30", "1988-04-17 03:30:00+09"),
        ] as [(UInt32, String, String)])
    func texts(_ oid: UInt32, _ text: String, _ wanted: String) async throws {
        let answer = try await Self.answer(Array(text.utf8), oid, isBinary: false)
        #expect((answer.type == "E" ? answer.fields["C"] : answer.row[0]) == wanted)
    }

    @Test(
        "Binary values are those of their types, or are refused",
        arguments: [
            (21, [0xFF, 0xFB], "-5"), (21, [0], "08P01"), (21, [0, 0, 0], "22P03"),
            (20, [0x7F] + [UInt8](repeating: 0xFF, count: 7), "9223372036854775807"),
            (700, [0x3D, 0xCC, 0xCC, 0xCD], "0.1"),
            (701, [0x7F, 0xF8, 0, 0, 0, 0, 0, 0], "22003"),
            (701, [0xFF, 0xF0, 0, 0, 0, 0, 0, 0], "-Infinity"),
            // Numerics: NaN, infinity, an unknown sign, and digits that are none.
            (1700, [0, 0, 0, 0, 0xC0, 0, 0, 0], "22003"),
            (1700, [0, 0, 0, 0, 0xD0, 0, 0, 0], "Infinity"),
            (1700, [0, 1, 0, 0, 0x12, 0x34, 0, 0, 0, 1], "22P03"),
            (1700, [0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10], "22P03"),
            (1082, [0x7F, 0xFF, 0xFF, 0xFF], "9999-12-31"),
            (1082, [0x80, 0, 0, 0], "0001-01-01"), (1082, [0xFF, 0xFF, 0xD5, 0x33], "1970-01-01"),
            (1184, [0, 0, 0, 0, 0, 0, 0, 0], "2000-01-01 08:00:00+08"),
        ] as [(UInt32, [UInt8], String)])
    func bytes(_ oid: UInt32, _ bytes: [UInt8], _ wanted: String) async throws {
        let answer = try await Self.answer(bytes, oid, isBinary: true)
        #expect((answer.type == "E" ? answer.fields["C"] : answer.row[0]) == wanted)
    }

    @Test("A time without an offset is the session's, in either format of the answer")
    func zones() async throws {
        let text = Array("2026-08-01 09:00".utf8)
        let answer = try await Self.answer(text, 1184, isBinary: false, resultIsBinary: true)
        // 2026-08-01 01:00 UTC in microseconds since 2000.
        let wanted = withUnsafeBytes(of: Int64(838_861_200_000_000).bigEndian) { Array($0) }
        #expect(Array(answer.body.suffix(8)) == wanted)
    }
}
