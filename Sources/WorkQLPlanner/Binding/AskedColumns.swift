import WorkQLCatalog
import WorkQLSyntax

/// A column of a scan that its rows contain only where a condition gives its values.
struct AskedColumn: Hashable, Sendable {
    var scan: Int
    /// The index among the table's columns.
    var column: Int
}

/// Where a statement first names such a column.
struct AskedUse {
    /// As a column of a select list, which shows it as it is.
    var shown: Span?
    /// In an expression, a condition, a group or an order.
    var computed: Span?
}

/// What: each name that means such a column, through queries in FROM, common tables and aliases,
/// counts for the scan whose column it is.
/// Why: without its values the column is NULL in every row, and whatever is computed from it is
/// wrong: no group, no match of an outer join, a count of 0. `ScanPlanner` refuses that.
/// When not: a select list may show it, since NULL then says that nothing is known; a note says
/// why. `*` does not name columns.
extension Binder {
    /// Notes that a name means a column of a source.
    mutating func nameAsked(_ column: SourceColumn, at span: Span) {
        for asked in column.asked {
            guard scans.indices.contains(asked.scan) else { continue }
            var use = scans[asked.scan].asked[asked.column] ?? AskedUse()
            if span == shownItem {
                use.shown = use.shown ?? span
            } else {
                use.computed = use.computed ?? span
            }
            scans[asked.scan].asked[asked.column] = use
        }
    }

    /// Notes that values are computed from what an expression shows, as GROUP BY ALL, DISTINCT and
    /// an alias in a condition do.
    mutating func computeFromShown(_ expression: Expression) {
        computeFromShown(sourceColumn(expression)?.asked ?? [], at: expression.span)
    }

    /// - Parameter span: where the columns count as computed from; nil for where they are shown.
    mutating func computeFromShown(_ columns: Set<AskedColumn>, at span: Span? = nil) {
        for asked in columns {
            guard scans.indices.contains(asked.scan),
                let use = scans[asked.scan].asked[asked.column], let shown = use.shown
            else { continue }
            scans[asked.scan].asked[asked.column]?.computed = use.computed ?? span ?? shown
        }
    }
}

extension ScanPlanner {
    /// Returns the columns that the statement names although no condition gives their values: the
    /// notes on those that are only shown, and the refusals of the others by their names.
    func unknownColumns(
        besides keys: [Keys]
    ) -> (notes: [Diagnostic], refusals: [String: Diagnostic]) {
        var notes: [Diagnostic] = []
        var refusals: [String: Diagnostic] = [:]
        guard !pending.isUnread else { return (notes, refusals) }
        for (column, use) in pending.asked.sorted(by: { $0.key < $1.key }) {
            guard !keys.contains(where: { $0.column == column }) else { continue }
            let name = table.columns[column].name
            let help =
                "add the condition \(table.columns[column].anyValue), or take another column: "
                + "DESCRIBE \(table.name) lists them"
            if let span = use.computed, span.start < span.end {
                refusals[name] = Diagnostic(
                    .notPushed,
                    "rows of \(table.name) do not carry \(name), and no condition gives its values",
                    at: span, help: help)
            } else if let span = use.shown, span.start < span.end {
                notes.append(
                    Diagnostic(
                        .notPushed,
                        "\(name) is NULL in every row, because no condition gives its values",
                        at: span, help: help))
            }
        }
        return (notes, refusals)
    }
}

extension Scan {
    /// The error of the first of its columns without values, once it is known which columns other
    /// rows give the values of.
    var refusal: Diagnostic? {
        let given = Set(dynamicKeys?.keys.map(\.column) ?? [])
        return refusals.filter { !given.contains($0.key) }.values
            .min { $0.span.start < $1.span.start }
    }
}

extension Column {
    /// A condition for which the service returns the rows of every value that is known.
    fileprivate var anyValue: String {
        switch holds {
        case .person: "\(name) IN (SELECT userid FROM member)"
        case .department: "\(name) IN (SELECT department_id FROM department)"
        case nil: type == .text ? "\(name) IN ('…', '…')" : "\(name) IN (…, …)"
        }
    }
}
