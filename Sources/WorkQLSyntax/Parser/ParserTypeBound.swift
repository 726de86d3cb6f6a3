import WorkQLTime

// Types with a bound, as in `CAST(x AS varchar(3))`.

extension Parser {
    /// Parses the type of a cast, with its bound.
    mutating func boundedType(
        _ what: String
    ) throws(Diagnostic) -> (type: TypeName, bound: TypeBound?) {
        let start = current.start
        let written = at(.word) ? foldedASCII(text(current)) : ""
        if Self.paddedTypes.contains(written) { throw padded(written) }
        let type = try typeName(what)
        return (type, try bound(of: written, type, from: start))
    }

    private static let paddedTypes: Set<String> = ["char", "character", "bpchar", "nchar"]

    /// Returns the error for a type that PostgreSQL fills with blanks, and MySQL and DuckDB do not;
    /// without a length it is one character in PostgreSQL, and any number in the others.
    private func padded(_ written: String) -> Diagnostic {
        guard peek().kind == .openParen, peek(2).kind == .integer else {
            return Diagnostic(
                .unknownType, "\(written) is one character in PostgreSQL and a text in MySQL",
                at: current.span, help: "write varchar(1), or text")
        }
        return filled(
            written, text(peek(2)), at: Span(current.start, peek(2).end + 1))
    }

    private func filled(_ written: String, _ count: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .unknownType, "\(written)(\(count)) fills a text with blanks, and is not supported",
            at: span,
            help: "write varchar(\(count)), or rpad(CAST(x AS varchar(\(count))), \(count)) "
                + "with the blanks")
    }

    /// Parses the numbers in parentheses after the name of a type.
    ///
    /// - Returns: nil if they change no value.
    mutating func bound(
        of written: String, _ type: TypeName, from start: Int
    ) throws(Diagnostic) -> TypeBound? {
        guard at(.openParen) else { return IntegerSize(spelled: written).map { .integer($0) } }
        advance()
        var numbers = [try wholeNumber()]
        while take(.comma) {
            let isNegative = numbers.count == 1 && take(.minus)
            numbers.append(try wholeNumber() * (isNegative ? -1 : 1))
        }
        try expect(.closeParen, "\")\"")
        let span = span(from: start)
        switch (written, numbers.count) {
        case ("varchar", 1): return .characters(numbers[0])
        case ("char", 1) where numbers[0] == 1, ("character", 1) where numbers[0] == 1:
            return .characters(1)
        case ("char", 1), ("character", 1), ("bpchar", 1):
            throw filled(written, String(numbers[0]), at: span)
        case ("numeric", 1...2), ("decimal", 1...2), ("dec", 1...2):
            return .digits(numbers[0], scale: numbers.count == 2 ? numbers[1] : 0)
        case ("float", 1): return .binary(numbers[0])
        case (_, 1) where type == .timestamp || type == .time:
            // Times have milliseconds.
            return numbers[0] < 3 ? .fraction(numbers[0], of: type) : nil
        default:
            let plain = written.isEmpty ? type.rawValue : written
            throw Diagnostic(
                .unknownType, "\(plain) has no such bound", at: span,
                help: type == .text
                    ? "write varchar(n), or \(plain) without the parentheses"
                    : "write \(plain) without the parentheses")
        }
    }

    /// A number that is too large is out of the range of each bound.
    private mutating func wholeNumber() throws(Diagnostic) -> Int {
        guard at(.integer) else { throw unexpected("a whole number") }
        let number = Int(text(current).filter { $0 != "_" }) ?? Int.max
        advance()
        return number
    }
}

extension Expression.Kind {
    /// Returns a cast with the bound of its type.
    func bounded(by bound: TypeBound?, at span: Span) -> Expression.Kind {
        guard let bound else { return self }
        return .bounded(Expression(self, span: span), bound)
    }
}
