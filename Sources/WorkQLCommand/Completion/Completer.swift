import Foundation
import WorkQL
import WorkQLCatalog
package import WorkQLEditor
import WorkQLPlanner
import WorkQLSyntax

/// Tells what a word that is being typed could become, in a statement that is half typed.
///
/// What may stand there is the parser's to tell, and what is in scope the syntax's: here both get
/// the names that a session knows. A value, without I/O except for names of files in quotes.
package struct Completer: Sendable {
    let vocabulary: Vocabulary
    let context: CursorContext
    let known: KnownColumns
    /// What LET and PARAM name in the text before the statement.
    private var earlierQueries: [Name: Query] = [:]
    private var earlierParameters: Set<Name> = []

    /// - Parameter cursor: in the text's UTF-8.
    package static func complete(
        _ text: String, _ cursor: Int, _ vocabulary: Vocabulary
    ) -> Completion {
        if let completion = vocabulary.commands(text, cursor) { return completion }
        let context = CursorContext(text, cursor: cursor)
        return Completer(vocabulary, context).completion(before: text.utf8.dropFirst(cursor).first)
    }

    private init(_ vocabulary: Vocabulary, _ context: CursorContext) {
        self.vocabulary = vocabulary
        self.context = context
        for statement in context.earlier {
            switch statement.kind {
            case .bind(let name, .query(let query)): earlierQueries[name] = query
            case .bind(let name, _): earlierParameters.insert(name)
            case .parameters(let declared): earlierParameters.formUnion(declared.map(\.name))
            default: break
            }
        }
        known = KnownColumns(vocabulary: vocabulary, earlier: earlierQueries)
    }

    private func completion(before next: UInt8?) -> Completion {
        let found: [Suggestion] =
            switch context.kind {
            case .comment: []
            case .parameter: parameters
            case .text: texts
            case .name: words.filter(\.isName)
            case .word: words
            }
        var seen: Set<String> = []
        var fitting = found.filter { Name.fold($0.match).hasPrefix(Name.fold(context.typed)) }
        if fitting.isEmpty, !context.typed.isEmpty {
            fitting = found.filter { !$0.label.isEmpty && $0.label.hasPrefix(context.typed) }
        }
        fitting = fitting.filter { seen.insert($0.match.lowercased()).inserted }
        let candidates = fitting.map { suggestion in
            Completion.Candidate(
                text: spelled(suggestion, isOnly: fitting.count == 1, before: next),
                description: suggestion.description)
        }
        return Completion(candidates: candidates, replaced: context.replaced)
    }

    private func spelled(_ suggestion: Suggestion, isOnly: Bool, before next: UInt8?) -> String {
        switch (context.kind, suggestion.kind) {
        case (.text, _):
            let isGoingOn = suggestion.match.hasSuffix("/")
            let quoted = Printer.quoted(suggestion.match)
            return context.isClosed || isGoingOn ? String(quoted.dropLast()) : quoted
        case (.name, _):
            let quoted = "\"" + suggestion.match.replacing("\"", with: "\"\"")
            return context.isClosed ? quoted : quoted + "\""
        case (_, .keyword):
            let isLower =
                context.typed.isEmpty
                ? context.isLowercase : context.typed == context.typed.lowercased()
            let word = isLower ? suggestion.text.lowercased() : suggestion.text
            return isOnly && next != UInt8(ascii: " ") ? word + " " : word
        case (_, .function) where next == UInt8(ascii: "("):
            return suggestion.match
        default: return suggestion.text
        }
    }

    // MARK: What may stand here

    private var words: [Suggestion] {
        let expected = context.expected
        // Somewhere before, the statement is wrong: nobody knows what may stand here.
        guard !expected.slots.isEmpty || !expected.keywords.isEmpty else {
            if !context.qualifier.isEmpty { return columns(of: context.qualifier) }
            guard !context.typed.isEmpty, !context.typed.utf8.allSatisfy({ $0 < 0x40 }) else {
                return []
            }
            return suggestions(for: .expression) + keywordSpellings.sorted().map { .keyword($0) }
        }
        return expected.slots.flatMap(suggestions) + expected.keywords.map { .keyword($0) }
    }

    private func suggestions(for slot: Expectation.Slot) -> [Suggestion] {
        switch slot {
        case .table(let service): return tables(of: service)
        case .expression: return codes(quoting: true) + columns + aliases + relations + functions
        case .column(let qualifier): return columns(of: qualifier)
        case .sharedColumn: return sharedColumns
        case .star: return [Suggestion("*", "every column")]
        case .list: return parameters
        case .type: return TypeName.allCases.map { Suggestion($0.rawValue, kind: .keyword) }
        case .parameterType:
            return ParameterType.allCases.map { Suggestion($0.rawValue, kind: .keyword) }
        case .instant: return phrases(TimePhrases.instants) + parameters
        case .period: return phrases(TimePhrases.periods) + parameters
        case .step: return phrases(TimePhrases.steps)
        case .shift: return phrases(TimePhrases.shifts)
        case .duration: return phrases(TimePhrases.durations)
        case .fill:
            return TimePhrases.fills.map { Suggestion($0.text, $0.meaning, kind: .keyword) }
        case .unit: return TimePhrases.units.map { Suggestion($0) }
        case .units: return TimePhrases.units.map { Suggestion($0 + "s") }
        case .setting: return Setting.all.map { Suggestion($0.name, $0.summary) }
        case .settingValue(let name):
            return (Setting.named(name.text)?.examples ?? []).map {
                Suggestion($0.value, $0.summary)
            }
        case .fileOption:
            return FileOption.all.map { Suggestion($0.kind.rawValue, $0.summary) }
        case .copyOption:
            return CopyOption.all.map { Suggestion($0.kind.rawValue, $0.summary) }
        // Between quotes only.
        case .timezone, .file, .writtenFile: return []
        }
    }

    private func phrases(_ phrases: [TimePhrases.Phrase]) -> [Suggestion] {
        (TimePhrases.completing(context.typed) + phrases).map { Suggestion($0.text, $0.meaning) }
    }

    /// What may stand between single quotes.
    private var texts: [Suggestion] {
        context.expected.slots.flatMap { slot -> [Suggestion] in
            switch slot {
            case .expression: return codes(quoting: false)
            case .file: return files(FileNames.readable)
            case .writtenFile: return files(FileNames.writable)
            case .timezone, .settingValue(Name("timezone")):
                return ZoneNames.all.map { Suggestion($0) }
            default: return []
            }
        }
    }

    private func files(_ endings: Set<String>) -> [Suggestion] {
        FileNames.beginning(with: context.typed, in: vocabulary.folder, endings: endings)
            .map { Suggestion($0, $0.hasSuffix("/") ? "folder" : "") }
    }

    private var parameters: [Suggestion] {
        let names = vocabulary.parameters.union(earlierParameters).map(\.text).sorted()
        return names.map { name in
            Suggestion(":" + name, match: context.kind == .parameter ? name : ":" + name)
        }
    }

    // MARK: Tables

    private func tables(of service: Name?) -> [Suggestion] {
        var found: [Suggestion] = []
        if service == nil {
            found += context.commonTables.map { .named($0.name.text, "WITH, in this statement") }
            let queries = Set(vocabulary.queries.keys).union(earlierQueries.keys)
            found += queries.map(\.text).sorted().map { .named($0, "LET, a query") }
        }
        let tables = vocabulary.catalog.tables.filter {
            service == nil || $0.service.name == service?.folded
        }
        found += tables.map { .named($0.name, $0.summary, label: $0.label) }
        if service == nil {
            found += TableFunction.all.map { function in
                Suggestion(
                    function.name + "(", "\(function.signature): \(function.summary)",
                    match: function.name, kind: .function)
            }
            found += vocabulary.catalog.services.map { Suggestion($0.name + ".", "its tables") }
        }
        return found
    }

    /// The relations of the innermost query, to begin a qualified name with.
    private var relations: [Suggestion] {
        let scope = context.scopes.first ?? []
        guard scope.count > 1 else { return [] }
        return scope.compactMap { relation in
            KnownColumns.name(of: relation).map { name in
                Suggestion(
                    Printer.name(name.text) + ".", relation.tableName ?? "", match: name.text + ".")
            }
        }
    }

    // MARK: Columns

    private func columns(of relation: Relation) -> [KnownColumn] {
        known.columns(of: relation, with: context.commonTables)
    }

    /// Those of the innermost query that has any; where two relations have one name, with the
    /// relations' names.
    private var columns: [Suggestion] {
        var found: [Suggestion] = []
        for scope in context.scopes {
            let relations = scope.map { (KnownColumns.name(of: $0), columns(of: $0)) }
            var counts: [Name: Int] = [:]
            for (_, columns) in relations {
                for column in columns { counts[Name(column.name), default: 0] += 1 }
            }
            for (name, columns) in relations {
                for column in columns {
                    if counts[Name(column.name), default: 0] > 1, let name {
                        found.append(.column(column, of: name))
                    } else {
                        found.append(.column(column))
                    }
                }
            }
        }
        return found
    }

    private func columns(of qualifier: [Name]) -> [Suggestion] {
        guard let table = qualifier.last else { return columns }
        let relation = context.scopes.joined().first { KnownColumns.name(of: $0) == table }
        guard let relation else {
            // FROM may still be missing.
            let named = Relation(.table(TableName(name: table), alias: nil, time: nil))
            return columns(of: named).map { .column($0) }
        }
        return columns(of: relation).map { .column($0) }
    }

    /// The columns that the last relation shares with one before it.
    private var sharedColumns: [Suggestion] {
        let relations = (context.scopes.first ?? []).map { columns(of: $0) }
        guard relations.count > 1, let last = relations.last else { return columns }
        let others = Set(relations.dropLast().joined().map { Name($0.name) })
        return last.filter { others.contains(Name($0.name)) }.map { .column($0) }
    }

    /// What the select list names, for ORDER BY and its like.
    private var aliases: [Suggestion] {
        context.aliases.map { .named($0.text, "AS, in this statement") }
    }

    /// The values of the column that is compared with what stands here.
    private func codes(quoting: Bool) -> [Suggestion] {
        guard let name = context.compared.last else { return [] }
        let qualifier = context.compared.dropLast().last
        let relations = context.scopes.joined().filter {
            qualifier == nil || KnownColumns.name(of: $0) == qualifier
        }
        let column = relations.lazy.flatMap { columns(of: $0) }.first { Name($0.name) == name }
        let codes = (column?.codes ?? []) + (column?.parts ?? [])
        return codes.compactMap { code in
            switch code.value {
            case .text(let text) where context.isPattern:
                let pattern = "%\(text)%"
                var found = Suggestion(quoting ? Printer.quoted(pattern) : pattern, code.summary)
                // Typed without the sign before it.
                found.label = text
                return found
            case .text(let text):
                return Suggestion(quoting ? Printer.quoted(text) : text, code.summary)
            case .integer(let number):
                return quoting ? Suggestion(String(number), "\(code.label), \(code.summary)") : nil
            }
        }
    }

    private var functions: [Suggestion] {
        Function.all.map { function in
            let call =
                switch (function.kind, function.arity.upperBound) {
                case (.window, 0): "\(function.name)() OVER ("
                case (_, 0): "\(function.name)()"
                default: "\(function.name)("
                }
            return Suggestion(
                call, "\(function.signature): \(function.summary)", match: function.name,
                kind: .function)
        }
    }
}

extension Relation {
    fileprivate var tableName: String? {
        if case .table(let table, _, _) = kind { table.name.text } else { nil }
    }
}
