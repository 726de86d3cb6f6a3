import Testing

@testable import WorkQL
@testable import WorkQLFiles

/// What is guessed of a file's cells and could have been otherwise is said, with words that decide.
@Suite struct FileGuessTests {
    private func notes(_ text: String) throws -> [FileNote] {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let (whole, parts) = (try folder.open("a.csv"), try folder.openParts("a.csv", of: 7))
        #expect(whole.notes == parts.notes)
        return whole.notes
    }

    private func rows(_ text: String, with options: String) throws -> [[String]] {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let whole = try FileContents(folder.open("a.csv", with: options)).rows
        let parts = try folder.openParts("a.csv", of: 7, with: options)
        #expect(try FileContents(parts).rows == whole)
        return whole
    }

    @Test func mixedTypes() throws {
        let dates = "d,n\n2026-08-01,1\n20260804,2\n"
        let note = try #require(try notes(dates).first)
        #expect(note.message == "a.csv: d holds dates and numbers, and is text")
        #expect(note.help == "WITH (types = (d = date)) reads 20260804 as a date too")
        #expect(
            try rows(dates, with: "types = (d = date)")
                == [["'2026-08-01'", "1"], ["'2026-08-04'", "2"]])
        #expect(
            try notes("a,b\ntrue,x\n5,y\n").map(\.message)
                == ["a.csv: a holds true and false and numbers, and is text"])
        #expect(
            try notes("a,b\n9:00,2026-08-01\n5,3\n").map(\.message)
                == [
                    "a.csv: a holds times of day and numbers, and is text",
                    "a.csv: b holds dates and numbers, and is text",
                ])
        // Declared, or text anyway.
        #expect(try notes("d,n\n2026-08-01,1\n20260804,2\nsoon,3\n") == [])
        #expect(try notes("a,b\n1,x\n2.5,y\n") == [])
    }

    @Test func signs() throws {
        let text = "name,rate,salary\n张三,95%,\"￥12,000.50\"\n李四,8.5％,￥9000\n王五,,-¥3\n"
        let note = try #require(try notes(text).first)
        #expect(
            note.message
                == "a.csv: the numbers in rate, salary have % or a currency's sign, and are text")
        #expect(
            note.help
                == "WITH (types = (rate = real)) reads 95% as 0.95 and ￥12,000.50 as 12000.5")
        #expect(
            try rows(text, with: "types = (rate = real, salary = real)")
                == [
                    ["'张三'", "0.95", "12000.5"], ["'李四'", "0.085", "9000.0"],
                    ["'王五'", "NULL", "-3.0"],
                ])
        #expect(try notes("a,b\n95%,1\nnone,2\n") == [])
        #expect(try notes("a,b\nnone,1\n95%,2\n") == [])
        #expect(try notes("a,b\n100% cotton,1\n$,2\n%,3\n元,4\n") == [])
    }

    @Test func wideCommas() throws {
        let folder = try FileFolder()
        try folder.write(Array("a，b，c\n1，2，3\n".utf8), "a.csv")
        let failure = try #require(throws: FileFailure.self) { try folder.open("a.csv") }
        #expect(
            failure.message
                == "a.csv: between the cells stands ，, and a delimiter is one character of ASCII")
        #expect(failure.help == "write , in the file, or WITH (delimiter = ',') for one column")
        #expect(try folder.open("a.csv", with: "delimiter = ','").columns.count == 1)
        // One column of sentences.
        try folder.write(Array("备注\n早，晚\n".utf8), "b.csv")
        #expect(try folder.open("b.csv").rowCount == 1)
    }
}
