import WorkQLCatalog
import WorkQLSyntax

/// Notes on days that mean the same in both ranges of a COMPARE.
extension Binder {
    /// Adds a note on `date(time) IN (SELECT day FROM 'holidays.csv')` and on a join with such days:
    /// they are data, which COMPARE does not move.
    mutating func noteUnmovedDays(in condition: Expression) {
        guard timeShift != nil else { return }
        for conjunct in condition.conjuncts {
            var conjunct = conjunct
            if case .unary(.not, let operand) = conjunct.kind { conjunct = operand }
            switch conjunct.kind {
            case .inQuery(let value, let query, _):
                guard movesWithRange(value), query.readsOnlyFiles else { continue }
                noteUnmoved("the query", at: query.body.span ?? conjunct.span)
            case .binary(let op, let left, let right) where op.isComparison:
                for (time, other) in [(left, right), (right, left)] where movesWithRange(time) {
                    guard let name = fileColumn(other) else { continue }
                    noteUnmoved(name, at: other.span)
                }
            default: continue
            }
        }
    }

    private mutating func noteUnmoved(_ name: String, at span: Span) {
        note(
            Diagnostic(
                "the days of \(name) are those of a file, which COMPARE does not move", at: span,
                help: "the file must contain the days of both ranges"))
    }

    /// Returns the name of a column of a file.
    private func fileColumn(_ expression: Expression) -> String? {
        guard case .column(let qualifier, let name) = expression.kind,
            let source = innermost.sources.first(where: { $0.name == qualifier.last }),
            let local = source.local, locals[local].all?.readsOnlyFiles ?? false
        else { return nil }
        return "\(source.name.text).\(name.text)"
    }

    /// Adds a note on groups by days, none of which is in both ranges.
    mutating func noteGroupsOfDays(_ columns: [ResultColumn], at span: Span) {
        guard let column = columns.first(where: { $0.isGroupKey && $0.time != nil }) else { return }
        note(
            Diagnostic(
                .comparisonShape,
                "the two ranges have no \(column.name) in common, so that no group has a value "
                    + "in both",
                at: span, help: "write TIMESERIES 1d, which compares each day with the earlier one")
        )
    }
}

extension Query {
    /// Whether it reads files and no tables.
    fileprivate var readsOnlyFiles: Bool {
        scanIndices.isEmpty
            && tableNames.contains { name in
                name.text.hasPrefix("file") && Int(name.text.dropFirst(4)) != nil
            }
    }
}
