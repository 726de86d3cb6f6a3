package import WorkQLCatalog
package import WorkQLSyntax

/// A function in FROM that returns rows: a query with parameters, which makes no call.
package struct TableFunction: Sendable {
    package struct Column: Sendable {
        package let name: String
        package let type: ColumnType
        package let summary: String
    }

    package let name: String
    /// The form of a call for help and completion.
    package let signature: String
    package let summary: String
    /// The columns of the query, in its order.
    package let columns: [Column]
    /// Returns the query of a call, and the notes to add where its columns are used, keyed by the
    /// columns' indices.
    let rows: Rows

    typealias Rows =
        @Sendable (_ call: TableCall, _ binder: inout Binder, _ inherited: TimeClause?)
        throws(Diagnostic) -> (query: Query, remarks: [Int: Diagnostic])

    package static let all: [TableFunction] = [.days, .workdays, .series]

    package static func named(_ name: Name) -> TableFunction? {
        all.first { Name($0.name) == name }
    }
}

extension Binder {
    mutating func bindRows(
        _ call: TableCall, _ alias: TableAlias?, inheriting clause: TimeClause?, at span: Span
    ) throws(Diagnostic) -> Relation {
        guard let function = TableFunction.named(call.name) else {
            let near = nearest(call.name.text, in: TableFunction.all.map(\.name))
            let isScalar = !Function.all.filter { $0.name == call.name.folded }.isEmpty
            throw Diagnostic(
                .unknownFunction,
                isScalar
                    ? "\"\(call.name.text)\" gives a value, not a table"
                    : "unknown table function \"\(call.name.text)\"",
                at: call.name.span, meaning: isScalar ? nil : near,
                otherwise: isScalar
                    ? "write it in the select list"
                    : "there are " + TableFunction.all.map(\.signature).listed)
        }
        let (query, remarks) = try function.rows(call, &self, clause)
        let title = alias ?? TableAlias(call.name)
        let relation = try bindDerived(query, title, inheriting: nil, at: span)
        if !innermost.sources.isEmpty {
            innermost.sources[innermost.sources.count - 1].remarks = remarks
        }
        return relation
    }
}
