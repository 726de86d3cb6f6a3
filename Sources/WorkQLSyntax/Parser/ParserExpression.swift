// Expressions by precedence climbing.

extension Parser {
    /// The operators and predicates that may follow an operand.
    private enum Infix {
        case binary(BinaryOperator)
        /// `IS …`
        case test
        /// `[NOT] IN | LIKE | BETWEEN`
        case predicate
        /// `::type`
        case cast
        /// `AT TIME ZONE 'zone'`
        case zone
        /// PostgreSQL's `~` and similar operators.
        case pattern
        /// PostgreSQL's `^`.
        case power
        /// PostgreSQL's `ISNULL` and `NOTNULL`.
        case nullTest
        /// PostgreSQL's `[i]`.
        case element
        /// PostgreSQL's `(x).n`.
        case field

        var precedence: Precedence {
            switch self {
            case .binary(let `operator`): `operator`.precedence
            case .test, .nullTest: .is
            case .predicate: .predicate
            case .pattern: .other
            case .power: .power
            case .cast, .zone, .element, .field: .postfix
            }
        }
    }

    /// Parses the longest expression whose operators bind at least as tightly as `minimum`, and
    /// stores its tree's height in ``height``.
    mutating func expression(
        _ minimum: Precedence = .or
    ) throws(Diagnostic) -> Expression {
        let outer = depth
        defer { depth = outer }
        try descend()
        let start = current.start
        var left = try prefix(minimum)
        var last: Precedence?
        while let infix = infix, case let precedence = precedence(of: infix), precedence >= minimum
        {
            if last == precedence, last == .comparison || last == .predicate {
                throw sideBySide(left, infix)
            }
            // In canonical form the left operand is in parentheses.
            switch infix {
            case .cast, .zone, .element, .field: try descend()
            default: break
            }
            if let last, last < precedence { try descend() }
            last = precedence
            let leftHeight = height
            let mark = current.span
            let kind = try operation(infix, left)
            height = max(height, leftHeight) + 1
            try checkHeight(at: mark)
            left = Expression(kind, span: span(from: start))
        }
        peak = max(peak, height)
        if isCompleting { offerInfixes(from: minimum) }
        return left
    }

    /// Records the words that may follow an operand.
    @inline(never)
    private mutating func offerInfixes(from minimum: Precedence) {
        offer(
            Parser.infixWords.filter { word in
                switch word {
                case .and: minimum <= .and
                case .or: minimum <= .or
                case .is: minimum <= .is
                default: minimum <= .predicate
                }
            })
    }

    private mutating func descend() throws(Diagnostic) {
        depth += 1
        guard depth > Nesting.calls else { return }
        throw Diagnostic(
            .nestedTooDeeply, "expression nested too deeply", at: current.span,
            help: "at most \(Nesting.calls) levels of parentheses and operators")
    }

    func checkHeight(at span: Span) throws(Diagnostic) {
        guard height > Nesting.height else { return }
        throw Diagnostic(
            .chainTooLong, "expression of more than \(Nesting.height) operators in a chain",
            at: span,
            help: "write x IN (…) for a list of alternatives")
    }

