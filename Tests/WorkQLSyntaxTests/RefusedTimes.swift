// The mistakes of the time clauses.
//
// Each block is a message as printed, without the line of the location and the blank margin; its
// second line contains the statement.

extension Refusals {
    static let times = #"""
        error[E0201]: expected "," or FROM, found "FORM"
        1 | SELECT userid FORM checkin SINCE 7d
          |               ^^^^
          = help: write FROM

        error[E0201]: expected an instant after SINCE, found UNTIL
        1 | SELECT a FROM t SINCE UNTIL 2d
          |                       ^^^^^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error[E0306]: an instant where DURING takes a period
        1 | SELECT a FROM t DURING 7d
          |                        ^^
          = help: SINCE 7d is the last 7 days up to now; DURING takes a calendar period: last 7 days

        error[E0306]: an instant where DURING takes a period
        1 | SELECT a FROM t DURING 7 days ago
          |                        ^^^^^^^^^^
          = help: SINCE 7d is the last 7 days up to now; DURING takes a calendar period: last 7 days

        error[E0306]: an instant where THROUGH takes a period
        1 | SELECT a FROM t THROUGH 1d12h
          |                         ^^^^^
          = help: SINCE 1d12h reaches up to now; THROUGH takes a calendar period, for example last month

        error[E0304]: space before the unit
        1 | SELECT a FROM t SINCE 7 d
          |                       ^^^
          = help: write 7d

        error[E0304]: 7 without a unit
        1 | SELECT a FROM t SINCE 7;
          |                       ^
          = help: for example 7d or 7h

        error[E0305]: a period where SINCE takes an instant
        1 | SELECT a FROM t SINCE 2026-08
          |                       ^^^^^^^
          = help: write DURING 2026-08, or its first day: 2026-08-01

        error[E0305]: a period where SINCE takes an instant
        1 | SELECT a FROM t SINCE 2026
          |                       ^^^^
          = help: write DURING 2026, or its first day: 2026-01-01

        error[E0305]: a period where SINCE takes an instant
        1 | SELECT a FROM t SINCE 2026-W32
          |                       ^^^^^^^^
          = help: write DURING 2026-W32

        error[E0307]: expected a date, found 2026/08/1
        1 | SELECT a FROM t SINCE 2026/08/1
          |                       ^^^^^^^^^
          = help: write 2026-08-01

        error[E0307]: a time of day without AT after a date
        1 | SELECT a FROM t SINCE 2026-08-01 09:00
          |                                  ^^^^^
          = help: write 2026-08-01T09:00 or '2026-08-01 09:00'

        error[E0307]: expected a month from 01 to 12, found 2026-13
        1 | SELECT a FROM t DURING 2026-13
          |                        ^^^^^^^

        error[E0307]: expected a week from W01 to W53, found 2026-W5
        1 | SELECT a FROM t DURING 2026-W5
          |                        ^^^^^^^
          = help: write 2026-W05

        error[E0307]: expected a week from W01 to W53, found 2026-W54
        1 | SELECT a FROM t DURING 2026-W54
          |                        ^^^^^^^^

        error[E0307]: expected a quarter from Q1 to Q4, found 2026-Q5
        1 | SELECT a FROM t DURING 2026-Q5
          |                        ^^^^^^^

        error[E0307]: expected a date, found 2026-8
        1 | SELECT a FROM t DURING 2026-8
          |                        ^^^^^^
          = help: write 2026-08

        error[E0305]: a period where SINCE takes an instant
        1 | SELECT a FROM t SINCE last 3 months
          |                       ^^^^^^^^^^^^^
          = help: write DURING last 3 months, or SINCE 3mo

        error[E0308]: a count after THIS
        1 | SELECT a FROM t DURING this 3 months
          |                             ^
          = help: only LAST takes a count: last 3 months

        error[E0308]: both - and ago
        1 | SELECT a FROM t SINCE -7d ago
          |                           ^^^
          = help: write 7d ago

        error[E0308]: @ comes too late
        1 | SELECT a FROM t SINCE now+1d@d
          |                             ^
          = help: write @ first, for example @d+9h

        error[E0201]: expected a time of day after AT, found 09
        1 | SELECT a FROM t SINCE yesterday AT 09:00
          |                                    ^^
          = help: for example AT '09:00'

        error[E0201]: expected an instant after SINCE, found "mondya"
        1 | SELECT a FROM t SINCE mondya
          |                       ^^^^^^
          = help: write monday

        error[E0309]: a second SINCE
        1 | SELECT a FROM t SINCE 1d SINCE 2d
          |                          ^^^^^
          = help: keep one

        error[E0309]: a second SINCE
        1 | SELECT a FROM t SINCE 1d LIMIT 5 SINCE 2d
          |                                  ^^^^^
          = help: keep one

        error[E0309]: UNTIL is separated from SINCE
        1 | SELECT a FROM t SINCE 1d LIMIT 5 UNTIL 2d
          |                                  ^^^^^
          = help: write SINCE … UNTIL …

        error[E0309]: SINCE after UNTIL
        1 | SELECT a FROM t UNTIL 1d SINCE 2d
          |                          ^^^^^
          = help: write SINCE … UNTIL …

        error[E0309]: a second end of the time range
        1 | SELECT a FROM t SINCE 1d UNTIL 2d THROUGH today
          |                                   ^^^^^^^
          = help: keep one

        error[E0309]: a second time range
        1 | SELECT a FROM t SINCE 1d DURING today
          |                          ^^^^^^
          = help: DURING names a whole range: keep one of the two

        error[E0309]: a second time range
        1 | SELECT a FROM t DURING today SINCE 1d
          |                              ^^^^^
          = help: DURING names a whole range: keep one of the two

        error[E0201]: expected a period after DURING, found "now"
        1 | SELECT a FROM t DURING now
          |                        ^^^
          = help: for example yesterday, last month, 2026-08, 2026-W32 or 2026-08-01

        error[E0201]: expected a period after DURING, found 7
        1 | SELECT a FROM t DURING 7
          |                        ^
          = help: a year has four digits; a count follows LAST: last 7 days

        error[E0308]: several units after LAST
        1 | SELECT a FROM t DURING last 1d12h
          |                             ^^^^^
          = help: LAST takes a count and one unit: last 3 months

        error[E0201]: expected a period after DURING, found "yestreday"
        1 | SELECT a FROM t DURING yestreday
          |                        ^^^^^^^^^
          = help: write yesterday

        error[E0306]: an instant where DURING takes a period
        1 | SELECT a FROM t DURING 2026-08-01T09:00
          |                        ^^^^^^^^^^^^^^^^
          = help: SINCE and UNTIL take an instant

        error[E0201]: expected an instant after SINCE, found THROUGH
        1 | SELECT a FROM t SINCE THROUGH today
          |                       ^^^^^^^
          = help: for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'

        error[E0308]: a second @
        1 | SELECT a FROM t SINCE @d@h
          |                         ^
          = help: keep one

        error[E0309]: a second time range
        1 | SELECT a FROM t SINCE 1h LIMIT 5 DURING today
          |                                  ^^^^^^
          = help: DURING names a whole range: keep one of the two

        error[E0201]: expected a clause or ";", found AND
        1 | SELECT a FROM t WHERE ts SINCE 7d AND b
          |                                   ^^^
          = help: conditions belong in WHERE, before the time range

        error[E0305]: a period where UNTIL takes an instant
        1 | SELECT a FROM t UNTIL 2026-08
          |                       ^^^^^^^
          = help: write THROUGH 2026-08, or its first day: 2026-08-01
        """#
}
