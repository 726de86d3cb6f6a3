// Queries over several tables, and scripts, with the form in which they are printed.

extension Corpus {
    static let queries: [Entry] = [
        Entry(
            "FROM t",
            "SELECT * FROM t"),
        Entry(
            "FROM t SELECT a",
            "SELECT a FROM t"),
        Entry(
            "SELECT * FROM (t AS a SINCE 7d) FORMAT csv",
            "SELECT * FROM (t AS a SINCE 7d) FORMAT csv"),
        Entry(
            "SELECT * FROM (t JOIN u USING (x)) FORMAT 'csv'",
            "SELECT * FROM t JOIN u USING (x) FORMAT csv"),
        Entry(
            "FROM checkin SINCE 7d",
            "SELECT * FROM checkin SINCE 7d"),
        Entry(
            "FROM checkin SINCE 7d SELECT userid WHERE x = 1",
            "SELECT userid FROM checkin WHERE x = 1 SINCE 7d"),
        Entry(
            "SELECT * FROM checkin SINCE 7d WHERE a = 1 ORDER BY b",
            "SELECT * FROM checkin WHERE a = 1 SINCE 7d ORDER BY b"),
        Entry(
            "SELECT * FROM a JOIN b ON a.x = b.x LEFT OUTER JOIN c USING (x, y,) SINCE 7d",
            "SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) SINCE 7d"),
        Entry(
            "FROM checkin SINCE 7d JOIN journal j SINCE 30d ON j.u = checkin.u",
            "SELECT * FROM checkin SINCE 7d JOIN journal AS j SINCE 30d ON j.u = checkin.u"),
        Entry(
            "FROM a SINCE 1d, b SINCE 2d, c SINCE 3d",
            "SELECT * FROM a SINCE 1d, b SINCE 2d, c SINCE 3d"),
        Entry(
            "FROM a SINCE 1d,",
            "SELECT * FROM (a SINCE 1d)"),
        Entry(
            "FROM (a SINCE 1d) SINCE 3d",
            "SELECT * FROM (a SINCE 1d) SINCE 3d"),
        Entry(
            "FROM a CROSS JOIN (b SINCE 2d)",
            "SELECT * FROM (a CROSS JOIN b SINCE 2d)"),
        Entry(
            "FROM a JOIN (b JOIN c ON 1) ON 2",
            "SELECT * FROM a JOIN (b JOIN c ON 1) ON 2"),
        Entry(
            "SELECT * FROM (SELECT 1 AS x) WHERE x IN (SELECT y FROM z) AND EXISTS (FROM "
                + "t) AND NOT EXISTS (SELECT 1)",
            "SELECT * FROM (SELECT 1 AS x) WHERE x IN (SELECT y FROM z) AND EXISTS "
                + "(SELECT * FROM t) AND NOT EXISTS (SELECT 1)"),
        Entry(
            "SELECT (SELECT max(a) FROM t) + 1, ((SELECT 1)), ((SELECT 1) + 1), ((SELECT "
                + "1) UNION SELECT 2)",
            "SELECT (SELECT max(a) FROM t) + 1, (SELECT 1), (SELECT 1) + 1, (SELECT 1 "
                + "UNION SELECT 2)"),
        Entry(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + "10), m AS (FROM n), SELECT * FROM m",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + "10), m AS (SELECT * FROM n) SELECT * FROM m"),
        Entry(
            "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL SELECT 4 ORDER BY 1 "
                + "NULLS LAST LIMIT 3"),
        Entry(
            "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3"),
        Entry(
            "SELECT 1 UNION (SELECT 2 EXCEPT SELECT 3 LIMIT 2)"),
        Entry(
            "SELECT a FROM t SINCE 1d UNION SELECT b FROM u SINCE 2d"),
        Entry(
            "SELECT a FROM t UNION SELECT b FROM u SINCE 2d ORDER BY 1"),
        Entry(
            "SELECT a FROM t UNION SELECT b FROM u ORDER BY 1 SINCE 2d WITH TIMEZONE 'UTC'",
            "SELECT a FROM t UNION SELECT b FROM u SINCE 2d ORDER BY 1 WITH TIMEZONE 'UTC'"),
        Entry(
            "SELECT a FROM t UNION (SELECT b FROM u SINCE 2d)"),
        Entry(
            "SELECT a FROM t UNION SELECT b FROM u SINCE 2d GROUP BY b SINCE 3d"),
        Entry(
            "(SELECT a FROM t SINCE 1d) SINCE 3d"),
        Entry(
            "VALUES (1, 'a'), (2, 'b'),",
            "VALUES (1, 'a'), (2, 'b')"),
        Entry(
            "SELECT * FROM (VALUES (1, 2)) AS v(a, b)"),
        Entry(
            "SELECT sum(x) FILTER (WHERE y > 1) OVER (PARTITION BY a, b ORDER BY c DESC "
                + "NULLS FIRST ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) FROM t"),
        Entry(
            "SELECT f() OVER (), g(x) OVER (ORDER BY a RANGE 7d PRECEDING), h() OVER "
                + "(GROUPS CURRENT ROW)"),
        Entry(
            "SELECT a, count(*) FROM t GROUP BY ALL ORDER BY ALL DESC"),
        Entry(
            "SELECT * EXCLUDE (a, b), t.* EXCLUDE c REPLACE (lower(d) AS d) FROM t",
            "SELECT * EXCLUDE (a, b), t.* EXCLUDE (c) REPLACE (lower(d) AS d) FROM t"),
        Entry(
            "SELECT a::int, -a::text, raw->'a'->>'b' = 'c', raw->>:k || 'x', a -> -b FROM t",
            "SELECT CAST(a AS int), -CAST(a AS text), raw -> 'a' ->> 'b' = 'c', raw "
                + "->> :k || 'x', a -> (-b) FROM t"),
        Entry(
            "SELECT a ILIKE 'x%' ESCAPE '!', a NOT REGEXP '^b', ilike, a ilike FROM t regexp",
            "SELECT a ILIKE 'x%' ESCAPE '!', a NOT REGEXP '^b', ilike, a AS ilike FROM t "
                + "AS regexp"),
        Entry(
            "SELECT * FROM t WHERE a IN :ids AND b NOT IN :more"),
        Entry(
            "SELECT count(*) FROM checkin TIMESERIES 1d ON checkin_time FILL 0 SINCE 30d@d",
            "SELECT count(*) FROM checkin SINCE 30d@d TIMESERIES 1d ON checkin_time FILL 0"),
        Entry(
            "SELECT count(*) FROM checkin SINCE 30d TIMESERIES 1 day FILL PREVIOUS GROUP "
                + "BY a HAVING b COMPARE WITH 1 week ago ORDER BY 1",
            "SELECT count(*) FROM checkin SINCE 30d TIMESERIES 1d FILL PREVIOUS GROUP BY "
                + "a HAVING b COMPARE WITH 1w ORDER BY 1"),
        Entry(
            "SELECT count(*) FROM t TIMESERIES 1d FILL NULL COMPARE WITH PREVIOUS PERIOD"),
        Entry(
            "SELECT count(*) FROM t TIMESERIES 1d FILL (previous)"),
        Entry(
            "FROM 'roster.csv' r JOIN 'b.json' AS b(x, y) USING (id)",
            "SELECT * FROM 'roster.csv' AS r JOIN 'b.json' AS b(x, y) USING (id)"),
        Entry(
            "SELECT a FROM t LIMIT ALL OFFSET 5"),
        Entry(
            "SELECT a IS NULL = b, a IN (1)::int IN (2), (values(1) + 1), a IN (VALUES "
                + "(1), (2))",
            "SELECT (a IS NULL) = b, CAST(a IN (1) AS int) IN (2), \"values\"(1) + 1, "
                + "a IN (VALUES (1), (2))"),
        Entry(
            "SELECT a FROM t, u, WHERE 1",
            "SELECT a FROM t, u WHERE 1"),
    ]

