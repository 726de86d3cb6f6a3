import WorkQLSyntax

/// What: every column outside an aggregate must be grouped by, by itself or inside a grouped
/// expression; this includes the columns that a query inside the SELECT uses.
/// Why: a group has many values of any other column, and SQLite would return an arbitrary one.
/// When not: without GROUP BY, HAVING and aggregates there are no groups.
struct GroupingCheck {
    /// The bound grouping expressions, with ordinals and aliases replaced by what they stand for.
    let grouping: [Expression]
    let hasGrouping: Bool
    /// Whether the rows are also grouped into buckets of time.
    var isSeries = false
    /// The SELECT's own scope; a column from outside it has one value for all rows.
    let scope: Scope
    /// The position in the text at which GROUP BY could be inserted.
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
                        "remove it: the start of the bucket is the first column, named time"
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
        // SQLite takes a SELECT for grouped by its items alone.
        guard !hasGrouping, !isSeries, !items.contains(where: own.hasAggregate) else { return }
        if let having {
            throw Diagnostic(
                .notGrouped, "HAVING without GROUP BY or an aggregate in the select list",
                at: having.span, help: "select the aggregate too: SELECT count(*)")
        }
        if let order = ordering.first?.expression {
            throw Diagnostic(
                .notGrouped, "ORDER BY an aggregate without GROUP BY", at: order.span,
                help: "remove it: an aggregate of all rows is one value for one row")
        }
    }

    private func ungrouped(in expression: Expression, _ own: OwnColumns) -> Expression? {
        own.first(in: expression) { part, hidden in
            grouping.contains(part) || own.owns(aggregate: part, behind: hidden)
        }
    }
}
