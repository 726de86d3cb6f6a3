import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLServer

/// PREPARE, EXECUTE and DEALLOCATE as text, and what an answer's columns are called.
@Suite struct PreparedTextTests {
    private func answers(_ texts: String...) async throws -> [[String]] {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            var answers: [[String]] = []
            for text in texts {
                answers.append(try await wire.ask(.query(text)).filter { !$0.hasPrefix("N") })
            }
            return answers
        }
    }

    @Test("A prepared statement is run with values, as often as it is wanted")
    func prepared() async throws {
        let found = try await answers(
            "PREPARE p (text, bigint) AS SELECT $1 || '!' AS t, $2 + 1 AS n",
            "EXECUTE p ('it''s', 41)", "EXECUTE p(NULL, -1)", "execute p ('x'::text, 7);",
            "DEALLOCATE p", "EXECUTE p ('a', 1)", "DEALLOCATE PREPARE p")
        #expect(
            found == [
                ["C PREPARE", "Z I"],
                ["T t 25 0, n 20 0", "D it's!|42", "C SELECT 1", "Z I"],
                ["T t 25 0, n 20 0", "D NULL|0", "C SELECT 1", "Z I"],
                ["T t 25 0, n 20 0", "D x!|8", "C SELECT 1", "Z I"],
                ["C DEALLOCATE", "Z I"], ["E 26000", "Z I"], ["E 26000", "Z I"],
            ])
    }

    @Test("The types that are left out are those of the statement, and its range is a range")
    func inferred() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            _ = try await wire.ask(
                .query(
                    """
                    PREPARE late AS SELECT count(*) FROM checkin WHERE userid = $1
                    AND checkin_time >= $2 AND checkin_time < $3
                    """))
            #expect(harness.server.requests.isEmpty)
            let written = try await wire.ask(
                .query(
                    """
                    SELECT count(*) FROM checkin WHERE userid = 'lisi'
                    AND checkin_time >= '2026-08-03' AND checkin_time < '2026-08-08'
                    """))
            let calls = harness.server.requests.count
            let run = try await wire.ask(
                .query("EXECUTE late ('lisi', '2026-08-03', '2026-08-08')"))
            #expect(run.filter { !$0.hasPrefix("N") } == written.filter { !$0.hasPrefix("N") })
            #expect(harness.server.requests.count == calls)
        }
    }

    @Test("What cannot be prepared or run is said with PostgreSQL's code")
    func mistakes() async throws {
        let cases = [
            ("PREPARE p AS SELECT 1", "42P05"), ("EXECUTE p (1)", "42601"),
            ("EXECUTE nosuch", "26000"), ("PREPARE q (nosuch) AS SELECT $1", "42704"),
            ("PREPARE q AS SELECT nosuch FROM checkin SINCE 1d; EXECUTE q", "42703"),
            ("PREPARE r AS SHOW tables_", "42601"), ("PREPARE s AS", "42601"),
            ("EXECUTE p (1 + 1)", "42601"), ("PREPARE t AS DELETE FROM checkin", "25006"),
            ("PREPARE u (bigint) AS SELECT $1; EXECUTE u ('x')", "22P02"),
        ]
        for (text, state) in cases {
            let found = try await answers("PREPARE p AS SELECT 1", text)
            #expect(found[1].contains("E " + state), "\(text): \(found[1])")
        }
    }

    @Test(
        "Columns without an alias are called as PostgreSQL calls them",
        arguments: [
            ("count(*)", "count"), ("COUNT(DISTINCT checkin_type)", "count"),
            ("max(checkin_time)", "max"), ("count(*) FILTER (WHERE lat > 0)", "count"),
            ("min(userid)::text", "min"), ("CAST(min(lat) AS text)", "min"),
            ("CASE WHEN count(*) > 1 THEN 1 END", "case"), ("count(*) AS n", "n"),
            ("count(*) + 1", "count(*) + 1"),
        ])
    func columnNames(_ item: String, _ name: String) async throws {
        let found = try await answers(
            "SELECT \(item) FROM checkin WHERE userid = 'lisi' DURING 2026-08-10")
        #expect(found[0][0].hasPrefix("T \(name) "), "\(found[0])")
    }

    @Test("A name for a column hides none that the statement has")
    func namesHideNothing() async throws {
        let found = try await answers(
            """
            SELECT date(checkin_time), count(*) FROM checkin WHERE userid = 'lisi'
            DURING 2026-08-10 GROUP BY date(checkin_time) ORDER BY count(*)
            """,
            """
            SELECT upper(userid), lower(userid) FROM checkin WHERE userid = 'lisi'
            DURING 2026-08-10 GROUP BY userid
            """,
            "SELECT count(*), count(lat) FROM checkin WHERE userid = 'lisi' DURING 2026-08-10")
        #expect(found[0].first == "T date 1082 0, count 20 0")
        #expect(found[1].first == "T upper 25 0, lower 25 0")
        #expect(found[2].first == "T count 20 0, count 20 0")
        for answer in found { #expect(answer.contains { $0.hasPrefix("C SELECT") }, "\(answer)") }
    }
}
