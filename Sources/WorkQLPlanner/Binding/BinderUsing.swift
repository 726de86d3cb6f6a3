import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    /// Binds USING. It is kept where SQLite compares the columns unconverted; otherwise it becomes
    /// the conditions that it stands for, between values of one type.
    mutating func bindUsing(
        _ names: [Name], _ kind: JoinKind, left: Range<Int>, right: Range<Int>
    ) throws(Diagnostic) -> JoinConstraint {
        let names = try innermost.columnNames(names)
        let indices = sides(of: kind, left, right)
        var isAlike = true
        var pairs: [(name: Name, left: Bound, right: Bound, type: ColumnType?)] = []
        var results: [(left: Bound, right: Bound)] = []
        for name in names {
            let first = try usedColumn(name, in: left)
            let second = try usedColumn(name, in: right)
            let (values, type) = try coerced([first, second], for: .equality)
            noteNeverEqual([first, second], values, of: type)
            let (before, after) = (values[0].expression, values[1].expression)
            let isMixed = type == .real && first.type != second.type
            let shown = isMixed ? try coerced([first, second], for: .result).values : values
            results.append((shown[0], shown[1]))
            if isMixed || before != first.expression || after != second.expression
                || innermost.merged[name]?.value != nil
                || ignoresCase(after) && !ignoresCase(before)
            {
                isAlike = false
            }
            pairs.append((name, values[0], values[1], type))
            noteEquality(before, after)
            let equal = Expression.binary(before, .equal, after)
            for index in indices { addFilters(equal, to: index, "USING (\(name.text))") }
        }
        for ((name, _, _, type), shown) in zip(pairs, results) {
            let meaning = merged(shown.left.expression, shown.right.expression, kind)
            innermost.merged[name] = Scope.Merged(
                type: type, value: isAlike ? nil : meaning, meaning: meaning)
        }
        guard !isAlike else { return .using(names) }
        let conditions = pairs.map {
            Expression(comparing(.equal, $0.left.expression, $0.right.expression))
        }
        return Expression.all(conditions).map { .on($0) } ?? .none
    }

    /// Returns the value of a column that a join merged from two.
    private func merged(_ left: Expression, _ right: Expression, _ kind: JoinKind) -> Expression {
        switch kind {
        // Both values are equal there; conditions on a plain column can be pushed down.
        case .inner, .cross:
            right.isName && (!left.isName || ignoresCase(right) && !ignoresCase(left))
                ? right : left
        case .left: left
        case .right: right
        case .full:
            ignoresCase(left) || ignoresCase(right)
                ? ignoringCase(.call("coalesce", left, right)) : .call("coalesce", left, right)
        }
    }

    /// Refuses an ON that uses tables other than those it joins: a table before a comma is joined
    /// after them.
    func requireInJoin(_ condition: Expression, _ range: Range<Int>) throws(Diagnostic) {
        guard range.lowerBound > 0 else { return }
        let others = OwnColumns(
            sources: Set(innermost.sources[..<range.lowerBound].map(\.name)))
        guard let column = others.first(in: condition), let table = column.qualifier else { return }
        throw Diagnostic(
            .unknownTable, "\(table.text) is not one of the tables that this ON joins",
            at: column.span, help: "write CROSS JOIN instead of the comma after it")
    }

    private mutating func usedColumn(
        _ name: Name, in side: Range<Int>
    ) throws(Diagnostic) -> Bound {
        if !openColumns.isEmpty { openColumn(name, in: side) }
        let found = side.filter { innermost.sources[$0].index(of: name) != nil }
        let isMerged = innermost.merged[name] != nil
        guard let source = found.first, found.count == 1 || isMerged,
            let column = try innermost.sources[source].onlyIndex(of: name, at: name.span)
        else {
            let titles = side.map { innermost.sources[$0].name.text }.joined(separator: ", ")
            throw Diagnostic(
                .unknownColumn,
                found.isEmpty
                    ? "no column \"\(name.text)\" in \(titles)"
                    : "\"\(name.text)\" is a column of several tables of one side", at: name.span,
                help: found.isEmpty ? "USING takes columns that both sides have" : "write ON")
        }
        nameAsked(innermost.sources[source].columns[column], at: name.span)
        let first = use(column, of: innermost.sources[source], at: name.span)
        guard let shared = innermost.merged[name], found.count > 1 else { return first }
        return Bound(
            expression: Expression(shared.meaning.kind, span: name.span), type: shared.type)
    }
}
