import Foundation
import WorkQLCatalog
package import WorkQLSyntax

extension WarehouseAddress {
    /// - Throws: for a folder inside a lake that has files of one of its tables: another lake in it
    ///   would mix its tables into that one, and no reader could tell them apart.
    package func checkFolder() throws(UserError) {
        guard case .folder(let text) = self else { return }
        var path = text
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        // `.` and `..` have no name of their own.
        if ["", ".", ".."].contains(Self.name(path)) { path = identity }
        if Self.name(path).hasPrefix("month=") { path = Self.parent(path) }
        let (table, lake) = (Self.name(path), Self.parent(path))
        guard Self.isOfTable(path, named: table, in: lake) else { return }
        throw UserError(
            .address, "\(text) is not a warehouse but the folder of its table \(table)",
            help: "write --into \(lake)")
    }

    private static func isOfTable(_ path: String, named table: String, in lake: String) -> Bool {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        if names.contains(where: { $0.hasPrefix("month=") }) { return true }
        guard
            ["_coverage.parquet", ".workql.lock"].contains(where: {
                manager.fileExists(atPath: "\(lake)/\($0)")
            })
        else { return false }
        return names.contains(table + ".parquet")
            || Catalog.builtIn.tables.contains { $0.name == table }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        let parent = path[..<slash]
        return parent.isEmpty ? "/" : String(parent)
    }
}
