import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner

/// A page of `.help` about one subject. A test runs its examples.
struct HelpTopic: Sendable {
    var name: String
    /// A few words without a full stop.
    var summary: String
    /// Words that also lead here, where they name nothing else.
    var otherNames: [String] = []
    var parts: [Part]

    enum Part: Sendable {
        /// Lines of text, without a line break at the end.
        case text(String)
        /// Names with what they mean, in two columns.
        case list([(name: String, summary: String)])
        /// A statement with its semicolon, a description of it, and what who reads Chinese writes
        /// instead; nil where that is the same.
        case example(String, String = "", chinese: String? = nil)
        /// A dot command with its words, a description of it, and the same in Chinese.
        case command(String, String = "", chinese: String? = nil)
    }

    /// What a message calls it.
    func title(in language: Language) -> String {
        language == .zh ? otherNames.first { !$0.allSatisfy(\.isASCII) } ?? name : name
    }

    /// The examples that are statements, as who reads a language writes them.
    func statements(in language: Language = .en) -> [String] {
        parts.compactMap { if case .example = $0 { $0.example(in: language) } else { nil } }
    }

    /// The examples that are dot commands.
    func commands(in language: Language = .en) -> [String] {
        parts.compactMap { if case .command = $0 { $0.example(in: language) } else { nil } }
    }

    static let all: [HelpTopic] = [
        .queries, .time, .people, .cost, .output, .scripts, .settings, .keys,
    ]

    static func named(_ name: String) -> HelpTopic? {
        all.first { $0.name == name.lowercased() }
    }

    /// The topic that explains what a word is about: `pivot`, `环比`.
    static func about(_ word: String) -> HelpTopic? {
        all.first { $0.otherNames.contains(word.lowercased()) }
    }

    /// The page, without a line break at its end.
    func text(_ translation: Translation = Translation()) -> String {
        "\(name): \(translation(summary))\n\n"
            + parts.map { $0.text(translation) }.joined(separator: "\n")
    }
}

extension HelpTopic.Part {
    fileprivate func text(_ translation: Translation) -> String {
        switch self {
        case .text(let text): translation(text)
        case .list(let entries):
            entries.map { name, summary in
                let margin = String(repeating: " ", count: 17)
                return name + margin.dropFirst(name.count)
                    + translation(summary).wrapped(61).replacing("\n", with: "\n" + margin)
            }.joined(separator: "\n") + "\n"
        case .example(_, let meaning, _), .command(_, let meaning, _):
            (meaning.isEmpty ? "" : "  -- \(translation(meaning))\n")
                + example(in: translation.language).split(separator: "\n").map { "  \($0)" }
                .joined(separator: "\n")
        }
    }

    /// What is typed; empty for texts.
    fileprivate func example(in language: Language) -> String {
        switch self {
        case .text, .list: ""
        case .example(let text, _, let chinese), .command(let text, _, let chinese):
            language == .zh ? chinese ?? text : text
        }
    }
}

extension HelpTopic {
    /// Returns the page about querying a table, made from the parameters of its endpoint.
    ///
    /// - Parameter language: that of the names in its example.
    static func page(of table: Table, in language: Language = .en) -> HelpTopic {
        HelpTopic(
            name: table.name, summary: table.summary,
            parts: [
                .text(
                    table.isTimed
                        ? "Rows have times: SINCE, DURING or a condition on the time is required."
                        : "It has no history and takes no range."),
                .example(example(of: table, in: language)),
                .command(
                    ".describe \(words(for: table, in: language))",
                    "its columns, and which conditions save calls"),
                .text("tables.md and DESCRIBE have the rest."),
            ])
    }

    /// What who reads a language calls a table.
    private static func words(for table: Table, in language: Language) -> String {
        guard language == .zh else { return table.name }
        return ChineseNames.ofTable(named: table.label) ?? table.name
    }

    /// Returns a query that costs little: with a key if the endpoint takes one.
    static func example(of table: Table, in language: Language = .en) -> String {
        let keys = table.endpoint.keys.parameters.compactMap { parameter in
            table.columnIndex(parameter.column).map { table.columns[$0] }
        }
        // Any of the columns that identify people accepts a user of the demo.
        let people = keys.first { $0.name == "userid" } ?? keys.first { $0.type == .text }
        let condition = people.map { column in
            let words = ChineseNames.ofColumn(column.name, labelled: column.label)
            return " WHERE \((language == .zh ? words.last : nil) ?? column.name) = 'lisi'"
        }
        let range = !table.isTimed ? "" : language == .zh ? " SINCE 7天前" : " SINCE 7d"
        let name = words(for: table, in: language)
        return "SELECT * FROM \(name)\(condition ?? "")\(range) LIMIT 5;"
    }
}
