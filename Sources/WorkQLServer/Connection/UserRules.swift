import WorkQLCatalog
import WorkQLSyntax

/// What a user may see and spend: the options after the verifier in the file of users.
///
/// `lisa SCRAM-SHA-256$… hide=journal,checkin.notes departments=2,7 day-calls=100`
struct UserRules: Hashable, Sendable {
    /// The tables, and the columns as `table.column`, that do not exist for the user.
    var hidden: [String] = []
    /// The departments whose people's rows are visible, with those below them; nil for all.
    var departments: [Int64]?
    /// The budgets of the user; those of the server apply as well.
    var limits = CallLimits()
    /// The line of the file.
    private var line = 0

    init() {}

    private static let budgets: [String: any WritableKeyPath<CallLimits, Int?> & Sendable] = [
        "statement-calls": \.statement, "connection-calls": \.connection, "day-calls": \.day,
    ]

    /// - Throws: the first option that is not known, or has no such value.
    init(_ options: some Sequence<Substring>, line: Int) throws(UserError) {
        self.line = line
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1] : ""
            let items = value.split(separator: ",").map(String.init)
            switch parts[0] {
            case "hide" where !items.isEmpty: hidden += items.map { $0.lowercased() }
            case "departments":
                let numbers = items.compactMap { Int64($0) }
                guard !items.isEmpty, numbers.count == items.count else {
                    throw refusal("\"\(value)\" is not a list of ids of departments")
                }
                departments = (departments ?? []) + numbers
            case let name where Self.budgets[String(name)] != nil:
                guard let number = Int(value), number >= 0, let path = Self.budgets[String(name)]
                else {
                    throw refusal("\"\(value)\" is not a number of calls")
                }
                limits[keyPath: path] = number
            default: throw refusal("\"\(option)\" is not an option of a user")
            }
        }
    }

    private func refusal(_ message: String) -> UserError {
        UserError(
            .configuration, "line \(line): \(message)",
            help: "write hide=TABLE,TABLE.COLUMN departments=2,7 statement-calls=N "
                + "connection-calls=N day-calls=N")
    }

    /// Whether the user sees less than others.
    var isRestricted: Bool { !hidden.isEmpty || departments != nil }

    func check(against catalog: Catalog) throws(UserError) {
        for name in hidden {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count < 3, let table = catalog.table(parts[0]) else {
                throw refusal("table \"\(parts[0])\" does not exist")
            }
            guard let column = parts.dropFirst().first else { continue }
            guard table.columnIndex(column) != nil else {
                throw refusal("\(table.name) has no column \(column)")
            }
            guard table.mayHide(column) else {
                throw UserError(
                    .configuration,
                    "line \(line): \(name) cannot be hidden, because ranges or keys of requests name it",
                    help: "hide the table: hide=\(table.name)")
            }
        }
    }

    /// - Parameter people: those of the departments.
    func restriction(to people: CatalogRestriction.People?) -> CatalogRestriction {
        var restriction = CatalogRestriction()
        for name in hidden {
            let parts = name.split(separator: ".").map(String.init)
            if parts.count == 1 {
                restriction.tables.insert(parts[0])
            } else {
                restriction.columns[parts[0], default: []].insert(parts[1])
            }
        }
        restriction.people = departments == nil ? nil : people ?? CatalogRestriction.People()
        return restriction
    }
}
