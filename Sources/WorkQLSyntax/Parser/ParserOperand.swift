// Operands: signs, numbers, other literals, parentheses.
//
// The functions that are called at every level of nesting are separated from the rest by
// @inline(never): this keeps the frames of the recursion small, and thus the stack that the deepest
// expression needs.

extension Parser {
    /// Parses an operand with the NOT or the signs before it.
    mutating func prefix(_ minimum: Precedence) throws(Diagnostic) -> Expression {
        let token = current
        switch token.kind {
        case .minus:
            advance()
            if let number = try negativeNumber(after: token) { return number }
            return try unary(.negate, .sign, from: token)
        case .plus:
            advance()
            return try unary(.plus, .sign, from: token)
        case .word where token.keyword == .not:
            guard minimum <= .not else {
                throw Diagnostic(
                    .chainedOperators, "NOT after an operator that binds more tightly",
                    at: token.span,
                    help: "put NOT and its operand in parentheses")
            }
            advance()
            return try unary(.not, .not, from: token)
        case .pattern where bytes[token.start] == UInt8(ascii: "~"):
            return try complement()
        default:
            if minimum <= .not { offer([.not]) }
            height = 1
            return try operand()
        }
    }

    @inline(never)
    private mutating func unary(
        _ `operator`: UnaryOperator, _ precedence: Precedence, from token: Token
    ) throws(Diagnostic) -> Expression {
        let operand = try expression(precedence)
        height += 1
        try checkHeight(at: token.span)
        return Expression(.unary(`operator`, operand), span: span(from: token.start))
    }

    /// Parses a minus followed by a number as one literal, even if they are separated: this makes
    /// it possible to write the minimum integer, and a condition on -1 compares with a literal.
    @inline(never)
    private mutating func negativeNumber(after minus: Token) throws(Diagnostic) -> Expression? {
        let token = current
        guard token.kind == .integer || token.kind == .real else { return nil }
        advance()
        height = 1
        let literal: Literal =
            if token.kind == .integer {
                .integer(try integer(token, negative: true))
            } else {
                .real(-(try real(token)))
            }
        return Expression(.literal(literal), span: span(from: minus.start))
    }

    @inline(never)
    private mutating func operand() throws(Diagnostic) -> Expression {
        let token = current
        let kind: Expression.Kind
        switch token.kind {
        case .integer: kind = .literal(.integer(try integer(token, negative: false)))
        case .real: kind = .literal(.real(try real(token)))
        case .string: kind = .literal(.text(unquoted(token)))
        case .duration: kind = .literal(.duration(try durationLiteral(token)))
        case .parameter: kind = .parameter(nameOfCurrent())
        case .openParen: return try parenthesised()
        case .word, .quotedName: return try wordOperand()
        case .calendarDate, .dateTime, .week, .quarter: throw bareDate(token)
        case .star:
            throw Diagnostic(
                .misplacedStar, "* in an expression", at: token.span,
                help: "* is allowed only by itself or in count(*)")
        default:
            offer(.expression)
            offer([.case, .cast, .tryCast, .exists, .null, .true, .false, .date, .timestamp])
            throw unexpected("an expression", help: shift)
        }
        advance()
        return Expression(kind, span: token.span)
    }

    @inline(never)
    private mutating func parenthesised() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        offer([.select])
        if isAtQuery { return try subquery(from: start) }
        var inner = try expression()
        if at(.comma) {
            throw unexpected(
                "\")\"",
                help: "rows are not compared; write a = 1 AND b = 2 for (a, b) = (1, 2), and OR "
                    + "between the rows of a list")
        }
        try expect(.closeParen, "\")\"")
        let isClock = wallClocks.contains(inner.span)
        inner.span = span(from: start)
        if isClock { wallClocks.insert(inner.span) }
        return inner
    }

    /// Parses a query as a value; its parenthesis has been consumed.
    @inline(never)
    private mutating func subquery(from start: Int) throws(Diagnostic) -> Expression {
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        return Expression(.subquery(query), span: span(from: start))
    }

    /// Parses `EXISTS (SELECT …)`.
    @inline(never)
    mutating func exists() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        try expect(.openParen, "\"(\" after EXISTS")
        offer([.select, .from])
        guard isAtQuery else { throw unexpected("a query after EXISTS") }
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        return Expression(.exists(query), span: span(from: start))
    }

    @inline(never)
    private func bareDate(_ token: Token) -> Diagnostic {
        let written = narrowText(token)
        let year = String(written.prefix(4))
        let rest = String(written.dropFirst(5))
        return switch token.kind {
        case .calendarDate:
            Diagnostic(
                .bareDate, "bare date in an expression", at: token.span,
                writing: "DATE '\(written)'")
        case .dateTime:
            Diagnostic(
                .bareDate, "bare date and time in an expression", at: token.span,
                writing: "TIMESTAMP '\(written)'")
        default:
            Diagnostic(
                .bareDate, "period in an expression", at: token.span,
                help: "write DURING \(written) after WHERE, or \(year) - \(rest) to subtract")
        }
    }

    // MARK: Numbers

    private func integer(_ token: Token, negative: Bool) throws(Diagnostic) -> Int64 {
        var value: Int64 = 0
        for byte in bytes[token.start..<token.end] where byte.isDigit {
            // Accumulated as a negative number, because the negative range is larger by one.
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, carry) = tens.subtractingReportingOverflow(Int64(byte & 0x0F))
            guard !overflow, !carry else { throw tooLargeInteger(token) }
            value = next
        }
        if negative { return value }
        guard value > .min else { throw tooLargeInteger(token) }
        return -value
    }

    @inline(never)
    private func tooLargeInteger(_ token: Token) -> Diagnostic {
        Diagnostic(
            .malformedNumber, "integer too large for 64 bits", at: token.span,
            help: "write '…' for an identifier, or a decimal point for a number")
    }

    private func real(_ token: Token) throws(Diagnostic) -> Double {
        let digits = text(token).filter { $0 != "_" }
        guard let value = Double(digits.hasSuffix(".") ? digits + "0" : digits), value.isFinite
        else { throw Diagnostic(.malformedNumber, "number too large", at: token.span) }
        return value
    }
}
