/// Statements that must parse, with the form in which they are printed.
///
/// All functions that accept text are tested with these: the printer's round trip, the mutations,
/// the prefixes.
enum Corpus {
    struct Entry: Sendable {
        let source: String
        let printed: String

        init(_ source: String, _ printed: String? = nil) {
            self.source = source
            self.printed = printed ?? source
        }
    }

    static let statements: [Entry] = selects + times + expressions + queries + scripts

    static let selects: [Entry] = [
        Entry("SELECT 1"),
        Entry("select 1", "SELECT 1"),
        Entry("SELECT ALL 1, 2,", "SELECT 1, 2"),
        Entry("SELECT DISTINCT userid FROM checkin"),
        Entry(
            "SELECT * FROM checkin WHERE userid IN ('zhangsan','lisi') SINCE 7d",
            "SELECT * FROM checkin WHERE userid IN ('zhangsan', 'lisi') SINCE 7d"),
        Entry(
            "SELECT userid, checkin_time, FROM checkin SINCE 7d@d UNTIL today",
            "SELECT userid, checkin_time FROM checkin SINCE 7d@d UNTIL today"),
        Entry(
            "SELECT userid, count() AS n FROM checkin WHERE exception_type <> '' SINCE 1mo@mo"
                + " GROUP BY userid ORDER BY n DESC LIMIT 20",
            "SELECT userid, count(*) AS n FROM checkin WHERE exception_type <> '' SINCE 1mo@mo"
                + " GROUP BY userid ORDER BY n DESC LIMIT 20"),
        Entry(
            "SELECT c.*, c.userid u FROM wecom.checkin c",
            "SELECT c.*, c.userid AS u FROM wecom.checkin AS c"),
        Entry("SELECT wecom.checkin.userid FROM wecom.checkin"),
        Entry("SELECT a FROM t LIMIT 10 SINCE 7d", "SELECT a FROM t SINCE 7d LIMIT 10"),
        Entry(
            "SELECT a FROM t LIMIT 10 WITH TIMEZONE 'UTC' SINCE 7d",
            "SELECT a FROM t SINCE 7d LIMIT 10 WITH TIMEZONE 'UTC'"),
        Entry(
            "SELECT a FROM t LIMIT 10 SINCE 7d WITH TIMEZONE 'UTC'",
            "SELECT a FROM t SINCE 7d LIMIT 10 WITH TIMEZONE 'UTC'"),
        Entry(
            "SELECT a FROM t SINCE '2026-08-01 09:00' UNTIL '2026-08-02 18:00'"
                + " WITH TIMEZONE 'Asia/Shanghai'"),
        Entry(
            "SELECT a, b FROM t GROUP BY a, b, HAVING count(*) > 1 ORDER BY a ASC, b DESC, LIMIT 5",
            "SELECT a, b FROM t GROUP BY a, b HAVING count(*) > 1 ORDER BY a, b DESC LIMIT 5"),
        Entry("SELECT a FROM t LIMIT :n OFFSET 2 * 3"),
        Entry(
            "SELECT 姓名，打卡时间 FROM 打卡 WHERE 部门 ＝ '研发部' SINCE 3d；",
            "SELECT 姓名, 打卡时间 FROM 打卡 WHERE 部门 = '研发部' SINCE 3d"),
        Entry(
            "SELECT\u{3000}count（＊）\u{A0}AS 人数 FROM 打卡",
            "SELECT count(*) AS 人数 FROM 打卡"),
        Entry(
            "SELECT \"select\", \"a b\", \"say \"\"hi\"\"\", \"plain\" FROM \"order\"",
            "SELECT \"select\", \"a b\", \"say \"\"hi\"\"\", plain FROM \"order\""),
        Entry("SELECT date, timestamp, today, now, last, desc, first FROM t ORDER BY desc DESC"),
        Entry("SELECT 1 -- comment", "SELECT 1"),
        Entry("SELECT /* a ' \" */ 1", "SELECT 1"),
        Entry("#!/usr/bin/env workql\nSELECT 1", "SELECT 1"),
        Entry("\u{FEFF}#!/usr/bin/env workql\nSELECT 1", "SELECT 1"),
        Entry("DESCRIBE checkin"),
        Entry("DESC wecom.checkin", "DESCRIBE wecom.checkin"),
        Entry("show tables", "SHOW TABLES"),
        Entry("EXPLAIN SELECT * FROM checkin SINCE 90d"),
        Entry("SELECT 1 WHERE 2"),
    ]

