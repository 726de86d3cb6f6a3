import WorkQLTime

// Calls and intervals in the texts of PostgreSQL's clients whose form the language does not have.

extension Parser {
    /// Returns the value of an INTERVAL text, if it is in PostgreSQL's syntax.
    mutating func interval(_ written: String, from start: Int) -> Expression? {
        var text = written
        let unit = peek().kind == .word ? TimeUnit(word: self.text(peek())) : nil
        // `INTERVAL '7' DAY`
        if let unit, Int(written) != nil { text += " " + unit.noun }
        guard let interval = PostgreSQLInterval(text) else { return nil }
        advance()
        if text != written { advance() }
        return Expression(interval.kind, span: span(from: start))
    }

    /// Parses `make_interval(days => 7)` and `make_interval(0, 1, 0, 7)`: the sum of numbers of
    /// units.
    @inline(never)
    mutating func makeInterval(from start: Int) throws(Diagnostic) -> Expression {
        let units: [(name: String, unit: TimeUnit)] = [
            ("years", .year), ("months", .month), ("weeks", .week), ("days", .day),
            ("hours", .hour), ("mins", .minute), ("secs", .second),
        ]
        advance()
        advance()
        var parts: [Expression] = []
        var position = 0
        while !at(.closeParen) {
            // `days => 7`, also with the older `:=`
            let isNamed =
                isAtName && peek().kind == .equal && peek(2).kind == .greater
                && peek().end == peek(2).start
            if isNamed {
                let name = foldedASCII(nameOfCurrent().text)
                guard let index = units.firstIndex(where: { $0.name == name }) else {
                    throw unexpected("one of " + units.map(\.name).joined(separator: ", "))
                }
                position = index
                for _ in 0..<3 { advance() }
            }
            guard position < units.count else { throw unexpected("\")\"") }
            let count = try expression()
            parts.append(Self.product(count, of: units[position].unit))
            position += 1
            if !at(.closeParen) { try expect(.comma, "\",\" or \")\"") }
        }
        advance()
        height += 2
        let literals = parts.compactMap(Self.duration)
        // A sum of literals is one, which a condition on the time is derived from.
        let signs = Set(literals.filter { !$0.isZero }.map(\.isNegative))
        if literals.count == parts.count, signs.count < 2 {
            let whole = DurationLiteral(
                literals.isEmpty
                    ? [DurationLiteral.Part(0, .second)] : literals.flatMap(\.length.parts))
            let kind = Expression.Kind.literal(.duration(whole))
            let isNegative = literals.contains { $0.isNegative && !$0.isZero }
            return Expression(
                isNegative ? .unary(.negate, Expression(kind)) : kind, span: span(from: start))
        }
        var sum = parts[0]
        for part in parts.dropFirst() { sum = Expression(.binary(.add, sum, part)) }
        return Expression(sum.kind, span: span(from: start))
    }

    private static func product(_ count: Expression, of unit: TimeUnit) -> Expression {
        func literal(_ number: Int, _ unit: TimeUnit) -> Expression {
            Expression(.literal(.duration(DurationLiteral([DurationLiteral.Part(number, unit)]))))
        }
        switch count.kind {
        case .literal(.integer(let number)) where number.magnitude < 1_000_000_000:
            let length = literal(Int(number.magnitude), unit)
            return number < 0 ? Expression(.unary(.negate, length)) : length
        case .literal(.real(let number)) where unit == .second && abs(number) < 1e9:
            let length = literal(Int((abs(number) * 1000).rounded()), .millisecond)
            return number < 0 ? Expression(.unary(.negate, length)) : length
        default: return Expression(.binary(.multiply, count, literal(1, unit)), span: count.span)
        }
    }

    private static func duration(
        _ part: Expression
    ) -> (length: DurationLiteral, isNegative: Bool, isZero: Bool)? {
        var kind = part.kind
        var isNegative = false
        if case .unary(.negate, let operand) = kind { (kind, isNegative) = (operand.kind, true) }
        guard case .literal(.duration(let length)) = kind else { return nil }
        return (length, isNegative, length.parts.allSatisfy { $0.count == 0 })
    }

    /// Parses the order of `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`, and that of `mode()`,
    /// whose column is an argument in the language.
    @inline(never)
    mutating func takeOrderOfGroup(into call: inout FunctionCall) throws(Diagnostic) {
        guard isAtWord("within"), peek().keyword == .group, peek(2).kind == .openParen,
            peek(3).keyword == .order, case .list(var arguments) = call.arguments,
            ["percentile_cont": 1, "percentile_disc": 1, "mode": 0][call.name.folded]
                == arguments.count
        else { return }
        for _ in 0..<4 { advance() }
        try expect(.by)
        let argumentHeight = height
        let order = try orderings()
        height = max(height, argumentHeight) + 1
        guard let first = order.first, order.count == 1 else {
            throw unsupported(
                "WITHIN GROUP by several values", at: call.name.span, help: "order by one of them")
        }
        if first.descending, let share = arguments.first {
            guard call.name.folded == "percentile_cont" else {
                throw unsupported(
                    "percentile_disc in descending order", at: call.name.span,
                    help: "order by the value, and write 1 minus the share")
            }
            arguments[0] = Expression(
                .binary(.subtract, Expression(.literal(.integer(1))), share), span: share.span)
            if case .literal(.real(let number)) = share.kind {
                arguments[0] = Expression(.literal(.real(1 - number)), span: share.span)
            }
        }
        try expect(.closeParen, "\")\"")
        call.arguments = .list([first.expression] + arguments)
    }
}
