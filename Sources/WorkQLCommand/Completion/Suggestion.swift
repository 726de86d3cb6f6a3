import Foundation
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Something that may stand at the cursor, before it is known what has been typed of it.
struct Suggestion: Sendable {
    enum Kind: Sendable {
        case keyword, function, plain
        /// A table or a column, which may stand between double quotes.
        case name
    }

    /// As it stands in a statement.
    var text: String
    /// A few words about it; may be empty.
    var description: String
    /// What has to begin with what has been typed.
    var match: String
    /// Chinese words by which it is found too; may be empty.
    var label = ""
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
        _ name: String, _ description: String, label: String = ""
    ) -> Suggestion {
        var suggestion = Suggestion(
            Printer.name(name), description, match: name, kind: .name)
        suggestion.label = label
        return suggestion
    }

    /// `checkin_time`, or `c.checkin_time` where the name alone would not tell which.
    static func column(_ column: KnownColumn, of relation: Name? = nil) -> Suggestion {
        let parts = [column.type?.rawValue ?? "", column.label, column.summary]
        var suggestion = named(
            column.name, parts.filter { !$0.isEmpty }.joined(separator: " · "),
            label: column.label)
        if let relation {
            suggestion.text = Printer.name(relation.text) + "." + suggestion.text
            suggestion.match = relation.text + "." + column.name
            suggestion.kind = .plain
        }
        return suggestion
    }
}

/// The time zones that the system knows.
enum ZoneNames {
    /// The services' own first.
    static let all: [String] = {
        let known = Set(Zone.names)
        return ["Asia/Shanghai", "UTC"] + known.subtracting(["Asia/Shanghai", "UTC"]).sorted()
    }()
}
