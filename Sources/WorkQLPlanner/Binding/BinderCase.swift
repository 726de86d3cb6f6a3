import WorkQLCatalog
import WorkQLSyntax

/// What: a comparison with an id that ignores case ignores case, on whichever side the id is.
/// Why: SQLite compares two columns by the collation of the left one, and `x IN (SELECT y)` by that
/// of x; the roster of a company has `Lisi` where the service returns `lisi`.
/// When not: between two values neither of which is such an id.
extension Binder {
    /// Whether texts that differ only in case are the same value of an expression.
    func ignoresCase(_ expression: Expression) -> Bool {
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
        return Expression(.internalCall(.ignoringCase, [value]), span: value.span)
    }
}
