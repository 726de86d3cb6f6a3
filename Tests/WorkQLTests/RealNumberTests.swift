import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Reals do not become infinite in silence: a result beyond the largest is refused, as by
/// PostgreSQL.
@Suite struct RealNumberTests {
    private func value(_ text: String) async throws -> String? {
        try await Harness.with(try await Harness(store: nil)) { harness in
            try await harness.run(text).0.rows[0][0]
        }
    }

    private static let big = "(VALUES (1e308), (1.5e308)) AS v(x)"

    @Test(
        arguments: [
            ("SELECT 1e308 * 10", "1e+308 * 10 is out of range"),
            ("SELECT 1e308 + 1e308", "1e+308 + 1e+308 is out of range"),
            ("SELECT -1e308 - 1e308", "-1e+308 - 1e+308 is out of range"),
            ("SELECT 1e308 / 1e-10", "1e+308 / 1e-10 is out of range"),
            ("SELECT 1 / (1e308 * 10)", "1e+308 * 10 is out of range"),
            ("SELECT 1e308 * 10 - 1e308 * 10", "1e+308 * 10 is out of range"),
            ("SELECT max(x * 10) FROM \(big)", "1e+308 * 10 is out of range"),
            ("SELECT count(*) FROM \(big) WHERE x * 10 > 5", "1e+308 * 10 is out of range"),
            ("SELECT count(*) FROM \(big) GROUP BY x + x", "1e+308 + 1e+308 is out of range"),
            (
                "SELECT CASE WHEN x * x > 0 THEN 1 END FROM \(big)",
                "1e+308 * 1e+308 is out of range"
            ),
            ("SELECT sum(x) FROM \(big)", "the sum is out of range"),
            ("SELECT sum(x) - sum(x) FROM \(big)", "the sum is out of range"),
            ("SELECT sum(x) OVER () FROM \(big)", "the sum is out of range"),
            ("SELECT variance(x) FROM \(big)", "the variance is out of range"),
            ("SELECT stddev(x) FROM \(big)", "the variance is out of range"),
            ("SELECT covar_pop(x, x) FROM \(big)", "the covariance is out of range"),
        ])
    func isRefused(_ text: String, _ message: String) async throws {
        do {
            let found = try await value(text)
            Issue.record("\(text): \(found ?? "NULL")")
        } catch let error as UserError {
            #expect(error.message.hasPrefix(message), "\(text): \(error.message)")
        }
    }

    @Test(
        arguments: [
            ("SELECT avg(x) FROM \(big)", "1.25e+308"), ("SELECT max(x) FROM \(big)", "1.5e+308"),
            ("SELECT avg(-x) FROM \(big)", "-1.25e+308"),
            ("SELECT median(x) FROM (VALUES (-1e308), (1e308)) AS v(x)", "0.0"),
            ("SELECT sum(x) FROM (VALUES (1e308), (-1e308)) AS v(x)", "0.0"),
            ("SELECT 1.5 / 0", nil), ("SELECT x / 0 FROM \(big)", nil),
            ("SELECT x * NULL FROM \(big)", nil), ("SELECT x / 2.0 FROM \(big)", "5e+307"),
            ("SELECT x - x FROM \(big)", "0.0"), ("SELECT x / x FROM \(big)", "1.0"),
            ("SELECT CASE WHEN 1e-308 / 1e10 > 0 THEN 1 END", "1"), ("SELECT 7 * 1.5 + 2", "12.5"),
            ("SELECT count(*) * 100.0 / 3 FROM \(big)", "66.66666666666667"),
        ] as [(String, String?)])
    func isComputed(_ text: String, _ expected: String?) async throws {
        #expect(try await value(text) == expected, "\(text)")
    }

    /// What cannot exceed the largest real is left to SQLite.
    @Test(
        arguments: [
            ("SELECT count(*) * 100.0 / 3 FROM checkin SINCE 1d", false),
            ("SELECT avg((checkin_time - sch_checkin_time) / 60.0) FROM checkin SINCE 1d", false),
            ("SELECT sum(groupid) * 1.0 / count(*) FROM checkin SINCE 1d", false),
            ("SELECT lat * 2.0 FROM checkin SINCE 1d", true),
        ])
    func isCheckedOnlyWhereItMayOverflow(_ text: String, _ isChecked: Bool) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (plan, _) = try await harness.run("EXPLAIN " + text)
            let local = plan.rows.compactMap { $0[0] }.first { $0.hasPrefix("local") } ?? ""
            #expect(local.contains("workql_real_number") == isChecked, "\(local)")
        }
    }
}
