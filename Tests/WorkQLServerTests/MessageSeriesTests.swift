import TestSupport
import Testing

@testable import WorkQLServer

/// What is sent up to the next Sync, or in one message, is one transaction, as in PostgreSQL.
@Suite struct MessageSeriesTests {
    private static func with(_ body: (Wire) async throws -> Void) async throws {
        try await Harness.with(try await Harness()) { harness in
            try await body(try Wire(harness, catalog: TableCatalogHandler()))
        }
    }

    /// The answers to messages, joined.
    private static func check(
        _ wire: Wire, _ messages: FrontendMessage..., answer wanted: String
    ) async throws {
        let answer = try await wire.all(messages).filter { $0.type != "N" && $0.type != "S" }
        #expect(answer.map(\.description).joined(separator: ", ") == wanted, "\(messages)")
    }

    @Test("A call of a function by its number is an error that ends no session")
    func functionCalls() async throws {
        try await Self.with { wire in
            try await Self.check(wire, .functionCall(7), .sync, answer: "E 42883, Z I, Z I")
            try await Self.check(
                wire, .query("BEGIN"), .functionCall(7), .functionCall(7),
                answer: "C BEGIN, Z T, E 42883, Z E, E 25P02, Z E")
            try await Self.check(
                wire, .query("ROLLBACK"), .parse("SELEC"), .functionCall(7), .sync,
                answer: "C ROLLBACK, Z I, E 42601, Z I")
        }
    }

    @Test("An error is sent at once, to a client that asks neither by Flush nor by Sync")
    func errorsWithoutFlush() async throws {
        try await Self.with { wire in
            for message in [
                FrontendMessage.parse("SELEC"), .bind(statement: "nosuch"),
                .describe(.portal("nosuch")), .execute(portal: "nosuch"),
            ] {
                let before = wire.writes
                _ = try await wire.session.handle(message)
                #expect(wire.writes == before + 1, "\(message)")
                _ = try await wire.all([.sync])
            }
        }
    }

    @Test(
        "Settings of a series that fails are those before it",
        arguments: [
            ("SET application_name = 'b'; SELECT nosuch(1)", "a"),
            ("SET application_name = 'b'; ROLLBACK", "a"),
            ("SET application_name = 'b'; COMMIT; SELECT nosuch(1)", "b"),
            ("SET application_name = 'b'; BEGIN; SET application_name = 'c'; ROLLBACK", "a"),
            ("SET application_name = 'b'; BEGIN; SET application_name = 'c'; COMMIT", "c"),
            ("SET application_name = 'b'; SELECT 1", "b"),
            ("RESET application_name; SELECT nosuch(1)", "a"),
            ("RESET ALL; SELECT nosuch(1)", "a"),
            ("SELECT set_config('application_name', 'b', false); SELECT nosuch(1)", "a"),
        ])
    func settings(_ text: String, _ wanted: String) async throws {
        try await Self.with { wire in
            _ = try await wire.query("SET application_name = 'a'")
            _ = try await wire.query(text)
            let shown = try await wire.query("SHOW application_name")
            #expect(shown.first { $0.type == "D" }?.row == [wanted])
        }
    }

    @Test("Settings of messages up to Sync are undone by an error among them")
    func pipelinedSettings() async throws {
        try await Self.with { wire in
            let answer = try await wire.all([
                .parse("SET TimeZone = 'UTC'"), .bind(), .execute(), .parse("SELECT nosuch(1)"),
                .sync,
            ])
            let zones = answer.filter { $0.type == "S" }.map {
                String(decoding: $0.body.dropLast(), as: UTF8.self)
            }
            #expect(zones == ["TimeZone\0UTC", "TimeZone\0Asia/Shanghai"])
            let shown = try await wire.query("SHOW TimeZone")
            #expect(shown.first { $0.type == "D" }?.row == ["Asia/Shanghai"])
        }
    }

    @Test("COMMIT and ROLLBACK may begin the next transaction, and take nothing else")
    func chains() async throws {
        try await Self.with { wire in
            for (text, answer) in [
                ("COMMIT AND CHAIN", "E 25P01, Z I"),
                ("START TRANSACTION", "C START TRANSACTION, Z T"),
                ("COMMIT WORK AND CHAIN", "C COMMIT, Z T"),
                ("ROLLBACK AND CHAIN", "C ROLLBACK, Z T"),
                ("SELECT nosuch(1)", "E 42883, Z E"), ("COMMIT AND CHAIN", "C ROLLBACK, Z T"),
                ("END AND NO CHAIN", "C COMMIT, Z I"), ("COMMIT now", "E 42601, Z I"),
                ("ABORT TRANSACTION", "C ROLLBACK, Z I"),
                ("SELECT 1; DISCARD ALL", "T ?column? 23 0, D 1, C SELECT 1, E 25001, Z I"),
            ] {
                try await Self.check(wire, .query(text), answer: answer)
            }
        }
    }

    @Test("Parse refuses what no value of a parameter makes right")
    func parsed() async throws {
        try await Self.with { wire in
            for (text, state) in [
                ("SHOW nosuch", "42704"), ("SELECT date '2026-02-30'", "22008"),
                ("SELECT CAST('x' AS bigint) FROM checkin SINCE 1d", "22P02"),
                ("SELECT userid, count(*) FROM checkin WHERE userid = $1 SINCE 1d", "42803"),
            ] {
                try await Self.check(wire, .parse(text), .sync, answer: "E \(state), Z I")
            }
        }
    }

    @Test(
        "Values that cannot be computed have PostgreSQL's codes",
        arguments: [
            ("CAST(v AS bigint)", "'x'", "22P02"), ("CAST(v AS date)", "'x'", "22007"),
            ("CAST(v AS smallint)", "70000", "22003"), ("CAST(v AS boolean)", "'x'", "22P02"),
            ("v + 1", "9223372036854775807", "22003"), ("exp(v)", "1000.0", "22003"),
            ("CAST(v AS numeric(3, 1))", "1234.5", "22003"),
            ("v->>'$.a'", "'x'", "22P02"),
        ])
    func values(_ expression: String, _ value: String, _ state: String) async throws {
        try await Self.with { wire in
            let answer = try await wire.query(
                "SELECT \(expression) FROM (VALUES (\(value))) AS t (v)")
            let error = try #require(answer.first { $0.type == "E" })
            #expect(error.fields["C"] == state, "\(error.fields)")
            #expect(error.fields["M"]?.contains("\u{1F}") == false)
            #expect(error.fields["H"]?.contains("\u{1F}") != true)
        }
    }
}
