import TestSupport
import Testing
import WorkQLPages

@testable import WorkQLFiles

/// Numbers with a point that are months or days: `2026.10` is October, and as a number `2026.1`.
@Suite struct DottedNumberTests {
    private func table(_ text: String, _ name: String) throws -> FileTable {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), name)
        let whole = try folder.open(name)
        let parts = try folder.openParts(name, of: 7)
        #expect(parts.notes == whole.notes)
        #expect(parts.columns.map(\.type) == whole.columns.map(\.type))
        return whole
    }

    @Test(
        arguments: [
            (["2026.1", "2026.2", "2026.9", "2026.10"], "2026.10", "2026.1"),
            (["2026.09", "2026.10", "2026.11"], "2026.10", "2026.1"),
            (["2026.10"], "2026.10", "2026.1"), (["8.1", "8.2", "8.10", "8.20"], "8.10", "8.1"),
            (["12.9", "12.30", "12.31"], "12.30", "12.3"),
        ] as [([String], String, String)])
    func areText(_ values: [String], _ tens: String, _ number: String) throws {
        for (name, delimiter) in [("a.csv", ","), ("a.tsv", "\t")] {
            let lines = ["m\(delimiter)v"] + values.map { "\($0)\(delimiter)1" }
            let table = try table(lines.joined(separator: "\n") + "\n", name)
            #expect(table.columns.map(\.type) == [.text, .integer])
            #expect(
                table.notes == [
                    FileNote(
                        message: "\(name): m has months or days such as \(tens), and is read as "
                            + "text",
                        help: "WITH (types = (m = real)) reads \(tens) as \(number)")
                ])
        }
    }

    /// Prices, shares and versions that are no days, and columns that lose nothing.
    @Test(arguments: [
        ["1.50", "2.20", "3.10"], ["1.5", "1.50", "99.50"], ["1.5", "1.50", "0.5"],
        ["2026.1", "2026.2"], ["8.1", "8.2"], ["8.1", "8.10", "9"], ["8.1", "8.10", "8.45"],
        ["2026.10", "2026.13"], ["-8.1", "8.10"], ["8.1", "8.100"], ["8.1", "8.10", "8.1e+0"],
    ])
    func areNumbers(_ values: [String]) throws {
        let table = try table("m,v\n" + values.map { "\($0),1\n" }.joined(), "a.csv")
        #expect(table.columns[0].type == .real)
        #expect(table.notes == [])
    }

    @Test func declaredTypesPrecede() throws {
        let text = "m,v\n2026.1,1\n2026.10,4\n"
        #expect(try FileFolder().columns(text, with: "types = (m = real)")[0] == "m real")
    }
}
