import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension ScriptSession {
    /// Returns the values of a query for the columns of a PIVOT, each once and without NULL, and the
    /// notes on the query; nil if the query needs a service.
    func pivotValues(
        of query: Query, at span: Span
    ) throws(Diagnostic) -> (values: [Expression], notes: [Diagnostic])? {
        let plan = try planner([:]).plan(query)
        guard plan.scans.isEmpty else { return nil }
        guard plan.columns.count == 1 else {
            throw Diagnostic(
                .columnCount, "the values of PIVOT from \(counted(plan.columns.count, "column"))",
                at: span, help: "select one column")
        }
        var writer = PivotValueWriter(type: plan.columns[0].type)
        do {
            let rows = try LocalDatabase(for: plan, in: self, stop: ofTask).rows(opening: { _ in
                throw CancellationError()
            })
            _ = try rows.write(to: &writer, until: { false })
        } catch {
            if let diagnostic = error as? Diagnostic { throw diagnostic }
            if Task.isCancelled { throw Diagnostic(.cancelled, "interrupted", at: Span(0, 0)) }
            let failure = UserError(wrapping: error)
            throw Diagnostic(
                .notSupported, "the values of PIVOT cannot be computed: \(failure.message)",
                at: span, help: failure.help)
        }
        return (writer.values, plan.notes)
    }
}

/// A writer that keeps the different values of the only column as literals.
private struct PivotValueWriter: ResultWriter {
    let type: ColumnType?
    private(set) var values: [Expression] = []
    private var known: Set<Literal> = []

    init(type: ColumnType?) { self.type = type }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {}

    mutating func write(_ row: ResultRow) throws {
        let literal: Literal
        switch (row.kind(0), type) {
        case (.null, _): return
        case (.integer, .boolean): literal = .boolean(row.integer(0) != 0)
        case (.integer, nil), (.integer, .integer): literal = .integer(row.integer(0))
        case (.real, nil), (.real, .real): literal = .real(row.real(0))
        // A date is a text here, and is read as a date beside a date.
        case (.text, nil), (.text, .text), (.text, .date), (.text, .time):
            literal = .text(row.withText(0) { String(decoding: $0, as: UTF8.self) })
        // A literal that no column of a PIVOT can be named for.
        default: literal = .null
        }
        // More are refused anyway.
        guard values.count <= 2000 else { return }
        if known.insert(literal).inserted { values.append(Expression(.literal(literal))) }
    }

    mutating func finish() throws {}
}
