import Foundation
import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

/// Tables whose rows are supplied by a sequence of the program.
@Suite struct LocalTableTests {
    /// The filters that the table received, and the number of rows that it returned.
    private final class Record: Sendable {
        let requests = Mutex<[LocalRequest]>([])
        let brought = Atomic(0)
    }

    private static let columns: [Column] = [
        .text("userid", "id of the person"), .text("desk", "where they sit"),
        .integer("floor", "on which floor"),
        .timestamp("seated", .seconds, "from when"),
    ]

    private static func rows(_ company: Company) -> [[Value]] {
        company.visiblePeople.enumerated().map { index, person in
            [
                .text(person.userid), index == 0 ? nil : .text("desk \(index)"),
                .integer(Int64(index % 5)), .timestamp(Date(timeIntervalSince1970: 1_785_513_600)),
            ]
        }
    }

    private static func with(
        rows: (@Sendable (LocalRequest) -> AsyncStream<[Value]>)? = nil,
        _ body: (Harness, ScriptSession, Record) async throws -> Void
    ) async throws {
        try await Harness.with(try await Harness()) { harness in
            let record = Record()
            let all = Self.rows(harness.company)
            let table = LocalTable(
                name: "roster", summary: "who sits where", columns: columns, time: "seated",
                filters: ["userid", "floor", "seated"]
            ) { request in
                record.requests.withLock { $0.append(request) }
                if let rows { return rows(request) }
                return AsyncStream { continuation in
                    for row in all {
                        record.brought.add(1, ordering: .relaxed)
                        continuation.yield(row)
                    }
                    continuation.finish()
                }
            }
            try await body(
                harness,
                ScriptSession(
                    options: harness.session.options, client: harness.session.client,
                    catalog: try Catalog.builtIn.adding(table)), record)
        }
    }

    private static func run(
        _ session: ScriptSession, _ text: String
    ) async throws -> (rows: CollectingWriter, statistics: QueryStatistics) {
        var session = session
        let outcome = try await session.run(try Harness.statement(text), into: CollectingWriter())
        return (outcome.writer, outcome.statistics ?? QueryStatistics())
    }

    @Test func rowsAreReadWithoutCalls() async throws {
        try await Self.with { harness, session, record in
            let (rows, statistics) = try await Self.run(session, "SELECT * FROM roster LIMIT 2")
            #expect(rows.rows[0][1] == nil)
            #expect(rows.rows[1][1] == "desk 1")
            #expect(rows.rows[0][3] == "2026-08-01T00:00:00+08:00")
            #expect(statistics.calls == 0)
            let count = try await Self.run(session, "SELECT count(*) FROM roster")
            #expect(count.rows.rows == [["\(harness.company.visiblePeople.count)"]])
            #expect(record.requests.withLock { $0.map(\.columns) }.last == [])
        }
    }

    @Test func filtersAreToldAndCheckedAgain() async throws {
        try await Self.with { harness, session, record in
            let people = harness.company.visiblePeople.prefix(8).map(\.userid)
            let (rows, statistics) = try await Self.run(
                session,
                """
                SELECT r.userid, r.floor, count(*) AS checkins FROM roster AS r
                JOIN checkin AS c ON c.userid = r.userid AND c.checkin_time >= r.seated
                WHERE r.userid IN (\(people.map { "'\($0)'" }.joined(separator: ", ")))
                    AND r.floor BETWEEN 1 AND 3 AND r.floor > 1.0 AND r.seated >= '2026-08-01'
                SINCE 2026-08-03 UNTIL 2026-08-10 GROUP BY ALL ORDER BY r.userid
                """)
            let wanted = people.enumerated().filter { (2...3).contains($0.offset % 5) }
                .map(\.element).sorted()
            #expect(rows.rows.compactMap { $0[0] } == wanted)
            #expect(statistics.calls == 1)
            let request = try #require(record.requests.withLock { $0.first })
            #expect(Set(request.values(of: "userid") ?? []) == Set(people.map { .text($0) }))
            let floor = try #require(request.bounds(of: "floor"))
            #expect(floor.lower?.value == 1 && floor.lower?.isIncluded == false)
            #expect(floor.upper?.value == 3 && floor.upper?.isIncluded == true)
            let since = try #require(request.bounds(of: "seated"))
            #expect(since.lower?.value == .timestamp(Date(timeIntervalSince1970: 1_785_513_600)))
            #expect(since.upper == nil)
            #expect(request.values(of: "floor") == nil && request.bounds(of: "desk") == nil)
            #expect(record.requests.withLock { $0.count } == 1)
        }
    }

