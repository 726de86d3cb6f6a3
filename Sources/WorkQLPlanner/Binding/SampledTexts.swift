import WorkQLCatalog
import WorkQLSyntax

/// What the texts of a column are that people or departments may be known by.
package enum SampledTexts: Hashable, Sendable {
    /// No id begins like them. One of them, where a value is known.
    case names(example: String?)
    /// Any of them may be an id.
    case ids([String])

    /// - Parameter texts: some of a file's column.
    package init?(_ texts: [String]) {
        let texts = texts.map(\.trimmingBlanks).filter { !$0.isEmpty }
        guard let first = texts.first else { return nil }
        if texts.allSatisfy(\.beginsAsName) {
            self = .names(example: first)
        } else if texts.allSatisfy({ $0.foreignID == nil }) {
            self = .ids(texts)
        } else {
            return nil
        }
    }

    /// The names that a column of a service's table holds; nil for every other column.
    init?(namesIn column: Column) {
        switch column.attribute {
        case .name, .departmentName: self = .names(example: nil)
        default: return nil
        }
    }
}

extension String {
    /// Whether its first character is a letter that no id has.
    fileprivate var beginsAsName: Bool {
        guard let first = unicodeScalars.first else { return false }
        return first.value >= 0x80 && first.properties.isAlphabetic
    }
}

/// What: names of people or departments beside their ids are said in a note.
/// Why: an id has ASCII characters alone or is a number, so that none of the names is equal to one,
/// and a join with a roster is empty in silence.
/// When not: for keys that a file holds, of which a note on the request has the first.
extension Binder {
    mutating func noteNamesBesideIDs(_ values: [Bound]) {
        guard values.count >= 2, let column = sourceColumn(values[0].expression) else { return }
        for other in values.dropFirst() {
            guard let second = sourceColumn(other.expression) else { continue }
            note(values[0], column, beside: (other.name ?? second.name.text, second))
            note(other, second, beside: (values[0].name ?? column.name.text, column))
        }
    }

    /// `x IN (SELECT y)`
    mutating func noteNamesBesideIDs(_ value: Bound, inQueryAt span: Span) {
        guard let column = sourceColumn(value.expression), let second = queryColumns[span] else {
            return
        }
        let name = "\(second.name.text) of the query"
        note(value, column, beside: (name, second))
        note(
            Bound(expression: Expression(value.expression.kind, span: span), type: second.type),
            second, named: name, beside: (value.name ?? column.name.text, column))
    }

    /// - Parameters:
    ///   - ids: a value that may be an id.
    ///   - names: a column that may hold names, and what to call it.
    private mutating func note(
        _ ids: Bound, _ column: SourceColumn, named title: String? = nil,
        beside names: (title: String, column: SourceColumn)
    ) {
        guard case .names(let example)? = names.column.texts,
            let reference = column.holds ?? idsOfPeople(column, beside: names.column),
            !isKey(ids.expression) || example == nil
        else { return }
        let title = title ?? ids.name ?? column.name.text
        let such = example.map { ", such as '\($0)'" } ?? ""
        let holds = reference == .person ? "userids" : "ids of departments"
        let (table, id) =
            reference == .person ? ("member", "userid") : ("department", "department_id")
        note(
            Diagnostic(
                .comparedWithNull,
                "\(names.title) contains names\(such), but \(title) contains \(holds): none are "
                    + "equal",
                at: ids.expression.span,
                help: "join \(table) between them, which has \(table).name and \(table).\(id)"
            ))
    }

    /// Of a file's column, whose name may be any, the texts tell: one is a known userid, and none a
    /// known name.
    private func idsOfPeople(
        _ column: SourceColumn, beside names: SourceColumn
    ) -> Column.Reference? {
        guard case .ids(let texts)? = column.texts, case .names(nil)? = names.texts,
            let people = environment.people(),
            texts.contains(where: { people.person($0) != nil }),
            !texts.contains(where: { !people.people(named: $0).isEmpty })
        else { return nil }
        return .person
    }
}
