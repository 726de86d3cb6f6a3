import Testing
import WorkQLPlanner
import WorkQLSyntax

/// Near misses of times in Chinese: the message, what the caret is under, the help and the fix.
@Suite struct ChineseTimeErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var clause: String
        var message: String
        var under: String
        var help: String
        var fix: String?
        init(_ clause: String, _ message: String, _ under: String, _ help: String, _ fix: String?) {
            (self.clause, self.message, self.under) = (clause, message, under)
            (self.help, self.fix) = (help, fix)
        }
        var testDescription: String { clause }
    }

    @Test(arguments: [
        Case("SINCE 昨夭", "expected an instant after SINCE, found 昨夭", "昨夭", "write 昨天", "昨天"),
        Case(
            "DURING 大后天", "expected a period after DURING, found 大后天", "大后天",
            "for example 昨天, 上周五, 最近7天, 2026年8月 or 8月15日 9点", nil),
        Case("SINCE 周1", "周1 is not a day of the week", "周1", "write 周一", "周一"),
        Case("SINCE 周八", "周八 is not a day of the week", "周八", "days are 周一 to 周日", nil),
        Case("SINCE 8月15", "a day without 日", "15", "write 15日", "15日"),
        Case(
            "SINCE 15日", "expected an instant after SINCE, found 15日", "15日",
            "write the month before it: 8月15日", nil),
        Case("SINCE 8月１５日", "unexpected character １", "１", "write ASCII digits: 0 to 9", "8月15日"),
        Case(
            "SINCE 最近７天", "expected an instant after SINCE, found 最近７天", "最近７天",
            "write 最近7天", "最近7天"),
        Case("SINCE 昨天早", "unexpected \"早\" after 昨天", "早", "write 昨天", "昨天"),
        Case(
            "SINCE 昨天上午13点", "上午13点 is not a time of day", "上午13点",
            "write the hour without 上午, from 0点 to 23点", nil),
        Case(
            "SINCE 上月9点", "a time of day after last month, which is not a day", "9点",
            "write it after a day: 昨天 9点", nil),
        Case(
            "DURING 周一至", "no time after 至", "至",
            "write a range such as 8月1日至8月15日 or 周一至周五", nil),
        Case(
            "DURING 昨天9点", "an instant where DURING takes a period", "昨天9点",
            "SINCE and UNTIL take an instant", nil),
        Case(
            "DURING 7天前", "an instant where DURING takes a period", "7天前",
            "SINCE and UNTIL take an instant", nil),
        Case(
            "UNTIL 2026年8月", "a period where UNTIL takes an instant", "2026年8月",
            "write THROUGH 2026年8月, or its first day: 2026-08-01", nil),
        Case(
            "SINCE 8月32日", "2026-08-32 does not exist; August 2026 has 31 days", "8月32日",
            "write 2026-08-31 for the last day of that month", nil),
        Case(
            "DURING 13月", "13月 does not exist; months are 1 to 12", "13月",
            "write a month from 1月 to 12月", nil),
        Case(
            "SINCE 昨天25点", "25:00 is not a time of day; hours are 00 to 23", "昨天25点",
            "write a time from 00:00:00 to 23:59:59", nil),
        Case(
            "SINCE 8月20日", "august 20 of 2026 has not come yet", "8月20日",
            "write 2025-08-20, or 2026-08-20 for the one to come", "2025-08-20"),
        Case(
            "DURING 9月", "september of 2026 has not come yet", "9月",
            "write 2025-09, or 2026-09 for the one to come", "2025-09"),
        Case(
            "SINCE friday of last month", "a day of the week in a month", "month",
            "for example friday of last week", nil),
    ])
    func isRefused(_ test: Case) throws {
        let text = "SELECT a FROM t " + test.clause
        let mistake: Diagnostic
        switch Parser.parse(text) {
        case .failed(let mistakes): mistake = try #require(mistakes.first)
        case .incomplete(let found): mistake = found
        case .complete:
            let clause = try ChineseTimeTests.clause(test.clause)
            let context = try timeContext(ChineseTimeTests.nows[0])
            do {
                _ = try context.resolve(clause)
                Issue.record("\(test.clause) is read as \(clause)")
                return
            } catch {
                mistake = error
            }
        }
        #expect(mistake.message == test.message)
        let under = Array(text.utf8)[mistake.span.start..<mistake.span.end]
        #expect(String(decoding: under, as: UTF8.self) == test.under)
        #expect(mistake.help == test.help)
        #expect(mistake.fix?.text == test.fix)
    }

    /// A day without a year may be one of every year's.
    @Test func birthdaysNeedAYear() throws {
        let context = try timeContext(ChineseTimeTests.nows[0])
        #expect(throws: Diagnostic.self) { try context.date("8月1日") }
        #expect(try "\(context.date("昨天"))" == "2026-08-13")
        #expect(try "\(context.date("上周五"))" == "2026-08-07")
        #expect(try context.timeOfDay("下午3点") == 54_000_000)
    }
}
