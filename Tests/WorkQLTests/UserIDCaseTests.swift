import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// Userids ignore the case of letters on every path of a query: on either side of a comparison and
/// of a set operation, in the last result, and as the value of a function.
@Suite struct UserIDCaseTests {
    /// Returns the rows of the last statement; `{…}` is a file.
    private func rows(_ statements: String) async throws -> [[String?]] {
        let folder = try FileFolder()
        try folder.write(Array("userid\nLISI\nghost\n".utf8), "up.csv")
        try folder.write(Array("userid,n\nLISI,1\nlisi,2\nghost,3\n".utf8), "mixed.csv")
        return try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            session.keepsAnswers = true
            var rows: [[String?]] = []
            let text = statements.replacing("{", with: "'\(folder.path)/")
                .replacing("}", with: "'")
            for statement in try Harness.statements(text) {
                rows = try await session.run(statement, into: CollectingWriter()).writer.rows
            }
            #expect(harness.server.violations.isEmpty)
            return rows
        }
    }

    private static let present =
        "SELECT userid FROM checkin WHERE userid IN (SELECT userid FROM {up.csv}) SINCE 7d"

    @Test(arguments: [
        ("SELECT userid FROM {up.csv} EXCEPT \(present)", ["ghost"]),
        ("SELECT userid FROM {up.csv} INTERSECT \(present)", ["LISI"]),
        ("\(present) INTERSECT SELECT userid FROM {up.csv}", ["lisi"]),
        ("(\(present)) EXCEPT SELECT userid FROM {up.csv}", []),
        ("SELECT userid FROM {up.csv} WHERE userid = 'LISI' UNION \(present)", ["lisi"]),
        ("VALUES ('LISI'), ('ghost') EXCEPT \(present)", ["ghost"]),
        ("SELECT 'LISI' EXCEPT \(present)", []),
        ("SELECT userid FROM {up.csv} EXCEPT ALL (SELECT DISTINCT * FROM (\(present)))", ["ghost"]),
        (
            "SELECT userid FROM {up.csv} EXCEPT SELECT 'nobody' EXCEPT \(present)", ["ghost"]
        ),
        (
            "SELECT userid FROM (SELECT userid FROM {up.csv} UNION ALL "
                + "SELECT max(userid) FROM (\(present))) WHERE userid = 'LiSi'",
            ["LISI", "lisi"]
        ),
    ])
    func eitherSideOfASetOperation(_ text: String, _ expected: [String]) async throws {
        let found = try await rows(text).compactMap { $0[0] }
        #expect(found.sorted() == expected.sorted(), "\(text)")
    }

    @Test(arguments: [
        "SELECT count(*) FROM _ WHERE userid = 'LISI'",
        "SELECT count(*) FROM _ WHERE userid IN ('LISI', 'x')",
        "SELECT count(*) FROM _ WHERE 'LISI' = userid",
        "SELECT count(*) FROM _ JOIN {up.csv} u USING (userid)",
        "SELECT count(*) FROM {up.csv} u JOIN _ USING (userid)",
        "SELECT count(*) FROM {up.csv} u JOIN _ l ON u.userid = l.userid",
        "SELECT count(*) FROM {up.csv} WHERE userid IN (SELECT userid FROM _)",
        "SELECT count(*) FROM _ WHERE userid IN (SELECT userid FROM {up.csv})",
        "SELECT count(*) FROM (SELECT userid FROM {up.csv} INTERSECT SELECT userid FROM _)",
        "FROM _; SELECT count(*) FROM _ WHERE userid = 'LISI'",
    ])
    func theLastResult(_ text: String) async throws {
        let first = "SELECT DISTINCT userid FROM checkin WHERE userid = 'lisi' SINCE 7d"
        #expect(try await rows("\(first); \(text)") == [["1"]], "\(text)")
    }

    private static let values = [
        "max(userid)", "min(userid)", "coalesce(max(userid), '')", "first(userid)", "last(userid)",
        "CASE WHEN count(*) > 0 THEN max(userid) ELSE 'x' END", "ifnull(max(userid), 'none')",
        "nullif(max(userid), 'ghost')", "iif(count(*) > 0, min(userid), 'x')", "any_value(userid)",
        "max(coalesce(userid, ''))", "greatest(max(userid), min(userid))", "mode(userid)",
        "nvl2(max(userid), min(userid), 'x')", "max(max(userid), min(userid))",
    ]

    @Test(arguments: values)
    func valuesOfFunctions(_ value: String) async throws {
        let ids = "SELECT \(value) AS userid FROM checkin WHERE userid = 'lisi' SINCE 7d"
        for text in [
            "SELECT count(*) FROM {up.csv} u JOIN (\(ids)) m USING (userid)",
            "SELECT count(*) FROM (\(ids)) m JOIN {up.csv} u USING (userid)",
            "SELECT count(*) FROM {up.csv} u JOIN (\(ids)) m ON u.userid = m.userid",
            "SELECT count(*) FROM (\(ids)) m WHERE userid = 'LISI'",
            "SELECT count(*) FROM {up.csv} WHERE userid IN (\(ids))",
            "SELECT count(*) FROM {up.csv} WHERE userid = (\(ids))",
            "SELECT count(*) FROM (SELECT userid FROM {up.csv} INTERSECT \(ids))",
            "WITH m AS (\(ids)) SELECT count(*) FROM {up.csv} u JOIN m ON m.userid = u.userid",
            "SELECT count(*) FROM (\(ids.replacing(" SINCE", with: " HAVING \(value) = 'LISI' SINCE")))",
        ] {
            #expect(try await rows(text) == [["1"]], "\(text)")
        }
    }

    @Test func groupsAndListsOfValues() async throws {
        let both = "{mixed.csv} f LEFT JOIN checkin c ON c.userid = f.userid"
        let end = "WHERE c.userid = 'lisi' SINCE 7d"
        let value = "coalesce(c.userid, f.userid)"
        for (text, expected) in [
            ("SELECT count(DISTINCT \(value)) FROM \(both) \(end)", "1"),
            ("SELECT count(*) FROM (SELECT DISTINCT \(value) FROM \(both) \(end))", "1"),
            ("SELECT count(*) FROM (SELECT \(value) FROM \(both) \(end) GROUP BY 1)", "1"),
            ("SELECT count(DISTINCT f.n) FROM \(both) AND f.userid IN (c.userid, '') \(end)", "2"),
            (
                "SELECT count(DISTINCT f.n) FROM \(both) AND f.userid BETWEEN c.userid AND c.userid "
                    + end, "2"
            ),
            (
                "SELECT count(DISTINCT CASE f.userid WHEN c.userid THEN f.n END) FROM \(both) \(end)",
                "2"
            ),
            ("SELECT count(DISTINCT f.n) FROM \(both) AND f.userid <= c.userid \(end)", "2"),
            (
                "SELECT count(DISTINCT f.n) FROM \(both) AND f.userid IS NOT DISTINCT FROM c.userid "
                    + end, "2"
            ),
        ] {
            #expect(try await rows(text) == [[expected]], "\(text)")
        }
    }

    /// Beside an id, a query of several rows is no value, and neither is a number with a fraction.
    @Test(arguments: [
        ("userid = (SELECT userid FROM {mixed.csv})", DiagnosticCode.severalRows, "LIMIT 1"),
        ("(SELECT userid FROM {up.csv}) = userid", .severalRows, "LIMIT 1"),
        ("userid = (SELECT max(userid) FROM {up.csv} GROUP BY userid)", .severalRows, "LIMIT 1"),
        ("userid = 1.5", .typeMismatch, "write a text: '1.5'"),
        ("userid = 492889003.0", .typeMismatch, "write a text: '492889003'"),
        ("userid IN ('lisi', 2.5)", .typeMismatch, "write a text: '2.5'"),
        ("7.0 = userid", .typeMismatch, "write a text: '7'"),
        ("userid BETWEEN 1.5 AND 'z'", .typeMismatch, "write a text: '1.5'"),
    ])
    func whatIsNoIDIsRefused(
        _ condition: String, _ code: DiagnosticCode, _ help: String
    ) async throws {
        for table in ["checkin", "screen_capture"] {
            let error = try await #require(throws: UserError.self) {
                _ = try await rows("SELECT count(*) FROM \(table) WHERE \(condition) SINCE 7d")
            }
            #expect(error.code == code, "\(condition): \(error)")
            #expect(error.help?.contains(help) == true, "\(condition): \(error.help ?? "")")
        }
    }

    /// What is no id keeps its case.
    @Test(arguments: [
        "SELECT count(*) FROM {mixed.csv} WHERE userid = 'lisi'",
        "SELECT count(DISTINCT userid) - 2 FROM {mixed.csv}",
        "SELECT count(*) FROM {mixed.csv} WHERE coalesce(userid, '') = 'LISI'",
        "SELECT count(*) FROM (SELECT max(upper(userid)) AS u FROM checkin WHERE userid = 'lisi' "
            + "SINCE 7d) WHERE u = 'LISI'",
    ])
    func othersKeepTheirCase(_ text: String) async throws {
        #expect(try await rows(text) == [["1"]], "\(text)")
    }
}
