import WorkQLCatalog
import WorkQLSyntax

extension PeriodRewriter {
    /// Returns the change of a value. Times have a difference but no percentage; other values that
    /// are not numbers have neither.
    func change(
        from before: Expression, to now: Expression, of type: ColumnType?
    ) -> (value: Expression, type: ColumnType?) {
        switch type {
        case nil, .real?: return (.binary(now, .subtract, before), type)
        case .integer?: return (.wholeNumber(.subtract, now, before, at: now.span), type)
        case .timestamp?:
            return (Expression(.internalCall(.timestampDifference, [now, before])), .real)
        case .date?:
            return (Expression(.internalCall(.dateDifference, [now, before])), .integer)
        case .time?: return (Expression(.internalCall(.timeDifference, [now, before])), .real)
        case .text?, .json?, .boolean?: return (Expression(.literal(.null)), nil)
        }
    }
}
