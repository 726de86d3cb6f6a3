import WorkQLPages
import WorkQLSyntax

/// Texts that people read as a number, a date, a time or a missing value, but that are not values
/// of such a type. A column that contains such texts beside values is text, in which `<`, `max` and
/// `=` compare characters; so a note names the cell that made it text.
extension SeenTypes {
    /// The further kinds of near values that cells of a workbook can be.
    static let nearInWorkbooks: SeenTypes = [
        .decorated, .missing, .calendar, .clock, .figure,
    ]

    private static let words: Set<String> = [
        "-", "--", "—", "——", "－", "/", "N/A", "n/a", "NA", "#N/A", "<NA>", "NULL", "null", "NaN",
        "nan",
        "NaT", "None", "inf", "-inf", "Infinity", "-Infinity", "无", "空", "#VALUE!", "#DIV/0!",
        "#REF!", "#NAME?", "#NUM!", "#NULL!",
    ]

    /// Returns the kind of near value that a text is; empty for all other texts.
    static func near(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> SeenTypes {
        guard !bytes.isEmpty, bytes.count <= 48 else { return [] }
        if bytes.decoratedNumber != nil { return .decorated }
        let text = String(decoding: bytes, as: UTF8.self)
        if words.contains(text) { return .missing }
        if bytes.first == Ascii.zero, bytes.count <= 18, bytes.allSatisfy(Ascii.isDigit) {
            return .padded
        }
        if isFigure(text) { return .figure }
        let parts = WrittenParts(text)
        if parts.isClock { return .clock }
        return parts.isDate ? .calendar : []
    }

    /// Signs before and after numbers, and units: `<5`, `10*`, `5天`.
    private static let signs: [Character] = ["+", "−", "<", ">", "≤", "≥", "≈", "~", "'", "’"]
    private static let units: Set<String> = [
        "*", "天", "日", "小时", "时", "分钟", "分", "秒", "次", "人", "个", "件", "万", "亿", "千", "岁", "h", "hr",
        "hrs", "hour", "hours", "d", "day", "days", "min", "mins", "minute", "minutes", "s", "sec",
    ]

    /// Returns whether the text is of the form `+5`, `−5`, `- 5`, `(120)`, `<5`, `5天`, `1,5`,
    /// `1 000`, `1'000`, or a number with characters that are not visible; a plus before more digits is a telephone number.
    private static func isFigure(_ text: String) -> Bool {
        func isNumber(_ rest: some StringProtocol) -> Bool {
            var digits = Array(rest.utf8)
            return digits.count <= 9
                && digits.withUnsafeMutableBufferPointer {
                    let bytes = UnsafeBufferPointer($0)[...]
                    return bytes.first.map(Ascii.isDigit) == true
                        && (NumberShape(bytes).isPlain || WrittenNumber.plain(bytes) != nil)
                }
        }
        guard let first = text.first, let last = text.last else { return false }
        if signs.contains(first) {
            let rest = text.dropFirst()
            // An apostrophe keeps the zeros of an identifier.
            return isNumber(rest) && !(first == "'" && rest.first == "0")
        }
        if first == "-", text.dropFirst().first == " " {
            return isNumber(text.dropFirst().trimmingSpace)
        }
        if let (open, close) = [("(", ")"), ("（", "）")].first(where: { $0.0 == String(first) }),
            open != close, String(last) == close
        {
            return isNumber(text.dropFirst().dropLast())
        }
        let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        if visible.count < text.unicodeScalars.count { return isNumber(String(visible)) }
        let unit = text.drop { $0.isASCII && ($0.isNumber || ".,-".contains($0)) }
        if !unit.isEmpty, unit.endIndex == text.endIndex, unit.startIndex > text.startIndex {
            let number = text[..<unit.startIndex]
            if units.contains(unit.trimmingSpace.lowercased()) {
                return isNumber(number.first == "-" ? number.dropFirst() : number)
            }
        }
        return isGroupedOtherwise(text)
    }

    /// Returns whether the text is a number of another country: `1,5`, `1.234,50`, `1 000`, `1'000`.
    private static func isGroupedOtherwise(_ text: String) -> Bool {
        let text = text.replacing("'", with: " ").replacing("’", with: " ")
        let unsigned = text.first == "-" ? text.dropFirst() : text[...]
        guard unsigned.count <= 20, unsigned.first?.isNumber == true,
            unsigned.utf8.allSatisfy({ Ascii.isDigit($0) || [0x20, 0x2C, 0x2E].contains($0) })
        else { return false }
        let halves = unsigned.split(separator: ",", omittingEmptySubsequences: false)
        let groups = halves[0].split(omittingEmptySubsequences: false) { $0 == "." || $0 == " " }
        let isGrouped =
            groups.count > 1 && (1...3).contains(groups[0].count)
            && groups.dropFirst().allSatisfy { $0.count == 3 }
        switch halves.count {
        case 1: return isGrouped && (groups.count > 2 || halves[0].contains(" "))
        case 2:
            return !halves[1].isEmpty && halves[1].allSatisfy(\.isNumber)
                && (groups.count == 1 || isGrouped)
        default: return false
        }
    }

    /// The type that a column would have without near values; nil for a column of plain text, of
    /// words for missing values, and of digits with leading zeros.
    var typeWithoutNearValues: ColumnType? {
        let near = intersection(.near)
        guard !near.isEmpty, near != .decorated, !near.contains(.padded) else { return nil }
        var kinds = kinds.subtracting(.text)
        if near.contains(.calendar) { kinds.insert(.date) }
        if near.contains(.clock) { kinds.insert(.time) }
        if !near.isDisjoint(with: [.figure, .decorated]) { kinds.insert(.real) }
        return kinds.isEmpty || kinds.type == .text ? nil : kinds.type
    }

    /// Returns the help for a text that prevents a column from having a type.
    static func help(near value: String, as type: ColumnType) -> String? {
        if words.contains(value) {
            return "WITH (null = \(Printer.quoted(value))) reads it as NULL"
        }
        switch type {
        case .date, .timestamp:
            let orders = Array(value.utf8).withUnsafeBufferPointer { bytes in
                DateOrder.allCases.filter { WrittenMoment(bytes[...], order: $0)?.date != nil }
            }
            guard let order = orders.first else {
                return "dates are read as 2026-08-03, 2026/8/3 or 2026年8月3日"
            }
            guard orders.count > 1 else { return "WITH (dates = '\(order.rawValue)') reads it" }
            guard orders.contains(.dmy), orders.contains(.mdy) else {
                func day(_ order: DateOrder) -> String {
                    Array(value.utf8).withUnsafeBufferPointer {
                        WrittenMoment($0[...], order: order)?.dateText ?? ""
                    }
                }
                let (one, other) = (order, orders[1])
                return "WITH (dates = '\(one.rawValue)') reads it as \(day(one)), and "
                    + "'\(other.rawValue)' as \(day(other))"
            }
            return "WITH (dates = 'dmy') reads 8/4/2026 as 8 April, and 'mdy' as 4 August"
                + (orders.count > 2 ? "; 'ymd' reads 26/8/4" : "")
        case .time: return "times of day are read from 00:00 to 23:59:59"
        case .integer, .real: return "numbers are read as 120, -120 and 12,000.50"
        default: return nil
        }
    }
}

extension Substring {
    fileprivate var trimmingSpace: Substring { drop { $0 == " " } }
}

/// A text split into runs of digits, of ASCII letters, and the text between them.
private struct WrittenParts {
    private enum Part: Equatable {
        case digits(Int)
        case letters(String)
        case gap(String)
    }

