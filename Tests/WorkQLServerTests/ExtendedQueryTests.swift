import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLServer

/// Statements that are prepared, bound and read in portions, in the way of drivers.
@Suite struct ExtendedQueryTests {
    @Test("A statement is described before it is bound, without a call, and then runs as told")
    func describe() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let text = """
                SELECT userid, checkin_time, count(*) OVER () AS n FROM checkin
                WHERE userid = $1 AND checkin_time BETWEEN $2 AND $3 LIMIT $4
                """
            let told = try await wire.all([.parse(text, name: "s"), .describe(.statement("s"))])
            #expect(told.map(\.type) == ["1", "t", "T"])
            let types: [UInt8] = [0, 4, 0, 0, 0, 25, 0, 0, 4, 160, 0, 0, 4, 160, 0, 0, 0, 20]
            #expect(told[1].body == types)
            #expect(told[2].columns == ["userid 25 0", "checkin_time 1184 0", "n 20 0"])
            #expect(harness.server.requests.isEmpty)
            let rows = try await wire.ask(
                .bind(
                    ["lisi", "2026-08-10 00:00:00+08", "2026-08-10T23:59:59Z", "1"], statement: "s"),
                .execute(), .sync)
            #expect(rows[0] == "2")
            #expect(rows[1].hasPrefix("D lisi|2026-08-10 09:"))
            #expect(rows.suffix(2) == ["C SELECT 1", "Z I"])
        }
    }

    @Test("Rows come in portions, and the portal stays between them")
    func portions() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let rows = "SELECT * FROM (VALUES (1), (2), (3)) AS v(n)"
            #expect(
                try await wire.ask(
                    .query("BEGIN"), .parse(rows), .bind(portal: "p"), .execute(2, portal: "p"),
                    .sync) == ["C BEGIN", "Z T", "1", "2", "D 1", "D 2", "s", "Z T"])
            #expect(
                try await wire.ask(.execute(2, portal: "p"), .execute(2, portal: "p"), .sync)
                    == ["D 3", "C SELECT 1", "C SELECT 0", "Z T"])
            #expect(try await wire.ask(.query("COMMIT")) == ["C COMMIT", "Z I"])
            // Outside of a transaction a portal ends with Sync.
            #expect(
                try await wire.ask(
                    .parse(rows), .bind(portal: "p"), .sync, .execute(portal: "p"), .sync)
                    == ["1", "2", "Z I", "E 34000", "Z I"])
        }
    }

    @Test("After an error everything is passed over until Sync")
    func errors() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(
                try await wire.ask(
                    .parse("SELEC 1"), .bind(), .describe(.portal("")), .execute(),
                    .query("SELECT 5"), .sync, .parse("SELECT 1"), .bind(), .execute(), .sync)
                    == ["E 42601", "Z I", "1", "2", "D 1", "C SELECT 1", "Z I"])
            #expect(
                try await wire.ask(.parse("SELECT $1"), .bind([]), .sync)
                    == ["1", "E 08P01", "Z I"])
            #expect(
                try await wire.ask(.bind(statement: "no"), .sync, .close(.statement("no")), .sync)
                    == ["E 26000", "Z I", "3", "Z I"])
            #expect(
                try await wire.ask(.parse("", name: "e"), .bind(statement: "e"), .execute(), .sync)
                    == ["1", "2", "I", "Z I"])
        }
    }

    @Test(
        "A value of each type is taken as what it is, and one that is none is refused",
        arguments: [
            ("SELECT $1", 0, "it's", "D it's"), ("SELECT $1", 23, "7", "D 7"),
            ("SELECT $1 + 1", 20, "9007199254740992", "D 9007199254740993"),
            ("SELECT $1", 701, "0.5", "D 0.5"), ("SELECT $1", 16, "t", "D t"),
            ("SELECT $1", 1082, "2026-08-01", "D 2026-08-01"),
            ("SELECT $1", 1184, "2026-08-01 01:00:00+00", "D 2026-08-01 09:00:00+08"),
            ("SELECT 'b' IN ($1, 'c')", 0, "b", "D t"), ("SELECT $1::int", 0, "12", "D 12"),
            ("SELECT 3 WHERE 1 = $1", 0, "1", "D 3"),
        ])
    func parameters(_ text: String, _ oid: UInt32, _ value: String, _ row: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.ask(.parse(text, [oid]), .bind([value]), .execute(), .sync)
            #expect(answer == ["1", "2", row, "C SELECT 1", "Z I"])
        }
    }

    @Test("A value that is not of its type is refused")
    func wrongValues() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(
                try await wire.ask(.parse("SELECT $1", [20]), .bind(["x"]), .sync)
                    == ["1", "E 22P02", "Z I"])
        }
    }

    @Test("Cursors are read forward, and end with their transaction")
    func cursors() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let rows = "SELECT * FROM (VALUES (1), (2), (3), (4)) AS v(n)"
            #expect(
                try await wire.ask(.query("DECLARE c CURSOR FOR \(rows)")) == ["E 25P01", "Z I"])
            _ = try await wire.query("BEGIN; DECLARE \"C d\" NO SCROLL CURSOR FOR \(rows)")
            #expect(
                try await wire.ask(.query("FETCH FORWARD 1 FROM \"C d\""))
                    == ["T n 23 0", "D 1", "C FETCH 1", "Z T"])
            #expect(try await wire.ask(.query("MOVE 1 IN \"C d\"")) == ["C MOVE 1", "Z T"])
            #expect(
                try await wire.ask(.query("FETCH ALL FROM \"C d\""))
                    == ["T n 23 0", "D 3", "D 4", "C FETCH 2", "Z T"])
            #expect(
                try await wire.ask(.query("FETCH BACKWARD 1 FROM \"C d\"")) == ["E 55000", "Z E"])
            _ = try await wire.query("ROLLBACK")
            #expect(try await wire.ask(.query("CLOSE \"C d\"")) == ["E 34000", "Z I"])
            _ = try await wire.query("DECLARE h CURSOR WITH HOLD FOR \(rows)")
            #expect(try await wire.ask(.query("FETCH 1 h"))[1] == "D 1")
        }
    }

    @Test("Cursors that scroll keep the rows that they have read, and read no others")
    func scrolling() async throws {
        try await Harness.with(try await Harness()) { harness in
            func requests() -> Int {
                harness.server.requests.filter { !$0.target.contains("gettoken") }.count
            }
            let wire = try Wire(harness)
            let text = "SELECT * FROM meeting_recording WHERE userid = 'lisi' SINCE 90d"
            func declare(_ way: String) async throws {
                _ = try await wire.query("ROLLBACK; BEGIN; DECLARE c \(way) CURSOR FOR \(text)")
            }
            try await declare("NO SCROLL")
            #expect(try await wire.ask(.query("FETCH LAST FROM c")) == ["E 55000", "Z E"])
            #expect(requests() == 0)
            try await declare("SCROLL")
            let first = try await wire.ask(.query("FETCH c"))[1]
            let started = requests()
            #expect(started > 0 && first.hasPrefix("D "))
            #expect(try await wire.ask(.query("FETCH 0 FROM c"))[1] == first)
            #expect(try await wire.ask(.query("FETCH ABSOLUTE 1 FROM c"))[1] == first)
            #expect(requests() == started)
            let all = try await wire.ask(.query("MOVE ABSOLUTE 0 FROM c; FETCH ALL FROM c"))
                .filter { $0.hasPrefix("D ") }
            #expect(all.count > 3 && all.first == first)
            let needed = requests()
            let back = try await wire.ask(.query("FETCH BACKWARD ALL FROM c"))
            #expect(Array(back.filter { $0.hasPrefix("D ") }.reversed()) == all)
            #expect(requests() == needed)
        }
    }

    @Test("FETCH is described and read in portions in every direction")
    func fetchedPortions() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            _ = try await wire.query(
                "BEGIN; DECLARE c SCROLL CURSOR FOR SELECT n FROM (VALUES (1), (2), (3)) AS v(n); "
                    + "MOVE ALL FROM c")
            #expect(
                try await wire.ask(
                    .parse("FETCH BACKWARD ALL FROM c", name: "b"), .describe(.statement("b")),
                    .bind(statement: "b"), .describe(.portal("")), .execute(2), .execute(2), .sync)
                    == [
                        "1", "t", "T n 23 0", "2", "T n 23 0", "D 3", "D 2", "s", "D 1",
                        "C FETCH 1",
                        "Z T",
                    ])
            // A portal of the extended protocol is a cursor that does not scroll.
            #expect(
                try await wire.ask(
                    .parse("SELECT n FROM (VALUES (1), (2), (3)) AS v(n)"), .bind(portal: "p"),
                    .execute(1, portal: "p"), .parse("FETCH RELATIVE 1 FROM p"), .bind(),
                    .execute(), .parse("FETCH PRIOR FROM p"), .bind(), .execute(), .sync)
                    == [
                        "1", "2", "D 1", "s", "1", "2", "D 2", "C FETCH 1", "1", "2", "E 55000",
                        "Z E",
                    ])
        }
    }

    @Test("COPY writes text, CSV and binary")
    func copy() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let rows = "SELECT * FROM (VALUES ('a\tb\\', NULL), ('say \"x\"', '')) AS v(t, n)"
            #expect(
                try await wire.ask(.query("COPY (\(rows)) TO STDOUT")) == [
                    "H", "d a\\tb\\\\\t\\N\n", "d say \"x\"\t\n", "c", "C COPY 2", "Z I",
                ])
            #expect(
                try await wire.ask(.query("COPY (\(rows)) TO STDOUT WITH (FORMAT csv, HEADER)"))
                    == [
                        "H", "d t,n\n", "d a\tb\\,\n", "d \"say \"\"x\"\"\",\"\"\n", "c",
                        "C COPY 2",
                        "Z I",
                    ])
            let binary = try await wire.query("COPY (SELECT 1, NULL) TO STDOUT (FORMAT binary)")
            let data = binary.filter { $0.type == "d" }.flatMap(\.body)
            #expect(data.starts(with: Array("PGCOPY\n".utf8) + [255, 13, 10, 0]))
            #expect(
                Array(data.dropFirst(19)) == [0, 2, 0, 0, 0, 4, 0, 0, 0, 1]
                    + Array(repeating: 255, count: 6))
            #expect(
                try await wire.ask(.query("COPY checkin (userid) TO STDOUT")).last == "Z I")
        }
    }
}
