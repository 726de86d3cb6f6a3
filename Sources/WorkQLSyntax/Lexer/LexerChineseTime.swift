// Times in Chinese that begin with a digit.

import WorkQLTime

extension Lexer {
    /// `7天` is a duration, and `8月15日`, `9点30分` and `7天前` are what the time language reads;
    /// nil for any other name behind digits.
    func chineseTime(to end: Int) -> Token? {
        let run = bytes[offset..<end]
        guard run.contains(where: { $0 >= 0x80 }) else { return nil }
        let written = String(decoding: run, as: UTF8.self)
        if DurationLiteral(written) != nil { return token(.duration, to: end) }
        let isTime = written.unicodeScalars.allSatisfy {
            ("0"..."9").contains($0) || Self.lettersOfTime.contains($0)
        }
        return isTime ? token(.chineseTime, to: end) : nil
    }

    private static let lettersOfTime = Set(
        "年月日号点时刻分秒钟半整天周星期第季度份个小前之以来起至到上下午早晚中凌晨傍今昨明去本后的底初末现在旬内来的零一二三四五六七八九十两"
            .unicodeScalars)
}

extension Diagnostic {
    /// Digits and a word behind them, where no time can stand: `2026年8月1日`, `7fortnights`.
    static func unknownUnit(_ unit: String, in written: String, at span: Span) -> Diagnostic {
        if let date = chineseDate(written) {
            return Diagnostic(
                .malformedDate, "\(written) is a date in another form", at: span,
                writing: "'\(date)'")
        }
        if let clock = chineseClock(written) {
            var found = Diagnostic(
                .malformedDate, "\(written) is a time of day in another form", at: span,
                writing: "'\(clock)'")
            found.help = "write '\(clock)' beside a time of day: time(…) > '\(clock)'"
            return found
        }
        let digits = String(written.prefix { $0.isASCII && $0.isNumber })
        let help =
            if let known = TimeUnit(word: unit), digits + unit == written {
                "write \(digits)\(known.rawValue) or \(digits) \(unit)"
            } else {
                "\(TimeWords.unitsHelp); a name that starts with a digit is quoted: \"\(written)\""
            }
        return Diagnostic(
            .unknownUnit, "unknown unit \"\(unit)\" in \(written)", at: span, help: help)
    }

    /// `9点半` as 09:30
    private static func chineseClock(_ written: String) -> String? {
        guard let time = try? ChineseTimeReader.read(written), time.base == .period(.today) else {
            return nil
        }
        return time.clock
    }

    /// `2026年8月1日` as 2026-08-01, `2026年8月` as 2026-08 and `2026年` as 2026.
    private static func chineseDate(_ written: String) -> String? {
        guard let time = try? ChineseTimeReader.read(written), time.clock == nil,
            case .period(let kind) = time.base
        else { return nil }
        switch kind {
        case .date, .month, .year: return "\(kind)"
        default: return nil
        }
    }
}
