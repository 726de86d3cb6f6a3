import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// Rows that are completely stored in a file are read only from its blocks, and results are the
/// same.
@Suite struct StoredRowsTests {
    private static let tail =
        "FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan') SINCE 60d@d UNTIL today"

    /// Runs a body with a harness whose store has sixty days of three users each.
    private static func withStore(
        _ body: (_ harness: Harness, _ path: String) async throws -> Void
    ) async throws {
        try await Harness.withStore { harness, path in
            #expect(try await harness.run("SELECT count(*) \(tail)").statistics.calls == 3)
            try await body(harness, path)
        }
    }

    private static func change(_ path: String, _ sql: String) async throws {
        try Connection(writing: path).run(sql)
    }

    /// Blocks that contain none of the required rows are not decoded.
    @Test func latestRowsComeFromTheLatestBlocks() async throws {
        try await Self.withStore { harness, _ in
            let tail = Self.tail.replacing("60d", with: "400d")
            let all = try await harness.run("SELECT checkin_time \(tail)").rows.rows.count
            for order in ["", "DESC"] {
                let wanted = "ORDER BY checkin_time \(order), userid, checkin_type LIMIT 5"
                let (rows, statistics) = try await harness.run("SELECT * \(tail) \(wanted)")
                let (others, _) = try await harness.run(
                    "SELECT * FROM (SELECT * \(tail)) \(wanted)")
                #expect(rows.rows == others.rows && rows.rows.count == 5)
                #expect(statistics.calls == 0 && statistics.stored * 2 < all)
            }
        }
    }

