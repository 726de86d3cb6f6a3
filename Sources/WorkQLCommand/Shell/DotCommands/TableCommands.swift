import WorkQL
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax

// Commands that list tables and columns.

extension DotCommand {
    static let tables: DotCommand = .init(
        name: "tables", arguments: "[PATTERN]", count: 0...1,
        summary: "list the tables, and the names that LET defines",
        explanation: """
            In the pattern, % and * match any text, _ and ? one character; a pattern without them \
            matches a part of the name. SHOW TABLES shows more about each.
            """,
        example: ".tables corp%",
        candidates: { session, _ in session.catalog.tables.map(\.name) },
        run: { (shell, words) throws(UserError) in
            let pattern = words.first.map(NamePattern.init)
            let tables = shell.session.catalog.tables.map { ($0.name, $0.label) }
            let named = shell.session.namedQueries.map { ($0, "LET") }
            let lines = (tables + named).filter { name, label in
                guard let pattern else { return true }
                return ([name] + ChineseNames.ofTable(labelled: label)).contains(
                    where: pattern.matches)
            }
            guard !lines.isEmpty else {
                throw UserError(
                    .usage, "no table name matches \"\(words.first ?? "")\"",
                    help: ".tables lists all")
            }
            let width = lines.reduce(0) { max($0, $1.0.displayWidth) }
            try shell.print(
                lines.map { name, label in
                    name.neutralized + String(repeating: " ", count: width - name.displayWidth + 2)
                        + label
                })
        })

    static let schema: DotCommand = .init(
        name: "schema", arguments: "[TABLE]", count: 0...1,
        summary: "show the columns of a table or of all, as CREATE TABLE",
        explanation: """
            Nothing can be created here: the text is for reading, and for other programs. \
            .describe also shows which conditions save calls. _ is the last result.
            """,
        example: ".schema corp_recording",
        candidates: { session, _ in session.catalog.tables.map(\.name) + ["_"] },
        run: { (shell, words) throws(UserError) in
            let catalog = shell.session.catalog
            let translation = shell.run.messages.translation
            guard let word = words.first else {
                return try shell.print(
                    catalog.tables.flatMap { TableText.lines($0, translation) })
            }
            if word == PlanningContext.lastResult.text, !shell.session.lastColumns.isEmpty {
                let columns = shell.session.lastColumns.map {
                    (name: $0.name, type: $0.type?.rawValue ?? "", summary: "")
                }
                return try shell.print(
                    TableText.lines(word, columns, summary: translation("the last result")))
            }
            guard let table = catalog.named(word) else { throw catalog.unknown(word) }
            try shell.print(TableText.lines(table, translation))
        })

    static let functions: DotCommand = .init(
        name: "functions", arguments: "[PATTERN]", count: 0...1,
        summary: "list the functions, and what they return",
        explanation: """
            In the pattern, % and * match any text, _ and ? one character; a pattern without them \
            matches a part of the name. .help FUNCTION has an example; SHOW FUNCTIONS returns the \
            same as a table.
            """,
        example: ".functions date%",
        candidates: { _, _ in Function.all.map(\.name) },
        run: { (shell, words) throws(UserError) in
            let pattern = words.first.map(NamePattern.init)
            let found = Function.all.filter { function in
                ([function.name] + function.aliases).contains { pattern?.matches($0) ?? true }
            }
            guard !found.isEmpty else {
                throw UserError(
                    .usage, "no function name matches \"\(words.first ?? "")\"",
                    help: ".functions lists all")
            }
            let width = found.reduce(0) { max($0, $1.signature.displayWidth) }
            try shell.print(
                found.map { function in
                    let gap = width - function.signature.displayWidth + 2
                    return function.signature + String(repeating: " ", count: gap)
                        + shell.run.messages.translation(function.summary)
                })
        })

    static let describe: DotCommand = .init(
        name: "describe", arguments: "TABLE", count: 1...1,
        summary: "show the columns of a table or a file, with what they mean",
        explanation: """
            Same as DESCRIBE: the column "pushed" shows how a condition saves calls. A name with \
            the extension of a file is one, and _ is the last result.
            """,
        example: ".describe checkin",
        candidates: { session, words in
            session.catalog.tables.map(\.name) + ["_"]
                + FileNames.beginning(with: words.last ?? "", endings: FileNames.readable)
        },
        run: { (shell, words) async throws(UserError) in
            await shell.run(.describe(named: words[0]))
        })
}

extension Statement.Kind {
    /// Returns the statement that describes a table, optionally qualified by its service, or a
    /// file.
    fileprivate static func describe(named word: String) -> Self {
        if FileNames.isReadable(word) { return .describeFile(FileName(word)) }
        let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let name = Name(String(parts.last ?? ""))
        return .describe(
            TableName(service: parts.count == 2 ? Name(String(parts[0])) : nil, name: name))
    }
}

/// A table as an SQL declaration.
private enum TableText {
    static func lines(_ table: Table, _ translation: Translation) -> [String] {
        let mark = translation.language == .zh ? "：" : ": "
        return lines(
            table.name,
            table.columns.map { ($0.name, $0.type.rawValue, translation($0.summary)) },
            summary: table.label + mark + translation(table.summary))
    }

    static func lines(
        _ name: String, _ columns: [(name: String, type: String, summary: String)], summary: String
    ) -> [String] {
        let parts = columns.enumerated().map { index, column in
            let end = index == columns.count - 1 ? "" : ","
            let type = column.type.isEmpty ? "" : " \(column.type)"
            return Printer.name(column.name) + type + end
        }
        let width = parts.reduce(0) { max($0, $1.displayWidth) }
        let fields = zip(parts, columns).map { part, column in
            guard !column.summary.isEmpty else { return "  \(part.neutralized)" }
            let gap = String(repeating: " ", count: width - part.displayWidth)
            return "  \(part)\(gap)  -- \(column.summary)"
        }
        return ["-- \(summary)", "CREATE TABLE \(Printer.name(name)) ("] + fields + [");"]
    }
}

/// A pattern of names, in the syntax of LIKE and of file names.
private struct NamePattern {
    private let pattern: [Character]

    init(_ text: String) {
        let text = text.lowercased()
        // An underscore alone is more likely a part of the name.
        let isPattern = text.contains { "%*?".contains($0) }
        pattern = Array(isPattern ? text : "*\(text)*")
        matchesUnderscore = isPattern
    }

    private let matchesUnderscore: Bool

    func matches(_ name: String) -> Bool { matches(Array(name.lowercased())[...], pattern[...]) }

    private func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        if first == "%" || first == "*" {
            return (name.startIndex...name.endIndex).contains { matches(name[$0...], rest) }
        }
        guard let next = name.first else { return false }
        let isAny = first == "?" || first == "_" && matchesUnderscore
        return (isAny || first == next) && matches(name.dropFirst(), rest)
    }
}

extension Catalog {
    /// Returns the table of a name, with or without its service.
    func named(_ text: String) -> Table? {
        let parts = text.split(separator: ".").map(String.init)
        guard (1...2).contains(parts.count), let name = parts.last else { return nil }
        let service = parts.count == 2 ? parts[0] : nil
        if let table = table(name, service: service) { return table }
        return try? table(called: TableName(service: service.map { Name($0) }, name: Name(name)))
    }

    func unknown(_ name: String) -> UserError {
        UserError(
            .usage, "unknown table \"\(name)\"", of: name,
            meaning: nearest(name, in: tables.map(\.name)), otherwise: ".tables lists them",
            code: .unknownTable)
    }
}
