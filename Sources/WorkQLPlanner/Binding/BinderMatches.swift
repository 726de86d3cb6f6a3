import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    mutating func bindMatch(
        _ op: MatchOperator, _ value: Expression, _ pattern: Expression, _ escape: Expression?,
        negated: Bool, at span: Span, in place: Place
    ) throws(Diagnostic) -> Bound {
        let value = try bind(value, in: place)
        guard value.type != .timestamp else {
            throw Diagnostic(
                .typeMismatch, "\(op.rawValue) takes text, and this is a timestamp",
                at: value.expression.span,
                help: "write DURING 2026-08 for a month, or date(…) LIKE '2026-08-%'")
        }
        let pattern = try bind(pattern, in: place)
        var bound: Expression?
        if let escape { bound = try bind(escape, in: place).expression }
        let kind: Expression.Kind
        switch op {
        case .like:
            kind = .match(
                .like, value.expression, pattern: pattern.expression, escape: bound,
                negated: negated)
        case .ilike:
            let arguments = [pattern.expression, value.expression] + (bound.map { [$0] } ?? [])
            let call = Expression(.internalCall(.ilike, arguments), span: span)
            kind = negated ? .unary(.not, call) : call.kind
        case .regexp:
            if case .literal(.text(let text)) = pattern.expression.kind,
                let problem = RegularExpression.problem(in: text)
            {
                throw Diagnostic(
                    .malformedPattern, "'\(text)' is no regular expression: \(problem)",
                    at: pattern.expression.span)
            }
            let call = Expression(
                .internalCall(.regexp, [pattern.expression, value.expression]), span: span)
            kind = negated ? .unary(.not, call) : call.kind
        }
        return Bound(expression: Expression(kind, span: span), type: .boolean)
    }

    /// `x IN :ids`, where the name is a list or a query of one column.
    mutating func bindIn(
        _ value: Expression, _ name: Name, negated: Bool, at span: Span, in place: Place
    ) throws(Diagnostic) -> Bound {
        if let query = environment.queries[name] {
            return try bind(
                Expression(.inQuery(value, query, negated: negated), span: span),
                in: place)
        }
        switch environment.parameters[name] {
        case .list(let items):
            return try bind(
                Expression(.inList(value, items, negated: negated), span: span), in: place)
        case .literal(let item):
            return try bind(
                Expression(.inList(value, [item], negated: negated), span: span), in: place)
        case .time, nil:
            throw unknownParameter(name)
        }
    }

    mutating func bindParameter(
        _ name: Name, at span: Span, in place: Place, hint: ColumnType?
    ) throws(Diagnostic) -> Bound {
        switch environment.parameters[name] {
        case .literal(let value):
            return try bind(Expression(value.kind, span: span), in: place, hint: hint)
        case .time(let point):
            var point = point
            point.span = span
            return Bound(
                expression: Expression(.instant(try context.instant(of: point)), span: span),
                type: .timestamp)
        case .list:
            throw Diagnostic(
                .typeMismatch, ":\(name.text) is a list, and one value is wanted", at: span,
                help: "write IN :\(name.text)")
        case nil:
            if let query = environment.queries[name] {
                return try bind(Expression(.subquery(query), span: span), in: place)
            }
            throw unknownParameter(name)
        }
    }

    private func unknownParameter(_ name: Name) -> Diagnostic {
        let known = environment.parameters.keys.map(\.text) + environment.queries.keys.map(\.text)
        let near = nearest(name.text, in: known.sorted())
        var mistake = Diagnostic(
            .missingParameter, "parameter :\(name.text) has no value", at: name.span,
            help: near.map { "did you mean :\($0)?" }
                ?? "declare it with PARAM, and give it with -p \(name.text)=…")
        mistake.fix = near.flatMap { Diagnostic.Fix(":\($0)", replacing: name.span) }
        return mistake
    }
}

/// Checks a pattern of REGEXP while its place is still known.
enum RegularExpression {
    static func problem(in pattern: String) -> String? {
        do {
            _ = try Regex(pattern)
            return nil
        } catch {
            return "\(error)".split(separator: "\n").first.map(String.init) ?? "unknown"
        }
    }
}