    static let times: [Entry] =
        instants.flatMap { phrase, printed in
            [
                Entry("SELECT * FROM t SINCE \(phrase)", "SELECT * FROM t SINCE \(printed)"),
                Entry("SELECT * FROM t UNTIL \(phrase)", "SELECT * FROM t UNTIL \(printed)"),
            ]
        }
        + periods.flatMap { phrase, printed in
            [
                Entry("SELECT * FROM t DURING \(phrase)", "SELECT * FROM t DURING \(printed)"),
                Entry("SELECT * FROM t THROUGH \(phrase)", "SELECT * FROM t THROUGH \(printed)"),
            ]
        } + [
            Entry("SELECT * FROM t SINCE 2026-08-01 THROUGH 2026-08-31"),
            Entry("SELECT * FROM t WHERE a = 1 SINCE yesterday AT '09:00' UNTIL now GROUP BY b"),
            Entry("SELECT * FROM t SINCE monday UNTIL friday+18h"),
        ]

    static let instants: [(String, String)] = [
        ("7d", "7d"), ("1D12H", "1d12h"), ("90min", "90min"), ("500ms", "500ms"), ("2q", "2q"),
        ("1y2mo3w", "1y2mo3w"), ("7d ago", "7d"), ("7 days ago", "7d"), ("1 week", "1w"),
        ("1 day 12 hours ago", "1d12h"), ("-7d", "7d"), ("-7d@d", "7d@d"), ("7d@d", "7d@d"),
        ("7 days ago @d", "7d@d"), ("7d@d+9h", "7d@d+9h"), ("@d+9h", "@d+9h"), ("@w", "@w"),
        ("@D", "@d"), ("now@d", "@d"), ("now", "now"), ("now()", "now"), ("NOW-90min", "now-90min"),
        ("now - 90min", "now-90min"), ("now - 7 days", "now-7d"), ("now-7d@d+9h", "7d@d+9h"),
        ("now + 1h - 5min", "now+1h-5min"), ("today", "today"), ("tomorrow", "tomorrow"),
        ("yesterday AT '09:00'", "yesterday AT '09:00'"), ("monday", "monday"),
        ("friday+18h", "friday+18h"), ("7 days ago AT '09:00' + 1h", "7d AT '09:00' + 1h"),
        ("this month", "this month"), ("last month", "last month"), ("next year", "next year"),
        ("this quarter@w", "this quarter@w"), ("last weeks", "last week"),
        ("2026-08-01", "2026-08-01"), ("2026-08-01+9h", "2026-08-01 + 9h"),
        ("2026-08-01-3d", "2026-08-01 - 3d"), ("2026－08－01", "2026-08-01"),
        ("2026-08-01T09:00+08:00", "2026-08-01T09:00+08:00"),
        ("2026-08-01T09:00:30.125Z", "2026-08-01T09:00:30.125Z"),
        ("2026-08-01t09:00-0930", "2026-08-01t09:00-0930"),
        ("2026-08-01T09：00＋08：00", "2026-08-01T09:00+08:00"),
        ("2026-08-01T09:00+1000ms", "2026-08-01T09:00 + 1000ms"),
        ("'2026-08-01 09:00'", "'2026-08-01 09:00'"), (":since", ":since"),
        (":开始", ":开始"), (":since + 1d", ":since+1d"),
    ]

    static let periods: [(String, String)] = [
        ("today", "today"), ("yesterday", "yesterday"), ("TOMORROW", "tomorrow"),
        ("this week", "this week"), ("last month", "last month"), ("next quarter", "next quarter"),
        ("last 3 months", "last 3 months"), ("LAST 1 DAY", "last 1 day"),
        ("last 7d", "last 7 days"), ("2026-08-01", "2026-08-01"), ("2026-08", "2026-08"),
        ("2026-W32", "2026-W32"), ("2026-w05", "2026-W05"), ("2026-Q3", "2026-Q3"),
        ("2026-q1", "2026-Q1"), ("2026", "2026"), ("0999", "0999"), ("'2026-08'", "'2026-08'"),
        (":p", ":p"), ("monday", "monday"),
    ]

