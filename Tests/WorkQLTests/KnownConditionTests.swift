import TestSupport
import Testing
import WorkQL

/// Conditions of which parts are known before the first call.
@Suite struct KnownConditionTests {
    private func run(
        _ text: String
    ) async throws -> (rows: [[String?]], calls: Int) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (rows, statistics) = try await harness.run(text)
            return (rows.rows, statistics.calls)
        }
    }

    /// What remains of a condition is pushed down as if it were written alone.
    @Test(
        arguments: [
            "(NULL IS NOT NULL OR userid = 'lisi')", "(1 = 0 OR userid = 'lisi')",
            "(userid = 'lisi' OR 'a' = 'b')", "(FALSE OR (userid = 'lisi' AND TRUE))",
            "(userid = 'lisi') IS TRUE", "NOT ((userid = 'lisi') IS NOT TRUE)",
            "(userid <> 'lisi') IS FALSE OR 2 < 1", "(userid = 'lisi') = TRUE",
            "coalesce(userid = 'lisi', FALSE)", "userid = coalesce(NULL, 'lisi')",
            "userid = coalesce('lisi', userid)",
            "CASE WHEN 1 = 0 THEN TRUE ELSE userid = 'lisi' END",
            "iif('x' IS NULL, TRUE, userid = 'lisi')",
            "(3 BETWEEN 4 AND 5 OR userid = 'lisi')", "(3 IN (4, 5) OR userid = 'lisi')",
            "NOT (1 = 1 AND userid <> 'lisi')", "ifnull(userid = 'lisi', FALSE)",
            "coalesce(userid = 'lisi', NULL)", "coalesce(userid = 'lisi', FALSE) = TRUE",
            "coalesce(userid = 'lisi', FALSE) IS TRUE", "iif(userid = 'lisi', TRUE, FALSE)",
            "iif(userid = 'lisi', userid IS NOT NULL, FALSE)",
            "CASE WHEN userid = 'lisi' THEN TRUE ELSE FALSE END",
            "CASE WHEN userid = 'lisi' THEN TRUE END",
            "CASE WHEN userid IN ('lisi', 'sunqi') THEN userid = 'lisi' ELSE NULL END",
        ])
    func remainingPartsArePushed(_ condition: String) async throws {
        let range = " SINCE 2026-08-01 UNTIL 2026-08-08"
        // Without a condition on users, check-ins of all of them would be fetched.
        let plain = try await run("SELECT count(*) FROM checkin WHERE userid = 'lisi'" + range)
        let found = try await run("SELECT count(*) FROM checkin WHERE \(condition)" + range)
        #expect(found.rows == plain.rows && plain.rows[0][0] != "0")
        #expect(found.calls == 1 && plain.calls == 1)
    }

    /// What remains is not what is written where a part may be true or NULL otherwise.
    @Test(
        arguments: [
            ("coalesce(userid = 'lisi', TRUE)", "userid = 'lisi'"),
            ("NOT coalesce(userid = 'lisi', FALSE)", "userid <> 'lisi'"),
            ("coalesce(nullif(userid, 'lisi') = 'x', TRUE)", "userid = 'lisi'"),
            ("iif(userid = 'lisi', FALSE, TRUE)", "userid <> 'lisi'"),
            ("CASE WHEN userid = 'lisi' THEN FALSE ELSE TRUE END", "userid <> 'lisi'"),
            ("coalesce(userid = 'lisi', FALSE) = FALSE", "userid <> 'lisi'"),
            ("iif(userid = 'lisi', NULL, userid = 'sunqi')", "userid = 'sunqi'"),
        ])
    func othersStay(_ condition: String, _ equal: String) async throws {
        let range = " SINCE 2026-08-05 UNTIL 2026-08-08"
        let plain = try await run("SELECT count(*) FROM screen_capture WHERE \(equal)" + range)
        let found = try await run("SELECT count(*) FROM screen_capture WHERE \(condition)" + range)
        #expect(found.rows == plain.rows && plain.rows[0][0] != "0", "\(condition)")
    }

    @Test(arguments: [nil, "lisi"] as [String?])
    func parametersCanBeLeftEmpty(_ user: String?) async throws {
        let start = "SELECT count(*) FROM checkin"
        let range = " SINCE 2026-08-01 UNTIL 2026-08-08"
        let plain = try await run(start + (user.map { " WHERE userid = '\($0)'" } ?? "") + range)
        let value = user.map { "'\($0)'" } ?? "NULL"
        for condition in [
            "(\(value) IS NULL OR userid = \(value))",
            "CASE WHEN \(value) IS NULL THEN TRUE ELSE userid = \(value) END",
            "userid = coalesce(\(value), userid)",
        ] {
            let found = try await run(start + " WHERE " + condition + range)
            #expect(found.rows == plain.rows, "\(condition)")
            #expect(found.calls == plain.calls, "\(condition)")
        }
    }

    /// NULL beside NOT stays NULL, and no row is lost or won.
    @Test(
        arguments: [
            ("NOT (userid = 'lisi' AND NULL)", "userid <> 'lisi'"),
            ("NOT ((screen_shot_content = 'x') IS TRUE)", "TRUE"),
            ("((NULL = 1) IS NULL) AND userid = 'lisi'", "userid = 'lisi'"),
            ("CASE WHEN NULL THEN userid = 'lisi' ELSE userid <> 'lisi' END", "userid <> 'lisi'"),
            ("userid = 'lisi' OR NULL", "userid = 'lisi'"),
            ("1 = 1 OR userid = 'lisi'", "TRUE"), ("1 = 0 AND userid = 'lisi'", "FALSE"),
        ])
    func nullStaysNull(_ condition: String, _ equal: String) async throws {
        let range = " SINCE 2026-08-05 UNTIL 2026-08-08"
        let start = "SELECT count(*) FROM screen_capture WHERE "
        let found = try await run(start + condition + range)
        let plain = try await run(start + equal + range)
        #expect(found.rows == plain.rows)
    }

    /// Queries of which no row is needed make no call.
    @Test(
        arguments: [
            "SELECT * FROM checkin SINCE 2026-07-01 UNTIL 2026-08-08 LIMIT 0",
            "SELECT userid, count(*) FROM checkin SINCE 7d GROUP BY ALL ORDER BY 2 LIMIT 0",
            "SELECT count(*) FROM screen_capture SINCE 7d LIMIT 0",
            "SELECT * FROM member LIMIT 0",
            "SELECT * FROM (SELECT userid FROM checkin SINCE 7d LIMIT 0) AS t",
            "WITH t AS (SELECT userid FROM checkin SINCE 7d) SELECT * FROM t LIMIT 0",
            "SELECT userid FROM checkin SINCE 7d UNION SELECT userid FROM member LIMIT 0",
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM screen_capture WHERE userid = 'lisi' "
                + "SINCE 7d) AND FALSE",
            "SELECT 1 WHERE (SELECT count(*) FROM member) > 3 AND 1 = 0",
            "SELECT * FROM (SELECT userid FROM member) AS t WHERE FALSE",
            "SELECT 1 FROM (VALUES (1)) AS v(n) WHERE n IN (SELECT department_id FROM "
                + "screen_capture SINCE 7d) AND NULL",
        ])
    func unreadTablesMakeNoCall(_ text: String) async throws {
        let found = try await run(text)
        #expect(found.rows.isEmpty)
        #expect(found.calls == 0)
    }

    /// Tables that another part of the statement reads are still read.
    @Test(
        arguments: [
            "SELECT count(*), (SELECT count(*) FROM member) > 3 FROM checkin WHERE FALSE SINCE 7d",
            "WITH m AS (SELECT userid FROM member) SELECT (SELECT count(*) FROM m LIMIT 0), "
                + "(SELECT count(*) FROM m) > 3",
            "SELECT 1, n > 3 FROM (SELECT count(*) AS n FROM member) AS t "
                + "WHERE n > 3 OR EXISTS (SELECT 1 FROM checkin SINCE 7d LIMIT 0)",
        ])
    func otherTablesAreRead(_ text: String) async throws {
        let found = try await run(text)
        #expect(found.rows[0][1] == "true")
        #expect(found.calls > 0)
    }
}