    static let scripts: [Entry] = [
        Entry(
            "PARAM since DURATION = 7d, users LIST = ('a', 'b'), ids TEXT[], t TIMESTAMP "
                + "= yesterday AT '09:00', n INT = -1, r REAL = 2, b BOOL = true, x TEXT = "
                + "NULL,",
            "PARAM since DURATION = 7d, users LIST = ('a', 'b'), ids LIST, t TIMESTAMP = "
                + "yesterday AT '09:00', n INT = -1, r REAL = 2, b BOOL = TRUE, x TEXT = NULL"),
        Entry(
            "LET late = (SELECT * FROM t)"),
        Entry(
            "LET ids = ('a', 'b',)",
            "LET ids = ('a', 'b')"),
        Entry(
            "LET x = (1) + 2",
            "LET x = 1 + 2"),
        Entry(
            "LET x = 1 + 2"),
        Entry(
            "LET x = (SELECT 1) + 1"),
        Entry(
            "SET timezone = 'Asia/Shanghai'"),
        Entry(
            "SET store TO off",
            "SET store = 'off'"),
        Entry(
            "RESET timezone"),
        Entry(
            "SHOW SETTINGS"),
        Entry(
            "SHOW COLUMNS FROM a.b",
            "DESCRIBE a.b"),
        Entry(
            "COPY (FROM t SINCE 7d) TO 'a.csv'",
            "COPY (SELECT * FROM t SINCE 7d) TO 'a.csv'"),
        Entry(
            "SHOW STORE"),
        Entry(
            "forget wecom.checkin where userid in ('a', 'b') until 90d",
            "FORGET wecom.checkin WHERE userid IN ('a', 'b') UNTIL 90d"),
        Entry(
            "FORGET checkin"),
        Entry(
            "refresh FROM t SINCE 7d",
            "REFRESH SELECT * FROM t SINCE 7d"),
        Entry(
            "EXPLAIN CALLS FROM t SINCE 90d",
            "EXPLAIN CALLS SELECT * FROM t SINCE 90d"),
        Entry(
            "DESCRIBE t"),
    ]

