// Operators, separators and parameters.

extension Lexer {
    /// Returns the ASCII character at an offset, whether it is half-width or full-width.
    func glyph(_ at: Int) -> (ascii: UInt8, end: Int) {
        let first = byte(at)
        guard first >= 0x80 else { return (first, at + 1) }
        guard let wide = scalar(at), let twin = wide.scalar.asciiTwin else { return (0, at) }
        return (twin, wide.end)
    }

    /// Reads a full-width operator, or skips a comment that begins with two full-width signs.
    mutating func wideSymbol(_ first: (scalar: Unicode.Scalar, end: Int)) throws(Diagnostic) {
        switch (first.scalar, scalar(first.end)?.scalar) {
        case ("－", "－"): skipLine()
        case ("／", "＊"): try skipComment(from: first.end, by: "＊", "／")
        default: try symbol()
        }
    }

    mutating func symbol() throws(Diagnostic) {
        let first = glyph(offset)
        if let kind = Lexer.single(first.ascii) {
            append(token(kind, to: first.end))
            return
        }
        let second = glyph(first.end)
        switch (Unicode.Scalar(first.ascii), Unicode.Scalar(second.ascii)) {
        case ("-", ">"):
            let third = glyph(second.end)
            let long = third.ascii == UInt8(ascii: ">")
            append(token(long ? .longArrow : .arrow, to: long ? third.end : second.end))
        case ("-", _): append(token(.minus, to: first.end))
        case ("<", "="): append(token(.lessOrEqual, to: second.end))
        case ("<", ">"), ("!", "="): append(token(.notEqual, to: second.end))
        case ("<", _): append(token(.less, to: first.end))
        case (">", "="): append(token(.greaterOrEqual, to: second.end))
        case (">", _): append(token(.greater, to: first.end))
        // `==` comes from other languages and has no other meaning here.
        case ("=", "="): append(token(.equal, to: second.end))
        case ("=", _): append(token(.equal, to: first.end))
        case ("|", "|"): append(token(.concatenate, to: second.end))
        case ("[", "]"): append(token(.brackets, to: second.end))
        case (":", ":"): append(token(.doubleColon, to: second.end))
        case (":", _): try parameter(from: first.end)
        case ("$", _) where byte(first.end).isDigit: numberedParameter(from: first.end)
        case ("!", _):
            throw Diagnostic(
                .unexpectedCharacter, "unexpected character !", at: Span(offset, first.end),
                help: "write NOT, or <>")
        case ("|", _):
            throw Diagnostic(
                .unexpectedCharacter, "unexpected character |", at: Span(offset, first.end),
                help: "write OR, ||, or bitor(n, m)")
        case ("\\", _):
            guard let end = endOfVertical else { throw backslash() }
            append(token(.semicolon, to: end))
        default:
            throw unexpectedCharacter(Unicode.Scalar(bytes[offset]), to: offset + 1)
        }
    }

    private static func single(_ ascii: UInt8) -> Token.Kind? {
        switch Unicode.Scalar(ascii) {
        case ",": .comma
        case ";": .semicolon
        case ".": .dot
        case "(": .openParen
        case ")": .closeParen
        case "@": .atSign
        case "*": .star
        case "+": .plus
        case "/": .slash
        case "%": .percent
        default: nil
        }
    }

    /// Reads `$1`, the form in which drivers write positional parameters.
    private mutating func numberedParameter(from start: Int) {
        var end = start
        while byte(end).isDigit { end += 1 }
        append(token(.parameter, to: end))
    }

    /// Reads `:name`, without space: a colon alone has no meaning.
    private mutating func parameter(from start: Int) throws(Diagnostic) {
        guard let first = scalar(start), first.scalar == "_" || first.scalar.startsName else {
            if let clock = clock(around: offset) {
                throw Diagnostic(
                    .malformedDate, "a time of day without quotes", at: clock.span,
                    help: "write \(Printer.quoted(clock.text)) beside a time of day: "
                        + "time(…) > \(Printer.quoted(clock.text))")
            }
            throw Diagnostic(
                .unexpectedCharacter, "colon without a parameter name", at: Span(offset, start),
                help: "a parameter is written :name")
        }
        append(token(.parameter, to: endOfName(from: start)))
    }

    /// Returns `9:00` as 09:00 where a colon stands between the numbers of a time of day; nil
    /// elsewhere.
    private func clock(around colon: Int) -> (text: String, span: Span)? {
        var start = colon
        while start > 0, byte(start - 1).isDigit { start -= 1 }
        var end = colon + 1
        while byte(end).isDigit || byte(end) == UInt8(ascii: ":") && byte(end + 1).isDigit {
            end += 1
        }
        let written = String(decoding: bytes[start..<end], as: UTF8.self)
        guard (1...2).contains(colon - start), written.count <= 8 else { return nil }
        let parts = written.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts.dropFirst().allSatisfy({ $0.count == 2 })
        else { return nil }
        return ((colon - start == 1 ? "0" : "") + written, Span(start, end))
    }
}
