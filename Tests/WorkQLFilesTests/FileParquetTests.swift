import Foundation
import TestSupport
import Testing
import WorkQLPages
import WorkQLParquet
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLFiles

/// Parquet files in FROM.
@Suite struct FileParquetTests {
    private func write(
        _ columns: [(String, ColumnType)], _ groups: [[Vector]], count: Int, to path: String
    ) throws {
        var writer = ParquetWriter(
            columns: columns.map { .init(name: $0.0, type: ParquetType($0.1)) },
            createdBy: "workql version 1.2.3 (build test)")
        var bytes: [UInt8] = []
        for group in groups {
            bytes += try writer.encode(
                Page(count: count, columns: group), types: columns.map(\.1))
        }
        try Data(bytes + writer.finish()).write(to: URL(filePath: path))
    }

    /// 10 row groups of 100 rows: numbers, instants and days ascend.
    private func attendance(in folder: FileFolder, _ name: String = "a.parquet") throws {
        let groups = (0..<10).map { group -> [Vector] in
            let rows = (group * 100)..<(group * 100 + 100)
            return [
                .integers(rows.map { Int64($0) }),
                .text(rows.map { "u\($0 % 50)" }),
                .integers(rows.map { 1_785_513_600_000 + Int64($0) * 3_600_000 }),
                .text(rows.map { _ in group == 3 ? nil : "2026-08-\(group + 10)" }),
                .reals(rows.map { Double($0) / 4 }),
                .text(rows.map { "{\"n\":\($0)}" }),
            ]
        }
        try write(
            [
                ("id", .integer), ("userid", .text), ("at", .timestamp), ("day", .date),
                ("r", .real), ("extra", .json),
            ], groups, count: 100, to: folder.path + "/" + name)
    }

