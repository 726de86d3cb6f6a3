// Times of day, durations and numbers in Chinese.

import WorkQLTime

extension ChineseTimeReader {
    // MARK: Times of day

    /// `9点`, `9点半`, `9时30分15秒`, `下午3点`; with a colon, where it is allowed, also `9:30`.
    /// As AT takes it, `09:30`, which need not exist.
    package mutating func clock(
        withColon: Bool = false
    ) throws(ChineseTimeMistake) -> String? {
        let start = position
        let half = Self.halves.first { take($0.word) }
        if half != nil { skipSpaces() }
        guard let read = try hourAndRest(withColon: withColon || half != nil) else {
            position = start
            return nil
        }
        guard let half else { return read.clock(hour: read.hour) }
        guard let hour = half.hours[read.hour] else {
            let written = String(decoding: bytes[start..<position], as: UTF8.self)
            throw ChineseTimeMistake(
                message: "\(written) is not a time of day", range: start..<position,
                help: "write the hour without \(half.word), from 0点 to 23点")
        }
        return read.clock(hour: hour)
    }

    private struct HourAndRest {
        var hour: Int
        var minute = 0
        var rest = ""

        func clock(hour: Int) -> String { "\(hour.padded(2)):\(minute.padded(2))\(rest)" }
    }

    private mutating func hourAndRest(
        withColon: Bool
    ) throws(ChineseTimeMistake) -> HourAndRest? {
        guard let hour = try plainNumber(), hour.digits < 3 else { return nil }
        var read = HourAndRest(hour: hour.value)
        if withColon, takeAny([":", "："]) {
            guard let minute = try plainNumber(), minute.digits == 2 else { return nil }
            read.minute = minute.value
            if takeAny([":", "："]) {
                guard let second = try plainNumber(), second.digits == 2 else { return nil }
                read.rest = ":" + second.value.padded(2)
            }
            return read
        }
        guard takeSpaced(["点钟", "点整", "点", "时整", "时"]) else { return nil }
        skipSpaces(before: ["半", "一刻", "三刻"])
        if take("半") {
            read.minute = 30
            return read
        }
        if take("一刻") || take("1刻") {
            read.minute = 15
            return read
        }
        if take("三刻") || take("3刻") {
            read.minute = 45
            return read
        }
        let end = position
        skipSpaces()
        guard let minute = try plainNumber(), minute.digits < 3 else {
            position = end
            return read
        }
        guard takeSpaced(["分钟", "分"]) || !isAtName else {
            position = end
            return read
        }
        read.minute = minute.value
        let behind = position
        skipSpaces()
        if let second = try plainNumber(), second.digits < 3, takeSpaced(["秒"]) {
            read.rest = ":" + second.value.padded(2)
        } else {
            position = behind
        }
        return read
    }

    /// The parts of a day, with the hours of 24 that the spoken ones mean.
    private static let halves: [(word: String, hours: [Int: Int])] = [
        ("凌晨", hours(0...6, [12: 0])), ("早上", hours(0...11)), ("早晨", hours(0...11)),
        ("上午", hours(0...11)), ("中午", hours(11...13, [1: 13])),
        ("下午", hours(12...23).merging(spoken(1...11)) { first, _ in first }),
        ("晚上", hours(13...23).merging(spoken(5...11)) { first, _ in first }),
        ("傍晚", hours(13...23).merging(spoken(5...8)) { first, _ in first }),
    ]

    private static func hours(
        _ range: ClosedRange<Int>, _ others: [Int: Int] = [:]
    ) -> [Int: Int] {
        var found = others
        for hour in range { found[hour] = hour }
        return found
    }

    private static func spoken(_ range: ClosedRange<Int>) -> [Int: Int] {
        var found: [Int: Int] = [:]
        for hour in range { found[hour] = hour + 12 }
        return found
    }

    // MARK: Durations

    /// `7天`, `1天12小时`, `三个月`, `半小时`, `半年`
    mutating func duration() -> DurationLiteral? {
        for (word, count, unit) in Self.halfUnits where take(word) {
            return DurationLiteral([DurationLiteral.Part(count, unit)])
        }
        var parts: [DurationLiteral.Part] = []
        while let (count, unit) = counted() {
            parts.append(DurationLiteral.Part(count, unit))
        }
        return parts.isEmpty ? nil : DurationLiteral(parts)
    }

