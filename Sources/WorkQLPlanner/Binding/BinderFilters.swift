import WorkQLSyntax

/// What: a query in a part of WHERE that is known not to matter is not run: that of
/// `userid IN (SELECT …)` beside `1 = 0`, and that behind `:d IS NULL OR` where `:d` is NULL.
/// Why: its calls would be made for rows or keys that nothing reads.
/// When not: for a table that is read elsewhere too.
extension Binder {
    /// Returns the condition of a SELECT as SQLite computes it, and with the parts that are the same
    /// for every row replaced by their values.
    ///
    /// - Parameter tables: the scans of the FROM, which are left unread if it is never true.
    mutating func bindFilter(
        _ condition: Expression, of tables: Range<Int>
    ) throws(Diagnostic) -> (bound: Expression, evaluated: Expression) {
        let before = condition.first(where: \.readsQuery) == nil ? nil : self
        let first = scans.count
        var bound = try bindCondition(condition, in: .condition).moved(in: self)
        var evaluated = environment.evaluated(bound, in: context.zone)
        if var before {
            let needed = evaluated.withoutKnownParts
            let unneeded = subplans.indices.dropFirst(before.subplans.count).filter { index in
                needed.first { $0.isOneOfKeys(Subplan.name(index)) } == nil
            }
            if !unneeded.isEmpty {
                before.uselessQueries.formUnion(unneeded.map { subplans[$0].query })
                let outer = uselessQueries
                self = before
                bound = try bindCondition(condition, in: .condition).moved(in: self)
                evaluated = environment.evaluated(bound, in: context.zone)
                uselessQueries = outer
            }
        }
        let needed = evaluated.withoutKnownParts
        if needed.conjuncts.contains(where: \.isNever) {
            // Queries beside an aggregate of no rows are read.
            leaveUnread(tables)
            leaveUnread(first..<scans.count)
        } else if first < scans.count {
            let read = needed.tableNames
            for index in Set(bound.tableNames.subtracting(read).compactMap { Scan.index($0.text) })
            where index >= first {
                leaveUnread(index..<index + 1)
            }
        }
        return (bound, evaluated)
    }
}

extension Expression {
    /// Whether it has the values of a query.
    fileprivate var readsQuery: Bool {
        switch kind {
        case .inQuery, .inParameter, .subquery, .exists: true
        case .call(let call): call.name == Binder.under
        default: false
        }
    }

    /// Whether it is the condition that a value is one of the keys of this name.
    fileprivate func isOneOfKeys(_ name: String) -> Bool {
        if case .inParameter(_, let keys, _) = kind { keys == Name(name) } else { false }
    }
}
