import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// `member` has a row for each department of a person, which a join by the person repeats.
@Suite struct RepeatedPeopleTests {
    private func outcome(
        _ text: String
    ) async throws -> (rows: [[String?]], notes: [(message: String, help: String?)]) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(text + " DURING 2026-08-10"), into: CollectingWriter())
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
