import WorkQLSyntax

/// What: `userid IN (SELECT userid FROM 'list.csv')` is refused where the file has no such column.
/// Why: the name would mean the column of the enclosing query, so that every row would match
/// itself, and the records of all users would be fetched.
/// When not: for a name that its table qualifies, which is intended, and for a name inside an
/// expression or a condition.
extension Binder {
    /// Records that an unqualified name means a column of an enclosing query.
    mutating func noteOuter(_ meaning: Scope.Meaning?, at span: Span, in scope: Scope) {
        guard span.start < span.end else { return }
        switch meaning {
        case .column(let source, _):
            outerNames[span] = (scope.sources[source].name, innermost.sources)
        case .merged: outerNames[span] = (nil, innermost.sources)
        case .alias, nil: break
        }
    }

    func refuseOuterName(_ query: Query) throws(Diagnostic) {
        guard case .select(let select) = query.body, select.items.count == 1,
            case .expression(let item, _) = select.items[0].kind,
            case .column(qualifier: [], let name) = item.kind, let found = outerNames[item.span]
        else { return }
        let inner = found.inner.map(\.name.text).joined(separator: ", ")
        let known = found.inner.flatMap { $0.visible.map(\.name.text) }
        let outer = found.outer.map { "\(Printer.name($0.text)).\(Printer.name(name.text))" }
        throw Diagnostic(
            .unknownColumn,
            "unknown column \"\(name.text)\" in \(inner): the name means "
                + "\(outer ?? "a column") of the outer query",
            at: item.span, meaning: nearest(name.text, in: known), for: name.span,
            otherwise: (known.count > 20 ? "" : "there are \(known.joined(separator: ", ")); ")
                + (outer.map { "write \($0) if that is meant" } ?? "name one of them"))
    }
}
