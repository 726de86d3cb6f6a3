import WorkQLCatalog
import WorkQLSyntax

/// The Chinese names by which a script calls tables and columns.
///
/// What: a message in Chinese about `SELECT 会议主题 FROM 会议录制` calls the column 会议主题.
/// Why: its reader has never seen the name `title`.
/// When not: for names that the script writes in English as well, and outside Chinese.
struct WrittenNames: Sendable {
    private let names: [String: String]
    private let isChinese: Bool

    /// Phrases of time in helps, which the printer writes.
    private static let phrases = [
        ("SINCE this ", "SINCE 本"), ("COMPARE WITH 1mo", "COMPARE WITH 上月"),
        ("COMPARE WITH 1w", "COMPARE WITH 上周"), ("COMPARE WITH 1y", "COMPARE WITH 去年同期"),
        ("本month", "本月"), ("本week", "本周"), ("本year", "今年"), ("本quarter", "本季度"),
    ]

    init(in text: String, catalog: Catalog = .builtIn) {
        isChinese = text.utf8.contains { $0 >= 0x80 }
        guard isChinese else {
            names = [:]
            return
        }
        let words = Set(
            text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        var names: [String: String] = [:]
        func add(_ name: String, _ labels: [String], besides others: [String] = []) {
            guard names[name] == nil, !words.contains(name),
                let written = labels.last(where: { words.contains($0) && !others.contains($0) }),
                !written.allSatisfy(\.isASCII)
            else { return }
            names[name] = written
        }
        // The columns of tables that the script names come first: several have a column `name`.
        let tables = catalog.tables.map { table in
            let labels = ChineseNames.ofTable(labelled: table.label)
            add(table.name, labels)
            return (table, words.contains(table.name) || names[table.name] != nil)
        }
        for (table, _) in tables.filter(\.1) {
            let others = ChineseNames.ofTable(labelled: table.label)
            for column in table.columns {
                add(
                    column.name, ChineseNames.ofColumn(column.name, labelled: column.label),
                    besides: others)
            }
        }
        self.names = names
    }

    /// Returns a message with these names in place of the others.
    func applied(to message: String) -> String {
        guard isChinese else { return message }
        let message = Self.phrases.reduce(message) { $0.replacing($1.0, with: $1.1) }
        guard !names.isEmpty else { return message }
        var result = ""
        var rest = message[...]
        while let first = rest.first {
            guard first.isNamePart else {
                result.append(first)
                rest = rest.dropFirst()
                continue
            }
            let run = rest.prefix(while: \.isNamePart)
            rest = rest.dropFirst(run.count)
            let isPart = result.last.map { "/:$-\\".contains($0) } ?? false
            let isFollowed = rest.first.map { "/(-".contains($0) } ?? false
            let isInPath = result.hasSuffix("$.")
            if !isPart, !isFollowed, !isInPath, let name = names[String(run)] {
                result += name
            } else {
                result += run
            }
        }
        return result
    }
}

extension Character {
    fileprivate var isNamePart: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
