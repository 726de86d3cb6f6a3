import WorkQLSyntax

/// A bound SELECT as the SQL text that SQLite runs.
///
/// Every name is quoted, for what is a word of the dialect and what is one to SQLite differ.
struct LocalStatement {
    let select: BoundSelect
    /// What columns are qualified with.
    let tableName: Name
    /// The table that stands behind it; nil without FROM.
    let scan: String?

    var text: String {
        var clauses = ["SELECT " + (select.distinct ? "DISTINCT " : "") + items]
        if let scan { clauses.append("FROM \(scan) AS \(Self.quoted(tableName.text))") }
        if let condition = select.condition { clauses.append("WHERE " + Self.sql(condition)) }
        if !select.grouping.isEmpty {
            clauses.append(
                "GROUP BY " + select.grouping.map(Self.sql).joined(separator: ", "))
        }
        if let having = select.having { clauses.append("HAVING " + Self.sql(having)) }
        if !select.ordering.isEmpty {
            let orderings = select.ordering.map { ordering in
                Self.sql(ordering.expression) + (ordering.descending ? " DESC" : "")
            }
            clauses.append("ORDER BY " + orderings.joined(separator: ", "))
        }
        if let limit = select.limit {
            clauses.append("LIMIT " + Self.sql(limit))
        } else if select.offset != nil {
            clauses.append("LIMIT -1")
        }
        if let offset = select.offset { clauses.append("OFFSET " + Self.sql(offset)) }
        return clauses.joined(separator: " ")
    }

    private var items: String {
        select.items.map { Self.sql($0.expression) + " AS " + Self.quoted($0.name) }
            .joined(separator: ", ")
    }

    static func sql(_ expression: Expression) -> String {
        printer.print(expression)
    }

    private static var printer: Printer {
        Printer(parentheses: .full) { expression in
            switch expression.kind {
            case .column(let qualifier, let name):
                (qualifier + [name]).map { quoted($0.text) }.joined(separator: ".")
            default: nil
            }
        }
    }

    static func quoted(_ name: String) -> String {
        "\""
            + name.split(separator: "\"", omittingEmptySubsequences: false).joined(
                separator: "\"\"")
            + "\""
    }
}
