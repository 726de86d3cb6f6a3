// Queries as text.

import WorkQLTime

extension Printer {
    package func print(_ query: Query) -> String {
        var text = ""
        write(query, to: &text)
        return text
    }

    package func print(_ select: Select) -> String {
        var text = ""
        write(select, to: &text)
        return text
    }

    func write(_ query: Query, to text: inout String) {
        writeCommonTables(of: query, to: &text)
        if case .select(let select) = query.body, query.time != nil, parentheses == .needed {
            // After a SELECT without parentheses the range would belong to the SELECT.
            text += "("
            write(select, to: &text)
            text += ")"
        } else {
            let isSorted = query.ordering != nil || query.limit != nil || query.offset != nil
            write(query.body, isSorted: isSorted, to: &text)
        }
        if let time = query.time, parentheses == .needed { text += " " + print(time) }
        switch query.ordering {
        case nil: break
        case .all(let descending):
            if parentheses == .needed { text += " ORDER BY ALL" + (descending ? " DESC" : "") }
        case .by(let orderings):
            text += " ORDER BY "
            write(orderings, to: &text)
        }
        if let limit = query.limit {
            text += " LIMIT "
            write(limit, to: &text)
        } else if query.offset != nil {
            text += parentheses == .full ? " LIMIT -1" : " LIMIT ALL"
        }
        if let offset = query.offset {
            text += " OFFSET "
            write(offset, to: &text)
        }
        if let zone = query.timeZone, parentheses == .needed {
            text += " WITH TIMEZONE " + Printer.quoted(zone.identifier)
        }
    }

    private func writeCommonTables(of query: Query, to text: inout String) {
        guard !query.with.isEmpty else { return }
        text += query.recursive ? "WITH RECURSIVE " : "WITH "
        separated(query.with, to: &text) { table, text in
            text += print(table.name)
            if !table.columns.isEmpty { text += "(\(names(table.columns)))" }
            text += " AS ("
            write(table.query, to: &text)
            text += ")"
        }
        text += " "
    }

    func write(_ orderings: [Ordering], to text: inout String) {
        separated(orderings, to: &text) { ordering, text in
            write(ordering.expression, to: &text)
            if ordering.descending { text += " DESC" }
            if let nulls = ordering.nulls {
                text += nulls == .first ? " NULLS FIRST" : " NULLS LAST"
            }
        }
    }

    func names(_ names: [Name]) -> String { names.map { print($0) }.joined(separator: ", ") }

    // MARK: Bodies

    /// - Parameter isSorted: whether ORDER BY or LIMIT follows, which SQLite does not accept after
    ///   VALUES.
    private func write(_ body: QueryBody, isSorted: Bool = false, to text: inout String) {
        switch body {
        case .select(let select): write(select, to: &text)
        case .values(let rows):
            guard !isSorted || parentheses == .needed else {
                writeOperand(body, isLoose: true, to: &text)
                return
            }
            text += "VALUES "
            separated(rows, to: &text) { row, text in
                text += "("
                separated(row, to: &text) { value, text in write(value, to: &text) }
                text += ")"
            }
        case .query: writeOperand(body, isLoose: true, to: &text)
        case .combined: writeCombined(body, isSorted: isSorted, to: &text)
        }
    }

    /// Descends a chain to its first operand and returns along it, because a chain is as high as it
    /// is long.
    private func writeCombined(_ body: QueryBody, isSorted: Bool, to text: inout String) {
        var first = body
        var rest: [(operator: SetOperator, all: Bool, operand: QueryBody)] = []
        while case .combined(let `operator`, let all, let left, let right) = first {
            // Operations that bind more tightly need no parentheses; in SQLite all have the same
            // precedence.
            if let last = rest.last, parentheses == .needed,
                last.operator == .intersect, `operator` != .intersect
            {
                break
            }
            rest.append((`operator`, all, right))
            first = left
        }
        writeOperand(first, isLoose: first.isCombined, to: &text)
        for (index, next) in rest.enumerated().reversed() {
            text += " \(next.operator.rawValue) "
            if next.all { text += "ALL " }
            let isLast = index == 0
            let isLoose =
                switch parentheses {
                case .needed:
                    next.operand.isCombined
                        && !(next.operator != .intersect && next.operand.isIntersection)
                        // It would be taken for the range of all SELECTs.
                        || isLast && next.operand.endsInTime
                case .full: next.operand.isCombined || isLast && isSorted && next.operand.isValues
                }
            writeOperand(next.operand, isLoose: isLoose, to: &text)
        }
    }

    /// Writes an operand of a set operation. SQLite does not accept parentheses around it.
    private func writeOperand(_ body: QueryBody, isLoose: Bool, to text: inout String) {
        let isQuery: Bool
        if case .query = body { isQuery = true } else { isQuery = false }
        guard isLoose || isQuery else {
            write(body, to: &text)
            return
        }
        text += parentheses == .full ? "SELECT * FROM (" : "("
        if case .query(let query) = body {
            write(query, to: &text)
        } else {
            write(body, to: &text)
        }
        text += ")"
    }
}

extension QueryBody {
    fileprivate var isCombined: Bool {
        if case .combined = self { return true }
        return false
    }

    fileprivate var isValues: Bool {
        if case .values = self { return true }
        return false
    }

    fileprivate var isIntersection: Bool {
        if case .combined(.intersect, _, _, _) = self { return true }
        return false
    }

    /// Whether the last SELECT has a time range that would be printed last.
    fileprivate var endsInTime: Bool {
        switch self {
        case .select(let select):
            select.time != nil && select.timeSeries == nil && select.grouping == .by([])
                && select.having == nil && select.comparison == nil
        case .combined(_, _, _, let right): right.endsInTime
        case .values, .query: false
        }
    }
}
