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
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Catalog/tools.sql")

    @Test("Metabase, DBeaver, Grafana, Npgsql, Power BI, Superset and DataEase are answered")
    func answeredWithoutACall() async throws {
        let entries = try String(contentsOf: Self.file, encoding: .utf8)
            .components(separatedBy: "\n====\n")
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
        #expect(tools.count >= 7 && entries.count > 40)
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
