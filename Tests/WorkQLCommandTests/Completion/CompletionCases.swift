/// A text with a bar at the position of the cursor, and the completions that Tab offers there.
struct CompletionCase: Sendable {
    var text: String
    /// All offered completions, in order; nil if only some of them are listed.
    var exactly: [String]?
    var including: [String] = []
    var excluding: [String] = []

    init(_ text: String, _ exactly: String...) {
        self.text = text
        self.exactly = exactly
    }

    init(_ text: String, with including: [String], without excluding: [String] = []) {
        self.text = text
        self.including = including
        self.excluding = excluding
    }

    static let all: [CompletionCase] = [
        statements, clauses, tables, columns, values, times, others,
    ].flatMap(\.self)

    static let statements: [CompletionCase] = [
        CompletionCase(
            "|",
            with: [
                "SELECT", "FROM", "WITH", "EXPLAIN", "DESCRIBE", "SHOW", "SET", "PARAM", "COPY",
            ],
            without: ["WHERE", "userid", "count("]),
        CompletionCase("sel|", "select "),
        CompletionCase("SEL|", "SELECT "),
        CompletionCase("Sel|", "SELECT "),
        CompletionCase("SELECT 1; sh|", "show "),
        CompletionCase("EXPLAIN |", with: ["CALLS", "ANALYZE", "SELECT"]),
        CompletionCase("EXPLAIN a|", "ANALYZE ".lowercased()),
        CompletionCase("SHOW |", "SETTINGS", "FUNCTIONS", "QUOTA", "STORE", "COLUMNS", "TABLES"),
        CompletionCase("show t|", "tables "),
        CompletionCase("DESCRIBE ch|", "checkin"),
        CompletionCase("COPY |"),
        CompletionCase("SAVE |", "OR "),
        CompletionCase("SAVE OR |", "REPLACE "),
        CompletionCase("SAVE late AS sel|", "select "),
        CompletionCase("RUN late |"),
        CompletionCase("SELECT 1 AS a for|", "format "),
        CompletionCase("SELECT 1 AS a FORMAT c|", "csv", "chart"),
        CompletionCase("SELECT 1 FORMAT mark|", "markdown"),
        CompletionCase("FROM checkin SINCE 7d LIMIT 1 FORMAT v|", "vertical"),
        CompletionCase("FROM checkin SINCE 7d LIMIT 1 FORMAT l|", "line", "latex"),
        CompletionCase(".mode i|", "insert "),
        CompletionCase("SET wrap = |", "on", "off"),
        CompletionCase("DESCRIBE checkin FORMAT ht|", "html"),
        CompletionCase("FROM checkin c, unnest(c.media|", "mediaids"),
        CompletionCase(
            "SELECT m.| FROM checkin c, json_each(c.mediaids) m", "key", "value", "type", "fullkey",
            "path"),
        CompletionCase(
            "SELECT pic| FROM checkin c, unnest(c.mediaids) AS picture", "picture", "picture."),
        CompletionCase("COPY (SELECT 1) |", "TO "),
        CompletionCase("SELECT 1;\nFROM c|", with: ["checkin", "corp_recording"]),
        CompletionCase("WITH |"),
    ]