    private func answer(
        _ text: String, in folder: FileFolder
    ) async throws -> (rows: [[String?]], files: [QueryStatistics.FileShare]) {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: folder.path)
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return (outcome.writer.rows, outcome.statistics?.files ?? [])
        }
    }

    /// Texts stay texts, with a note if CSV would have read a type, or if zeros and NULL decide a
    /// comparison; the minimum and maximum of each row group show it.
    @Test func notes() throws {
        let folder = try FileFolder()
        try write(
            [("工号", .text), ("day", .text), ("at", .text), ("name", .text), ("code", .text)],
            [
                [
                    .text(["0012", "0034"]), .text(["2026/8/3", nil]), .text(["9:00", "18:00"]),
                    .text(["a", "2026-08-03"]), .text(["12", "34"]),
                ],
                [
                    .text(["0056", "99"]), .text(["2026-08-04", "2026-08-05"]),
                    .text(["24:00", "26:15"]), .text(["b", "c"]), .text(["5", "7"]),
                ],
            ], count: 2, to: folder.path + "/a.parquet")
        let table = try folder.open("a.parquet")
        #expect(table.columns.map(\.isPadded) == [true, false, false, false, false])
        #expect(table.columns.map(\.hasNull) == [false, true, false, false, false])
        #expect(
            table.notes.map(\.message) == [
                "a.parquet: the dates in day are text, and are compared character by character",
                "a.parquet: the times of day in at are text, and are compared character by "
                    + "character",
            ])
        #expect(table.notes.map(\.help) == ["write CAST(day AS date)", "write CAST(at AS time)"])
        let typed = try FileFolder()
        try attendance(in: typed)
        #expect(try typed.open("a.parquet").notes == [])
    }

    @Test func `only the columns and row groups are read that matter`() async throws {
        let folder = try FileFolder()
        try attendance(in: folder)
        for (condition, count, groups) in [
            ("id = 250", 1, 1), ("id < 100", 100, 1), ("id <= 100", 101, 2), ("id > 899", 100, 1),
            ("id BETWEEN 150 AND 250", 101, 2), ("250 = id", 1, 1), ("id = 5000", 0, 0),
            ("r >= 249.75", 1, 1), ("day = '2026-08-12'", 100, 1), ("day IS NULL", 100, 1),
            ("day > '2026-08-17'", 200, 2), ("day IS NOT NULL", 900, 9),
            ("at < '2026-08-01 10:00'", 10, 1), ("at >= '2026-09-11 15:00'", 1, 1),
            ("userid = 'u7'", 20, 10), ("userid = 'x'", 0, 0), ("id = 1 OR id = 950", 2, 10),
            ("id IN (5, 999)", 2, 10), ("id < 50 AND day = '2026-08-19'", 0, 0),
        ] {
            let (rows, files) = try await answer(
                "SELECT count(*) FROM 'a.parquet' WHERE \(condition)", in: folder)
            #expect(rows == [["\(count)"]], "\(condition)")
            #expect(files[0].groupsRead == groups, "\(condition)")
            #expect(files[0].groups == 10 && files[0].columns == 6)
            #expect(files[0].columnsRead <= 2)
        }
        let analysis = try await answer(
            "EXPLAIN ANALYZE SELECT r FROM 'a.parquet' WHERE id = 250", in: folder)
        #expect(
            analysis.rows.contains(["file      a.parquet: 1 of 10 row groups, 2 of 6 columns"]))
    }

    /// Which types are read, and that rows keep their order.
    @Test func `every type is read as it was written`() async throws {
        let folder = try FileFolder()
        try attendance(in: folder)
        #expect(
            try folder.open("a.parquet").columns.map(\.type)
                == [.integer, .text, .timestamp, .date, .real, .json])
        let (rows, _) = try await answer("SELECT * FROM 'a.parquet' LIMIT 2 OFFSET 299", in: folder)
        #expect(
            rows == [
                [
                    "299", "u49", "2026-08-13T11:00:00+08:00", "2026-08-12", "74.75",
                    "{\"n\":299}",
                ],
                ["300", "u0", "2026-08-13T12:00:00+08:00", nil, "75.0", "{\"n\":300}"],
            ])
    }

    /// SQLite creates no index over the rows read here, and looks them up repeatedly.
    @Test func `joins look values up`() async throws {
        let folder = try FileFolder()
        try attendance(in: folder)
        try folder.write(Array("userid,name\nU7,七\nu8,八\nnobody,无\n".utf8), "roster.csv")
        for (query, expected) in [
            (
                "SELECT r.name, count(*) FROM 'roster.csv' r JOIN 'a.parquet' a USING (userid)"
                    + " GROUP BY 1", [["八", "20"]]
            ),
            (
                "SELECT r.name, a.id FROM 'roster.csv' r LEFT JOIN 'a.parquet' a"
                    + " ON a.userid = r.userid AND a.id < 60 ORDER BY 1, 2",
                [["七", nil], ["八", "8"], ["八", "58"], ["无", nil]]
            ),
            (
                "SELECT a.id, b.id FROM 'a.parquet' a JOIN 'a.parquet' b ON b.id = a.id + 998"
                    + " ORDER BY 1", [["0", "998"], ["1", "999"]]
            ),
            (
                "SELECT count(*) FROM 'a.parquet' a WHERE EXISTS (SELECT 1 FROM 'a.parquet' b"
                    + " WHERE b.r = a.id)", [["250"]]
            ),
            (
                "SELECT count(*) FROM 'a.parquet' a JOIN 'a.parquet' b ON a.at = b.at"
                    + " AND a.userid = b.userid", [["1000"]]
            ),
        ] as [(String, [[String?]])] {
            #expect(try await answer(query, in: folder).rows == expected, "\(query)")
        }
    }

    @Test func `a roster gives keys`() async throws {
        let folder = try FileFolder()
        try write(
            [("userid", .text)], [[.text(["lisi", "zhangsan"])]], count: 2,
            to: folder.path + "/r.parquet")
        let query = "FROM checkin WHERE userid IN (SELECT userid FROM 'r.parquet') SINCE 3d"
        let rows = try await answer("SELECT DISTINCT userid \(query) ORDER BY 1", in: folder).rows
        #expect(rows == [["lisi"], ["zhangsan"]])
    }

    @Test func `files of one pattern are one table`() async throws {
        let folder = try FileFolder()
        for (name, columns) in [
            ("m-2", [("id", ColumnType.integer), ("u", .text)]),
            ("m-1", [("u", .text), ("id", .integer)]),
        ] {
            let vectors: [Vector] = columns.map {
                $0.1 == .integer ? .integers([1, 2]) : .text(["\(name)", nil])
            }
            try write(columns, [vectors], count: 2, to: folder.path + "/\(name).parquet")
        }
        let rows = try await answer("SELECT id, m.u FROM 'm-*.parquet' WHERE id < 3", in: folder)
        #expect(rows.rows == [["1", "m-1"], ["2", nil], ["1", "m-2"], ["2", nil]])
        #expect(rows.files.map(\.name) == ["m-*.parquet"])
        try write([("id", .text), ("u", .text)], [], count: 0, to: folder.path + "/m-3.parquet")
        for (name, message) in [
            ("m-?.parquet", "id is text in m-3.parquet, but integer in m-1.parquet"),
            ("n-*.parquet", "no file is named n-*.parquet"),
        ] {
            let failure = await #expect(throws: UserError.self) {
                try await answer("SELECT * FROM '\(name)'", in: folder)
            }
            #expect(failure?.message == message)
        }
    }

    /// A file of pyarrow with the integers 1 and 2 in `a`, and `n` of Arrow's type null.
    private static let nullType = """
        UEFSMRUEFSAVJEwVBBUAEgAAEDwBAAAAAAAAAAIAAAAAAAAAFQAVEhUWLBUEFRAVBhUGHBgIAgAAAAAAAAAY\
        CAEAAAAAAAAAFgAoCAIAAAAAAAAAGAgBAAAAAAAAABERAAAACSACAAAABAEBAwIVBBUAFQJMFQAVABIAAAAV\
        ABUOFRIsFQQVEBUGFQYcAAAABxgCAAAABAAAFQQZPDUAGAZzY2hlbWEVBAAVBCUCGAFhABUCJQIYAW5svAAA\
        ABYEGRwZLCYAHBUEGTUABhAZGAFhFQIWBBbMARbUASZIJggcGAgCAAAAAAAAABgIAQAAAAAAAAAWACgIAgAA\
        AAAAAAAYCAEAAAAAAAAAEREAGSwVBBUAFQIAFQAVEBUCADwpBhkmAAQAAAAmABwVAhk1AAYQGRgBbhUCFgQW\
        UBZWJvoBJtwBKSwVBBUAFQIAFQAVEBUCADwpBhkmBAAAAAAWnAIWBCYIFqoCABkcGAxBUlJPVzpzY2hlbWEY\
        7AEvLy8vLzZnQUFBQVFBQUFBQUFBS0FBd0FCZ0FGQUFnQUNnQUFBQUFCQkFBTUFBQUFDQUFJQUFBQUJBQUlB\
        QUFBQkFBQUFBSUFBQUJBQUFBQUJBQUFBTmovLy84QUFBRUJFQUFBQUJnQUFBQUVBQUFBQUFBQUFBRUFBQUJ1\
        QUFBQUJBQUVBQVFBQUFBUUFCUUFDQUFHQUFjQURBQUFBQkFBRUFBQUFBQUFBUUlRQUFBQUhBQUFBQVFBQUFB\
        QUFBQUFBUUFBQUdFQUFBQUlBQXdBQ0FBSEFBZ0FBQUFBQUFBQlFBQUFBQUFBQUFBPQAYIHBhcnF1ZXQtY3Bw\
        LWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAA+wEAAFBBUjE=
        """

    @Test func `a column of the type null takes the type of what it meets`() async throws {
        let folder = try FileFolder()
        try #require(Data(base64Encoded: Self.nullType))
            .write(to: URL(filePath: folder.path + "/p-1.parquet"))
        try write(
            [("n", .text), ("a", .integer)], [[.text(["x", nil]), .integers([3, 4])]],
            count: 2, to: folder.path + "/p-2.parquet")
        for (query, expected) in [
            ("SELECT n FROM 'p-1.parquet' UNION ALL SELECT 'x'", [[nil], [nil], ["x"]]),
            ("SELECT count(*) FROM 'p-1.parquet' WHERE n = 'abc'", [["0"]]),
            ("SELECT a, n FROM 'p-*.parquet' WHERE n = 'x'", [["3", "x"]]),
            ("SELECT count(*), count(n) FROM 'p-*.parquet'", [["4", "1"]]),
        ] as [(String, [[String?]])] {
            #expect(try await answer(query, in: folder).rows == expected, "\(query)")
        }
    }

    /// The same rule for texts: nothing is converted from one file to the other.
    @Test func `patterns of CSV and JSON`() async throws {
        let folder = try FileFolder()
        try folder.write(Array("a,b\n1,x\n".utf8), "d1.csv")
        try folder.write(Array("b,a\ny,2\n".utf8), "d2.csv")
        try folder.write(Array("a,b\n007,z\n".utf8), "d3.csv")
        try folder.write(Array("a\n1\n".utf8), "e1.csv")
        try folder.write(Array("b\n1\n".utf8), "e2.csv")
        try folder.write(Array("{\"k\":1}\n".utf8), "j1.ndjson")
        try folder.write(Array("[{\"k\":2}]".utf8), "j2.json")
        func rows(_ from: String) async throws -> [[String?]] {
            try await answer("SELECT * FROM \(from)", in: folder).rows
        }
        #expect(try await rows("'d[12].csv'") == [["1", "x"], ["2", "y"]])
        #expect(try await rows("'j*'") == [["1"], ["2"]])
        #expect(
            try await rows("'d*.csv' WITH (types = (a = text))")
                == [["1", "x"], ["2", "y"], ["007", "z"]])
        for (name, message) in [
            ("d*.csv", "a is text in d3.csv, but integer in d1.csv"),
            ("e*.csv", "e2.csv has a column b, but e1.csv does not"),
        ] {
            let failure = await #expect(throws: UserError.self) { try await rows("'\(name)'") }
            #expect(failure?.message == message)
        }
        // A file whose name is the pattern itself is read as that file.
        try folder.write(Array("a\nstar\n".utf8), "d*.csv")
        #expect(try await rows("'d*.csv'") == [["star"]])
    }

    /// DuckDB writes INTERVAL, whose bytes may be valid text.
    @Test(.enabled(if: (try? Openpyxl.run("import duckdb")) != nil, "duckdb is not installed"))
    func `an interval is refused where it is used`() async throws {
        let folder = try FileFolder()
        let path = folder.path + "/a.parquet"
        try Openpyxl.run(
            "import duckdb\nduckdb.sql(\"COPY (SELECT 1 AS a, INTERVAL 1 DAY AS i, [INTERVAL 1 DAY] AS l)"
                + " TO '\(path)'\")")
        #expect(try await answer("SELECT a FROM 'a.parquet'", in: folder).rows == [["1"]])
        for column in ["i", "l"] {
            let failure = await #expect(throws: UserError.self) {
                try await answer("SELECT \(column) FROM 'a.parquet'", in: folder)
            }
            #expect(failure?.message.contains("INTERVAL in column \(column)") == true)
        }
    }

    @Test func `a damaged file is an error with its name`() async throws {
        let folder = try FileFolder()
        try attendance(in: folder)
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.path + "/a.parquet")))
        bytes[52] ^= 1
        try folder.write(bytes, "b.parquet")
        try folder.write(Array("not Parquet at all".utf8), "c.parquet")
        try folder.write(Array(bytes.prefix(2000)), "d.parquet")
        for (query, message) in [
            (
                "SELECT sum(id) FROM 'b.parquet'",
                "b.parquet is damaged: the checksum of column id is wrong"
            ), ("SELECT * FROM 'c.parquet'", "c.parquet is not a Parquet file"),
            ("SELECT * FROM 'd.parquet'", "d.parquet is not a Parquet file"),
        ] {
            let failure = await #expect(throws: UserError.self) {
                try await answer(query, in: folder)
            }
            #expect(failure?.message == message)
            #expect(failure?.span != nil)
        }
        // Unread columns need not exist.
        let rest = try await answer("SELECT max(userid) FROM 'b.parquet'", in: folder)
        #expect(rest.rows == [["u9"]])
    }

    /// Random conditions, joins and groups over random rows: the answers are those over the same
    /// rows in JSON, which SQLite stores in a table of its own.
    @Test func `answers are those of the same rows in JSON`() async throws {
        var random = SplitMix64(seed: Soak.seed(7))
        for _ in 0..<(Soak.isOn ? 60 : 3) {
            let folder = try FileFolder()
            try writeRandomRows(in: folder, using: &random)
            for _ in 0..<12 {
                let query = randomQuery(using: &random)
                let parquet = try await answer(query("'p.parquet'"), in: folder).rows
                let json = try await answer(
                    query("'p.ndjson' WITH (types = (i = integer, t = text, r = real, d = date))"),
                    in: folder
                ).rows
                func sorted(_ rows: [[String?]]) -> [String] { rows.map { "\($0)" }.sorted() }
                #expect(sorted(parquet) == sorted(json), "\(query("p"))")
            }
        }
    }

    private func writeRandomRows(
        in folder: FileFolder, using random: inout SplitMix64
    ) throws {
        var lines = ""
        var groups: [[Vector]] = []
        let limit = Int.random(in: 3...40, using: &random)
        for group in 0..<6 {
            var (integers, texts): ([Int64?], [String?]) = ([], [])
            var (reals, days): ([Double?], [String?]) = ([], [])
            for _ in 0..<8 {
                func value<T>(_ value: T) -> T? {
                    Int.random(in: 0..<6, using: &random) == 0 ? nil : value
                }
                let number = group * 3 + Int.random(in: 0...limit, using: &random)
                integers.append(value(Int64(number)))
                texts.append(value(["a", "B", "b", "张", "", "z\(number)"][number % 6]))
                reals.append(value(Double(number) / 2))
                days.append(value("2026-08-\(10 + number % 20)"))
                let cells = [
                    "\"i\":" + (integers.last!.map { "\($0)" } ?? "null"),
                    "\"t\":" + (texts.last!.map { "\"\($0)\"" } ?? "null"),
                    "\"r\":" + (reals.last!.map { "\($0)" } ?? "null"),
                    "\"d\":" + (days.last!.map { "\"\($0)\"" } ?? "null"),
                ]
                lines += "{\(cells.joined(separator: ","))}\n"
            }
            groups.append([.integers(integers), .text(texts), .reals(reals), .text(days)])
        }
        try folder.write(Array(lines.utf8), "p.ndjson")
        try write(
            [("i", .integer), ("t", .text), ("r", .real), ("d", .date)], groups, count: 8,
            to: folder.path + "/p.parquet")
    }

    private func randomQuery(using random: inout SplitMix64) -> (String) -> String {
        func one(_ values: [String]) -> String {
            values[Int.random(in: values.indices, using: &random)]
        }
        func condition(_ table: String) -> String {
            let operation = one(["=", "<", "<=", ">", ">=", "<>"])
            let number = Int.random(in: -2...45, using: &random)
            return one([
                "\(table).i \(operation) \(number)", "\(table).r \(operation) \(number).5",
                "\(table).t \(operation) '\(one(["a", "b", "张", "", "z7", "q"]))'",
                "\(table).d \(operation) '2026-08-\(10 + abs(number) % 20)'",
                "\(table).\(one(["i", "t", "r", "d"])) IS \(one(["", "NOT "]))NULL",
                "\(table).i IN (\(number), 3, NULL)", "\(table).t LIKE '%\(one(["b", "z"]))%'",
            ])
        }
        let (first, second) = (condition("x"), condition("x"))
        let glue = one(["AND", "OR", "AND NOT"])
        let other = condition("y")
        let key = one(["i", "t", "d"])
        let kind = Int.random(in: 0..<4, using: &random)
        return { file in
            switch kind {
            case 0: "SELECT * FROM \(file) AS x WHERE \(first) \(glue) \(second)"
            case 1:
                "SELECT x.\(key), count(*), max(r) FROM \(file) AS x WHERE \(first) GROUP BY 1"
            case 2:
                "SELECT x.i, y.t, y.r FROM \(file) AS x LEFT JOIN \(file) AS y"
                    + " ON x.\(key) = y.\(key) AND \(other) WHERE \(first)"
            default:
                "SELECT x.t FROM \(file) AS x WHERE \(first) AND x.\(key) IN"
                    + " (SELECT y.\(key) FROM \(file) AS y WHERE \(other))"
            }
        }
    }
}