    /// Two scans of one table in a statement have their own filters, and neither reads the other's
    /// rows.
    @Test func readersOfOneTableHaveTheirOwnFilters() async throws {
        let rows: @Sendable (LocalRequest) -> AsyncStream<[Value]> = { request in
            let floors = request.values(of: "floor") ?? [0, 1, 2, 3, 4]
            return AsyncStream { continuation in
                for floor in floors { continuation.yield(["a", "d", floor, nil]) }
                continuation.finish()
            }
        }
        try await Self.with(rows: rows) { _, session, record in
            let (rows, _) = try await Self.run(
                session,
                """
                SELECT x.floor, y.floor FROM roster AS x JOIN roster AS y ON x.userid = y.userid
                WHERE x.floor = 1 AND y.floor IN (2, 3) ORDER BY ALL
                """)
            #expect(rows.rows == [["1", "2"], ["1", "3"]])
            #expect(record.requests.withLock { $0.count } == 2)
        }
    }

    /// The people of the roster are the keys of checkin, if nothing else names them.
    @Test func aLocalTableNamesTheKeysOfAnEndpoint() async throws {
        try await Self.with { _, session, _ in
            let (rows, statistics) = try await Self.run(
                session,
                """
                SELECT DISTINCT r.floor FROM roster AS r JOIN checkin AS c ON c.userid = r.userid
                WHERE r.floor = 2 SINCE 2026-08-10 UNTIL 2026-08-11
                """)
            #expect(rows.rows == [["2"]])
            #expect(statistics.calls == 1)
        }
    }

    /// An infinite sequence is read only as far as the statement needs.
    @Test func readingStopsWithTheStatement() async throws {
        let brought = Mutex(0)
        let next: @Sendable () -> [Value]? = {
            brought.withLock { $0 += 1 }
            return ["a", "b", 1, nil]
        }
        let rows: @Sendable (LocalRequest) -> AsyncStream<[Value]> = { _ in
            AsyncStream(unfolding: { next() })
        }
        try await Self.with(rows: rows) { _, session, _ in
            let (rows, _) = try await Self.run(session, "SELECT userid FROM roster LIMIT 3")
            #expect(rows.rows.count == 3)
        }
        let first = brought.withLock { $0 }
        #expect(first < 5_000)
        try await Task.sleep(for: .milliseconds(50))
        #expect(brought.withLock { $0 } - first < 1_000)
        let later = brought.withLock { $0 }
        try await Task.sleep(for: .milliseconds(50))
        #expect(brought.withLock { $0 } == later)
    }

    @Test func cancellingTheTaskEndsTheReading() async throws {
        let began = AsyncStream.makeStream(of: Void.self)
        let rows: @Sendable (LocalRequest) -> AsyncStream<[Value]> = { _ in
            AsyncStream(unfolding: {
                began.continuation.yield()
                try? await Task.sleep(for: .seconds(600))
                return Task.isCancelled ? nil : ["a", "b", 1, nil]
            })
        }
        try await Self.with(rows: rows) { _, session, _ in
            let task = Task { try await Self.run(session, "SELECT * FROM roster").rows.rows.count }
            for await _ in began.stream { break }
            task.cancel()
            await #expect(throws: UserError.self) { try await task.value }
        }
    }

    private struct Broken: Error, CustomStringConvertible {
        let description = "the roster is\u{1B}[31m gone"
    }

