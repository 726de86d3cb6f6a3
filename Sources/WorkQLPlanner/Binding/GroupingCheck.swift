import WorkQLSyntax

/// What: every column outside of an aggregate has to be grouped by, alone or inside an expression
/// that is; also in a query inside the SELECT that uses a column of it.
/// Why: a group has many values of any other column, and SQLite would show an arbitrary one.
/// When not: without GROUP BY, HAVING and an aggregate there are no groups.
struct GroupingCheck {
    /// Bound, with ordinals and aliases replaced by what they stand for.
    let grouping: [Expression]
    let hasGrouping: Bool
    /// Whether the rows are in buckets of time as well.
    var isSeries = false
    /// The SELECT's own; what stands outside it is one value for all of its rows.
    let scope: Scope
    /// Where GROUP BY could stand in the text.
    let place: Int?

    func check(
        _ items: [Expression], _ having: Expression?, _ ordering: [Ordering]
    ) throws(Diagnostic) {
        let outputs = items + (having.map { [$0] } ?? []) + ordering.map(\.expression)
        let own = OwnColumns(scope)
        let isAggregated = outputs.contains(where: own.hasAggregate)
        if let having, !hasGrouping, !isAggregated {
            throw Diagnostic(
                .notGrouped, "HAVING without an aggregate or GROUP BY", at: having.span,
                help: "put the condition into WHERE")
        }
        guard hasGrouping || isAggregated else { return }
        for output in outputs {
            guard let column = ungrouped(in: output, own),
                case .column(_, let name) = column.kind
            else { continue }
            if isSeries, name.folded == "time" {
                throw Diagnostic(
                    .notGrouped, "\"time\" in TIMESERIES, of which each bucket has many",
                    at: column.span,
                    help:
                        "remove it: the start of the bucket is the first column, and is called time"
                )
            }
            var mistake = Diagnostic(
                .notGrouped, "\"\(name.text)\" is neither grouped by nor inside an aggregate",
                at: column.span,
                help: hasGrouping
                    ? "add \(name.text) to GROUP BY, write GROUP BY ALL, or min(\(name.text))"
                    : "add GROUP BY ALL, or write min(\(name.text))")
            if !hasGrouping, let place, column.span.end > 0 {
                mistake.fix = Diagnostic.Fix(" GROUP BY ALL", for: Span(place, place))
            }
            throw mistake
        }
    }

    private func ungrouped(in expression: Expression, _ own: OwnColumns) -> Expression? {
        own.first(in: expression) { part, hidden in
            grouping.contains(part) || own.owns(aggregate: part, behind: hidden)
        }
    }
}