    static let clauses: [CompletionCase] = [
        CompletionCase("SELECT |", with: ["*", "DISTINCT", "count(", "CASE"], without: ["WHERE"]),
        CompletionCase("SELECT dis|", "distinct "),
        CompletionCase(
            "SELECT userid |", with: ["AS", "FROM", "UNION"], without: ["SELECT", "ON"]),
        CompletionCase("SELECT userid fr|", "from "),
        CompletionCase("SELECT * ex|", "exclude", "except"),
        CompletionCase(
            "FROM checkin |",
            with: ["SELECT", "WHERE", "SINCE", "JOIN", "LEFT JOIN", "GROUP BY", "ORDER BY"],
            without: ["FROM", "HAVING BY", "FILL"]),
        CompletionCase("FROM checkin wh|", "where "),
        CompletionCase("FROM checkin g|", "group by "),
        CompletionCase(
            "FROM checkin WHERE userid = 'a' |",
            with: ["AND", "OR", "SINCE", "GROUP BY", "LIMIT"], without: ["WHERE", "JOIN", "FROM"]),
        CompletionCase(
            "FROM checkin WHERE userid |", with: ["IN", "LIKE", "IS", "BETWEEN", "NOT"]),
        CompletionCase(
            "FROM checkin WHERE userid IS |", "NOT", "NULL", "TRUE", "FALSE", "DISTINCT"),
        CompletionCase(
            "FROM checkin WHERE userid NOT |", "IN", "LIKE", "BETWEEN", "ILIKE", "REGEXP"),
        CompletionCase(
            "FROM checkin WHERE lat BETWEEN 1 |", "AND "),
        CompletionCase("FROM checkin SINCE 7d u|", "until", "union"),
        CompletionCase(
            "FROM checkin SINCE 7d |", with: ["AGO", "UNTIL", "THROUGH", "GROUP BY"],
            without: ["SINCE", "DURING"]),
        CompletionCase("FROM checkin GROUP |", "BY "),
        CompletionCase("FROM checkin GROUP BY al|", "all "),
        CompletionCase("FROM checkin ORDER BY userid |", with: ["DESC", "ASC", "NULLS", "LIMIT"]),
        CompletionCase("FROM checkin ORDER BY userid NULLS |", "FIRST", "LAST"),
        CompletionCase(
            "FROM checkin LIMIT 5 |", with: ["OFFSET", "WITH TIMEZONE"], without: ["ORDER BY"]),
        CompletionCase("FROM checkin LIMIT 5 w|", "with timezone "),
        CompletionCase("FROM checkin LEFT |", "OUTER", "JOIN"),
        CompletionCase("FROM checkin c JOIN member m |", "ON", "USING"),
        CompletionCase("SELECT CASE WHEN lat > 1 |", with: ["THEN", "AND"], without: ["ELSE"]),
        CompletionCase("SELECT CASE WHEN 1 THEN 2 e|", "else", "end"),
        CompletionCase("SELECT count(*) o|", "over", "or", "order by", "offset"),
        CompletionCase("SELECT sum(lat) OVER (p|", "partition by "),
        CompletionCase("SELECT 1 UNION |", with: ["ALL", "DISTINCT", "SELECT", "FROM"]),
        CompletionCase("FROM checkin TIMESERIES 1d |", with: ["ON", "FILL", "SINCE", "GROUP BY"]),
        CompletionCase("FROM checkin WHERE userid IN (sel|", "select "),
        CompletionCase("SELECT * FROM (sel|", "select "),
    ]

    static let tables: [CompletionCase] = [
        CompletionCase(
            "SELECT * FROM |",
            with: ["checkin", "member", "journal", "wecom.", "tencent_meeting."],
            without: ["count(", "userid"]),
        CompletionCase("SELECT * FROM che|", "checkin"),
        CompletionCase("SELECT * FROM CHE|", "checkin"),
        CompletionCase("SELECT * FROM meeting|", "meeting_recording", "meeting_recording_file"),
        CompletionCase("SELECT * FROM wecom.c|", "checkin"),
        CompletionCase("FROM tencent_meeting.|", "corp_recording", "corp_recording_file"),
        CompletionCase("FROM checkin JOIN mem|", "member"),
        CompletionCase("FROM checkin, dep|", "department"),
        CompletionCase("WITH 迟到 AS (SELECT 1 AS n) SELECT * FROM 迟|", "迟到"),
        CompletionCase("WITH a AS (SELECT 1), b AS (SELECT * FROM |", with: ["a", "checkin"]),
        CompletionCase("LET late = (SELECT userid AS who FROM checkin); FROM lat|", "late"),
        CompletionCase("FROM 打卡|", "打卡记录"),
        CompletionCase("FROM 汇|", "汇报记录"),
        CompletionCase("FROM 截|", "截屏"),
        CompletionCase("FROM 成|", "成员"),
        CompletionCase("SELECT 异| FROM checkin", "异常类型"),
        CompletionCase("FROM 打卡记录 WHERE 用|", "用户"),
        CompletionCase("FROM 打卡记录 a JOIN 成员 b USING (用户) WHERE 部|", "部门"),
        CompletionCase("FROM nothing_like_it|"),
        CompletionCase("SELECT * FROM \"che|", "\"checkin\""),
        CompletionCase("SELECT * FROM \"che|\"", "\"checkin"),
    ]

