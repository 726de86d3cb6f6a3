import WorkQLCatalog
import WorkQLSyntax

/// What: a value beside an id that ignores case is compared without regard to case, on whichever side
/// it stands.
/// Why: SQLite compares two columns as the left one says, and `x IN (SELECT y)` as x does; the roster
/// of a company has `Lisi` where the service says `lisi`.
/// When not: between two values of which neither is such an id.
extension Binder {
    /// Whether texts that differ in case alone are one value of an expression.
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

    /// A comparison with the side in front whose case does not count.
    func comparing(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression
    ) -> Expression.Kind {
        guard let mirrored = op.mirrored, left.keyColumn.isName, ignoresCase(right),
            !ignoresCase(left)
        else { return .binary(op, left, right) }
        return .binary(mirrored, right, left)
    }

    /// The value of `x IN (SELECT y)`, which decides how both are compared.
    func comparing(_ value: Expression, withQueryAt span: Span) -> Expression {
        guard queriesIgnoringCase.contains(span), !ignoresCase(value) else { return value }
        return Expression(.internalCall(.ignoringCase, [value]), span: value.span)
    }
}
