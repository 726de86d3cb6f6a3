import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

// Completion of values, where one is written or compared.

extension Completer {
    /// The maximum number of people offered at once; typing more reduces it.
    static let maxPeople = 200

    /// Returns the values of the column that is compared with the value at the cursor.
    ///
    /// - Parameter quoting: whether to quote a text, because no quote has been typed.
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
        let known = relations.flatMap { columns(of: $0) }
        return known.first { Name($0.name) == name }
            ?? known.first { column in
                ChineseNames.ofColumn(column.name, labelled: column.label)
                    .contains { Name($0) == name }
            }
    }

    private func codes(of column: KnownColumn, quoting: Bool) -> [Suggestion] {
        (column.codes + (context.isPattern ? column.parts : [])).compactMap { code in
            // Who reads Chinese needs no English for it.
            let summary = vocabulary.isChinese ? "" : code.summary
            switch code.value {
            case .text(let text) where context.isPattern:
                let pattern = "%\(text)%"
                var found = Suggestion(quoting ? Printer.quoted(pattern) : pattern, summary)
                // The user types it without the leading percent sign.
                found.label = text
                return found
            case .text(let text):
                return Suggestion(
                    quoting ? Printer.quoted(text) : text, summary, match: text)
            case .integer(let number):
                func described(_ text: String) -> String {
                    summary.isEmpty ? text : "\(text), \(summary)"
                }
                guard quoting else { return Suggestion(code.label, described("\(number)")) }
                var found = Suggestion(String(number), described(code.label))
                found.label = code.label
                return found
            }
        }
    }

    /// Returns people and departments of the known lists, by id or by name.
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

    /// How people become known where one is compared; nil elsewhere, and where they are known.
    var hintOfPeople: String? {
        guard vocabulary.people == nil, !context.isPattern, let column = comparedColumn,
            column.holds != nil || column.isUserID || column.attribute == .name
                || column.attribute == .departmentName
        else { return nil }
        switch context.kind {
        case .text, .word: break
        default: return nil
        }
        return "the people are not known yet: SELECT * FROM member; fetches them"
    }

    /// The possible arguments of a function, where they are one of a few words.
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
    /// Whether a column of which only the name is known, such as that of a file, is named like an
    /// id.
    fileprivate var isUserID: Bool { Name.fold(name) == "userid" && type != .integer }
}

extension Function {
    fileprivate func isCalled(_ folded: String) -> Bool {
        name == folded || aliases.contains(folded)
    }
}
