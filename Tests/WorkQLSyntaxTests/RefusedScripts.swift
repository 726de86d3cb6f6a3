// The mistakes of the statements of scripts.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let scripts = #"""
        error[E0201]: expected a type for since, found "="
        1 | PARAM since = 7d
          |             ^
          = help: write PARAM since DURATION = 7d; types are TEXT, INT, REAL, BOOL, TIMESTAMP, DATE, TIME, DURATION, LIST, ANY

        error[E0201]: expected the name of a parameter, found :since
        1 | PARAM :since DURATION
          |       ^^^^^^
          = help: write since without the colon

        error[E0501]: unknown type "DURATON"
        1 | PARAM a DURATON
          |         ^^^^^^^
          = help: write duration

        error[E0201]: expected a duration after =, found 'x'
        1 | PARAM a DURATION = 'x'
          |                    ^^^
          = help: for example 9h or 90min

        error[E0304]: space before the unit
        1 | PARAM a DURATION = 7 d
          |                    ^^^
          = help: write 7d

        error[E0903]: expected an integer for a, found 'x'
        1 | PARAM a INT = 'x'
          |               ^^^

        error[E0903]: expected an integer for a, found 1.5
        1 | PARAM a INT = 1.5
          |               ^^^

        error[E0201]: expected a list in parentheses for a, found 'x'
        1 | PARAM a LIST = 'x'
          |                ^^^

        error[E0201]: expected a text or a number, found "x"
        1 | PARAM a LIST = (x)
          |                 ^

        error[E0305]: a period where TIMESTAMP takes an instant
        1 | PARAM a TIMESTAMP = 2026-08
          |                     ^^^^^^^
          = help: write its first day: 2026-08-01

        error[E0305]: a period where TIMESTAMP takes an instant
        1 | PARAM a TIMESTAMP = last 3 months
          |                     ^^^^^^^^^^^^^
          = help: write 3mo

        error[E0201]: expected an instant after DATE, found "mondya"
        1 | PARAM a DATE = mondya
          |                ^^^^^^
          = help: write monday

        error[E0201]: expected a time of day for a, found "last"
        1 | PARAM a TIME = last week
          |                ^^^^
          = help: write '09:00' in quotes, or declare it as TIMESTAMP

        error[E0201]: expected TRUE or FALSE for a, found "yes"
        1 | PARAM a BOOL = yes
          |                ^^^

        error[E0201]: expected ";", found "b"
        1 | PARAM a INT b INT
          |             ^

        error[E0201]: expected = after x, found 5
        1 | LET x 5
          |       ^

        error[E0201]: expected a name after LET, found "="
        1 | LET = 5
          |     ^

        error[E0201]: expected a name after LET, found :x
        1 | LET :x = 1
          |     ^^

        error[E0201]: expected = after timezone, found 'x'
        1 | SET timezone 'x'
          |              ^^^
          = help: for example SET timezone = 'Asia/Shanghai'

        error[E0205]: SET TIME ZONE is not supported
        1 | SET TIME ZONE 'x'
          |     ^^^^^^^^^
          = help: write SET timezone = 'Asia/Shanghai'

        error[E0201]: expected ";", found "c"
        1 | SET a = b c
          |           ^

        error[E0201]: expected a value, found "("
        1 | SET a = (1)
          |         ^
          = help: for example 'Asia/Shanghai', 600, 7d or off

        error[E0201]: expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found "TABLS"
        1 | SHOW TABLS
          |      ^^^^^
          = help: write TABLES

        error[E0201]: expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found "SETINGS"
        1 | SHOW SETINGS
          |      ^^^^^^^
          = help: write SETTINGS

        error[E0205]: SHOW ALL is not supported
        1 | SHOW ALL
          |      ^^^
          = help: write SHOW SETTINGS

        error[E0205]: SHOW LIMITS is not supported
        1 | SHOW LIMITS
          |      ^^^^^^

        error[E0201]: expected "(" after COPY, found "t"
        1 | COPY t TO 'x'
          |      ^
          = help: write COPY (SELECT …) TO 'file.csv'

        error[E0201]: expected the name of a file after TO, found "x"
        1 | COPY (SELECT 1) TO x
          |                    ^
          = help: write it in quotes: 'x'

        error[E1005]: unknown option "QUOTE" of COPY
        1 | COPY (SELECT 1) TO 'x' (FORMAT csv, QUOTE '"')
          |                                     ^^^^^
          = help: options are format, header, delimiter, null, bom

        error[E0201]: expected true or false for header, found 2
        1 | COPY (SELECT 1) TO 'x' WITH (HEADER 2)
          |                                     ^
          = help: for example header false

        error[E0201]: expected TO, found FROM
        1 | COPY (SELECT 1) FROM 'x'
          |                 ^^^^

        error[E0201]: expected AS, found "late"
        1 | SAVE QUERY late AS SELECT 1
          |            ^^^^
          = help: write SAVE QUERY AS SELECT …

        error[E0201]: expected = after FORMAT, found "csv"
        1 | RUN late FORMAT csv
          |                 ^^^
          = help: write RUN late FORMAT = 'value'

        error[E0201]: expected a value for n, found "*"
        1 | RUN late n = *
          |              ^
          = help: for example 'value', 7 or 7d

        error[E0201]: expected a format after FORMAT, found 7
        1 | SELECT 1 AS a FORMAT 7
          |                      ^

        error[E0205]: EXPLAIN QUERY is not supported
        1 | EXPLAIN QUERY PLAN SELECT 1
          |         ^^^^^
          = help: write EXPLAIN, EXPLAIN CALLS or EXPLAIN ANALYZE, and the query

        error[E0201]: expected a query, found "DESCRIBE"
        1 | EXPLAIN DESCRIBE t
          |         ^^^^^^^^
          = help: DESCRIBE stands alone: write SELECT …, or a query in parentheses, here

        error[E0201]: expected a statement, found "FORM"
        1 | FORM t SELECT a
          | ^^^^
          = help: write FROM
        """#
}
