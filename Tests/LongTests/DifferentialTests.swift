import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLTime

/// The contents of the tables, as CSV for the dialect and as rows for SQLite.
enum DifferentialTables {
    /// NULL is an empty field and empty text is `""`.
    static let files: [(name: String, declaration: String, text: String)] = [
        (
            "a", "id INTEGER, n INTEGER, x REAL, s TEXT",
            """
            id,n,x,s
            1,1,0.5,张三
            2,2,1.25,李四
            3,2,1.25,李四
            4,,2.0,a
            5,5,,A
            6,7,-0.75,""
            7,-3,10.5,
            8,1,0.0,🙂
            9,,,O'Hara
            10,12,3.5,ab
            11,5,2.0,王五
            """
        ),
        (
            "b", "id INTEGER, k INTEGER, y REAL, t TEXT",
            """
            id,k,y,t
            2,1,1.25,李四
            3,2,,张三
            3,2,0.5,张三丰
            5,,2.0,A
            8,7,10.5,
            12,5,-0.75,""
            13,,1.25,10
            """
        ),
        (
            "c", "id INTEGER, n INTEGER, s TEXT, ok INTEGER",
            """
            id,n,s,ok
            1,2,张三,true
            1,2,张三,true
            4,,ab,false
            5,5,王五,
            ,7,"",true
            9,1,,false
            """
        ),
    ]

    /// Splits a text into rows, one line each; no field contains a comma or a line break.
    static func values(of text: String) -> [[String]] {
        text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { field in
                switch field {
                case "": "NULL"
                case "\"\"": "''"
                case "true", "false": String(field)
                default:
                    Double(field) == nil ? "'\(field.replacing("'", with: "''"))'" : String(field)
                }
            }
        }
    }

    static func load(into database: Connection) throws {
        for file in files {
            try database.run("CREATE TABLE \(file.name) (\(file.declaration))")
            for row in values(of: file.text) {
                let values = row.joined(separator: ", ")
                try database.run("INSERT INTO \(file.name) VALUES (\(values))")
            }
        }
    }
}

/// Collects an answer's values with their storage class. Reals are rounded to twelve digits,
/// because SQLite adds them up in an order of its own.
struct RawWriter: ResultWriter {
    private(set) var rows: [[String]] = []
    private var width = 0

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws { width = columns.count }

    mutating func write(_ row: ResultRow) throws {
        rows.append(
            (0..<width).map { column in
                switch row.kind(column) {
                case .null: "NULL"
                case .integer: "\(row.integer(column))"
                case .real: Self.text(row.real(column))
                case .text: row.withText(column) { "'\(String(decoding: $0, as: UTF8.self))'" }
                case .blob: row.withText(column) { "x'\(String(decoding: $0, as: UTF8.self))'" }
                }
            })
    }

    mutating func finish() throws {}

    static func text(_ value: RowValue) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let value): "\(value)"
        case .real(let value): text(value)
        case .text(let value): "'\(String(decoding: value, as: UTF8.self))'"
        case .blob(let value): "x'\(String(decoding: value, as: UTF8.self))'"
        }
    }

    private static func text(_ value: Double) -> String {
        "real " + (value == 0 ? "0" : String(format: "%.12g", value))
    }
}

/// Random queries return the same rows as SQLite for the same text over the same tables.
@Suite struct DifferentialTests {
    @Test func sameRowsAsSQLite() async throws {
        let folder = try FileFolder()
        for file in DifferentialTables.files {
            try folder.write(Array((file.text + "\n").utf8), file.name + ".csv")
        }
        let queue = ConnectionQueue(try Connection(), label: "tests")
        try await queue.write { try DifferentialTables.load(into: $0) }
        let count = Soak.isOn ? 10_000 : 500
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: folder.path)
            var queries = DifferentialQueries(seed: 2026)
            var (failures, rows) = (0, 0)
            for number in 1...count where failures < 10 {
                let query = queries.statement()
                var (ours, theirs) = (query.text, query.text)
                for name in DifferentialTables.files.map(\.name) {
                    ours.replace("{\(name)}", with: "'\(name).csv'")
                    theirs.replace("{\(name)}", with: name)
                }
                let sql = theirs
                let expected: [[String]]
                do {
                    expected = try await queue.read { database in
                        try database.rows(sql) { $0.values.map(RawWriter.text) }
                    }
                } catch {
                    Issue.record("SQLite refuses query \(number): \(error)")
                    failures += 1
                    continue
                }
                do {
                    let statement = try Harness.statement(ours)
                    let answer = try await session.run(statement, into: RawWriter()).writer.rows
                    rows += expected.count
                    let areSame =
                        query.isOrdered
                        ? answer == expected
                        : answer.sorted(by: Self.precedes) == expected.sorted(by: Self.precedes)
                    guard !areSame else { continue }
                    Issue.record("query \(number): \(ours)\n\(answer)\nSQLite: \(expected)")
                } catch {
                    Issue.record("query \(number) is refused: \(ours)\n\(error)")
                }
                failures += 1
            }
            // Conditions that no row satisfies would test little.
            #expect(rows > count * 3)
        }
    }

    private static func precedes(_ left: [String], _ right: [String]) -> Bool {
        left.lexicographicallyPrecedes(right)
    }
}
