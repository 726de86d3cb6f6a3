import WorkQL

extension HelpTopic {
    static let queries = HelpTopic(
        name: "queries", summary: "querying the tables",
        otherNames: ["pivot", "unpivot", "select", "查询", "透视", "透视表", "行转列"],
        parts: [
            .text("A query is an SQL SELECT that ends in a semicolon."),
            .example(
                """
                SELECT userid, count(*) AS n FROM checkin
                WHERE userid IN ('lisi', 'zhangsan') AND exception_type LIKE '%时间异常%'
                SINCE 7d GROUP BY ALL ORDER BY n DESC;
                """, "how often each person was late",
                chinese: """
                    SELECT 用户, count(*) AS 次数 FROM 打卡记录
                    WHERE 用户 IN ('lisi', 'zhangsan') AND 异常类型 LIKE '%时间异常%'
                    DURING 最近7天 GROUP BY ALL ORDER BY 次数 DESC;
                    """),
            .example(
                "FROM screen_capture SELECT time, screen_shot_type WHERE userid = 'lisi' SINCE 2d;",
                "FROM may come first",
                chinese:
                    "FROM 截屏 SELECT 操作时间, 截屏内容 WHERE 用户 = 'lisi' SINCE 昨天;"),
            .example(
                """
                SELECT m.name, count(*) AS n FROM checkin c
                JOIN (SELECT DISTINCT userid, name FROM member) m ON m.userid = c.userid
                WHERE c.userid IN ('lisi', 'zhangsan') SINCE 7d GROUP BY ALL;
                """, "tables are joined, also with files: FROM 'roster.csv'",
                chinese: """
                    SELECT m.姓名, count(*) AS 次数 FROM 打卡记录 c
                    JOIN (SELECT DISTINCT 用户, 姓名 FROM 成员) m ON m.用户 = c.用户
                    WHERE c.用户 IN ('lisi', 'zhangsan') DURING 上周 GROUP BY ALL;
                    """),
            .example(
                """
                PIVOT (SELECT userid, date(checkin_time) AS d FROM checkin
                       WHERE userid IN ('lisi', 'zhangsan') DURING last week)
                ON d IN (SELECT date FROM days(last week)) USING count(*) GROUP BY userid;
                """, "a column for each day",
                chinese: """
                    PIVOT (SELECT 用户, date(打卡时间) AS 日期 FROM 打卡记录
                           WHERE 用户 IN ('lisi', 'zhangsan') DURING 上周)
                    ON 日期 IN (SELECT date FROM days(上周)) USING count(*) GROUP BY 用户;
                    """),
            .example("SELECT * FROM _;", "_ is the result of the previous query; no call is made"),
            .command(".tables", "the tables"),
            .command(
                ".describe checkin", "the columns of a table, and which conditions save calls",
                chinese: ".describe 打卡记录"),
        ])

    static let time = HelpTopic(
        name: "time", summary: "ranges, points and series",
        otherNames: ["timeseries", "compare", "时间", "日期", "环比", "同比", "趋势"],
        parts: [
            .text("A table whose rows have times needs a range. Write it after WHERE."),
            .example(
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d;",
                "the last 7 × 24 hours; 7d@d starts at midnight",
                chinese: "SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 7天前;"),
            .example(
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING last week;",
                "whole days, weeks, months: yesterday, this month, 2026-08, 2026-W32",
                chinese: "SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi' DURING 上周;"),
            .example(
                """
                SELECT count(*) FROM checkin WHERE userid = 'lisi'
                SINCE monday UNTIL today;
                """, "UNTIL excludes its instant; THROUGH includes the whole day",
                chinese: """
                    SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi'
                    SINCE 8月3日 THROUGH 8月7日;
                    """),
            .example(
                """
                SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi'
                SINCE 7d@d TIMESERIES 1d FILL 0;
                """, "one row per day",
                chinese: """
                    SELECT count(*) AS 次数 FROM 截屏 WHERE 用户 = 'lisi'
                    DURING 上周 TIMESERIES 每天 FILL 0;
                    """),
            .example(
                """
                SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi'
                DURING yesterday COMPARE WITH 1w;
                """, "compared with the same day a week ago",
                chinese: """
                    SELECT count(*) AS 次数 FROM 截屏 WHERE 用户 = 'lisi'
                    DURING 昨天 COMPARE WITH 上周;
                    """),
            .example(
                "SELECT date FROM workdays(last month) ORDER BY date;",
                "working days; SET holidays = 'holidays.csv' names the public holidays",
                chinese: "SELECT 日期 FROM workdays(上月) ORDER BY 日期;"),
            .command(".timezone Asia/Tokyo", "set the time zone of dates and times"),
        ])

    static let people = HelpTopic(
        name: "people", summary: "members and departments",
        otherNames: ["人", "通讯录", "组织"],
        parts: [
            .text("Where a table requires users, a query on member or a file can supply them."),
            .example(
                "SELECT userid, name, department_id FROM member LIMIT 5;",
                chinese: "SELECT 用户, 姓名, 部门 FROM 成员 LIMIT 5;"),
            .example(
                "SELECT department_id, name, path FROM department LIMIT 5;",
                chinese: "SELECT 部门, 部门名称, 部门路径 FROM 部门 LIMIT 5;"),
            .example(
                """
                SELECT count(*) AS n FROM checkin
                WHERE userid IN (SELECT userid FROM member WHERE department_id IN UNDER(2))
                SINCE 1d;
                """, "everybody in a department and below",
                chinese: """
                    SELECT count(*) AS 次数 FROM 打卡记录
                    WHERE 用户 IN (SELECT 用户 FROM 成员 WHERE 部门 IN UNDER('研发中心'))
                    DURING 昨天;
                    """),
            .example(
                "SELECT userid FROM member WHERE name ILIKE '李%' LIMIT 5;",
                "a name is not an id; this finds the id",
                chinese: "SELECT 用户 FROM 成员 WHERE 姓名 LIKE '李%' LIMIT 5;"),
        ])

