import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// A comparison that finds nothing, or less than intended, is reported; a correct one is not.
@Suite struct ComparisonNoteTests {
    private static let files = [
        "zeros.csv": "工号,name\n0012,a\n0034,b\n", "numbers.csv": "工号,n\n12,1\n34,2\n",
        "letters.csv": "工号,n\n0012,1\nA34,2\n",
        "gaps.csv": "n,u\n,\n1,wangwu\n",
        "names.csv": "姓名,部门\n张三,财务部\n李四,销售部\n", "ids.csv": "账号,n\nlisi,1\nzhangsan,2\n",
        "days.csv": "day,n\n2026-08-03,1\n2026-08-04,2\n",
    ]

    private func notes(_ statement: String) async throws -> [String] {
        let folder = try FileFolder()
        for (name, text) in Self.files { try folder.write(Array(text.utf8), name) }
        return try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let text = statement.replacing("{", with: "'\(folder.path)/").replacing("}", with: "'")
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return outcome.notes.map(\.message)
        }
    }

    private static let zeros = " has numbers with leading zeros, and 12 is compared as '12'"
    private static let others =
        "a.工号 has numbers with leading zeros, but b.工号 does not: '0012' is not 12"

    @Test(
        arguments: [
            ("SELECT name FROM {zeros.csv} AS z WHERE 工号 = 12", "z.工号" + zeros),
            ("SELECT name FROM {zeros.csv} AS z WHERE 12 = 工号", "z.工号" + zeros),
            ("SELECT name FROM {zeros.csv} AS z WHERE 工号 IN (12, 34)", "z.工号" + zeros),
            ("SELECT name FROM {zeros.csv} AS z WHERE 工号 <> 12", "z.工号" + zeros),
            ("SELECT CASE 工号 WHEN 12 THEN 1 END FROM {zeros.csv} AS z", "z.工号" + zeros),
            ("SELECT name FROM (SELECT * FROM {zeros.csv}) AS z WHERE 工号 = 12", "z.工号" + zeros),
            (
                "WITH z AS (SELECT 工号 AS k FROM {zeros.csv}) SELECT k FROM z WHERE k = 12",
                "z.k" + zeros
            ),
            ("SELECT name FROM {zeros.csv} AS z(k, name) WHERE k = 12", "z.k" + zeros),
            ("SELECT n FROM {zeros.csv} AS a JOIN {numbers.csv} AS b USING (工号)", others),
            ("SELECT n FROM {zeros.csv} AS a JOIN {numbers.csv} AS b ON a.工号 = b.工号", others),
            ("SELECT n FROM {zeros.csv} AS a, {numbers.csv} AS b WHERE b.工号 = a.工号", others),
            (
                "SELECT name FROM {zeros.csv} AS a WHERE 工号 IN (SELECT 工号 FROM {numbers.csv})",
                "a.工号 has numbers with leading zeros, but the query's column does not: '0012' is "
                    + "not 12"
            ),
            (
                "SELECT n FROM {numbers.csv} AS b WHERE 工号 IN (SELECT 工号 FROM {zeros.csv})",
                "the query's column has numbers with leading zeros, but b.工号 does not: '0012' is "
                    + "not 12"
            ),
        ] as [(String, String)])
    func leadingZeros(_ statement: String, _ expected: String) async throws {
        #expect(try await notes(statement) == [expected])
    }

    private static let named = " contains names, such as '张三', but "

    /// A roster by names, where the other side has ids: nothing is equal.
    @Test(
        arguments: [
            (
                "SELECT DISTINCT 1 FROM member m JOIN {names.csv} AS r ON m.userid = r.姓名",
                "r.姓名" + named + "m.userid contains userids: none are equal"
            ),
            (
                "SELECT DISTINCT 1 FROM {names.csv} AS r LEFT JOIN member m ON r.姓名 = m.userid",
                "r.姓名" + named + "m.userid contains userids: none are equal"
            ),
            (
                "SELECT DISTINCT 1 FROM member m, (SELECT 姓名 AS who FROM {names.csv}) AS r "
                    + "WHERE userid = who",
                "r.who" + named + "m.userid contains userids: none are equal"
            ),
            (
                "SELECT 1 FROM (SELECT userid FROM member) JOIN "
                    + "(SELECT 姓名 AS userid FROM {names.csv}) AS r USING (userid)",
                "r.userid" + named + "userid contains userids: none are equal"
            ),
            (
                "SELECT 1 FROM (SELECT userid AS u FROM member) AS m "
                    + "WHERE u IN (SELECT 姓名 FROM {names.csv})",
                "姓名 of the query" + named + "m.u contains userids: none are equal"
            ),
            (
                "SELECT 1 FROM {names.csv} AS r WHERE 姓名 NOT IN (SELECT userid FROM member)",
                "r.姓名" + named + "userid of the query contains userids: none are equal"
            ),
            (
                "SELECT 1 FROM member m JOIN {names.csv} AS r ON m.department_id = r.部门",
                "r.部门 contains names, such as '财务部', but m.department_id contains ids of "
                    + "departments: none are equal"
            ),
            (
                "SELECT 1 FROM screen_capture s JOIN member m ON s.userid = m.name SINCE 1d",
                "m.name contains names, but s.userid contains userids: none are equal"
            ),
            (
                "SELECT 1 FROM department d JOIN member m ON d.name = m.department_id",
                "d.name contains names, but m.department_id contains ids of departments: none are "
                    + "equal"
            ),
        ] as [(String, String)])
    func namesBesideIDs(_ statement: String, _ expected: String) async throws {
        #expect(try await notes(statement) == [expected])
    }

    /// Ids beside names, which only the lists of people tell; a first statement has them come.
    @Test func idsBesideNames() async throws {
        let folder = try FileFolder()
        for (name, text) in Self.files { try folder.write(Array(text.utf8), name) }
        let expected = "m.name contains names, but r.账号 contains userids: none are equal"
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            for (file, notes) in [("ids.csv", [expected]), ("letters.csv", [])] {
                for statement in [
                    "SELECT count(*) FROM member",
                    "SELECT 1 FROM member m JOIN '\(folder.path)/\(file)' AS r ON m.name = r.账号",
                ] {
                    let text = statement.replacing("r.账号", with: notes.isEmpty ? "r.工号" : "r.账号")
                    let outcome = try await session.run(
                        try Harness.statement(text), into: CollectingWriter())
                    #expect(outcome.notes.map(\.message) == (text.contains("JOIN") ? notes : []))
                }
            }
        }
    }

    /// Names beside names, ids beside ids, and what may be either.
    @Test(
        arguments: [
            "SELECT 1 FROM member m JOIN {names.csv} AS r ON m.name = r.姓名",
            "SELECT DISTINCT 1 FROM member m JOIN {ids.csv} AS r ON m.userid = r.账号",
            "SELECT 1 FROM {names.csv} AS a JOIN {ids.csv} AS b ON a.姓名 = b.账号",
            "SELECT 1 FROM department d JOIN {names.csv} AS r ON d.name = r.部门",
            "SELECT 1 FROM member m JOIN {names.csv} AS r ON m.userid > r.姓名",
        ])
    func namesBesideNames(_ statement: String) async throws {
        #expect(try await notes(statement) == [])
    }

    private static let null =
        "NOT IN is never true when one of the values is NULL, and the query has one"

    @Test(
        arguments: [
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT n FROM {gaps.csv})",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT g.n FROM (SELECT * FROM {gaps.csv}) AS g)",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT n FROM {gaps.csv} UNION SELECT 5)",
            "WITH g AS (SELECT n FROM {gaps.csv}) SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT n FROM g)",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (VALUES (1), (NULL))",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT NULL)",
            "SELECT count(*) FROM checkin WHERE userid IN ('lisi') AND userid NOT IN (SELECT u FROM {gaps.csv}) SINCE 7d",
        ] as [String])
    func nullAmongTheValues(_ statement: String) async throws {
        #expect(try await notes(statement) == [Self.null])
    }

    private static let midnight =
        "a date compared with c.checkin_time, a timestamp, means its midnight"
    private static let first = "'2026-08-03' means its first instant here"

    @Test(
        arguments: [
            ("checkin_time = DATE '2026-08-03'", first), ("checkin_time = '2026-08-03'", first),
            ("checkin_time IN ('2026-08-03', '2026-08-04')", first),
            ("checkin_time IN (DATE '2026-08-03')", first),
            (
                "checkin_time BETWEEN '2026-08-03' AND '2026-08-04'",
                "'2026-08-04' means its first instant here; the rest of it is excluded"
            ),
            (
                "checkin_time BETWEEN DATE '2026-08-03' AND DATE '2026-08-04'",
                "'2026-08-04' means its first instant here; the rest of it is excluded"
            ),
            ("checkin_time IN (SELECT day FROM {days.csv})", midnight),
            ("checkin_time = (SELECT max(day) FROM {days.csv})", midnight),
            ("EXISTS (SELECT 1 FROM {days.csv} AS d WHERE d.day = c.checkin_time)", midnight),
            ("weekday(checkin_time) = 0", "weekday() is never 0"),
            ("hour(checkin_time) = 24", "hour() is never 24"),
            ("13 = month(checkin_time)", "month() is never 13"),
            ("date_part('month', checkin_time) IN (0, 8)", "month() is never 0"),
            ("extract(hour FROM checkin_time) = '24'", "hour() is never 24"),
            ("quarter(checkin_time) = 5", "quarter() is never 5"),
            ("dayname(checkin_time) = 'monday'", "dayname() is never 'monday'"),
            ("monthname(checkin_time) IN ('8月')", "monthname() is never '8月'"),
            (
                "strftime('%H:%M', checkin_time) > '9:00'",
                "strftime() with this pattern never gives '9:00'"
            ),
            (
                "strftime('%Y-%m-%d', checkin_time) = '2026/8/5'",
                "strftime() with this pattern never gives '2026/8/5'"
            ),
            ("strftime('%m', checkin_time) = 8", "strftime() with this pattern never gives '8'"),
            (
                "strftime('%m', checkin_time) IN ('07', '8')",
                "strftime() with this pattern never gives '8'"
            ),
            (
                "to_char(checkin_time, 'YYYY-MM') = '2026-8'",
                "to_char() with this pattern never gives '2026-8'"
            ),
            (
                "date_format(checkin_time, '%Y年%m月') <> '2026年8月'",
                "date_format() with this pattern never gives '2026年8月'"
            ),
            (
                "strftime('%A', checkin_time) = 'monday'",
                "strftime() with this pattern never gives 'monday'"
            ),
            (
                "time(checkin_time) BETWEEN '22:00' AND '6:00'",
                "BETWEEN '22:00' AND '6:00' is never true: the smaller value comes first"
            ),
            (
                "hour(checkin_time) BETWEEN 22 AND 6",
                "BETWEEN 22 AND 6 is never true: the smaller value comes first"
            ),
            (
                "date(checkin_time) BETWEEN '2026-08-05' AND '2026/8/3'",
                "BETWEEN '2026-08-05' AND '2026/8/3' is never true: the smaller value comes first"
            ),
        ] as [(String, String)])
    func timesThatMeetNothing(_ condition: String, _ expected: String) async throws {
        let statement =
            "SELECT count(*) FROM checkin AS c WHERE userid = 'lisi' AND \(condition) SINCE 2026-08-01"
        #expect(try await notes(statement) == [expected])
    }

    @Test(
        arguments: [
            "SELECT name FROM {zeros.csv} WHERE 工号 = '0012'",
            "SELECT 1 FROM {days.csv} WHERE strftime('%Y-%m', day) >= '2026' AND strftime('%e', day) = ' 3'",
            "SELECT 1 FROM {days.csv} WHERE strftime('%Y-%-m', day) = '2026-8' OR to_char(day, 'Mon') = 'Aug'",
            "SELECT 1 FROM {days.csv} WHERE date_format(day, '%Y%m') = 202608",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT n FROM {numbers.csv})",
            "SELECT 1 FROM {numbers.csv} WHERE n NOT IN (SELECT n FROM {gaps.csv} WHERE n IS NOT NULL)",
            "SELECT 1 FROM {numbers.csv} WHERE n IN (SELECT n FROM {gaps.csv})",
            "SELECT n FROM {numbers.csv} WHERE 工号 = 12",
            // Not all of them consist of digits.
            "SELECT n FROM {letters.csv} WHERE 工号 = 12",
            "SELECT n FROM {zeros.csv} AS a JOIN {letters.csv} AS b USING (工号)",
            "SELECT n FROM {zeros.csv} AS a JOIN {numbers.csv} AS b ON CAST(a.工号 AS integer) = b.工号",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND date(checkin_time) = '2026-08-03' SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND date(checkin_time) IN (SELECT day FROM {days.csv}) SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND checkin_time >= '2026-08-03' SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND checkin_time < DATE '2026-08-13' SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND date_trunc('day', checkin_time) = '2026-08-13' SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND date_trunc('day', checkin_time) IN (SELECT day FROM {days.csv}) SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND weekday(checkin_time) IN (1, 7) SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND hour(checkin_time) < 24 SINCE 7d",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND time(checkin_time) BETWEEN '9:00' AND '18:00' SINCE 7d",
        ] as [String])
    func whatIsRightIsNotSaid(_ statement: String) async throws {
        #expect(try await notes(statement) == [])
    }
}
