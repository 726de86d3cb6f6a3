import WorkQLCatalog
import WorkQLSyntax

/// Predicates over several values and queries, and queries as values.
extension Binder {
    func signed(_ op: UnaryOperator, _ operand: Bound, at span: Span) throws(Diagnostic) -> Bound {
        let bound = try number(operand, as: "a sign")
        let type: ColumnType? = bound.type == .boolean ? .integer : bound.type
        guard type == .integer, op == .negate else {
            return Bound(
                expression: Expression(.unary(op, bound.expression), span: span), type: type)
        }
        return Bound(expression: .negated(bound.expression, at: span), type: type)
    }

    /// Binds a negation. `NOT x IN (…)` is `x NOT IN (…)`, with the same notes.
    mutating func bindNot(
        _ operand: Expression, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        switch operand.kind {
        case .inList(let value, let items, let negated):
            return try bindIn(value, items, negated: !negated, at: span, in: context)
        case .inQuery(let value, let query, let negated):
            return try bindIn(value, query, negated: !negated, at: span, in: context)
        case .inParameter(let value, let name, let negated):
            return try bindIn(value, name, negated: !negated, at: span, in: context)
        default:
            let condition = try bindCondition(operand, in: context)
            return Bound(
                expression: Expression(.unary(.not, condition), span: span), type: .boolean)
        }
    }

    mutating func bindBetween(
        _ value: Expression, _ low: Expression, _ high: Expression, negated: Bool, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let values = try bindCompared([value, low, high], for: .order, in: context)
        noteBounds(values[0], (low, values[1]), (high, values[2]), negated: negated, at: span)
        let compared = comparing(
            values[0].expression, with: values.dropFirst().map(\.expression))
        return Bound(
            expression: Expression(
                .between(
                    compared, low: values[1].expression, high: values[2].expression,
                    negated: negated), span: span),
            type: .boolean)
    }

    mutating func bindIn(
        _ value: Expression, _ items: [Expression], negated: Bool, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        if let under = try bindUnder(value, items, negated: negated, at: span, in: context) {
            return under
        }
        let values = try bindCompared([value] + items, for: .equality, in: context)
        noteWholePeriods(items, comparedWith: values[0])
        noteJoined(values.dropFirst(), comparedWith: values[0], negated: negated)
        if negated {
            noteExcludedNames(values)
        } else {
            noteNeverEmpty(values.dropFirst(), comparedWith: values[0])
        }
        if negated, let null = items.first(where: { $0.kind == .literal(.null) }) {
            note(
                Diagnostic(
                    .comparedWithNull, "NOT IN is never true when one of the values is NULL",
                    at: null.span,
                    help: "remove NULL"))
        }
        let others = values.dropFirst().map(\.expression)
        return Bound(
            expression: Expression(
                .inList(comparing(values[0].expression, with: others), others, negated: negated),
                span: span),
            type: .boolean)
    }

    mutating func bindIn(
        _ value: Expression, _ query: Query, negated: Bool, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let written = value
        let value = try bind(value, in: context)
        if !negated, let keys = keys(value, written, query, at: span, in: context) { return keys }
        setsDepth += 1
        let (bound, type) = try bindValues(of: query, at: span)
        setsDepth -= 1
        noteNeverIn(value, type, at: span)
        if negated { noteNullIn(query, at: span) }
        let (one, list, common) = try coerced(value, with: bound, of: type)
        if columnQueries[span] != nil { columnQueries[span] = common }
        linkList(at: span, to: one.expression)
        let compared = comparing(one.expression, withQueryAt: span)
        return Bound(
            expression: Expression(.inQuery(compared, list, negated: negated), span: span),
            type: .boolean)
    }

    mutating func bindValue(of query: Query, at span: Span) throws(Diagnostic) -> Bound {
        let (bound, type) = try bindValues(of: query, at: span)
        let value = Bound(expression: Expression(.subquery(bound), span: span), type: type)
        guard queriesIgnoringCase.contains(span), type == .text else { return value }
        return Bound(expression: ignoringCase(value.expression), type: type)
    }

    /// Binds a query of one column, and notes what its values depend on.
    private mutating func bindValues(
        of query: Query, at span: Span
    ) throws(Diagnostic) -> (Query, ColumnType?) {
        let (outer, random) = (outermostUse, randomCalls)
        outermostUse = .max
        let (bound, type) = try bindColumn(of: query, at: span)
        if outermostUse < scopes.count {
            correlatedSources[span] = lastScope.sources
            columnQueries[span] = nil
        } else {
            columnQueries[span] = random == randomCalls ? type : nil
        }
        outermostUse = min(outer, outermostUse)
        return (bound, type)
    }

    mutating func bindExists(_ query: Query, at span: Span) throws(Diagnostic) -> Bound {
        let mark = scanMark
        setsDepth += 1
        let bound = try bind(query, inheriting: nearestClause).query
        setsDepth -= 1
        correlatedSources[span] = lastScope.sources
        readTwice(since: mark)
        return Bound(expression: Expression(.exists(bound), span: span), type: .boolean)
    }
}
