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

    /// Words that mean a time, but no certain one: what to write instead, and no near name of another.
    private static let hints: [Case] = [
        ("十五号", "write its month: 本月十五号 or 上月十五号"),
        ("廿五", "write the number in digits, and its month: 本月25日 or 上月25日"),
        ("大前年", "write the year with its number: 2023年"),
        ("上旬", "write 本月上旬 or 上月上旬"), ("月中", "write 本月中旬 or 上月中旬"),
        // Weeks without 第 are counted, and days that depend on another one are named.
        ("一周", "write SINCE 一周前 for all until now, or DURING 最近一周 for whole units"),
        ("两周", "write SINCE 两周前 for all until now, or DURING 最近两周 for whole units"),
        ("次日", "write 明天"), ("翌日", "write 明天"),
        ("次日凌晨", "write hours: SINCE 明天 0点 UNTIL 明天 6点"),
        ("三季度", "write 第3季度"), ("第32周", "write its year: 2026年第32周"),
        ("元旦", "write the dates of the holiday: 2026年1月1日至1月3日"),
        ("五一", "write the dates of the holiday: 2026年5月1日至5月5日"),
        ("五一假期", "write the dates of the holiday: 2026年5月1日至5月5日"),
        ("春节期间", "write the dates of the holiday: 2026年2月15日至2月23日"),
        ("国庆长假", "write the dates of the holiday: 2026年10月1日至10月7日"),
        ("中秋节当天", "write the dates of the holiday: 2026年9月25日至9月27日"),
        ("工作日", "name a period, such as 上周; workdays(上周) lists its working days"),
        ("半年内", "write SINCE 半年前 for all until now, or DURING 最近半年 for whole units"),
        ("7天内", "write SINCE 7天前 for all until now, or DURING 最近7天 for whole units"),
        ("三个月以内", "write SINCE 三个月前 for all until now, or DURING 最近三个月 for whole units"),
        ("昨晚", "write a time of day: SINCE 昨天18点"), ("前几天", "write how many: 最近3天"),
        ("半个月前", "write 15天前"),
        ("weekend", "write SINCE saturday of last week THROUGH sunday of last week"),
        (
            "workdays",
            "name a period, such as last week; workdays(last week) lists its working days"
        ),
        ("christmas", "write the dates of the holiday: SINCE 2026-10-01 THROUGH 2026-10-07"),
        ("Q3", "write the year before it: 2026-Q3"),
        ("tonight", "write a time of day: SINCE yesterday AT '18:00'"),
        ("recently", "write how many: last 3 days"), ("fortnight", "write last 2 weeks"),
    ].map { word, help in
        let shown = word.utf8.allSatisfy { $0 < 0x80 } ? "\"\(word)\"" : word
        return Case(
            "DURING \(word)", "expected a period after DURING, found \(shown)", word, help, nil)
    }

    @Test(
        arguments: [
            Case("SINCE 昨夭", "expected an instant after SINCE, found 昨夭", "昨夭", "write 昨天", "昨天"),
            Case(
                "DURING 大大前天", "expected a period after DURING, found 大大前天", "大大前天",
                "write 大前天", "大前天"),
            Case(
                "SINCE 月底", "月底 is not an exact time", "月底",
                "write THROUGH 本月 for all of it, or the date of its last day", nil),
            Case(
                "UNTIL 上月底", "上月底 is not an exact time", "上月底",
                "write THROUGH 上月 for all of it, or the date of its last day", nil),
            Case(
                "SINCE 年末", "年末 is not an exact time", "年末",
                "write THROUGH 本年 for all of it, or the date of its last day", nil),
            Case(
                "DURING 月初", "an instant where DURING takes a period", "月初",
                "write a range such as 本月1日至10日, or SINCE 月初", nil),
            Case("DURING 周末", "周末 without its week", "周末", "write 本周末 or 上周末", nil),
            Case(
                "THROUGH 去年第3季度", "去年第3季度 is a quarter without the number of its year", "去年第3季度",
                "for example 2026年第3季度", nil),
            Case(
                "DURING 去年第5季度", "第5季度 does not exist; quarters are 1 to 4", "第5季度",
                "write a quarter from 第1季度 to 第4季度", nil),
            Case(
                "UNTIL 去年8月", "a period where UNTIL takes an instant", "去年8月",
                "write THROUGH 去年8月, or its first day: august 1 of last year", nil),
            Case(
                "SINCE 去年2月30日", "2025-02-30 does not exist; February 2025 has 28 days", "去年2月30日",
                "write 2025-02-28 for the last day of that month", nil),
            Case(
                "SINCE day 31 of month before last",
                "2026-06-31 does not exist; June 2026 has 30 days", "day 31 of month before last",
                "write 2026-06-30 for the last day of that month", nil),
            Case(
                "SINCE august of last week", "a month in a week", "week",
                "for example august of last year",
                nil),
            Case(
                "DURING day 3 of last week", "a day of the month in a week", "week",
                "for example day 15 of last month", nil),
            Case("SINCE 周1", "周1 is not a day of the week", "周1", "write 周一", "周一"),
            Case("SINCE 周八", "周八 is not a day of the week", "周八", "days are 周一 to 周日", nil),
            Case("SINCE 8月15", "a day without 日", "15", "write 15日", "15日"),
            Case(
                "SINCE 15日", "expected an instant after SINCE, found 15日", "15日",
                "write its month: 本月15日 or 上月15日", nil),
            Case(
                "SINCE 8月１５日", "unexpected character １", "１", "write 8月15日", "8月15日"),
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
                "SINCE 8月20日", "august 20 of 2026 is in the future", "8月20日",
                "write 2025-08-20, or 2026-08-20 for the next one", "2025-08-20"),
            Case(
                "DURING 9月", "september of 2026 is in the future", "9月",
                "write 2025-09, or 2026-09 for the next one", "2025-09"),
            Case(
                "SINCE friday of last month", "a day of the week in a month", "month",
                "for example friday of last week", nil),
        ] + Self.hints)
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
