import TestSupport
import Testing
import WorkQLTime

/// Extreme arguments of the functions that exist in other databases.
@Suite struct HabitFunctionTests {
    @Test(arguments: [
        ("split_part('a-b-c', '-', 1)", "a"), ("split_part('a-b-c', '-', 3)", "c"),
        ("split_part('a-b-c', '-', 4)", ""), ("split_part('a-b-c', '-', -1)", "c"),
        ("split_part('a-b-c', '-', -3)", "a"), ("split_part('a-b-c', '-', -4)", ""),
        ("split_part('a--b', '-', 2)", ""), ("split_part('abc', '', 1)", "abc"),
        ("split_part('abc', '', 2)", ""), ("split_part('', '-', 1)", ""),
        ("split_part('你，好', '，', 2)", "好"),
        ("length(split_part(repeat('-', 20000000), '-', 7))", "0"),
        ("left('𠮷野', 1)", "𠮷"), ("right('abc', 9)", "abc"), ("left('abc', -9)", ""),
        ("lpad('abc', 2, '')", "ab"), ("lpad('abc', 5, '')", "abc"), ("rpad('abc', -1)", ""),
        ("repeat('ab', 0)", ""), ("repeat('ab', -1)", ""), ("reverse('')", ""),
        ("translate('abc', '', 'x')", "abc"), ("concat(NULL, NULL)", ""),
        ("regexp_extract('aab', 'a*')", "aa"), ("regexp_replace('abc', 'x*', '-', 'g')", "-a-b-c-"),
        ("to_char(DATE '2026-08-04', 'YYYY\"年\"MM\"D\"')", "2026年08D"),
        ("to_char(TIMESTAMP '2026-08-04 13:05:07', 'HH12:MI am')", "01:05 pm"),
        ("strftime(DATE '2026-08-04', '100%%')", "100%"),
        ("quote(1.5)", "1.5"), ("quote(-0.1)", "-0.1"), ("quote(2.0)", "2.0"), ("quote(3)", "3"),
        ("quote(TRUE)", "true"), ("quote(1 > 2)", "false"),
        ("quote(CAST(NULL AS boolean))", "NULL"),
        ("quote(nullif(1.5, 1.5))", "NULL"), ("quote('it''s')", "'it''s'"),
        ("quote(DATE '2026-08-04')", "'2026-08-04'"),
    ])
    func texts(_ expression: String, _ expected: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (rows, _) = try await harness.run("SELECT \(expression) AS v")
            #expect(rows.rows == [[expected]], "\(expression)")
        }
    }

    /// Rounds to tens, hundreds and so on.
    @Test(
        arguments: [
            ("round(123.456, -2)", "100.0"), ("round(150, -2)", "200.0"),
            ("round(-250, -2)", "-300.0"),
            ("round(49, -2)", "0.0"), ("round(123456789012, -3)", "123456789000.0"),
            ("round(x, n)", "1200.0"), ("round(x, -n)", "1234.57"), ("round(x, n + 3)", "1234.6"),
            ("round(NULL, -1)", ""), ("round(15, -400)", "0.0"), ("round(2.5)", "3.0"),
            ("round(1.25, 1)", "1.3"), ("round(sum(x), -3)", "1000.0"),
        ] as [(String, String)])
    func rounding(_ expression: String, _ expected: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (rows, _) = try await harness.run(
                "SELECT \(expression) AS v FROM (VALUES (1234.567, -2)) AS v(x, n)")
            #expect(rows.rows == [[expected.isEmpty ? nil : expected]])
        }
    }

    @Test(arguments: [
        "WW", "D", "J", "SSSS", "FF3", "DDth", "TZ", "Y,YYY", "YYYY-MM-DDTHH24", "BC", "a.m.",
    ])
    func otherFieldsOfPostgreSQLAreRefused(_ pattern: String) {
        #expect(throws: DatePattern.UnknownField.self) { try DatePattern(pattern, .toChar) }
    }

    @Test(arguments: ["to_timestamp(1e300)", "to_timestamp(4102444800000)"])
    func timesBeyondTheCalendarAreRefused(_ expression: String) async throws {
        _ = try await Harness.with(try await Harness()) { harness in
            await #expect(throws: (any Error).self) {
                try await harness.run("SELECT \(expression)")
            }
        }
    }

    /// Frames that values leave at the start, NULL among them, compared with the definition.
    @Test func windowsOfSamples() async throws {
        var random = SplitMix64(seed: 7)
        let values = (0..<200).map { _ in
            Int.random(in: 0..<5, using: &random) == 0
                ? nil : Int.random(in: -9...9, using: &random)
        }
        let rows = values.enumerated().map { "(\($0), \($1.map(String.init) ?? "NULL"))" }
            .joined(separator: ", ")
        try await Harness.with(try await Harness()) { harness in
            let (found, _) = try await harness.run(
                """
                WITH v(i, x) AS (VALUES \(rows))
                SELECT median(x) OVER (ORDER BY i ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS m
                FROM v ORDER BY i
                """)
            for (index, row) in found.rows.enumerated() {
                let frame = values[max(0, index - 6)...index].compactMap(\.self).sorted()
                let middle = frame.count / 2
                let median: Double? =
                    frame.isEmpty
                    ? nil
                    : frame.count.isMultiple(of: 2)
                        ? Double(frame[middle - 1] + frame[middle]) / 2 : Double(frame[middle])
                #expect(row[0].flatMap(Double.init) == median, "row \(index)")
            }
        }
    }

    /// Quantiles of random numbers, ascending, descending and equal ones, compared with sorting.
    @Test func quantilesAreThoseOfTheOrder() async throws {
        var random = SplitMix64(seed: 11)
        try await Harness.with(try await Harness()) { harness in
            for _ in 0..<40 {
                let count = Int.random(in: 1...60, using: &random)
                let width = Int.random(in: 0...40, using: &random)
                var values = (0..<count).map { _ in Int.random(in: 0...width, using: &random) }
                switch Int.random(in: 0..<3, using: &random) {
                case 0: values.sort()
                case 1: values.sort(by: >)
                default: break
                }
                let share = Int.random(in: 0...100, using: &random)
                let rows = values.map { "(\($0))" }.joined(separator: ", ")
                let (found, _) = try await harness.run(
                    """
                    WITH v(x) AS (VALUES \(rows))
                    SELECT quantile_disc(x, \(share) / 100.0) AS d, median(x) AS m FROM v
                    """)
                let sorted = values.sorted()
                let index = max(
                    0, Int((Double(share) / 100 * Double(count)).rounded(.up)) - 1)
                #expect(found.rows[0][0].flatMap(Double.init) == Double(sorted[index]))
                let middle = Double(sorted[(count - 1) / 2] + sorted[count / 2]) / 2
                #expect(found.rows[0][1].flatMap(Double.init) == middle)
            }
        }
    }
}
