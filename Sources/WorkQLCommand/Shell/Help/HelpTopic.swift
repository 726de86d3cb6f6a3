import WorkQLCatalog
import WorkQLLanguage

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
        /// A statement with its semicolon, and a description of it.
        case example(String, String = "")
        /// A dot command with its words, and a description of it.
        case command(String, String = "")
    }

    /// The examples that are statements.
    var statements: [String] {
        parts.compactMap { if case .example(let text, _) = $0 { text } else { nil } }
    }

    /// The examples that are dot commands.
    var commands: [String] {
        parts.compactMap { if case .command(let text, _) = $0 { text } else { nil } }
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
        case .example(let text, let meaning), .command(let text, let meaning):
            (meaning.isEmpty ? "" : "  -- \(translation(meaning))\n")
                + text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        }
    }
}

extension HelpTopic {
    /// Returns the page about querying a table, made from the parameters of its endpoint.
    static func page(of table: Table) -> HelpTopic {
        HelpTopic(
            name: table.name, summary: table.summary,
            parts: [
                .text(
                    table.isTimed
                        ? "Rows have times: SINCE, DURING or a condition on the time is required."
                        : "It has no history and takes no range."),
                .example(example(of: table)),
                .command(".describe \(table.name)", "its columns, and which conditions save calls"),
                .text("tables.md and DESCRIBE have the rest."),
            ])
    }

    /// Returns a query that costs little: with a key if the endpoint takes one.
    static func example(of table: Table) -> String {
        let keys = table.endpoint.keys.parameters
        let key = keys.first { parameter in
            table.columnIndex(parameter.column).map { table.columns[$0].type == .text } ?? false
        }
        // Any of the columns that identify people accepts a user of the demo.
        let people = keys.first { $0.column == "userid" } ?? key
        let condition = people.map { " WHERE \($0.column) = 'lisi'" } ?? ""
        let range = table.isTimed ? " SINCE 7d" : ""
        return "SELECT * FROM \(table.name)\(condition)\(range) LIMIT 5;"
    }
}
