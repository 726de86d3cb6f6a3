extension DatePattern {
    /// Whether every field of the pattern can be parsed: a weekday or a quarter does not determine
    /// a day.
    package var isReadable: Bool {
        parts.allSatisfy { part in
            switch part.field {
            case .literal, .year, .shortYear, .month, .monthName, .shortMonthName, .day, .hour,
                .hourOfTwelve, .half, .minute, .second, .milliseconds, .microseconds:
                true
            default: false
            }
        }
    }

    /// Parses a text that was written with the pattern; returns nil for any other text. Fields that
    /// are not in the pattern have the values of 1900-01-01 00:00:00, as in DuckDB. Blanks match
    /// any number of blanks.
    package func localTime(of text: String) -> LocalTime? {
        var reader = PatternReader(text)
        for part in parts {
            guard reader.take(part.field) else { return nil }
        }
        return reader.localTime
    }
}

/// A text that is parsed by a pattern, and the values parsed so far.
private struct PatternReader {
    private var rest: Substring
    private var (year, month, day) = (1900, 1, 1)
    private var (hour, minute, second, millisecond) = (0, 0, 0, 0)
    private var isAfternoon: Bool?

    init(_ text: String) { rest = text[...] }

    /// Nil if text remains, or if the day or time does not exist.
    var localTime: LocalTime? {
        var hour = hour
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        let date = CivilDate(year: year, month: month, day: day)
        guard rest.allSatisfy(\.isWhitespace), (1...9999).contains(year), (1...12).contains(month),
            (1...31).contains(day), date.exists, hour < 24, minute < 60, second < 60
        else { return nil }
        return LocalTime(
            date, millisecondOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
    }

    mutating func take(_ field: DatePattern.Field) -> Bool {
        switch field {
        case .literal(let text): return text.allSatisfy { take($0) }
        case .year: return take(4, into: \.year)
        case .shortYear:
            guard take(2, into: \.year) else { return false }
            // As in C and DuckDB.
            year += year < 69 ? 2000 : 1900
            return true
        case .month: return take(2, into: \.month)
        case .monthName: return takeMonth { $0 }
        case .shortMonthName: return takeMonth { String($0.prefix(3)) }
        case .day: return take(2, into: \.day)
        case .hour, .hourOfTwelve: return take(2, into: \.hour)
        case .half:
            let half = rest.prefix(2).lowercased()
            guard half == "am" || half == "pm" else { return false }
            isAfternoon = half == "pm"
            rest = rest.dropFirst(2)
            return true
        case .minute: return take(2, into: \.minute)
        case .second: return take(2, into: \.second)
        case .milliseconds: return takeFraction(3)
        case .microseconds: return takeFraction(6)
        default: return false
        }
    }

    private mutating func take(_ character: Character) -> Bool {
        if character.isWhitespace {
            rest = rest.drop(while: \.isWhitespace)
            return true
        }
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func digits(_ most: Int) -> Substring {
        let digits = rest.prefix(most).prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private mutating func take(
        _ most: Int, into field: WritableKeyPath<PatternReader, Int>
    ) -> Bool {
        guard let number = Int(digits(most)) else { return false }
        self[keyPath: field] = number
        return true
    }

    /// Reads digits after a decimal point, of which milliseconds are kept.
    private mutating func takeFraction(_ most: Int) -> Bool {
        let digits = digits(most)
        guard !digits.isEmpty, let number = Int((digits + "000").prefix(3)) else { return false }
        millisecond = number
        return true
    }

    private mutating func takeMonth(_ name: (String) -> String) -> Bool {
        for (index, month) in DatePattern.months.enumerated() {
            let name = name(month)
            guard rest.prefix(name.count).lowercased() == name.lowercased() else { continue }
            self.month = index + 1
            rest = rest.dropFirst(name.count)
            return true
        }
        return false
    }
}
