import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLServer

/// Statements of clients, on the server's catalog and on PostgreSQL's with the same tables.
@Suite struct CatalogPeerTests {
    /// A client's statement, and the difference of its answer from PostgreSQL's: `differs:` and the
    /// reason, or `part:` and the rows that are missing.
    private struct Recorded {
        var client: String
        var difference: String?
        var text: String
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Catalog")

    private static func recorded() throws -> [Recorded] {
        try String(contentsOf: folder.appending(path: "statements.sql"), encoding: .utf8)
            .components(separatedBy: "\n====\n").map { entry in
                let lines = entry.split(separator: "\n", maxSplits: 1)
                let head = lines[0].dropFirst(3).components(separatedBy: "; ")
                return Recorded(
                    client: head[0], difference: head.count > 1 ? head[1] : nil,
                    text: String(lines[1]).trimmingCharacters(in: .whitespacesAndNewlines))
            }
    }

    private let statementHandler = TableCatalogHandler()
    private let relations = CatalogRelation.relations(of: .builtIn, visible: nil)
    private let session = SessionFacts(
        user: "postgres", database: "postgres", processID: 1,
        settings: ["server_version": "15.0 (WorkQL)"], catalog: .builtIn)

    private var definitions: [String] {
        relations.flatMap { relation -> [String] in
            var columns = relation.columns.map { "\"\($0.name)\" \($0.type.name)" }
            if !relation.key.isEmpty { columns.append("PRIMARY KEY (\(relation.keyColumns))") }
            let quoted = { (text: String) in text.replacing("'", with: "''") }
            return [
                "CREATE TABLE \(relation.name) (\(columns.joined(separator: ", ")))",
                "COMMENT ON TABLE \(relation.name) IS '\(quoted(relation.comment ?? ""))'",
            ]
                + relation.columns.map {
                    "COMMENT ON COLUMN \(relation.name).\"\($0.name)\" IS '\(quoted($0.comment ?? ""))'"
                }
        }
    }

    /// Replaces `@checkin@` with the number of the table.
    private func filled(_ text: String, _ numbers: [String: String]) -> String {
        numbers.reduce(text) { $0.replacing("@\($1.key)@", with: $1.value) }
    }

    private var ownNumbers: [String: String] {
        var numbers: [String: String] = [:]
        for relation in relations {
            numbers[relation.name] = String(relation.oid)
            if !relation.key.isEmpty { numbers[relation.keyName] = String(relation.indexOID) }
        }
        return numbers
    }

    private static func text(_ value: ServerValue) -> String? {
        switch value {
        case .null: nil
        case .boolean(let value): value ? "t" : "f"
        case .integer(let value): String(value)
        case .real(let value): value == value.rounded() ? String(Int(value)) : String(value)
        case .text(let value): value
        case .array(let values):
            "{" + values.map { text($0) ?? "NULL" }.joined(separator: ",") + "}"
        }
    }

    private func own(_ text: String) -> (rows: [[String?]], error: String?) {
        do throws(UserError) {
            guard let answer = try statementHandler.answer(text, parameters: [], session: session)
            else {
                return ([], "left to the engine")
            }
            return (answer.rows.map { $0.map(Self.text) }, nil)
        } catch {
            return ([], "\(error.state): \(error.message)")
        }
    }

    @Test(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func rowsArePostgreSQLs() async throws {
        let recorded = try Self.recorded()
        let names = ownNumbers.keys.sorted()
        let (numbers, answers) = try await PostgreSQL.with { server in
            _ = try server.answers(definitions)
            let list = try server.answers(names.map { "SELECT '\($0)'::regclass::oid" })
            var numbers: [String: String] = [:]
            for (name, answer) in zip(names, list) {
                if case .rows(let rows) = answer { numbers[name] = rows[0][0] }
            }
            return (
                numbers, try server.answers(recorded.map { filled($0.text, numbers) })
            )
        }
        var same = 0
        for (statement, answer) in zip(recorded, answers) {
            let own = own(filled(statement.text, ownNumbers))
            switch answer {
            case .refused(let state): #expect(own.error?.hasPrefix(state) == true, "\(statement)")
            case .rows(let rows):
                #expect(own.error == nil, "\(statement)")
                let mine = lines(own.rows, ownNumbers)
                let theirs = lines(rows, numbers)
                switch statement.difference?.prefix(while: { $0 != ":" }) {
                case nil:
                    #expect(mine == theirs, "\(statement)")
                    same += 1
                case "part":
                    #expect(own.rows.count <= rows.count, "\(statement)")
                default: #expect(!own.rows.isEmpty, "\(statement)")
                }
            }
        }
        #expect(same > 100)
    }

    private func lines(_ rows: [[String?]], _ numbers: [String: String]) -> String {
        let names = Dictionary(numbers.map { ($1, "@\($0)@") }) { first, _ in first }
        return rows.map { row in
            row.map { cell in cell.map { names[$0] ?? $0 } ?? "NULL" }.joined(separator: "|") + "\n"
        }.sorted().joined()
    }
}
