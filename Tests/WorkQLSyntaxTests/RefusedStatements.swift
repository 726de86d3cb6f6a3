// The mistakes of statements and clauses.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let statements = #"""
        error[E0201]: expected a clause or ";", found "WEHRE"
        1 | SELECT * FROM checkin WEHRE a = 1
          |                       ^^^^^
          = help: write WHERE

        error[E0201]: expected a clause or ";", found "SICNE"
        1 | SELECT * FROM checkin SICNE 7d
          |                       ^^^^^
          = help: write SINCE

        error[E0201]: expected a clause or ";", found "GRUOP"
        1 | SELECT a FROM t GRUOP BY a
          |                 ^^^^^
          = help: write GROUP BY

        error[E0201]: expected a clause or ";", found "ODER"
        1 | SELECT a FROM t WHERE b ODER BY a
          |                         ^^^^
          = help: write ORDER BY

        error[E0201]: expected BY, found "YB"
        1 | SELECT a FROM t ORDER YB a
          |                       ^^
          = help: write BY

        error[E0201]: expected "," or FROM, found "c"
        1 | SELECT a b c FROM t
          |            ^

        error[E0201]: expected an expression, found FROM
        1 | SELECT FROM t
          |        ^^^^

        error[E0201]: expected an expression, found FROM
        1 | SELECT from FROM t
          |        ^^^^
          = help: to use it as a name, write "from"

        error[E0201]: expected an expression, found ORDER
        1 | SELECT order, a FROM t
          |        ^^^^^
          = help: to use it as a name, write "order"

        error[E0201]: expected a table name, found ORDER
        1 | SELECT a FROM order
          |               ^^^^^
          = help: to use it as a name, write "order"

        error[E0201]: expected a table name, found WHERE
        1 | SELECT * FROM WHERE a
          |               ^^^^^

        error[E0201]: expected a name after AS, found END
        1 | SELECT a AS end FROM t
          |             ^^^
          = help: to use it as a name, write "end"

        error[E0201]: expected an expression, found LIMIT
        1 | SELECT a FROM t WHERE limit = 5
          |                       ^^^^^
          = help: to use it as a name, write "limit"

        error[E0203]: WHERE comes too late
        1 | SELECT a FROM t GROUP BY a WHERE b
          |                            ^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0204]: a second WHERE
        1 | SELECT a FROM t WHERE b WHERE c
          |                         ^^^^^
          = help: join conditions with AND

        error[E0211]: LIMIT takes one number
        1 | SELECT a FROM t LIMIT 1, 2
          |                        ^
          = help: write LIMIT count OFFSET start

        error[E0301]: bare date in an expression
        1 | SELECT a FROM t WHERE c = 2026-08-01
          |                           ^^^^^^^^^^
          = help: write DATE '2026-08-01'

        error[E0201]: expected a query, found "DESCRIBE"
        1 | EXPLAIN DESCRIBE t
          |         ^^^^^^^^
          = help: DESCRIBE stands alone: write SELECT …, or a query in parentheses, here

        error[E0205]: SHOW TABLES LIKE is not supported
        1 | SHOW TABLES LIKE 'x'
          |             ^^^^
          = help: write SHOW TABLES

        error[E0201]: expected TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE, found "TABLS"
        1 | SHOW TABLS
          |      ^^^^^
          = help: write TABLES

        error[E0206]: DELETE is not supported by WorkQL
        1 | DELETE FROM t
          | ^^^^^^
          = help: WorkQL reads and never writes

        error[E0201]: expected a clause or ";", found "days"
        1 | SELECT a FROM t WHERE x > now() - 7 days
          |                                     ^^^^
          = help: write 7d

        error[E0201]: expected a time zone after TIMEZONE, found "Asia"
        1 | SELECT a FROM t WITH TIMEZONE Asia
          |                               ^^^^
          = help: for example WITH TIMEZONE 'Asia/Shanghai'

        error[E0201]: expected TIMEZONE, found "ZONE"
        1 | SELECT a FROM t WITH ZONE 'x'
          |                      ^^^^

        error[E0201]: expected a table name, found ORDER
        1 | DESCRIBE order
          |          ^^^^^
          = help: to use it as a name, write "order"

        error[E0201]: expected a statement, found "foo"
        1 | foo
          | ^^^
          = help: statements are SELECT, FROM, WITH, REFRESH, FORGET, EXPLAIN, DESCRIBE, SUMMARIZE, SHOW, SET, RESET, PARAM, LET, COPY, SAVE and RUN

        error[E0405]: expected at most a service and a table, found another "."
        1 | SELECT a FROM a.b.c
          |                  ^

        error[E0201]: expected a name after AS, found 'x'
        1 | SELECT a FROM t AS 'x'
          |                    ^^^
          = help: write x

        error[E0201]: expected a statement, found 1
        1 | 1
          | ^
          = help: statements are SELECT, FROM, WITH, REFRESH, FORGET, EXPLAIN, DESCRIBE, SUMMARIZE, SHOW, SET, RESET, PARAM, LET, COPY, SAVE and RUN

        error[E0201]: expected TIMEZONE, found "TIME"
        1 | SELECT a FROM t WITH TIME ZONE 'x'
          |                      ^^^^
          = help: write TIMEZONE

        error[E0204]: a second LIMIT
        1 | SELECT a FROM t LIMIT 5 LIMIT 6
          |                         ^^^^^

        error[E0204]: a second WITH TIMEZONE
        1 | SELECT a FROM t WITH TIMEZONE 'x' WITH TIMEZONE 'y'
          |                                   ^^^^

        error[E0203]: LIMIT comes too late
        1 | SELECT a FROM t WITH TIMEZONE 'x' LIMIT 5
          |                                   ^^^^^
          = help: the order is SELECT, FROM, WHERE, SINCE, TIMESERIES, GROUP BY, HAVING, WINDOW, QUALIFY, COMPARE WITH, ORDER BY, LIMIT, WITH TIMEZONE

        error[E0204]: a second FROM
        1 | SELECT a FROM t WHERE b FROM u
          |                         ^^^^

        error[E0201]: expected a clause or ";", found "ODER"
        1 | SELECT 姓名 FROM 打卡 WHERE 部门 == '研发部' ODER BY 姓名
          |                                              ^^^^
          = help: write ORDER BY

        error[E0205]: DISTINCT ON is not supported
        1 | SELECT DISTINCT ON (a) b FROM t
          |                 ^^
          = help: write QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1

        error[E0405]: name of more than three parts
        1 | SELECT a.b.c.d FROM t
          |        ^^^^^^^
          = help: write service.table.column

        error[E0201]: expected a name after ".", found FROM
        1 | SELECT a. FROM t
          |           ^^^^

        error[E0201]: expected ")", found "ADN"
        1 | SELECT a FROM t WHERE (a ADN b)
          |                          ^^^
          = help: write AND

        error[E0201]: expected a clause or ";", found "BETWEEEN"
        1 | SELECT a FROM t WHERE a BETWEEEN 1 AND 2
          |                         ^^^^^^^^
          = help: write BETWEEN

        error[E0206]: UPDATE is not supported by WorkQL
        1 | UPDATE t SET a = 1
          | ^^^^^^
          = help: WorkQL reads and never writes

        error[E0201]: expected "," or FROM, found AS
        1 | SELECT t.* AS x FROM t
          |            ^^

        error[E0201]: expected "," or FROM, found AS
        1 | SELECT * AS x FROM t
          |          ^^

        error[E0205]: EXPLAIN PLAN is not supported
        1 | EXPLAIN PLAN SELECT 1
          |         ^^^^
          = help: write EXPLAIN, EXPLAIN CALLS or EXPLAIN ANALYZE, and the query
        """#
}
