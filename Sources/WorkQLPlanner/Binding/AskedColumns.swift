import WorkQLCatalog
import WorkQLSyntax

/// A column of a scan that its rows contain only where a condition gives its values.
struct AskedColumn: Hashable, Sendable {
    var scan: Int
    /// The index among the table's columns.
    var column: Int

    /// In place of a scan, for a column of the last result.
    static let last = -1
}

/// A column of a table that is NULL in a result, because no condition gave its values.
struct AbsentValues: Hashable, Sendable {
    var table: String
    var column: String
    /// A condition for which the service returns the rows of every value that is known.
    var condition: String
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
        let isShown = span == shownItem
        for asked in column.asked {
            change(asked) { use in
                if isShown {
                    use.shown = use.shown ?? span
                } else {
                    use.computed = use.computed ?? span
                }
            }
        }
    }

    private mutating func change(_ asked: AskedColumn, _ body: (inout AskedUse) -> Void) {
        if asked.scan == AskedColumn.last {
            body(&lastAsked[asked.column, default: AskedUse()])
        } else if scans.indices.contains(asked.scan) {
            body(&scans[asked.scan].asked[asked.column, default: AskedUse()])
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
            change(asked) { use in
                if let shown = use.shown { use.computed = use.computed ?? span ?? shown }
            }
        }
    }

    /// What: the columns of the last result, where no condition of its query gave their values,
    /// are refused where something is computed from them.
    /// Why: as in the query itself, whose answer may be thousands of rows ago.
    /// When not: a file that a result was written to no longer says where its NULLs come from.
    ///
    /// - Returns: the notes on those that are only shown.
    func unknownOfLast() throws(Diagnostic) -> [Diagnostic] {
        var notes: [Diagnostic] = []
        for (index, use) in lastAsked.sorted(by: { $0.key < $1.key }) {
            guard let unknown = lastUnknown[index] else { continue }
            let help =
                "add the condition \(unknown.condition) to the query whose result it is"
            if let span = use.computed, span.start < span.end {
                throw Diagnostic(
                    .notPushed,
                    "rows of \(unknown.table) do not carry \(unknown.column), and no condition "
                        + "gave its values to the last result",
                    at: span, help: help)
            } else if let span = use.shown, span.start < span.end {
                notes.append(
                    Diagnostic(
                        .notPushed,
                        "\(unknown.column) is NULL in every row, because no condition gave its "
                            + "values to the last result",
                        at: span, help: help))
            }
        }
        return notes
    }

    /// Returns the first of the columns whose values are NULL in a result column, because nothing
    /// gives them.
    func unknown(_ column: ResultColumn, of scans: [Scan]) -> AbsentValues? {
        for asked in column.asked.sorted(by: { ($0.scan, $0.column) < ($1.scan, $1.column) }) {
            if asked.scan == AskedColumn.last {
                if let unknown = lastUnknown[asked.column] { return unknown }
            } else if scans.indices.contains(asked.scan) {
                let scan = scans[asked.scan]
                let found = scan.table.columns[asked.column]
                let given = [scan.dynamicKeys, scan.sharing.flatMap { scans[$0].dynamicKeys }]
                    .flatMap { $0?.keys.map(\.column) ?? [] }
                if scan.unknown.contains(asked.column), !given.contains(found.name) {
                    return AbsentValues(
                        table: scan.table.name, column: found.name, condition: found.anyValue)
                }
            }
        }
        return nil
    }
}

extension ScanPlanner {
    /// Returns the columns whose values no condition gives, and for those that the statement names
    /// nevertheless the notes on what is only shown, and the refusals of the others by their names.
    func unknownColumns(
        besides keys: [Keys]
    ) -> (columns: Set<Int>, notes: [Diagnostic], refusals: [String: Diagnostic]) {
        var notes: [Diagnostic] = []
        var refusals: [String: Diagnostic] = [:]
        let columns = Set(
            table.columns.indices.filter { column in
                !isCarried(column) && !keys.contains { $0.column == column }
            })
        guard !pending.isUnread else { return (columns, notes, refusals) }
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
        return (columns, notes, refusals)
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
