// Characters and syntax: E01 and E02.

extension Explanation {
    static let ofText: [Explanation] = [
        Explanation(
            .notUTF8, "a script that is not UTF-8",
            """
            Scripts are read as UTF-8. A file saved in another encoding, such as GB18030, holds bytes \
            that mean nothing in it. Save the script as UTF-8; a byte order mark does no harm. Tables \
            read with FROM 'file.csv' may be in GB18030: only scripts may not.
            """),
        Explanation(
            .unexpectedCharacter, "an unexpected character",
            """
            Outside quotes a statement is made of names, numbers, texts and operators. Full-width \
            punctuation such as ， and （ stands for its ASCII twin, but quotes and digits do not, \
            because they are too easily data.
            """,
            wrong: "SELECT * FROM checkin WHERE userid = ‘zhangsan’",
            right: "SELECT * FROM checkin WHERE userid = 'zhangsan'"),
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
            right: "SELECT * FROM corp_recording WHERE meeting_id = '99999999999999999999'"),
        Explanation(
            .emptyName, "a name without a letter",
            "Double quotes stand around names, and a name has a letter at least. An empty text has "
                + "single quotes.",
            wrong: "SELECT * FROM checkin WHERE notes = \"\"",
            right: "SELECT * FROM checkin WHERE notes = ''"),
        Explanation(
            .unexpectedWord, "something else than what can stand here",
            """
            The message says what can stand here and what does. Often a word is misspelt, a comma is \
            missing, or a reserved word is meant as a name and wants double quotes.
            """,
            wrong: "SELECT order FROM checkin", right: "SELECT \"order\" FROM checkin"),
        Explanation(
            .endOfText, "a statement that stops too early",
            "The text ends where something must still follow: a closing parenthesis, an operand, the "
                + "END of a CASE.",
            wrong: "SELECT lower(userid", right: "SELECT lower(userid) FROM checkin"),
        Explanation(
            .clauseOrder, "a clause in the wrong order",
            """
            The clauses of a query stand in one order: SELECT, FROM, WHERE, SINCE, TIMESERIES, \
            GROUP BY, HAVING, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE. FROM may stand before \
            SELECT, and a time range also right behind FROM or at the very end.
            """,
            wrong: "SELECT userid FROM checkin GROUP BY userid WHERE notes <> ''",
            right: "SELECT userid FROM checkin WHERE notes <> '' GROUP BY userid"),
        Explanation(
            .clauseTwice, "a repeated clause",
            "Each clause may occur once in a query. Conditions are joined with AND.",
            wrong: "SELECT * FROM checkin WHERE lat > 39 WHERE lng > 116",
            right: "SELECT * FROM checkin WHERE lat > 39 AND lng > 116"),
        Explanation(
            .notSupported, "SQL that the dialect leaves out",
            "Some of what other databases know is left out, mostly because there is another way to "
                + "say it. The help names it.",
            wrong: "SELECT * FROM checkin NATURAL JOIN member",
            right: "SELECT * FROM checkin JOIN member USING (userid)"),
        Explanation(
            .neverWrites, "a statement that would change data",
            "WorkQL reads records from services and never changes them. COPY writes a result to a file.",
            wrong: "DELETE FROM checkin",
            right: "COPY (SELECT * FROM checkin SINCE 7d) TO 'checkin.csv'"),
        Explanation(
            .chainedOperators, "operators that cannot be combined without parentheses",
            """
            Comparisons, and IN, LIKE and BETWEEN, do not chain: what a < b < c means elsewhere, the \
            truth of a < b compared with c, is meant by nobody. NOT stands in parentheses behind an \
            operator that binds more tightly.
            """,
            wrong: "SELECT * FROM checkin WHERE 30 < lat < 40",
            right: "SELECT * FROM checkin WHERE 30 < lat AND lat < 40"),
        Explanation(
            .misplacedStar, "a star used as an operand",
            "A star stands for all columns in the select list, and for nothing in count(*). It is not a "
                + "value to compute with.",
            wrong: "SELECT userid FROM checkin WHERE * = 1", right: "SELECT * FROM checkin"),
        Explanation(
            .joinCondition, "a join without its condition",
            """
            JOIN says by ON or USING which rows belong together. Every pair of rows is asked for \
            with CROSS JOIN, which has no condition, so that it is never asked for by accident.
            """,
            wrong: "SELECT * FROM checkin JOIN member WHERE lat > 39",
            right: "SELECT * FROM checkin JOIN member USING (userid) WHERE lat > 39"),
        Explanation(
            .windowFrame, "a window frame that ends before it begins",
            "The bounds of a frame are in the order of the rows: PRECEDING, CURRENT ROW, FOLLOWING. "
                + "A frame of one bound goes from there to the current row.",
            wrong: "SELECT sum(lat) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM checkin",
            right: "SELECT sum(lat) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM checkin"),
        Explanation(
            .limitShape, "LIMIT and OFFSET in another shape",
            "LIMIT takes one number, and OFFSET stands behind it. All rows from the sixth on are "
                + "LIMIT ALL OFFSET 5.",
            wrong: "SELECT * FROM checkin LIMIT 5, 10",
            right: "SELECT * FROM checkin LIMIT 10 OFFSET 5"),
        Explanation(
            .callShape, "a call in another shape",
            "DISTINCT in a call belongs to an argument, and a query as an argument stands in "
                + "parentheses of its own.",
            wrong: "SELECT count(DISTINCT) FROM checkin",
            right: "SELECT count(DISTINCT userid) FROM checkin"),
    ]
}
