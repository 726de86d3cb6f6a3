import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// `member` has a row for each department of a person, which a join by the person repeats.
@Suite struct RepeatedPeopleTests {
    private func outcome(
        _ text: String, range: String = ""
    ) async throws -> (rows: [[String?]], notes: [(message: String, help: String?)]) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(text + (range.isEmpty ? " DURING 2026-08-10" : range)),
                into: CollectingWriter())
            return (outcome.writer.rows, outcome.notes.map { ($0.message, $0.help) })
        }
    }

    private static let message =
        "member has a row for each department of a person, so that rows of people in several "
        + "departments are repeated"

    @Test(
        arguments: [
            "SELECT count(*) FROM screen_capture s JOIN member m USING (userid)",
            "SELECT count(*) FROM screen_capture s JOIN member m ON m.userid = s.userid",
            "SELECT count(*) FROM screen_capture s, member m WHERE m.userid = s.userid",
            "SELECT s.time, m.name FROM screen_capture s LEFT JOIN member m ON s.userid = m.userid",
            "SELECT m.name, count(*) FROM screen_capture s JOIN member m USING (userid) GROUP BY ALL",
            "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                + "WHERE m.department_id IN (2, 3)",
        ])
    func isNoted(_ text: String) async throws {
        let notes = try await outcome(text).notes
        #expect(notes.map(\.message) == [Self.message], "\(text)")
        let help = notes.first?.help ?? ""
        #expect(help.hasPrefix("join (SELECT DISTINCT "), "\(help)")
        #expect(help.hasSuffix(" FROM member) AS m"), "\(help)")
    }

    /// The rows decide whether somebody in several departments is among them.
    @Test(
        arguments: [
            (
                "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                    + "WHERE s.userid = @", true
            ),
            (
                "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                    + "WHERE m.userid = @", true
            ),
            (
                "SELECT s.userid AS u, count(*) FROM screen_capture s JOIN member m USING (userid) "
                    + "WHERE u = @ GROUP BY ALL", true
            ),
            (
                "SELECT count(*) FROM (SELECT userid FROM screen_capture WHERE userid = @) s "
                    + "LEFT JOIN member m ON m.userid = s.userid", true
            ),
            (
                "WITH s AS (SELECT userid FROM screen_capture WHERE userid = @) "
                    + "SELECT count(*) FROM s JOIN member m ON m.userid = s.userid", true
            ),
            ("SELECT count(*) FROM (VALUES (@)) v(u) JOIN member m ON m.userid = v.u", true),
            (
                "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                    + "WHERE s.userid = @ AND m.department_id <> $", false
            ),
            (
                "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                    + "WHERE s.userid = @ AND m.department_id > 0", true
            ),
        ])
    func rowsDecide(_ text: String, _ isRepeated: Bool) async throws {
        let departments = try await people()
        let both = try #require(departments.first { $0.departments.count == 2 })
        let one = try #require(departments.first { $0.departments.count == 1 })
        for (person, isNoted) in [(both, isRepeated), (one, false)] {
            let query = text.replacing("@", with: "'\(person.userid)'")
                .replacing("$", with: person.departments[0])
            let range = query.contains("screen_capture") ? "" : " "
            let notes = try await outcome(query, range: range).notes
            #expect(notes.map(\.message) == (isNoted ? [Self.message] : []), "\(query)")
        }
    }

    /// The departments of each person who has captures.
    private func people() async throws -> [(userid: String, departments: [String])] {
        let rows = try await outcome(
            "SELECT userid, department_id FROM member WHERE userid IN "
                + "(SELECT userid FROM screen_capture DURING 2026-08-10) ORDER BY 1, 2", range: " "
        ).rows
        let people = Dictionary(grouping: rows) { $0[0] ?? "" }
        return people.sorted { $0.key < $1.key }.map { ($0.key, $0.value.compactMap { $0[1] }) }
    }

    /// Before the rows are fetched, nobody knows.
    @Test func plansNameIt() async throws {
        let text = "SELECT count(*) FROM screen_capture s JOIN member m USING (userid)"
        #expect(try await outcome("EXPLAIN " + text).notes.map(\.message) == [Self.message])
        let one = try #require(try await people().first { $0.departments.count == 1 })
            .userid
        let own = "\(text) WHERE s.userid = '\(one)'"
        #expect(try await outcome("EXPLAIN " + own).notes.map(\.message) == [Self.message])
        #expect(try await outcome("EXPLAIN ANALYZE " + own).notes.isEmpty)
    }

    /// The words of the help repeat nothing.
    @Test func helpRepeatsNothing() async throws {
        let plain = try await outcome("SELECT count(*) FROM screen_capture")
        let repeated = try await outcome(
            "SELECT count(*) FROM screen_capture s JOIN member m USING (userid)")
        let distinct = try await outcome(
            "SELECT count(*) FROM screen_capture s JOIN (SELECT DISTINCT userid FROM member) AS m "
                + "USING (userid)")
        #expect(plain.rows == distinct.rows && distinct.notes.isEmpty)
        #expect(plain.rows != repeated.rows)
    }

    @Test(
        arguments: [
            "SELECT m.department_id, count(*) FROM screen_capture s JOIN member m USING (userid) "
                + "GROUP BY ALL",
            "SELECT s.time, m.department_id FROM screen_capture s JOIN member m USING (userid)",
            "SELECT count(*) FROM screen_capture s JOIN member m USING (userid) "
                + "WHERE m.department_id = 3",
            "SELECT count(*) FROM screen_capture s JOIN member m USING (userid, department_id)",
            "SELECT DISTINCT m.name FROM screen_capture s JOIN member m USING (userid)",
            "SELECT m.name FROM screen_capture s JOIN member m USING (userid) GROUP BY ALL",
            "SELECT count(DISTINCT s.userid), max(s.time) FROM screen_capture s "
                + "JOIN member m USING (userid)",
            "SELECT count(*) FROM screen_capture WHERE userid IN (SELECT m.userid FROM member m "
                + "JOIN (VALUES ('lisi')) v(u) ON m.userid = v.u)",
            "SELECT count(*) FROM screen_capture s "
                + "WHERE EXISTS (SELECT 1 FROM member m WHERE m.userid = s.userid)",
        ])
    func isNotNotedWhereItMakesNoDifference(_ text: String) async throws {
        #expect(try await outcome(text).notes.isEmpty, "\(text)")
    }
}
