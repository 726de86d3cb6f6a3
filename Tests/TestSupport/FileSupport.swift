import Foundation
import Testing
import WorkQL
import WorkQLCatalog
package import WorkQLFiles
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
package import WorkQLTime

/// A folder that is deleted at the end of the test.
package final class FileFolder {
    package let path = NSTemporaryDirectory() + "/workql-files-" + UUID().uuidString

    package init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    package func open(_ name: String) throws -> FileTable {
        try FileTable.open(path: name, relativeTo: path)
    }

    /// - Parameter options: the text between the parentheses of WITH; no WITH if it is empty.
    package func open(_ name: String, with options: String) throws -> FileTable {
        try FileTable.open(path: name, relativeTo: path, options: parsed(options))
    }

    /// Reads a file in parts of the given number of bytes, as one that does not fit into memory.
    package func openParts(_ name: String, of bytes: Int, with options: String = "") throws
        -> FileTable
    {
        let options = try FileOptions(try parsed(options))
        return try FileTable.open(
            FileSource(name, relativeTo: path, format: options.format), with: options,
            maxResident: -1, partBytes: bytes)
    }

    /// Returns the columns of a file with this text.
    package func columns(_ text: String, with options: String) throws -> [String] {
        try write(Array(text.utf8), "a.csv")
        return try open("a.csv", with: options).columns.map { "\($0.name) \($0.type.rawValue)" }
    }

    private func parsed(_ options: String) throws -> [FileOption] {
        let text = "DESCRIBE 'x'" + (options.isEmpty ? "" : " WITH (\(options))")
        guard case .complete(let statements) = Parser.parse(text),
            case .describeFile(let file) = statements[0].kind
        else { throw UserError(.malformedFile, "refused: \(options)") }
        return file.options
    }
}

/// A file as a table: `name type` of each column, and its rows as SQLite returns them, with texts
/// between `'` and other values unquoted.
package struct FileContents {
    package var columns: [String]
    package var rows: [[String]]

    package init(_ table: FileTable, zone: Zone = .shanghai) throws {
        columns = table.columns.map { "\($0.name) \($0.type.rawValue)" }
        let connection = try Connection()
        try table.load(into: connection.handle, as: "a \"file\"", zone: zone)
        let sql = "SELECT * FROM temp.\"a \"\"file\"\"\" ORDER BY rowid"
        rows = try connection.rows(sql) { row in
            row.values.map { value in
                switch value {
                case .null: "NULL"
                case .integer(let value): String(value)
                case .real(let value): String(value)
                case .text: "'\(value.string ?? "")'"
                case .blob: "blob"
                }
            }
        }
    }

    package init(_ text: String, _ name: String = "a.csv", zone: Zone = .shanghai) throws {
        try self.init(bytes: Array(text.utf8), name, zone: zone)
    }

    package init(bytes: [UInt8], _ name: String = "a.csv", zone: Zone = .shanghai) throws {
        let folder = try FileFolder()
        try folder.write(bytes, name)
        try self.init(try folder.open(name), zone: zone)
    }
}

/// Returns the error that prevents a file from being read as a table.
package func fileFailure(_ text: String, _ name: String = "a.csv") throws -> String {
    try fileFailure(bytes: Array(text.utf8), name)
}

package func fileFailure(bytes: [UInt8], _ name: String = "a.csv") throws -> String {
    let folder = try FileFolder()
    try folder.write(bytes, name)
    return try #require(throws: UserError.self) { try folder.open(name) }.message
}
