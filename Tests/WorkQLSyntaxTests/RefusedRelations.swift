// The mistakes of FROM and its joins.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let relations = #"""
        error[E0309]: a second SINCE
        1 | SELECT * FROM t SINCE 1d WHERE x SINCE 2d
          |                                  ^^^^^
          = help: keep one

        error[E0209]: JOIN without a condition
        1 | SELECT * FROM a JOIN b WHERE a.x = b.x
          |                 ^^^^
          = help: write ON … or USING (…), or CROSS JOIN for every pair

        error[E0209]: JOIN without a condition
        1 | SELECT * FROM a JOIN b JOIN c ON 1 ON 2
          |                 ^^^^
          = help: write ON … or USING (…), or CROSS JOIN for every pair

        error[E0209]: CROSS JOIN with a condition
        1 | SELECT * FROM a CROSS JOIN b ON 1
          |                              ^^
          = help: write JOIN … ON

        error[E0205]: NATURAL JOIN is not supported
        1 | SELECT * FROM a NATURAL JOIN b
          |                 ^^^^^^^
          = help: write JOIN … USING (columns)

        error[E0201]: OUTER without LEFT, RIGHT or FULL
        1 | SELECT * FROM a OUTER JOIN b ON 1
          |                 ^^^^^
          = help: write LEFT OUTER JOIN

        error[E0201]: expected JOIN, found "LFET"
        1 | SELECT * FROM a LFET JOIN b ON 1
          |                 ^^^^
          = help: write LEFT, or AS LFET for a name

        error[E0205]: ANTI JOIN is not supported
        1 | SELECT * FROM a ANTI JOIN b ON 1
          |                 ^^^^
          = help: write WHERE NOT EXISTS (SELECT …)

        error[E0201]: expected a clause or ";", found "JION"
        1 | SELECT * FROM a JION b ON 1
          |                 ^^^^
          = help: write JOIN

        error[E0201]: expected JOIN, found "JION"
        1 | SELECT * FROM a LEFT JION b ON 1
          |                      ^^^^
          = help: write JOIN

        error[E0201]: expected JOIN, found "b"
        1 | SELECT * FROM a LEFT b ON 1
          |                      ^

        error[E0201]: expected ON or USING, found "NO"
        1 | SELECT * FROM a JOIN b NO a.x = b.x
          |                        ^^
          = help: write ON

        error[E0201]: expected "(", found "x"
        1 | SELECT * FROM a JOIN b USING x
          |                              ^

        error[E0201]: expected a column name, found ")"
        1 | SELECT * FROM a JOIN b USING ()
          |                               ^

        error[E0203]: another table after the time range
        1 | SELECT * FROM a JOIN b ON x SINCE 7d JOIN c ON y
          |                                      ^^^^
          = help: write a table's own range directly after its name

        error[E0203]: another table after the time range
        1 | SELECT * FROM (SELECT 1) SINCE 7d, b
          |                                  ^
          = help: write a table's own range directly after its name

        error[E0201]: expected a table name, found ","
        1 | SELECT * FROM a,, b
          |                 ^

        error[E0205]: LATERAL is not supported
        1 | SELECT * FROM LATERAL (SELECT 1)
          |               ^^^^^^^
          = help: write a subquery in the select list, or a JOIN

        error[E0205]: a service before a table function is not supported
        1 | SELECT * FROM wecom.days(7d)
          |               ^^^^^^^^^^
          = help: write days(…)

        error[E0201]: expected ")", found ","
        1 | SELECT * FROM days(2026-08-01, 2026-08-31, 1d)
          |                                          ^

        error[E0302]: ambiguous unit "m" in 7m
        1 | SELECT * FROM days(7m)
          |                    ^^
          = help: write 7min for minutes or 7mo for months

        error[E0205]: a name for joined tables is not supported
        1 | SELECT * FROM (a JOIN b ON 1) AS c
          |                               ^^
          = help: name each table, or write (SELECT * FROM …) AS name

        error[E0201]: expected ")", found ","
        1 | SELECT * FROM (a, b)
          |                 ^
        """#
}
