/// `SELECT DISTINCT ON (a, b) …` in the texts of PostgreSQL's clients.
extension Parser {
    /// Parses `ON (a, b)` after DISTINCT.
    mutating func keysOfDistinct() throws(Diagnostic) -> [Expression] {
        let start = current.start
        advance()
        try expect(.openParen, "\"(\" after DISTINCT ON")
        let keys = try list(until: "\",\" or \")\"")
        guard !keys.isEmpty else {
            throw Diagnostic(
                .callShape, "DISTINCT ON without a column", at: span(from: start),
                help: "write DISTINCT ON (userid), or DISTINCT for whole rows")
        }
        return keys
    }

    /// Makes a SELECT keep one row of those with equal keys, any of them as long as nothing orders
    /// the rows.
    mutating func keepFirstRows(
        of select: inout Select, _ progress: Progress
    ) throws(Diagnostic) {
        guard let first = progress.distinctOn.first else { return }
        guard select.qualification == nil else {
            throw unsupported(
                "DISTINCT ON with QUALIFY", at: first.span,
                help: "put the query with QUALIFY into FROM")
        }
        try keepFirstRows(of: &select, progress.distinctOn, by: .by([]))
    }

    /// What: `DISTINCT ON (a) … ORDER BY a, b` becomes `QUALIFY row_number() OVER (PARTITION BY a
    /// ORDER BY a, b) = 1 … ORDER BY a, b`.
    /// Why: it is the same, and all that follows knows one construct less.
    /// When not: never; PostgreSQL also requires that the order begins with the keys.
    mutating func keepFirstRows(
        of select: inout Select, _ keys: [Expression], by ordering: OrderingClause
    ) throws(Diagnostic) {
        var orderings: [Ordering] = []
        switch ordering {
        case .by(let given):
            for ordering in given {
                var resolved = ordering
                resolved.expression = try output(ordering.expression, of: select)
                orderings.append(resolved)
            }
        case .all(let descending):
            for index in select.items.indices {
                let number = Expression(.literal(.integer(Int64(index + 1))), span: keys[0].span)
                orderings.append(
                    Ordering(try output(number, of: select), descending: descending))
            }
        }
        var partition: [Expression] = []
        for key in keys { partition.append(try output(key, of: select)) }
        let span = keys[0].span
        let call = FunctionCall(
            name: Name("row_number", span: span), arguments: .list([]),
            window: Window(partition: partition, ordering: orderings))
        let one = Expression(.literal(.integer(1)), span: span)
        select.qualification = Expression(
            .binary(.equal, Expression(.call(call), span: span), one), span: span)
        peak += 3
    }

    /// Returns the selected expression that a number or an alias stands for, since the keys and
    /// the order of a window are not those of the answer.
    private func output(
        _ expression: Expression, of select: Select
    ) throws(Diagnostic) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)):
            let before = select.items.prefix(Int(clamping: max(0, number)))
            guard number > 0, before.count == number else { return expression }
            guard before.allSatisfy(\.isExpression),
                case .expression(let value, _)? = before.last?.kind
            else {
                throw unsupported(
                    "the number of a column of * with DISTINCT ON", at: expression.span,
                    help: "write the column's name")
            }
            return value
        case .column(qualifier: [], let name):
            for item in select.items {
                if case .expression(let value, let alias?) = item.kind, alias == name {
                    return value
                }
            }
            return expression
        default: return expression
        }
    }
}

extension SelectItem {
    fileprivate var isExpression: Bool { if case .expression = kind { true } else { false } }
}
