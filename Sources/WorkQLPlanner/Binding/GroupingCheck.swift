import WorkQLSyntax

/// What: every column outside of an aggregate has to be grouped by, alone or inside an expression
/// that is.
/// Why: a group has many values of any other column, and SQLite would show an arbitrary one.
/// When not: without GROUP BY and without an aggregate there are no groups.
struct GroupingCheck {
    /// Bound, with ordinals and aliases replaced by what they stand for.
    let grouping: [Expression]
    let hasGrouping: Bool
    /// The SELECT's own; what stands outside it is one value for all of its rows.
    let scope: Scope

    func check(
        _ items: [Expression], _ having: Expression?, _ ordering: [Ordering]
    ) throws(Diagnostic) {
        let outputs = items + (having.map { [$0] } ?? []) + ordering.map(\.expression)
        guard hasGrouping || outputs.contains(where: { $0.first(where: \.isAggregate) != nil })
        else {
            return
        }
        for output in outputs {
            guard let column = ungrouped(in: output), case .column(_, let name) = column.kind else {
                continue
            }
            throw Diagnostic(
                .notGrouped, "\"\(name.text)\" is neither grouped by nor inside an aggregate",
                at: column.span,
                help: hasGrouping
                    ? "add \(name.text) to GROUP BY, write GROUP BY ALL, or min(\(name.text))"
                    : "add GROUP BY \(name.text), or write min(\(name.text))")
        }
    }

    private func ungrouped(in expression: Expression) -> Expression? {
        if grouping.contains(expression) || expression.isAggregate { return nil }
        if case .column(let qualifier, let name) = expression.kind {
            // An alias stands for an item, which is checked as such.
            guard let source = qualifier.last else {
                return scope.aliases[name] == nil ? expression : nil
            }
            return scope.sources.contains { $0.name == source } ? expression : nil
        }
        for child in expression.children {
            if let found = ungrouped(in: child) { return found }
        }
        return nil
    }
}
