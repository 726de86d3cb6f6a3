import Foundation
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// Tables that `workql sync` is given by their names, as the queries for which they stand.
struct SyncedTables {
    private let options: SyncOptions

    init(_ options: SyncOptions) { self.options = options }

    /// What a file or a saved query is not, and a table is, becomes a query for its records.
    func origins(
        of origins: [Script.Origin], _ saved: SavedQueries
    ) throws(UserError) -> [Script.Origin] {
        var found: [Script.Origin] = []
        for origin in origins {
            guard case .file(let name) = origin, !FileManager.default.fileExists(atPath: name),
                saved.path(of: name) == nil, let table = try table(named: name)
            else {
                found.append(origin)
                continue
            }
            found.append(.text(try query(for: table), name: table.name))
        }
        return found
    }

    /// The table of a name, or of Chinese words as a statement takes them.
    private func table(named name: String) throws(UserError) -> Table? {
        let catalog = Catalog.builtIn
        if let table = catalog.tables.first(where: { $0.name == name || $0.qualifiedName == name })
        {
            return table
        }
        do { return try catalog.table(called: TableName(name: Name(name))) } catch {
            throw UserError(.usage, error.message, help: error.help)
        }
    }

    /// Columns that cost a call for each row are left out: the store does not keep them with the rows.
    ///
    /// - Parameter name: the table's own, or with its service.
    static func selection(of table: Table, named name: String) -> String {
        let details = table.columns.filter(\.isDetail).map(\.name)
        let columns = details.isEmpty ? "*" : "* EXCLUDE (\(details.joined(separator: ", ")))"
        return "SELECT \(columns) FROM \(name)"
    }

    private func query(for table: Table) throws(UserError) -> String {
        let selection = Self.selection(of: table, named: table.qualifiedName)
        guard table.isTimed else { return selection }
        guard let since = options.since else {
            throw UserError(
                .usage, "\(table.name) requires a time from which to fetch its records",
                help: "for example --since 90d, or --since 2026-01-01")
        }
        return "\(selection) SINCE \(since)"
    }
}
