import TestSupport
import Testing
import WorkQLCatalog

@testable import WorkQLServer

/// Statements that need no time: they cost one write, leave the event loop of their connection not
/// even once, and do not write the rows about the session that only tables show.
@Suite struct ShortStatementTests {
    @Test(arguments: [
        ("SELECT 1", true), ("select 1;", true), ("SELECT current_user, 'a'", true),
        ("SELECT version()", true), ("SHOW timezone", true), ("BEGIN", true), ("COMMIT", true),
        ("SET application_name = 'x'", true), ("SELECT 1 UNION SELECT 2", true),
        ("SELECT * FROM checkin", false), ("select 1 from(values (1)) x", false), ("FROM t", false),
        ("SELECT repeat('a', 9)", false), ("SELECT generate_series(1, 9)", false), ("", false),
        ("SELECT (SELECT 1)", false), ("SELECT now() - interval '1 day'", true),
        ("SELECT f(", false),
        ("WITH RECURSIVE a AS (SELECT 1) SELECT 2", false), ("FETCH 10 c", false),
        ("EXECUTE x", false), ("COPY t TO STDOUT", false), ("EXPLAIN SELECT 1", false),
        ("REFRESH SELECT 1", false), ("SELECT '" + String(repeating: "x", count: 300) + "'", false),
    ])
    func isShort(_ text: String, _ isShort: Bool) {
        #expect(StatementText.isShort(text) == isShort)
    }

    @Test("A batch of messages is answered by one write, and each statement of several by its own")
    func writes() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            func writes(_ messages: [FrontendMessage]) async throws -> Int {
                let before = wire.writes
                _ = try await wire.all(messages)
                return wire.writes - before
            }
            #expect(try await writes([.query("SELECT 1")]) == 1)
            #expect(try await writes([.query("SELECT now()")]) == 1)
            #expect(try await writes([.query("SELECT 1; SELECT 2")]) == 2)
            #expect(try await writes([.query("SELECT 1 +")]) == 1)
            #expect(try await writes([.query("")]) == 1)
            let batch: [FrontendMessage] = [
                .parse("SELECT 1"), .bind(), .describe(.portal("")), .execute(), .sync,
            ]
            #expect(try await writes(batch) == 1)
            #expect(try await writes(Array(batch.dropLast()) + batch) == 1)
        }
    }

    @Test(arguments: [
        ("SELECT 1", false), ("SELECT current_user, pg_backend_pid()", false),
        ("SELECT current_setting('application_name')", false),
        ("SELECT 'checkin'::regclass", false), ("SELECT format_type(23, NULL)", false),
        ("SELECT setting FROM pg_settings", true), ("SELECT (SELECT count(*) FROM pg_class)", true),
        ("SELECT * FROM information_schema.tables", true),
        ("WITH x AS (SELECT 1) SELECT * FROM x, pg_roles", true),
    ])
    func readsTables(_ text: String, _ readsTables: Bool) throws {
        let facts = SessionFacts(
            user: "lisa", database: "workql", processID: 1, settings: [:], catalog: .builtIn)
        let names = CatalogNames(services: CatalogRelation.relations(of: .builtIn, visible: nil))
        let database = try CatalogDatabase(names: names, facts: facts)
        let statement = try #require(try database.statement(text, []))
        #expect(statement.readsTables == readsTables)
    }

    @Test("Sessions in turn see what is theirs, in functions and in tables")
    func sessionsInTurn() async throws {
        try await Harness.with(try await Harness()) { harness in
            let catalog = TableCatalogHandler()
            let wires = try ["a", "b"].map { name in
                try Wire(
                    harness, catalog: catalog, startup: ["application_name": name], user: name)
            }
            for turn in 0..<6 {
                let wire = wires[turn % 2]
                let name = turn % 2 == 0 ? "a" : "b"
                _ = try await wire.ask(.query("SELECT 1"))
                let answers = try await wire.ask(
                    .query("SELECT current_user, current_setting('application_name')"))
                #expect(answers.contains("D \(name)|\(name)"), "\(answers)")
                let rows = try await wire.ask(
                    .query(
                        "SELECT setting, (SELECT usename FROM pg_user WHERE usename = current_user) "
                            + "FROM pg_settings WHERE name = 'application_name'"))
                #expect(rows.contains("D \(name)|\(name)"), "\(rows)")
            }
        }
    }
}
