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
        ["1.50", "2.20", "3.10"], ["1.50", "99.50", "1.50"], ["1.5", "2.50", "0.5"],
        ["2026.1", "2026.2"], ["8.1", "8.2"], ["2026.10", "2026.13"], ["-8.1", "8.10"],
        ["8.1", "8.1e+0", "8.20"], ["1", "1.0", "2.50"],
    ])
    func areNumbers(_ values: [String]) throws {
        let table = try table("m,v\n" + values.map { "\($0),1\n" }.joined(), "a.csv")
        #expect(table.columns[0].type == .real)
        #expect(table.notes == [])
    }

    /// Beside other numbers they are numbers, and a note names two that are one: rows of version 1.1
    /// and of 1.10 are grouped and joined as one.
    @Test(
        arguments: [
            (["1.5", "1.50", "99.50"], "1.5", "1.50"),
            (["99.50", "0.25", "99.5"], "99.50", "99.5"),
            (["8.1", "8.10", "9"], "8.1", "8.10"), (["8.1", "8.10", "8.45"], "8.1", "8.10"),
            (["8.1", "8.100"], "8.1", "8.100"), (["8.1", "8.10", "8.1e+0"], "8.1", "8.10"),
            (["0.0", "7", "0.00"], "0.0", "0.00"), (["2.25", "2.2500"], "2.25", "2.2500"),
        ] as [([String], String, String)])
    func spellingsOfOneNumberAreNoted(
        _ values: [String], _ one: String, _ other: String
    ) throws {
        let table = try table("m,v\n" + values.map { "\($0),1\n" }.joined(), "a.csv")
        #expect(table.columns[0].type == .real)
        #expect(
            table.notes == [
                FileNote(
                    message: "a.csv: \(one) and \(other) in m are one number",
                    help: "WITH (types = (m = text)) keeps them apart, as versions and codes are")
            ])
        let declared = "m,v\n" + values.map { "\($0),1\n" }.joined()
        #expect(try FileFolder().columns(declared, with: "types = (m = text)")[0] == "m text")
    }

    @Test func declaredTypesPrecede() throws {
        let text = "m,v\n2026.1,1\n2026.10,4\n"
        #expect(try FileFolder().columns(text, with: "types = (m = real)")[0] == "m real")
    }
}
