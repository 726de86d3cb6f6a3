import WorkQL
import WorkQLCatalog
import WorkQLSyntax

/// The names of tables for the answers of a run's queries: `late`, `late_2`, `late_3` of a script
/// `late.wql`. An answer replaces what its table has, so that no two may have one name.
struct ResultNames {
    private let isDatabase: Bool
    /// The scripts by the names that they have taken.
    private var taken: [String: String] = [:]
    private var script = ""
    private var base = ""
    private var count = 0

    /// The length of names in bytes at which PostgreSQL cuts them off.
    private static let maximumBytes = 63

    init(isDatabase: Bool) { self.isDatabase = isDatabase }

    /// - Parameter script: its name, which may be a path.
    mutating func begin(_ script: String) {
        let file = script.split(separator: "/").last.map(String.init) ?? script
        let stem = file.hasSuffix(".wql") || file.hasSuffix(".sql") ? file.dropLast(4) : file[...]
        let letters = stem.map { $0.isLetter || $0.isNumber ? String($0).lowercased() : "_" }
        base = letters.isEmpty ? "answer" : letters.joined()
        self.script = script
        count = 0
    }

    /// - Throws: for the name of a table that something else is written to.
    mutating func next(for statement: Statement) throws(UserError) -> String {
        count += 1
        let name = count == 1 ? base : "\(base)_\(count)"
        if let table = Catalog.builtIn.tables.first(where: { $0.name == name }),
            [table.name, table.qualifiedName].contains(where: {
                statement.description == SyncedTables.selection(of: table, named: $0)
            })
        {
            return name
        }
        if let table = Catalog.builtIn.tables.first(where: { $0.owns(name) }) {
            throw refusal(
                "the result of \(script.neutralized) cannot be written to \(name), which is for the "
                    + "records of \(table.name)")
        }
        guard !name.hasPrefix("workql_") else {
            throw refusal(
                "the result of \(script.neutralized) cannot be written to \(name), because names that "
                    + "begin with workql_ are for tables of sync itself")
        }
        guard !isDatabase || name.utf8.count <= Self.maximumBytes else {
            throw refusal(
                "the name \(name) has more than \(Self.maximumBytes) bytes, at which PostgreSQL cuts "
                    + "names off")
        }
        if let other = taken[name] {
            throw refusal(
                "\(other.neutralized) and \(script.neutralized) write to the same table \(name)")
        }
        taken[name] = script
        return name
    }

    private func refusal(_ message: String) -> UserError {
        UserError(
            .configuration, message, help: "save the query under another name",
            code: .warehouseDiffers)
    }
}

extension Table {
    /// Whether a table of this name has its records: the table itself, or a partition of it.
    fileprivate func owns(_ other: String) -> Bool {
        guard other != name else { return true }
        guard other.hasPrefix("\(name)_") else { return false }
        let rest = other.dropFirst(name.count + 1)
        return rest.wholeMatch(of: /(rest|[0-9]{4}_[0-9]{2})(_[0-9]+)?/) != nil
    }
}