    static let columns: [CompletionCase] = [
        CompletionCase("SELECT checkin_t| FROM checkin", "checkin_type", "checkin_time"),
        CompletionCase("SELECT checkin_ty| FROM checkin SINCE 7d", "checkin_type"),
        CompletionCase("FROM checkin SELECT location_|", "location_title", "location_detail"),
        CompletionCase("SELECT c.lo| FROM checkin c", "location_title", "location_detail"),
        CompletionCase("SELECT c.| FROM member AS c", "userid", "name", "department_id"),
        CompletionCase("SELECT checkin.la| FROM checkin", "lat"),
        CompletionCase("SELECT member.|", "userid", "name", "department_id"),
        CompletionCase("SELECT * FROM checkin WHERE exc|", "exception_type"),
        CompletionCase(
            "SELECT * FROM checkin c JOIN member m ON c.userid = m.user|", "userid"),
        CompletionCase("FROM checkin c JOIN member m ON c.userid = m.userid WHERE na|", "name"),
        CompletionCase(
            "SELECT c.userid FROM checkin c JOIN member m USING (|", "userid"),
        CompletionCase(
            "SELECT u FROM checkin c JOIN member m ON TRUE WHERE c.us|", "userid"),
        CompletionCase(
            "SELECT | FROM checkin c JOIN member m USING (userid)",
            with: ["c.userid", "m.userid", "name", "checkin_time", "c.", "m."], without: ["userid"]),
        CompletionCase("SELECT n| FROM (SELECT userid, count(*) AS n FROM checkin) t", with: ["n"]),
        CompletionCase(
            "SELECT t.| FROM (SELECT userid, count(*) AS 次数 FROM checkin) t", "userid", "次数"),
        CompletionCase("SELECT t.| FROM (SELECT userid, lat FROM checkin) AS t(a, b)", "a", "b"),
        CompletionCase(
            "WITH w AS (SELECT userid AS who, lat FROM checkin) SELECT w.| FROM w", "who", "lat"),
        CompletionCase(
            "WITH w(a) AS (SELECT userid FROM checkin) SELECT | FROM w", with: ["a"],
            without: ["userid"]),
        CompletionCase("WITH w AS (SELECT us| FROM checkin) SELECT * FROM journal", "userid"),
        CompletionCase(
            "SELECT * FROM journal WHERE creator IN (SELECT useri| FROM member)", "userid"),
        CompletionCase(
            "SELECT * FROM checkin c WHERE EXISTS (SELECT 1 FROM member m WHERE m.userid = c.useri|",
            "userid"),
        CompletionCase(
            "SELECT t.| FROM (SELECT * EXCLUDE (name) FROM member) t", "userid", "department_id"),
        CompletionCase("SELECT * EXCLUDE (wi| FROM checkin", "wifiname", "wifimac"),
        CompletionCase(
            "SELECT count(*) AS late FROM checkin GROUP BY ALL ORDER BY la|", "lat", "late",
            "last_day(", "last(", "lag(", "last_value("),
        CompletionCase(
            "SELECT 1 FROM journal UNION SELECT lat, | FROM checkin", with: ["lng"],
            without: ["creator"]),
        CompletionCase(
            "LET l = (SELECT userid AS who FROM checkin); SELECT w| FROM l", with: ["who"]),
        CompletionCase("SELECT * FROM checkin WHERE \"useri|", "\"userid\""),
        CompletionCase(
            "SELECT \"打卡 时\"\"间\" FROM (SELECT 1 AS \"打卡 时\"\"间\") ORDER BY \"打|", "\"打卡 时\"\"间\""),
        CompletionCase("SELECT 打| FROM (SELECT 1 AS 打卡, 2 AS 打印) t", "打卡", "打印"),
        CompletionCase("SELECT (SELECT max(lat| FROM checkin", "lat"),
        CompletionCase("SELECT 打卡时间| FROM checkin", "打卡时间"),
        CompletionCase("SELECT * FROM (SELECT +* FROM checkin c WHERE c.la|", "lat"),
    ]

    static let values: [CompletionCase] = [
        CompletionCase(
            "FROM checkin WHERE checkin_type = '|", "'上班打卡'", "'下班打卡'", "'外出打卡'", "'仅记录打卡时间和位置'"),
        CompletionCase("FROM checkin WHERE checkin_type = '上|", "'上班打卡'"),
        CompletionCase("FROM checkin WHERE checkin_type = '上|' SINCE 7d", "'上班打卡"),
        CompletionCase("FROM checkin c WHERE c.checkin_type <> '外|", "'外出打卡'"),
        CompletionCase("FROM checkin WHERE checkin_type IN ('上班打卡', '下|", "'下班打卡'"),
        CompletionCase("FROM checkin WHERE checkin_type NOT IN ('下|", "'下班打卡'"),
        CompletionCase("SELECT CASE checkin_type WHEN '外| FROM checkin"),
        CompletionCase("FROM checkin SELECT CASE checkin_type WHEN '外|", "'外出打卡'"),
        CompletionCase("FROM screen_capture WHERE screen_shot_type = |", with: ["1", "6"]),
        CompletionCase("FROM checkin WHERE userid = '|"),
        CompletionCase("FROM checkin WHERE exception_type = '未|"),
        CompletionCase("FROM checkin WHERE exception_type IN ('未|"),
        CompletionCase("FROM checkin WHERE exception_type <> '未|"),
        CompletionCase("FROM checkin WHERE exception_type LIKE '未|", "'%未打卡%'"),
        CompletionCase("FROM checkin WHERE exception_type LIKE '%地|", "'%地点异常%'"),
        CompletionCase("FROM checkin WHERE exception_type NOT LIKE '时|", "'%时间异常%'"),
        CompletionCase("FROM checkin WHERE checkin_type = |", with: ["'上班打卡'", "userid"]),
    ]