    private var parts: [Part] = []
    /// Whether two numbers of at most two digits are a day and a month, in either order.
    private var isDayOfAYear = false

    init(_ text: String) {
        var run = Substring()
        var kind = 0
        func kindOf(_ character: Character) -> Int {
            guard let byte = character.asciiValue else { return 3 }
            return Ascii.isDigit(byte) ? 1 : character.isLetter ? 2 : 3
        }
        func flush(_ parts: inout [Part]) {
            switch kind {
            case 1: parts.append(.digits(run.count))
            case 2: parts.append(.letters(run.lowercased()))
            case 3: parts.append(.gap(String(run)))
            default: break
            }
            run = Substring()
        }
        for character in text {
            let next = kindOf(character)
            if next != kind { flush(&parts) }
            kind = next
            run.append(character)
        }
        flush(&parts)
        let numbers = text.split { !$0.isASCII || !$0.isNumber }
        if parts.count == 3, numbers.count == 2, numbers.allSatisfy({ $0.count <= 2 }),
            let one = Int(numbers[0]), let other = Int(numbers[1])
        {
            isDayOfAYear = min(one, other) >= 1 && min(one, other) <= 12 && max(one, other) <= 31
        }
    }

    /// Whether the text is a time such as `24:00` or `26:15:00`.
    var isClock: Bool {
        switch parts.count {
        case 3: Self.isClock(parts[0], parts[1], parts[2])
        case 5:
            Self.isClock(parts[0], parts[1], parts[2]) && parts[3] == .gap(":")
                && parts[4] == .digits(2)
        default: false
        }
    }