    @Test(
        arguments: [
            ([["a", "b"]], "row 1 has 2 values for 4 columns"),
            (
                [["a", "b", 1, nil], ["a", 2, 1, nil]],
                "row 2 has an integer for \"desk\", which is text"
            ),
            ([["a", "b", 1.5, nil]], "row 1 has a real number for \"floor\", which is integer"),
            ([["a", "b", 1, 5]], "row 1 has an integer for \"seated\", which is timestamp"),
            ([["a", "b", true, nil]], "row 1 has a boolean for \"floor\", which is integer"),
            ([["a", ["b", 1], 1, nil]], "row 1 has a list for \"desk\", which is text"),
            ([["a", [], 1, nil]], "row 1 has a list for \"desk\", which is text"),
            (
                [["a", "b", .duration(.seconds(5)), nil]],
                "row 1 has a duration for \"floor\", which is integer"
            ),
            (
                [["a", "b", 1, .duration(.seconds(5))]],
                "row 1 has a duration for \"seated\", which is timestamp"
            ),
            (
                [["a", "b", .date("2026-08-01"), nil]],
                "row 1 has a date for \"floor\", which is integer"
            ),
            (
                [["a", "b", 1, .date("2026-08-01")]],
                "row 1 has a date for \"seated\", which is timestamp"
            ),
            (
                [["a", .date("2026-08-01"), 1, nil]],
                "row 1 has a date for \"desk\", which is text"
            ),
            (
                [["a", .time("09:00"), 1, nil]],
                "row 1 has a time of day for \"desk\", which is text"
            ),
            (
                [["a", .timestamp(.distantPast), 1, nil]],
                "row 1 has a timestamp for \"desk\", which is text"
            ),
            ([["a", .json("{}"), 1, nil]], "row 1 has json for \"desk\", which is text"),
            ([["a", "b", 1, "2026-08-01"]], "row 1 has text for \"seated\", which is timestamp"),
        ] as [([[Value]], String)])
    func rowsOfAnotherShapeFail(_ rows: [[Value]], _ message: String) async throws {
        let bring: @Sendable (LocalRequest) -> AsyncStream<[Value]> = { _ in
            AsyncStream { continuation in
                for row in rows { continuation.yield(row) }
                continuation.finish()
            }
        }
        try await Self.with(rows: bring) { _, session, _ in
            await #expect {
                try await Self.run(session, "SELECT * FROM roster")
            } throws: { error in
                (error as? UserError)?.message.contains(message) ?? false
            }
        }
    }

    /// Values have the meanings that they have as parameters.
    private static func days(_ row: [Value]) async throws -> [[String?]] {
        try await Harness.with(try await Harness()) { harness in
            let table = LocalTable(
                name: "roster", summary: "none",
                columns: [
                    .asked("d", .date, "day"), .asked("t", .time, "time"), .real("x", "number"),
                    .timestamp("seated", .seconds, "from when"),
                ]
            ) { _ in
                AsyncStream { continuation in
                    continuation.yield(row)
                    continuation.finish()
                }
            }
            let session = ScriptSession(
                options: harness.session.options, client: harness.session.client,
                catalog: try Catalog.builtIn.adding(table))
            return try await Self.run(session, "SELECT * FROM roster").rows.rows
        }
    }

    @Test(
        arguments: [
            (["2026-08-01", "09:00:00", 1.5, nil], ["2026-08-01", "09:00:00", "1.5", nil]),
            (
                [.date("2026/8/1"), .time("9:00"), .real(.nan), nil],
                ["2026-08-01", "09:00:00", nil, nil]
            ),
            (
                [.date("2026年8月2日"), .time("下午3:00"), .real(.infinity), nil],
                ["2026-08-02", "15:00:00", nil, nil]
            ),
            (
                [
                    nil, .time("09:00:30.250"), .real(-.infinity),
                    .timestamp(Date(timeIntervalSince1970: 1_785_513_600.250_4)),
                ],
                [nil, "09:00:30.250", nil, "2026-08-01T00:00:00.250+08:00"]
            ),
        ] as [([Value], [String?])])
    func valuesMeanWhatTheyMeanAsParameters(_ row: [Value], _ cells: [String?]) async throws {
        #expect(try await Self.days(row) == [cells])
    }

    @Test(
        arguments: [
            ([.date("2026-02-30"), nil, nil, nil], "'2026-02-30' for \"d\", which is not a date"),
            ([.date("2026-08"), nil, nil, nil], "'2026-08' for \"d\", which is not a date"),
            ([nil, .time("25:00"), nil, nil], "'25:00' for \"t\", which is not a time"),
            ([.time("09:00"), nil, nil, nil], "a time of day for \"d\", which is date"),
            ([nil, .date("2026-08-01"), nil, nil], "a date for \"t\", which is time"),
        ] as [([Value], String)])
    func timesThatDoNotExistFail(_ row: [Value], _ message: String) async throws {
        await #expect {
            try await Self.days(row)
        } throws: { error in
            (error as? UserError)?.message.contains("row 1 has " + message) ?? false
        }
    }

    @Test func whatTheSequenceThrowsIsTold() async throws {
        try await Harness.with(try await Harness()) { harness in
            let table = LocalTable(
                name: "roster", summary: "none", columns: [.text("a", "a")]
            ) { _ in
                AsyncThrowingStream<[Value], any Error> { $0.finish(throwing: Broken()) }
            }
            let session = ScriptSession(
                options: harness.session.options, client: harness.session.client,
                catalog: try Catalog.builtIn.adding(table))
            await #expect {
                try await Self.run(session, "SELECT * FROM roster")
            } throws: { error in
                (error as? UserError)?.message.contains(
                    "the rows of the table failed: the roster is\u{FFFD}[31m gone") ?? false
            }
        }
    }

    @Test func rowsMayBeDictionaries() async throws {
        try await Harness.with(try await Harness()) { harness in
            func table(_ rows: [[String: Value]]) -> LocalTable {
                LocalTable(
                    name: "roster", summary: "none",
                    columns: [
                        .text("a", "a"), .real("b", "b"), .boolean("c", "c"), .json("d", "d"),
                    ], filters: ["b", "c"]
                ) { _ in
                    AsyncStream { continuation in
                        for row in rows { continuation.yield(row) }
                        continuation.finish()
                    }
                }
            }
            func session(_ rows: [[String: Value]]) throws -> ScriptSession {
                ScriptSession(
                    options: harness.session.options, client: harness.session.client,
                    catalog: try Catalog.builtIn.adding(table(rows)))
            }
            let rows = try await Self.run(
                try session([
                    ["b": 2, "a": "x", "c": true], ["a": "y", "b": 0.5, "d": .json("[1]")],
                ]), "SELECT * FROM roster WHERE b > 0")
            #expect(rows.rows.lines == ["a,b,c,d", "x,2.0,true,", "y,0.5,,[1]"])
            await #expect {
                try await Self.run(try session([["z": 1]]), "SELECT * FROM roster")
            } throws: { error in
                (error as? UserError)?.message.contains(
                    "a row has a value for \"z\", which is not a column") ?? false
            }
        }
    }

    @Test func localTablesAreShown() async throws {
        try await Self.with { _, session, record in
            let tables = try await Self.run(session, "SHOW TABLES").rows
            #expect(tables.rows.contains { $0.prefix(2) == ["roster", "local"] })
            let columns = try await Self.run(session, "DESCRIBE roster").rows
            #expect(
                columns.lines[1] == "userid,text,\"=, IN, <, >, BETWEEN\",id of the person,\"\",")
            let plan = try await Self.run(
                session, "EXPLAIN SELECT * FROM local.roster WHERE floor >= 2 AND desk LIKE 'd%'"
            ).rows
            #expect(
                plan.rows.compactMap { $0[0] }.dropLast() == [
                    "scan local.roster: no call: the program supplies the rows",
                    "  passed    floor: from 2",
                    "  pushed    floor >= 2  (inexact, passed to the program; more is fetched and "
                        + "filtered locally)",
                    "  local     desk LIKE 'd%'  (no parameter for it; saves no call; rows are filtered "
                        + "locally)",
                    "total     0 calls, lower bound 0, 0 s at the quota",
                    "execution stream: SQLite reads rows as they arrive",
                ])
            #expect(record.requests.withLock { $0.isEmpty })
        }
    }
}
