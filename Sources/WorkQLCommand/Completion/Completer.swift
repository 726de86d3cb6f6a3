import Foundation
import WorkQL
import WorkQLCatalog
package import WorkQLEditor
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax

/// Computes the possible completions of the word being typed, in an incomplete statement.
///
/// The parser determines which words are allowed there, and the syntax module which names are in
/// scope: this type fills in the names that a session knows. A value, without I/O except for names
/// of files in quotes.
package struct Completer: Sendable {
    let vocabulary: Vocabulary
    let context: CursorContext
    let known: KnownColumns
    /// The names that LET and PARAM define in the text before the statement.
    private var earlierQueries: [Name: Query] = [:]
    private var earlierParameters: Set<Name> = []

    /// - Parameter cursor: the offset in the text's UTF-8.
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
            fitting = found.filter {
                !$0.label.isEmpty && $0.label.hasPrefix(context.typed)
                    || $0.chineseName(beginning: context.typed) != nil
            }
        }
        if fitting.isEmpty {
            fitting = found.filter { suggestion in
                let name = suggestion.label.isEmpty ? suggestion.match : suggestion.label
                return PinyinInitials.areTyped(context.typed, of: name)
            }
        }
        fitting = fitting.filter { seen.insert($0.match.lowercased()).inserted }
        let candidates = fitting.map { suggestion in
            Completion.Candidate(
                text: spelled(suggestion, isOnly: fitting.count == 1, before: next),
                description: suggestion.description)
        }
        return Completion(
            candidates: candidates, replaced: context.replaced,
            hint: candidates.isEmpty ? hintOfPeople : nil)
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
        default: return suggestion.chineseName(beginning: context.typed) ?? suggestion.text
        }
    }

    // MARK: Candidates

    private var words: [Suggestion] {
        let expected = context.expected
        // An earlier part of the statement is wrong: the words allowed here are unknown.
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
        case .expression:
            let values = values(quoting: true)
            // If there are few values, they are not mixed with other names, and each has its
            // meaning.
            if !values.isEmpty, context.typed.isEmpty { return values + columns + aliases }
            return values + columns + aliases + relations + functions
        case .column(let qualifier): return columns(of: qualifier)
        case .sharedColumn: return sharedColumns
        case .star: return [Suggestion("*", "every column")]
        case .list: return parameters
        case .type: return TypeName.allCases.map { Suggestion($0.rawValue, kind: .keyword) }
        case .parameterType:
            return ParameterType.allCases.map { Suggestion($0.rawValue, kind: .keyword) }
        case .instant:
            return phrases(TimePhrases.instants, TimePhrases.chineseInstants) + parameters
        case .period:
            let chinese = TimePhrases.chinesePeriods(vocabulary.today)
            return phrases(TimePhrases.periods, chinese) + parameters
        case .step: return phrases(TimePhrases.steps, TimePhrases.chineseSteps)
        case .shift: return phrases(TimePhrases.shifts, TimePhrases.chineseShifts)
        case .duration: return phrases(TimePhrases.durations, TimePhrases.chineseDurations)
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
        case .format: return OutputFormat.all.map { Suggestion($0.name, $0.summary) }
        case .savedQuery:
            return SavedQueries.ofProcess.names.map { .named($0, "a saved query") }
        case .copyOption:
            return CopyOption.all.map { Suggestion($0.kind.rawValue, $0.summary) }
        case .timezone: return ZoneNames.all.map { Suggestion(Printer.quoted($0), match: $0) }
        // Completed only between quotes.
        case .file, .writtenFile: return []
        }
    }

    /// - Parameter chinese: offered behind Chinese letters, and to who reads Chinese in place of
    ///   the others, until something is typed.
    private func phrases(
        _ phrases: [TimePhrases.Phrase], _ chinese: [TimePhrases.Phrase] = []
    ) -> [Suggestion] {
        let isChinese = context.typed.utf8.contains { $0 >= 0x80 }
        let isRead = vocabulary.isChinese && !chinese.isEmpty && context.typed.isEmpty
        let offered = isRead ? chinese : phrases + (isChinese ? chinese : [])
        return (TimePhrases.completing(context.typed) + offered)
            .map { text, meaning in
                // In Chinese it says itself what it means.
                let isPlain = vocabulary.isChinese && text.utf8.contains { $0 >= 0x80 }
                return Suggestion(text, isPlain ? "" : meaning)
            }
    }

    /// The completions between single quotes.
    private var texts: [Suggestion] {
        context.expected.slots.flatMap { slot -> [Suggestion] in
            switch slot {
            case .expression: return values(quoting: false) + arguments
            case .file: return files(FileNames.readable)
            case .writtenFile: return files(FileNames.writable)
            case .timezone, .settingValue(Name("timezone")):
                return ZoneNames.all.map { Suggestion($0) }
            case .settingValue(Name("holidays")): return files(FileNames.readable)
            case .settingValue(let name):
                return (Setting.named(name.text)?.examples ?? []).compactMap { example in
                    guard example.value.hasPrefix("'") else { return nil }
                    return Suggestion(
                        String(example.value.dropFirst().dropLast()), example.summary)
                }
            default: return []
            }
        }
    }

    private func files(_ endings: Set<String>) -> [Suggestion] {
        FileNames.beginning(with: context.typed, in: vocabulary.folder, endings: endings)
            .map { Suggestion($0, $0.hasSuffix("/") ? "a folder" : "") }
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
            if !vocabulary.lastColumns.isEmpty {
                found.append(.named(PlanningContext.lastResult.text, "the last result"))
            }
        }
        let tables = vocabulary.catalog.tables.filter {
            service == nil || $0.service.name == service?.folded
        }
        found += tables.map { table in
            let parts = [table.label, table.summary].filter { !$0.isEmpty }
            return .named(
                table.name, parts.joined(separator: " · "), label: table.label,
                chineseNames: ChineseNames.ofTable(named: table.label).map { [$0] } ?? [])
        }
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

    /// The relations of the innermost query, as the beginning of a qualified name.
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

    func columns(of relation: Relation) -> [KnownColumn] {
        known.columns(of: relation, with: context.commonTables)
    }

    /// The columns of the innermost query that has any; qualified by their relations' names where
    /// two relations have a column of the same name.
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
        // Before FROM is written, any table is possible, once something has been typed.
        if found.isEmpty, !context.typed.isEmpty, !context.scopes.isEmpty,
            context.scopes.allSatisfy(\.isEmpty)
        {
            return columnsOfAllTables
        }
        return found
    }

    /// The columns of every table, each with the tables that have it.
    private var columnsOfAllTables: [Suggestion] {
        var order: [String] = []
        var found: [String: (column: Column, tables: [String])] = [:]
        for table in vocabulary.catalog.tables {
            for column in table.columns {
                if found[column.name] == nil { order.append(column.name) }
                found[column.name, default: (column, [])].tables.append(table.name)
            }
        }
        return order.compactMap { name in
            guard let (column, tables) = found[name] else { return nil }
            let parts = [column.label, tables.joined(separator: ", ")]
            return .named(
                name, parts.filter { !$0.isEmpty }.joined(separator: " · "), label: column.label,
                chineseNames: ChineseNames.ofColumn(name, labelled: column.label))
        }
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

    /// The columns that the last relation shares with an earlier one.
    private var sharedColumns: [Suggestion] {
        let relations = (context.scopes.first ?? []).map { columns(of: $0) }
        guard relations.count > 1, let last = relations.last else { return columns }
        let others = Set(relations.dropLast().joined().map { Name($0.name) })
        return last.filter { others.contains(Name($0.name)) }.map { .column($0) }
    }

    /// The aliases of the select list, for ORDER BY and similar clauses.
    private var aliases: [Suggestion] {
        context.aliases.map { .named($0.text, "AS, in this statement") }
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
