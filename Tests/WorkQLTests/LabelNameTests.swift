import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL

/// Tables and columns by their Chinese words, codes by their meaning.
@Suite struct LabelNameTests {
    private func run(_ text: String) async throws -> (names: [String], rows: [[String?]]) {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            var last = CollectingWriter()
            for statement in try Harness.statements(text) {
                last = try await session.run(statement, into: CollectingWriter()).writer
            }
            return (last.columns.map(\.name), last.rows)
        }
    }

    private func refusal(_ text: String) async throws -> UserError {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            return try await #require(throws: UserError.self) {
                _ = try await session.run(try Harness.statement(text), into: CollectingWriter())
            }
        }
    }

    /// Each statement beside the same by names.
    @Test(arguments: [
        (
            "SELECT 用户, 打卡时间 FROM 打卡记录 WHERE 用户 = 'lisi' DURING 昨天 ORDER BY 打卡时间",
            "SELECT userid, checkin_time FROM checkin WHERE userid = 'lisi' DURING yesterday ORDER BY checkin_time",
            ["用户", "打卡时间"]
        ),
        (
            "SELECT 用户id, count(*) AS n FROM 打卡记录 WHERE 用户 IN ('lisi', 'zhangsan') DURING 上周 GROUP BY 用户 ORDER BY 用户",
            "SELECT userid, count(*) AS n FROM checkin WHERE userid IN ('lisi', 'zhangsan') DURING last week GROUP BY userid ORDER BY userid",
            ["用户id", "n"]
        ),
        (
            "SELECT 打卡记录.用户, m.成员名称 FROM 打卡记录 JOIN 成员 m USING (用户) WHERE 用户 = 'lisi' DURING 昨天 GROUP BY ALL",
            "SELECT checkin.userid, m.name FROM checkin JOIN member m USING (userid) WHERE userid = 'lisi' DURING yesterday GROUP BY ALL",
            ["用户", "成员名称"]
        ),
        (
            "SELECT c.用户 AS u FROM wecom.打卡记录 c JOIN member m ON m.成员 = c.用户 WHERE c.用户 = 'lisi' DURING 昨天 GROUP BY ALL",
            "SELECT c.userid AS u FROM checkin c JOIN member m ON m.userid = c.userid WHERE c.userid = 'lisi' DURING yesterday GROUP BY ALL",
            ["u"]
        ),
        (
            "SELECT 用户 FROM (SELECT userid FROM checkin WHERE userid = 'lisi' DURING 昨天)",
            "SELECT userid FROM checkin WHERE userid = 'lisi' DURING yesterday", ["用户"]
        ),
        (
            "SELECT 截屏内容的类型, count(*) FROM 截屏 WHERE 截屏内容的类型 IN ('文件', '聊天') DURING 上周 GROUP BY ALL ORDER BY 1",
            "SELECT screen_shot_type, count(*) FROM screen_capture WHERE screen_shot_type IN (4, 1) DURING last week GROUP BY ALL ORDER BY 1",
            ["截屏内容的类型", "count(*)"]
        ),
        (
            "SELECT count(*) AS n FROM screen_capture WHERE screen_shot_type <> '文件' AND '聊天' = screen_shot_type DURING 上周",
            "SELECT count(*) AS n FROM screen_capture WHERE screen_shot_type <> 4 AND 1 = screen_shot_type DURING last week",
            ["n"]
        ),
        (
            "SELECT CASE screen_shot_type WHEN '文件' THEN 'f' ELSE 'o' END AS k, count(*) AS n FROM screen_capture DURING 上周 GROUP BY ALL ORDER BY 1",
            "SELECT CASE screen_shot_type WHEN 4 THEN 'f' ELSE 'o' END AS k, count(*) AS n FROM screen_capture DURING last week GROUP BY ALL ORDER BY 1",
            ["k", "n"]
        ),
        (
            "SELECT count(*) AS n FROM screen_capture WHERE screen_shot_type = '4' DURING 上周",
            "SELECT count(*) AS n FROM screen_capture WHERE screen_shot_type = 4 DURING last week",
            ["n"]
        ),
        (
            "SELECT * EXCLUDE (成员名称) FROM 成员 ORDER BY ALL LIMIT 3",
            "SELECT userid, department_id FROM member ORDER BY ALL LIMIT 3",
            ["userid", "department_id"]
        ),
    ])
    func meanTheSame(_ labels: String, _ names: String, _ headers: [String]) async throws {
        let (left, right) = (try await run(labels), try await run(names))
        #expect(left.rows == right.rows && !left.rows.isEmpty)
        #expect(left.names == headers)
    }

    /// Every other name wins.
    @Test(arguments: [
        ("LET 打卡记录 = (SELECT 7 AS x); SELECT * FROM 打卡记录", [["7"]]),
        ("WITH 打卡记录 AS (SELECT 7 AS 用户) SELECT 用户 FROM 打卡记录", [["7"]]),
        (
            "SELECT 1 AS 打卡时间 FROM checkin WHERE userid = 'lisi' DURING yesterday GROUP BY ALL HAVING 打卡时间 = 1 ORDER BY 打卡时间",
            [["1"]]
        ),
        ("SELECT v.用户 FROM (VALUES ('x')) AS v(用户), department GROUP BY ALL", [["x"]]),
        (
            "SELECT 用户 FROM (VALUES ('x')) AS v(用户), member WHERE userid = 'lisi' GROUP BY ALL",
            [["x"]]
        ),
        (
            "SELECT (SELECT max(用户) FROM member WHERE userid = 'lisi') AS u FROM (VALUES ('x')) AS v(用户)",
            [["x"]]
        ),
    ])
    func realNamesWin(_ text: String, _ rows: [[String]]) async throws {
        #expect(try await run(text).rows == rows)
    }

    @Test(arguments: [
        (
            "SELECT 用户 FROM 打卡记录 a, 截屏 b WHERE a.用户 = 'lisi' DURING 昨天",
            "\"用户\" is the label of several columns", "write a.userid or b.userid"
        ),
        (
            "SELECT count(*) FROM screen_capture WHERE screen_shot_type = '视频' DURING 上周",
            "screen_shot_type has no value named '视频'",
            "write one of '聊天', '通讯录', '邮件', '文件', '日程', '其他'"
        ),
        (
            "SELECT count(*) FROM screen_capture WHERE screen_shot_type = '文档' DURING 上周",
            "screen_shot_type has no value named '文档'", "write '文件'"
        ),
        (
            "SELECT 打卡类形 FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 1d",
            "unknown column \"打卡类形\" in checkin", "did you mean \"打卡类型\"?"
        ),
        (
            "SELECT ｕｓｅｒｉｄ FROM checkin WHERE userid = 'lisi' SINCE 1d",
            "unknown column \"ｕｓｅｒｉｄ\" in checkin", "did you mean \"userid\"?"
        ),
        ("SELECT 1 FROM 打卡纪录 SINCE 7d", "unknown table \"打卡纪录\"", "did you mean \"打卡记录\"?"),
    ])
    func isRefused(_ text: String, _ message: String, _ help: String) async throws {
        let error = try await refusal(text)
        #expect(error.message == message)
        #expect(error.help == help)
    }
}
