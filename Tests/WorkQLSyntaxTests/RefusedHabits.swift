// The mistakes of forms that other databases have.

extension Refusals {
    static let habits = #"""
        error[E0205]: = ANY of a query is not supported
        1 | SELECT 1 WHERE a = ANY (SELECT 'x')
          |                    ^^^
          = help: write IN (SELECT …)

        error[E0205]: = SOME of a query is not supported
        1 | SELECT 1 WHERE a = some((SELECT 'x'))
          |                    ^^^^
          = help: write IN (SELECT …)

        error[E0205]: <> ALL of a query is not supported
        1 | SELECT 1 WHERE a <> ALL (SELECT 'x')
          |                     ^^^
          = help: write NOT IN (SELECT …)

        error[E0205]: > ALL of a query is not supported
        1 | SELECT 1 WHERE a > ALL (VALUES (1))
          |                    ^^^
          = help: compare with the greatest value: > (SELECT max(…) …)

        error[E0205]: >= ANY of a query is not supported
        1 | SELECT 1 WHERE a >= ANY (SELECT 1)
          |                     ^^^
          = help: compare with the least value: >= (SELECT min(…) …)

        error[E0205]: <> ANY of a query is not supported
        1 | SELECT 1 WHERE a <> ANY (SELECT 1)
          |                     ^^^
          = help: compare with (SELECT min(…) …) and with (SELECT max(…) …)

        error[E0205]: BETWEEN SYMMETRIC is not supported
        1 | SELECT 1 WHERE a BETWEEN SYMMETRIC 3 AND 1
          |                          ^^^^^^^^^
          = help: write BETWEEN least(a, b) AND greatest(a, b)

        error[E0205]: BETWEEN ASYMMETRIC is not supported
        1 | SELECT 1 WHERE a NOT BETWEEN asymmetric 1 AND 3
          |                              ^^^^^^^^^^
          = help: remove it

        error[E0205]: WITHIN GROUP is not supported
        1 | SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY n) FROM t
          |                             ^^^^^^
          = help: write percentile_cont(x, 0.3)

        error[E0205]: WITHIN GROUP is not supported
        1 | SELECT mode() WITHIN GROUP (ORDER BY n) FROM t
          |               ^^^^^^
          = help: write mode(x)

        error[E0205]: WITHIN GROUP is not supported
        1 | SELECT string_agg(n, ',') WITHIN GROUP (ORDER BY n) FROM t
          |                           ^^^^^^
          = help: write group_concat(x, ',' ORDER BY y)

        error[E0205]: GROUP BY () is not supported
        1 | SELECT count(*) FROM t GROUP BY ()
          |                                 ^^
          = help: leave GROUP BY out: aggregates then count all rows as one group

        error[E0406]: two columns of PIVOT are named "1"
        1 | PIVOT t ON n IN (1, 4, 1) USING count(*) GROUP BY k
          |                        ^
          = help: write each value once, and a name for each aggregate

        error[E0406]: two columns of PIVOT are named "1_a"
        1 | PIVOT t ON n IN (1) USING max(x) AS a, sum(x) AS a GROUP BY k
          |                  ^
          = help: write each value once, and a name for each aggregate
        """#
}
