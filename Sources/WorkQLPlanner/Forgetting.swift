package import WorkQLCatalog
package import WorkQLSyntax
import WorkQLTime

extension Planner {
    /// Resolves a FORGET statement.
    ///
    /// - Throws: for a condition that does not select rows by the values of one column: rows are
    ///   removed together with their coverage, which is stored by columns.
    package func forgetting(
        _ name: TableName, where condition: Expression?, _ time: TimeClause?
    ) throws(Diagnostic) -> Forgetting {
        var forgetting = Forgetting(table: try table(name))
        if let time {
            guard forgetting.table.isTimed else {
                throw Diagnostic(
                    .unusedRange, "\(forgetting.table.name) has no times", at: time.span,
                    help: "FORGET \(forgetting.table.name) forgets all of it")
            }
            let range = try ClauseResolver(context: context, environment: environment)
                .resolve(time)
            let start = range.since?.milliseconds ?? .min
            let end = range.hasWrittenEnd ? range.until.milliseconds : Int64.max
            forgetting.instants = start..<max(start, end)
        }
        if let condition {
            guard let rows = try rows(of: condition, in: forgetting.table) else {
                throw Diagnostic(
                    .forgottenRows, "FORGET takes the values of one column", at: condition.span,
                    help: "write userid = '…' or userid IN ('…', '…')")
            }
            forgetting.rows = rows
        }
        return forgetting
    }

    private func rows(
        of condition: Expression, in table: Table
    ) throws(Diagnostic) -> (column: Int, values: [Scalar])? {
        let (column, items): (Expression, [Expression])
        switch condition.kind {
        case .binary(.equal, let left, let right): (column, items) = (left, [right])
        case .inList(let value, let list, negated: false): (column, items) = (value, list)
        default: return nil
        }
        guard case .column(let qualifier, let name) = column.kind, qualifier.isEmpty,
            let index = table.columnIndex(name.text) ?? table.columnIndex(labelled: name)
        else { return nil }
        var values: [Scalar] = []
        for item in items {
            try refuseName(item, of: table.columns[index])
            switch item.kind {
            case .literal(.text(let text)): values.append(.text(text))
            case .literal(.integer(let number)): values.append(.integer(number))
            default: return nil
            }
        }
        return (index, values)
    }

    /// Refuses the name of a person or a department, which is the id of no row: nothing would be
    /// forgotten.
    private func refuseName(_ item: Expression, of column: Column) throws(Diagnostic) {
        guard case .literal(.text(let text)) = item.kind else { return }
        let name = Printer.quoted(text)
        switch column.holds {
        case .person where item.isNoUserID:
            throw Diagnostic(
                .nameForID, "\(text.clipped) is a name, but is compared with a userid",
                at: item.span, help: "its userid: SELECT userid FROM member WHERE name = \(name)")
        case .department where NumberText.literal(text) == nil:
            throw Diagnostic(
                .nameForID, "'\(text.clipped)' is a name, but is compared with a department's id",
                at: item.span,
                help: "its id: SELECT department_id FROM department WHERE name = \(name)")
        default: return
        }
    }
}

extension Table {
    /// The one column whose Chinese words a name is.
    fileprivate func columnIndex(labelled name: Name) -> Int? {
        let found = columns.indices.filter { index in
            let column = columns[index]
            return ChineseNames.ofColumn(column.name, labelled: column.label)
                .contains { Name($0) == name }
        }
        return found.count == 1 ? found.first : nil
    }
}