    /// Statements that the first sketch of the grammar had to accept, several statements in one of
    /// them.
    static let sketched = [
        "SELECT * FROM checkin WHERE userid IN ('zhangsan','lisi') SINCE 7d",
        "FROM checkin SINCE 7d",
        "FROM checkin SELECT userid, checkin_time, SINCE 7d@d UNTIL today",
        "SELECT userid, count() AS n FROM checkin WHERE exception_type <> '' SINCE "
            + "1mo@mo GROUP BY ALL ORDER BY n DESC LIMIT 20",
        "SELECT * EXCLUDE (notes, mediaids) FROM checkin DURING last month",
        "SELECT * FROM checkin SINCE 2026-08-01 THROUGH 2026-08-31",
        "SELECT * FROM checkin SINCE '2026-08-01 09:00' UNTIL '2026-08-02 18:00' "
            + "WITH TIMEZONE 'Asia/Shanghai'",
        "SELECT * FROM checkin SINCE yesterday AT '09:00' UNTIL now",
        "SELECT * FROM meeting SINCE monday UNTIL friday+18h",
        "SELECT count(*) FROM checkin TIMESERIES 1d FILL 0 SINCE 30d@d",
        "SELECT dept, count(DISTINCT userid) FILTER (WHERE late) FROM checkin JOIN "
            + "user USING (userid) SINCE 7 days ago GROUP BY dept",
        "EXPLAIN CALLS SELECT * FROM checkin SINCE 90d",
        "DESCRIBE checkin",
        "SHOW COLUMNS FROM checkin",
        "SET timezone = 'Asia/Shanghai'",
        "LET ids = (SELECT userid FROM user WHERE department = '研发部')",
        "SELECT * FROM checkin WHERE userid IN :ids SINCE :since",
        "PARAM since DURATION = 7d, dept TEXT, ids TEXT[] = ('a','b'),",
        "SELECT a OR b AND NOT c IS NULL, x BETWEEN 1 AND 2 AND y FROM t",
        "SELECT 姓名, 打卡时间 FROM 打卡 WHERE 部门 = '研发部' SINCE 3d",
        "SELECT * FROM t WHERE ts >= now() - 7d AND ts < TIMESTAMP '2026-08-01 00:00'",
        "SELECT * FROM t DURING 2026-08",
        "SELECT * FROM t DURING 2026-W32",
        "SELECT * FROM t DURING LAST 3 months",
        "SELECT * FROM t SINCE @d+9h",
        "SELECT * FROM t SINCE now-7d",
        "SELECT * FROM t SINCE -7d@d",
        "SELECT CASE WHEN a THEN 1 ELSE 2 END, raw->>'errcode', x::int FROM t",
        "WITH a AS (FROM checkin SINCE 7d) SELECT * FROM a LIMIT ALL",
        "SELECT * FROM t LIMIT 10 SINCE 7d",
        "PARAM d DURATION = 7d; SELECT 1; -- c",
    ]
}
