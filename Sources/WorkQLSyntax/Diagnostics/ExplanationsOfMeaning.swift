// Names, types, grouping, and the requirements of the services: E04 to E07.

extension Explanation {
    static let ofMeaning: [Explanation] = [
        Explanation(
            .unknownTable, "a table that does not exist",
            "FROM names a table of a service, a WITH or LET of the script, or a file between quotes. "
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
            "The functions are those of SQLite and a few for time; the reference lists them.",
            wrong: "SELECT len(notes) FROM checkin SINCE 7d",
            right: "SELECT length(notes) FROM checkin SINCE 7d"),
        Explanation(
            .nameParts, "a name of too many parts",
            "A column has at most its service and its table before it, a table its service.",
            wrong: "SELECT * FROM prod.wecom.checkin SINCE 7d",
            right: "SELECT * FROM wecom.checkin SINCE 7d"),
        Explanation(
            .duplicateName, "one name for two things",
            "Two tables in one FROM, two queries of one WITH, or two parameters have the same name. "
                + "AS gives a table another.",
            wrong: "SELECT * FROM member JOIN member ON 1",
            right: "SELECT * FROM member a JOIN member b ON a.userid = b.userid"),
        Explanation(
            .columnNumber, "a number of a column that is not selected",
            "A whole number in GROUP BY or ORDER BY is the position of a selected column, from 1.",
            wrong: "SELECT userid, count(*) FROM checkin SINCE 7d GROUP BY 3",
            right: "SELECT userid, count(*) FROM checkin SINCE 7d GROUP BY 1"),
        Explanation(
            .unknownType, "a type that does not exist",
            """
            CAST, TRY_CAST and :: know text, integer, real, boolean, timestamp, date, time and json. \
            PARAM knows TEXT, INT, REAL, BOOL, TIMESTAMP, DATE, TIME, DURATION and LIST.
            """,
            wrong: "SELECT lat::money FROM checkin SINCE 7d",
            right: "SELECT lat::real FROM checkin SINCE 7d"),
        Explanation(
            .typeMismatch, "operands of types that do not go together",
            """
            The two sides of a comparison or an operation are of types that cannot be compared or \
            computed with, so that the answer would be silently wrong. CAST changes a type.
            """,
            wrong: "SELECT * FROM checkin WHERE checkin_time > 20260801 SINCE 7d",
            right: "SELECT * FROM checkin WHERE checkin_time > DATE '2026-08-01' SINCE 7d"),
        Explanation(
            .notATime, "a text that is not a time",
            "A text compared with a timestamp is read as one, so it must be a date or a date and "
                + "time.",
            wrong: "SELECT * FROM checkin WHERE checkin_time > 'last week' SINCE 30d",
            right: "SELECT * FROM checkin WHERE checkin_time > '2026-08-01 09:00' SINCE 30d"),
        Explanation(
            .argumentCount, "a call with too many or too few arguments",
            "The message says how many arguments the function takes.",
            wrong: "SELECT lower(userid, notes) FROM checkin SINCE 7d",
            right: "SELECT lower(userid) FROM checkin SINCE 7d"),
        Explanation(
            .columnCount, "queries of different width",
            """
            The operands of UNION, INTERSECT and EXCEPT, the rows of VALUES, and a list of column \
            names with its query have the same number of columns; a query behind IN or as a value \
            has one.
            """,
            wrong: "SELECT userid FROM member UNION SELECT userid, name FROM member",
            right: "SELECT userid, name FROM member UNION SELECT userid, '' FROM member"),
        Explanation(
            .comparedWithNull, "a comparison that is never true",
            """
            NULL is equal to nothing, itself included: x = NULL is never true, and neither is \
            x NOT IN a list that holds a NULL. IS NULL asks whether there is a value.
            """,
            wrong: "SELECT * FROM checkin WHERE lat = NULL SINCE 7d",
            right: "SELECT * FROM checkin WHERE lat IS NULL SINCE 7d"),
        Explanation(
            .malformedPattern, "a regular expression that cannot be read",
            "The message says what is wrong with the pattern behind REGEXP.",
            wrong: "SELECT * FROM checkin WHERE notes REGEXP '(出差' SINCE 7d",
            right: "SELECT * FROM checkin WHERE notes REGEXP '(出差)' SINCE 7d"),
        Explanation(
            .notComputed, "a value that cannot be computed",
            """
            SQLite stopped in the midst of the rows: a sum became larger than 64 bits hold, a text \
            that should be JSON is none, or an argument is outside of what a function takes. The \
            message is SQLite's.
            """),
        Explanation(
            .nameForID, "a person's name where a userid is compared",
            """
            The services know people by their userids, which are of ASCII letters, digits and _ - @ . \
            alone. A name in their place would find nobody. Where the lists of people were fetched \
            before, the message has the userid; otherwise member has it: \
            userid IN (SELECT userid FROM member WHERE name = '张三').
            """),
        Explanation(
            .severalRows, "a query as a value with several rows",
            """
            A query in parentheses, where a value is expected, has one row or none; without a row it \
            is NULL. Which of several rows is meant is not known, so none is taken. An aggregate, or \
            ORDER BY with LIMIT 1, names one; IN compares with all of them.
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
            .timeSeriesShape, "a time series without its parts",
            "TIMESERIES needs a time range, aggregates to compute for each bucket, and a timestamp "
                + "to sort rows into buckets: the table's own, or the one behind ON.",
            wrong: "SELECT userid FROM checkin TIMESERIES 1d SINCE 7d",
            right: "SELECT count(*) FROM checkin TIMESERIES 1d SINCE 7d"),
        Explanation(
            .comparisonShape, "a comparison without its parts",
            "COMPARE WITH runs the query a second time over an earlier range, so it needs a time "
                + "range and aggregates to compare.",
            wrong: "SELECT * FROM checkin SINCE 7d COMPARE WITH 1w",
            right: "SELECT count(*) FROM checkin SINCE 7d COMPARE WITH 1w"),
        Explanation(
            .needsRange, "a table that needs a time range",
            """
            The service gives records by time, and there is no silent default: the table needs a \
            range, by SINCE, UNTIL, THROUGH or DURING, or by a condition on its time column.
            """,
            wrong: "SELECT * FROM corp_recording", right: "SELECT * FROM corp_recording SINCE 7d"),
        Explanation(
            .needsCondition, "a table that needs a condition",
            """
            The service of a declared table answers only for keys that are named, and nothing lists \
            all of them. DESCRIBE shows which column needs a condition.
            """,
            wrong: "SELECT * FROM orders SINCE 7d",
            right: "SELECT * FROM orders WHERE customer IN ('c1', 'c2') SINCE 7d"),
        Explanation(
            .notPushed, "a condition that only the service can check",
            """
            The rows do not carry this column: the service looks at it when it is asked. So the \
            condition must be one that it can be asked for: an = or IN with constants, joined with \
            AND to the others.
            """,
            wrong: "SELECT * FROM journal WHERE creator LIKE 'zhang%' SINCE 7d",
            right: "SELECT * FROM journal WHERE creator = 'zhangsan' SINCE 7d"),
        Explanation(
            .exclusiveConditions, "two conditions of which the service accepts one",
            "The service accepts one of these conditions in a request, never both.",
            wrong: "SELECT * FROM screen_capture WHERE userid = 'a' AND department_id = 1 SINCE 7d",
            right: "SELECT * FROM screen_capture WHERE userid = 'a' SINCE 7d"),
        Explanation(
            .unusedRange, "a time range for a table without times",
            "The table has no time column to which a range could apply.",
            wrong: "SELECT * FROM member SINCE 7d", right: "SELECT * FROM member"),
        Explanation(
            .emptyKey, "a key that names nothing",
            """
            An empty text is nobody's userid, no department has the number 0, and an id has no \
            blanks around it. Such a value is never sent to the service, which would refuse the \
            whole request for it, and matches nothing. A note names other texts that no account has \
            as its userid: several in one text, and names of people.
            """,
            wrong: "SELECT * FROM checkin WHERE userid IN ('lisi', ' wangwu') SINCE 7d",
            right: "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 7d"),
    ]
}
