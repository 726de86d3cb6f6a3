extension DatePattern {
    /// Returns whether the pattern can produce a text for any time.
    ///
    /// - Parameter isBeginning: whether a prefix of such a text is accepted too.
    package func canWrite(_ text: String, orBeginWith isBeginning: Bool = false) -> Bool {
        var rest = text[...]
        for part in parts {
            if isBeginning, rest.isEmpty { return true }
            guard part.take(from: &rest) else { return false }
        }
        return rest.isEmpty
    }
}

extension DatePattern.Part {
    /// Removes the text that the part writes from the beginning of `rest`; returns whether it was
    /// found.
    fileprivate func take(from rest: inout Substring) -> Bool {
        switch field {
        case .literal(let text): return take([text], &rest)
        case .year, .isoYear: return number(0...9999, 4, &rest)
        case .shortYear: return number(0...99, 2, &rest)
        case .month: return number(1...12, 2, &rest)
        case .day: return number(1...31, 2, &rest)
        case .dayOfYear: return number(1...366, 3, &rest)
        case .weekday: return number(1...7, 1, &rest)
        case .weekdayFromSunday: return number(0...6, 1, &rest)
        case .isoWeek: return number(1...53, 2, &rest)
        case .quarter: return number(1...4, 1, &rest)
        case .hour: return number(0...23, 2, &rest)
        case .hourOfTwelve: return number(1...12, 2, &rest)
        case .minute, .second: return number(0...59, 2, &rest)
        case .milliseconds: return number(0...999, 3, &rest)
        case .microseconds: return number(0...999_999, 6, &rest)
        case .monthName: return take(DatePattern.months.map(letters.written), &rest)
        case .shortMonthName:
            return take(DatePattern.months.map { letters.written(String($0.prefix(3))) }, &rest)
        case .dayName: return take(DatePattern.days.map(letters.written), &rest)
        case .shortDayName:
            return take(DatePattern.days.map { letters.written(String($0.prefix(3))) }, &rest)
        case .half(let isLower): return take(isLower ? ["am", "pm"] : ["AM", "PM"], &rest)
        // The length of these is not always known.
        case .epoch, .offset, .offsetHours:
            let end = rest.firstIndex { !"+-:0123456789".contains($0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return end > rest.startIndex
        }
    }

    private func take(_ texts: [String], _ rest: inout Substring) -> Bool {
        // May is a complete name of a month, and not a prefix of another.
        guard let found = texts.first(where: { rest.hasPrefix($0) }) else { return false }
        rest.removeFirst(found.count)
        return true
    }

    private func number(
        _ values: ClosedRange<Int>, _ width: Int, _ rest: inout Substring
    ) -> Bool {
        if isBlankPadded, rest.first == " " { rest.removeFirst() }
        let digits = rest.prefix(width).prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits), values.contains(value) else { return false }
        guard isPadded ? digits.count == width || isBlankPadded : String(value) == digits else {
            return false
        }
        rest.removeFirst(digits.count)
        return true
    }
}

extension DatePattern.Field {
    var isMonth: Bool {
        switch self {
        case .month, .monthName, .shortMonthName: true
        default: false
        }
    }

    var isDate: Bool {
        switch self {
        case .year, .shortYear, .isoYear, .day: true
        default: false
        }
    }

    var isHour: Bool {
        switch self {
        case .hour, .hourOfTwelve: true
        default: false
        }
    }

    var isMinute: Bool { if case .minute = self { true } else { false } }
    var isSecond: Bool { if case .second = self { true } else { false } }
}
