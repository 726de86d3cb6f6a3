// What more text could make right.
//
// Each block is a message as it is shown, without the line that says where and the blank margin;
// its second line holds the statement.

extension Refusals {
    static let stoppedEarly = #"""
        error: expected ")", found the end of the text
        1 | SELECT (1
          |          ^

        error: expected an expression, found the end of the text
        1 | SELECT
          |       ^

        error: unterminated string
        1 | SELECT 'abc
          |        ^
          = help: close it with '

        error: unterminated comment
        1 | SELECT /* x
          |        ^^
          = help: close it with */

        error: expected an expression, found the end of the text
        1 | SELECT 1 +
          |           ^

        error: expected an expression, found the end of the text
        1 | SELECT a FROM t WHERE
          |                      ^

        error: expected an instant after SINCE, found the end of the text
        1 | SELECT a FROM t SINCE
          |                      ^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error: expected a unit after 7, found the end of the text
        1 | SELECT a FROM t SINCE 7
          |                        ^

        error: expected WHEN, ELSE or END, found the end of the text
        1 | SELECT CASE WHEN a THEN b
          |                          ^

        error: expected a table name, found the end of the text
        1 | DESCRIBE
          |         ^

        error: expected TABLES, SETTINGS or QUOTA, found the end of the text
        1 | SHOW
          |     ^

        error: expected "," or ")", found the end of the text
        1 | SELECT a IN (1, 2
          |                  ^

        error: expected a name after AS, found the end of the text
        1 | SELECT a FROM t AS
          |                   ^

        error: expected an expression, found the end of the text
        1 | SELECT a FROM t HAVING
          |                       ^

        error: expected a unit after 12, found the end of the text
        1 | SELECT a FROM t SINCE 1 day 12
          |                               ^

        error: expected a duration after -, found the end of the text
        1 | SELECT a FROM t SINCE now -
          |                            ^
          = help: for example 9h or 90min

        error: expected a unit after @, found the end of the text
        1 | SELECT a FROM t SINCE @
          |                        ^
          = help: for example @d for midnight

        error: expected an instant after UNTIL, found the end of the text
        1 | SELECT a FROM t SINCE 7d UNTIL
          |                               ^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error: expected a period after DURING, found the end of the text
        1 | SELECT a FROM t DURING
          |                       ^
          = help: for example yesterday, last month, 2026-08, 2026-W32 or 2026-08-01

        error: expected a unit, found the end of the text
        1 | SELECT a FROM t DURING last
          |                            ^
          = help: units are day, week, month, quarter, year, hour, minute, second

        error: expected a unit after 7, found the end of the text
        1 | SELECT a FROM t SINCE now - 7
          |                              ^

        error: expected a time of day after AT, found the end of the text
        1 | SELECT a FROM t SINCE today AT
          |                               ^
          = help: for example AT '09:00'

        error: expected an expression, found the end of the text
        1 | SELECT a FROM t WHERE NOT
          |                          ^

        error: expected an expression, found the end of the text
        1 | SELECT -
          |         ^

        error: expected an expression, found the end of the text
        1 | SELECT a FROM t LIMIT
          |                      ^

        error: expected SELECT, found the end of the text
        1 | EXPLAIN
          |        ^

        error: expected a table name, found the end of the text
        1 | SELECT *, FROM
          |               ^
        """#
}
