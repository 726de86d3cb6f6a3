// Incomplete statements, which more text could make valid.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let stoppedEarly = #"""
        error[E0202]: expected ")", found the end of the text
        1 | SELECT (1
          |          ^

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT
          |       ^

        error[E0103]: unterminated string
        1 | SELECT 'abc
          |        ^
          = help: close it with '

        error[E0103]: unterminated comment
        1 | SELECT /* x
          |        ^^
          = help: close it with */

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT 1 +
          |           ^

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT a FROM t WHERE
          |                      ^

        error[E0202]: expected an instant after SINCE, found the end of the text
        1 | SELECT a FROM t SINCE
          |                      ^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error[E0202]: expected a unit after 7, found the end of the text
        1 | SELECT a FROM t SINCE 7
          |                        ^

        error[E0202]: expected WHEN, ELSE or END, found the end of the text
        1 | SELECT CASE WHEN a THEN b
          |                          ^

        error[E0202]: expected a table name, found the end of the text
        1 | DESCRIBE
          |         ^

        error[E0202]: expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found the end of the text
        1 | SHOW
          |     ^

        error[E0202]: expected "," or ")", found the end of the text
        1 | SELECT a IN (1, 2
          |                  ^

        error[E0202]: expected a name after AS, found the end of the text
        1 | SELECT a FROM t AS
          |                   ^

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT a FROM t HAVING
          |                       ^

        error[E0202]: expected a unit after 12, found the end of the text
        1 | SELECT a FROM t SINCE 1 day 12
          |                               ^

        error[E0202]: expected a duration after -, found the end of the text
        1 | SELECT a FROM t SINCE now -
          |                            ^
          = help: for example 9h or 90min

        error[E0202]: expected a unit after @, found the end of the text
        1 | SELECT a FROM t SINCE @
          |                        ^
          = help: for example @d for midnight

        error[E0202]: expected an instant after UNTIL, found the end of the text
        1 | SELECT a FROM t SINCE 7d UNTIL
          |                               ^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error[E0202]: expected a period after DURING, found the end of the text
        1 | SELECT a FROM t DURING
          |                       ^
          = help: for example yesterday, last month, 2026-08, 2026-W32 or 2026-08-01

        error[E0202]: expected a unit, found the end of the text
        1 | SELECT a FROM t DURING last
          |                            ^
          = help: units are day, week, month, quarter, year, hour, minute, second

        error[E0202]: expected a unit after 7, found the end of the text
        1 | SELECT a FROM t SINCE now - 7
          |                              ^

        error[E0202]: expected a time of day after AT, found the end of the text
        1 | SELECT a FROM t SINCE today AT
          |                               ^
          = help: for example AT '09:00'

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT a FROM t WHERE NOT
          |                          ^

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT -
          |         ^

        error[E0202]: expected an expression, found the end of the text
        1 | SELECT a FROM t LIMIT
          |                      ^

        error[E0202]: expected a query, found the end of the text
        1 | EXPLAIN
          |        ^

        error[E0202]: expected a table name, found the end of the text
        1 | SELECT *, FROM
          |               ^

        error[E0202]: expected ON or USING, found the end of the text
        1 | SELECT * FROM a JOIN b
          |                       ^
          = help: write ON … or USING (…), or CROSS JOIN for every pair

        error[E0202]: expected ")", found the end of the text
        1 | SELECT * FROM (SELECT 1
          |                        ^

        error[E0202]: expected a query, found the end of the text
        1 | SELECT 1 UNION
          |               ^

        error[E0202]: expected a table name, found the end of the text
        1 | SELECT 1 UNION FROM
          |                    ^

        error[E0202]: expected a query, found the end of the text
        1 | WITH a AS (SELECT 1)
          |                     ^

        error[E0202]: expected PERIOD, found the end of the text
        1 | SELECT a FROM t COMPARE WITH PREVIOUS
          |                                      ^

        error[E0202]: expected a type for since, found the end of the text
        1 | PARAM since
          |            ^
          = help: write PARAM since TEXT; types are TEXT, INT, REAL, BOOL, TIMESTAMP, DATE, TIME, DURATION, LIST, ANY

        error[E0202]: expected an expression, found the end of the text
        1 | LET x =
          |        ^

        error[E0202]: expected ")", found the end of the text
        1 | LET x = (SELECT 1
          |                  ^

        error[E0202]: expected = after timezone, found the end of the text
        1 | SET timezone
          |             ^
          = help: for example SET timezone = 'Asia/Shanghai'

        error[E0202]: expected the name of a setting, found the end of the text
        1 | RESET
          |      ^

        error[E0202]: expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found the end of the text
        1 | SHOW
          |     ^

        error[E0202]: expected ")", found the end of the text
        1 | COPY (SELECT 1
          |               ^

        error[E0103]: unterminated string
        1 | SELECT a FROM t WHERE b = 'x AND SELECT; SELEC 1
          |                           ^
          = help: close it with '
        """#
}
