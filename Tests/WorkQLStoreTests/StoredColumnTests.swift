import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import WorkQLStore
import WorkQLTime

/// How much of a store is read.
@Suite struct StoredColumnTests {
    private static let people = "FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan')"

    /// Of the time between the ranges of COMPARE nothing is read, whether calls reach across it or
    /// none is made.
    @Test(arguments: ["UNTIL today COMPARE WITH 21d", "COMPARE WITH 21d", "COMPARE WITH 50d"])
    func comparedRangesAreReadAlone(_ comparison: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = "SELECT * \(Self.people) SINCE 70d@d UNTIL today"
            let whole = try await harness.run(all).rows.rows.count
            let text = "SELECT count(*) AS n \(Self.people) SINCE 3d@d \(comparison)"
            let fresh = try await harness.runWithoutStore(text)
            let found = try await harness.run(text)
            #expect(found.rows.rows == fresh.rows.rows)
            #expect(found.statistics.calls == (comparison.hasPrefix("UNTIL") ? 0 : 1))
            let rows = found.rows.rows[0].prefix(2).compactMap { $0.flatMap { Int($0) } }
            #expect(found.statistics.stored > 0 && found.statistics.stored < whole / 3)
            #expect(found.statistics.stored <= rows.reduce(0, +), "\(comparison)")
        }
    }

    /// Rows of each range that are equal in what a statement needs of them are one row.
    @Test(
        arguments: [
            "userid, count(*) AS n, min(checkin_time) AS t GROUP BY userid",
            "avg(lat) AS north, count(lat) AS n, max(lng) AS east, sum(groupid) AS g",
            "count(DISTINCT userid) AS n", "max(userid) AS u, count(*) AS n",
            "count(*) FILTER (WHERE exception_type LIKE '%时间%') AS late",
            "groupname, count(*) AS n, avg(lat) AS north GROUP BY groupname HAVING count(*) > 3",
            "date(checkin_time) AS d, count(*) AS n GROUP BY d",
            "count(*) AS n TIMESERIES 1d", "userid, avg(lat) AS a TIMESERIES 1w GROUP BY userid",
            "string_agg(userid, ',' ORDER BY checkin_time, userid) AS s, count(*) AS n",
        ])
    func comparedRowsAreCombined(_ text: String) async throws {
        let parts = text.split(separator: " TIMESERIES ", maxSplits: 1)
        let (select, series) = (parts[0], parts.count > 1 ? "TIMESERIES " + parts[1] : nil)
        let own = select.split(separator: " GROUP BY ", maxSplits: 1)
        let group = own.count > 1 ? "GROUP BY " + own[1] : ""
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run("SELECT * \(Self.people) SINCE 70d@d UNTIL today")
            for comparison in ["14d", "30d"] {
                let statement =
                    "SELECT \(own[0]) \(Self.people) SINCE 14d@d UNTIL today "
                    + "\(series ?? group) COMPARE WITH \(comparison)"
                let fresh = try await harness.runWithoutStore(statement)
                let found = try await harness.run(statement)
                #expect(found.rows.sortedRows == fresh.rows.sortedRows, "\(statement)")
                #expect(found.statistics.calls == 0)
            }
        }
    }

    private static let now: Int64 = 1_786_766_400

    /// Of two years, the columns that are wanted of the blocks that have rows of the last week.
    @Test func theLastWeekReadsLittleOfTwoYears() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "records.store").path()
        try await Harness.with(try await Harness(store: .file(path))) { harness in
            let users =
                "userid IN ('zhangsan', 'lisi', 'wangwu', 'zhaoliu', 'sunqi', 'wujiu', 'caoyun')"
            _ = try await harness.run(
                "SELECT count(*) FROM checkin WHERE \(users) SINCE 730d@d UNTIL today")
            let rows = try await harness.run(
                "SELECT userid, checkin_time FROM checkin WHERE \(users) SINCE 7d@d UNTIL today")
            let checkin = try #require(Catalog.builtIn.table("checkin"))
            let store = try Store(.file(path), catalog: .builtIn, now: Self.now)
            let spans = try store.spans(
                CoverageQuery(
                    endpoint: checkin.endpoint, parameters: ["userid"],
                    choices: [Call.Choice("opencheckindatatype", 3)], cells: nil, longestAge: nil),
                identity: harness.session.client.identity(of: .wecom),
                age: StoreAgeLimit(now: Self.now, usesAll: true))
            let until = try #require(
                spans.values.joined().map(\.instants.upperBound).max())
            let week = IntervalSet(until - 7 * 86_400_000..<until)
            let parts = spans.values.joined().map { span in
                CachedRows(
                    owner: span.owner,
                    instants: IntervalSet(span.instants).intersection(week))
            }.filter { !$0.instants.isEmpty }
            let columns = try ["userid", "checkin_time"].map {
                try #require(checkin.columnIndex($0))
            }
            let reader = try await StoreReader(
                store, parts, of: [StoreReader.Wanted(checkin, columns: columns)])
            var count = 0
            try await reader.read(checkin) { count += $0.count }
            #expect(count == rows.rows.rows.count && count > 0)
            try Connection(writing: path).run("PRAGMA wal_checkpoint(TRUNCATE)")
            let size = try #require(
                FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
            #expect(
                reader.byteCount * 100 < 3 * size, "\(reader.byteCount) of \(size) bytes")
            let all = try await StoreReader(store, parts, of: [StoreReader.Wanted(checkin)])
            #expect(all.byteCount > 2 * reader.byteCount)
        }
    }
}
