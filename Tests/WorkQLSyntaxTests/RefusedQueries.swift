// The mistakes of set operations, windows and subqueries.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let queries = #"""
        error[E0201]: expected FIRST or NEXT after FETCH, found 5
        1 | SELECT * FROM t FETCH 5 ROWS ONLY
          |                       ^

        error[E0201]: expected ROWS, found "ONLY"
        1 | SELECT * FROM t FETCH FIRST 5 ONLY
          |                               ^^^^
          = help: write FETCH FIRST 5 ROWS ONLY

        error[E0205]: WITH TIES is not supported
        1 | SELECT * FROM t FETCH FIRST 5 ROWS WITH TIES
          |                                         ^^^^
          = help: write QUALIFY rank() OVER (ORDER BY …) <= 5

        error[E0201]: expected "(" after AS, found ORDER
        1 | SELECT * FROM t WINDOW w AS ORDER BY a
          |                             ^^^^^

        error[E0203]: HAVING comes too late
        1 | SELECT a FROM t GROUP BY a QUALIFY a = 1 HAVING a = 2
          |                                          ^^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0205]: TABLESAMPLE is not supported
        1 | SELECT * FROM t TABLESAMPLE (10)
          |                 ^^^^^^^^^^^
          = help: write ORDER BY random() LIMIT n

        error[E0205]: TOP is not supported
        1 | SELECT TOP 5 * FROM t
          |        ^^^
          = help: write LIMIT n at the end

        error[E0205]: MINUS is not supported
        1 | SELECT 1 MINUS SELECT 2
          |          ^^^^^
          = help: write EXCEPT

        error[E0205]: DISTINCT ON is not supported
        1 | SELECT DISTINCT ON (a) b FROM t
          |                 ^^
          = help: write QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1

        error[E0205]: INTO is not supported
        1 | SELECT a INTO b FROM t
          |          ^^^^
          = help: write COPY (query) TO 'file.csv'

        error[E0205]: FOR UPDATE is not supported
        1 | SELECT a FROM t FOR UPDATE
          |                 ^^^
          = help: remove it

        error[E0205]: SIMILAR TO is not supported
        1 | SELECT a SIMILAR TO 'x' FROM t
          |          ^^^^^^^
          = help: write REGEXP

        error[E0205]: GLOB is not supported
        1 | SELECT a FROM t WHERE a GLOB 'x'
          |                         ^^^^
          = help: write LIKE or REGEXP

        error[E0205]: COLLATE is not supported
        1 | SELECT a FROM t WHERE a COLLATE nocase = 'x'
          |                         ^^^^^^^
          = help: compare lower(a) with lower(b)

        error[E0205]: IGNORE NULLS is not supported
        1 | SELECT first_value(a) IGNORE NULLS OVER () FROM t
          |                       ^^^^^^
          = help: write FILTER (WHERE x IS NOT NULL)

        error[E0201]: expected ")", found "PARTITON"
        1 | SELECT max(a) OVER (PARTITON BY a) FROM t
          |                     ^^^^^^^^
          = help: write PARTITION

        error[E0201]: expected BY, found "a"
        1 | SELECT max(a) OVER (PARTITION a) FROM t
          |                               ^

        error[E0201]: expected PRECEDING or FOLLOWING, found ")"
        1 | SELECT max(a) OVER (ORDER BY a ROWS 1) FROM t
          |                                      ^

        error[E0210]: a frame that ends before it begins
        1 | SELECT max(a) OVER (ORDER BY a ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM t
          |                                                             ^^^^^^^^^^^
          = help: put the earlier bound first

        error[E0210]: a frame that ends before it begins
        1 | SELECT max(a) OVER (ORDER BY a ROWS 1 FOLLOWING) FROM t
          |                                     ^^^^^^^^^^^
          = help: write BETWEEN … AND …

        error[E0210]: a frame that ends before it begins
        1 | SELECT max(a) OVER (ROWS UNBOUNDED FOLLOWING) FROM t
          |                          ^^^^^^^^^^^^^^^^^^^
          = help: begin it with UNBOUNDED PRECEDING

        error[E0210]: a frame that ends before it begins
        1 | SELECT max(a) OVER (ROWS BETWEEN 1 PRECEDING AND UNBOUNDED PRECEDING) FROM t
          |                                                  ^^^^^^^^^^^^^^^^^^^
          = help: put the earlier bound first

        error[E0201]: expected the bound of a frame, found "a"
        1 | SELECT max(a) OVER (ROWS BETWEEN a PRECEDING AND CURRENT ROW) FROM t
          |                                  ^
          = help: for example UNBOUNDED PRECEDING, 6 PRECEDING or CURRENT ROW

        error[E0205]: EXCLUDE in a frame is not supported
        1 | SELECT max(a) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t
          |                                                              ^^^^^^^
          = help: remove it

        error[E0201]: expected WHERE, found "a"
        1 | SELECT max(a) FILTER (a > 1) FROM t
          |                       ^

        error[E0205]: * EXCEPT is not supported
        1 | SELECT * EXCEPT (a) FROM t
          |          ^^^^^^
          = help: write EXCLUDE

        error[E0201]: expected a column name, found ")"
        1 | SELECT * EXCLUDE () FROM t
          |                   ^

        error[E0201]: expected "(" after REPLACE, found "a"
        1 | SELECT * REPLACE a FROM t
          |                  ^

        error[E0201]: expected AS, found ")"
        1 | SELECT * REPLACE (a) FROM t
          |                    ^

        error[E0212]: a query as an argument
        1 | SELECT f(SELECT 1)
          |          ^^^^^^
          = help: put it in its own parentheses: f((SELECT …))

        error[E0201]: expected "(" after IN, found "ids"
        1 | SELECT a IN ids FROM t
          |             ^^^
          = help: write IN :ids for a list, IN (SELECT …) for a query

        error[E0201]: expected a table name, found ")"
        1 | SELECT a IN (SELECT 1, FROM)
          |                            ^

        error[E0201]: expected "(" after EXISTS, found SELECT
        1 | SELECT EXISTS SELECT 1
          |               ^^^^^^

        error[E0201]: expected a query after EXISTS, found 1
        1 | SELECT EXISTS (1)
          |                ^

        error[E0201]: expected FIRST or LAST after NULLS, found "LATS"
        1 | SELECT a FROM t ORDER BY a NULLS LATS
          |                                  ^^^^
          = help: write last

        error[E0201]: further columns after ALL
        1 | SELECT a FROM t ORDER BY ALL, b
          |                             ^
          = help: remove them: ORDER BY ALL orders by every column

        error[E0201]: further columns after ALL
        1 | SELECT a FROM t GROUP BY ALL, b
          |                             ^
          = help: remove them: GROUP BY ALL groups by every column that is not an aggregate

        error[E0201]: expected a query, found "SELCT"
        1 | SELECT 1 UNION SELCT 2
          |                ^^^^^
          = help: write SELECT

        error[E0203]: WITH after a set operator
        1 | SELECT 1 UNION WITH a AS (SELECT 1) SELECT 2
          |                ^^^^
          = help: put this query in parentheses, or its WITH at the start

        error[E0203]: UNION comes too late
        1 | SELECT 1 ORDER BY 1 UNION SELECT 2
          |                     ^^^^^
          = help: put what stands before it in parentheses

        error[E0203]: UNION comes too late
        1 | SELECT 1 LIMIT 1 UNION SELECT 2
          |                  ^^^^^
          = help: put what stands before it in parentheses

        error[E0201]: expected "," or FROM, found "UNIN"
        1 | SELECT 1 UNIN SELECT 2
          |          ^^^^
          = help: write UNION

        error[E0309]: a second SINCE
        1 | SELECT a FROM t UNION SELECT b FROM u SINCE 1d ORDER BY 1 SINCE 2d
          |                                                           ^^^^^
          = help: keep one

        error[E0203]: WHERE comes too late
        1 | (SELECT 1) WHERE 2
          |            ^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0203]: WHERE comes too late
        1 | VALUES (1) WHERE 2
          |            ^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0201]: expected an expression, found ")"
        1 | VALUES ()
          |         ^

        error[E0201]: expected "(", found 1
        1 | VALUES 1
          |        ^

        error[E0201]: expected "(" after AS, found SELECT
        1 | WITH a AS SELECT 1 SELECT 2
          |           ^^^^^^

        error[E0201]: expected AS, found "("
        1 | WITH a (SELECT 1) SELECT 2
          |        ^
          = help: write a AS (SELECT …)

        error[E0205]: MATERIALIZED is not supported
        1 | WITH a AS MATERIALIZED (SELECT 1) SELECT 2
          |           ^^^^^^^^^^^^
          = help: remove it

        error[E0203]: WITH TIMEZONE comes too early
        1 | WITH TIMEZONE 'UTC' SELECT 1
          |      ^^^^^^^^
          = help: write it at the end

        error[E0201]: expected a query, found "DESCRIBE"
        1 | WITH a AS (SELECT 1) DESCRIBE t
          |                      ^^^^^^^^
          = help: DESCRIBE stands alone: write SELECT …, or a query in parentheses, here

        error[E0201]: expected a duration after TIMESERIES, found SINCE
        1 | SELECT a FROM t TIMESERIES SINCE 7d
          |                            ^^^^^
          = help: for example TIMESERIES 1d or TIMESERIES 1w

        error[E0205]: TIMESERIES AUTO is not supported
        1 | SELECT a FROM t TIMESERIES AUTO
          |                            ^^^^
          = help: write a step: TIMESERIES 1d

        error[E0302]: ambiguous unit "m" in 1m
        1 | SELECT a FROM t TIMESERIES 1m
          |                            ^^
          = help: write 1min for minutes or 1mo for months

        error[E0201]: expected a clause or ";", found "FLIL"
        1 | SELECT a FROM t TIMESERIES 1d FLIL 0
          |                               ^^^^
          = help: write FILL

        error[E0201]: expected WITH after COMPARE, found 1w
        1 | SELECT a FROM t COMPARE 1w
          |                         ^^
          = help: write COMPARE WITH 1w

        error[E0201]: expected a duration or PREVIOUS PERIOD after COMPARE WITH, found "last"
        1 | SELECT a FROM t COMPARE WITH last week
          |                              ^^^^
          = help: for example COMPARE WITH 1w

        error[E0203]: COMPARE WITH comes too late
        1 | SELECT a FROM t LIMIT 5 COMPARE WITH 1w
          |                         ^^^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0309]: a second SINCE
        1 | SELECT a FROM t SINCE 7d TIMESERIES 1d SINCE 2d
          |                                        ^^^^^
          = help: keep one

        error[E0203]: SELECT comes too late
        1 | FROM t WHERE a SELECT b
          |                ^^^^^^
          = help: write FROM … SELECT … WHERE …

        error[E0204]: a second FROM
        1 | FROM t SELECT a FROM u
          |                 ^^^^

        error[E0201]: expected ")", found GROUP
        1 | SELECT a FROM t WHERE (b = 1 AND c GROUP BY d
          |                                    ^^^^^

        error[E0201]: expected "," or ")", found FROM
        1 | SELECT a IN (1, 2 FROM t WHERE c = 5 5
          |                   ^^^^

        error[E0201]: expected "," or FROM, found "FORM"
        1 | SELECT a FORM t WHERE
          |          ^^^^
          = help: write FROM

        error[E0205]: PIVOT after FROM is not supported
        1 | SELECT a FROM t PIVOT (sum(x) FOR y IN (1))
          |                 ^^^^^
          = help: write PIVOT table ON month IN (…) USING sum(x) GROUP BY userid

        error[E0201]: expected IN with the values that become columns, found USING
        1 | PIVOT t ON a USING sum(x) GROUP BY b
          |              ^^^^^
          = help: write PIVOT … ON a IN ('a', 'b') USING …; SELECT DISTINCT a lists the values

        error[E0201]: expected an aggregate, found 1
        1 | PIVOT t ON a IN (1) USING 1 GROUP BY b
          |                           ^
          = help: write USING sum(x)

        error[E0201]: a value of PIVOT that is neither a text, a number nor a boolean
        1 | PIVOT t ON a IN (b) USING sum(x) GROUP BY c
          |                  ^
          = help: write ON month IN ('2026-07', '2026-08')

        error[E0201]: expected INTO NAME, found "x"
        1 | UNPIVOT t ON (a) INTO x
          |                       ^
          = help: write UNPIVOT … ON (a, b) INTO NAME month VALUE n

        error[E0201]: expected an expression, found FROM
        1 | SELECT f(FROM t)
          |          ^^^^

        error[E0201]: expected a column name, found FROM
        1 | WITH a (FROM t) SELECT 1
          |         ^^^^
        """#
}
