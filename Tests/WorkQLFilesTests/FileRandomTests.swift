import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileRandomTests {
    /// RFC 4180 round trip: cells with any contents are read as they were written.
    @Test func roundTrips() throws {
        var numbers = SplitMix64(seed: 1)
        let folder = try FileFolder()
        let parts = [
            "张三", "𠮷", "\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "\t", "|", " ", "a", "é", "'",
            "\\n",
        ]
        for _ in 0..<2000 {
            let width = Int.random(in: 1...6, using: &numbers)
            let names = (0..<width).map { "c\($0)" }
            let ending = ["\n", "\r\n", "\r"].randomElement(using: &numbers) ?? "\n"
            var lines = [names.joined(separator: ",")]
            var expected: [[String]] = []
            for _ in 0..<Int.random(in: 1...8, using: &numbers) {
                var cells: [String] = []
                var fields: [String] = []
                for _ in 0..<width {
                    let cell = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
                        parts.randomElement(using: &numbers) ?? ""
                    }.joined()
                    // A blank line would not be a row.
                    let isNull = cell.isEmpty && width > 1 && Bool.random(using: &numbers)
                    let needsQuotes =
                        cell.isEmpty
                        || cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
                        // Spaces outside of quotes are not part of a cell.
                        || cell.hasPrefix(" ") || cell.hasPrefix("\t") || cell.hasSuffix(" ")
                        || cell.hasSuffix("\t")
                    let doubled = cell.split(separator: "\"", omittingEmptySubsequences: false)
                        .joined(separator: "\"\"")
                    cells.append(isNull ? "NULL" : "'\(cell)'")
                    let quotes = needsQuotes || Bool.random(using: &numbers)
                    fields.append(isNull ? "" : quotes ? "\"\(doubled)\"" : cell)
                }
                lines.append(fields.joined(separator: ","))
                expected.append(cells)
            }
            let text = lines.joined(separator: ending) + ending
            let dialect = DelimitedDialect(delimiter: Ascii.comma)
            let file = FileText(bytes: Array(text.utf8), name: "a.csv")
            let store = try DelimitedReader.read(file, dialect: dialect)
            let read = (1..<store.count).map { row in
                store.cells[store.range(row)].map {
                    $0.kind == .null ? "NULL" : "'\(store.text($0))'"
                }
            }
            #expect(
                read.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } }
            )
            // One file in ten goes all the way through SQLite.
            guard width > 1, Int.random(in: 0..<10, using: &numbers) == 0 else { continue }
            // A mark, because single characters beside ASCII may be those of GB18030.
            try folder.write(Array(("\u{FEFF}c0" + text.dropFirst(2)).utf8), "a.csv")
            if DelimitedDialect.sniffed(file) == dialect {
                #expect(try FileContents(folder.open("a.csv")).rows == expected, "\(text)")
            }
        }
    }

    /// Any bytes of a file are read as a table or refused.
    @Test(arguments: ["a.csv", "a.tsv", "a.json", "a.ndjson"])
    func anyBytes(_ name: String) throws {
        var numbers = SplitMix64(seed: 2)
        let folder = try FileFolder()
        let parts: [[UInt8]] =
            [
                "\"", ",", ";", "\n", "\r\n", "\t", "|", "[", "]", "{", "}", ":", "\\", "\\u",
                "d83d",
                "{\"a\":", "[{\"b\":1}]", "\"x\"", "null", "true", "-", "1", ".5", "e9",
                "2026-08-01",
                " 09:00", "张", " ", "sep=;\n", "\\N", "a,b\n1,2\n",
            ].map { Array($0.utf8) } + [
                [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0x81], [0xD0, 0xD5],
            ]
        var tables = 0
        for _ in 0..<1500 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...24, using: &numbers) {
                if Int.random(in: 0..<12, using: &numbers) == 0 {
                    bytes.append(UInt8.random(in: 0...255, using: &numbers))
                } else {
                    bytes += parts.randomElement(using: &numbers) ?? []
                }
            }
            try folder.write(bytes, name)
            do {
                let contents = try FileContents(try folder.open(name))
                #expect(!contents.columns.isEmpty)
                tables += 1
            } catch let failure as UserError {
                #expect(failure.message.contains(name), "\(failure.message)")
            }
        }
        // Enough of them must be tables for the loading to be tested as well.
        #expect(name.hasSuffix("json") ? tables > 0 : tables > 50)
    }

    /// Damage at every position of a valid file.
    @Test func truncatedJSON() throws {
        let folder = try FileFolder()
        let text = #"[{"a":-1.5e3,"b":"\ud83d\ude00\n","c":[1,{"d":null}]},{"a":true,"b":"张"}]"#
        let bytes = Array(text.utf8)
        for end in 1..<bytes.count {
            try folder.write(Array(bytes[..<end]), "a.json")
            #expect(throws: UserError.self) { try folder.open("a.json") }
        }
        try folder.write(bytes, "a.json")
        #expect(try folder.open("a.json").rowCount == 2)
    }

    @Test func failedLoadLeavesNothing() throws {
        let folder = try FileFolder()
        try folder.write(Array("a\n1\n".utf8), "a.csv")
        let table = try folder.open("a.csv")
        let connection = try Connection()
        try table.load(into: connection.handle, as: "t", zone: .utc)
        #expect(throws: UserError.self) {
            try table.load(into: connection.handle, as: "t", zone: .utc)
        }
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
        // Not inside a transaction.
        try connection.run("BEGIN; COMMIT")
    }
}
