import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Days that COMPARE does not move, and negated lists, are reported.
@Suite struct UnmovedDayTests {
    private func notes(_ statement: String) async throws -> [String] {
        let folder = try FileFolder()
        try folder.write(Array("day,name\n2026-08-03,a\n2026-07-27,b\n".utf8), "days.csv")
        try folder.write(Array("u\nlisi\n\"\"\nwangwu\n".utf8), "users.csv")
        return try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let text = statement.replacing("{", with: "'\(folder.path)/").replacing("}", with: "'")
            return try await session.run(try Harness.statement(text), into: CollectingWriter())
                .notes.map(\.message)
        }
    }

    private static let compared = " SINCE 2026-08-03 THROUGH 2026-08-09"

    @Test(
        arguments: [
            (
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                    + "AND date(checkin_time) IN (SELECT day FROM {days.csv})@ COMPARE WITH 1w",
                "the query"
            ),
            (
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                    + "AND date(checkin_time) NOT IN (SELECT day FROM {days.csv})@ COMPARE WITH 1w",
                "the query"
            ),
            (
                "SELECT count(*) FROM checkin c JOIN {days.csv} d ON date(c.checkin_time) = d.day "
                    + "WHERE userid = 'lisi'@ COMPARE WITH 1w", "d.day"
            ),
            (
                "SELECT count(*) FROM checkin c, {days.csv} d "
                    + "WHERE d.day = date(c.checkin_time) AND userid = 'lisi'@ COMPARE WITH 1w",
                "d.day"
            ),
        ])
    func daysOfFiles(_ text: String, _ name: String) async throws {
        let found = try await notes(text.replacing("@", with: Self.compared))
        #expect(
            found == ["the days of \(name) are those of a file, which COMPARE does not move"])
    }

    @Test(
        arguments: [
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                + "AND date(checkin_time) IN (SELECT day FROM {days.csv})@",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                + "AND date(checkin_time) IN ('2026-08-03')@ COMPARE WITH 1w",
            "SELECT count(*) FROM checkin WHERE userid IN (SELECT u FROM {users.csv})@ "
                + "COMPARE WITH 1w",
            "SELECT count(*) FROM checkin c JOIN {days.csv} d ON c.userid = d.name "
                + "WHERE userid = 'lisi'@ COMPARE WITH 1w",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi'@ TIMESERIES 1d COMPARE WITH 1w",
        ])
    func otherConditions(_ text: String) async throws {
        #expect(try await notes(text.replacing("@", with: Self.compared)).isEmpty)
    }

    @Test func groupsOfDays() async throws {
        let found = try await notes(
            "SELECT date(checkin_time) AS day, count(*) FROM checkin WHERE userid = 'lisi'"
                + "\(Self.compared) GROUP BY ALL COMPARE WITH 1w")
        #expect(
            found == [
                "the two ranges have no day in common, so that no group has a value in both"
            ])
    }

    /// `NOT x IN (…)` is `x NOT IN (…)`.
    @Test(arguments: [
        "userid NOT IN ", "NOT userid IN ", "NOT (userid IN ", "NOT NOT NOT userid IN ",
    ])
    func negatedLists(_ negated: String) async throws {
        let end = negated.contains("(") ? ")" : ""
        let never = "NOT IN is never true when one of the values is NULL"
        for (list, expected) in [
            ("('a', NULL)", never), ("(SELECT NULL)", never + ", and the query has one"),
            (
                "(SELECT u FROM {users.csv} UNION ALL SELECT NULL)",
                never + ", and the query has one"
            ),
        ] {
            let found = try await notes(
                "SELECT count(*) FROM screen_capture WHERE \(negated)\(list)\(end) SINCE 1d")
            #expect(found == [expected], "\(negated)\(list)")
        }
    }
}
