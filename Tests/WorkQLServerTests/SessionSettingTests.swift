import TestSupport
import Testing

@testable import WorkQLServer

/// Settings of PostgreSQL, as its clients set and read them.
@Suite struct SessionSettingTests {
    private static func value(_ wire: Wire, _ text: String) async throws -> String? {
        try await wire.query(text).first { $0.type == "D" }?.row[0]
    }

    @Test(
        "RESET and DISCARD return to the values of the startup packet",
        arguments: ["RESET ALL", "DISCARD ALL", "each"])
    func startup(_ reset: String) async throws {
        let startup = [
            "user": "lisa", "TimeZone": "America/New_York", "application_name": "tool",
            "options": "-c statement_timeout=30s --search_path=public",
        ]
        let names = ["TimeZone", "application_name", "statement_timeout", "search_path"]
        let changes = [
            "SET TIME ZONE 'UTC'", "SET application_name = 'x'", "SET statement_timeout = 1000",
            "SET search_path TO pg_catalog",
        ]
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, startup: startup)
            let instant = "SELECT TIMESTAMPTZ '2026-08-01 00:00:00+00'"
            let before = try await Self.value(wire, instant)
            #expect(before == "2026-07-31 20:00:00-04")
            for text in changes { _ = try await wire.query(text) }
            #expect(try await Self.value(wire, instant) == "2026-08-01 00:00:00+00")
            let resets = reset == "each" ? names.map { "RESET \($0)" } : [reset]
            for text in resets {
                #expect(try await wire.query(text).contains { $0.type == "C" })
            }
            var values: [String?] = []
            for name in names { values.append(try await Self.value(wire, "SHOW \(name)")) }
            #expect(values == ["America/New_York", "tool", "30s", "public"])
            #expect(try await Self.value(wire, instant) == before)
            // Days are those of the server again, whatever the client's machine says.
            let day = "SELECT TIMESTAMPTZ '2026-08-01 20:00:00+00'::date"
            #expect(try await Self.value(wire, day) == "2026-08-02")
        }
    }

    @Test(
        "Values are printed as PostgreSQL prints them",
        arguments: [
            ("statement_timeout", "30000", "30s"), ("statement_timeout", "'2min'", "2min"),
            ("statement_timeout", "1500", "1500ms"), ("statement_timeout", "'1.5s'", "1500ms"),
            ("statement_timeout", "'1d'", "1d"), ("statement_timeout", "0", "0"),
            ("lock_timeout", "1000", "1s"), ("idle_session_timeout", "'90min'", "90min"),
            ("jit", "0", "off"), ("row_security", "tr", "on"), ("extra_float_digits", "3", "3"),
            ("search_path", "a, \"B\"", "a, \"B\""), ("search_path", "'a, b'", "\"a, b\""),
            ("bytea_output", "ESCAPE", "escape"),
        ])
    func shown(_ name: String, _ value: String, _ shown: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            _ = try await wire.query("SET \(name) = \(value)")
            #expect(try await Self.value(wire, "SHOW \(name)") == shown)
            #expect(try await Self.value(wire, "SELECT current_setting('\(name)')") == shown)
        }
    }

    @Test(
        "Values that a setting does not have are refused",
        arguments: [
            "statement_timeout = 'soon'", "statement_timeout = -1", "lock_timeout = '1 year'",
            "extra_float_digits = 4", "extra_float_digits = many", "bytea_output = base64",
            "client_min_messages = loud", "transaction_isolation = 'none'", "jit = perhaps",
            "intervalstyle = roman",
        ])
    func refused(_ setting: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(try await wire.ask(.query("SET \(setting)")).first == "E 22023")
        }
    }
}
