import WorkQLCatalog
import WorkQLSyntax

/// A statement whose result consists of the rows of one scan as they arrive.
///
/// What: columns of one scan, without conditions except lists of values of text columns; SQLite is
/// not used.
/// Why: for a million rows, passing each cell to SQLite and reading it back costs more than
/// decoding and writing the rows.
/// When not: as soon as anything is computed, ordered, grouped, joined, deduplicated or limited,
/// and for conditions of any other form.
package struct Passthrough: Sendable {
    /// For each column of the result, its index among the table's columns.
    package let columns: [Int]
    /// Text columns, and the values that a row must have in each, as UTF-8: texts that only look
    /// alike are different, as in SQLite.
    package let conditions: [Condition]

    package struct Condition: Sendable {
        package let column: Int
        /// The literals; there may be many.
        fileprivate let items: [Expression]
        /// Whether the values are in lower-case ASCII letters, and those of rows may not be.
        package let ignoresCase: Bool

        /// The values, built when rows are read, since a plan may not be run.
        package var values: Set<[UInt8]> {
            Set(
                items.compactMap { item in
                    guard case .literal(.text(let text)) = item.kind else { return nil }
                    let bytes = Array(text.utf8)
                    return ignoresCase ? bytes.ignoringCase : bytes
                })
        }
    }

    init?(_ query: Query, of table: Table, named scanName: String) {
        guard query.with.isEmpty, query.ordering == nil, query.limit == nil, query.offset == nil,
            case .select(let select) = query.body, !select.distinct, select.having == nil,
            select.grouping == .by([]), select.from.count == 1,
            case .table(let name, let alias, _) = select.from[0].kind, name.name == Name(scanName)
        else { return nil }
        let source = alias?.name ?? name.name
        func columnIndex(_ expression: Expression) -> Int? {
            guard case .column(let qualifier, let name) = expression.kind,
                qualifier.isEmpty || qualifier == [source]
            else { return nil }
            return table.columns.firstIndex { Name($0.name) == name }
        }
        var columns: [Int] = []
        for item in select.items {
            guard case .expression(let expression, _) = item.kind,
                let index = columnIndex(expression)
            else { return nil }
            columns.append(index)
        }
        self.columns = columns
        var conditions: [Condition] = []
        for condition in select.condition?.conjuncts ?? [] {
            guard let (tested, items) = condition.listed, let index = columnIndex(tested),
                table.columns[index].type == .text
            else { return nil }
            conditions.append(
                Condition(
                    column: index, items: items, ignoresCase: table.columns[index].ignoresCase))
        }
        self.conditions = conditions
    }
}

extension [UInt8] {
    /// The same bytes with ASCII letters in lower case.
    package var ignoringCase: [UInt8] { map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
}

extension Expression {
    /// The tested expression of `x IN ('a', 'b')` or `x = 'a'`, and the texts.
    fileprivate var listed: (tested: Expression, items: [Expression])? {
        func isText(_ item: Expression) -> Bool {
            if case .literal(.text) = item.kind { true } else { false }
        }
        switch kind {
        case .inList(let tested, let items, negated: false):
            return items.allSatisfy(isText) ? (tested, items) : nil
        case .binary(.equal, let tested, let value):
            return isText(value) ? (tested, [value]) : nil
        default: return nil
        }
    }
}
