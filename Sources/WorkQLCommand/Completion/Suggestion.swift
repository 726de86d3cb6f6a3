import Foundation
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// A possible text at the cursor, before it is compared with the typed prefix.
struct Suggestion: Sendable {
    enum Kind: Sendable {
        case keyword, function, plain
        /// A table or a column, which may be written between double quotes.
        case name
    }

    /// The text as it is written in a statement.
    var text: String
    /// A description of a few words; may be empty.
    var description: String
    /// The text that has to begin with the typed prefix.
    var match: String
    /// Chinese words that also match; may be empty.
    var label = ""
    /// Chinese names that mean the same in a statement: what is begun in Chinese is completed in it.
    var chineseNames: [String] = []
    var kind: Kind

    init(
        _ text: String, _ description: String = "", match: String? = nil, kind: Kind = .plain
    ) {
        self.text = text
        self.description = description
        self.match = match ?? text
        self.kind = kind
    }

    var isName: Bool { kind == .name }

    static func keyword(_ text: String) -> Suggestion { Suggestion(text, kind: .keyword) }

    static func named(
        _ name: String, _ description: String, label: String = "", chineseNames: [String] = []
    ) -> Suggestion {
        var suggestion = Suggestion(
            Printer.name(name), description, match: name, kind: .name)
        suggestion.label = label
        suggestion.chineseNames = chineseNames
        return suggestion
    }

    /// The name to write after the beginning of a Chinese one; nil where that begins none.
    func chineseName(beginning typed: String) -> String? {
        guard typed.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        // Of 用户id and 用户 the word.
        return chineseNames.filter { $0.hasPrefix(typed) && Printer.name($0) == $0 }
            .min { $0.count < $1.count }
    }

    /// Makes a suggestion such as `checkin_time`, or `c.checkin_time` if the name alone is
    /// ambiguous.
    static func column(_ column: KnownColumn, of relation: Name? = nil) -> Suggestion {
        let parts = [column.type?.rawValue ?? "", column.label, column.summary]
        var suggestion = named(
            column.name, parts.filter { !$0.isEmpty }.joined(separator: " · "),
            label: column.label,
            chineseNames: ChineseNames.ofColumn(column.name, labelled: column.label))
        if let relation {
            suggestion.text = Printer.name(relation.text) + "." + suggestion.text
            suggestion.match = relation.text + "." + column.name
            suggestion.chineseNames = []
            suggestion.kind = .plain
        }
        return suggestion
    }
}

/// The time zones that the system knows.
enum ZoneNames {
    /// The names, with the time zones of the services first.
    static let all: [String] = {
        let known = Set(Zone.names)
        return ["Asia/Shanghai", "UTC"] + known.subtracting(["Asia/Shanghai", "UTC"]).sorted()
    }()
}
