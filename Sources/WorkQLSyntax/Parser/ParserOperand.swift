// What expressions are made of: signs, literals, names, calls, CASE and CAST.
//
// What every level of nesting goes through is kept apart from the rest by @inline(never): it keeps
// the frames of the recursion small, and so the stack that the deepest expression takes.

extension Parser {
    /// An operand with the NOT or the signs before it.
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
                    "NOT behind an operator that binds more tightly", at: token.span,
                    help: "put NOT and its operand in parentheses")
            }
            advance()
            return try unary(.not, .not, from: token)
        default:
            height = 1
            let operand = try operand()
            try refuseLaterSuffix(to: operand)
            return operand
        }
    }

    @inline(never)
    private func refuseLaterSuffix(to operand: Expression) throws(Diagnostic) {
        switch current.kind {
        case .doubleColon:
            throw notYet(
                "::", at: current.span,
                help: "write CAST(\(text(operand.span)) AS \(text(peek())))")
        case .arrow, .longArrow: throw notYet(text(current), at: current.span)
        default: break
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

    /// A minus glued to a number by grammar, if not by spelling, is part of it: so the smallest
    /// integer can be written, and a condition on -1 compares with a literal.
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
                "* in an expression", at: token.span, help: "* stands alone or in count(*)")
        default: throw unexpected("an expression")
        }
        advance()
        return Expression(kind, span: token.span)
    }

    @inline(never)
    private mutating func parenthesised() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        if at(.select) || at(.from) || at(.with) { throw notYet("a subquery", at: current.span) }
        var inner = try expression()
        try expect(.closeParen, "\")\"")
        inner.span = span(from: start)
        return inner
    }

    @inline(never)
    private func bareDate(_ token: Token) -> Diagnostic {
        let written = narrowText(token)
        let year = String(written.prefix(4))
        let rest = String(written.dropFirst(5))
        return switch token.kind {
        case .calendarDate:
            Diagnostic(
                "bare date in an expression", at: token.span, help: "write DATE '\(written)'")
        case .dateTime:
            Diagnostic(
                "bare date and time in an expression", at: token.span,
                help: "write TIMESTAMP '\(written)'")
        default:
            Diagnostic(
                "period in an expression", at: token.span,
                help: "write DURING \(written) after WHERE, or \(year) - \(rest) to subtract")
        }
    }

    // MARK: Numbers

    private func integer(_ token: Token, negative: Bool) throws(Diagnostic) -> Int64 {
        var value: Int64 = 0
        for byte in bytes[token.start..<token.end] where byte.isDigit {
            // Counted downwards, where there is room for one more.
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
            "integer too large for 64 bits", at: token.span,
            help: "write '…' for an identifier, or a decimal point for a number")
    }

    private func real(_ token: Token) throws(Diagnostic) -> Double {
        let digits = text(token).filter { $0 != "_" }
        guard let value = Double(digits.hasSuffix(".") ? digits + "0" : digits), value.isFinite
        else { throw Diagnostic("number too large", at: token.span) }
        return value
    }
}

// MARK: Words

extension Parser {
    @inline(never)
    private mutating func wordOperand() throws(Diagnostic) -> Expression {
        let token = current
        switch token.keyword {
        case .null: return literal(.null)
        case .true: return literal(.boolean(true))
        case .false: return literal(.boolean(false))
        case .case: return try caseExpression()
        case .cast: return try cast()
        case .date where peek().kind == .string:
            advance()
            return literal(.date(unquoted(current)), from: token)
        case .timestamp where peek().kind == .string:
            advance()
            return literal(.timestamp(unquoted(current)), from: token)
        case .interval where peek().kind == .string || peek().kind == .integer:
            throw Diagnostic(
                "INTERVAL is no part of WorkQL", at: token.span, help: "write a duration: 7d")
        case .exists: throw notYet("EXISTS", at: token.span)
        case let keyword? where keyword.isReserved:
            throw unexpected("an expression", help: quotingHelp)
        default: break
        }
        if peek().kind == .openParen { return try call() }
        return try column()
    }

    private mutating func literal(_ literal: Literal, from token: Token? = nil) -> Expression {
        let start = (token ?? current).start
        advance()
        return Expression(.literal(literal), span: span(from: start))
    }

