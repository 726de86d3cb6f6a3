import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLServer

/// What a BI tool sends in a day: its scans of the schema and of the values, again and again, and
/// the panels that people look at.
@Suite struct ToolDayTests {
    private static let panels = [
        #"SELECT DATE_TRUNC('day', "public"."checkin"."checkin_time") AS d, COUNT(*) FROM "#
            + #""public"."checkin" WHERE "public"."checkin"."userid" IN ('lisi', 'wangwu') AND "#
            + #""public"."checkin"."checkin_time" >= NOW() - INTERVAL '7 day' GROUP BY 1 ORDER BY 1"#,
        #"SELECT "userid", COUNT(*) FROM "public"."checkin" WHERE "userid" IN ('lisi', 'zhangsan') "#
            + "AND checkin_time BETWEEN '2026-07-01' AND '2026-07-31' GROUP BY 1 ORDER BY 2 DESC",
        "SELECT screen_shot_type, count(*) FROM screen_capture WHERE userid = 'lisi' "
            + "AND time >= '2026-08-01' AND time < '2026-08-10' GROUP BY 1",
        "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND CAST(checkin_time AS date) = "
            + "DATE '2026-08-12'",
        "SELECT userid, max(checkin_time) FROM checkin WHERE userid IN ('lisi', 'wangwu') "
            + "SINCE 7d GROUP BY 1",
    ]

    /// The statements by which Metabase reads the schema, the first rows and the values.
    private static func scans(of catalog: Catalog) throws -> [String] {
        let tools = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Catalog/tools.sql")
        var texts = try String(contentsOf: tools, encoding: .utf8)
            .components(separatedBy: "\n====\n")
        for table in catalog.tables {
            let name = "\"public\".\"\(table.name)\""
            let columns = table.columns.map { column in
                column.type == .text
                    ? "SUBSTRING(\(name).\"\(column.name)\", 1, 1234) AS \"\(column.name)\""
                    : "\(name).\"\(column.name)\""
            }
            texts.append("SELECT \(columns.joined(separator: ", ")) FROM \(name) LIMIT 10000")
            texts.append("SELECT COUNT(*) FROM \(name)")
            for column in table.columns {
                let field = "\(name).\"\(column.name)\""
                texts.append(
                    "SELECT \(field) FROM \(name) GROUP BY \(field) ORDER BY \(field) ASC LIMIT 1000"
                )
            }
        }
        return texts
    }

    @Test("The calls of a BI tool's day are those of the ranges that its panels show")
    func day() async throws {
        let alone = try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            for panel in Self.panels { _ = try await wire.query(panel) }
            return harness.server.requests.map { $0.target + $0.body }
        }
        try await Harness.with(try await Harness()) { harness in
            let scans = try Self.scans(of: harness.session.catalog)
            #expect(scans.count > 100)
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            func scan() async throws {
                for text in scans {
                    let answer = try await wire.query(text)
                    #expect(!answer.contains { $0.type == "E" }, "\(text): \(answer)")
                }
            }
            try await scan()
            #expect(harness.server.requests.isEmpty)
            for panel in Self.panels {
                let answer = try await wire.query(panel)
                #expect(answer.contains { $0.type == "D" }, "\(panel): \(answer)")
            }
            // Calls of one statement overlap.
            #expect(harness.server.requests.map { $0.target + $0.body }.sorted() == alone.sorted())
            // The next scans read what the panels have stored.
            try await scan()
            #expect(harness.server.requests.count == alone.count)
            let values = try await wire.query(
                #"SELECT "userid" FROM "public"."checkin" GROUP BY "userid" ORDER BY 1 LIMIT 1000"#)
            #expect(values.filter { $0.type == "D" }.count == 3)
        }
    }

    @Test("Lists of people alone make no call, and a notice says how to fetch them")
    func people() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            for text in [
                "SELECT count(*) FROM member", "SELECT * FROM department",
                "SELECT m.name FROM member m JOIN department d USING (department_id)",
                "SELECT count(*) FROM member WHERE department_id IN "
                    + "(SELECT department_id FROM department)",
                "EXPLAIN ANALYZE SELECT count(*) FROM member",
            ] {
                let answer = try await wire.query(text)
                #expect(!answer.contains { $0.type == "E" }, "\(text): \(answer)")
                #expect(harness.server.requests.isEmpty, "\(text)")
                guard !text.hasPrefix("EXPLAIN") else { continue }
                let notices = answer.filter { $0.type == "N" }.map(\.fields)
                #expect(
                    notices.contains {
                        $0["M"]?.contains("from the store alone, which has nothing of") == true
                            && $0["H"] == "to ask the service, write REFRESH SELECT …"
                    }, "\(notices)")
            }
            let fetched = try await wire.ask(.query("REFRESH SELECT count(*) FROM member"))
            #expect(!harness.server.requests.isEmpty)
            let requests = harness.server.requests.count
            let stored = try await wire.query("SELECT count(*) FROM member")
            #expect(stored.filter { $0.type == "D" }.map(\.description) == [fetched[1]])
            #expect(harness.server.requests.count == requests)
        }
    }

    @Test("Lists older than an hour are answered from the store as well, and say their age")
    func oldPeople() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let fetched = try await wire.ask(.query("REFRESH SELECT count(*) FROM member"))
            let requests = harness.server.requests.count
            try await harness.clock.requestClock.sleep(for: .seconds(7200))
            let stored = try await wire.query("SELECT count(*) FROM member")
            #expect(stored.filter { $0.type == "D" }.map(\.description) == [fetched[1]])
            #expect(harness.server.requests.count == requests)
            #expect(
                stored.contains {
                    $0.type == "N" && $0.fields["M"]?.contains("member as of 2026-08-15") == true
                }, "\(stored)")
        }
    }
}