    static let cost = HelpTopic(
        name: "cost", summary: "calls, quotas and budgets",
        otherNames: ["quota", "费用", "成本", "调用", "配额", "预算"],
        parts: [
            .text(
                """
                Services limit calls per minute. The number of calls is known before \
                the first is sent.
                """),
            .example(
                "EXPLAIN SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 90d;",
                "the cost, and how each condition is applied",
                chinese: "EXPLAIN SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 90天前;"),
            .example("SET max_calls = 20;", "refuse plans that need more calls"),
            .example("SHOW QUOTA;", "used and remaining calls"),
            .example("RESET max_calls;"),
            .command(".explain", "the plan of the last query"),
            .command(".last csv", "the last result again, without a call"),
            .command(".watch 60", "repeat the last statement within the quotas"),
        ])

    static let output = HelpTopic(
        name: "output", summary: "formats and files",
        otherNames: ["format", "输出", "格式", "文件"],
        parts: [
            .command(".mode json", "the format of results"),
            .command(
                ".once late.csv",
                "write the next result into a file, in the format of its extension",
                chinese: ".once 迟到.xlsx"),
            .command(
                ".output late.csv", "write all further results, until .output",
                chinese: ".output 迟到.xlsx"),
            .command(".last markdown", "the last result again, in another format"),
            .command(".nullvalue ''", "set how NULL is shown in tables"),
            .command(".width 12 0 -8", "the widths of columns"),
            .example(
                "COPY (SELECT userid FROM member LIMIT 5) TO 'members.csv';",
                "the same in scripts",
                chinese: "COPY (SELECT 用户, 姓名 FROM 成员 LIMIT 5) TO '成员.csv';"),
            .text("Files appear when they are complete."),
        ])

    static let scripts = HelpTopic(
        name: "scripts", summary: "script files and their parameters",
        otherNames: ["param", "脚本", "参数"],
        parts: [
            .command(
                ".read late.wql 部门=财务部", "run it up to the first error",
                chinese: ".read 迟到.wql 部门=财务部"),
            .command(
                ".save late", "save the last statement under a name", chinese: ".save 迟到"),
            .command(
                ".run late", "run it again, as workql late does; .queries lists the names",
                chinese: ".run 迟到"),
            .example(
                "PARAM ids LIST = ('lisi', 'zhangsan'), start TIMESTAMP = last week;",
                "workql -p ids=lisi,wangwu late.wql sets other values",
                chinese: "PARAM 用户名单 LIST = ('lisi', 'zhangsan'), 起点 TIMESTAMP = 上周;"),
            .example(
                "SELECT userid, count(*) AS n FROM checkin WHERE userid IN :ids SINCE :start GROUP BY ALL;",
                chinese:
                    "SELECT 用户, count(*) AS 次数 FROM 打卡记录 WHERE 用户 IN :用户名单 SINCE :起点 GROUP BY ALL;"
            ),
            .example(
                "LET team = (SELECT userid FROM member WHERE department_id = 2);",
                "a name for a value, a list or a query",
                chinese: "LET 研发 = (SELECT 用户 FROM 成员 WHERE 部门 IN UNDER('研发中心'));"),
            .example(
                "SELECT count(*) AS n FROM checkin WHERE userid IN :team SINCE 1d;",
                chinese: "SELECT count(*) AS 次数 FROM 打卡记录 WHERE 用户 IN :研发 DURING 昨天;"),
            .text("workql --dry-run late.wql shows what a script would cost."),
        ])

    static let settings = HelpTopic(
        name: "settings", summary: "settings of the session",
        otherNames: ["language", "设置", "配置", "语言"],
        parts: [
            .list(Setting.all.map { ($0.name, $0.summary) }),
            .example("SHOW SETTINGS;", "the settings of the session"),
            .example("SET timezone = 'Asia/Tokyo';"),
            .example("RESET timezone;"),
            .example(
                "SET last_result_mb = 1000;", "keep larger results for _ and .last"),
            .command(".mode", "without arguments, a command shows the current value"),
            .command(".timer on", "show the time of each result"),
            .text(
                """
                The shell starts with the statements and commands of
                ~/.config/workql/workqlrc; workql --no-rc starts without them.
                """),
            .command(".profile work", "other credentials, from ~/.config/workql/config.toml"),
        ])

    static let keys = HelpTopic(
        name: "keys", summary: "what the keys do",
        otherNames: ["按键", "快捷键", "键盘"],
        parts: [
            .text(
                """
                Enter         runs the statement, or starts a new line
                Alt-Enter     starts a new line wherever the cursor is; in an empty prompt after an
                              error with a suggested fix, inserts the corrected statement
                Up, Down      move through the lines, then through earlier statements
                Ctrl-R        searches earlier statements
                Tab           completes; twice, lists
                Ctrl-X Ctrl-E edits in $VISUAL or $EDITOR; .edit does so with the last statement
                Ctrl-_        takes back the last change of the text
                Ctrl-C        cancels the statement, the running query or .watch
                Ctrl-Z        stops workql until fg
                Ctrl-D        exits

                ~/.editrc binds other keys: names of commands begin with workql-.
                """)
        ])
}
