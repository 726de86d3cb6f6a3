import WorkQLCatalog
import WorkQLSyntax

/// What names mean in one SELECT: the columns of its table and the aliases of its select list.
struct Scope {
    /// nil where the SELECT has no FROM.
    var table: Table?
    /// What the table is called in this statement.
    var tableName: Name
    /// Filled once the select list is bound; other clauses may then use its aliases.
    var aliases: [Name: Alias] = [:]

    /// An expression of the select list that has a name.
    struct Alias {
        var type: ColumnType?
        var isAggregate: Bool
    }

    enum Meaning {
        case column(Int)
        case alias(Alias)
    }

    /// - Parameter aliasFirst: a name alone in ORDER BY means the select list before the table; every
    ///   other name the table before the select list, as in SQLite.
    func resolve(
        qualifier: [Name], name: Name, at span: Span, aliasFirst: Bool
    ) throws(Diagnostic) -> Meaning {
        if let qualifier = qualifier.last {
            try check(qualifier: qualifier)
        } else if aliasFirst, let alias = aliases[name] {
            return .alias(alias)
        }
        if let place = table?.columnIndex(name.text) { return .column(place) }
        if qualifier.isEmpty, let alias = aliases[name] { return .alias(alias) }
        throw unknown(name, at: span)
    }

    private func check(qualifier: Name) throws(Diagnostic) {
        guard let table else {
            throw Diagnostic(
                "\"\(qualifier.text)\" names no table, for this SELECT has no FROM",
                at: qualifier.span)
        }
        guard qualifier != tableName else { return }
        let help =
            table.name == qualifier.folded
            ? "the table is called \"\(tableName.text)\" here" : "write \(tableName.text)"
        throw Diagnostic("unknown table \"\(qualifier.text)\"", at: qualifier.span, help: help)
    }

    private func unknown(_ name: Name, at span: Span) -> Diagnostic {
        guard let table else {
            return Diagnostic(
                "unknown column \"\(name.text)\", for this SELECT has no FROM", at: span,
                help: "write text between single quotes: '\(name.text)'")
        }
        let known = table.columns.map(\.name) + aliases.keys.map(\.text).sorted()
        let help =
            nearest(name.text, in: known).map { "did you mean \"\($0)\"?" }
            ?? "DESCRIBE \(table.name) lists its columns; text stands between single quotes"
        return Diagnostic("unknown column \"\(name.text)\" in \(table.name)", at: span, help: help)
    }
}
