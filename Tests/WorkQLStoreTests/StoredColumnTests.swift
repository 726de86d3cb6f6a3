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
