import WorkQLCatalog
import WorkQLSyntax

/// What: a note on a join with a directory that has a row for each department of a person.
/// Why: a row is then repeated for each department of its person, and counted so often: nobody who
/// joins `member` for the names expects that.
/// When not: where the SELECT shows or groups by the department, or allows a single one; where
/// repeated rows make no difference, as for DISTINCT, `min` and `IN (SELECT …)`. Whether anybody of
/// the rows is in several departments is known once these are fetched.
extension Binder {
    /// - Parameter condition: WHERE with aliases replaced by what they stand for.
    mutating func noteRepeatedPeople(_ select: Select, where condition: Expression?) {
        guard innermost.sources.count > 1, setsDepth == 0, !select.distinct,
            !select.ignoresRepeatedRows
        else { return }
        for source in innermost.sources {
            guard let scan = source.scan, case .directory = scans[scan].table.source,
                let person = source.columns.firstIndex(where: { $0.holds == .person }),
                let department = source.columns.firstIndex(where: { $0.holds == .department }),
                isJoined(source, by: source.columns[person].name),
                !isDetermined(source, source.columns[department].name, in: select),
                !isShown(source, source.columns[department].name, in: select)
            else { continue }
            let written = scans[scan].written ?? source.name
            // Who writes Chinese is answered in it.
            let isChinese = written.isBeyondASCII
            let names = scans[scan].columns.union([person]).subtracting([department]).sorted()
                .map { source.columns[$0] }
                .map { isChinese ? $0.words.last ?? $0.name.text : $0.name.text }
                .joined(separator: ", ")
            let note = Diagnostic(
                "\(scans[scan].table.name) has a row for each department of a person, so that "
                    + "rows of people in several departments are repeated",
                at: scans[scan].name.span,
                help: "join (SELECT DISTINCT \(names) FROM "
                    + "\(isChinese ? written.text : scans[scan].table.name)) AS "
                    + Printer.name(written.text))
            conditionalNotes.append(
                ConditionalNote(
                    note: note,
                    query: repeated(
                        source.columns[person].name, source, scan, in: select, where: condition,
                        by: scans[scan].columns.contains(department)
                            ? source.columns[department].name : nil)))
        }
    }

    /// Returns a query that has a row where the joined rows contain several of one person.
    ///
    /// - Parameter department: the column of departments, where the statement needs it; otherwise
    ///   no condition can be about it, and all rows of a person are joined if one is.
    private func repeated(
        _ person: Name, _ source: Source, _ scan: Int, in select: Select,
        where condition: Expression?, by department: Name?
    ) -> Query {
        func several(_ column: Name?, of table: [Name]) -> Expression {
            let counted = FunctionCall(
                name: Name("count"),
                arguments: column.map {
                    .list([Expression(.column(qualifier: table, name: $0))])
                } ?? .star, distinct: column != nil)
            return .binary(Expression(.call(counted)), .greater, .integer(1))
        }
        let own = Expression(.column(qualifier: [], name: person))
        var people = Select(items: [SelectItem(.expression(own, alias: nil))])
        people.from = [
            Relation(.table(TableName(name: Name(Scan.name(scan))), alias: nil, time: nil))
        ]
        people.grouping = .by([own])
        people.having = several(nil, of: [])
        let joined = Expression(.column(qualifier: [source.name], name: person))
        let isOne = Expression(
            .inQuery(joined, Query(body: .select(people)), negated: false))
        var rows = Select(items: [SelectItem(.expression(.integer(1), alias: nil))])
        rows.from = select.from
        rows.condition = condition.map { .binary($0, .and, isOne) } ?? isOne
        rows.grouping = .by([joined])
        if let department { rows.having = several(department, of: [source.name]) }
        return Query(body: .select(rows))
    }

    private func isJoined(_ source: Source, by column: Name) -> Bool {
        if innermost.merged[column] != nil { return true }
        return innermost.equalities.contains { left, right in
            [left, right].contains { $0.isColumn(column, of: source.name) }
        }
    }

    /// Whether one department of the table is meant in each row.
    private func isDetermined(_ source: Source, _ column: Name, in select: Select) -> Bool {
        if innermost.merged[column] != nil { return true }
        let isEqual = innermost.equalities.contains { left, right in
            [left, right].contains { $0.isColumn(column, of: source.name) }
        }
        return isEqual
            || select.condition?.conjuncts.contains { conjunct in
                guard case .binary(.equal, let left, let right) = conjunct.kind else {
                    return false
                }
                return [left, right].contains { $0.isColumn(column, of: source.name) }
            } ?? false
    }

    private func isShown(_ source: Source, _ column: Name, in select: Select) -> Bool {
        var shown: [Expression] = []
        for item in select.items {
            if case .expression(let expression, _) = item.kind { shown.append(expression) }
        }
        if case .by(let groups) = select.grouping { shown += groups }
        return shown.contains { expression in
            expression.first { $0.isColumn(column, of: source.name) } != nil
        }
    }
}

extension Select {
    /// Whether each row of the result is the same however often a row is repeated.
    fileprivate var ignoresRepeatedRows: Bool {
        var isGrouped = grouping != .by([])
        for item in items {
            guard case .expression(let expression, _) = item.kind else { continue }
            var isSafe = true
            _ = expression.first { part in
                guard part.isAggregate, case .call(let call) = part.kind else { return false }
                isGrouped = true
                let isExtreme = ["min", "max", "bool_and", "bool_or"].contains(call.function?.name)
                if !call.distinct && !isExtreme { isSafe = false }
                return !isSafe
            }
            if !isSafe { return false }
        }
        return isGrouped
    }
}

extension Expression {
    fileprivate func isColumn(_ name: Name, of source: Name) -> Bool {
        if case .column(let qualifier, let column) = kind {
            qualifier.last == source && column == name
        } else {
            false
        }
    }
}
