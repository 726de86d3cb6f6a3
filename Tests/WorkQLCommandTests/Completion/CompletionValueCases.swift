/// The completions of a session that knows people, a LET and a result.
extension CompletionCase {
    static let ofValues: [CompletionCase] = [
        people, names, departments, known, results, openEnds, words, ofEnumerations,
    ].flatMap(\.self)

    static let people: [CompletionCase] = [
        CompletionCase("FROM checkin WHERE userid = '张三|", "'zhangsan'", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = '张三丰|", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = '李|", "'lisi'"),
        CompletionCase("FROM checkin WHERE userid = '李|' SINCE 7d", "'lisi"),
        CompletionCase("FROM checkin WHERE userid = 'zhang|", "'zhangsan'", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = 'ZHANG|", "'zhangsan'", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = 'zhao|", "'Zhao.Liu'"),
        CompletionCase("FROM checkin WHERE userid = 'nobody|"),
        CompletionCase("FROM checkin WHERE userid = '谁|"),
        CompletionCase("FROM checkin WHERE userid = 'zs|", "'zhangsan'", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = 'zsf|", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid = LS|", "'lisi'"),
        CompletionCase("FROM checkin WHERE userid IN ('lisi', 'ww|", "'wangwu'"),
        CompletionCase("FROM checkin WHERE userid = 'zx|"),
        CompletionCase(
            "FROM checkin WHERE userid = '|", "'chen_hao'", "'lisi'", "'o-brien'", "'wangwu'",
            "'zhangsan'", "'zhangsanfeng'", "'Zhao.Liu'"),
        CompletionCase("FROM checkin WHERE userid = 王|", "'wangwu'"),
        CompletionCase("FROM checkin WHERE userid = wan|", "'wangwu'"),
        CompletionCase("FROM checkin WHERE userid = |", with: ["'lisi'", "'wangwu'"]),
        CompletionCase("FROM checkin WHERE userid <> '李|", "'lisi'"),
        CompletionCase("FROM checkin WHERE userid IN ('张三丰|", "'zhangsanfeng'"),
        CompletionCase("FROM checkin WHERE userid IN ('lisi', '王|", "'wangwu'"),
        CompletionCase("FROM checkin WHERE userid IN ('lisi', 王|", "'wangwu'"),
        CompletionCase("FROM checkin WHERE userid NOT IN ('lisi', '王|", "'wangwu'"),
        CompletionCase("FROM checkin c WHERE c.userid = '王|", "'wangwu'"),
        CompletionCase("FROM checkin c WHERE d.userid = '王|"),
        CompletionCase(
            "FROM checkin c JOIN member m USING (userid) WHERE m.userid = '王|", "'wangwu'"),
        CompletionCase("FROM checkin SELECT CASE userid WHEN '王|", "'wangwu'"),
        CompletionCase("FROM screen_capture WHERE userid = '王|", "'wangwu'"),
        CompletionCase("FROM journal WHERE creator = '王|", "'wangwu'"),
        CompletionCase("FROM journal WHERE submitter = '王|", "'wangwu'"),
        CompletionCase("FROM meeting_recording WHERE userid = '王|", "'wangwu'"),
        CompletionCase("FROM meeting_recording WHERE host_user_id = '王|", "'wangwu'"),
        CompletionCase("FROM member WHERE userid = '王|", "'wangwu'"),
        CompletionCase("FORGET checkin WHERE userid = '王|"),
        CompletionCase("FROM checkin WHERE userid LIKE '王|"),
        CompletionCase("FROM checkin WHERE notes = '王|"),
        CompletionCase(
            "SELECT * FROM (SELECT userid FROM checkin) t WHERE t.userid = '王|", "'wangwu'"),
        CompletionCase(
            "SELECT * FROM (SELECT userid AS who FROM checkin) t WHERE who = '王|", "'wangwu'"),
        CompletionCase(
            "WITH w AS (SELECT userid FROM checkin) FROM w WHERE userid = '王|", "'wangwu'"),
        CompletionCase("FROM late WHERE who = '王|", "'wangwu'"),
        CompletionCase("FROM _ WHERE userid = '王|", "'wangwu'"),
        CompletionCase("LET ids = ('|"),
    ]

    static let names: [CompletionCase] = [
        CompletionCase("FROM member WHERE name = '张|", "'张三'", "'张三丰'"),
        CompletionCase("FROM member WHERE name = 张三丰|", "'张三丰'"),
        CompletionCase("FROM member m WHERE m.name IN ('李四', '赵|", "'赵六'"),
        CompletionCase("FROM member WHERE name = 'o|", "'O''Brien'"),
        CompletionCase("FROM member WHERE name = 'zhang|"),
        CompletionCase("FROM member WHERE name LIKE '张|"),
        CompletionCase("FROM department WHERE name = '研|", "'研发一部'", "'研发中心'"),
        CompletionCase("FROM department WHERE name = '财|", "'财务部'"),
        CompletionCase("FROM department WHERE path = '财|"),
    ]

    static let departments: [CompletionCase] = [
        CompletionCase("FROM screen_capture WHERE department_id = 研|", "20", "2"),
        CompletionCase("FROM screen_capture WHERE department_id = 财务|", "3"),
        CompletionCase("FROM screen_capture WHERE department_id = 2|", "2", "20"),
        CompletionCase("FROM screen_capture WHERE department_id IN (3, 研发中|", "2"),
        CompletionCase("FROM screen_capture WHERE department_id = '研|"),
        CompletionCase(
            "FROM screen_capture WHERE department_id = |", with: ["1", "2", "20", "3", "4"],
            without: ["count("]),
        CompletionCase("FROM member WHERE department_id = 总|", "1"),
        CompletionCase("FROM journal WHERE department = 财|", "3"),
        CompletionCase("FROM department WHERE department_id = 财|", "3"),
        CompletionCase("FROM department WHERE parent_id = 总|", "1"),
        CompletionCase("FROM checkin WHERE groupid = 财|"),
    ]

    /// Columns of LET tables and of `_`.
    static let known: [CompletionCase] = [
        CompletionCase("SELECT w| FROM late", with: ["who"], without: ["wifiname"]),
        CompletionCase("SELECT late.| FROM late", "who", "times"),
        CompletionCase("FROM late WHERE ti|", with: ["times", "time("]),
        CompletionCase("FROM la|", "late"),
        CompletionCase("FROM late l JOIN checkin c ON l.|", "who", "times"),
        CompletionCase(
            "FROM late ORDER BY tim|", "times", "time(", "time_to_sec(", "timezone(", "timestamp"),
        CompletionCase("SELECT l.w| FROM late AS l", "who"),
        CompletionCase("SELECT a FROM late AS l(a, b) WHERE l.|", "a", "b"),
    ]

    static let results: [CompletionCase] = [
        CompletionCase("FROM |", with: ["_", "late", "checkin"]),
        CompletionCase("FROM _|", "_"),
        CompletionCase("SELECT _.| FROM _", "userid", "次数", "\"late minutes\""),
        CompletionCase("FROM _ WHERE 次|", "次数"),
        CompletionCase("FROM _ WHERE \"late|", "\"late minutes\""),
        CompletionCase("SELECT l.| FROM _ AS l", "userid", "次数", "\"late minutes\""),
        CompletionCase("SELECT l.次| FROM _ l JOIN checkin c USING (userid)", "次数"),
        CompletionCase("FROM checkin c JOIN _ USING (|", "userid"),
        CompletionCase("FROM _ ORDER BY 次|", "次数"),
        CompletionCase("SELECT * FROM (FROM _) t WHERE t.|", "userid", "次数", "\"late minutes\""),
    ]

    /// Before FROM is written, and inside open parentheses and quotes.
    static let openEnds: [CompletionCase] = [
        CompletionCase("SELECT use|", "userid"),
        CompletionCase("SELECT checkin_t|", "checkin_type", "checkin_time"),
        CompletionCase("SELECT userid, exception_|", "exception_type"),
        CompletionCase("SELECT screen_shot_c|", "screen_shot_content"),
        CompletionCase("SELECT count(DISTINCT useri|", "userid"),
        CompletionCase("SELECT 打卡时|", "打卡时间"),
        CompletionCase("SELECT upper(exception_t|", "exception_type"),
        CompletionCase("SELECT |", with: ["*", "count("], without: ["checkin_time"]),
        CompletionCase("SELECT use| FROM journal", with: [], without: ["userid"]),
        CompletionCase("LET x = (SEL|", "SELECT "),
        CompletionCase("LET x = (sel|", "select "),
        CompletionCase("LET x = (|", with: ["SELECT", "FROM", "WITH"]),
        CompletionCase("LET x = (SELECT * FROM che|", "checkin"),
        CompletionCase("LET x = (SELECT checkin_ti| FROM checkin)", "checkin_time"),
        CompletionCase("LET x = (FROM checkin WHERE userid = '王|", "'wangwu'"),
        CompletionCase("EXPLAIN SELECT use|", "userid"),
        CompletionCase("COPY (SELECT use|", "userid"),
        CompletionCase("SELECT (SELECT checkin_ti|", "checkin_time"),
    ]

    /// Units, zones, settings, patterns of dates.
    static let words: [CompletionCase] = [
        CompletionCase(
            "SELECT date_trunc('|", "'minute'", "'hour'", "'day'", "'week'", "'month'", "'quarter'",
            "'year'"),
        CompletionCase("SELECT date_trunc('w|", "'week'"),
        CompletionCase("SELECT date_trunc('m|', checkin_time) FROM checkin", "'minute", "'month"),
        CompletionCase("SELECT date_diff('d|", "'day'"),
        CompletionCase("SELECT datediff('d|", "'day'"),
        CompletionCase("SELECT date_part('iso|", "'isodow'"),
        CompletionCase("SELECT date_part('h|", "'hour'"),
        CompletionCase("SELECT upper('d|"),
        CompletionCase("SELECT date_trunc('day', 'w|"),
        CompletionCase("SELECT upper(date_trunc('w|", "'week'"),
        CompletionCase("SELECT coalesce(date_trunc('day', now()), 'w|"),
        CompletionCase(
            "SELECT strftime(checkin_time, '%Y-%m|", "'%Y-%m-%d'", "'%Y-%m'", "'%Y-%m-%d %H:%M'"),
        CompletionCase("SELECT strftime(checkin_time, '%Y年|", "'%Y年%m月'"),
        CompletionCase("SELECT strftime('%Y|"),
        CompletionCase(
            "SELECT 1 WITH TIMEZONE |", with: ["'Asia/Shanghai'", "'UTC'", "'Europe/Berlin'"]),
        CompletionCase("SELECT 1 WITH TIMEZONE Asia/Shang|"),
        CompletionCase("SELECT 1 WITH TIMEZONE Asi|", with: ["'Asia/Shanghai'"]),
        CompletionCase("SELECT 1 WITH TIMEZONE 'Asia/Shangh|", "'Asia/Shanghai'"),
        CompletionCase("SET timezone = |", with: ["'Asia/Shanghai'", "'UTC'"]),
        CompletionCase("SET timezone = 'Europe/Berl|", "'Europe/Berlin'"),
        CompletionCase("SET pager = |", "'on'", "'off'", "'less -S'"),
        CompletionCase("SET pager = 'l|", "'less -S'"),
        CompletionCase("SET pager = 'o|", "'on'", "'off'"),
        CompletionCase("SET csv_bom = |", "on", "off"),
        CompletionCase("SET csv_formulas = e|", "escape"),
        CompletionCase("SET max_age = |", "10min", "0", "NULL"),
        CompletionCase("SET ambiguous_width = |", "1", "2"),
        CompletionCase("SET store = m|", "memory"),
        CompletionCase("SHOW SETTINGS |", "LIKE", "FORMAT"),
        CompletionCase("SHOW f|", "functions "),
        CompletionCase("SELECT medi|", "mediaids", "media_start_time", "median("),
        CompletionCase("SELECT strft|", "strftime("),
        CompletionCase("SELECT date_tr|", "date_trunc("),
    ]

    /// Codes are offered alone, each with its meaning, and can be found by it.
    static let ofEnumerations: [CompletionCase] = [
        CompletionCase(
            "FROM screen_capture WHERE screen_shot_type = |", with: ["1", "2", "3", "4", "5", "6"],
            without: ["count(", "upper("]),
        CompletionCase("FROM screen_capture WHERE screen_shot_type = 文|", "4"),
        CompletionCase("FROM screen_capture WHERE screen_shot_type = '文|", "'文件'"),
        CompletionCase("FROM 截屏 WHERE 截屏内容的类型 = '文|", "'文件'"),
        CompletionCase("FROM 打卡记录 WHERE 用户 = '张三丰|", "'zhangsanfeng'"),
        CompletionCase("FROM screen_capture WHERE screen_shot_type = 聊天|", "1"),
        CompletionCase("FROM screen_capture WHERE screen_shot_type IN (1, 文|", "4"),
        CompletionCase("FROM screen_capture WHERE screen_shot_type NOT IN (邮|", "3"),
        CompletionCase("FROM screen_capture SELECT CASE screen_shot_type WHEN 日|", "5"),
        CompletionCase("FROM screen_capture s WHERE s.screen_shot_type = 其|", "6"),
        CompletionCase("FROM checkin WHERE checkin_type = 上|", "'上班打卡'"),
        CompletionCase("FROM checkin WHERE checkin_type = '下|", "'下班打卡'"),
        CompletionCase(
            "FROM checkin WHERE checkin_type = |", with: ["'上班打卡'", "userid"],
            without: ["count("]),
        CompletionCase(
            "SELECT * FROM (SELECT screen_shot_type AS kind FROM screen_capture) t WHERE kind = 文|",
            "4"),
        CompletionCase(
            "FROM corp_recording WHERE record_type = |", with: ["0"], without: ["count("]),
    ]
}