    static let expressions: [Entry] = values.map { Entry("SELECT \($0)", "SELECT \($1)") }

    static let values: [(String, String)] = [
        (
            "a OR b AND NOT c IS NULL, x BETWEEN 1 AND 2 AND y",
            "a OR b AND NOT c IS NULL, x BETWEEN 1 AND 2 AND y"
        ),
        ("(a OR b) AND (c)", "(a OR b) AND c"),
        ("NOT (a AND b), (NOT a) = b, NOT a = b", "NOT (a AND b), (NOT a) = b, NOT a = b"),
        ("a = b IS NULL, a = (b IS NULL)", "a = b IS NULL, a = (b IS NULL)"),
        ("(a = b) = c, a = (b = c)", "(a = b) = c, a = (b = c)"),
        ("a IS NULL IS NOT TRUE IS FALSE", "a IS NULL IS NOT TRUE IS FALSE"),
        (
            "a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b = c",
            "a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b = c"
        ),
        ("a || b + c * -d % e / f", "a || b + c * -d % e / f"),
        ("a - b - c, a - (b - c), (a || b) || c", "a - b - c, a - (b - c), a || b || c"),
        ("a LIKE 'x' || b, (a LIKE b) LIKE c", "a LIKE 'x' || b, (a LIKE b) LIKE c"),
        ("a NOT LIKE '50!%' ESCAPE '!'", "a NOT LIKE '50!%' ESCAPE '!'"),
        ("a NOT IN (1, 2,), a IN ()", "a NOT IN (1, 2), a IN ()"),
        ("a NOT BETWEEN 1 AND b + 1", "a NOT BETWEEN 1 AND b + 1"),
        (
            "a == b, a != b, a <= b, a >= b, a < b, a > b",
            "a = b, a <> b, a <= b, a >= b, a < b, a > b"
        ),
        ("a＜＝b，a！＝b", "a <= b, a <> b"),
        (
            "- - a, -(-1), -(1), - 1, -1, 5-3, 5 - -3, +1, +-1",
            "- -a, - -1, -(1), -1, -1, 5 - 3, 5 - -3, +1, +-1"
        ),
        (
            "-9223372036854775808, 9223372036854775807",
            "-9223372036854775808, 9223372036854775807"
        ),
        (
            "1_000_000, 007, 1.5, .5, 5., 1e3, 1E-3, 2.5e+20, 1_0.5",
            "1000000, 7, 1.5, 0.5, 5.0, 1000.0, 0.001, 2.5e+20, 10.5"
        ),
        ("2026-08, 10-5, 2026-8-1", "2026 - 8, 10 - 5, 2026 - 8 - 1"),
        ("NULL, true, FALSE, 'it''s', '', '，（'", "NULL, TRUE, FALSE, 'it''s', '', '，（'"),
        ("7d, 1D12H, now() - 7d", "7d, 1d12h, now() - 7d"),
        (
            "DATE '2026-08-01', timestamp '2026-08-01 09:00', date(x), date.x, date",
            "DATE '2026-08-01', TIMESTAMP '2026-08-01 09:00', date(x), date.x, date"
        ),
        (":ids, :起始, :from", ":ids, :起始, :from"),
        (
            "count(DISTINCT userid), count(ALL x), f(), f(1, 2,), \"cast\"(x)",
            "count(DISTINCT userid), count(x), f(), f(1, 2), \"cast\"(x)"
        ),
        (
            "CASE WHEN a THEN 1 ELSE 2 END, CASE a WHEN 1 THEN b WHEN 2 THEN c END",
            "CASE WHEN a THEN 1 ELSE 2 END, CASE a WHEN 1 THEN b WHEN 2 THEN c END"
        ),
        (
            "CAST(a AS INT), CAST(a AS varchar), CAST(a AS double), CAST(a AS bool)",
            "CAST(a AS int), CAST(a AS text), CAST(a AS real), CAST(a AS boolean)"
        ),
        ("CAST(a AS datetime), CAST(a AS json)", "CAST(a AS timestamp), CAST(a AS json)"),
        ("_x, naïve, 人数, 部門２, имя", "_x, naïve, 人数, 部門２, имя"),
    ]
}
