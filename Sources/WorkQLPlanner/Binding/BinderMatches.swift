import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Binder {
    mutating func bindMatch(
        _ op: MatchOperator, _ value: Expression, _ pattern: Expression, _ escape: Expression?,
        negated: Bool, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let value = try bind(value, in: context)
        guard value.type != .timestamp else {
            throw Diagnostic(
                .typeMismatch, "\(op.rawValue) takes text, and this is a timestamp",
                at: value.expression.span,
                help: "write DURING 2026-08 for a month, or date(…) LIKE '2026-08-%'")
        }
        let pattern = try text(try bind(pattern, in: context), as: op.rawValue)
        let shown = asText(value)
        var bound: Expression?
        if let escape {
            let character = try self.text(try bind(escape, in: context), as: "ESCAPE")
            if case .literal(.text(let text)) = character.kind, text.unicodeScalars.count != 1 {
                throw Diagnostic(
                    .typeMismatch, "ESCAPE takes one character", at: escape.span,
                    help: "write LIKE '50\\%' ESCAPE '\\'"
                ).about(.escape)
            }
            bound = character
        }
        if op != .regexp, escape == nil { noteLike(value, like: pattern, negated: negated) }
        let kind: Expression.Kind
        switch op {
        case .like:
            kind = .match(
                .like, shown, pattern: pattern, escape: bound, negated: negated)
        case .ilike:
            let arguments = [pattern, shown] + (bound.map { [$0] } ?? [])
            let call = Expression(.internalCall(.ilike, arguments), span: span)
            kind = negated ? .unary(.not, call) : call.kind
        case .regexp:
            if case .literal(.text(let written)) = pattern.kind {
                try requirePattern(written, at: pattern.span)
            }
            let call = Expression(
                .internalCall(.regexp, [pattern, shown]), span: span)
            kind = negated ? .unary(.not, call) : call.kind
        }
        return Bound(expression: Expression(kind, span: span), type: .boolean)
    }

    /// Returns a pattern, which must be a text.
    private func text(_ bound: Bound, as user: String) throws(Diagnostic) -> Expression {
        guard let type = bound.type, type != .text else { return bound.expression }
        throw Diagnostic(
            .typeMismatch, "\(user) takes text, and this is \(type.phrase)",
            at: bound.expression.span)
    }

    /// Binds `x IN :ids`, where the name is a list or a query of one column.
    mutating func bindIn(
        _ value: Expression, _ name: Name, negated: Bool, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        if let query = environment.queries[name] {
            return try bind(
                Expression(.inQuery(value, query, negated: negated), span: span),
                in: context)
        }
        switch environment.parameters[name] {
        case .list(let items):
            // Values of parameters have no span in the statement's text.
            let located = items.map { item in
                item.span == Span(0, 0) ? Expression(item.kind, span: name.span) : item
            }
            return try bind(
                Expression(.inList(value, located, negated: negated), span: span), in: context)
        case .literal(let item):
            let located = Expression(item.kind, span: name.span)
            return try bind(
                Expression(.inList(value, [located], negated: negated), span: span), in: context)
        case .time, .date:
            throw Diagnostic(
                .parameterValue, "\(name.asParameter) is one value, and IN takes a list", at: span,
                help: "write = \(name.asParameter), or IN (\(name.asParameter))")
        case nil: throw unknownParameter(name)
        }
    }

    mutating func bindParameter(
        _ name: Name, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        switch environment.parameters[name] {
        case .literal(let value):
            givenSizes[span] = .some(nil)
            return try bind(Expression(value.kind, span: span), in: context)
        case .time(let point):
            var point = point
            point.span = span
            return Bound(
                expression: Expression(.instant(try self.context.instant(of: point)), span: span),
                type: .timestamp)
        case .date(let point):
            let day = try self.context.day(of: point, at: span)
            return Bound(
                expression: Expression(.literal(.text(day.isoText)), span: span), type: .date)
        case .list:
            throw Diagnostic(
                .typeMismatch, "\(name.asParameter) is a list, where one value is expected",
                at: span,
                help: "write IN \(name.asParameter)")
        case nil:
            if let query = environment.queries[name] {
                return try bind(Expression(.subquery(query), span: span), in: context)
            }
            throw unknownParameter(name)
        }
    }

    private func unknownParameter(_ name: Name) -> Diagnostic {
        let known = environment.parameters.keys.map(\.text) + environment.queries.keys.map(\.text)
        let near = nearest(name.text, in: known.sorted())
        var mistake = Diagnostic(
            .missingParameter, "parameter \(name.asParameter) has no value", at: name.span,
            help: near.map { "did you mean :\($0)?" }
                ?? "write LET \(name.text) = …, or declare it with PARAM and give it with "
                + "-p \(name.text)=…")
        mistake.fix = near.flatMap { Diagnostic.Fix(":\($0)", replacing: name.span) }
        return mistake
    }

    /// Checks a pattern while its span is still known.
    private func requirePattern(_ text: String, at span: Span) throws(Diagnostic) {
        do {
            _ = try RegularExpression(text)
        } catch {
            var location = span
            // The text is a plain literal without quotes inside: skip its opening quote.
            if let bytes = error.bytes, span.end - span.start == text.utf8.count + 2 {
                location = Span(
                    span.start + 1 + bytes.lowerBound, span.start + 1 + bytes.upperBound)
            }
            throw Diagnostic(
                .malformedPattern, "not a regular expression: \(error.message)", at: location,
                help: error.help)
        }
    }
}
