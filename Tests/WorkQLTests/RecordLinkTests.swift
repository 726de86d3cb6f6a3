import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// Recordings and their files are in the same responses: a condition on the keys of one of them
/// finds the calls of both, wherever their records are compared, and no row that is needed lacks.
@Suite struct RecordLinkTests {
    private static let code = "'492889003'"

    /// With R and F in place of the tables, and WHERE in place of the condition.
    private static let queries = [
        "SELECT r.title, f.record_file_id FROM R AS r JOIN F AS f ON f.id = r.id@",
        "SELECT r.title, f.record_file_id FROM R AS r JOIN F AS f USING (id)@",
        "SELECT r.title, f.record_file_id FROM R AS r, F AS f WHERE f.id = r.id AND &",
        "SELECT r.title, f.record_file_id FROM R AS r LEFT JOIN F AS f ON f.id = r.id@",
        "SELECT r.title, f.record_file_id FROM F AS f RIGHT JOIN R AS r USING (id)@",
        "SELECT r.title, f.record_file_id FROM R AS r RIGHT JOIN F AS f ON f.id = r.id@",
        "SELECT r.title, f.record_file_id FROM R AS r RIGHT JOIN F AS f ON f.id = r.id AND &",
        "SELECT r.title, f.record_file_id FROM R AS r FULL JOIN F AS f ON f.id = r.id@",
        "SELECT f.title, r.state FROM F AS f LEFT JOIN R AS r ON f.id = r.id AND &",
        "SELECT r.title FROM R AS r WHERE & AND EXISTS (SELECT 1 FROM F AS f WHERE f.id = r.id)",
        "SELECT r.title FROM R AS r WHERE & AND NOT EXISTS (SELECT 1 FROM F AS f WHERE f.id = r.id)",
        "SELECT r.title FROM R AS r WHERE & AND NOT EXISTS (SELECT 1 FROM F AS f WHERE f.id <> r.id)",
        "SELECT r.title FROM R AS r WHERE & AND r.id IN (SELECT f.id FROM F AS f)",
        "SELECT r.title FROM R AS r WHERE & AND r.id NOT IN (SELECT f.id FROM F AS f)",
        "SELECT r.title FROM R AS r WHERE & AND (r.state = 2 OR r.id IN (SELECT f.id FROM F AS f))",
        "SELECT f.title FROM F AS f WHERE f.id IN (SELECT r.id FROM R AS r WHERE &)",
        "SELECT f.title FROM F AS f WHERE f.id NOT IN (SELECT r.id FROM R AS r WHERE &)",
        "SELECT f.title FROM F AS f WHERE f.state = 9 OR f.id IN (SELECT r.id FROM R AS r WHERE &)",
        "SELECT f.title FROM F AS f WHERE EXISTS (SELECT 1 FROM R AS r WHERE r.id = f.id AND &)",
        "SELECT f.title FROM F AS f WHERE NOT EXISTS (SELECT 1 FROM R AS r WHERE r.id = f.id AND &)",
        "SELECT r.title, (SELECT count(*) FROM F AS f WHERE f.id = r.id) FROM R AS r@",
        "SELECT f.title, (SELECT count(*) FROM R AS r WHERE f.id = r.id AND &) FROM F AS f",
        """
        SELECT r.title, x.n FROM R AS r
        LEFT JOIN (SELECT f.id, count(*) AS n FROM F AS f GROUP BY f.id) AS x ON x.id = r.id@
        """,
        """
        SELECT f.title, x.n FROM F AS f
        LEFT JOIN (SELECT r.id, count(*) AS n FROM R AS r WHERE & GROUP BY 1) AS x ON x.id = f.id
        """,
        """
        SELECT f.title, x.n FROM F AS f
        JOIN (SELECT r.id, count(*) AS n FROM R AS r WHERE & GROUP BY 1) AS x ON x.id = f.id
        """,
        """
        SELECT f.title FROM F AS f
        JOIN (SELECT r.id FROM R AS r WHERE & UNION ALL SELECT s.id FROM R AS s WHERE s.state = 3) AS x
        ON x.id = f.id
        """,
        """
        SELECT f.title FROM F AS f
        JOIN (SELECT s.id FROM F AS s LEFT JOIN R AS r ON r.id = s.id AND &) AS x ON x.id = f.id
        """,
        """
        SELECT f.title FROM F AS f
        WHERE f.id IN (SELECT s.id FROM F AS s LEFT JOIN R AS r ON r.id = s.id AND & WHERE s.state = 3)
        """,
        """
        WITH x AS (SELECT f.id, f.title FROM F AS f)
        SELECT r.title, (SELECT count(*) FROM x) FROM R AS r JOIN x ON x.id = r.id@
        """,
        """
        WITH x AS (SELECT r.id, r.title FROM R AS r WHERE &)
        SELECT x.title, f.record_file_id FROM x JOIN F AS f ON f.id = x.id
        """,
        "SELECT r.title, s.state FROM R AS r JOIN R AS s ON s.id = r.id JOIN F AS f ON f.id = s.id@",
        "SELECT r.title, f.state FROM R AS r LEFT JOIN F AS f ON f.id = r.id AND f.state = 3@ AND f.title IS NULL",
        "SELECT f.userid, count(*) FROM R AS r JOIN F AS f ON f.id = r.id@ GROUP BY 1",
        "SELECT count(*), count(f.userid) FROM R AS r LEFT JOIN F AS f ON f.id = r.id@",
    ]