    /// Returns the precedence in the dialect of the text.
    private func precedence(of infix: Infix) -> Precedence {
        switch infix {
        case .binary(.jsonGet), .binary(.jsonGetText): dialect == .postgreSQL ? .other : .postfix
        default: infix.precedence
        }
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
        case .arrow: .binary(.jsonGet)
        case .longArrow: .binary(.jsonGetText)
        case .doubleColon: .cast
        case .pattern: bytes[current.start] == UInt8(ascii: "^") ? .power : .pattern
        case .openBracket: .element
        case .dot where isAtField: .field
        default: nil
        }
    }

    private func infixWord(_ keyword: Keyword?) -> Infix? {
        switch keyword {
        case .and: .binary(.and)
        case .or: .binary(.or)
        case .is: .test
        // The token after NOT is checked where it is parsed.
        case .between, .in, .like, .not: .predicate
        case .at where peek().keyword == .time && peek(2).isName && peek(3).kind == .string:
            text(peek(2)).uppercased() == "ZONE" ? .zone : nil
        // These are also names, unless an operand follows.
        case .ilike, .regexp: operandFollows ? .predicate : nil
        case nil where dialect == .postgreSQL && (isAtWord("isnull") || isAtWord("notnull")):
            .nullTest
        case nil where dialect == .postgreSQL && isAtSimilar: .predicate
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
            if dialect == .postgreSQL, let kind = try quantified(`operator`, left) { return kind }
            if let refusal = quantifier(after: `operator`) { throw refusal }
            return .binary(`operator`, left, try expression(precedence(of: infix).next))
        case .test: return try test(left)
        case .nullTest:
            defer { advance() }
            return .test(left, .null, negated: isAtWord("notnull"))
        case .cast:
            advance()
            if dialect == .postgreSQL { return try postgreSQLCast(of: left) }
            let (type, bound) = try boundedType("a type after ::")
            return Expression.Kind.cast(left, type).bounded(by: bound, at: left.span)
        case .zone:
            let name = Name("timezone", span: current.span)
            for _ in 0..<3 { advance() }
            let zone = Expression(.literal(.text(unquoted(current))), span: current.span)
            advance()
            let time = dialect == .postgreSQL ? clock(of: left) : left
            return .call(FunctionCall(name: name, arguments: .list([zone, time])))
        case .pattern: return try pattern(left)
        case .power: return try power(left)
        case .element: return try element(of: left)
        case .field: return field(of: left)
        case .predicate:
            let negated = take(.not)
            switch current.keyword {
            case .between: return try between(left, negated: negated)
            case .in: return try membership(left, negated: negated)
            case .like: return try match(.like, left, negated: negated)
            case .ilike: return try match(.ilike, left, negated: negated)
            case .regexp: return try match(.regexp, left, negated: negated)
            case nil where dialect == .postgreSQL && isAtSimilar:
                return try similar(left, negated: negated)
            default:
                offer([.in, .like, .between, .ilike, .regexp])
                throw unexpected(
                    "IN, LIKE or BETWEEN after NOT",
                    among: [.in, .like, .between, .ilike, .regexp],
                    help: at(.null) || at(.is) ? "write IS NOT NULL" : nil)
            }
        }
    }

    /// Parses `IS [NOT] NULL | TRUE | FALSE | DISTINCT FROM x`.
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
        case nil where dialect == .postgreSQL && isAtWord("unknown"): truth = .null
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
        if let refusal = symmetry() { throw refusal }
        let low = try expression(.other)
        let lowHeight = height
        try expect(.and)
        let high = try expression(.other)
        height = max(height, lowHeight)
        return .between(left, low: low, high: high, negated: negated)
    }

    /// Parses `UNDER(2, 5)` after IN: the rows under another one cannot be combined with other
    /// values.
    private mutating func under() throws(Diagnostic) -> Expression? {
        let start = current.start
        guard at(.word), peek().kind == .openParen, nameOfCurrent() == Name("under") else {
            return nil
        }
        let name = nameOfCurrent()
        advance()
        advance()
        let call = FunctionCall(name: name, arguments: .list(try list(until: "\",\" or \")\"")))
        return Expression(.call(call), span: span(from: start))
    }

    /// Parses `IN (1, 2)`, `IN (SELECT …)`, `IN :ids`.
    private mutating func membership(
        _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        if at(.parameter) {
            defer { advance() }
            return .inParameter(left, nameOfCurrent(), negated: negated)
        }
        if let under = try under() { return .inList(left, [under], negated: negated) }
        guard take(.openParen) else {
            offer(.list)
            throw unexpected(
                "\"(\" after IN",
                help: isAtName ? "write IN :ids for a list, IN (SELECT …) for a query" : nil)
        }
        offer([.select])
        if isAtQuery {
            let query = try query(nested: true)
            try expect(.closeParen, "\")\"")
            return .inQuery(left, query, negated: negated)
        }
        let items = try list(until: "\",\" or \")\"")
        return .inList(left, items, negated: negated)
    }

    /// Parses `LIKE '50!%' ESCAPE '!'`, `REGEXP '^a'`.
    private mutating func match(
        _ `operator`: MatchOperator, _ left: Expression, negated: Bool
    ) throws(Diagnostic) -> Expression.Kind {
        advance()
        let pattern = try expression(.other)
        guard `operator` != .regexp, at(.escape), operandFollows else {
            return .match(
                `operator`, left, pattern: pattern, escape: impliedEscape(`operator`, pattern),
                negated: negated)
        }
        advance()
        let patternHeight = height
        let escape = try expression(.other)
        height = max(height, patternHeight)
        return .match(`operator`, left, pattern: pattern, escape: escape, negated: negated)
    }

    /// Parses expressions up to the closing parenthesis, possibly none, possibly with a comma after
    /// the last; ``height`` becomes the maximum of their heights.
    mutating func list(until what: String) throws(Diagnostic) -> [Expression] {
        let items = try openList(until: what, endsAtOrder: false)
        advance()
        return items
    }

    /// Parses expressions up to the closing parenthesis, or to the ORDER BY of an aggregate's
    /// arguments.
    mutating func openList(
        until what: String, endsAtOrder: Bool
    ) throws(Diagnostic) -> [Expression] {
        var items: [Expression] = []
        var highest = 0
        while !at(.closeParen) {
            items.append(try expression())
            highest = max(highest, height)
            if at(.closeParen) || endsAtOrder && at(.order) && peek().keyword == .by { break }
            try expect(.comma, what)
        }
        height = highest
        return items
    }

    /// Returns the error for `a < b < c` and similar chains of operators that are not associative.
    @inline(never)
    private mutating func sideBySide(_ left: Expression, _ infix: Infix) -> Diagnostic {
        let mark = current.span
        guard case .binary = infix, case .binary(_, _, let middle) = left.kind else {
            return Diagnostic(
                .chainedOperators, "IN, LIKE and BETWEEN cannot be chained", at: mark,
                help: "put one of the two in parentheses")
        }
        advance()
        var help = "join comparisons with AND"
        if let right = try? expression(.predicate) {
            let rest = Span(mark.start, right.span.end)
            let whole = "\(text(left.span)) AND \(text(middle.span)) \(text(rest))"
            if whole.utf8.count <= 80 { help = "write \(whole)" }
        }
        return Diagnostic(
            .chainedOperators, "comparisons cannot be chained", at: mark, help: help)
    }
}

extension Parser {
    /// Whether an operand begins after the current token.
    var operandFollows: Bool {
        switch peek().keyword {
        // Functions if a parenthesis follows, otherwise joins.
        case .left, .right: peek(2).kind == .openParen
        default: peek().beginsOperand
        }
    }
}

extension Token {
    /// Whether an operand begins here, including its sign.
    var beginsOperand: Bool {
        switch kind {
        case .word:
            switch keyword {
            case .null, .true, .false, .case, .cast, .tryCast, .exists: true
            default: keyword?.isReserved != true
            }
        case .quotedName, .string, .parameter, .integer, .real, .duration, .calendarDate, .dateTime,
            .week, .quarter, .openParen, .minus, .plus, .broken:
            true
        default: false
        }
    }
}
