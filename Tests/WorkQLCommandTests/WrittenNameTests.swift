import TestSupport
import Testing
import WorkQLLanguage

@testable import WorkQLCommand

/// Messages in Chinese call tables and columns by the names that the statement has.
@Suite struct WrittenNameTests {
    @Test(
        arguments: [
            ("SELECT 会议主题 FROM 会议录制", "title 没有 meeting_recording", "会议主题 没有 会议录制"),
            ("SELECT m.用户 FROM 成员 m", "m.userid、member", "m.用户、成员"),
            // Names that the statement has in English stay.
            ("SELECT 用户 FROM member", "userid 是 member 的列", "用户 是 member 的列"),
            ("SELECT userid FROM checkin", "userid 是 checkin 的列", "userid 是 checkin 的列"),
            // A word of another name, a path and a parameter are not names.
            ("SELECT 用户 FROM 打卡记录", "getcheckindata checkin/x :userid useridd", nil),
            ("SELECT 用户名单 FROM 打卡记录", "userid", nil),
        ] as [(String, String, String?)])
    func namesAreThoseOfTheStatement(_ script: String, _ message: String, _ expected: String?) {
        #expect(WrittenNames(in: script).applied(to: message) == expected ?? message)
    }

    private func errors(_ text: String) throws -> String {
        try CommandRun("--demo", "--language", "zh", "-c", text).errors
    }

    @Test func messagesOfTheCommandHaveThem() throws {
        let unknown = try errors("SELECT 用户 FROM 打卡记录 WHERE 异常类型 = '迟到' DURING 上周 LIMIT 1")
        #expect(unknown.contains("“异常类型”的已知取值里没有迟到"))
        #expect(unknown.contains("是否想写 '时间异常'"))
        let column = try errors("SELECT 用户 FROM 汇报 DURING 上周")
        #expect(column.contains("请写汇报人或提单人"), "\(column)")
    }

    @Test(
        arguments: [
            (
                "SET max_calls = 1; SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 90天前",
                ["缩小到 28 天", "或调大 max_calls"]
            ),
            ("SELECT count(*) FROM 打卡记录 WHERE 打卡时间 > '9点' DURING 上周", ["time(", "'09:00'"]),
            ("SELECT 1 FROM 打卡记录 SINCE 2月30日", ["2026 年 2 月"]),
            ("SELECT count(*) FROM 打卡记录", ["DURING 上周"]),
            ("SELECT count(*) FROM 打卡记录 WHERE 打卡地点 包含 'x' DURING 上周", ["LIKE '%文字%'"]),
            ("SELECT count(*) FROM 打卡记录 DURING 上周 GROUP BY 每天", ["TIMESERIES 每天"]),
            ("昨天谁迟到了", ["例如 SELECT"]),
        ] as [(String, [String])])
    func helpsAreInChinese(_ text: String, _ parts: [String]) throws {
        let errors = try errors(text)
        for part in parts { #expect(errors.contains(part), "\(errors)") }
    }

    @Test func commandsOfTheShellTakeChineseNames() throws {
        #expect(try DotCommand.named("配额").name == "quota")
        #expect(try DotCommand.named("表").name == "tables")
        #expect(DotCommand.overview(Translation(.zh)).contains("（.配额）"))
        // Words that help lists are words that help takes.
        for topic in HelpTopic.all {
            #expect(HelpTopic.about(topic.title(in: .zh))?.name == topic.name)
        }
    }
}
