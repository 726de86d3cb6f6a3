import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQLServer

/// The same values by the library and by the drivers of others, as text and binary.
@Suite struct ValueMatrixTests {
    /// Values at the ends of their types, texts that look like others, and instants in the hour that
    /// Berlin's clocks repeat.
    private static let query = """
        SELECT * FROM (VALUES
          (1, '𠮷', 9007199254740993, -9223372036854775808, '007', '', 0.1, -1e300, true, false,
           DATE '0001-01-01', TIME '23:59:59.999', TIMESTAMP '2026-10-25 02:30:00+02:00',
           TIMESTAMP '2026-10-25 02:30:00.250+01:00', CAST('[1,null,"𠮷"]' AS json)),
          (2, 'NULL', 0, 9223372036854775807, '1e5', ' ', -0.5, 1e-300, false, true,
           DATE '9999-12-31', TIME '00:00:00', TIMESTAMP '1970-01-01 00:00:00.001Z',
           TIMESTAMP '2026-03-29 03:00:00+02:00', CAST('{"a":[true]}' AS json)),
          (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        ) AS v (n, a, b, c, d, e, f, g, h, i, j, k, l, m, o) ORDER BY n
        """

    /// The rows of the library, as `Clients/matrix.py` writes them.
    private static func rows(_ session: ScriptSession) async throws -> [[String?]] {
        guard case .complete(let statements) = Parser.parse(query, dialect: .postgreSQL) else {
            return []
        }
        var session = session
        let collected = try await session.run(statements[0], into: ValueCollector()).writer
        return collected.rows.map { row in
            zip(collected.columns, row).map { column, value in
                switch (column.type, value) {
                case (_, .null): nil
                case (.timestamp?, .integer(let seconds)): "timestamp \(seconds * 1000)"
                case (.timestamp?, .real(let seconds)):
                    "timestamp \(Int64((seconds * 1000).rounded()))"
                case (.boolean?, .integer(let truth)): "boolean \(truth != 0)"
                case (_, .integer(let number)): "integer \(number)"
                case (_, .real(let number)): "real \(number)"
                case (.time?, _):
                    "time " + Self.text(value) + (Self.text(value).contains(".") ? "" : ".000")
                case (let type, _): "\(type?.rawValue ?? "text") \(Self.text(value))"
                }
            }
        }
    }

    private static func text(_ value: RowValue) -> String { value.string ?? "" }

    @Test(
        "A driver reads the values that the library gives",
        arguments: ["psycopg", "psycopg_binary", "psycopg2", "asyncpg", "pg8000", "pgjdbc"])
    func values(_ driver: String) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Clients").path()
        let module = driver == "psycopg_binary" ? "psycopg" : driver
        let jar = "/usr/share/java/postgresql.jar"
        let isThere =
            driver == "pgjdbc"
            ? FileManager.default.fileExists(atPath: jar)
                && ServerClientTests.has("java", ["-version"])
            : ServerClientTests.has("python3", ["-c", "import \(module)"])
        guard isThere else { return print("\(driver) is not installed: its test is passed over") }
        try await ServerClientTests.serving { port, harness in
            let collected = try await Self.rows(harness.session)
            try #require(collected.count == 3)
            let run = try await onOwnThread {
                try ServerClientTests.run(
                    driver == "pgjdbc" ? "java" : "python3",
                    driver == "pgjdbc"
                        ? ["-cp", jar, "\(folder)/Matrix.java", String(port), Self.query]
                        : ["\(folder)/matrix.py", driver, String(port), Self.query],
                    environment: ["PYTHONIOENCODING": "utf-8"])
            }
            let lines = run.output.split(separator: "\n").map { line in
                try? JSONDecoder().decode([String?].self, from: Data(line.utf8))
            }
            #expect(lines == collected, "\(run.output)")
        }
    }
}
