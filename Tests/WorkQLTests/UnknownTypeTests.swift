import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Columns of files without any value, which like NULL take the type of what they meet; and values
/// of LET where a range takes a period.
@Suite struct UnknownTypeTests {
    @Test(arguments: ["userid,n,d\n", "userid\tn\td\n", "userid,n,d\nlisi,,\n"])
    func columnsWithoutValues(_ text: String) async throws {
        let path = NSTemporaryDirectory() + "unknown-\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await Harness.with(try await Harness()) { harness in
            for items in [
                "n + 1, n > 5, n || 'x'", "sum(n), avg(n), max(d)",
                "d + 1d, d - DATE '2026-08-01'", "coalesce(n, 3), n IN (1, 2), upper(d)",
            ] {
                let rows = try await harness.run("SELECT \(items) FROM '\(path)'").rows.rows
                let isGrouped = items.hasPrefix("sum")
                #expect(rows.count == (isGrouped || text.contains("lisi") ? 1 : 0))
                let known = items.hasPrefix("coalesce") ? ["3"] : []
                #expect(rows.allSatisfy { $0.compactMap(\.self) == known })
            }
        }
    }

    @Test(arguments: [
        "DURING :d", "SINCE :d THROUGH :d", "SINCE :d UNTIL today",
    ])
    func datesOfLet(_ range: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let count = "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
            var found: [[String?]] = []
            for statement in [
                "LET d = DATE '2026-08-14'", count + range,
                count + range.replacing(":d", with: "2026-08-14"),
            ] {
                let outcome = try await session.run(
                    try Harness.statement(statement), into: CollectingWriter())
                found += outcome.writer.rows
            }
            #expect(found.count == 2 && found[0] == found[1] && found[0] != ["0"])
        }
    }
}
