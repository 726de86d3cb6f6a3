import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime

/// The files of sqllogictest's corpus in this folder. The dialect has no CREATE and no INSERT, so
/// statements are run by SQLite; the resulting tables are written as files, and the queries read
/// those.
@Suite struct SQLLogicTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "SQLLogic")

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".test") }.sorted()

    /// The messages with which a query may be refused, and the reason why the dialect does not
    /// support it.
    static let leftOut: [(message: String, reason: String)] = [
        (
            "is neither grouped by nor inside an aggregate",
            "a group has many values, and SQLite's choice is arbitrary"
        ),
        ("comparisons cannot be chained", "1 < 2 < 3 is not what it looks like"),
        ("and it is compared with", "a text that is no number never equals one"),
        ("takes numbers, and this is text", "SQLite adds up texts as 0"),
    ]

    /// The number of unsupported queries of a file, for files that have any.
    static let leftOutOf = ["values.test": 1]

    @Test func thereAreFiles() { #expect(Self.names.count >= 2) }

    @Test(arguments: names) func answersAreTheExpected(_ name: String) async throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let file = try SQLLogicFile(text)
        let tables = try FileFolder()
        let database = ConnectionQueue(try Connection(), label: "tests")
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            var (isWritten, names) = (false, [Name: String]())
            var (queries, leftOut, failures) = (0, 0, 0)
            for record in file.records where failures < 10 {
                switch record.kind {
                case .statement(let succeeds):
                    isWritten = false
                    let succeeded =
                        (try? await database.use { try $0.run(record.sql) }) != nil
                    if succeeded != succeeds {
                        failures += 1
                        Issue.record("\(name):\(record.line): \(record.sql)")
                    }
                case .query(let types, let sorting):
                    queries += 1
                    guard Soak.isOn || queries % 10 == 1 || file.records.count < 500 else {
                        continue
                    }
                    if !isWritten {
                        let files = try await database.read { try Self.files(of: $0) }
                        for file in files { try tables.write(file.bytes, file.name) }
                        names = Dictionary(uniqueKeysWithValues: files.map { ($0.table, $0.name) })
                        session.enter(folder: tables.path)
                        isWritten = true
                    }
                    let problem = try await Self.problem(
                        of: record, types, sorting, over: names, in: &session)
                    guard let problem else { continue }
                    if Self.leftOut.contains(where: { problem.contains($0.message) }) {
                        leftOut += 1
                    } else {
                        failures += 1
                        Issue.record("\(name):\(record.line): \(record.sql)\n\(problem)")
                    }
                }
            }
            #expect(queries > 0)
            #expect(leftOut == Self.leftOutOf[name] ?? 0)
        }
    }

    /// Returns the error in a query's answer.
    private static func problem(
        of record: SQLLogicFile.Record, _ types: String, _ sorting: SQLLogicFile.Sorting,
        over names: [Name: String], in session: inout ScriptSession
    ) async throws -> String? {
        do {
            let text = try withFiles(record.sql, names)
            let statement = try Harness.statement(text)
            let writer = SQLLogicWriter(types: Array(types))
            let rows = try await session.run(statement, into: writer).writer.rows
            guard rows.allSatisfy({ $0.count == types.count }) else {
                return "the rows have not \(types.count) columns"
            }
            let values = SQLLogicFile.Record.sorted(rows, sorting)
            return record.expects(values) ? nil : "the answer is \(values)"
        } catch {
            return (error as? UserError)?.message ?? (error as? Diagnostic)?.message ?? "\(error)"
        }
    }

    /// Returns the query with tables replaced by the names of files.
    private static func withFiles(_ sql: String, _ names: [Name: String]) throws -> String {
        var bytes = Array(sql.utf8)
        let tables = tables(in: try Harness.statement(sql))
        for table in tables.sorted(by: { $0.span.start > $1.span.start }) {
            guard let file = names[table] else { continue }
            bytes.replaceSubrange(table.span.start..<table.span.end, with: Array("'\(file)'".utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the tables that a tree names, at any depth.
    private static func tables(in part: Any) -> [Name] {
        if let table = part as? TableName { return [table.name] }
        return Mirror(reflecting: part).children.flatMap { tables(in: $0.value) }
    }

    /// Writes each table as a file of its name: numbers as CSV, others as JSON, which distinguishes
    /// texts of digits from numbers and empty texts from NULL.
    private static func files(
        of database: Connection
    ) throws -> [(table: Name, name: String, bytes: [UInt8])] {
        var files: [(table: Name, name: String, bytes: [UInt8])] = []
        let tables = try database.rows(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        ) { $0.text(0) }
        for table in tables {
            let columns = try database.rows("SELECT name FROM pragma_table_info(?)", [table]) {
                $0.text(0)
            }
            let rows = try database.rows("SELECT * FROM \"\(table)\"") { $0.values }
            let isNumbers = rows.allSatisfy { row in
                row.allSatisfy { value in
                    switch value {
                    case .null, .integer, .real: true
                    case .text, .blob: false
                    }
                }
            }
            // A line of one NULL would be blank.
            let isCSV = rows.isEmpty || isNumbers && columns.count > 1
            var lines = isCSV ? [columns.joined(separator: ",")] : []
            for row in rows {
                lines.append(
                    isCSV
                        ? row.map { $0 == .null ? "" : json($0) }
                            .joined(separator: ",")
                        : "{"
                            + zip(columns, row).map { "\"\($0)\":\(json($1))" }
                            .joined(separator: ",") + "}")
            }
            let name = table + (isCSV ? ".csv" : ".ndjson")
            files.append((Name(table), name, Array((lines.joined(separator: "\n") + "\n").utf8)))
        }
        return files
    }

    private static func json(_ value: RowValue) -> String {
        switch value {
        case .null, .blob: "null"
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let bytes):
            (try? JSONEncoder().encode(String(decoding: bytes, as: UTF8.self))).map {
                String(decoding: $0, as: UTF8.self)
            } ?? "null"
        }
    }
}

/// Collects an answer in sqllogictest's notation of values.
private struct SQLLogicWriter: ResultWriter {
    let types: [Character]
    private(set) var rows: [[String]] = []
    private var width = 0

    init(types: [Character]) { self.types = types }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws { width = columns.count }

    mutating func write(_ row: ResultRow) throws {
        rows.append((0..<width).map { text($0, of: row) })
    }

    mutating func finish() throws {}

    private func text(_ column: Int, of row: ResultRow) -> String {
        if row.kind(column) == .null { return "NULL" }
        switch column < types.count ? types[column] : "T" {
        case "I": return "\(row.integer(column))"
        case "R": return String(format: "%.3f", row.real(column))
        default:
            let text = row.withText(column) { bytes in
                String(
                    decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "@") },
                    as: UTF8.self)
            }
            return text.isEmpty ? "(empty)" : text
        }
    }
}
