import WorkQLCatalog
import WorkQLSyntax

/// The WINDOW clause, and QUALIFY.
extension Binder {
    /// Makes the windows of a SELECT visible to its expressions.
    mutating func define(_ windows: [NamedWindow]) throws(Diagnostic) {
        for named in windows {
            guard innermost.windows[named.name] == nil else {
                throw Diagnostic(
                    .duplicateName, "two windows are named \"\(named.name.text)\"",
                    at: named.name.span, help: "give one of them another name")
            }
            innermost.windows[named.name] = try whole(named.window)
        }
    }

    /// Returns a window with the properties of the window that it is based on, by PostgreSQL's
    /// rules: it has the partition of that window, and its order where that window has one.
    func whole(_ window: Window) throws(Diagnostic) -> Window {
        guard let name = window.base else { return window }
        guard let base = innermost.windows[name] else {
            let known = innermost.windows.keys.map(\.text).sorted()
            throw Diagnostic(
                .unknownWindow, "unknown window \"\(name.text)\"", at: name.span,
                meaning: nearest(name.text, in: known),
                otherwise: known.isEmpty
                    ? "define it after GROUP BY and HAVING: WINDOW \(name.text) AS (…)"
                    : "there are " + known.listed)
        }
        guard window != Window(base: name) else { return base }
        if !window.partition.isEmpty {
            throw Diagnostic(
                .callShape, "PARTITION BY after the window \"\(name.text)\"", at: name.span,
                help: "the partition is that of \(name.text)")
        }
        if !window.ordering.isEmpty, !base.ordering.isEmpty {
            throw Diagnostic(
                .callShape, "ORDER BY after the window \"\(name.text)\", which has its own",
                at: name.span, help: "write the whole window in the parentheses")
        }
        if base.frame != nil {
            throw Diagnostic(
                .callShape, "a window based on \"\(name.text)\", which has a frame",
                at: name.span, help: "write OVER \(name.text) without parentheses")
        }
        var whole = window
        whole.base = nil
        whole.partition = base.partition
        if window.ordering.isEmpty { whole.ordering = base.ordering }
        return whole
    }

    /// What: QUALIFY becomes WHERE of a query around the SELECT, whose columns include the
    /// condition and what ORDER BY needs.
    /// Why: a condition on the value of a window function can be evaluated only when all rows are
    /// known, and SQLite has no clause for it.
    /// When not: without QUALIFY.
    func qualified(_ result: SelectBinder.Result) throws(Diagnostic) -> (QueryBody, OrderingClause?)
    {
        guard let condition = result.qualification else {
            return (.select(result.select), result.ordering)
        }
        let title = Name("qualified")
        func column(_ name: Name) -> Expression {
            Expression(.column(qualifier: [title], name: name))
        }
        let holds = Name("holds")
        var inner = result.select
        inner.distinct = false
        let values = inner.items.compactMap { item -> Expression? in
            if case .expression(let value, _) = item.kind { value } else { nil }
        }
        let names = values.indices.map { Name("c\($0 + 1)") }
        inner.items = zip(values, names).map { .item($0, $1.text) }
        inner.items.append(.item(condition, holds.text))
        var outer = Select(
            distinct: result.select.distinct,
            items: zip(names, result.columns).map { .item(column($0), $1.name) },
            condition: column(holds))
        var ordering: [Ordering] = []
        if case .by(let keys)? = result.ordering {
            for (index, key) in keys.enumerated() {
                var key = key
                if let same = values.firstIndex(of: key.expression) {
                    key.expression = .integer(same + 1)
                } else if case .literal(.integer) = key.expression.kind {
                    // The number of a column.
                } else {
                    guard !outer.distinct else {
                        throw Diagnostic(
                            .notGrouped,
                            "ORDER BY of DISTINCT rows by an expression that is not selected",
                            at: key.expression.span, help: "add it to the select list")
                    }
                    let name = Name("o\(index + 1)")
                    inner.items.append(.item(key.expression, name.text))
                    key.expression = column(name)
                }
                ordering.append(key)
            }
        }
        outer.from = [
            Relation(.query(Query(body: .select(inner)), alias: TableAlias(title)))
        ]
        return (.select(outer), ordering.isEmpty ? nil : .by(ordering))
    }
}
