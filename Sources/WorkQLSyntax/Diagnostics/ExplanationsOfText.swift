// Characters and syntax: E01 and E02.

extension Explanation {
    static let ofText: [Explanation] = [
        Explanation(
            .notUTF8, "a script that is not UTF-8",
            """
            Scripts are read as UTF-8. A file saved in another encoding, such as GB18030, contains \
            bytes that are not UTF-8. Save the script as UTF-8; a byte order mark does no harm. \
            Tables read with FROM 'file.csv' may be in GB18030: only scripts may not.
            """),
        Explanation(
            .unexpectedCharacter, "an unexpected character",
            """
            Outside quotes a statement is made of names, numbers, texts and operators. Full-width \
            punctuation such as ， and （ stands for its ASCII twin, but quotes and digits do not, \
            because they may well be data.
            """,
            wrong: "SELECT * FROM checkin WHERE userid = ‘zhangsan’",
            right: "SELECT * FROM checkin WHERE userid = 'zhangsan' SINCE 7d"),
        Explanation(
            .unterminated, "a text, name or comment that does not end",
            """
            A text ends with the next single quote, a quoted name with the next double quote and a \
            block comment with */. A quote inside is written twice.
            """,
            wrong: "SELECT 'it''s", right: "SELECT 'it''s'"),
        Explanation(
            .malformedNumber, "a malformed number",
            """
            Integers have 64 bits, reals double precision; a number is not followed by letters \
            unless they are a unit of time. Longer identifiers are texts.
            """,
            wrong: "SELECT * FROM corp_recording WHERE meeting_id = 99999999999999999999",
            right: "SELECT * FROM corp_recording WHERE meeting_id = '99999999999999999999' SINCE 7d"
        ),
        Explanation(
            .emptyName, "a name without a letter",
            "Double quotes enclose names, and a name has at least one character. An empty text is "
                + "written in single quotes.",
            wrong: "SELECT * FROM checkin WHERE notes = \"\"",
            right: "SELECT * FROM checkin WHERE notes = '' SINCE 7d"),
        Explanation(
            .unexpectedWord, "an unexpected word or symbol",
            """
            The message says what is expected here and what was found. Often a word is misspelt, a \
            comma is missing, or a reserved word is meant as a name and needs double quotes.
            """,
            wrong: "SELECT count(*) AS order FROM checkin SINCE 7d",
            right: "SELECT count(*) AS \"order\" FROM checkin SINCE 7d"),
        Explanation(
            .endOfText, "a statement that stops too early",
            "The text ends where something must still follow: a closing parenthesis, an operand, the "
                + "END of a CASE.",
            wrong: "SELECT lower(userid", right: "SELECT lower(userid) FROM checkin SINCE 7d"),
        Explanation(
            .clauseOrder, "a clause in the wrong order",
            """
            The clauses of a query have a fixed order: SELECT, FROM, WHERE, SINCE, TIMESERIES, \
            GROUP BY, HAVING, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE. FROM may come before \
            SELECT, and a time range also right after FROM or at the very end.
            """,
            wrong: "SELECT userid FROM checkin GROUP BY userid WHERE notes <> ''",
            right: "SELECT userid FROM checkin WHERE notes <> '' SINCE 7d GROUP BY userid"),
        Explanation(
            .clauseTwice, "a repeated clause",
            "Each clause may occur once in a query. Conditions are joined with AND.",
            wrong: "SELECT * FROM checkin WHERE lat > 39 WHERE lng > 116",
            right: "SELECT * FROM checkin WHERE lat > 39 AND lng > 116 SINCE 7d"),
        Explanation(
            .notSupported, "SQL that is not supported",
            "Some features of other databases are not supported, mostly because there is another "
                + "way to express them. The help names it.",
            wrong: "SELECT * FROM checkin NATURAL JOIN member",
            right: "SELECT * FROM checkin JOIN member USING (userid) SINCE 7d"),
        Explanation(
            .neverWrites, "a statement that would change data",
            "WorkQL reads records from services and never changes them. COPY writes a result to a file.",
            wrong: "DELETE FROM checkin",
            right: "COPY (SELECT * FROM checkin SINCE 7d) TO 'checkin.csv'"),
        Explanation(
            .chainedOperators, "operators that cannot be combined without parentheses",
            """
            Comparisons, and IN, LIKE and BETWEEN, do not chain: a < b < c would compare the truth \
            value of a < b with c, which is hardly ever meant. After an operator that binds more \
            tightly, NOT must be in parentheses.
            """,
            wrong: "SELECT * FROM checkin WHERE 30 < lat < 40",
            right: "SELECT * FROM checkin WHERE 30 < lat AND lat < 40 SINCE 7d"),
        Explanation(
            .misplacedStar, "a star used as an operand",
            "A star means all columns in the select list, and all rows in count(*). It is not a "
                + "value to compute with.",
            wrong: "SELECT userid FROM checkin WHERE * = 1",
            right: "SELECT * FROM checkin SINCE 7d"),
        Explanation(
            .joinCondition, "a join without its condition",
            """
            JOIN requires ON or USING, which determine the rows that belong together. CROSS JOIN, \
            which has no condition, returns every pair of rows, so that this never happens by \
            accident.
            """,
            wrong: "SELECT * FROM checkin JOIN member WHERE lat > 39",
            right: "SELECT * FROM checkin JOIN member USING (userid) WHERE lat > 39 SINCE 7d"),
        Explanation(
            .windowFrame, "a window frame that ends before it begins",
            "The bounds of a frame are in the order of the rows: PRECEDING, CURRENT ROW, FOLLOWING. "
                + "A frame of one bound goes from there to the current row.",
            wrong: "SELECT sum(lat) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM checkin",
            right: """
                SELECT sum(lat) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
                FROM checkin SINCE 7d
                """),
        Explanation(
            .limitShape, "LIMIT and OFFSET in another shape",
            "LIMIT takes one number, and OFFSET follows it. All rows from the sixth on are LIMIT "
                + "ALL OFFSET 5.",
            wrong: "SELECT * FROM checkin LIMIT 5, 10",
            right: "SELECT * FROM checkin SINCE 7d LIMIT 10 OFFSET 5"),
        Explanation(
            .callShape, "a call in another shape",
            "DISTINCT in a call belongs to an argument, and a query as an argument needs its own "
                + "parentheses.",
            wrong: "SELECT count(DISTINCT) FROM checkin",
            right: "SELECT count(DISTINCT userid) FROM checkin SINCE 7d"),
        Explanation(
            .forgottenRows, "a FORGET of other rows than those of some values",
            """
            The store records what it has by the values of a column and by time. So FORGET takes \
            = or IN with constants of one column, and a time range.
            """,
            wrong: "FORGET checkin WHERE checkin_type LIKE '%外出%'",
            right: "FORGET checkin WHERE userid IN ('lisi', 'zhangsan') SINCE 7d"),
    ]
}
