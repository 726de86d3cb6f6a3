import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLServer

/// What BI tools send before anybody has asked them anything: the versions, the schema, the first
/// rows of every table. All of it is answered, and nothing of it makes a call.
@Suite struct ToolStatementTests {
    private static func entries(_ name: String) throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "Catalog/\(name)"), encoding: .utf8)
            .components(separatedBy: "\n====\n")
    }

    @Test(
        "Metabase, DBeaver, Grafana, Npgsql, Power BI, Superset, Tableau, Excel, FineBI and DataEase are answered"
    )
    func answeredWithoutACall() async throws {
        let entries = try Self.entries("tools.sql")
        var tools: Set<Substring> = []
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            for entry in entries {
                let parts = entry.split(separator: "\n", maxSplits: 1)
                try #require(parts.count == 2, "\(entry)")
                tools.insert(parts[0].dropFirst(3))
                let answer = try await wire.query(String(parts[1]))
                let error = answer.first { $0.type == "E" }?.fields
                #expect(error == nil, "\(entry)")
                #expect(answer.contains { $0.type == "C" }, "\(entry)")
            }
            #expect(harness.server.requests.isEmpty)
        }
        #expect(tools.count >= 10 && entries.count > 90)
    }

    @Test("A panel with a person and a range asks the service for them, and for nothing else")
    func panels() async throws {
        let entries = try Self.entries("panels.sql")
        #expect(entries.count > 10)
        for entry in entries {
            let text = String(try #require(entry.split(separator: "\n", maxSplits: 1).last))
            try await Harness.with(try await Harness()) { harness in
                let wire = try Wire(harness, catalog: TableCatalogHandler())
                let answer = try await wire.query(text)
                #expect(!answer.contains { $0.type == "E" }, "\(entry)")
                let notices = answer.filter { $0.type == "N" }.compactMap { $0.fields["M"] }
                #expect(!notices.contains { $0.contains("store alone") }, "\(entry): \(notices)")
                let asked = harness.server.requests.filter { !$0.target.contains("gettoken") }
                #expect(1...20 ~= asked.count, "\(entry): \(asked.count) calls")
            }
        }
    }

    @Test("The schema that they read is that of the tables")
    func schema() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let columns = try await wire.query(
                "select COLUMN_NAME from INFORMATION_SCHEMA.columns where TABLE_NAME = 'checkin' "
                    + "order by ORDINAL_POSITION"
            ).filter { $0.type == "D" }.map { $0.row[0] }
            let table = try #require(harness.session.catalog.tables.first { $0.name == "checkin" })
            #expect(columns == table.columns.map(\.name))
            let quoted = try await wire.query(#"SELECT "substring"('CHECK (x)', 7)"#)
            #expect(quoted.first { $0.type == "D" }?.row == ["(x)"])
        }
    }
}
