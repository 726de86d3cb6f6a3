import WorkQLSyntax
import WorkQLTime

/// Ways to write a time, each with its meaning.
enum TimePhrases {
    typealias Phrase = (text: String, meaning: String)

    /// The phrases for SINCE and UNTIL.
    static let instants: [Phrase] =
        [
            ("7d", "7 days ago, to the second"), ("24h", "24 hours ago"),
            ("30d", "30 days ago"), ("1mo", "a calendar month ago"),
            ("7d@d", "midnight 7 days ago"), ("today", "its midnight"),
            ("yesterday", "its midnight"), ("yesterday AT '09:00'", "a time of day"),
            ("this week", "its Monday, at midnight"), ("last week", "the Monday before"),
            ("this month", "its first day"), ("last month", "the first day of the month before"),
            ("this quarter", "its first day"), ("this year", "1 January"),
        ] + days("the latest one, at midnight")
        + [
            ("now", "the current instant"), ("@d", "the last midnight"),
            ("@d+9h", "today at 09:00"),
        ]

    /// The phrases for DURING and THROUGH.
    static let periods: [Phrase] =
        [
            ("today", "the whole day"), ("yesterday", "the whole day"),
            ("this week", "Monday to Sunday"), ("last week", "Monday to Sunday"),
            ("this month", "the whole month"), ("last month", "the whole month"),
            ("last 7 days", "whole days, without today"),
            ("last 3 months", "whole months, without this one"),
            ("this quarter", "three months"), ("last quarter", "three months"),
            ("this year", "the whole year"), ("last year", "the whole year"),
        ] + days("the latest one, the whole day")

    /// The phrases for TIMESERIES.
    static let steps: [Phrase] = [
        ("1h", "one row per hour"), ("1d", "one row per day"), ("1w", "one row per week"),
        ("1mo", "one row per month"), ("1q", "one row per quarter"),
        ("15min", "one row per quarter-hour"),
    ]

    /// The phrases for COMPARE WITH.
    static let shifts: [Phrase] = [
        ("1d", "the day before"), ("1w", "the week before"), ("1mo", "the month before"),
        ("1y", "the year before"),
    ]

    static let durations: [Phrase] = [
        ("30min", "half an hour"), ("1h", "an hour"), ("1d", "a day"), ("1w", "a week"),
        ("1mo", "a month"),
    ]

    /// The phrases for TIMESERIES … FILL.
    static let fills: [Phrase] = [
        ("0", "in every empty bucket"), ("NULL", "in every empty bucket"),
        ("PREVIOUS", "the bucket before"),
        ("NONE", "empty buckets keep the values of the aggregates"),
    ]

    /// The phrases for strftime.
    static let patterns: [Phrase] = [
        ("%Y-%m-%d", "2026-08-01"), ("%Y-%m", "2026-08"), ("%Y年%m月", "2026年08月"),
        ("%m-%d", "08-01"), ("%H:%M", "09:05"), ("%Y-%m-%d %H:%M", "2026-08-01 09:05"),
        ("%G-W%V", "2026-W31"),
    ]

    /// What SINCE and UNTIL take, in Chinese.
    static let chineseInstants: [Phrase] =
        [
            ("7天前", "7 days ago, to the second"), ("24小时前", "24 hours ago"),
            ("30天前", "30 days ago"), ("1个月前", "a calendar month ago"),
        ] + chinese + [("昨天9点", "a time of day"), ("现在", "now")]

    /// What DURING and THROUGH take, in Chinese: also the months of a year until now.
    static func chinesePeriods(_ today: CivilDate) -> [Phrase] {
        let months = (1...today.month).reversed().map {
            ("\(today.year)年\($0)月", "the whole month")
        }
        return chinese + months
    }

    /// What SINCE, UNTIL, DURING and THROUGH take, in Chinese.
    private static let chinese: [Phrase] = [
        ("今天", "today"), ("昨天", "yesterday"), ("前天", "day before yesterday"),
        ("本周", "this week"), ("上周", "last week"), ("上上周", "week before last"),
        ("本月", "this month"), ("上月", "last month"), ("本季度", "this quarter"),
        ("上季度", "last quarter"), ("今年", "this year"), ("去年", "last year"),
        ("最近7天", "last 7 days"), ("最近30天", "last 30 days"), ("最近3个月", "past 3 months"),
        ("近7天", "last 7 days"), ("近30天", "last 30 days"), ("近3个月", "past 3 months"),
        ("周一", "monday"), ("周二", "tuesday"), ("周三", "wednesday"), ("周四", "thursday"),
        ("周五", "friday"), ("周六", "saturday"), ("周日", "sunday"),
        ("本周一", "monday of this week"), ("上周一", "monday of last week"),
        ("上周五", "friday of last week"),
    ]

    /// What COMPARE WITH takes, in Chinese.
    static let chineseShifts: [Phrase] = [
        ("上期", "PREVIOUS PERIOD"), ("昨天", "1d"), ("上周", "1w"), ("上月", "1mo"), ("上季度", "1q"),
        ("去年同期", "1y"),
    ]

    /// What TIMESERIES takes, in Chinese.
    static let chineseSteps: [Phrase] = [
        ("每小时", "1h"), ("每天", "1d"), ("每周", "1w"), ("每月", "1mo"), ("每季度", "1q"), ("每年", "1y"),
    ]

    /// Durations in Chinese.
    static let chineseDurations: [Phrase] = [
        ("30分钟", "30min"), ("1小时", "1h"), ("1天", "1d"), ("1周", "1w"), ("1个月", "1mo"),
    ]

    static let units = ["minute", "hour", "day", "week", "month", "quarter", "year"]

    /// Returns a typed number with the units that can follow it.
    static func completing(_ digits: String) -> [Phrase] {
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return completingChinese(digits)
        }
        let spellings = [
            ("d", "day"), ("h", "hour"), ("w", "week"), ("mo", "month"), ("min", "minute"),
            ("q", "quarter"), ("y", "year"),
        ]
        return spellings.map { (digits + $0, digits == "1" ? "1 \($1)" : "\(digits) \($1)s") }
    }

    /// A number and the beginning of a unit in Chinese: `7天`, `3个`.
    private static func completingChinese(_ typed: String) -> [Phrase] {
        let digits = String(typed.prefix { $0.isASCII && $0.isNumber })
        guard !digits.isEmpty, !typed.utf8.allSatisfy({ $0 < 0x80 }) else { return [] }
        return ["天前", "小时前", "分钟前", "周前", "个月前", "年前", "月", "点"].map {
            (digits + $0, $0 == "月" ? "a month of this year" : $0 == "点" ? "a time of day" : "")
        }
    }

    private static func days(_ meaning: String) -> [Phrase] {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
            .map { ($0, meaning) }
    }
}
