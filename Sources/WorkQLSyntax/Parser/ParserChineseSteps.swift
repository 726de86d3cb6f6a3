// The words of TIMESERIES and COMPARE WITH in Chinese.

import WorkQLTime

extension Parser {
    /// `每天`, `按周`, `每个月`
    mutating func chineseStep() -> DurationLiteral? {
        guard at(.word), let unit = Self.steps[text(current)] else { return nil }
        advance()
        return DurationLiteral([DurationLiteral.Part(1, unit)])
    }

    private static let steps: [String: TimeUnit] = {
        var steps: [String: TimeUnit] = [:]
        let words: [(String, TimeUnit)] = [
            ("小时", .hour), ("天", .day), ("日", .day), ("周", .week), ("星期", .week),
            ("月", .month), ("个月", .month), ("季度", .quarter), ("季", .quarter), ("年", .year),
        ]
        for (word, unit) in words {
            steps["每" + word] = unit
            steps["按" + word] = unit
        }
        return steps
    }()

    /// `上期`, `上周`, `去年同期`: how far back.
    mutating func chineseShift() -> Comparison.Kind? {
        guard at(.word) else { return nil }
        let shift: Comparison.Kind
        switch text(current) {
        case "上期", "上一期", "上个周期", "上一周期", "环比": shift = .previousPeriod
        case let word:
            guard let unit = Self.shifts[word] else { return nil }
            shift = .earlier(DurationLiteral([DurationLiteral.Part(1, unit)]))
        }
        advance()
        return shift
    }

    private static let shifts: [String: TimeUnit] = [
        "昨天": .day, "前一天": .day, "上周": .week, "上周同期": .week, "上星期": .week, "上月": .month,
        "上月同期": .month, "上个月": .month, "上季度": .quarter, "去年": .year, "去年同期": .year,
        "上年同期": .year, "同比": .year,
    ]
}
