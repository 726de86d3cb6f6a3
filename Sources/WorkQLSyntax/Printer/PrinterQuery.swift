// Queries as text.

extension Printer {
    package func print(_ query: Query) -> String {
        var text = ""
        write(query, to: &text)
        return text
    }

    func write(_ query: Query, to text: inout String) {
        if !query.with.isEmpty {
            text += query.recursive ? "WITH RECURSIVE " : "WITH "
            separated(query.with, to: &text) { table, text in
                text += print(table.name) + names(table.columns) + " AS ("
                write(table.query, to: &text)
                text += ")"
            }
            text += " "
        }
        write(query.body, to: &text)
        switch query.ordering {
        case nil: break
        case .all(let descending)?: text += " ORDER BY ALL" + (descending ? " DESC" : "")
        case .by(let orderings)?:
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
        if let time = query.time { text += " " + print(time) }
        if let zone = query.timeZone {
            text += " WITH TIMEZONE " + Printer.quoted(zone.identifier)
        }
    }

    func write(_ orderings: [Ordering], to text: inout String) {
        separated(orderings, to: &text) { key, text in
            write(key.expression, to: &text)
            if key.descending { text += " DESC" }
            switch key.nulls {
            case nil: break
            case .first?: text += " NULLS FIRST"
            case .last?: text += " NULLS LAST"
            }
        }
    }

    func names(_ names: [Name]) -> String {
        names.isEmpty ? "" : "(" + names.map { print($0) }.joined(separator: ", ") + ")"
    }

    private func write(_ body: QueryBody, to text: inout String) {
        switch body {
        case .select(let select): write(select, to: &text)
        case .values(let rows):
            text += "VALUES "
            separated(rows, to: &text) { row, text in
                text += "("
                separated(row, to: &text) { value, text in write(value, to: &text) }
                text += ")"
            }
        case .query(let query): writeNested(query, to: &text)
        case .combined: writeChain(body, to: &text)
        }
    }

    /// A chain is as high as it is long: it is gone down to its first operand, and back.
    private func writeChain(_ body: QueryBody, to text: inout String) {
        var first = body
        var rest: [(SetOperator, Bool, QueryBody)] = []
        while case .combined(let op, let all, let left, let right) = first,
            rest.isEmpty || parentheses == .needed && !op.isLooser(than: rest[rest.count - 1].0)
                || parentheses == .full
        {
            rest.append((op, all, right))
            first = left
        }
        write(operand: first, to: &text)
        for (op, all, right) in rest.reversed() {
            text += " \(op.rawValue) " + (all ? "ALL " : "")
            write(operand: right, of: op, to: &text)
        }
    }

    /// An operand that needs no parentheses is a SELECT or VALUES alone.
    private func write(
        operand: QueryBody, of op: SetOperator? = nil, to text: inout String
    ) {
        switch operand {
        case .select, .values: write(operand, to: &text)
        case .query(let query): writeNested(query, to: &text)
        case .combined(let inner, _, _, _):
            if parentheses == .needed, let op, inner == .intersect, op != .intersect {
                write(operand, to: &text)
            } else {
                writeNested(Query(body: operand), to: &text)
            }
        }
    }

    /// SQLite takes no parentheses around an operand, but a query in FROM.
    private func writeNested(_ query: Query, to text: inout String) {
        text += parentheses == .full ? "SELECT * FROM (" : "("
        write(query, to: &text)
        text += ")"
    }

    private func write(_ select: Select, to text: inout String) {
        text += select.distinct ? "SELECT DISTINCT " : "SELECT "
        separated(select.items, to: &text) { item, text in write(item, to: &text) }
        if !select.from.isEmpty {
            text += " FROM "
            separated(select.from, to: &text) { relation, text in write(relation, to: &text) }
        }
        if let condition = select.condition {
            text += " WHERE "
            write(condition, to: &text)
        }
        if let time = select.time { text += " " + print(time) }
        if let series = select.timeSeries { write(series, to: &text) }
        switch select.grouping {
        case .all: text += " GROUP BY ALL"
        case .by(let keys) where !keys.isEmpty:
            text += " GROUP BY "
            separated(keys, to: &text) { key, text in write(key, to: &text) }
        case .by: break
        }
        if let having = select.having {
            text += " HAVING "
            write(having, to: &text)
        }
        switch select.comparison?.kind {
        case nil: break
        case .earlier(let duration)?: text += " COMPARE WITH \(duration)"
        case .previousPeriod?: text += " COMPARE WITH PREVIOUS PERIOD"
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
            text += " FILL "
            write(operand: value, .sign, to: &text)
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
        if !change.excluded.isEmpty { text += " EXCLUDE " + names(change.excluded) }
        if !change.replaced.isEmpty {
            text += " REPLACE ("
            separated(change.replaced, to: &text) { replacement, text in
                write(replacement.expression, to: &text)
                text += " AS " + print(replacement.name)
            }
            text += ")"
        }
    }

    // MARK: Relations

    private func write(_ relation: Relation, to text: inout String) {
        switch relation.kind {
        case .table(let table, let alias, let time):
            text += print(table) + self.alias(alias)
            if let time { text += " " + print(time) }
        case .file(let file, let alias):
            text += Printer.quoted(file.path) + self.alias(alias)
        case .query(let query, let alias):
            text += "("
            write(query, to: &text)
            text += ")" + self.alias(alias)
        case .join: writeJoins(relation, to: &text)
        }
    }

    private func writeJoins(_ relation: Relation, to text: inout String) {
        var first = relation
        var rest: [(JoinKind, Relation, JoinConstraint)] = []
        while case .join(let kind, let left, let right, let constraint) = first.kind {
            rest.append((kind, right, constraint))
            first = left
        }
        write(first, to: &text)
        for (kind, right, constraint) in rest.reversed() {
            text += " \(kind.rawValue) "
            if case .join = right.kind {
                text += "("
                write(right, to: &text)
                text += ")"
            } else {
                write(right, to: &text)
            }
            switch constraint {
            case .none: break
            case .on(let condition):
                text += " ON "
                write(condition, to: &text)
            case .using(let columns): text += " USING " + names(columns)
            }
        }
    }

    private func alias(_ alias: TableAlias?) -> String {
        alias.map { " AS " + print($0.name) + names($0.columns) } ?? ""
    }
}

extension SetOperator {
    /// Whether the operator binds less tightly, so that as a left operand it needs parentheses.
    fileprivate func isLooser(than other: SetOperator) -> Bool {
        self != .intersect && other == .intersect
    }
}
