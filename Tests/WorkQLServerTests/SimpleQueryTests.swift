import TestSupport
import Testing
import WorkQL

@testable import WorkQLServer

/// Queries as text, as psql sends them.
@Suite struct SimpleQueryTests {
    @Test("Each type is named and written as PostgreSQL writes it")
    func types() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(
                try await wire.ask(
                    .query(
                        """
                        SELECT 'a' AS t, 9007199254740993 AS i, 0.1 AS r, true AS b,
                            DATE '2026-08-01' AS d, TIME '09:30' AS c,
                            TIMESTAMP '2026-08-01 09:00:00.250' AS s, NULL AS n
                        """)) == [
                        "T t 25 0, i 20 0, r 701 0, b 16 0, d 1082 0, c 1083 0, s 1184 0, n 25 0",
                        "D a|9007199254740993|0.1|t|2026-08-01|09:30:00|2026-08-01 09:00:00.25+08|NULL",
                        "C SELECT 1", "Z I",
                    ])
        }
    }

    @Test("Several statements are answered until one is wrong, and nothing is an answer too")
    func several() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(
                try await wire.ask(.query("SELECT 1; SELECT x; SELECT 3"))
                    == ["T 1 23 0", "D 1", "C SELECT 1", "E 42703", "Z I"])
            #expect(try await wire.ask(.query(" ;; -- ping")) == ["I", "Z I"])
            #expect(
                try await wire.ask(.query("SELECT 1；SELECT 2")).filter { $0.hasPrefix("D") }
                    == ["D 1", "D 2"])
        }
    }

    @Test("An error says which character of the whole text is wrong")
    func position() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let text = "SELECT '统计'; SELECT nosuch FROM checkin SINCE 1d"
            let error = try #require(try await wire.query(text).first { $0.type == "E" })
            let position = try #require(error.fields["P"].flatMap { Int($0) })
            let index = text.index(text.startIndex, offsetBy: position - 1)
            #expect(text[index...].hasPrefix("nosuch"))
            #expect(error.fields["S"] == "ERROR")
            #expect(error.fields["H"] != nil)
        }
    }

    @Test("A failed transaction answers nothing but its end")
    func transactions() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(try await wire.ask(.query("BEGIN READ ONLY")) == ["C BEGIN", "Z T"])
            #expect(try await wire.ask(.query("SAVEPOINT a")) == ["C SAVEPOINT", "Z T"])
            #expect(try await wire.ask(.query("SELECT x")) == ["E 42703", "Z E"])
            #expect(try await wire.ask(.query("SELECT 1")) == ["E 25P02", "Z E"])
            #expect(try await wire.ask(.query("ROLLBACK TO a")) == ["C ROLLBACK", "Z T"])
            #expect(try await wire.ask(.query("SELECT x")) == ["E 42703", "Z E"])
            #expect(try await wire.ask(.query("COMMIT")) == ["C ROLLBACK", "Z I"])
        }
    }

    @Test("A setting is reported, used in printing, and reset with its transaction")
    func settings() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, startup: ["TimeZone": "UTC"])
            let moment = "SELECT TIMESTAMP '2026-08-01 00:00'"
            // The machine's zone only changes the display of times.
            #expect(try await wire.ask(.query(moment))[1] == "D 2026-07-31 16:00:00+00")
            _ = try await wire.query("BEGIN; SET TIME ZONE 'Europe/Berlin'")
            #expect(try await wire.ask(.query(moment))[1] == "D 2026-08-01 00:00:00+02")
            let back = try await wire.query("ROLLBACK")
            #expect(
                back.contains { $0.type == "S" && $0.body.starts(with: Array("TimeZone".utf8)) })
            #expect(try await wire.ask(.query(moment))[1] == "D 2026-07-31 16:00:00+00")
            #expect(
                try await wire.ask(.query("SHOW DateStyle"))
                    == ["T DateStyle 25 0", "D ISO, MDY", "C SHOW", "Z I"])
            #expect(
                try await wire.ask(.query("SET client_encoding = 'GBK'")) == ["E 22023", "Z I"])
            #expect(try await wire.ask(.query("SET store = off")) == ["E 42501", "Z I"])
            #expect(try await wire.ask(.query("SET foo.bar = 1")) == ["C SET", "Z I"])
            #expect(try await wire.ask(.query("DISCARD ALL")) == ["C DISCARD ALL", "Z I"])
        }
    }

    @Test(
        "What would write, or read a file of the server, is refused",
        arguments: [
            ("INSERT INTO a VALUES (1)", "25006"), ("FORGET checkin UNTIL 1d", "42501"),
            ("SELECT * FROM '/etc/passwd'", "42501"), ("DESCRIBE '/etc/passwd'", "42501"),
            ("COPY (SELECT 1) TO '/tmp/x'", "42501"), ("COPY checkin FROM STDIN", "25006"),
            ("SET holidays = '/etc/passwd'", "42501"),
            ("SELECT * FROM (SELECT * FROM 'a.csv') AS x", "42501"),
            ("EXPLAIN SELECT * FROM 'a.csv'", "42501"), ("PARAM a INT = 1", "0A000"),
        ])
    func refusals(_ text: String, _ state: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let answer = try await Wire(harness).ask(.query(text))
            #expect(answer == ["E \(state)", "Z I"])
        }
    }
}
