import Foundation
import WorkQLPages
package import WorkQLSyntax

/// Several files that a statement names by one pattern, `FROM 'attendance/*.parquet'`, and reads as
/// one table.
package enum FileGlob {
    /// Returns whether a name may be a pattern for several files.
    static func isPattern(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }

    /// Returns the files that a pattern matches, each as the statement would write it, sorted by
    /// name. Nil if the name is not a pattern, or is the name of an existing file.
    package static func files(
        _ name: String, relativeTo folder: String?
    ) throws(UserError) -> [String]? {
        guard isPattern(name), !name.utf8.contains(0) else { return nil }
        let path = UserPath.resolved(name, in: folder)
        guard !FileManager.default.fileExists(atPath: path) else { return nil }
        var found = glob_t()
        defer { globfree(&found) }
        let code = Foundation.glob(path, GLOB_MARK, nil, &found)
        var files: [String] = []
        if code == 0, let paths = found.gl_pathv {
            for index in 0..<Int(found.gl_pathc) {
                guard let path = paths[index] else { continue }
                let file = String(cString: path)
                // Folders end in a slash, and are not tables.
                // `~$a.xlsx` marks that Excel has a.xlsx open.
                let name = file.split(separator: "/").last ?? ""
                if !file.hasSuffix("/"), !name.hasPrefix("~$") { files.append(file) }
            }
        }
        guard !files.isEmpty else {
            throw UserError(
                .missingFile, "no file is named \(name)",
                help: "* stands for any characters of a name, ? for one, [ab] for one of several")
        }
        // The prefix that the expansion added is removed, because the statement did not write it.
        let added = path.hasSuffix(name) ? path.dropLast(name.count).count : 0
        return files.map { String($0.dropFirst(added)) }
    }
}

extension FileTable {
    /// Combines several files into one table, with the rows of each file after those of the
    /// previous one.
    ///
    /// All must have the same columns with the same types, in any order. Values are not converted
    /// from one file to the other, and missing columns are not filled: either would turn a wrong
    /// file into NULLs.
    package static func union(
        _ tables: [(name: String, table: FileTable)]
    ) throws(UserError) -> FileTable {
        guard var first = tables.first else { throw UserError(.malformedFile, "no file matches") }
        // A column without values has the type of the other files.
        for (index, column) in first.table.columns.enumerated() where column.isEmpty {
            let other = tables.lazy.compactMap { table in
                table.table.columns.first { Name($0.name) == Name(column.name) && !$0.isEmpty }
            }.first
            if let other { first.table.setType(other.type, ofColumn: index) }
        }
        var orders: [[Int]] = []
        for (name, table) in tables {
            guard table.isOpen == first.table.isOpen else {
                throw UserError(
                    .malformedFile, "\(name) has no rows and no columns, but \(first.name) does",
                    help: "leave it out of the pattern")
            }
            var order: [Int] = []
            for column in table.columns {
                guard
                    let index = first.table.columns.firstIndex(where: {
                        Name($0.name) == Name(column.name)
                    })
                else {
                    throw UserError(
                        .malformedFile,
                        "\(name) has a column \(column.name), but \(first.name) does not",
                        help: "files that match one pattern must have the same columns")
                }
                let wanted = first.table.columns[index].type
                guard column.type == wanted || column.isEmpty else {
                    throw UserError(
                        .malformedFile,
                        "\(column.name) is \(column.type.rawValue) in \(name), but "
                            + "\(wanted.rawValue) in \(first.name)",
                        help: table.parquet == nil
                            ? help(column.name, [column.type, wanted])
                            : "specify the files one by one, with UNION ALL and CAST")
                }
                order.append(index)
            }
            for column in first.table.columns
            where !table.columns.contains(where: { Name($0.name) == Name(column.name) }) {
                throw UserError(
                    .malformedFile, "\(name) has no column \(column.name), but \(first.name) does",
                    help: "files that match one pattern must have the same columns")
            }
            orders.append(order)
        }
        return first.table.followed(by: tables.map(\.table), orders)
    }

    /// Returns the help for a column that has two types: the type that holds the values of both.
    private static func help(_ name: String, _ types: Set<ColumnType>) -> String {
        let type: ColumnType =
            switch types {
            case [.integer, .real]: .real
            case [.date, .timestamp]: .timestamp
            default: .text
            }
        return "WITH (types = (\(Printer.name(name)) = \(type.rawValue))) reads it as "
            + "\(type.rawValue) in all files"
    }
}
