import WorkQLCatalog
import WorkQLSyntax

/// A statement whose answer are rows of one scan as they come.
///
/// What: columns of one scan, under no condition but lists of values of text columns; it is answered
/// without SQLite. Why: to hand SQLite each of a million rows' cells and to take them back costs more
/// than to decode and to write them. When not: as soon as anything is computed, ordered, grouped,
/// joined, left out as a double or limited, and for conditions of any other form.
package struct Passthrough: Sendable {
    /// For each column of the answer, its index in the table's columns.
    package let columns: [Int]
    /// Columns of text, and what a row has to hold in each, as UTF-8: texts that look alike differ in
    /// SQLite too.
    package let conditions: [Condition]

    package struct Condition: Sendable {
        package let column: Int
        /// The literals, of which there may be many.
        fileprivate let items: [Expression]
        /// Whether the values are in small ASCII letters, and rows may have others.
        package let ignoresCase: Bool

        /// Made when rows are read, for a plan may not be run.
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
    /// With small ASCII letters, and every other byte as it is.
    package var ignoringCase: [UInt8] { map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
}

extension Expression {
    /// What is tested by `x IN ('a', 'b')` or `x = 'a'`, and the texts.
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
