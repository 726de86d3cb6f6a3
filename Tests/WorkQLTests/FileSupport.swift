import Foundation
import Testing
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLFiles

/// A folder that goes when the test does.
final class FileFolder {
    let path = NSTemporaryDirectory() + "/workql-files-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func open(_ name: String) throws -> FileTable {
        try FileTable.open(path: name, relativeTo: path)
    }

    /// - Parameter options: what stands between the parentheses of WITH; none where it is empty.
    func open(_ name: String, with options: String) throws -> FileTable {
        try FileTable.open(path: name, relativeTo: path, options: parsed(options))
    }

    /// Reads a file as one that does not fit into memory, by so many bytes.
    func openParts(_ name: String, of bytes: Int, with options: String = "") throws -> FileTable {
        let options = try FileOptions(try parsed(options))
        return try FileTable.open(
            FileSource(name, relativeTo: path, format: options.format), with: options,
            maxResident: -1, partBytes: bytes)
    }

    /// The columns of a file with this text.
    func columns(_ text: String, with options: String) throws -> [String] {
        try write(Array(text.utf8), "a.csv")
        return try open("a.csv", with: options).columns.map { "\($0.name) \($0.type.rawValue)" }
    }

    private func parsed(_ options: String) throws -> [FileOption] {
        let text = "DESCRIBE 'x'" + (options.isEmpty ? "" : " WITH (\(options))")
        guard case .complete(let statements) = Parser.parse(text),
            case .describeFile(let file) = statements[0].kind
        else { throw FileFailure("refused: \(options)") }
        return file.options
    }
}

/// A file as a table: `name type` of each column, and its rows as SQLite gives them back, with text
/// between `'` and the rest as it is.
struct FileContents {
    var columns: [String]
    var rows: [[String]]

    init(_ table: FileTable, zone: Zone = .shanghai) throws {
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
                case .text(let value): "'\(value)'"
                case .blob: "blob"
                }
            }
        }
    }

    init(_ text: String, _ name: String = "a.csv", zone: Zone = .shanghai) throws {
        try self.init(bytes: Array(text.utf8), name, zone: zone)
    }

    init(bytes: [UInt8], _ name: String = "a.csv", zone: Zone = .shanghai) throws {
        let folder = try FileFolder()
        try folder.write(bytes, name)
        try self.init(try folder.open(name), zone: zone)
    }
}

/// What keeps a file from being a table.
func fileFailure(_ text: String, _ name: String = "a.csv") throws -> String {
    try fileFailure(bytes: Array(text.utf8), name)
}

func fileFailure(bytes: [UInt8], _ name: String = "a.csv") throws -> String {
    let folder = try FileFolder()
    try folder.write(bytes, name)
    return try #require(throws: FileFailure.self) { try folder.open(name) }.message
}
