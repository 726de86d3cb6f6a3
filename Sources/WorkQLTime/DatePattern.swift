/// A format of dates and instants, in the three common notations: `strftime` (C, DuckDB, SQLite),
/// `date_format` (MySQL) and `to_char` (PostgreSQL).
///
/// `%Y年%m月` of `strftime` and `YYYY年MM月` of `to_char` are the same pattern.
package struct DatePattern: Sendable {
    package enum Notation: Sendable {
        case strftime
        case mysql
        case toChar
    }

    /// A field that the notation does not have.
    package struct UnknownField: Error {
        /// The field as it is written: `%k`.
        package let field: String
    }

    enum Field: Sendable {
        case literal(String)
        case year, shortYear, isoYear
        case month, monthName, shortMonthName
        case day, dayOfYear, dayName, shortDayName
        /// 1 is Monday and 7 Sunday.
        case weekday
        /// 0 is Sunday and 6 Saturday.
        case weekdayFromSunday
        case isoWeek, quarter
        case hour, hourOfTwelve
        case half(isLower: Bool)
        case minute, second, milliseconds, microseconds
        /// Seconds since 1970.
        case epoch
        case offset
        /// The offset without its minutes, as PostgreSQL's TZH.
        case offsetHours
    }

    /// The letter case of names, which PostgreSQL derives from the field: `Mon`, `MON`, `mon`.
    enum Letters: Sendable {
        case capitalized, upper, lower

        init(of field: Substring) {
            let letters = field.filter(\.isLetter)
            self =
                letters == letters.uppercased()
                ? .upper
                : letters == letters.lowercased() ? .lower : .capitalized
        }

        func written(_ name: String) -> String {
            switch self {
            case .capitalized: name
            case .upper: name.uppercased()
            case .lower: name.lowercased()
            }
        }
    }

    struct Part: Sendable {
        var field: Field
        /// Whether digits are padded with zeros to their usual width.
        var isPadded = true
        /// Whether digits are padded with spaces instead of zeros.
        var isBlankPadded = false
        var letters = Letters.capitalized
    }

    let parts: [Part]

    /// Whether the month stands where the minutes are meant: after the hours or before the seconds.
    package var hasMonthInTime: Bool {
        hasField(\.isMonth) { before, after in
            (before?.isHour ?? false) && !(after?.isDate ?? false) || after?.isSecond ?? false
        }
    }

    /// Whether the minutes stand where the month is meant: within the date, and without hours.
    package var hasMinuteInDate: Bool {
        hasField(\.isMinute) { before, after in
            guard !(before?.isHour ?? false), !(after?.isSecond ?? false) else { return false }
            return before?.isDate ?? false || after?.isDate ?? false
        }
    }

    /// Whether it has more than literal text.
    package var hasFields: Bool {
        parts.contains { if case .literal = $0.field { false } else { true } }
    }

    /// Whether a field has certain fields around it, apart from literal text.
    private func hasField(
        _ matches: (Field) -> Bool, between: (_ before: Field?, _ after: Field?) -> Bool
    ) -> Bool {
        let fields = parts.map(\.field).filter {
            if case .literal = $0 { false } else { true }
        }
        return fields.indices.contains { index in
            matches(fields[index])
                && between(
                    index > 0 ? fields[index - 1] : nil,
                    index + 1 < fields.count ? fields[index + 1] : nil)
        }
    }

    package init(_ text: String, _ notation: Notation) throws(UnknownField) {
        switch notation {
        case .strftime: parts = try Self.percents(text, Self.strftimeField)
        case .mysql: parts = try Self.percents(text, Self.mysqlField)
        case .toChar: parts = try Self.templates(text)
        }
    }

    /// Whether the pattern contains a calendar field that does not repeat every month: a year, a
    /// month, a week.
    package var namesMonths: Bool {
        parts.contains { part in
            switch part.field {
            case .year, .shortYear, .isoYear, .month, .monthName, .shortMonthName, .dayOfYear,
                .isoWeek, .quarter, .epoch:
                true
            default: false
            }
        }
    }

    /// - Parameter offset: the zone's offset at the instant, in milliseconds.
    package func string(_ local: LocalTime, offset: Int64) -> String {
        let date = local.date
        var text = ""
        for part in parts {
            func number(_ value: Int, _ width: Int) -> String {
                guard part.isPadded else { return String(value) }
                let digits = value.padded(width)
                guard part.isBlankPadded, digits.first == "0", digits.count > 1 else {
                    return digits
                }
                return " " + digits.dropFirst()
            }
            switch part.field {
            case .literal(let literal): text += literal
            case .year: text += number(date.year, 4)
            case .shortYear: text += number(date.year.floorModulo(100), 2)
            case .isoYear: text += number(date.isoWeek.year, 4)
            case .month: text += number(date.month, 2)
            case .monthName: text += part.letters.written(Self.months[date.month - 1])
            case .shortMonthName:
                text += part.letters.written(String(Self.months[date.month - 1].prefix(3)))
            case .day: text += number(date.day, 2)
            case .dayOfYear: text += number(date.dayOfYear, 3)
            case .dayName: text += part.letters.written(Self.days[date.weekday - 1])
            case .shortDayName:
                text += part.letters.written(String(Self.days[date.weekday - 1].prefix(3)))
            case .weekday: text += String(date.weekday)
            case .weekdayFromSunday: text += String(date.weekday % 7)
            case .isoWeek: text += number(date.isoWeek.week, 2)
            case .quarter: text += String(date.quarter)
            case .hour: text += number(local.hour, 2)
            case .hourOfTwelve: text += number((local.hour + 11) % 12 + 1, 2)
            case .half(let isLower):
                let half = local.hour < 12 ? "AM" : "PM"
                text += isLower ? half.lowercased() : half
            case .minute: text += number(local.minute, 2)
            case .second: text += number(local.second, 2)
            case .milliseconds: text += number(local.millisecond, 3)
            case .microseconds: text += number(local.millisecond * 1000, 6)
            case .epoch: text += String((local.milliseconds - offset).floorDivided(by: 1000))
            case .offsetHours:
                text += (offset < 0 ? "-" : "+") + Int(abs(offset) / 3_600_000).padded(2)
            case .offset:
                let minutes = abs(offset) / 60_000
                text += (offset < 0 ? "-" : "+") + Int(minutes / 60).padded(2)
                if minutes % 60 != 0 { text += ":" + Int(minutes % 60).padded(2) }
            }
        }
        return text
    }

    /// The names in English, as databases write them: `January`.
    package static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    /// Beginning with Monday.
    package static let days = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    // MARK: Percent notations

    private static func percents(
        _ text: String, _ field: (Character) -> [Part]?
    ) throws(UnknownField) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let first = rest.popFirst() {
            guard first == "%" else {
                literal.append(first)
                continue
            }
            let isUnpadded = rest.first == "-"
            if isUnpadded { rest.removeFirst() }
            guard let code = rest.popFirst() else { throw UnknownField(field: "%") }
            if code == "%" {
                literal.append("%")
                continue
            }
            guard var found = field(code) else {
                throw UnknownField(field: isUnpadded ? "%-\(code)" : "%\(code)")
            }
            if isUnpadded { for index in found.indices { found[index].isPadded = false } }
            if !literal.isEmpty { parts.append(Part(field: .literal(literal))) }
            literal = ""
            parts += found
        }
        if !literal.isEmpty { parts.append(Part(field: .literal(literal))) }
        return parts
    }

    private static func joined(_ fields: [Field], by separator: String) -> [Part] {
        Array(
            fields.map { [Part(field: $0)] }.joined(separator: [Part(field: .literal(separator))]))
    }

    private static func strftimeField(_ code: Character) -> [Part]? {
        let field: Field
        switch code {
        case "Y": field = .year
        case "y": field = .shortYear
        case "G": field = .isoYear
        case "m": field = .month
        case "B": field = .monthName
        case "b", "h": field = .shortMonthName
        case "d": field = .day
        case "e": return [Part(field: .day, isBlankPadded: true)]
        case "j": field = .dayOfYear
        case "A": field = .dayName
        case "a": field = .shortDayName
        case "u": field = .weekday
        case "w": field = .weekdayFromSunday
        case "V": field = .isoWeek
        case "q": field = .quarter
        case "H": field = .hour
        case "I": field = .hourOfTwelve
        case "p": field = .half(isLower: false)
        case "M": field = .minute
        case "S": field = .second
        case "g": field = .milliseconds
        case "f": field = .microseconds
        case "s": field = .epoch
        case "z": field = .offset
        case "F": return joined([.year, .month, .day], by: "-")
        case "T": return joined([.hour, .minute, .second], by: ":")
        case "R": return joined([.hour, .minute], by: ":")
        default: return nil
        }
        return [Part(field: field)]
    }

    private static func mysqlField(_ code: Character) -> [Part]? {
        let field: Field
        switch code {
        case "Y": field = .year
        case "y": field = .shortYear
        case "x": field = .isoYear
        case "m": field = .month
        case "c": return [Part(field: .month, isPadded: false)]
        case "M": field = .monthName
        case "b": field = .shortMonthName
        case "d": field = .day
        case "e": return [Part(field: .day, isPadded: false)]
        case "j": field = .dayOfYear
        case "W": field = .dayName
        case "a": field = .shortDayName
        case "w": field = .weekdayFromSunday
        case "v": field = .isoWeek
        case "H": field = .hour
        case "k": return [Part(field: .hour, isPadded: false)]
        case "h", "I": field = .hourOfTwelve
        case "l": return [Part(field: .hourOfTwelve, isPadded: false)]
        case "p": field = .half(isLower: false)
        case "i": field = .minute
        case "s", "S": field = .second
        case "f": field = .microseconds
        case "T": return joined([.hour, .minute, .second], by: ":")
        default: return nil
        }
        return [Part(field: field)]
    }

    // MARK: to_char

    /// The fields of PostgreSQL, where a longer field precedes any field that is its prefix; nil
    /// for unsupported fields, which would otherwise be taken as literal text.
    private static let templateFields: [(String, Part?)] = {
        let supported: [(String, Field)] = [
            ("YYYY", .year), ("IYYY", .isoYear), ("YY", .shortYear), ("MM", .month),
            ("MONTH", .monthName), ("MON", .shortMonthName), ("DDD", .dayOfYear), ("DD", .day),
            ("DAY", .dayName), ("DY", .shortDayName), ("ID", .weekday), ("IW", .isoWeek),
            ("Q", .quarter), ("HH24", .hour), ("HH12", .hourOfTwelve), ("HH", .hourOfTwelve),
            ("MI", .minute), ("SS", .second), ("MS", .milliseconds), ("US", .microseconds),
            ("AM", .half(isLower: false)), ("PM", .half(isLower: false)), ("TZH", .offsetHours),
        ]
        let others = [
            "SSSS", "FF", "IDDD", "IYY", "IY", "Y,YYY", "YYY", "WW", "CC", "OF", "TZ", "RM", "BC",
            "B.C.", "AD", "A.D.", "A.M.", "P.M.", "TM", "TH", "SP", "W", "D", "J", "Y", "I",
        ]
        return (supported.map { ($0.0, Part(field: $0.1)) } + others.map { ($0, nil) })
            .sorted { $0.0.count > $1.0.count }
    }()

    /// Parses a template. Text that is not a field is literal, as is text between double quotes.
    /// `FM` before a field writes it without padding. Names of months and days are written as
    /// `January`, without the blanks with which PostgreSQL pads them.
    private static func templates(_ text: String) throws(UnknownField) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        func end() {
            if !literal.isEmpty { parts.append(Part(field: .literal(literal))) }
            literal = ""
        }
        while let first = rest.first {
            if first == "\"" {
                rest.removeFirst()
                literal += rest.prefix { $0 != "\"" }
                rest = rest.drop { $0 != "\"" }.dropFirst()
                continue
            }
            let isUnpadded = rest.prefix(2).uppercased() == "FM"
            let field = isUnpadded ? rest.dropFirst(2) : rest
            let upper = field.prefix(5).uppercased()
            if let (name, found) = templateFields.first(where: { upper.hasPrefix($0.0) }) {
                guard var part = found else {
                    throw UnknownField(field: String(field.prefix(name.count)))
                }
                end()
                part.isPadded = !isUnpadded
                part.letters = Letters(of: field.prefix(name.count))
                if case .half = part.field, field.first?.isLowercase == true {
                    part.field = .half(isLower: true)
                }
                parts.append(part)
                rest = field.dropFirst(name.count)
            } else {
                literal.append(first)
                rest.removeFirst()
            }
        }
        end()
        return parts
    }
}

extension CivilDate {
    /// Counted from 1.
    package var dayOfYear: Int {
        dayNumber - CivilDate(year: year, month: 1, day: 1).dayNumber + 1
    }

    /// 1 to 4.
    package var quarter: Int { (month - 1) / 3 + 1 }
}
