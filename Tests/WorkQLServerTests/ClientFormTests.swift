import TestSupport
import Testing
import WorkQL

@testable import WorkQLServer

/// Forms of values and statements that drivers send.
@Suite struct ClientFormTests {
    @Test("A day with an offset is read as PostgreSQL does, as a value and in a text")
    func zonedDays() async throws {
        try await Harness.with(try await Harness(timezone: "Asia/Shanghai")) { harness in
            let wire = try Wire(harness)
            for (text, answer) in [
                ("SELECT '2026-08-14 +08'::date", "2026-08-14"),
                ("SELECT '2026-08-14 -11'::date", "2026-08-14"),
                ("SELECT '2026-08-14+08'::date", "2026-08-14"),
                ("SELECT '2026-08-14 +05:30'::date", "2026-08-14"),
                ("SELECT '2026-08-14Z'::date", "2026-08-14"),
                ("SELECT '2026-08-14 +08'::timestamptz", "2026-08-14 00:00:00+08"),
                ("SELECT '2026-08-14 +00'::timestamptz", "2026-08-14 08:00:00+08"),
                ("SELECT DATE '2026-08-14 +08'", "2026-08-14"),
            ] {
                let rows = try await wire.ask(.query(text))
                #expect(rows.contains("D \(answer)"), "\(text): \(rows)")
            }
            // What JDBC's setObject of a java.sql.Date sends, of an unknown and of a known type.
            for (type, cast) in [(UInt32(0), ""), (0, "::date"), (1082, ""), (1184, "")] {
                let rows = try await wire.ask(
                    .parse(
                        "SELECT count(*) > 0 FROM checkin WHERE userid = 'lisi' "
                            + "AND checkin_time >= $1\(cast) "
                            + "AND checkin_time < '2026-08-15'", [type]),
                    .bind(["2026-08-10 +08"]), .execute(), .sync)
                #expect(rows.contains("D t"), "\(type)\(cast): \(rows)")
            }
            for text in [
                "SELECT '2026-08-14 +8x'::date", "SELECT '2026-08-14 +'::date",
                "SELECT '2026-02-30 +08'::date", "SELECT '2026-08-14 08'::date",
            ] {
                let rows = try await wire.ask(.query(text))
                #expect(rows.contains { $0.hasPrefix("E ") }, "\(text): \(rows)")
            }
        }
    }

    @Test("Options of COPY are words with and without quotes")
    func quotedOptions() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            for (options, lines) in [
                ("(FORMAT 'csv')", ["d 1,b\n"]), ("(FORMAT csv)", ["d 1,b\n"]),
                ("WITH (FORMAT 'csv', HEADER true)", ["d a,c\n", "d 1,b\n"]),
                ("(FORMAT 'csv', HEADER 'on', DELIMITER ';')", ["d a;c\n", "d 1;b\n"]),
                ("(FORMAT 'csv', HEADER 'false')", ["d 1,b\n"]),
                ("(FORMAT 'csv', HEADER, NULL '')", ["d a,c\n", "d 1,b\n"]),
                ("(FORMAT 'text')", ["d 1\tb\n"]),
            ] {
                let rows = try await wire.ask(
                    .query("COPY (SELECT 1 AS a, 'b' AS c) TO STDOUT \(options)"))
                #expect(rows.filter { $0.hasPrefix("d ") } == lines, "\(options): \(rows)")
            }
            for options in ["(FORMAT 'xml')", "(FORMAT 5)", "(FORMAT 'csv', HEADER 'maybe')"] {
                let rows = try await wire.ask(.query("COPY (SELECT 1) TO STDOUT \(options)"))
                #expect(rows.contains { $0.hasPrefix("E ") }, "\(options): \(rows)")
            }
        }
    }

    @Test("A host that is a word may be meant as a socket")
    func words() {
        func path(_ text: String) -> String? {
            ListenAddress(text) { _ in false }?.socketInFolder
        }
        #expect(path("sock") == "./sock")
        #expect(path("my-sock_1") == "./my-sock_1")
        #expect(path("db.example.org") == nil)
        #expect(path("0.0.0.0") == nil && path("[::]") == nil)
        #expect(path("sock:5433") == nil && path("./sock") == nil && path("5432") == nil)
    }
}
