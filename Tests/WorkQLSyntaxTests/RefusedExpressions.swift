// What expressions and the lexer refuse.
//
// Each block is a message as it is shown, without the line that says where and the blank margin;
// its second line holds the statement.

extension Refusals {
    static let expressions = #"""
        error: expected "," or FROM, found "FORM"
        1 | SELECT * FORM checkin
          |          ^^^^
          = help: write FROM

        error: expected a statement, found "SELCT"
        1 | SELCT 1
          | ^^^^^
          = help: write SELECT

        error: comparisons cannot be chained
        1 | SELECT a < b < c
          |              ^
          = help: write a < b AND b < c

        error: comparisons cannot be chained
        1 | SELECT a = 1 = 2
          |              ^
          = help: write a = 1 AND 1 = 2

        error: IN, LIKE and BETWEEN cannot be chained
        1 | SELECT a LIKE b NOT LIKE c
          |                 ^^^
          = help: put one of the two in parentheses

        error: NOT behind an operator that binds more tightly
        1 | SELECT a = NOT b
          |            ^^^
          = help: put NOT and its operand in parentheses

        error: expected ";", found ")"
        1 | SELECT 1)
          |         ^
          = help: there is no "(" before it

        error: bare date and time in an expression
        1 | SELECT 2026-08-01T09:00
          |        ^^^^^^^^^^^^^^^^
          = help: write TIMESTAMP '2026-08-01T09:00'

        error: period in an expression
        1 | SELECT 2026-W32
          |        ^^^^^^^^
          = help: write DURING 2026-W32 after WHERE, or 2026 - W32 to subtract

        error: unknown type "intger"
        1 | SELECT CAST(a AS intger)
          |                  ^^^^^^
          = help: write integer

        error: unknown type "blob"
        1 | SELECT CAST(a AS blob)
          |                  ^^^^
          = help: types are text, integer, real, boolean, timestamp, json

        error: expected AS, found ","
        1 | SELECT CAST(a, int)
          |              ^

        error: expected WHEN, found END
        1 | SELECT CASE a END
          |               ^^^

        error: expected THEN, found ELSE
        1 | SELECT CASE WHEN a ELSE b END
          |                    ^^^^

        error: expected NULL, TRUE, FALSE or DISTINCT FROM after IS, found 5
        1 | SELECT a IS 5
          |             ^

        error: expected IN, LIKE or BETWEEN after NOT, found NULL
        1 | SELECT a NOT NULL
          |              ^^^^
          = help: write IS NOT NULL

        error: expected IN, LIKE or BETWEEN after NOT, found "LKE"
        1 | SELECT a NOT LKE 'x'
          |              ^^^
          = help: write LIKE

        error: name of more than three parts
        1 | SELECT a.b.c.d
          |        ^^^^^^^
          = help: write service.table.column

        error: expected "," or FROM, found "+"
        1 | SELECT a.* + 1
          |            ^

        error: expected ")", found ","
        1 | SELECT sum(*, 1)
          |             ^

        error: DISTINCT without an argument
        1 | SELECT count(DISTINCT)
          |        ^^^^^^^^^^^^^^^
          = help: write count(DISTINCT column)

        error: expected a column, found ","
        1 | SELECT a, , b
          |           ^

        error: INTERVAL is no part of WorkQL
        1 | SELECT INTERVAL '7 days'
          |        ^^^^^^^^
          = help: write a duration: 7d

        error: expected "," or FROM, found SELECT
        1 | SELECT 1 SELECT 2
          |          ^^^^^^

        error: expected "," or ")", found 2
        1 | SELECT a IN (1 2)
          |                ^

        error: expected "," or ")", found "b"
        1 | SELECT f(a b
          |            ^

        error: expected AND, found OR
        1 | SELECT a BETWEEN 1 OR 2
          |                    ^^

        error: expected an expression, found LIMIT
        1 | SELECT LIMIT 5
          |        ^^^^^

        error: expected FROM, found "b"
        1 | SELECT a IS DISTINCT b
          |                      ^

        error: expected IN, LIKE or BETWEEN after NOT, found IS
        1 | SELECT a NOT IS NULL
          |              ^^
          = help: write IS NOT NULL

        error: expected WHEN, ELSE or END, found "ESLE"
        1 | SELECT CASE WHEN a THEN b ESLE c END
          |                           ^^^^
          = help: write ELSE

        error: expected THEN, found "THN"
        1 | SELECT CASE WHEN a THN b END
          |                    ^^^
          = help: write THEN

        error: comparisons cannot be chained
        1 | SELECT 1 = 2 < 3 + 4
          |              ^
          = help: write 1 = 2 AND 2 < 3 + 4

        error: IN, LIKE and BETWEEN cannot be chained
        1 | SELECT a IN (1) IN (2)
          |                 ^^
          = help: put one of the two in parentheses

        error: expected "," or FROM, found "c"
        1 | SELECT a b c
          |            ^

        error: expected a statement, found "SELCT"
        1 | SELECT 1; SELCT 2
          |           ^^^^^
          = help: write SELECT

        error: expected ")", found ","
        1 | SELECT (a, b)
          |          ^

        error: expected an expression, found "@"
        1 | SELECT @d
          |        ^
        """#

    static let lexis = #"""
        error: unexpected character \
        1 | SELECT \"abc
          |        ^

        error: unexpected character \
        1 | SELECT \"\"
          |        ^

        error: ambiguous unit "m" in 7m
        1 | SELECT a FROM t SINCE 7m
          |                       ^^
          = help: write 7min for minutes or 7mo for months

        error: unknown unit "x" in 7x
        1 | SELECT a FROM t SINCE 7x
          |                       ^^
          = help: units are ms, s, min, h, d, w, mo, q, y; a name that starts with a digit is quoted: "7x"

        error: unknown unit "days" in 7days
        1 | SELECT a FROM t SINCE 7days
          |                       ^^^^^
          = help: write 7d or 7 days

        error: unknown unit "dyas"
        1 | SELECT a FROM t SINCE 7 dyas ago
          |                         ^^^^
          = help: write days

        error: unknown unit "m" after @
        1 | SELECT a FROM t SINCE @m
          |                        ^
          = help: write @min for minutes or @mo for months

        error: unknown unit "day" after @
        1 | SELECT a FROM t SINCE @day
          |                        ^^^
          = help: write @d

        error: unknown unit "x" after @
        1 | SELECT a FROM t SINCE @x
          |                        ^
          = help: units are ms, s, min, h, d, w, mo, q, y

        error: unknown unit "mnth"
        1 | SELECT a FROM t SINCE this mnth
          |                            ^^^^
          = help: write month

        error: unexpected "x" after the date 2026-08-01
        1 | SELECT 2026-08-01x
          |                  ^
          = help: a date and time is written 2026-08-01T09:00 or '2026-08-01 09:00'

        error: ambiguous unit "m" in 7m
        1 | SELECT 7m
          |        ^^
          = help: write 7min for minutes or 7mo for months

        error: unknown unit "xyz" in 7xyz
        1 | SELECT 7xyz
          |        ^^^^
          = help: units are ms, s, min, h, d, w, mo, q, y; a name that starts with a digit is quoted: "7xyz"

        error: unexpected "h" after the number 1.5
        1 | SELECT 1.5h
          |           ^
          = help: a duration counts whole units, for example 1h30min

        error: integer too large for 64 bits
        1 | SELECT 99999999999999999999
          |        ^^^^^^^^^^^^^^^^^^^^
          = help: write '…' for an identifier, or a decimal point for a number

        error: number too large
        1 | SELECT 1e999
          |        ^^^^^

        error: number too large
        1 | SELECT 99999999999999999999d
          |        ^^^^^^^^^^^^^^^^^^^^^

        error: unexpected character ‘
        1 | SELECT ‘a’
          |        ^
          = help: write ' around text

        error: unexpected character “
        1 | SELECT “a”
          |        ^
          = help: write ' around text, or " around a name

        error: unexpected character １
        1 | SELECT １２
          |        ^^
          = help: write ASCII digits: 0 to 9

        error: unexpected character ２
        1 | SELECT 1２
          |         ^^
          = help: write ASCII digits: 0 to 9

        error: unexpected character 、
        1 | SELECT a、b
          |         ^^
          = help: write ,

        error: unexpected character ≤
        1 | SELECT a ≤ b
          |          ^
          = help: write <=

        error: unexpected character 😀
        1 | SELECT 😀
          |        ^^

        error: unexpected character `
        1 | SELECT `a`
          |        ^
          = help: write " around a name

        error: unexpected character &
        1 | SELECT a && b
          |          ^
          = help: write AND, or || to join text

        error: unexpected character |
        1 | SELECT a | b
          |          ^
          = help: write OR, or ||

        error: unexpected character !
        1 | SELECT !a
          |        ^
          = help: write NOT, or <>

        error: colon without a parameter name
        1 | SELECT : a
          |        ^
          = help: a parameter is written :name

        error: unexpected character ?
        1 | SELECT ?
          |        ^
          = help: a parameter is written :name

        error: unexpected character #
        1 | # hello
          | ^
          = help: a comment starts with --

        error: number too large
        1 | SELECT 5 - 99999d99999999999999999999h
          |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^

        error: ambiguous unit "m" in 7m
        1 | SELECT 姓名，部门 FROM 打卡 SINCE 7m
          |                                   ^^
          = help: write 7min for minutes or 7mo for months
        """#
}
