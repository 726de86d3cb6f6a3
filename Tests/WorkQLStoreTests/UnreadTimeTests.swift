import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import WorkQLStore
import WorkQLTime

/// Stored rows of whose time a statement needs nothing, and coverage of so many people that all of it
/// is read at once.
@Suite struct UnreadTimeTests {
    private static let range = "SINCE 40d@d UNTIL 10d@d"

    /// All members, some people in any spelling, and parts of what is stored.
    @Test(arguments: [
        "SELECT count(*) FROM checkin \(range)",
        "SELECT userid, count(*) FROM checkin \(range) GROUP BY userid",
        "SELECT userid, count(*) FROM checkin WHERE exception_type LIKE '%时间异常%' \(range) GROUP BY 1",
        "SELECT groupname, avg(lat), count(lng) FROM checkin \(range) GROUP BY groupname",
        "SELECT count(DISTINCT userid) FROM checkin \(range)",
        "SELECT userid, sch_checkin_time FROM checkin \(range)",
        "SELECT notes FROM checkin WHERE userid IN ('LISI', 'wangwu') \(range)",
        "SELECT userid, count(*) FROM checkin SINCE 33d@d AT '09:00' UNTIL 12d@d GROUP BY userid",
        "SELECT a.userid, count(*) FROM checkin a JOIN member m ON a.userid = m.userid \(range) GROUP BY 1",
        "SELECT userid, row_number() OVER (PARTITION BY userid ORDER BY notes) FROM checkin \(range)",
        "SELECT checkin_time, count(*) FROM checkin \(range) GROUP BY 1",
        "SELECT userid FROM checkin \(range) ORDER BY checkin_time DESC, userid LIMIT 20",
    ])
    func answersAreThoseOfTheService(query: String) async throws {
        try await Harness.withStore { harness, path in
            _ = try await harness.run("SELECT count(*) FROM checkin \(Self.range)")
            let cells = try Connection(writing: path).integer(
                "SELECT count(DISTINCT cell) FROM \"workql coverage\"")
            #expect(try #require(cells) > Int64(CoverageQuery.few))
            let found = try await harness.run(query)
            let fresh = try await harness.runWithoutStore(query)
            #expect(found.statistics.stored > 0)
            #expect(found.statistics.calls < fresh.statistics.calls)
            #expect(found.rows.sortedRows == fresh.rows.sortedRows)
            #expect(!fresh.rows.rows.isEmpty)
        }
    }
}

/// Coverage of many cells, which is found by the index or by reading all of it.
@Suite struct ManyCellTests {
    private static let now: Int64 = 1_786_766_400
    private static let day: Int64 = 86_400_000

    private static func scope(_ identity: String, _ endpoint: Endpoint) -> StoreScope {
        StoreScope(
            endpoint: endpoint.storedName, identity: identity, parameters: ["userid"],
            choices: [Call.Choice("opencheckindatatype", 3)])
    }

    private static func keep(
        _ keys: [String], of identity: String, days: Range<Int64>, _ table: Table, in store: Store
    ) async throws {
        let instants = IntervalSet(days.lowerBound * day..<days.upperBound * day)
        try await store.keep(
            FetchedSplit(
                scope: scope(identity, table.endpoint),
                division: PartitionScheme(table.endpoint, table.endpoint.keys.parameters),
                claims: Dictionary(uniqueKeysWithValues: keys.map { ($0, instants) }),
                fetched: now - 3_600, keyColumn: "userid"), [table], [])
    }

    /// - Parameters:
    ///   - keys: the number of cells that are asked for.
    ///   - others: that of another app in the same store.
    @Test(arguments: zip([10, 64, 65, 100, 100, 300], [0, 500, 0, 250, 500, 100]))
    func theyAreFoundAlike(keys: Int, others: Int) async throws {
        try await Harness.withStore { _, path in
            let path = path + ".cells"
            let table = try #require(Catalog.builtIn.table("checkin"))
            let store = try Store(.file(path), catalog: .builtIn, now: Self.now)
            let own = (0..<keys).map { "own\($0)" }
            for start in [20_000, 20_010, 20_005] as [Int64] {
                try await Self.keep(own, of: "me", days: start..<start + 5, table, in: store)
            }
            try await Self.keep(
                (0..<others).map { "other\($0)" }, of: "you", days: 20_000..<20_015, table,
                in: store)
            // Changed by a disk or a copy, and not valid any more.
            try Connection(writing: path).run(
                """
                UPDATE "workql coverage" SET until = until + 1000 WHERE id IN
                    (SELECT id FROM "workql coverage" WHERE id % 7 = 3)
                """)
            func spans(_ cells: Set<String>?) throws -> [String: Set<CachedInterval>] {
                try store.spans(
                    CoverageQuery(
                        endpoint: table.endpoint, parameters: ["userid"],
                        choices: [Call.Choice("opencheckindatatype", 3)], cells: cells,
                        longestAge: nil),
                    identity: "me", age: StoreAgeLimit(now: Self.now, usesAll: true)
                ).mapValues { Set($0) }
            }
            let all = try spans(nil)
            #expect(all == (try spans(Set(own))))
            #expect(all.values.joined().count < 3 * keys && all.count <= keys && !all.isEmpty)
        }
    }
}
