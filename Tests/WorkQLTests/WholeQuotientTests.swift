import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Quotients of counts and sums, and seconds as a time of day.
@Suite struct WholeQuotientTests {
    private func run(
        _ text: String
    ) async throws -> (rows: [[String?]], notes: [(message: String, help: String)]) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return (outcome.writer.rows, outcome.notes.map { ($0.message, $0.help ?? "") })
        }
    }

    private static let rows = "FROM (VALUES (1), (2), (4)) v(x)"

    @Test(arguments: [
        ("sum(iif(x > 1, 1, 0)) / count(*)", "sum(iif(x > 1, 1, 0)) * 1.0 / count(*)", "0"),
        ("sum(x) / count(x)", "sum(x) * 1.0 / count(x)", "2"),
        ("count(*) / sum(x)", "count(*) * 1.0 / sum(x)", "0"),
        ("sum(x) / nullif(count(*), 0)", "sum(x) * 1.0 / nullif(count(*), 0)", "2"),
        ("round(sum(x) / count(*), 2)", "sum(x) * 1.0 / count(*)", "2.0"),
        ("sum(x) / count(*) || '%'", "sum(x) * 1.0 / count(*)", "2%"),
        (
            "count(*) FILTER (WHERE x > 1) / count(*)",
            "count(*) FILTER (WHERE x > 1) * 1.0 / count(*)", "0"
        ),
    ])
    func aShareHasNoFraction(_ value: String, _ written: String, _ result: String) async throws {
        let found = try await run("SELECT \(value) AS q \(Self.rows)")
        #expect(found.rows == [[result]])
        try #require(found.notes.count == 1, "\(value)")
        #expect(
            found.notes[0].message == "the quotient of two integers has no fraction: 1 / 2 is 0")
        #expect(found.notes[0].help == "write \(written)")
        // The words give a fraction, and no note.
        let again = try await run("SELECT \(written) AS q \(Self.rows)")
        #expect(again.notes.isEmpty)
        #expect(again.rows[0][0]?.contains(".") == true)
    }

    @Test(arguments: [
        "sum(x) * 1.0 / count(*)", "sum(x) / 2", "100 * sum(x) / count(*)", "avg(x) / count(*)",
        "sum(x / 2.0) / count(*)", "CAST(sum(x) AS real) / count(*)", "sum(x) % count(*)",
        "sum(x / 2)",
    ])
    func othersHaveNoNote(_ value: String) async throws {
        #expect(try await run("SELECT \(value) AS q \(Self.rows)").notes.isEmpty, "\(value)")
    }

    @Test func conditionsHaveNoNote() async throws {
        let found = try await run(
            "SELECT count(*) \(Self.rows) HAVING sum(x) / count(*) > 1 ORDER BY sum(x) / count(*)")
        #expect(found.notes.isEmpty)
        let long = "sum(iif(x > 1 AND x < 1000 AND x <> 500, 1, 0)) / count(DISTINCT x)"
        #expect(
            try await run("SELECT \(long) AS q \(Self.rows)").notes.map(\.help)
                == ["write x * 1.0 / y"])
    }

    @Test(
        arguments: [
            ("0", "00:00:00"), ("86399", "23:59:59"), ("86399.9994", "23:59:59.999"),
            ("3723.5", "01:02:03.500"), ("NULL", nil), ("sum(3600)", "01:00:00"),
        ] as [(String, String?)])
    func secondsWithinADay(_ seconds: String, _ clock: String?) async throws {
        #expect(try await run("SELECT sec_to_time(\(seconds)) AS t").rows == [[clock]])
    }

    /// 45 hours are not a time of day, and the message says how to write them.
    @Test(arguments: ["86400", "163883", "163883.5", "-1", "86399.9996", "1e300", "sum(163883)"])
    func secondsOutsideOfADay(_ seconds: String) async throws {
        let error = await #expect(throws: UserError.self) {
            try await run("SELECT sec_to_time(\(seconds)) AS t")
        }
        let message = error?.message ?? ""
        #expect(message.hasPrefix("sec_to_time("), "\(message)")
        let words = "format('%d:%02d:%02d', n / 3600, n % 3600 / 60, n % 60)"
        #expect(message.contains("write \(words) for more than 24 hours"), "\(message)")
        for text in ["163883", "163883.5"] {
            let written = words.replacing("n", with: text).replacing("'%02d:%02d'", with: "")
            #expect(try await run("SELECT \(written) AS t").rows == [["45:31:23"]])
        }
    }
}