    static let times: [CompletionCase] = [
        CompletionCase(
            "FROM checkin SINCE |",
            with: ["7d", "yesterday", "last month", "monday", "now", "7d@d"],
            without: ["TODAY", "userid"]),
        CompletionCase("FROM checkin SINCE y|", "yesterday", "yesterday AT '09:00'"),
        CompletionCase(
            "FROM checkin SINCE 7|", "7d", "7h", "7w", "7mo", "7min", "7q", "7y", "7d@d"),
        CompletionCase("FROM checkin SINCE 7d UNTIL tod|", "today"),
        CompletionCase("FROM checkin SINCE 昨|", "昨天", "昨天9点"),
        CompletionCase("FROM checkin DURING 昨|", "昨天"),
        CompletionCase("FROM checkin SINCE 上周|", "上周", "上周一", "上周五"),
        CompletionCase("FROM checkin DURING 最近|", "最近7天", "最近30天", "最近3个月"),
        CompletionCase("FROM checkin DURING 近|", "近7天", "近30天", "近3个月"),
        CompletionCase("FROM checkin SINCE 近3|", "近30天", "近3个月"),
        CompletionCase("FROM checkin SINCE 7天|", "7天前"),
        CompletionCase(
            "SELECT count(*) FROM checkin DURING 上周 COMPARE WITH 上|", "上期", "上周", "上月", "上季度"),
        CompletionCase("SELECT count(*) FROM checkin DURING 上周 TIMESERIES 每天|", "每天"),
        CompletionCase("FROM checkin SINCE last m|", "minute", "month"),
        CompletionCase("FROM checkin SINCE 7 d|", "days"),
        CompletionCase("FROM checkin DURING last |", with: ["week", "month"], without: ["userid"]),
        CompletionCase(
            "FROM checkin DURING |", with: ["yesterday", "last week", "last 7 days"],
            without: ["7d"]),
        CompletionCase("FROM checkin TIMESERIES |", with: ["1h", "1d"], without: ["yesterday"]),
        CompletionCase("FROM checkin TIMESERIES 1d FILL prev|", "previous "),
        CompletionCase("FROM checkin COMPARE |", "WITH "),
        CompletionCase("FROM checkin COMPARE WITH |", "1d", "1w", "1mo", "1y", "PREVIOUS PERIOD"),
        CompletionCase("FROM checkin SINCE 7d THROUGH yes|", "yesterday"),
    ]

    static let others: [CompletionCase] = [
        CompletionCase(
            "SET |", "timezone", "max_calls", "confirm_calls", "confirm_seconds", "last_result_mb",
            "max_age", "ambiguous_width", "wrap", "pager", "store", "retention", "csv_bom",
            "csv_formulas", "headers", "language", "holidays"),
        CompletionCase("SET m|", "max_calls", "max_age"),
        CompletionCase("RESET t|", "timezone"),
        CompletionCase("SET max_calls = |", "100", "0", "NULL"),
        CompletionCase("SET lan|", "language"),
        CompletionCase("SET language = |", "zh", "en"),
        CompletionCase("SET timezone = 'Asia/Shan|", "'Asia/Shanghai'"),
        CompletionCase("SELECT 1 WITH TIMEZONE 'UT|", "'UTC'"),
        CompletionCase("SELECT :|", ":ids", ":since"),
        CompletionCase("FROM checkin WHERE userid IN :i|", ":ids"),
        CompletionCase("FROM checkin SINCE ：s|", ":since"),
        CompletionCase("PARAM users LIST; FROM checkin WHERE userid IN :u|", ":users"),
        CompletionCase("PARAM users L|", "LIST "),
        CompletionCase("SELECT CAST(lat AS te| FROM checkin", "text"),
        CompletionCase("SELECT lat::i|", "integer "),
        CompletionCase("SELECT coa|", "coalesce("),
        CompletionCase("SELECT coa|(1, 2)", "coalesce"),
        CompletionCase("SELECT row|", "row_number() OVER ("),
        CompletionCase("-- SEL|"),
        CompletionCase("/* SEL|"),
        CompletionCase("SELECT 'sel|"),
        CompletionCase("SELECT 1 -- x\nfr|", "from "),
        CompletionCase(".h|", "help", "history"),
        CompletionCase(
            ".help q|", "queries", "quota", "quit", "quarter", "quantile_cont", "quantile_disc",
            "quote"),
        CompletionCase(".quit x|"),
    ]
}
