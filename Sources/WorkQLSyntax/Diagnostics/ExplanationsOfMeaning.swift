// Names, types, grouping, and the requirements of the services: E04 to E07.

extension Explanation {
    static let ofMeaning: [Explanation] = [
        Explanation(
            .unknownTable, "a table that does not exist",
            "FROM names a table of a service, a WITH or LET of the script, or a file in quotes. "
                + "SHOW TABLES lists the first.",
            wrong: "SELECT * FROM checkins SINCE 7d", right: "SELECT * FROM checkin SINCE 7d"),
        Explanation(
            .unknownColumn, "a column that does not exist",
            "None of the tables in FROM has such a column. DESCRIBE lists the columns of a table. "
                + "Text is written in single quotes; double quotes are for names.",
            wrong: "SELECT useridd FROM checkin SINCE 7d",
            right: "SELECT userid FROM checkin SINCE 7d"),
        Explanation(
            .ambiguousName, "a name that several tables have",
            "Several of the tables in FROM have the column. Write its table before it, with a dot, "
                + "or the tables are joined with USING, which makes one column of it.",
            wrong: "SELECT userid FROM checkin c JOIN member m ON c.userid = m.userid SINCE 7d",
            right: "SELECT c.userid FROM checkin c JOIN member m ON c.userid = m.userid SINCE 7d"),
        Explanation(
            .unknownFunction, "a function that does not exist",
            "SHOW FUNCTIONS lists the functions. For many names of other databases the message says "
                + "what to write instead.",
            wrong: "SELECT count_if(lat > 39) FROM checkin SINCE 7d",
            right: "SELECT count(*) FILTER (WHERE lat > 39) FROM checkin SINCE 7d"),
        Explanation(
            .nameParts, "a name of too many parts",
            "The name of a column is preceded by at most a service and a table, that of a table by "
                + "a service.",
            wrong: "SELECT * FROM prod.wecom.checkin SINCE 7d",
            right: "SELECT * FROM wecom.checkin SINCE 7d"),
        Explanation(
            .duplicateName, "one name for two things",
            "Two tables in one FROM, two queries of one WITH, or two parameters have the same "
                + "name. AS gives a table another name.",
            wrong: "SELECT * FROM member JOIN member ON 1",
            right: "SELECT * FROM member a JOIN member b ON a.userid = b.userid"),
        Explanation(
            .columnNumber, "a number of a column that is not selected",
            "A whole number in GROUP BY or ORDER BY is the position of a selected column, from 1.",
            wrong: "SELECT userid, count(*) FROM checkin SINCE 7d GROUP BY 3",
            right: "SELECT userid, count(*) FROM checkin SINCE 7d GROUP BY 1"),
        Explanation(
            .unknownWindow, "a window that does not exist",
            "OVER w uses a window that WINDOW defines after GROUP BY and HAVING.",
            wrong: "SELECT count(*) OVER w FROM checkin SINCE 7d",
            right: "SELECT count(*) OVER w FROM checkin SINCE 7d WINDOW w AS (PARTITION BY userid)"),
        Explanation(
            .unknownType, "a type that does not exist",
            """
            CAST, TRY_CAST and :: accept text, integer, real, boolean, timestamp, date, time and \
            json. PARAM accepts TEXT, INT, REAL, BOOL, TIMESTAMP, DATE, TIME, DURATION and LIST.
            """,
            wrong: "SELECT lat::money FROM checkin SINCE 7d",
            right: "SELECT lat::real FROM checkin SINCE 7d"),
        Explanation(
            .typeMismatch, "operands of types that do not go together",
            """
            The two sides of a comparison or an operation are of types that cannot be compared or \
            computed with, so that the result would be silently wrong. CAST changes a type.
            """,
            wrong: "SELECT * FROM checkin WHERE checkin_time > 20260801 SINCE 7d",
            right: "SELECT * FROM checkin WHERE checkin_time > DATE '2026-08-01' SINCE 7d"),
        Explanation(
            .notATime, "a text that is not a time",
            "A text in a time clause, or next to a timestamp, a date or a time of day, is read as "
                + "one of these. The message shows how they are written.",
            wrong: "SELECT * FROM checkin WHERE checkin_time > 'noon' SINCE 30d",
            right: "SELECT * FROM checkin WHERE checkin_time > '2026-08-01 12:00' SINCE 30d"),
        Explanation(
            .argumentCount, "a call with too many or too few arguments",
            "The message says how many arguments the function takes.",
            wrong: "SELECT lower(userid, notes) FROM checkin SINCE 7d",
            right: "SELECT lower(userid) FROM checkin SINCE 7d"),
        Explanation(
            .columnCount, "queries of different width",
            """
            The operands of UNION, INTERSECT and EXCEPT, the rows of VALUES, and a list of column \
            names with its query must have the same number of columns; a query after IN or as a \
            value has one.
            """,
            wrong: "SELECT userid FROM member UNION SELECT userid, name FROM member",
            right: "SELECT userid, name FROM member UNION SELECT userid, '' FROM member"),
        Explanation(
            .comparedWithNull, "a comparison that is never true",
            """
            NULL is equal to nothing, not even to NULL: x = NULL is never true, and neither is x \
            NOT IN a list that contains NULL. IS NULL tests whether a value is missing.
            """,
            wrong: "SELECT * FROM checkin WHERE lat = NULL SINCE 7d",
            right: "SELECT * FROM checkin WHERE lat IS NULL SINCE 7d"),
        Explanation(
            .malformedPattern, "a regular expression that cannot be read",
            "The message says what is wrong with the pattern after REGEXP.",
            wrong: "SELECT * FROM checkin WHERE notes REGEXP '(出差' SINCE 7d",
            right: "SELECT * FROM checkin WHERE notes REGEXP '(出差)' SINCE 7d"),
        Explanation(
            .notComputed, "a value that cannot be computed",
            """
            The computation of the rows stopped: a sum exceeded 64 bits, a text was not JSON, or \
            an argument was outside the range of a function. The message names the value or the \
            function.
            """),
        Explanation(
            .nameForID, "a person's name where a userid is compared",
            """
            The services identify people by userids, which consist of ASCII letters, digits and _ \
            - @ . only. A name in their place would match nobody. If the lists of people were \
            fetched before, the message contains the userid; otherwise member has it: userid IN \
            (SELECT userid FROM member WHERE name = '张三').
            """),
        Explanation(
            .severalRows, "a query as a value with several rows",
            """
            A query in parentheses, used as a value, returns at most one row; without a row it is \
            NULL. If it returns several rows, it is not known which one is meant. An aggregate, or \
            ORDER BY with LIMIT 1, selects one; IN compares with all of them.
            """,
            wrong: "SELECT * FROM checkin WHERE userid = (SELECT userid FROM member) SINCE 7d",
            right: "SELECT * FROM checkin WHERE userid IN (SELECT userid FROM member) SINCE 7d"),
        Explanation(
            .notGrouped, "a column that is neither grouped nor aggregated",
            """
            With GROUP BY a row stands for a group, and a column that is not grouped by has many \
            values in it. Group by it, aggregate it, or write GROUP BY ALL, which groups by every \
            selected expression without an aggregate.
            """,
            wrong: "SELECT userid, notes, count(*) FROM checkin SINCE 7d GROUP BY userid",
            right: "SELECT userid, notes, count(*) FROM checkin SINCE 7d GROUP BY ALL"),
        Explanation(
            .misplacedAggregate, "an aggregate where there are no groups yet",
            "WHERE filters rows before they are grouped; a condition on an aggregate belongs in "
                + "HAVING. Aggregates do not nest.",
            wrong: "SELECT userid FROM checkin WHERE count(*) > 3 SINCE 7d GROUP BY userid",
            right: "SELECT userid FROM checkin SINCE 7d GROUP BY userid HAVING count(*) > 3"),
        Explanation(
            .misplacedWindow, "a window function where its rows are not known yet",
            "Windows see the rows that WHERE, GROUP BY and HAVING leave, so they belong in the "
                + "select list and in ORDER BY. Put the query into FROM to filter by one.",
            wrong:
                "SELECT * FROM checkin WHERE row_number() OVER (ORDER BY checkin_time) = 1 SINCE 7d",
            right: """
                SELECT * FROM (SELECT *, row_number() OVER (ORDER BY checkin_time) AS n
                               FROM checkin SINCE 7d) WHERE n = 1
                """),
        Explanation(
            .timeSeriesShape, "a time series that lacks a part",
            "TIMESERIES needs a time range, aggregates to compute for each bucket, and a timestamp "
                + "to sort rows into buckets: the table's own, or the one after ON.",
            wrong: "SELECT userid FROM checkin TIMESERIES 1d SINCE 7d",
            right: "SELECT count(*) FROM checkin TIMESERIES 1d SINCE 7d"),
        Explanation(
            .comparisonShape, "a comparison that lacks a part",
            "COMPARE WITH runs the query a second time over an earlier range, so it needs a time "
                + "range and aggregates to compare.",
            wrong: "SELECT * FROM checkin SINCE 7d COMPARE WITH 1w",
            right: "SELECT count(*) FROM checkin SINCE 7d COMPARE WITH 1w"),
        Explanation(
            .needsRange, "a table that needs a time range",
            """
            The service returns records by time, and there is no silent default: the table needs a \
            range, by SINCE, UNTIL, THROUGH or DURING, or by a condition on its time column.
            """,
            wrong: "SELECT * FROM corp_recording", right: "SELECT * FROM corp_recording SINCE 7d"),
        Explanation(
            .needsCondition, "a table that needs a condition",
            """
            The service of a declared table returns records only for given keys, and cannot list \
            all keys. DESCRIBE shows which column needs a condition.
            """,
            wrong: "SELECT * FROM orders SINCE 7d",
            right: "SELECT * FROM orders WHERE customer IN ('c1', 'c2') SINCE 7d"),
        Explanation(
            .notPushed, "a condition that only the service can check",
            """
            The rows do not carry this column: only the service can evaluate the condition. So the \
            condition must be one that can be sent to it: an = or IN with constants, joined with \
            AND to the others. Without such a condition the column is NULL in every row. A select \
            list may show that, with a note; groups, orders, joins and expressions over it are \
            refused.
            """,
            wrong: "SELECT * FROM journal WHERE creator LIKE 'zhang%' SINCE 7d",
            right: "SELECT * FROM journal WHERE creator = 'zhangsan' SINCE 7d"),
        Explanation(
            .unusedRange, "a time range for a table without times",
            "The table has no time column to which a range could apply.",
            wrong: "SELECT * FROM member SINCE 7d", right: "SELECT * FROM member"),
        Explanation(
            .emptyKey, "a key that names nothing",
            """
            An empty text is not a userid, 0 is not the number of a department, and an id has no \
            blanks around it. Such a value matches nothing, and is never sent to the service, \
            which would refuse the whole request for it. A note names other texts that cannot be a \
            userid: several values in one text, and names of people.
            """,
            wrong: "SELECT * FROM checkin WHERE userid IN ('lisi', ' wangwu') SINCE 7d",
            right: "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 7d"),
    ]
}
