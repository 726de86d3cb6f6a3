// The mistakes of expressions and of the lexer.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let expressions = #"""
        error[E0104]: 'a week' is not a duration
        1 | SELECT INTERVAL 'a week'
          |                 ^^^^^^^^
          = help: write INTERVAL '7 days', INTERVAL '1 month 12 hours', or 7d; subtract it for an earlier time

        error[E0201]: expected "," or FROM, found "FORM"
        1 | SELECT * FORM checkin
          |          ^^^^
          = help: write FROM

        error[E0201]: expected a statement, found "SELCT"
        1 | SELCT 1
          | ^^^^^
          = help: write SELECT

        error[E0207]: comparisons cannot be chained
        1 | SELECT a < b < c
          |              ^
          = help: write a < b AND b < c

        error[E0207]: comparisons cannot be chained
        1 | SELECT a = 1 = 2
          |              ^
          = help: write a = 1 AND 1 = 2

        error[E0207]: IN, LIKE and BETWEEN cannot be chained
        1 | SELECT a LIKE b NOT LIKE c
          |                 ^^^
          = help: put one of the two in parentheses

        error[E0207]: NOT after an operator that binds more tightly
        1 | SELECT a = NOT b
          |            ^^^
          = help: put NOT and its operand in parentheses

        error[E0201]: expected "," or FROM, found ")"
        1 | SELECT 1)
          |         ^

        error[E0301]: bare date and time in an expression
        1 | SELECT 2026-08-01T09:00
          |        ^^^^^^^^^^^^^^^^
          = help: write TIMESTAMP '2026-08-01T09:00'

        error[E0301]: period in an expression
        1 | SELECT 2026-W32
          |        ^^^^^^^^
          = help: write DURING 2026-W32 after WHERE, or 2026 - W32 to subtract

        error[E0501]: unknown type "intger"
        1 | SELECT CAST(a AS intger)
          |                  ^^^^^^
          = help: write integer

        error[E0501]: unknown type "blob"
        1 | SELECT CAST(a AS blob)
          |                  ^^^^
          = help: types are text, integer, real, boolean, timestamp, date, time, json

        error[E0201]: expected AS, found ","
        1 | SELECT CAST(a, int)
          |              ^

        error[E0201]: expected WHEN, found END
        1 | SELECT CASE a END
          |               ^^^

        error[E0201]: expected THEN, found ELSE
        1 | SELECT CASE WHEN a ELSE b END
          |                    ^^^^

        error[E0201]: expected NULL, TRUE, FALSE or DISTINCT FROM after IS, found 5
        1 | SELECT a IS 5
          |             ^

        error[E0201]: expected IN, LIKE or BETWEEN after NOT, found NULL
        1 | SELECT a NOT NULL
          |              ^^^^
          = help: write IS NOT NULL

        error[E0201]: expected IN, LIKE or BETWEEN after NOT, found "LKE"
        1 | SELECT a NOT LKE 'x'
          |              ^^^
          = help: write LIKE

        error[E0405]: name of more than three parts
        1 | SELECT a.b.c.d
          |        ^^^^^^^
          = help: write service.table.column

        error[E0201]: expected "," or FROM, found "+"
        1 | SELECT a.* + 1
          |            ^

        error[E0201]: expected ")", found ","
        1 | SELECT sum(*, 1)
          |             ^

        error[E0212]: DISTINCT without an argument
        1 | SELECT count(DISTINCT)
          |        ^^^^^^^^^^^^^^^
          = help: write count(DISTINCT column)

        error[E0201]: expected a column, found ","
        1 | SELECT a, , b
          |           ^

        error[E0201]: expected "," or FROM, found SELECT
        1 | SELECT 1 SELECT 2
          |          ^^^^^^

        error[E0201]: expected "," or ")", found 2
        1 | SELECT a IN (1 2)
          |                ^

        error[E0201]: expected "," or ")", found "b"
        1 | SELECT f(a b
          |            ^

        error[E0201]: expected AND, found OR
        1 | SELECT a BETWEEN 1 OR 2
          |                    ^^

        error[E0201]: expected an expression, found LIMIT
        1 | SELECT LIMIT 5
          |        ^^^^^

        error[E0201]: expected FROM, found "b"
        1 | SELECT a IS DISTINCT b
          |                      ^

        error[E0201]: expected IN, LIKE or BETWEEN after NOT, found IS
        1 | SELECT a NOT IS NULL
          |              ^^
          = help: write IS NOT NULL

        error[E0201]: expected WHEN, ELSE or END, found "ESLE"
        1 | SELECT CASE WHEN a THEN b ESLE c END
          |                           ^^^^
          = help: write ELSE

        error[E0201]: expected THEN, found "THN"
        1 | SELECT CASE WHEN a THN b END
          |                    ^^^
          = help: write THEN

        error[E0207]: comparisons cannot be chained
        1 | SELECT 1 = 2 < 3 + 4
          |              ^
          = help: write 1 = 2 AND 2 < 3 + 4

        error[E0207]: IN, LIKE and BETWEEN cannot be chained
        1 | SELECT a IN (1) IN (2)
          |                 ^^
          = help: put one of the two in parentheses

        error[E0201]: expected "," or FROM, found "c"
        1 | SELECT a b c
          |            ^

        error[E0201]: expected a statement, found "SELCT"
        1 | SELECT 1; SELCT 2
          |           ^^^^^
          = help: write SELECT

        error[E0201]: expected ")", found ","
        1 | SELECT (a, b)
          |          ^
          = help: rows are not compared; write a = 1 AND b = 2 for (a, b) = (1, 2), and OR between the rows of a list

        error[E0201]: expected an expression, found "@"
        1 | SELECT @d
          |        ^
        """#

    static let lexis = #"""
        error[E0102]: unexpected character \
        1 | SELECT \"abc
          |        ^

        error[E0102]: unexpected character \
        1 | SELECT \"\"
          |        ^

        error[E0302]: ambiguous unit "m" in 7m
        1 | SELECT a FROM t SINCE 7m
          |                       ^^
          = help: write 7min for minutes or 7mo for months

        error[E0303]: unknown unit "x" in 7x
        1 | SELECT a FROM t SINCE 7x
          |                       ^^
          = help: units are ms, s, min, h, d, w, mo, q, y; a name that starts with a digit is quoted: "7x"

        error[E0307]: 2026年8月1日 is a date in another form
        1 | SELECT 2026年8月1日 FROM t
          |        ^^^^^^^^^^^^
          = help: write '2026-08-01'

        error[E0307]: 2026年8月 is a date in another form
        1 | SELECT a FROM t WHERE b > 2026年8月
          |                           ^^^^^^^^^
          = help: write '2026-08'

        error[E0307]: 9点半 is a time of day in another form
        1 | SELECT a FROM t WHERE b > 9点半
          |                           ^^^^^
          = help: write '09:30' beside a time of day: time(…) > '09:30'

        error[E0303]: unknown unit "月" in 8月1日
        1 | SELECT 8月1日 FROM t
          |        ^^^^^^
          = help: units are ms, s, min, h, d, w, mo, q, y; a name that starts with a digit is quoted: "8月1日"

        error[E0303]: unknown unit "days" in 7days
        1 | SELECT a FROM t SINCE 7days
          |                       ^^^^^
          = help: write 7d or 7 days

        error[E0303]: unknown unit "dyas"
        1 | SELECT a FROM t SINCE 7 dyas ago
          |                         ^^^^
          = help: write days

        error[E0303]: unknown unit "m" after @
        1 | SELECT a FROM t SINCE @m
          |                        ^
          = help: write @min for minutes or @mo for months

        error[E0303]: unknown unit "day" after @
        1 | SELECT a FROM t SINCE @day
          |                        ^^^
          = help: write @d

        error[E0303]: unknown unit "x" after @
        1 | SELECT a FROM t SINCE @x
          |                        ^
          = help: units are ms, s, min, h, d, w, mo, q, y

        error[E0303]: unknown unit "mnth"
        1 | SELECT a FROM t SINCE this mnth
          |                            ^^^^
          = help: write month

        error[E0307]: unexpected "x" after the date 2026-08-01
        1 | SELECT 2026-08-01x
          |                  ^
          = help: a date and time is written 2026-08-01T09:00 or '2026-08-01 09:00'

        error[E0302]: ambiguous unit "m" in 7m
        1 | SELECT 7m
          |        ^^
          = help: write 7min for minutes or 7mo for months

        error[E0303]: unknown unit "xyz" in 7xyz
        1 | SELECT 7xyz
          |        ^^^^
          = help: units are ms, s, min, h, d, w, mo, q, y; a name that starts with a digit is quoted: "7xyz"

        error[E0104]: unexpected "h" after the number 1.5
        1 | SELECT 1.5h
          |           ^
          = help: a duration counts whole units, for example 1h30min

        error[E0104]: integer too large for 64 bits
        1 | SELECT 99999999999999999999
          |        ^^^^^^^^^^^^^^^^^^^^
          = help: write '…' for an identifier, or a decimal point for a number

        error[E0104]: number too large
        1 | SELECT 1e999
          |        ^^^^^

        error[E0104]: number too large
        1 | SELECT 99999999999999999999d
          |        ^^^^^^^^^^^^^^^^^^^^^

        error[E0102]: unexpected character ‘
        1 | SELECT ‘a’
          |        ^
          = help: write 'a'

        error[E0102]: unexpected character “
        1 | SELECT “a”
          |        ^
          = help: write 'a'

        error[E0102]: unexpected character １
        1 | SELECT １２
          |        ^^
          = help: write 12

        error[E0102]: unexpected character ２
        1 | SELECT 1２
          |         ^^
          = help: write 12

        error[E0102]: unexpected character 、
        1 | SELECT a、b
          |         ^^
          = help: write ,

        error[E0102]: unexpected character ≤
        1 | SELECT a ≤ b
          |          ^
          = help: write <=

        error[E0102]: unexpected character 😀
        1 | SELECT 😀
          |        ^^

        error[E0102]: unexpected character `
        1 | SELECT `a`
          |        ^
          = help: write " around a name

        error[E0102]: unexpected character &
        1 | SELECT a && b
          |          ^
          = help: write AND, || to join text, or bitand(n, m)

        error[E0102]: unexpected character |
        1 | SELECT a | b
          |          ^
          = help: write OR, ||, or bitor(n, m)

        error[E0102]: unexpected character ~
        1 | SELECT ~a
          |        ^
          = help: write REGEXP, or bitnot(n)

        error[E0201]: expected an expression, found "<"
        1 | SELECT a << b
          |           ^
          = help: write bitshiftleft(n, m)

        error[E0201]: expected an expression, found ">"
        1 | SELECT a >> b
          |           ^
          = help: write bitshiftright(n, m)

        error[E0102]: unexpected character !
        1 | SELECT !a
          |        ^
          = help: write NOT, or <>

        error[E0102]: colon without a parameter name
        1 | SELECT : a
          |        ^
          = help: a parameter is written :name

        error[E0102]: unexpected character ?
        1 | SELECT ?
          |        ^
          = help: a parameter is written :name

        error[E0102]: unexpected character [
        1 | SELECT a FROM t WHERE a = ANY (ARRAY['x'])
          |                                     ^
          = help: write IN ('a', 'b'), and json_array('a', 'b') for other lists

        error[E0102]: unexpected character {
        1 | SELECT {'a': 1}
          |        ^
          = help: write json_object('a', 1)

        error[E0102]: unexpected character ^
        1 | SELECT 2 ^ 3
          |          ^
          = help: write power(x, y)

        error[E0102]: unexpected character #
        1 | # hello
          | ^
          = help: a comment starts with --

        error[E0104]: number too large
        1 | SELECT 5 - 99999d99999999999999999999h
          |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^

        error[E0302]: ambiguous unit "m" in 7m
        1 | SELECT 姓名，部门 FROM 打卡 SINCE 7m
          |                                   ^^
          = help: write 7min for minutes or 7mo for months
        """#
}
