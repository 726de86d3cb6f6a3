import TestSupport
import Testing
import WorkQL
import WorkQLPages

@testable import WorkQLSyntax

/// Integer arithmetic is exact or refused: PostgreSQL 15 refuses each of these as well (22003), or
/// computes the same.
@Suite struct IntegerRangeTests {
    private static let largest = "9223372036854775807"
    private static let least = "(-9223372036854775807 - 1)"
    private static let rows =
        "(VALUES (1, 9223372036854775807, 1), (2, 1, 2), (3, -5, 3)) AS v(k, x, y)"

    @Test(
        arguments: [
            ("\(largest) + 1", "9223372036854775807 + 1"),
            ("1 - \(least)", "1 - (-9223372036854775807 - 1)"),
            ("\(least) - 1", "-9223372036854775807 - 1 - 1"),
            ("\(largest) * 2", "9223372036854775807 * 2"),
            ("3037000500 * 3037000500", "3037000500 * 3037000500"),
            ("-\(least)", "-(-9223372036854775807 - 1)"),
            ("\(least) / -1", "(-9223372036854775807 - 1) / -1"),
            // What left the range does not come back.
            ("(\(largest) + 1) - \(largest)", "9223372036854775807 + 1 - 9223372036854775807"),
            ("(\(largest) + 1) / 2", "9223372036854775807 + 1"),
            ("(\(largest) + 1) % 2", "9223372036854775807 + 1"),
            ("(\(largest) + 1) * 1.0", "9223372036854775807 + 1"),
            ("\(largest) + true", "9223372036854775807 + TRUE"),
        ]
    ) func constantsOutOfRange(_ expression: String, _ named: String) async throws {
        let error = try await failure("SELECT \(expression) AS a")
        #expect(error.message.hasPrefix(named.clipped + " is about "), "\(error.message)")
        #expect(error.message.hasSuffix(", which does not fit into a 64-bit integer"))
        #expect(error.help == "compute with real numbers: CAST(x AS real)")
    }

    @Test(
        arguments: [
            ("max(x + y) FROM \(rows)", "v.x + v.y is about 9.223372036854776e+18"),
            ("x FROM \(rows) WHERE x + y > 0", "v.x + v.y is about 9.223372036854776e+18"),
            ("x FROM \(rows) ORDER BY x + y", "v.x + v.y is about 9.223372036854776e+18"),
            ("x + y, count(*) FROM \(rows) GROUP BY 1", "v.x + v.y is about"),
            ("max(x) * 2 FROM \(rows)", "max(v.x) * 2 is about 1.8446744073709552e+19"),
            (
                "abs(x) FROM (VALUES (\(least))) AS v(x)",
                "abs(-9223372036854775808) is 9223372036854775808"
            ),
            ("-x FROM (VALUES (\(least))) AS v(x)", "-v.x is about 9.223372036854776e+18"),
            ("sum(x) FROM \(rows) WHERE k < 3", "the sum is 9223372036854775808"),
            ("sum(-x - 1) FROM \(rows) WHERE k < 3", "the sum is -9223372036854775810"),
            ("sum(x) OVER (ORDER BY k) FROM \(rows)", "the sum is 9223372036854775808"),
            ("lcm(\(largest), 2)", "lcm(9223372036854775807, 2) does not fit"),
            ("gcd(\(least), 0)", "gcd(-9223372036854775808, 0) does not fit"),
            ("factorial(21)", "factorial(21) is out of range"),
            ("exp(1000)", "exp(1000) is out of range"),
            ("exp(709.9)", "exp(709.9) is out of range"),
            ("power(10, 400)", "power(10, 400) is out of range"),
            ("pow(-10, 401)", "power(-10, 401) is out of range"),
            ("power(0, -1)", "power(0, -1) is out of range"),
            ("degrees(1e308)", "degrees(1e+308) is out of range"),
        ]
    ) func rowsOutOfRange(_ query: String, _ start: String) async throws {
        let error = try await failure("SELECT \(query)")
        #expect(error.message.hasPrefix(start), "\(error.message)")
    }

    @Test(
        arguments: [
            (
                "\(largest) + 0, \(least), \(largest) - 1 + 1",
                [
                    "9223372036854775807,-9223372036854775808,9223372036854775807"
                ]
            ),
            ("7 * 86400 / 2, -(7 % 4), typeof(7 * 2)", ["302400,-3,integer"]),
            (
                "x / 2, x % 10, typeof(x - 1) FROM \(rows) WHERE k = 1",
                [
                    "4611686018427387903,7,integer"
                ]
            ),
            // In between, a sum may need more bits; the order of the rows does not matter.
            ("sum(x) FROM \(rows)", ["9223372036854775803"]),
            ("sum(x) FROM (SELECT x FROM \(rows) ORDER BY k DESC) AS w", ["9223372036854775803"]),
            // Each frame is computed for itself.
            (
                """
                sum(x) OVER (ORDER BY k ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING)
                FROM \(rows) ORDER BY k
                """, ["-4", "-5", "NULL"]
            ),
            ("sum(x) FROM \(rows) WHERE FALSE", ["NULL"]),
            (
                "sum(r), sum(r) FILTER (WHERE r > 1) FROM (VALUES (0.5), (2.25), (NULL)) AS v(r)",
                [
                    "2.75,2.25"
                ]
            ),
            (
                "sum(r) OVER (ORDER BY r ROWS 1 PRECEDING) FROM (VALUES (0.5), (2.25)) AS v(r)",
                [
                    "0.5", "2.75",
                ]
            ),
            ("sum(CAST(x AS real)) FROM \(rows) WHERE k < 3", ["9.223372036854776e+18"]),
            ("avg(x) FROM \(rows) WHERE k < 3", ["4.611686018427388e+18"]),
            (
                "sum(-x), count(*) FILTER (WHERE x * y > 0) FROM \(rows) WHERE k < 3",
                [
                    "-9223372036854775808,2"
                ]
            ),
            ("sum(DISTINCT y), sum(x > 0) FROM \(rows)", ["6,2"]),
            ("abs(-3), abs(-2.5), abs(NULL)", ["3,2.5,NULL"]),
            (
                "* FROM generate_series(9223372036854775800, 9223372036854775807, 5) AS g",
                [
                    "9223372036854775800", "9223372036854775805",
                ]
            ),
            (
                """
                n FROM (WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n * 3 FROM t WHERE n < 50)
                SELECT n FROM t) AS w
                """, ["1", "3", "9", "27", "81"]
            ),
        ]
    ) func inRange(_ query: String, _ rows: [String]) async throws {
        #expect(try await answer("SELECT \(query)") == rows)
    }

    private func answer(_ statement: String) async throws -> [String] {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(statement)
            return answer.rows.map { $0.map { $0 ?? "NULL" }.joined(separator: ",") }
        }
    }

    private func failure(_ statement: String) async throws -> UserError {
        let error = await #expect(throws: UserError.self, "\(statement)") {
            _ = try await answer(statement)
        }
        return try #require(error)
    }
}
