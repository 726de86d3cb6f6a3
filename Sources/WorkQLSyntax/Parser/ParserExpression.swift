// Expressions by precedence climbing.

extension Parser {
    /// What may follow an operand.
    private enum Infix {
        case binary(BinaryOperator)
        /// `IS …`
        case test
        /// `[NOT] IN | LIKE | BETWEEN`
        case predicate

        var precedence: Precedence {
            switch self {
            case .binary(let `operator`): `operator`.precedence
            case .test: .is
            case .predicate: .predicate
            }
        }
    }

    /// Reads as much as binds at least as tightly as `minimum`, and leaves its tree's height in
    /// ``height``.
    mutating func expression(
        _ minimum: Precedence = .or
    ) throws(Diagnostic) -> Expression {
        depth += 1
        defer { depth -= 1 }
        try checkDepth()
        let start = current.start
        var left = try prefix(minimum)
        var last: Precedence?
        while let infix = infix, infix.precedence >= minimum {
            if last == infix.precedence, last == .comparison || last == .predicate {
                throw sideBySide(left, infix)
            }
            last = infix.precedence
            let leftHeight = height
            let mark = current.span
            let kind = try operation(infix, left)
            height = max(height, leftHeight) + 1
            try checkHeight(at: mark)
            left = Expression(kind, span: span(from: start))
        }
        return left
    }

    func checkDepth() throws(Diagnostic) {
        guard depth > Nesting.calls else { return }
        throw Diagnostic(
            "expression nested too deeply", at: current.span,
            help: "at most \(Nesting.calls) levels of parentheses and operators")
    }

    func checkHeight(at span: Span) throws(Diagnostic) {
        guard height > Nesting.height else { return }
        throw Diagnostic(
            "expression of more than \(Nesting.height) operators in a chain", at: span,
            help: "write x IN (…) for a list of alternatives")
    }

    private var infix: Infix? {
        switch current.kind {
        case .word: infixWord(current.keyword)
        case .equal: .binary(.equal)
        case .notEqual: .binary(.notEqual)
        case .less: .binary(.less)
        case .lessOrEqual: .binary(.lessOrEqual)
        case .greater: .binary(.greater)
        case .greaterOrEqual: .binary(.greaterOrEqual)
        case .plus: .binary(.add)
        case .minus: .binary(.subtract)
        case .star: .binary(.multiply)
        case .slash: .binary(.divide)
        case .percent: .binary(.remainder)
        case .concatenate: .binary(.concatenate)
        default: nil
        }
    }

    private func infixWord(_ keyword: Keyword?) -> Infix? {
        switch keyword {
        case .and: .binary(.and)
        case .or: .binary(.or)
        case .is: .test
        // What follows NOT is checked where it is taken.
        case .between, .in, .like, .ilike, .regexp, .not: .predicate
        default: nil
        }
    }

    @inline(never)
    private mutating func operation(
        _ infix: Infix, _ left: Expression
    ) throws(Diagnostic) -> Expression.Kind {
        switch infix {
        case .binary(let `operator`):
            advance()
            return .binary(`operator`, left, try expression(`operator`.precedence.next))
        case .test: return try test(left)
        case .predicate:
            let negated = take(.not)
            switch current.keyword {
            case .between: return try between(left, negated: negated)
            case .in: return try inList(left, negated: negated)
            case .like: return try match(.like, left, negated: negated)
            case .ilike: return try match(.ilike, left, negated: negated)
            case .regexp: return try match(.regexp, left, negated: negated)
            default:
                throw unexpected(
                    "IN, LIKE or BETWEEN after NOT", among: [.in, .like, .between],
                    help: at(.null) || at(.is) ? "write IS NOT NULL" : nil)
            }
        }
    }

    /// `IS [NOT] NULL | TRUE | FALSE | DISTINCT FROM x`
    private mutating func test(_ left: Expression) throws(Diagnostic) -> Expression.Kind {
        advance()
        let negated = take(.not)
        let truth: Truth
        switch current.keyword {
        case .null: truth = .null
        case .true: truth = .true
        case .false: truth = .false
        case .distinct:
            advance()
            try expect(.from)
            let right = try expression(Precedence.is.next)
            return .binary(negated ? .isNotDistinct : .isDistinct, left, right)
        default:
            throw unexpected(
                "NULL, TRUE, FALSE or DISTINCT FROM after IS",
                among: [.null, .true, .false, .distinct, .not])
        }
        advance()
        return .test(left, truth, negated: negated)
    }

    private mutating func between(
        _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        let low = try expression(.other)
        let lowHeight = height
        try expect(.and)
        let high = try expression(.other)
        height = max(height, lowHeight)
        return .between(left, low: low, high: high, negated: negated)
    }

    private mutating func inList(
        _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        if at(.parameter) {
            defer { advance() }
            return .inParameter(left, nameOfCurrent(), negated: negated)
        }
        // `IN UNDER(2)` is `IN (UNDER(2))`: what stands under a row takes no other values beside it.
        if at(.word), peek().kind == .openParen, nameOfCurrent() == Name("under") {
            return .inList(left, [try call()], negated: negated)
        }
        try expect(.openParen, "\"(\" after IN")
        if isAtQueryWord { return try inQuery(left, negated: negated) }
        let items = try list(until: "\",\" or \")\"")
        return .inList(left, items, negated: negated)
    }

    @inline(never)
    private mutating func inQuery(
        _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        let query = try query()
        try expect(.closeParen, "\")\"")
        height += 1
        return .inQuery(left, QueryBox(query), negated: negated)
    }

    private mutating func match(
        _ `operator`: MatchOperator, _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        let pattern = try expression(.other)
        guard `operator` != .regexp, take(.escape) else {
            return .match(`operator`, left, pattern: pattern, escape: nil, negated: negated)
        }
        let patternHeight = height
        let escape = try expression(.other)
        height = max(height, patternHeight)
        return .match(`operator`, left, pattern: pattern, escape: escape, negated: negated)
    }

    /// Expressions up to the closing parenthesis, possibly none, possibly with a comma behind the
    /// last; ``height`` becomes that of the highest.
    mutating func list(until what: String) throws(Diagnostic) -> [Expression] {
        var items: [Expression] = []
        var highest = 0
        while !at(.closeParen) {
            items.append(try expression())
            highest = max(highest, height)
            if at(.closeParen) { break }
            try expect(.comma, what)
        }
        advance()
        height = highest
        return items
    }

    /// `a < b < c` and the like: operators that do not stand beside their own kind.
    @inline(never)
    private mutating func sideBySide(_ left: Expression, _ infix: Infix) -> Diagnostic {
        let mark = current.span
        guard case .binary = infix, case .binary(_, _, let middle) = left.kind else {
            return Diagnostic(
                "IN, LIKE and BETWEEN cannot be chained", at: mark,
                help: "put one of the two in parentheses")
        }
        advance()
        var help = "join comparisons with AND"
        if let right = try? expression(.predicate) {
            let rest = Span(mark.start, right.span.end)
            let whole = "\(text(left.span)) AND \(text(middle.span)) \(text(rest))"
            if whole.utf8.count <= 80 { help = "write \(whole)" }
        }
        return Diagnostic("comparisons cannot be chained", at: mark, help: help)
    }
}
