import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Columns whose values rows contain only where a condition gives them: nothing is computed from
/// values that nobody knows, in no place of a statement.
@Suite struct AskedColumnTests {
    private func outcome(
        _ text: String
    ) async throws -> (rows: [[String?]], notes: [String], calls: Int) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return (
                outcome.writer.rows, outcome.notes.map(\.message), outcome.statistics?.calls ?? 0
            )
        }
    }

    private static let range = " DURING 2026-08-10"

    /// The list has a day's reports, of which no row says whose they are.
    @Test(
        arguments: [
            "SELECT count(*) FILTER (WHERE creator = 'lisi') FROM journal@",
            "SELECT count(creator) FROM journal@", "SELECT count(DISTINCT creator) FROM journal@",
            "SELECT max(creator) FROM journal@", "SELECT creator || '' FROM journal@",
            "SELECT creator = 'lisi' FROM journal@", "SELECT creator IS NULL FROM journal@",
            "SELECT coalesce(creator, 'nobody') FROM journal@",
            "SELECT creator IN ('lisi') FROM journal@",
            "SELECT CASE WHEN creator = 'lisi' THEN 1 ELSE 0 END FROM journal@",
            "SELECT CASE creator WHEN 'lisi' THEN 1 ELSE 0 END FROM journal@",
            "SELECT creator, count(*) FROM journal@ GROUP BY creator",
            "SELECT creator, count(*) FROM journal@ GROUP BY 1",
            "SELECT creator AS c, count(*) FROM journal@ GROUP BY c",
            "SELECT creator, count(*) FROM journal GROUP BY ALL@",
            "SELECT DISTINCT creator FROM journal@",
            "SELECT creator FROM journal@ ORDER BY creator",
            "SELECT creator AS c FROM journal@ ORDER BY c",
            "SELECT creator FROM journal@ ORDER BY 1 LIMIT 3",
            "SELECT count(*) FROM journal@ HAVING max(creator) = 'lisi'",
            "SELECT row_number() OVER (PARTITION BY creator) FROM journal@",
            "SELECT creator FROM journal@ QUALIFY row_number() OVER (ORDER BY creator) = 1",
            "SELECT count(*) FROM (SELECT creator AS c FROM journal@) WHERE c IS NULL",
            "SELECT count(c) FROM (SELECT creator FROM journal@) AS j(c)",
            "WITH j AS (SELECT creator FROM journal@) SELECT (SELECT count(*) FROM j), count(*) FROM j "
                + "WHERE creator = 'lisi'",
            "WITH j(c) AS (SELECT creator FROM journal@) SELECT c, count(*) FROM j GROUP BY c",
            "SELECT count(DISTINCT c) FROM (SELECT creator AS c FROM journal@ "
                + "UNION ALL SELECT 'lisi')",
            "SELECT creator FROM journal@ UNION SELECT 'lisi'",
            "SELECT 'lisi' INTERSECT SELECT creator FROM journal@",
            "SELECT 'lisi' EXCEPT SELECT creator FROM journal@",
            "SELECT 'lisi' IN (SELECT creator FROM journal@)",
            "SELECT 'lisi' NOT IN (SELECT creator FROM journal@)",
            "SELECT (SELECT creator FROM journal@ LIMIT 1)",
            "SELECT name FROM member WHERE userid NOT IN (SELECT creator FROM journal@)",
            "SELECT count(m.name) FROM journal j LEFT JOIN member m ON j.creator = m.userid@",
            "SELECT count(*) FROM journal j FULL JOIN member m ON j.creator = m.userid@",
            "SELECT count(*) FROM journal j FULL JOIN (SELECT userid AS creator FROM member) m "
                + "USING (creator)@",
            "SELECT count(*) FROM journal j LEFT JOIN (SELECT userid AS creator FROM member) m "
                + "USING (creator)@",
            "SELECT count(*) FILTER (WHERE template_id = 'x') FROM journal WHERE creator = 'lisi'@",
            "SELECT count(DISTINCT department) FROM journal WHERE creator = 'lisi'@",
            "SELECT count(*) FILTER (WHERE userid = 'lisi') FROM meeting_recording "
                + "WHERE meeting_code = '492889003'@",
            "SELECT userid, count(*) FROM meeting_recording_file "
                + "WHERE meeting_code = '492889003'@ GROUP BY userid",
        ])
    func isRefusedWhereItIsComputedFrom(_ text: String) async throws {
        let text = text.replacing("@", with: Self.range)
        do {
            let found = try await outcome(text)
            Issue.record("\(text): \(found.rows.prefix(3))")
        } catch let error as UserError {
            #expect(error.code.rawValue == "E0703", "\(text): \(error.message)")
            #expect(error.message.contains(" do not carry "), "\(text): \(error.message)")
            #expect(error.help?.contains(" IN (") ?? false, "\(text): \(error.help ?? "")")
        }
    }

    /// A NULL that is shown says that nothing is known, and a note says why.
    @Test(
        arguments: [
            "SELECT journaluuid, creator FROM journal@ LIMIT 2",
            "SELECT * FROM (SELECT journaluuid, creator FROM journal@) AS j LIMIT 2",
            "WITH j AS (SELECT journaluuid, creator FROM journal@) SELECT * FROM j LIMIT 2",
            "SELECT j.journaluuid, j.creator FROM journal AS j@ LIMIT 2",
            "SELECT count(*) FROM (SELECT creator FROM journal@)",
            "SELECT EXISTS (SELECT creator FROM journal@)",
            "SELECT creator FROM journal@ UNION ALL SELECT NULL",
        ])
    func isShownWithANote(_ text: String) async throws {
        let found = try await outcome(text.replacing("@", with: Self.range))
        #expect(
            found.notes == ["creator is NULL in every row, because no condition gives its values"])
        #expect(found.calls > 0)
    }

    /// `*` names no column, and no row is read.
    @Test(
        arguments: [
            "SELECT * EXCLUDE (department) FROM journal@ LIMIT 1",
            "SELECT DISTINCT * FROM journal@ LIMIT 1",
            "SELECT creator, count(*) FROM journal@ GROUP BY creator LIMIT 0",
        ])
    func isNotMentionedOtherwise(_ text: String) async throws {
        let found = try await outcome(text.replacing("@", with: Self.range))
        #expect(!found.notes.contains { $0.contains("NULL") })
    }

    /// Where a condition, or another table, gives the values, everything can be computed.
    @Test(
        arguments: [
            (
                "SELECT count(*) FILTER (WHERE creator = 'lisi') FROM journal "
                    + "WHERE creator IN ('lisi', 'wangwu')@", "WHERE creator = 'lisi'"
            ),
            (
                "SELECT count(*) FROM (SELECT creator FROM journal@) WHERE creator = 'lisi'",
                "WHERE creator = 'lisi'"
            ),
            (
                "SELECT count(creator) FROM (SELECT journaluuid, creator FROM journal@) AS j "
                    + "WHERE j.creator = 'lisi'", "WHERE creator = 'lisi'"
            ),
            (
                "WITH j AS (SELECT creator FROM journal@) "
                    + "SELECT count(creator) FROM j WHERE creator = 'lisi'",
                "WHERE creator = 'lisi'"
            ),
            (
                "SELECT count(j.creator) FROM (SELECT 'lisi' AS u) AS m "
                    + "LEFT JOIN journal AS j ON j.creator = m.u@", "WHERE creator = 'lisi'"
            ),
            (
                "SELECT count(j.creator) FROM journal AS j JOIN (SELECT 'lisi' AS creator) AS m "
                    + "USING (creator)@", "WHERE creator = 'lisi'"
            ),
            (
                "SELECT sum(n) FROM (SELECT creator, count(*) AS n FROM journal "
                    + "WHERE creator IN (SELECT userid FROM member WHERE department_id = 9)@ "
                    + "GROUP BY ALL)",
                "WHERE creator IN (SELECT userid FROM member "
                    + "WHERE department_id = 9)"
            ),
        ])
    func isComputedFromWhereItIsGiven(_ text: String, _ condition: String) async throws {
        let range = " DURING 2026-W32"
        let found = try await outcome(text.replacing("@", with: range))
        let plain = try await outcome("SELECT count(*) FROM journal \(condition)\(range)")
        #expect(found.rows == plain.rows && plain.rows[0][0] != "0")
        #expect(found.notes.isEmpty, "\(found.notes)")
    }

    /// What the last result does not know, `_` does not compute from, however it was passed on.
    @Test(
        arguments: [
            "SELECT count(creator) FROM _", "SELECT creator, count(*) FROM _ GROUP BY creator",
            "SELECT creator, count(*) FROM _ GROUP BY ALL", "SELECT DISTINCT creator FROM _",
            "SELECT journaluuid FROM _ WHERE creator = 'lisi'", "FROM _ ORDER BY creator",
            "SELECT coalesce(creator, 'nobody') FROM _",
            "SELECT count(c) FROM (SELECT creator AS c FROM _)",
            "WITH j AS (SELECT * FROM _) SELECT max(creator) FROM j",
            "SELECT count(c) FROM _ AS j(u, c)",
            "SELECT name FROM member WHERE userid NOT IN (SELECT creator FROM _)",
            "SELECT count(*) FROM _ JOIN member m ON m.userid = _.creator",
        ],
        [
            "SELECT journaluuid, creator FROM journal@",
            "SELECT * FROM (SELECT journaluuid, creator FROM journal@)",
        ])
    func theLastResultIsNotComputedFrom(_ text: String, _ first: String) async throws {
        for between in ["", "SELECT * FROM _; ", "SELECT journaluuid, creator FROM _; "] {
            do throws(UserError) {
                let found = try await last(first + "; " + between + text)
                Issue.record("\(text): \(found.rows.prefix(3))")
            } catch {
                #expect(error.code.rawValue == "E0703", "\(text): \(error.message)")
                #expect(
                    error.message == "rows of journal do not carry creator, and no condition gave "
                        + "its values to the last result")
                #expect(error.help?.contains(" IN (SELECT userid FROM member)") ?? false)
            }
        }
    }

    /// It may be shown, and what is known is computed from.
    @Test(
        arguments: [
            ("SELECT creator FROM journal@", "SELECT creator FROM _ LIMIT 2", 1),
            ("SELECT creator FROM journal@", "SELECT count(*) FROM _", 0),
            ("SELECT * FROM journal@", "SELECT count(journaluuid) FROM _", 0),
            (
                "SELECT creator FROM journal WHERE creator IN ('lisi', 'wangwu')@",
                "SELECT creator, count(*) FROM _ GROUP BY ALL", 0
            ),
            (
                "SELECT count(*) AS creator FROM journal@",
                "SELECT sum(creator) FROM _", 0
            ),
            (
                "SELECT j.creator FROM (SELECT 'lisi' AS u) m JOIN journal j ON j.creator = m.u@",
                "SELECT max(creator) FROM _", 0
            ),
        ])
    func theLastResultIsShown(_ first: String, _ second: String, _ notes: Int) async throws {
        let found = try await last(first + "; " + second)
        #expect(found.notes.count == notes, "\(found.notes)")
        if notes > 0 {
            #expect(
                found.notes == [
                    "creator is NULL in every row, because no condition gave its values to the last "
                        + "result"
                ])
        }
    }

    /// Runs statements, of which the last one has the outcome.
    private func last(
        _ text: String
    ) async throws(UserError) -> (rows: [[String?]], notes: [String]) {
        do {
            return try await Harness.with(try await Harness(store: nil)) { harness in
                var session = harness.session
                session.keepsAnswers = true
                var found: (rows: [[String?]], notes: [String]) = ([], [])
                let text = text.replacing("@", with: Self.range)
                for statement in try Harness.statements(text) {
                    let outcome = try await session.run(statement, into: CollectingWriter())
                    found = (outcome.writer.rows, outcome.notes.map(\.message))
                }
                return found
            }
        } catch let error as UserError {
            throw error
        } catch {
            throw UserError(wrapping: error)
        }
    }
}