    private static let halfUnits: [(String, Int, TimeUnit)] = [
        ("半个小时", 30, .minute), ("半小时", 30, .minute), ("半天", 12, .hour), ("半年", 6, .month),
    ]

    /// A count and its unit. A year of four digits is the year itself.
    mutating func counted(
        or others: [(String, TimeUnit)] = []
    ) -> (count: Int, unit: TimeUnit)? {
        let start = position
        if others.isEmpty == false {
            for (word, count, unit) in Self.halfUnits where take(word) { return (count, unit) }
        }
        if let number = number() {
            skipSpaces()
            for (word, unit) in TimeUnit.chineseSpellings + others where take(word) {
                if unit == .year, number > 999 { break }
                return (number, unit)
            }
        }
        position = start
        return nil
    }

    // MARK: Numbers

    /// Digits, as dates and clocks have them, or a number in Chinese of at most two digits.
    ///
    /// - Throws: at a digit in full width, with the digits to write.
    mutating func plainNumber() throws(ChineseTimeMistake) -> (value: Int, digits: Int)? {
        try refuseFullWidth()
        let start = position
        guard let value = number() else { return nil }
        let isASCII = bytes[start].isDigit
        return (value, isASCII ? position - start : value < 10 ? 1 : 2)
    }

    /// `７` for 7: digits in full width are data more often than numbers.
    private func refuseFullWidth() throws(ChineseTimeMistake) {
        var (end, narrow) = (position, "")
        while end + 2 < bytes.count, bytes[end] == 0xEF, bytes[end + 1] == 0xBC,
            (0x90...0x99).contains(bytes[end + 2])
        {
            narrow.append(String(bytes[end + 2] - 0x90))
            end += 3
        }
        guard !narrow.isEmpty else { return }
        let written = String(decoding: bytes[position..<end], as: UTF8.self)
        throw ChineseTimeMistake(
            message: "full-width digits: \(written)", range: position..<end,
            help: "write \(narrow)", fix: narrow)
    }

    /// Digits, or a number up to 99 in Chinese: `7`, `七`, `两`, `十五`, `二十一`.
    mutating func number() -> Int? {
        let digits = bytes[position...].prefix { $0.isDigit }
        if !digits.isEmpty {
            guard digits.count < 10 else { return nil }
            position += digits.count
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        let start = position
        let tens = digit()
        guard take("十") else {
            guard tens != nil else {
                position = start
                return nil
            }
            return tens
        }
        return (tens ?? 1) * 10 + (digit() ?? 0)
    }

    private static let digits = Array("零一二三四五六七八九").map(String.init)

    /// `二〇二六年`: a year digit by digit.
    mutating func spelledYear() -> Int? {
        let start = position
        var year = 0
        for _ in 0..<4 {
            guard
                let digit = take("〇") || take("○") ? 0 : Self.digits.firstIndex(where: { take($0) })
            else {
                position = start
                return nil
            }
            year = year * 10 + digit
        }
        guard year > 999, take("年") else {
            position = start
            return nil
        }
        return year
    }

    private mutating func digit() -> Int? {
        if take("两") { return 2 }
        return Self.digits.firstIndex { take($0) }
    }

    // MARK: Bytes

    package mutating func skipSpaces() {
        while position < bytes.count {
            if bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
                position += 1
            } else if isAt("\u{3000}") {
                position += 3
            } else {
                return
            }
        }
    }

    /// Only where one of these words follows.
    mutating func skipSpaces(before words: [String]) {
        let start = position
        skipSpaces()
        if !words.contains(where: isAt) { position = start }
    }

    package func isAt(_ word: String) -> Bool {
        position <= bytes.count && bytes[position...].starts(with: word.utf8)
    }

    /// Whether a letter or a digit stands here.
    var isAtName: Bool {
        position < bytes.count && (bytes[position] >= 0x80 || bytes[position].continuesName)
    }

    package mutating func take(_ word: String) -> Bool {
        guard isAt(word) else { return false }
        position += word.utf8.count
        return true
    }

    /// One of the words, also behind spaces.
    mutating func takeSpaced(_ words: [String]) -> Bool {
        skipSpaces(before: words)
        return takeAny(words)
    }

    package mutating func takeAny(_ words: [String]) -> Bool {
        for word in words where take(word) { return true }
        return false
    }
}
