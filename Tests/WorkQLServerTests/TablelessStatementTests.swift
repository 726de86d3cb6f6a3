import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Statements without a table, here and in PostgreSQL: the same rows, or an error here.
@Suite struct TablelessStatementTests {
    /// Comparisons of texts and numbers, times, set operations and facts of the session.
    private static let statements = [
        "SELECT '1' = 1, 1 = '1', '5' < 10, 5 IN ('5'), 5 BETWEEN '1' AND '10'",
        "SELECT '1' <> 1, '1' IS DISTINCT FROM 1, 2 NOT IN ('1', '3')",
        "SELECT CASE WHEN '1' = 1 THEN 'a' ELSE 'b' END, CASE 1 WHEN '1' THEN 'y' ELSE 'n' END",
        "SELECT a FROM (VALUES (5), (50)) x(a) WHERE a < '10'",
        "SELECT a FROM (SELECT 5 AS a) x WHERE a IN ('5', '6')",
        "WITH x AS (SELECT 1 AS a, '1' AS b) SELECT * FROM x WHERE a = '1' AND b = '1'",
        "SELECT 1 UNION SELECT '1'", "SELECT 1 INTERSECT SELECT '1'",
        "SELECT a FROM (VALUES (1), (2)) v(a) EXCEPT SELECT '1'",
        "SELECT true AND 't'", "SELECT 3 % 2.5, 7.5 % 2, 7 % 4", "SELECT 5.5 % 0.5 = 0",
        "SELECT 1 UNION ALL SELECT 2.5", "SELECT sum(a) FROM (VALUES (1), (2.5)) t(a)",
        "SELECT max(a) FROM (SELECT 1 a UNION ALL SELECT 2.5) x",
        "SELECT current_user <> '', date '2026-08-31' + 1",
        "SELECT current_database() <> '', date '2026-08-31' - date '2026-08-01'",
        "SELECT session_user <> '', '2026-08-09'::date < '2026-08-10'::date",
        "SELECT version() <> '', '09:00'::time < '10:00'::time",
        "SELECT pg_backend_pid() > 0, date '2026-08-31' = '2026-8-31'",
        "SELECT current_user = session_user, current_schema = 'public'",
        "SELECT count(*) FROM (SELECT current_user) x",
        "SELECT \"A\" + 1 FROM (SELECT 1 AS \"A\", 2 AS a, current_user) x WHERE \"A\" < a",
        "SELECT 1 WHERE current_user = ''", "SELECT coalesce(NULL, '1') = 1::text",
        "SELECT '2026-08-12 16:00:00'::date", "SELECT pg_size_pretty(1048576::bigint)",
        "SELECT pg_size_pretty(10239::bigint), pg_size_pretty(10240::bigint)",
        "SELECT pg_size_pretty(15728640::bigint), pg_size_pretty(9999999999999::bigint)",
        "SELECT generate_series FROM generate_series(1, 3) WHERE generate_series > '1'",
        "SELECT 'abc' + 1", "SELECT 'abc' > 1", "SELECT 'a' = 1", "SELECT 'a'::json",
        "SELECT age(date '2026-08-15', date '2024-02-29')",
    ]

    @Test(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func rowsArePostgreSQLs() async throws {
        try await ServerClientTests.serving(Server.Configuration()) { port, _ in
            try await PostgreSQL.with { postgres in
                try await onOwnThread {
                    var refused = 0
                    for text in Self.statements {
                        let here = try ServerClientTests.run(
                            "psql",
                            [
                                "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                                "\(port)", "-U", "lisa", "-d", "workql", "-c",
                                Self.ordered(text),
                            ])
                        if here.status != 0 {
                            refused += 1
                            continue
                        }
                        let there = try ServerClientTests.run(
                            "psql",
                            [
                                "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", postgres.socketFolder,
                                "-U", "postgres", "-d", "postgres", "-c", Self.ordered(text),
                            ])
                        #expect(there.status == 0, "\(text) is an error in PostgreSQL")
                        #expect(here.output == there.output, "\(text)")
                    }
                    #expect(refused <= 8)
                }
            }
        }
    }

    /// Set operations and VALUES give their rows in any order.
    private static func ordered(_ text: String) -> String {
        text.contains("UNION") || text.contains("VALUES") ? text + " ORDER BY 1" : text
    }
}
