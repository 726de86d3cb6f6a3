import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

// Values, where one stands or is compared.

extension Completer {
    /// So many people are offered at once; typing more makes them fewer.
    static let maxPeople = 200

    /// The values of the column that is compared with what stands here.
    ///
    /// - Parameter quoting: whether a text gets its quotes, because none has been typed.
    func values(quoting: Bool) -> [Suggestion] {
        guard let column = comparedColumn else { return [] }
        return codes(of: column, quoting: quoting) + people(of: column, quoting: quoting)
    }

    private var comparedColumn: KnownColumn? {
        guard let name = context.compared.last else { return nil }
        let qualifier = context.compared.dropLast().last
        let relations = context.scopes.joined().filter {
            qualifier == nil || KnownColumns.name(of: $0) == qualifier
        }
        return relations.lazy.flatMap { columns(of: $0) }.first { Name($0.name) == name }
    }

    private func codes(of column: KnownColumn, quoting: Bool) -> [Suggestion] {
        (column.codes + column.parts).compactMap { code in
            switch code.value {
            case .text(let text) where context.isPattern:
                let pattern = "%\(text)%"
                var found = Suggestion(quoting ? Printer.quoted(pattern) : pattern, code.summary)
                // Typed without the sign before it.
                found.label = text
                return found
            case .text(let text):
                return Suggestion(
                    quoting ? Printer.quoted(text) : text, code.summary, match: text)
            case .integer(let number):
                guard quoting else { return nil }
                var found = Suggestion(String(number), "\(code.label), \(code.summary)")
                found.label = code.label
                return found
            }
        }
    }

    /// People and departments of the lists that are known, by id or by name.
    private func people(of column: KnownColumn, quoting: Bool) -> [Suggestion] {
        guard let people = vocabulary.people, !context.isPattern else { return [] }
        let (typed, limit) = (context.typed, Self.maxPeople)
        func suggestion(_ value: String, _ description: String?, label: String?) -> Suggestion {
            var found = Suggestion(
                quoting ? Printer.quoted(value) : value, description ?? "", match: value)
            found.label = label ?? ""
            return found
        }
        switch (column.attribute, column.holds) {
        case (.name, _):
            return people.names(beginning: typed, limit: limit).map {
                suggestion($0.name ?? "", $0.userid, label: nil)
            }
        case (.departmentName, _):
            return people.departmentNames(beginning: typed, limit: limit).map {
                suggestion($0.name ?? "", String($0.id), label: nil)
            }
        case (_, .department):
            guard quoting else { return [] }
            return people.departments(beginning: typed, limit: limit).map { department in
                var found = Suggestion(String(department.id), department.name ?? "")
                found.label = department.name ?? ""
                return found
            }
        case (_, .person), (_, nil):
            guard column.holds != nil || column.isUserID else { return [] }
            return people.people(beginning: typed, limit: limit).map {
                suggestion($0.userid, $0.name, label: $0.name)
            }
        }
    }

    /// What the argument of a function may be, where that is one of a few words.
    var arguments: [Suggestion] {
        guard let (name, argument) = context.call,
            let function = Function.all.first(where: { $0.isCalled(name.folded) })
        else { return [] }
        switch (function.name, argument) {
        case ("date_trunc", 0), ("date_diff", 0):
            return TimePhrases.units.map { Suggestion($0) }
        case ("date_part", 0):
            return (TimePhrases.units + ["second", "isodow", "epoch"]).map { Suggestion($0) }
        case ("strftime", 1): return TimePhrases.patterns.map { Suggestion($0.text, $0.meaning) }
        default: return []
        }
    }
}

extension KnownColumn {
    /// Whether a column of which nothing more is known, as that of a file, is called like an id.
    fileprivate var isUserID: Bool { Name.fold(name) == "userid" && type != .integer }
}

extension Function {
    fileprivate func isCalled(_ folded: String) -> Bool {
        name == folded || aliases.contains(folded)
    }
}
