import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLOutput

@Suite struct DelimitedWriterTests {
    @Test func csvQuotesWhenNeeded() throws {
        let output = try written(
            csv, ["a": .text, "b,c": .text, "d\"e": .text],
            [
                ["plain", "with, comma", "with \"quotes\""], ["two\nlines", "cr\r", " space "],
                ["张三", "'", "\"\""],
            ])
        #expect(
            output.text == "a,\"b,c\",\"d\"\"e\"\n"
                + "plain,\"with, comma\",\"with \"\"quotes\"\"\"\n"
                + "\"two\nlines\",\"cr\r\",\" space \"\n" + "张三,',\"\"\"\"\"\"\n")
    }

    @Test func nullDiffersFromEmptyText() throws {
        let rows: [[MemoryRow.Cell]] = [[nil, ""], ["", nil], ["NULL", "\\N"]]
        #expect(
            try written(csv, ["a": .text, "b": .text], rows).text
                == "a,b\n,\"\"\n\"\",\nNULL,\\N\n")
        #expect(
            try written(tsv, ["a": .text, "b": .text], rows).text
                == "a\tb\n\\N\t\n\t\\N\nNULL\t\\\\N\n")
    }

    /// Excel evaluates texts that begin like a formula; numbers evaluate to themselves.
    @Test func formulasAreMadeTextOnRequest() throws {
        var options = CSVOptions()
        options.escapesFormulas = true
        func cells(_ texts: [String]) throws -> [String] {
            try written(
                { DelimitedWriter($0, dialect: .csv, options: options) }, ["a": .text],
                texts.map { [.text($0)] }
            ).text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map(String.init)
        }
        let formulas = [
            "=1+2", "+cmd", "-2+3", "@SUM(1)", "＝1", "＋1", "－1", "＠a", "-", "+", "=", "-1x",
            "+0x1f",
            "-Infinity", "--1",
        ]
        #expect(try cells(formulas) == formulas.map { "'" + $0 })
        let quoted = ["\t=1", "\r1"]
        #expect(try cells(quoted) == ["'\t=1", "\"'\r1\""])
        let plain = [
            "-1", "+8613800138000", "-0.5", "1e-3", "-1.5e+3", "a=b", "'=1", "张三", "", "1-2",
        ]
        #expect(try cells(plain) == plain.map { $0.isEmpty ? "\"\"" : $0 })
        let typed = try written(
            { DelimitedWriter($0, dialect: .csv, options: options) },
            ["=n": .integer, "r": .real, "j": .json], [[-1, -0.5, "=1"]])
        #expect(typed.text == "'=n,r,j\n-1,-0.5,'=1\n")
    }

    @Test(arguments: [
        ("0012", true), ("00", true), ("0", false), ("12", false), ("0.5", false), ("", false),
        ("110101199003070011", true), ("138001380001234", false), ("1380013800012345", true),
        ("12E5", true), ("1e10", true), ("12E", false), ("1E5x", false), ("E5", false),
        ("0012a", false), ("2026-08-01", false), ("工号0012", false), (" 0012", false),
    ])
    func cellsThatASpreadsheetChanges(_ cell: String, _ changes: Bool) throws {
        let text = Array(cell.utf8)
        #expect(text.withUnsafeBufferPointer(SpreadsheetNumber.changes) == changes)
        let statement = "SELECT 'a' AS x, '\(cell)' AS 工号 UNION ALL SELECT 'b', '\(cell)'"
        for (options, hasMark) in [(["--bom"], true), ([], false)] {
            let run = try CommandRun(["-f", "csv"] + options + ["-c", statement])
            #expect(run.status == 0)
            let note = "note: a spreadsheet reads \(cell) in column 工号 as a number"
            #expect(run.errors.components(separatedBy: note).count == (changes && hasMark ? 2 : 1))
        }
    }

    @Test func integersThatASpreadsheetRounds() throws {
        for (value, changes) in [("999999999999999", false), ("-1000000000000001", true)] {
            let run = try CommandRun(["-f", "csv", "--bom", "-c", "SELECT \(value) AS a"])
            #expect(run.errors.contains("reads \(value) in column a") == changes)
        }
    }

    @Test func optionsFollowTheSettings() {
        var display = SettingValues()
        #expect(CSVOptions(display) == CSVOptions())
        display.csvBOM = true
        #expect(CSVOptions(display).writesMark && CSVOptions(display).escapesFormulas)
        display.csvFormulas = .keep
        #expect(CSVOptions(display).writesMark && !CSVOptions(display).escapesFormulas)
        display.csvBOM = false
        display.csvFormulas = .escape
        #expect(!CSVOptions(display).writesMark && CSVOptions(display).escapesFormulas)
    }

    /// The options of COPY: PostgreSQL's, and the byte-order mark for Excel.
    @Test func copyOptions() throws {
        func text(_ options: [CopyOption], tabs: Bool = false) throws -> String {
            let options = CSVOptions(SettingValues(), options)
            return try written(
                { DelimitedWriter($0, dialect: tabs ? .tsv : .csv, options: options) },
                ["a": .text, "b": .text], [["x;y", nil], ["NA", ""], ["p,q", "="]]
            ).text
        }
        #expect(try text([]) == "a,b\nx;y,\nNA,\"\"\n\"p,q\",=\n")
        #expect(
            try text([
                CopyOption(.header, .boolean(false)), CopyOption(.delimiter, .text(";")),
                CopyOption(.null, .text("NA")),
            ]) == "\"x;y\";NA\n\"NA\";\"\"\np,q;=\n")
        #expect(try text([CopyOption(.bom, .boolean(true))]).hasSuffix("\"p,q\",'=\n"))
        #expect(
            try text([CopyOption(.header, .boolean(false))], tabs: true)
                == "x;y\t\\N\nNA\t\np,q\t=\n")
        #expect(
            try text([CopyOption(.delimiter, .text(#"\t"#))]) == "a\tb\nx;y\t\nNA\t\"\"\np,q\t=\n")
    }

    @Test func markStandsBeforeTheFirstAnswerAlone() throws {
        var options = CSVOptions()
        options.writesMark = true
        let make = { DelimitedWriter($0, dialect: .csv, options: options) }
        let one = try written(make, ["a": .text], [])
        #expect(try written(make, ["b": .text], [], after: one).text == "\u{FEFF}a\n\nb\n")
        let terminal = { DelimitedWriter($0, dialect: .csv, options: options, isFile: false) }
        #expect(try written(terminal, ["a": .text], []).text == "a\n")
    }

    /// For `-f`, COPY, `.once` and SET alike.
    @Test func markIsWrittenWherever() throws {
        try withFolder { folder in
            let copies = [
                (["--bom"], ""), ([], "SET csv_bom = on;"), ([], "SET csv_bom TO TRUE;"),
            ]
            for (flags, set) in copies {
                let run = try CommandRun(
                    ["--quiet"] + flags + [
                        "-c",
                        "\(set) COPY (SELECT '=1' AS a) TO 'a.csv'; RESET csv_bom;"
                            + "COPY (SELECT '=1' AS a) TO 'b.csv'; COPY (SELECT 1 AS a) TO 'a.json'",
                    ], folder: URL(filePath: folder))
                #expect(run.errors == "")
                func content(_ name: String) throws -> String {
                    String(
                        decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")),
                        as: UTF8.self)
                }
                #expect(try content("a.csv") == "\u{FEFF}a\n'=1\n")
                // RESET restores the value of --bom.
                #expect(try content("b.csv") == (flags.isEmpty ? "a\n=1\n" : "\u{FEFF}a\n'=1\n"))
                #expect(try content("a.json") == "[\n{\"a\":1}\n]\n")
            }
            for (set, help) in [
                ("csv_bom = 2", "write SET csv_bom = on"),
                ("csv_bom = NULL", "write SET csv_bom = on"),
                ("csv_formulas = on", "write SET csv_formulas = escape"),
            ] {
                let run = try CommandRun("-c", "SET \(set)")
                #expect(run.status == 65)
                #expect(run.errors.contains(help))
            }
        }
    }

    @Test func valuesAreExact() throws {
        let rows: [[MemoryRow.Cell]] = [
            [9_007_199_254_740_993, 0.1, 1_785_546_000, 1, "{\"a\": 1}"],
            [.integer(.min), 1e300, 1_785_546_000.5, 0, "broken"],
            [-1, -0.0, -1, 2, nil],
        ]
        let text = try written(
            csv, ["i": .integer, "r": .real, "t": .timestamp, "b": .boolean, "j": .json], rows
        ).text
        #expect(
            text == """
                i,r,t,b,j
                9007199254740993,0.1,2026-08-01T09:00:00+08:00,true,"{""a"": 1}"
                -9223372036854775808,1e+300,2026-08-01T09:00:00.500+08:00,false,broken
                -1,-0.0,1970-01-01T07:59:59+08:00,2,

                """)
    }

    @Test func timestampsAreInTheZone() throws {
        let text = try written(csv, ["t": .timestamp], [[1_785_546_000]], zone: .utc).text
        #expect(text == "t\n2026-08-01T01:00:00Z\n")
    }

    @Test func tsvEscapes() throws {
        let output = try written(
            tsv, ["a\tb": .text, "c": .text], [["tab\t.", "two\r\nlines"], ["back\\slash", "\""]])
        #expect(output.text == "a\\tb\tc\ntab\\t.\ttwo\\r\\nlines\nback\\\\slash\t\\x22\n")
    }

    /// Readers then distinguish the header from a row.
    @Test func namesLikeValuesAreQuoted() throws {
        let columns: KeyValuePairs<String, ColumnType?> = [
            "1001": .integer, "2026-08-01": .text, "TRUE": .text, "-5": .text, "n": .text,
            "4\t5": .text, "6\"": .text, "7 ": .text,
        ]
        #expect(
            try written(csv, columns, []).text
                == "\"1001\",\"2026-08-01\",\"TRUE\",\"-5\",n,\"4\t5\",\"6\"\"\",\"7 \"\n")
        #expect(
            try written(tsv, columns, []).text
                == "\"1001\"\t\"2026-08-01\"\t\"TRUE\"\t\"-5\"\tn\t4\\t5\t6\"\t7\\x20\n")
    }

    @Test func repairsText() throws {
        let broken: [[MemoryRow.Cell]] = [
            [.bytes([0x61, 0xFF, 0x62])], [.bytes([0xE4, 0xBD])], [.bytes([0xED, 0xA0, 0x80])],
        ]
        let one = "\u{FFFD}"
        let expected = "a\na\(one)b\n\(one)\(one)\n\(one)\(one)\(one)\n"
        #expect(try written(csv, ["a": .text], broken).text == expected)
        #expect(try written(tsv, ["a": .text], broken).text == expected)
    }

    @Test func blobsAreHexadecimal() throws {
        #expect(try written(csv, ["a": nil], [[.blob([0, 0xAF, 0x10])]]).text == "a\n00af10\n")
    }

    @Test func resultsAreSeparated() throws {
        let first = try written(csv, ["a": .text], [["x"]])
        #expect(try written(csv, ["b": .text], [], after: first).text == "a\nx\n\nb\n")
    }
}