    @inline(never)
    private mutating func column() throws(Diagnostic) -> Expression {
        let start = current.start
        var names = [try name("a name")]
        while at(.dot) {
            advance()
            if at(.star) {
                throw Diagnostic(
                    "* in an expression", at: current.span, help: "* stands alone or in count(*)")
            }
            names.append(try name("a name after \".\""))
        }
        guard let column = names.popLast(), names.count <= 2 else {
            throw Diagnostic(
                "name of more than three parts", at: span(from: start),
                help: "write service.table.column")
        }
        return Expression(.column(qualifier: names, name: column), span: span(from: start))
    }

    @inline(never)
    private mutating func call() throws(Diagnostic) -> Expression {
        let start = current.start
        let name = try name("a function name")
        advance()
        var call = FunctionCall(name: name, arguments: .star)
        if take(.star) {
            try expect(.closeParen, "\")\"")
        } else {
            call.distinct = take(.distinct)
            if !call.distinct { _ = take(.all) }
            if at(.select) || at(.with) { throw notYet("a subquery", at: current.span) }
            let arguments = try list(until: "\",\" or \")\"")
            height += 1
            try checkHeight(at: name.span)
            if call.distinct, arguments.isEmpty {
                throw Diagnostic(
                    "DISTINCT without an argument", at: span(from: start),
                    help: "write \(name.text)(DISTINCT column)")
            }
            if !arguments.isEmpty || name.folded != "count" { call.arguments = .list(arguments) }
        }
        if at(.filter), peek().kind == .openParen { throw notYet("FILTER", at: current.span) }
        if at(.over), peek().kind == .openParen || peek().kind == .word {
            throw notYet("OVER", at: current.span)
        }
        return Expression(.call(call), span: span(from: start))
    }

    @inline(never)
    private mutating func caseExpression() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        var highest = 0
        var operand: Expression?
        if !at(.when) {
            operand = try expression()
            highest = height
        }
        var branches: [When] = []
        repeat {
            try expect(.when)
            let condition = try expression()
            highest = max(highest, height)
            guard take(.then) else { throw unexpected("THEN", among: [.then] + Parser.infixWords) }
            branches.append(When(condition: condition, result: try expression()))
            highest = max(highest, height)
        } while at(.when)
        var otherwise: Expression?
        if take(.else) {
            otherwise = try expression()
            highest = max(highest, height)
        }
        guard take(.end) else {
            let words: [Keyword] = otherwise == nil ? [.when, .else, .end] : [.end]
            let what = otherwise == nil ? "WHEN, ELSE or END" : "END"
            throw unexpected(what, among: words + Parser.infixWords)
        }
        height = highest + 1
        try checkHeight(at: Span(start, start + 4))
        return Expression(
            .case(operand: operand, branches, otherwise: otherwise), span: span(from: start))
    }

    @inline(never)
    private mutating func cast() throws(Diagnostic) -> Expression {
        let start = current.start
        advance()
        try expect(.openParen, "\"(\" after CAST")
        let value = try expression()
        let inner = height
        guard take(.as) else { throw unexpected("AS", among: [.as] + Parser.infixWords) }
        let type = try typeName()
        try expect(.closeParen, "\")\"")
        height = inner + 1
        try checkHeight(at: Span(start, start + 4))
        return Expression(.cast(value, type), span: span(from: start))
    }

    private mutating func typeName() throws(Diagnostic) -> TypeName {
        guard at(.word) else { throw unexpected("a type after AS") }
        let word = text(current)
        guard let type = TypeName(spelled: word) else {
            let near = nearest(word, in: TypeName.spellings.map(\.spelling))
            let types = TypeName.allCases.map(\.rawValue).joined(separator: ", ")
            throw Diagnostic(
                "unknown type \"\(word)\"", at: current.span,
                help: near.map { "write \($0)" } ?? "types are \(types)")
        }
        advance()
        return type
    }
}

extension TypeName {
    /// Every spelling that CAST takes; the tree keeps the first of each type.
    static let spellings: [(spelling: String, type: TypeName)] = [
        ("text", .text), ("varchar", .text), ("string", .text),
        ("integer", .integer), ("int", .integer), ("bigint", .integer),
        ("real", .real), ("double", .real), ("float", .real),
        ("boolean", .boolean), ("bool", .boolean),
        ("timestamp", .timestamp), ("datetime", .timestamp), ("json", .json),
    ]

    init?(spelled word: String) {
        let folded = Name.fold(word)
        guard let entry = TypeName.spellings.first(where: { $0.spelling == folded }) else {
            return nil
        }
        self = entry.type
    }
}
