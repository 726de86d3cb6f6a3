import WorkQL

extension HelpTopic {
    static let queries = HelpTopic(
        name: "queries", summary: "asking the tables",
        parts: [
            .text("A query is SQL's SELECT and goes on until its semicolon."),
            .example(
                """
                SELECT userid, count(*) AS n FROM checkin
                WHERE userid IN ('lisi', 'zhangsan') AND exception_type LIKE '%时间异常%'
                SINCE 7d GROUP BY ALL ORDER BY n DESC;
                """, "who was late how often"),
            .example(
                "FROM screen_capture SELECT time, screen_shot_type WHERE userid = 'lisi' SINCE 2d;",
                "FROM may stand first"),
            .example(
                """
                SELECT c.userid, count(*) AS n FROM checkin c
                JOIN member m ON m.userid = c.userid
                WHERE c.userid IN ('lisi', 'zhangsan') SINCE 7d GROUP BY ALL;
                """, "tables are joined, also with files: FROM 'roster.csv'"),
            .example("SELECT * FROM _;", "_ is the result of the previous query; no call is made"),
            .command(".tables", "the tables"),
            .command(".describe checkin", "the columns of one, and which conditions save calls"),
        ])

    static let time = HelpTopic(
        name: "time", summary: "ranges, points and series",
        parts: [
            .text("A table whose rows belong to times needs a range. It stands behind WHERE."),
            .example(
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d;",
                "the last seven times 24 hours; 7d@d begins at midnight"),
            .example(
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING last week;",
                "whole days, weeks, months: yesterday, this month, 2026-08, 2026-W32"),
            .example(
                """
                SELECT count(*) FROM checkin WHERE userid = 'lisi'
                SINCE monday UNTIL today;
                """, "UNTIL leaves its instant out; THROUGH takes the whole day in"),
            .example(
                """
                SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi'
                SINCE 7d@d TIMESERIES 1d FILL 0;
                """, "one row a day"),
            .example(
                """
                SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi'
                DURING yesterday COMPARE WITH 1w;
                """, "beside the same day a week ago"),
            .command(".timezone Asia/Tokyo", "days and clocks are those of the zone"),
        ])

    static let people = HelpTopic(
        name: "people", summary: "members and departments",
        parts: [
            .text("Where a table requires users, a query on member or a file can supply them."),
            .example("SELECT userid, name, department_id FROM member LIMIT 5;"),
            .example("SELECT department_id, name, path FROM department LIMIT 5;"),
            .example(
                """
                SELECT count(*) AS n FROM checkin
                WHERE userid IN (SELECT userid FROM member WHERE department_id IN UNDER(2))
                SINCE 1d;
                """, "everybody of a department and those below it"),
            .example(
                "SELECT userid FROM member WHERE name ILIKE '李%' LIMIT 5;",
                "a name is not an id; this finds the id"),
        ])

    static let cost = HelpTopic(
        name: "cost", summary: "calls, quotas and budgets",
        parts: [
            .text(
                """
                Services allow so many calls a minute. The calls of a query are known before the \
                first is made.
                """),
            .example(
                "EXPLAIN SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 90d;",
                "what it would cost, and what becomes of each condition"),
            .example("SET max_calls = 20;", "plans of more calls are refused"),
            .example("SHOW QUOTA;", "what is used and left"),
            .example("RESET max_calls;"),
            .command(".explain", "what the last query does"),
            .command(".last csv", "the last answer again costs nothing"),
            .command(".watch 60", "waits where the quotas have no room"),
        ])

    static let output = HelpTopic(
        name: "output", summary: "formats and files",
        parts: [
            .command(".mode json", "the format of answers"),
            .command(".once late.csv", "the next answer into a file, in the format of its ending"),
            .command(".output late.csv", "all further ones, until .output"),
            .command(".last markdown", "the last answer again, in another format"),
            .command(".nullvalue ''", "how NULL is shown in tables"),
            .command(".width 12 0 -8", "the widths of columns"),
            .example(
                "COPY (SELECT userid FROM member LIMIT 5) TO 'members.csv';",
                "the same in scripts"),
            .text("Files appear when they are whole."),
        ])

    static let scripts = HelpTopic(
        name: "scripts", summary: "files of statements, and what is given to them",
        parts: [
            .command(".read late.wql", "up to the first error"),
            .example(
                "PARAM ids LIST = ('lisi', 'zhangsan'), start TIMESTAMP = last week;",
                "workql -p ids=lisi,wangwu late.wql gives others"),
            .example(
                "SELECT userid, count(*) AS n FROM checkin WHERE userid IN :ids SINCE :start GROUP BY ALL;"
            ),
            .example(
                "LET team = (SELECT userid FROM member WHERE department_id = 2);",
                "a name for a value, a list or a query"),
            .example("SELECT count(*) AS n FROM checkin WHERE userid IN :team SINCE 1d;"),
            .text("workql --dry-run late.wql shows what a script would cost."),
        ])

    static let settings = HelpTopic(
        name: "settings", summary: "settings of the session",
        parts: [
            .text(
                Setting.all.map { setting in
                    let margin = String(repeating: " ", count: 17)
                    let name = setting.name + margin.dropFirst(setting.name.count)
                    return name + setting.summary.wrapped(76).replacing("\n", with: "\n" + margin)
                }.joined(separator: "\n") + "\n"),
            .example("SHOW SETTINGS;", "those of the session"),
            .example("SET timezone = 'Asia/Tokyo';"),
            .example("RESET timezone;"),
            .example(
                "SET last_result_mb = 1000;", "larger answers are not kept for _ and .last"),
            .command(".mode", "without arguments, a command shows the current value"),
            .command(".timer on", "times behind each answer"),
            .command(".profile work", "other credentials, from ~/.config/workql/config.toml"),
        ])

    static let keys = HelpTopic(
        name: "keys", summary: "what the keys do",
        parts: [
            .text(
                """
                Enter         runs the statement, or begins another line
                Alt-Enter     begins another line wherever the cursor is; in an empty prompt behind
                              an error with a fix, puts the mended statement there
                Up, Down      go through the lines, then through earlier statements
                Ctrl-R        searches earlier statements
                Tab           completes; twice, lists
                Ctrl-X Ctrl-E edits in $VISUAL or $EDITOR; .edit does so with the last statement
                Ctrl-C        gives up the statement, the running query or .watch
                Ctrl-Z        stops workql until fg
                Ctrl-D        leaves

                ~/.editrc binds others: its names begin with workql-.
                """)
        ])
}
