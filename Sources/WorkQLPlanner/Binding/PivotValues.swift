import WorkQLSyntax

/// What: `PIVOT … ON day IN (SELECT date FROM days('2026-08')) USING count(*)` becomes the PIVOT with
/// the values of the query written out.
/// Why: the values are then known before the first call, as the columns of a result have to be.
/// When not: for a query that needs a service, which is refused.
struct PivotValues {
    private let pivot: Pivot
    private let environment: PlanningContext
    /// The query that has the values, and sees the common tables beside the PIVOT.
    private let query: Query

    /// - Parameters:
    ///   - outer: the query whose body is the PIVOT.
    ///   - visible: the common tables of the queries around it, the innermost last.
    init(
        _ pivot: Pivot, in outer: Query, seeing visible: [Binder.BoundTable],
        _ environment: PlanningContext
    ) {
        self.pivot = pivot
        self.environment = environment
        guard case .subquery(var query) = pivot.values.kind else { preconditionFailure() }
        var names = Set((outer.with + query.with).map(\.name))
        let around = visible.reversed().filter { table in
            table.written != nil && names.insert(table.name).inserted
        }
        query.with = around.reversed().compactMap(\.written) + outer.with + query.with
        query.recursive =
            query.recursive || outer.recursive || around.contains(where: \.isRecursive)
        self.query = query
    }

    /// Returns a SELECT without a PIVOT, whose columns are the items and those of the values, and the
    /// notes on the query of the values.
    func columns(
        after select: Select
    ) throws(Diagnostic) -> (select: Select, notes: [Diagnostic]) {
        guard let (values, notes) = try environment.valuesWithoutCalls(query, pivot.values.span)
        else {
            throw Diagnostic(
                .notSupported, "the values of PIVOT need a service", at: pivot.values.span,
                help: "the columns must be known before the first call: write the values, or take "
                    + "them from a file, VALUES or days()")
        }
        guard !values.isEmpty else {
            throw Diagnostic(
                .notSupported, "a PIVOT without values: the query has no rows",
                at: pivot.values.span)
        }
        var select = select
        select.pivot = nil
        try select.append(
            pivot.aggregates, where: pivot.key,
            is: try values.map { value throws(Diagnostic) in
                // The values have no position of their own.
                let value = Expression(value.kind, span: pivot.values.span)
                guard let name = value.pivotName else {
                    throw Diagnostic(
                        .typeMismatch, "the values of PIVOT are neither texts, dates nor numbers",
                        at: pivot.values.span, help: "select date(t), or strftime(t, '%m')")
                }
                return (value, name)
            }, at: pivot.values.span)
        return (select, notes)
    }
}
