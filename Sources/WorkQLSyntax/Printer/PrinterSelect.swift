// SELECTs and windows as text.

extension Printer {
    func write(_ select: Select, to text: inout String) {
        if let pivot = select.pivot { return write(select, pivot, to: &text) }
        text += select.distinct ? "SELECT DISTINCT " : "SELECT "
        separated(select.items, to: &text) { item, text in write(item, to: &text) }
        if !select.from.isEmpty {
            text += " FROM "
            write(select.from, to: &text)
        }
        if let condition = select.condition {
            text += " WHERE "
            write(condition, to: &text)
        }
        if parentheses == .needed {
            if let time = select.time { text += " " + print(time) }
            if let series = select.timeSeries { write(series, to: &text) }
        }
        switch select.grouping {
        case .all: if parentheses == .needed { text += " GROUP BY ALL" }
        case .sets(let sets):
            text += " GROUP BY GROUPING SETS ("
            separated(sets, to: &text) { keys, text in
                text += "("
                separated(keys, to: &text) { key, text in write(key, to: &text) }
                text += ")"
            }
            text += ")"
        case .by(let keys):
            if !keys.isEmpty {
                text += " GROUP BY "
                separated(keys, to: &text) { key, text in write(key, to: &text) }
            }
        }
        if let having = select.having {
            text += " HAVING "
            write(having, to: &text)
        }
        if !select.windows.isEmpty {
            text += " WINDOW "
            separated(select.windows, to: &text) { named, text in
                text += print(named.name) + " AS ("
                write(named.window, to: &text)
                text += ")"
            }
        }
        if let condition = select.qualification {
            text += " QUALIFY "
            write(condition, to: &text)
        }
        if let comparison = select.comparison, parentheses == .needed {
            switch comparison.kind {
            case .earlier(let duration): text += " COMPARE WITH \(duration)"
            case .previousPeriod: text += " COMPARE WITH PREVIOUS PERIOD"
            }
        }
    }

    /// Writes a PIVOT, which has no other clauses than these.
    private func write(_ select: Select, _ pivot: Pivot, to text: inout String) {
        text += "PIVOT "
        writePivoted(select.from, to: &text)
        text += " ON "
        // What binds as loosely as IN would be read as a condition of which IN is a part.
        write(operand: pivot.key, .other, to: &text)
        text += " IN "
        write(pivot.values, to: &text)
        text += " USING "
        separated(pivot.aggregates, to: &text) { aggregate, text in
            write(aggregate.call, to: &text)
            if let suffix = aggregate.suffix { text += " AS " + print(suffix) }
        }
        if case .by(let keys) = select.grouping {
            text += " GROUP BY "
            separated(keys, to: &text) { key, text in write(key, to: &text) }
        }
    }

    private func write(_ item: SelectItem, to text: inout String) {
        switch item.kind {
        case .star(let change):
            text += "*"
            write(change, to: &text)
        case .tableStar(let table, let change):
            text += print(table) + ".*"
            write(change, to: &text)
        case .expression(let value, let alias):
            write(value, to: &text)
            if let alias { text += " AS " + print(alias) }
        }
    }

    private func write(_ change: StarChange, to text: inout String) {
        guard parentheses == .needed else { return }
        if !change.excluded.isEmpty { text += " EXCLUDE (\(names(change.excluded)))" }
        if !change.replaced.isEmpty {
            text += " REPLACE ("
            separated(change.replaced, to: &text) { replacement, text in
                write(replacement.expression, to: &text)
                text += " AS " + print(replacement.name)
            }
            text += ")"
        }
    }

    private func write(_ series: TimeSeries, to text: inout String) {
        text += " TIMESERIES \(series.step)"
        if let column = series.column {
            text += " ON "
            write(column, to: &text)
        }
        switch series.fill {
        case .none: break
        case .previous: text += " FILL PREVIOUS"
        case .null: text += " FILL NULL"
        case .value(let value):
            // Without parentheses these would be parsed as keywords.
            text += value.isFillWord ? " FILL (" : " FILL "
            write(value, to: &text)
            if value.isFillWord { text += ")" }
        }
    }

    // MARK: Windows

    func write(_ window: Window, to text: inout String) {
        var parts: [String] = []
        if let base = window.base { parts.append(printed(base)) }
        if !window.partition.isEmpty {
            var part = "PARTITION BY "
            separated(window.partition, to: &part) { key, part in write(key, to: &part) }
            parts.append(part)
        }
        if !window.ordering.isEmpty {
            var part = "ORDER BY "
            write(window.ordering, to: &part)
            parts.append(part)
        }
        if let frame = window.frame { parts.append(print(frame)) }
        text += parts.joined(separator: " ")
    }

    /// Returns the name of a window, quoted if it would begin another part of a window.
    private func printed(_ base: Name) -> String {
        let isPart = ["partition", "rows", "range", "groups"].contains(base.folded)
        return isPart ? "\"\(base.text)\"" : print(base)
    }

    private func print(_ frame: Window.Frame) -> String {
        let start = print(frame.start)
        // The short form ends at the current row, and cannot begin after it.
        if frame.end == .currentRow { return "\(frame.unit.rawValue) \(start)" }
        return "\(frame.unit.rawValue) BETWEEN \(start) AND \(print(frame.end))"
    }

    private func print(_ bound: Window.Frame.Bound) -> String {
        switch bound {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .preceding(let distance): boundary(distance) + " PRECEDING"
        case .currentRow: "CURRENT ROW"
        case .following(let distance): boundary(distance) + " FOLLOWING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        }
    }

    private func boundary(_ distance: Expression) -> String {
        let isBare =
            switch distance.kind {
            case .parameter, .literal(.duration): true
            case .literal(.integer(let value)): value >= 0
            case .literal(.real(let value)): value.sign == .plus
            default: false
            }
        return isBare || special?(distance) != nil ? print(distance) : "(\(print(distance)))"
    }
}

extension Expression {
    fileprivate var isFillWord: Bool {
        switch kind {
        case .literal(.null): true
        case .column(qualifier: [], let name): name.folded == "previous" || name.folded == "none"
        default: false
        }
    }
}
