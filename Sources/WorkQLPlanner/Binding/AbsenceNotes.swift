import WorkQLCatalog
import WorkQLSyntax

/// Notes on tests for a missing value that a column does not have: `exception_type IS NULL`, where
/// rows without exceptions have empty text, and `sharing_url = ''`, where they have NULL.
extension Binder {
    mutating func noteNeverNull(_ value: Expression, negated: Bool, at span: Span) {
        // The keys of other grouping sets are NULL.
        guard !isInGroupingSets, case .column(_, let name) = value.kind,
            sourceColumn(value)?.absence == .empty
        else { return }
        let column = Printer.name(name.text)
        note(
            Diagnostic(
                .comparedWithNull,
                negated
                    ? "\(column) IS NOT NULL is always true: rows without a value have empty text"
                    : "\(column) IS NULL is never true: rows without a value have empty text",
                at: span, help: negated ? "write \(column) <> ''" : "write \(column) = ''"))
    }

    /// Adds a note on `coalesce(exception_type, '正常')`, which never takes the second value.
    mutating func noteNeverNull(firstOf arguments: [Bound], at span: Span) {
        guard !isInGroupingSets, arguments.count > 1, let value = arguments.first?.expression,
            case .column(_, let name) = value.kind, sourceColumn(value)?.absence == .empty
        else { return }
        let column = Printer.name(name.text)
        note(
            Diagnostic(
                .comparedWithNull, "\(column) is never NULL: rows without a value have empty text",
                at: span, help: "write coalesce(nullif(\(column), ''), …)"))
    }

    /// Adds a note on empty texts compared with a column that has NULL instead.
    mutating func noteNeverEmpty(_ operands: ArraySlice<Bound>, comparedWith value: Bound) {
        guard case .column(_, let name) = value.expression.kind,
            sourceColumn(value.expression)?.absence == .null,
            let empty = operands.first(where: { $0.expression.kind == .literal(.text("")) })
        else { return }
        let column = Printer.name(name.text)
        note(
            Diagnostic(
                .comparedWithNull, "\(column) is never empty text: rows without a value have NULL",
                at: empty.expression.span,
                help: "write \(column) IS NULL"))
    }

    /// Forgets that columns are never NULL where a join adds rows without them.
    mutating func markAbsent(in kind: JoinKind, left: Range<Int>, right: Range<Int>) {
        let sources: [Int]
        switch kind {
        case .inner, .cross: return
        case .left: sources = Array(right)
        case .right: sources = Array(left)
        case .full: sources = Array(left) + Array(right)
        }
        for source in sources {
            for column in scopes[scopes.count - 1].sources[source].columns.indices
            where scopes[scopes.count - 1].sources[source].columns[column].absence == .empty {
                scopes[scopes.count - 1].sources[source].columns[column].absence = nil
            }
        }
    }
}