    private static let conditions = [
        "r.userid = 'lisi'", "r.meeting_code = \(code)", "r.meetingid = 'hyXH98TF28RT'",
        "r.userid IN ('lisi', 'zhangsan') AND r.state = 3",
        "r.userid = 'lisi' AND r.meeting_code = \(code)",
        "r.meeting_code IN (\(code), '371828182') AND r.title IS NOT NULL",
        "r.userid IN (SELECT userid FROM member WHERE name IN ('李四', '张三'))",
        "r.userid IN (SELECT userid FROM screen_capture WHERE department_id = 3 SINCE 1d)",
    ]

    private static func statement(
        _ query: String, _ condition: String, _ recordings: String, _ files: String
    ) -> String {
        query.replacing("@", with: " WHERE " + condition).replacing("&", with: condition)
            .replacing("R AS", with: recordings + " AS").replacing("F AS", with: files + " AS")
            .replacing(/\bid\b/.wordBoundaryKind(.simple), with: "meeting_record_id") + " SINCE 10d"
    }

    /// A LIMIT inside, which no condition passes, reads all rows.
    @Test func sameRowsAsReadingEverything() async throws {
        try await Harness.with(try await Harness()) { harness in
            var found = 0
            for query in Self.queries {
                for condition in Self.conditions {
                    let text = Self.statement(
                        query, condition, "meeting_recording", "meeting_recording_file")
                    let whole = Self.statement(
                        query, condition, "(SELECT * FROM meeting_recording LIMIT 999999)",
                        "(SELECT * FROM meeting_recording_file LIMIT 999999)")
                    do {
                        let actual = try await rows(text, harness)
                        let expected = try await rows(whole, harness)
                        #expect(actual == expected, "\(text)")
                        found += actual.count
                    } catch let error as UserError {
                        Issue.record("\(text): \(error.message)")
                    }
                }
            }
            #expect(found > 1000)
            #expect(harness.server.violations.isEmpty)
        }
    }

    private func rows(_ text: String, _ harness: Harness) async throws -> [String] {
        try await harness.run(text).rows.rows.map { row in
            row.map { $0 ?? "NULL" }.joined(separator: "|")
        }.sorted()
    }

    /// One creator, meeting or code: one call.
    @Test(
        arguments: [
            "FROM R AS r JOIN F AS f ON f.id = r.id WHERE r.",
            "FROM R AS r JOIN F AS f USING (id) WHERE f.",
            "FROM R AS r LEFT JOIN F AS f ON f.id = r.id WHERE r.",
            "FROM R AS r LEFT JOIN F AS f ON f.id = r.id WHERE f.",
            "FROM R AS r WHERE EXISTS (SELECT 1 FROM F AS f WHERE f.id = r.id) AND r.",
            "FROM R AS r WHERE NOT EXISTS (SELECT 1 FROM F AS f WHERE f.id = r.id) AND r.",
            "FROM F AS f WHERE EXISTS (SELECT 1 FROM R AS r WHERE f.id = r.id AND r.~)--",
            "FROM R AS r WHERE r.id IN (SELECT f.id FROM F AS f) AND r.",
            "FROM R AS r WHERE r.id NOT IN (SELECT f.id FROM F AS f) AND r.",
            "FROM F AS f WHERE f.id IN (SELECT r.id FROM R AS r WHERE r.~)--",
            "FROM R AS r WHERE (SELECT count(*) FROM F AS f WHERE f.id = r.id) > 1 AND r.",
            "FROM R AS r LEFT JOIN (SELECT f.id, count(*) AS n FROM F AS f GROUP BY 1) AS x "
                + "ON x.id = r.id WHERE r.",
            "FROM (SELECT r.id FROM R AS r WHERE r.~) AS x JOIN F AS f ON f.id = x.id--",
            "FROM R AS r JOIN R AS s ON s.id = r.id JOIN F AS f ON f.id = s.id WHERE r.",
        ], ["userid = 'lisi'", "meeting_code = \(code)", "meetingid = 'hyXH98TF28RT'"])
    func isOneCall(_ query: String, _ condition: String) async throws {
        let written =
            query.hasSuffix("--")
            ? String(query.dropLast(2)).replacing("~", with: condition) : query + condition
        let text = Self.statement(
            "SELECT count(*) " + written, "", "meeting_recording", "meeting_recording_file")
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            #expect(outcome.statistics?.calls == 1, "\(text)")
        }
    }

    /// Where the statement names the creators, they are found.
    @Test func creatorsAreFoundWhereTheyAreNamed() async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = Self.statement(
                "SELECT f.userid, count(*) > 0 FROM R AS r JOIN F AS f ON f.id = r.id@ GROUP BY 1",
                "r.meeting_code = \(Self.code)", "meeting_recording", "meeting_recording_file")
            let found = try await rows(text.replacing("10d", with: "30d"), harness)
            #expect(found == ["lisi|true"])
        }
    }
}
