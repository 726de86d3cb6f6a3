import WorkQLCatalog
import WorkQLSyntax

/// What: the name of a person, compared with a userid, is refused with the userid to write.
/// Why: a userid consists of ASCII characters, so that the comparison is never true, and a service
/// refuses the key or finds nothing.
/// When not: where the text may be a userid, or no people are known yet.
extension Binder {
    func checkNames(_ values: [Bound]) throws(Diagnostic) {
        try checkDepartmentNames(values)
        guard values.contains(where: { $0.expression.isNoUserID }),
            values.contains(where: { reference(of: $0.expression) == .person })
        else { return }
        // As long as no people are known, a note on the key contains the query to write.
        guard let people = environment.people() else { return }
        for value in values where value.expression.isNoUserID {
            guard case .literal(.text(let text)) = value.expression.kind else { continue }
            let span = value.expression.span
            let named = people.people(named: text).map { Printer.quoted($0.userid) }
            guard let first = named.first else { continue }
            guard named.count == 1 else {
                throw Diagnostic(
                    .nameForID,
                    "\(text) is the name of \(counted(named.count, "person", "people"))",
                    at: span,
                    help: "write \(named.prefix(5).joined(separator: " or "))"
                        + (named.count > 5 ? " …" : ""))
            }
            throw Diagnostic(
                .nameForID, "\(text) is a name, but is compared with a userid", at: span,
                writing: first)
        }
    }

    /// Refuses `department_id = '财务部'` with the words that find the id.
    private func checkDepartmentNames(_ values: [Bound]) throws(Diagnostic) {
        guard
            let column = values.first(where: { reference(of: $0.expression) == .department })
        else { return }
        for value in values {
            guard case .literal(.text(let text)) = value.expression.kind, !text.isEmpty,
                NumberText.literal(text) == nil
            else { continue }
            let name = column.name ?? "department_id"
            throw Diagnostic(
                .nameForID, "'\(text.clipped)' is a name, but is compared with a department's id",
                at: value.expression.span,
                help: "write \(name) IN (SELECT department_id FROM department WHERE name = "
                    + "\(Printer.quoted(text)))")
        }
    }

    /// Adds a note on `userid <> '张三'` and `userid NOT IN ('张三')`, which exclude nobody.
    mutating func noteExcludedNames(_ values: [Bound]) {
        guard let id = values.first(where: { reference(of: $0.expression) == .person }),
            let column = sourceColumn(id.expression)?.name.text,
            let name = values.first(where: { $0.expression.isNoUserID }),
            case .literal(.text(let text)) = name.expression.kind
        else { return }
        note(
            Diagnostic(
                .emptyKey, "'\(text)' is not a \(column), and the condition excludes nobody",
                at: name.expression.span,
                help: "a person's \(column): NOT IN (SELECT userid FROM member WHERE name = "
                    + "\(Printer.quoted(text)))"))
    }

    /// Returns the service's label of a column that keeps its name; empty for anything else.
    func label(of expression: Expression, named name: String) -> String {
        guard let column = sourceColumn(expression), column.name.text == name else { return "" }
        return column.label
    }

    /// Returns the kind of object whose ids the expression's values are.
    func reference(of expression: Expression) -> Column.Reference? {
        sourceColumn(expression)?.holds
    }
}

extension Expression {
    /// Whether it is a text with characters that a userid cannot have.
    var isNoUserID: Bool {
        guard case .literal(.text(let text)) = kind, !text.isPlainID, !text.isEmpty else {
            return false
        }
        return !text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && text.unicodeScalars.contains(where: \.properties.isAlphabetic)
    }
}
