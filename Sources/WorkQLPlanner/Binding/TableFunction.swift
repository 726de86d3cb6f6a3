package import WorkQLCatalog
package import WorkQLSyntax

/// A function in FROM that returns rows: a query with parameters, which makes no call.
package struct TableFunction: Sendable {
    package struct Column: Sendable {
        package let name: String
        package let type: ColumnType
        package let summary: String
        /// The Chinese term; empty where there is none.
        package var label = ""
    }

    package let name: String
    /// The form of a call for help and completion.
    package let signature: String
    package let summary: String
    /// The columns of the query, in its order.
    package let columns: [Column]
    let rows: Rows

    enum Rows: Sendable {
        case query(Queried)
        /// The elements of a JSON value, which may be a column of a table before the call.
        case elements
    }

    /// Returns the query of a call, and the notes to add where its columns are used, keyed by the
    /// columns' indices.
    typealias Queried =
        @Sendable (_ call: TableCall, _ binder: inout Binder, _ inherited: TimeClause?)
        throws(Diagnostic) -> (query: Query, remarks: [Int: Diagnostic])

    package static let all: [TableFunction] = [.days, .workdays, .series, .unnest, .jsonEach]

    /// Returns the names of the columns under an alias: a single column is called as the alias.
    package func names(under alias: TableAlias?) -> [Name] {
        guard let alias else { return [] }
        return alias.columns.isEmpty && columns.count == 1 ? [alias.name] : alias.columns
    }

    package static func named(_ name: Name) -> TableFunction? {
        all.first { Name($0.name) == name }
    }
}

extension Binder {
    mutating func bindRows(
        _ call: TableCall, _ alias: TableAlias?, inheriting clause: TimeClause?, at span: Span
    ) throws(Diagnostic) -> Relation {
        guard let function = TableFunction.named(call.name) else {
            let near =
                ["工作日": "workdays", "日期": "days", "天": "days"][call.name.text]
                ?? nearest(call.name.text, in: TableFunction.all.map(\.name))
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
        let title = TableAlias(alias?.name ?? call.name, columns: function.names(under: alias))
        guard case .query(let queried) = function.rows else {
            return try bindElements(of: call, function, title, at: span)
        }
        let (query, remarks) = try queried(call, &self, clause)
        let relation = try bindDerived(query, title, inheriting: nil, at: span)
        if !innermost.sources.isEmpty {
            let last = innermost.sources.count - 1
            innermost.sources[last].remarks = remarks
            if title.columns.isEmpty {
                for (index, column) in zip(
                    innermost.sources[last].columns.indices, function.columns)
                {
                    innermost.sources[last].columns[index].label = column.label
                }
            }
            if case .range(nil) = call.arguments, let clause,
                innermost.sources[last].columns.first?.type == .date
            {
                innermost.sources[last].columns[0].time = TableTime(clause: clause, part: .date)
            }
        }
        return relation
    }
}