    /// Statements each of which could fail in its own way.
    @Test func statementsOfAllKinds() async throws {
        try await Self.withStore { harness, _ in
            let part = "FROM checkin WHERE userid = 'lisi' SINCE 30d@d UNTIL 3d@d"
            for query in [
                "SELECT * \(Self.tail)", "SELECT count(*) \(part)", "SELECT 1 \(part)",
                "SELECT * \(Self.tail) ORDER BY checkin_time DESC, userid LIMIT 5",
                "SELECT max(checkin_time), last(userid, checkin_time) \(part)",
                "SELECT min(checkin_time) \(Self.tail)",
                "SELECT EXISTS (SELECT 1 \(part)) AS found",
                "SELECT count(*) FROM (SELECT * \(part) LIMIT 7)",
                "SELECT DISTINCT notes, lat, mediaids \(Self.tail)",
                "SELECT userid, checkin_type, count(*) \(Self.tail) GROUP BY ALL",
                "SELECT a.userid, count(*) FROM checkin AS a JOIN checkin AS b "
                    + "ON a.checkin_time = b.checkin_time AND a.userid <> b.userid "
                    + "WHERE a.userid IN ('lisi', 'wangwu') AND b.userid IN ('lisi', 'wangwu') "
                    + "SINCE 20d@d UNTIL today GROUP BY ALL",
                "SELECT userid, checkin_time \(part) "
                    + "UNION ALL SELECT userid, checkin_time \(Self.tail)",
                "SELECT userid, row_number() OVER (PARTITION BY userid ORDER BY checkin_time, "
                    + "checkin_type) AS n, checkin_time \(part)",
                "SELECT count(*) \(part) TIMESERIES 1d",
                "SELECT userid, checkin_time, notes \(Self.tail) "
                    + "ORDER BY checkin_time DESC, userid, notes LIMIT 40 OFFSET 3",
                "SELECT userid, checkin_time \(Self.tail) ORDER BY checkin_time, userid LIMIT 9",
                "SELECT userid, checkin_time FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "AND exception_type LIKE '%时间%' SINCE 60d@d UNTIL today "
                    + "ORDER BY checkin_time DESC, userid LIMIT 4",
                "SELECT date(checkin_time) AS day, count(*), min(checkin_time), max(lat), "
                    + "sum(groupid), avg(schedule_id), count(notes) \(Self.tail) GROUP BY day",
                "SELECT userid, count(DISTINCT date(checkin_time)) \(Self.tail) GROUP BY 1",
                "SELECT count(*), count(DISTINCT userid) \(Self.tail) TIMESERIES 1w FILL 0",
                "SELECT c.userid, count(*) FROM checkin AS c JOIN member AS m "
                    + "ON m.userid = c.userid WHERE c.userid IN ('lisi', 'wangwu') "
                    + "SINCE 20d@d UNTIL today GROUP BY ALL",
            ] {
                let (rows, statistics) = try await harness.run(query)
                let fresh = try await harness.runWithoutStore(query)
                #expect(rows.sortedRows == fresh.rows.sortedRows, "\(query)")
                #expect(rows.columns == fresh.rows.columns, "\(query)")
                if !query.contains("member") { #expect(statistics.calls == 0, "\(query)") }
                #expect(statistics.stored > 0, "\(query)")
            }
        }
    }

    /// The first or last rows that satisfy any condition, compared with those of a query that reads
    /// all rows.
    @Test func firstAndLastRows() async throws {
        try await Self.withStore { harness, _ in
            var random = SplitMix64(seed: 23)
            let conditions = [
                "", "exception_type LIKE '%时间%'", "checkin_type = '下班打卡'", "lat > 1000",
                "notes IS NULL OR notes = ''", "userid < 'm'",
            ]
            for _ in 0..<(Soak.isOn ? 200 : 20) {
                let condition = conditions.randomElement(using: &random) ?? ""
                let order = Bool.random(using: &random) ? "DESC" : "ASC"
                let limit = [1, 3, 40, 100, 5_000].randomElement(using: &random) ?? 1
                let offset = [0, 0, 7].randomElement(using: &random) ?? 0
                let wanted =
                    "ORDER BY checkin_time \(order), userid, checkin_type, notes "
                    + "LIMIT \(limit) OFFSET \(offset)"
                let tail =
                    condition.isEmpty
                    ? Self.tail : Self.tail.replacing("SINCE", with: "AND (\(condition)) SINCE")
                let found = try await harness.run(
                    "SELECT userid, checkin_time, checkin_type, notes, lat \(tail) \(wanted)")
                let all = try await harness.run(
                    "SELECT * FROM (SELECT userid, checkin_time, checkin_type, notes, lat \(tail)) "
                        + wanted)
                #expect(found.rows.rows == all.rows.rows, "\(tail) \(wanted)")
                #expect(found.statistics.calls == 0)
            }
        }
    }

    /// Rows of a block that is read in part are counted like those of one read completely.
    @Test func rowsAreCounted() async throws {
        try await Self.withStore { harness, _ in
            let part = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 30d@d UNTIL 3d@d"
            let some = try await harness.run(part)
            #expect(some.statistics.stored == some.rows.rows.count)
            let all = try await harness.run("SELECT * \(Self.tail)")
            #expect(all.statistics.stored == all.rows.rows.count)
            _ = try await harness.run("FORGET checkin UNTIL 40d@d")
            let left = try await harness.run(
                Self.tail.replacing("FROM", with: "SELECT * FROM").replacing("60d", with: "40d"))
            #expect(left.statistics.calls == 0)
            #expect(left.statistics.stored == left.rows.rows.count)
        }
    }

    /// A row without a time was returned for each of two intervals: it is one row.
    @Test func timelessRowsComeOnce() async throws {
        try await Self.withStore { harness, path in
            let checkin = try #require(Catalog.builtIn.table("checkin"))
            let columns = checkin.listed.map { checkin.columns[$0] }
            let userid = try #require(checkin.endpoint.keys.parameters.first)
            let store = try Store(.file(path), catalog: .builtIn, now: 1_786_766_400)
            let scope = StoreScope(
                endpoint: checkin.endpoint.storedName,
                identity: harness.session.client.identity(of: .wecom), parameters: ["userid"],
                choices: [Call.Choice("opencheckindatatype", 3)])
            let range = Int64(1_780_000_000_000)..<1_780_000_600_000
            for instants in [range, range.upperBound..<range.upperBound + 600_000] {
                let page = Page(
                    count: 2,
                    columns: columns.map { column in
                        switch column.name {
                        case "userid": .constant(.text("zhaoliu"))
                        case "notes": .constant(.text("whenever"))
                        case "checkin_time":
                            .integers([nil, instants.lowerBound])
                        default: .constant(nil)
                        }
                    })
                try await store.keep(
                    FetchedSplit(
                        scope: scope, division: PartitionScheme(checkin.endpoint, [userid]),
                        claims: ["zhaoliu": IntervalSet(instants)], fetched: 1_786_700_000,
                        keyColumn: "userid"),
                    [checkin], [page])
            }
            let found = try await harness.run(
                "SELECT checkin_time, notes FROM checkin WHERE userid = 'zhaoliu' "
                    + "SINCE '2026-05-29 04:26:40' UNTIL '2026-05-29 04:46:40'")
            #expect(found.statistics.calls == 0)
            #expect(found.rows.rows.count == 3)
            #expect(found.rows.rows.count { $0[0] == nil } == 1)
        }
    }

    /// Rows that another process forgets while a statement reads them are read to the end, and are
    /// absent for the next statement.
    @Test func aStatementReadsOneMoment() async throws {
        try await Self.withStore { harness, path in
            let before = try await harness.run("SELECT * \(Self.tail)").rows.sortedRows
            var session = harness.session
            let found = try await session.run(
                try Harness.statement("SELECT * \(Self.tail)"),
                into: ForgettingWriter(path: path))
            #expect(found.writer.rows.sortedRows == before)
            #expect(found.writer.forgotten == before.count)
            let again = try await harness.run("SELECT * \(Self.tail)")
            #expect(again.statistics.calls > 0)
            #expect(again.rows.sortedRows == before)
        }
    }

    /// Ctrl-C also ends work that does not wait for a service.
    @Test(.timeLimit(.minutes(30)))
    func computingEndsWithTheStatement() async throws {
        try await Self.withStore { harness, _ in
            let many = (0..<6).map { "checkin AS c\($0)" }.joined(separator: ", ")
            let conditions = (0..<6).map { "c\($0).userid IN ('lisi', 'wangwu', 'zhangsan')" }
            let query =
                "SELECT count(*) FROM \(many) WHERE "
                + conditions.joined(separator: " AND ") + " SINCE 60d@d UNTIL today"
            let running = Task { try await harness.run(query) }
            try await Task.sleep(for: .milliseconds(500))
            running.cancel()
            do {
                _ = try await running.value
                Issue.record("so many combinations cannot be counted by now")
            } catch let error as UserError {
                #expect(error.kind == .interrupted)
            }
        }
    }
}

/// Simulates another process that forgets everything as soon as the first row is written.
private struct ForgettingWriter: ResultWriter {
    let path: String
    var rows = CollectingWriter()
    var forgotten: Int?

    init(path: String) { self.path = path }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        try rows.begin(columns, zone: zone)
    }

    mutating func write(_ row: ResultRow) throws {
        if forgotten == nil {
            // Later than the time of every fetch.
            let store = try Store(.file(path), catalog: .builtIn, now: 2_000_000_000)
            for table in Catalog.builtIn.tables where table.name == "checkin" {
                forgotten = try store.forget(Forgetting(table: table))
            }
        }
        try rows.write(row)
    }

    mutating func finish() throws { try rows.finish() }
}
