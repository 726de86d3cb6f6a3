import WorkQLCatalog
import WorkQLSyntax

/// What: a comparison with an id that ignores case ignores case, on whichever side the id is.
/// Why: SQLite compares two columns by the collation of the left one, and `x IN (SELECT y)` by that
/// of x; the roster of a company has `Lisi` where the service returns `lisi`.
/// `max(userid)` and `coalesce(userid, '')` are ids too, of which SQLite does not know it.
/// When not: between two values neither of which is such an id.
extension Binder {
    /// Whether texts that differ only in case are the same value of an expression.
    func ignoresCase(_ expression: Expression) -> Bool {
        if expression.isIgnoringCase { return true }
        guard case .column(let qualifier, let name) = expression.keyColumn.kind else {
            return false
        }
        func isSuch(_ source: Source) -> Bool {
            source.index(of: name).map { source.columns[$0].ignoresCase } ?? false
        }
        guard let qualifier = qualifier.last else {
            return innermost.merged[name] != nil && innermost.sources.contains(where: isSuch)
        }
        return scopes.reversed().lazy.flatMap(\.sources).first { $0.name == qualifier }
            .map(isSuch) ?? false
    }

    /// Returns a value that is one of several others, and ignores case where one of them does.
    func passingOn(_ bound: Bound, from values: [Expression]) -> Bound {
        guard bound.type == .text, values.contains(where: ignoresCase) else { return bound }
        return Bound(expression: ignoringCase(bound.expression), type: bound.type)
    }

    /// Returns the result of a function, which may be one of its arguments.
    func passingOn(_ bound: Bound, by function: Function, of arguments: [Bound]) -> Bound {
        if case .case(_, let whens, let otherwise) = bound.expression.kind {
            return passingOn(bound, from: whens.map(\.result) + (otherwise.map { [$0] } ?? []))
        }
        switch function.result {
        case .argument: return passingOn(bound, from: arguments.prefix(1).map(\.expression))
        case .meeting:
            return passingOn(
                bound,
                from: arguments.indices.filter { function.argumentKind($0) == .meeting }
                    .map { arguments[$0].expression })
        case .type, .number: return bound
        }
    }

    /// Returns a value by whose collation SQLite compares it.
    func ignoringCase(_ value: Expression) -> Expression {
        value.isIgnoringCase
            ? value : Expression(.internalCall(.ignoringCase, [value]), span: value.span)
    }

    /// Returns a value that is compared with several others, whose collation applies to all.
    func comparing(_ value: Expression, with others: some Sequence<Expression>) -> Expression {
        ignoresCase(value) || !others.contains(where: ignoresCase) ? value : ignoringCase(value)
    }

    /// Returns a comparison whose left side is the one that ignores case.
    func comparing(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression
    ) -> Expression.Kind {
        guard let mirrored = op.mirrored, left.keyColumn.isName, ignoresCase(right),
            !ignoresCase(left)
        else { return .binary(op, left, right) }
        return .binary(mirrored, right, left)
    }

    /// Returns the value of `x IN (SELECT y)`, whose collation applies to both sides.
    func comparing(_ value: Expression, withQueryAt span: Span) -> Expression {
        guard queriesIgnoringCase.contains(span), !ignoresCase(value) else { return value }
        return ignoringCase(value)
    }
}

extension Expression {
    /// Whether SQLite is told to compare it without regard to case.
    var isIgnoringCase: Bool {
        guard case .call(let call) = kind else { return false }
        return call.name.folded == LocalFunction.ignoringCase.rawValue
    }
}
