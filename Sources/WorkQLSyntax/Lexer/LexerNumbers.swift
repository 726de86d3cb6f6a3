// Numbers, durations and dates: all tokens that begin with a digit.

import WorkQLTime

extension Lexer {
    func number() throws(Diagnostic) -> Token {
        if let token = try calendarLiteral() { return token }
        var at = offset
        var isReal = false
        var hasSeparator = false
        while byte(at).isDigit || byte(at) == UInt8(ascii: "_") && byte(at + 1).isDigit {
            hasSeparator = hasSeparator || byte(at) == UInt8(ascii: "_")
            at += 1
        }
        if byte(at) == UInt8(ascii: "."), byte(at + 1).isDigit || !startsName(at + 1) {
            isReal = true
            at = endOfDigits(from: at + 1)
        }
        if byte(at) | 0x20 == UInt8(ascii: "e") {
            let sign = byte(at + 1) == UInt8(ascii: "+") || byte(at + 1) == UInt8(ascii: "-")
            if byte(at + (sign ? 2 : 1)).isDigit {
                isReal = true
                at = endOfDigits(from: at + (sign ? 2 : 1))
            }
        }
        let end = endOfName(from: at)
        guard end > at else { return token(isReal ? .real : .integer, to: at) }
        if isReal || hasSeparator {
            try refuseFullWidthDigit(in: at..<end)
            throw Diagnostic(
                .malformedNumber,
                "unexpected \"\(text(at, end))\" after the number \(text(offset, at))",
                at: Span(at, end),
                help: "a duration counts whole units, for example 1h30min")
        }
        try refuseFullWidthDigit(in: offset..<end)
        if let token = chineseTime(to: end) { return token }
        try checkDuration(to: end)
        return token(.duration, to: end)
    }

    /// Returns a part of the text for a message.
    private func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self).clipped
    }

    private func startsName(_ at: Int) -> Bool {
        guard let next = scalar(at) else { return false }
        return next.scalar == "_" || next.scalar.startsName
    }

    private func endOfDigits(from start: Int) -> Int {
        var at = start
        while byte(at).isDigit { at += 1 }
        return at
    }

    private func refuseFullWidthDigit(in range: Range<Int>) throws(Diagnostic) {
        var at = range.lowerBound
        while at < range.upperBound, let next = scalar(at) {
            guard !next.scalar.isFullWidthDigit else {
                let whole = Span(offset, range.upperBound)
                let written = String(decoding: bytes[whole.start..<whole.end], as: UTF8.self)
                var mistake = Diagnostic(
                    .unexpectedCharacter, "unexpected character \(next.scalar)",
                    at: Span(at, next.end), help: "write \(written.narrowed)")
                mistake.fix = Diagnostic.Fix(written.narrowed, replacing: whole)
                throw mistake
            }
            at = next.end
        }
    }

    /// Checks a duration such as `1d12h`: digits and units alternate, and each unit is one of the
    /// language's.
    private func checkDuration(to end: Int) throws(Diagnostic) {
        var at = offset
        while at < end {
            let unitStart = endOfDigits(from: at)
            var unitEnd = unitStart
            while unitEnd < end, !byte(unitEnd).isDigit { unitEnd += 1 }
            let unit = text(unitStart, unitEnd)
            guard TimeUnit(short: unit) != nil else {
                let whole = Span(offset, end)
                if unitStart == unitEnd {
                    throw Diagnostic(
                        .missingUnit, "number without a unit in the duration \(text(offset, end))",
                        at: Span(at, end), help: TimeWords.unitsHelp)
                }
                if unit == "m" || unit == "M" {
                    let number = text(at, unitStart)
                    throw Diagnostic(
                        .ambiguousUnit, "ambiguous unit \"\(unit)\" in \(text(offset, end))",
                        at: whole,
                        help: "write \(number)min for minutes or \(number)mo for months")
                }
                throw Diagnostic.unknownUnit(
                    unit, in: text(offset, end), at: Span(offset, end))
            }
            at = unitEnd
        }
    }

    /// `2026-08-01`, `2026-08-01T09:00`, `2026-W32`, `2026-Q3`; nil for anything else.
    ///
    /// `2026-08` is not included: outside the time clauses it is a subtraction, so it remains three
    /// tokens that the time clauses combine.
    private func calendarLiteral() throws(Diagnostic) -> Token? {
        guard let year = digits(4, from: offset), let dash = separator("-", at: year) else {
            return nil
        }
        let letter = byte(dash) | 0x20
        if letter == UInt8(ascii: "w") || letter == UInt8(ascii: "q") {
            let end = endOfDigits(from: dash + 1)
            guard end > dash + 1, endOfName(from: end) == end else { return nil }
            return token(letter == UInt8(ascii: "w") ? .week : .quarter, to: end)
        }
        guard let month = digits(2, from: dash), let second = separator("-", at: month),
            let day = digits(2, from: second)
        else { return nil }
        if byte(day) | 0x20 == UInt8(ascii: "t"), let end = endOfTime(from: day + 1) {
            return token(.dateTime, to: end)
        }
        let end = endOfName(from: day)
        guard end == day else {
            throw Diagnostic(
                .malformedDate,
                "unexpected \"\(text(day, end))\" after the date \(text(offset, day))",
                at: Span(day, end),
                help: "a date and time is written 2026-08-01T09:00 or '2026-08-01 09:00'")
        }
        return token(.calendarDate, to: day)
    }

    /// Reads exactly `count` digits; returns the offset after them.
    private func digits(_ count: Int, from start: Int) -> Int? {
        let end = endOfDigits(from: start)
        return end == start + count ? end : nil
    }

    private func separator(_ character: Unicode.Scalar, at: Int) -> Int? {
        let glyph = glyph(at)
        return glyph.ascii == UInt8(ascii: character) ? glyph.end : nil
    }

    /// Reads `09:00[:00[.123]][Z|+08:00]`; the zone is one only if no other character follows it
    /// directly, because `T09:00+1000ms` is an offset.
    private func endOfTime(from start: Int) -> Int? {
        guard let hour = digits(2, from: start), let colon = separator(":", at: hour),
            let minute = digits(2, from: colon)
        else { return nil }
        var end = minute
        if let colon = separator(":", at: minute), let second = digits(2, from: colon) {
            end = second
            if byte(second) == UInt8(ascii: "."), byte(second + 1).isDigit {
                end = endOfDigits(from: second + 1)
            }
        }
        if byte(end) | 0x20 == UInt8(ascii: "z") {
            end += 1
        } else if let sign = separator("+", at: end) ?? separator("-", at: end),
            let zone = endOfZone(from: sign)
        {
            end = zone
        }
        return endOfName(from: end) == end ? end : nil
    }

    /// Reads `08:00` or `0800`.
    private func endOfZone(from start: Int) -> Int? {
        let end =
            if let hour = digits(2, from: start), let colon = separator(":", at: hour) {
                digits(2, from: colon)
            } else {
                digits(4, from: start)
            }
        guard let end, endOfName(from: end) == end else { return nil }
        return end
    }
}
