import WorkQLTime

/// Reads times in Chinese from UTF-8: `今天`, `上周五`, `最近7天`, `8月15日 9点30分`.
///
/// Each reader takes what it knows and moves on, or takes nothing and returns nil.
package struct ChineseTimeReader {
    let bytes: [UInt8]
    package var position: Int

    package init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The time that is the whole of a text, spaces around it aside; nil where it is none.
    package static func read(_ text: String) throws(ChineseTimeMistake) -> ChineseTime? {
        var reader = ChineseTimeReader(Array(text.utf8))
        reader.skipSpaces()
        guard let time = try reader.time() else { return nil }
        reader.skipSpaces()
        return reader.position == reader.bytes.count ? time : nil
    }

    /// A time, and the clock behind it.
    package mutating func time() throws(ChineseTimeMistake) -> ChineseTime? {
        let start = position
        if takeAny(["现在", "当前", "此刻"]) { return ChineseTime(.now) }
        if let clock = try clock() { return ChineseTime(.period(.today), clock: clock) }
        if let unit = try edge() { return ChineseTime(.start(unit.unit, unit.steps)) }
        if let kind = try period() {
            return ChineseTime(.period(kind), clock: try clockBehind(kind))
        }
        if let duration = duration() {
            skipSpaces(before: ["前", "之前", "以前"])
            if takeAny(["之前", "以前", "前"]) { return ChineseTime(.ago(duration)) }
        }
        position = start
        return nil
    }

    private mutating func clockBehind(
        _ kind: Period.Kind
    ) throws(ChineseTimeMistake) -> String? {
        let start = position
        skipSpaces()
        guard let clock = try clock(withColon: true) else {
            position = start
            return nil
        }
        guard kind.isDay else {
            throw ChineseTimeMistake(
                message: "a time of day after \(kind), which is not a day", range: start..<position,
                help: "write it after a day: 昨天 9点")
        }
        return clock
    }

    // MARK: Periods

    package mutating func period() throws(ChineseTimeMistake) -> Period.Kind? {
        let start = position
        if let kind = try within() { return kind }
        for (word, kind) in Self.words where take(word) { return kind }
        if takeAny(["最近", "过去", "近", "前"]) {
            skipSpaces()
            if let (count, unit) = counted(or: [("日", .day), ("月", .month)]) {
                return .past(count, of: unit)
            }
            position = start
        }
        if let kind = unitAround() ?? unitsBefore() { return kind }
        if let day = try weekday() { return .weekday(day) }
        return try date()
    }

    private static let words: [(String, Period.Kind)] = [
        ("本年度", .unit(.year, 0)), ("今年度", .unit(.year, 0)), ("上年度", .unit(.year, -1)),
        ("今天", .today), ("今日", .today), ("本日", .today), ("当天", .today), ("当日", .today),
        ("昨天", .yesterday), ("昨日", .yesterday), ("明天", .tomorrow), ("明日", .tomorrow),
        ("大前天", .unit(.day, -3)), ("前天", .unit(.day, -2)), ("前日", .unit(.day, -2)),
        ("大后天", .unit(.day, 3)), ("后天", .unit(.day, 2)), ("后日", .unit(.day, 2)),
        ("今年", .unit(.year, 0)), ("本年", .unit(.year, 0)), ("去年", .unit(.year, -1)),
        ("上年", .unit(.year, -1)), ("前年", .unit(.year, -2)), ("明年", .unit(.year, 1)),
        ("当月", .unit(.month, 0)),
    ]

    static let steps: [(String, Int)] = [
        ("上上个", -2), ("上上", -2), ("上一个", -1), ("上一", -1), ("上个", -1), ("上", -1),
        ("下一个", 1), ("下一", 1), ("下个", 1), ("下", 1),
        ("这一个", 0), ("这一", 0), ("这个", 0), ("这", 0), ("本", 0),
    ]

    private static let units: [(String, TimeUnit)] = [
        ("星期", .week), ("礼拜", .week), ("周", .week), ("月份", .month), ("月", .month),
        ("季度", .quarter), ("季", .quarter), ("年度", .year), ("小时", .hour), ("钟头", .hour),
    ]

    /// `本月`, `上个星期`, `上周五`
    private mutating func unitAround() -> Period.Kind? {
        let start = position
        for (word, step) in Self.steps where take(word) {
            for (noun, unit) in Self.units where take(noun) {
                if unit == .week, let day = weekdayNumber() { return .weekdayOfWeek(day, step) }
                return .unit(unit, step)
            }
            position = start
        }
        return nil
    }

    /// `上两周`: several whole units before the current one.
    private mutating func unitsBefore() -> Period.Kind? {
        let start = position
        if take("上"), !isAt("半"), let (count, unit) = counted(or: [("日", .day)]), count > 1 {
            return .last(count, unit)
        }
        position = start
        return nil
    }

    /// `周一`, `星期日`, `礼拜天`
    private mutating func weekday() throws(ChineseTimeMistake) -> Int? {
        let start = position
        guard takeAny(["星期", "礼拜", "周"]) else { return nil }
        if let day = weekdayNumber() { return day }
        if let number = number(), (1...9).contains(number) {
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            let fix = number < 8 ? "周" + String(Self.days[number - 1]) : nil
            throw ChineseTimeMistake(
                message: "\(word) is not a day of the week", range: start..<position,
                help: fix.map { "write \($0)" } ?? "days are 周一 to 周日", fix: fix)
        }
        position = start
        return nil
    }

    private static let days = Array("一二三四五六日")

    private mutating func weekdayNumber() -> Int? {
        if take("天") { return 7 }
        for (index, day) in Self.days.enumerated() where take(String(day)) { return index + 1 }
        return nil
    }

    // MARK: Dates

    /// `2026年8月15日`, `2026年第3季度`, `2026年8月`, `二〇二六年`, `8月15日`, `8月`
    private mutating func date() throws(ChineseTimeMistake) -> Period.Kind? {
        let start = position
        if let year = spelledYear() { return try dateOf(year: year) }
        guard let first = try plainNumber() else { return nil }
        if first.digits == 4, takeSpaced(["年"]) { return try dateOf(year: first.value) }
        guard first.digits < 3, let kind = try monthAndDay(first.value, year: nil, from: start)
        else {
            position = start
            return nil
        }
        return kind
    }

    private mutating func dateOf(year: Int) throws(ChineseTimeMistake) -> Period.Kind {
        let end = position
        skipSpaces()
        let isOrdinal = take("第")
        if let number = try plainNumber() {
            if takeSpaced(["季度", "季"]) {
                guard (1...4).contains(number.value) else {
                    throw ChineseTimeMistake(
                        message: "第\(number.value)季度 does not exist; quarters are 1 to 4",
                        range: end..<position, help: "write a quarter from 第1季度 to 第4季度")
                }
                return .quarter(year: year, quarter: number.value)
            }
            if isOrdinal, takeSpaced(["周", "星期"]) {
                guard (1...53).contains(number.value) else {
                    throw ChineseTimeMistake(
                        message: "第\(number.value)周 does not exist; weeks are 1 to 53",
                        range: end..<position, help: "write a week from 第1周 to 第53周")
                }
                return .week(year: year, week: number.value)
            }
            if let kind = try monthAndDay(number.value, year: year, from: end) { return kind }
        }
        position = end
        return .year(year)
    }

    private static func day(_ day: Int, of month: Int, _ year: Int?) -> Period.Kind {
        year.map { .date(CivilDate(year: $0, month: month, day: day)) } ?? .monthDay(month, day)
    }

    mutating func monthAndDay(
        _ month: Int, year: Int?, from start: Int
    ) throws(ChineseTimeMistake) -> Period.Kind? {
        guard takeSpaced(["月份", "月"]) else { return nil }
        guard (1...12).contains(month) else {
            throw ChineseTimeMistake(
                message: "\(month)月 does not exist; months are 1 to 12", range: start..<position,
                help: "write a month from 1月 to 12月")
        }
        let end = position
        skipSpaces()
        if let day = try plainNumber() {
            if takeSpaced(["日", "号"]) {
                return Self.day(day.value, of: month, year)
            }
            let behind = position
            let isDashed = takeDash()
            position = behind
            if isDashed { return Self.day(day.value, of: month, year) }
            if !isAtName, !isAt(":"), !isAt("：") {
                let written = String(decoding: bytes[end..<position], as: UTF8.self)
                throw ChineseTimeMistake(
                    message: "a day without 日", range: end..<position, help: "write \(written)日",
                    fix: written + "日")
            }
        }
        position = end
        return year.map { .month(year: $0, month: month) } ?? .monthOfYear(month)
    }

    // MARK: Ranges

    /// `周一至周五`, `昨天9点到18点`, `上周至今`: the start, and the end unless that is now.
    ///
    /// `上周末`, `上半年`, `去年第3季度`, `8月上旬`, `今年以来` and `8月1日起` are ranges too.
    ///
    /// - Returns: nil, with nothing taken, where no 至 or 到 follows a period.
    package mutating func range() throws(ChineseTimeMistake) -> (ChineseTime, ChineseTime?)? {
        let from = position
        if let (first, last) = try stretch() {
            return (ChineseTime(.period(first)), ChineseTime(.period(last)))
        }
        guard let start = try time(), let kind = start.period else {
            position = from
            return nil
        }
        skipSpaces()
        if takeAny(["以来", "起"]) { return (start, nil) }
        let mark = position
        guard takeAny(["至", "到"]) || takeDash() else {
            position = from
            return nil
        }
        let behind = position
        skipSpaces()
        if takeAny(["今天", "今日"]) {
            return (start, ChineseTime(.period(.today), clock: try clockBehind(.today)))
        }
        if takeAny(["现在", "此刻"]) || !isAt("今年") && take("今") { return (start, nil) }
        if start.clock != nil, let clock = try clock(withColon: true) {
            return (start, ChineseTime(start.base, clock: clock))
        }
        guard let end = try end(of: kind) else {
            throw ChineseTimeMistake(
                message: "no time after \(String(decoding: bytes[mark..<behind], as: UTF8.self))",
                range: mark..<behind, help: "write a range such as 8月1日至8月15日 or 周一至周五")
        }
        return (start, ChineseTime(.period(end), clock: try clockBehind(end)))
    }

    /// Takes the dash of `7月1日-7月15日` and `7月1-15日`. Before anything but a date it subtracts.
    private mutating func takeDash() -> Bool {
        let start = position
        skipSpaces()
        guard takeAny(["-", "－", "—", "–", "~", "～"]) else {
            position = start
            return false
        }
        let behind = position
        skipSpaces()
        let isDate = (try? plainNumber()) != nil && takeSpaced(["月", "日", "号"])
        position = isDate ? behind : start
        return isDate
    }

    /// Behind 至 or 到: what is left out there is as in the start.
    private mutating func end(
        of start: Period.Kind
    ) throws(ChineseTimeMistake) -> Period.Kind? {
        let from = position
        if case .weekdayOfWeek(_, let weeks) = start, let day = try weekday() {
            return .weekdayOfWeek(day, weeks)
        }
        guard let kind = try period() else {
            position = from
            guard let day = try plainNumber(), takeSpaced(["日", "号"]) else {
                position = from
                return nil
            }
            switch start {
            case .date(let date):
                return .date(CivilDate(year: date.year, month: date.month, day: day.value))
            case .monthDay(let month, _): return .monthDay(month, day.value)
            case .monthDayOfYear(let month, _, let years):
                return .monthDayOfYear(month, day.value, years)
            case .dayOfMonth(_, let months): return .dayOfMonth(day.value, months)
            default:
                position = from
                return nil
            }
        }
        switch (start, kind) {
        case (.date(let date), .monthDay(let month, let day)):
            return .date(CivilDate(year: date.year, month: month, day: day))
        case (.month(let year, _), .monthOfYear(let month)):
            return .month(year: year, month: month)
        case (.monthDayOfYear(_, _, let years), .monthDay(let month, let day)):
            return .monthDayOfYear(month, day, years)
        case (.monthOfYearAway(_, let years), .monthOfYear(let month)):
            return .monthOfYearAway(month, years)
        default: return kind
        }
    }
}

extension Period.Kind {
    /// Whether a time of day can follow.
    fileprivate var isDay: Bool {
        switch self {
        case .today, .yesterday, .tomorrow, .weekday, .weekdayOfWeek, .date, .monthDay,
            .monthDayOfYear, .dayOfMonth, .unit(.day, _):
            true
        default: false
        }
    }
}
