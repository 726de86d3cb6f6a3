import Testing
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLShell

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
                + "\"two\nlines\",\"cr\r\", space \n" + "张三,',\"\"\"\"\"\"\n")
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
        #expect(output.text == "a\\tb\tc\ntab\\t.\ttwo\\r\\nlines\nback\\\\slash\t\"\n")
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
