// Parts of months and years in Chinese: `去年8月15日`, `上月15日`, `上半年`, `上周末`, `月初`.

import WorkQLTime

extension ChineseTimeReader {
    private static let years: [(String, Int)] = [
        ("今年", 0), ("本年", 0), ("去年", -1), ("上年", -1), ("前年", -2), ("明年", 1),
    ]

    /// `去年8月`, `今年8月15日`, `上月15日`
    mutating func within() throws(ChineseTimeMistake) -> Period.Kind? {
        let start = position
        for (word, years) in Self.years where take(word) {
            if let kind = try month(years) { return kind }
            if let mistake = try quarterMistake(from: start) { throw mistake }
            position = start
            return nil
        }
        guard let months = monthAround() else { return nil }
        skipSpaces()
        if let day = try plainNumber(), day.digits < 3, takeSpaced(["日", "号"]) {
            return .dayOfMonth(day.value, months)
        }
        position = start
        return nil
    }

    /// `8月15日` behind a year.
    private mutating func month(_ years: Int) throws(ChineseTimeMistake) -> Period.Kind? {
        skipSpaces()
        _ = take("的")
        skipSpaces()
        let start = position
        guard let number = try plainNumber(), number.digits < 3,
            let kind = try monthAndDay(number.value, year: nil, from: start)
        else {
            position = start
            return nil
        }
        switch kind {
        case .monthDay(let month, let day): return .monthDayOfYear(month, day, years)
        case .monthOfYear(let month): return .monthOfYearAway(month, years)
        default: return kind
        }
    }

    /// A quarter of another year is written with the year's number, as in English.
    private mutating func quarterMistake(
        from start: Int
    ) throws(ChineseTimeMistake) -> ChineseTimeMistake? {
        skipSpaces()
        _ = take("第")
        guard let number = try plainNumber(), takeSpaced(["季度", "季"]) else { return nil }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        let example = "2026年第\(number.value)季度"
        return ChineseTimeMistake(
            message: "\(written) is a quarter without the number of its year",
            range: start..<position, help: "for example \(example)")
    }

    /// `上月`, `本月`, `上个月的`: as so many months from this one; nil, with nothing taken, for
    /// anything else.
    private mutating func monthAround() -> Int? {
        let start = position
        if take("当月") { return 0 }
        for (word, steps) in Self.steps where take(word) {
            if takeAny(["月份", "月"]) {
                _ = take("的")
                return steps
            }
            position = start
        }
        return nil
    }

    /// `上周末` from its first day to its last, `去年上半年` and `去年第3季度` from its first month to
    /// its last, `8月上旬` from its first day to its last.
    mutating func stretch() throws(ChineseTimeMistake) -> (Period.Kind, Period.Kind)? {
        let start = position
        for (word, steps) in Self.steps where take(word) {
            if takeAny(["周末", "星期末"]) {
                return (.weekdayOfWeek(6, steps), .weekdayOfWeek(7, steps))
            }
            position = start
        }
        let year = Self.years.first { take($0.0) }?.1
        skipSpaces()
        if year != nil, take("的") { skipSpaces() }
        for (word, first) in [("上半年", 1), ("下半年", 7)] where take(word) {
            let years = year ?? 0
            return (.monthOfYearAway(first, years), .monthOfYearAway(first + 5, years))
        }
        if let quarter = try quarter(of: year) {
            let last = quarter * 3
            guard let year else { return (.monthOfYear(last - 2), .monthOfYearAway(last, 0)) }
            return (.monthOfYearAway(last - 2, year), .monthOfYearAway(last, year))
        }
        position = start
        return try thirdOfMonth()
    }

    /// `第3季度`; behind a year also `三季度`, which alone is a duration.
    private mutating func quarter(of year: Int?) throws(ChineseTimeMistake) -> Int? {
        let start = position
        guard take("第") || year != nil else { return nil }
        skipSpaces()
        guard let number = try plainNumber(), takeSpaced(["季度", "季"]) else {
            position = start
            return nil
        }
        guard (1...4).contains(number.value) else {
            throw ChineseTimeMistake(
                message: "第\(number.value)季度 does not exist; quarters are 1 to 4",
                range: start..<position, help: "write a quarter from 第1季度 to 第4季度")
        }
        return number.value
    }

    /// `本月上旬`, `8月中旬`, `去年8月下旬`: ten days of a month, or what is left of it behind twenty.
    private mutating func thirdOfMonth() throws(ChineseTimeMistake) -> (Period.Kind, Period.Kind)? {
        let start = position
        // What is wrong with another time is for its own reader to say.
        guard let month = try? period() else {
            position = start
            return nil
        }
        skipSpaces()
        if take("的") { skipSpaces() }
        let thirds = [("上旬", 1), ("中旬", 11), ("下旬", 21)]
        guard let first = thirds.first(where: { take($0.0) })?.1 else {
            position = start
            return nil
        }
        let last = first + 9
        switch month {
        case .unit(.month, let steps):
            return (
                .dayOfMonth(first, steps), first == 21 ? month : .dayOfMonth(last, steps)
            )
        case .month(let year, let number):
            let days = [first, last].map { CivilDate(year: year, month: number, day: $0) }
            return (.date(days[0]), first == 21 ? month : .date(days[1]))
        case .monthOfYearAway(let number, let years):
            return (
                .monthDayOfYear(number, first, years),
                first == 21 ? month : .monthDayOfYear(number, last, years)
            )
        case .monthOfYear(let number):
            return (
                .monthDay(number, first),
                first == 21 ? .monthOfYearAway(number, 0) : .monthDayOfYear(number, last, 0)
            )
        default:
            position = start
            return nil
        }
    }

    /// `月初`, `上月初`, `年初`: the start of a unit.
    ///
    /// - Throws: at `月底` and its like, which are a day to some and an instant to others.
    mutating func edge() throws(ChineseTimeMistake) -> (unit: TimeUnit, steps: Int)? {
        let start = position
        let around = Self.years.first { take($0.0) }.map { (TimeUnit.year, $0.1) } ?? unitOfEdge()
        guard let (unit, steps) = around else {
            if take("周末") {
                throw ChineseTimeMistake(
                    message: "周末 without its week", range: start..<position,
                    help: "write 本周末 or 上周末")
            }
            position = start
            return nil
        }
        let whole = String(decoding: bytes[start..<position], as: UTF8.self)
        if take("初") { return (unit, steps) }
        if takeAny(["底", "末"]) {
            let period = Self.nouns[unit].map { steps == 0 ? "本\($0)" : whole } ?? whole
            throw ChineseTimeMistake(
                message:
                    "\(String(decoding: bytes[start..<position], as: UTF8.self)) is not an exact time",
                range: start..<position,
                help: "write THROUGH \(period) for all of it, or the date of its last day")
        }
        position = start
        return nil
    }

    private static let nouns: [TimeUnit: String] = [.month: "月", .quarter: "季度", .year: "年"]

    private mutating func unitOfEdge() -> (TimeUnit, Int)? {
        let start = position
        let units: [(String, TimeUnit)] = [
            ("季度", .quarter), ("季", .quarter), ("月", .month), ("年", .year),
        ]
        let steps = Self.steps.first { take($0.0) }?.1 ?? 0
        for (word, unit) in units where take(word) { return (unit, steps) }
        position = start
        return nil
    }
}