    private static func isClock(_ hours: Part, _ colon: Part, _ minutes: Part) -> Bool {
        guard case .digits(1...3) = hours else { return false }
        return colon == .gap(":") && minutes == .digits(2)
    }

    /// Whether the text is a date such as `8/3/2026`, `26/8/3`, `03.08.2026`, `2026-02-30`,
    /// `3-Aug-26`, `Aug 3, 2026` or `8月3日`, or one followed by a time or a day of the week.
    var isDate: Bool {
        if isDateOfWords || isDayOfMonth || isDayWithoutYear { return true }
        guard parts.count >= 5, case .digits(let first) = parts[0],
            case .digits(let second) = parts[2],
            case .digits(let third) = parts[4], case .gap(let sign) = parts[1],
            parts.count == 5 || isRest(Array(parts[5...]))
        else { return false }
        guard case .gap(let other) = parts[3], other == sign else { return false }
        let (short, year) = (1...2, [2, 4])
        switch sign {
        case "/":
            return short.contains(second)
                && (short.contains(first) && year.contains(third)
                    || year.contains(first) && short.contains(third))
        case "-", ".":
            return short.contains(second)
                && (short.contains(first) && third == 4 || first == 4 && short.contains(third)
                    || sign == "-" && [first, second, third] == [2, 2, 2])
        default: return false
        }
    }

    /// Whether the text is of the form `8月3日`.
    private var isDayOfMonth: Bool {
        guard parts.count == 4, case .digits(1...2) = parts[0], case .digits(1...2) = parts[2]
        else {
            return false
        }
        return parts[1] == .gap("月") && (parts[3] == .gap("日") || parts[3] == .gap("号"))
    }

    /// Whether the text is a day or a month as Excel shows it without a year, `8/9` or `08-09`, or
    /// with the name of the month in Chinese: `12-8月-26`, `12-八月-26`, `8月-26`.
    private var isDayWithoutYear: Bool {
        switch parts.count {
        case 3:
            guard case .digits(let first) = parts[0], case .digits(let last) = parts[2],
                case .gap(let gap) = parts[1]
            else { return false }
            switch gap {
            case "/": return isDayOfAYear
            case "-": return first == 2 && last == 2 && isDayOfAYear
            case "月-": return first <= 2 && (last == 2 || last == 4)
            default:
                return first <= 2 && (last == 2 || last == 4) && gap.hasPrefix("-")
                    && Self.isMonthInWords(gap.dropFirst())
            }
        case 5:
            guard case .digits(1...2) = parts[0], parts[1] == .gap("-"),
                case .digits(1...2) = parts[2], parts[3] == .gap("月-"),
                case .digits(let year) = parts[4]
            else { return false }
            return year == 2 || year == 4
        case 2:
            guard case .gap(let gap) = parts[0], case .digits(let year) = parts[1] else {
                return false
            }
            return (year == 2 || year == 4) && Self.isMonthInWords(gap[...])
        default: return false
        }
    }

    /// Returns whether the text is of the form `八月-`.
    private static func isMonthInWords(_ text: Substring) -> Bool {
        guard text.hasSuffix("月-") else { return false }
        let number = text.dropLast(2)
        return number == "十一" || number == "十二"
            || number.count == 1 && "一二三四五六七八九十".contains(number)
    }

    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december", "sept",
    ]

    private var isDateOfWords: Bool {
        var (names, numbers) = (0, 0)
        for part in parts {
            switch part {
            case .letters(let word):
                guard Self.months.contains(word) else { return false }
                names += 1
            case .digits(let count):
                guard count == 4 || count <= 2 else { return false }
                numbers += 1
            case .gap(let gap):
                guard ["-", " ", ", ", "/", ".", ","].contains(gap) else { return false }
            }
        }
        return names == 1 && (1...2).contains(numbers)
    }

    /// Returns whether the rest is a time, or a day of the week in parentheses.
    private func isRest(_ rest: [Part]) -> Bool {
        guard case .gap(let gap) = rest[0] else {
            return rest[0] == .letters("t") && isRest([.gap(" ")] + rest.dropFirst())
        }
        if rest.count == 1 {
            let text = gap.drop { $0 == " " }
            return text.count <= 6
                && ["(", "（", "星期", "周", "礼拜"].contains(where: { text.hasPrefix($0) })
        }
        guard gap.allSatisfy({ $0 == " " }), case .digits(1...2) = rest[1], rest.count >= 4 else {
            return false
        }
        return rest[2] == .gap(":") && rest[3] == .digits(2)
    }
}
