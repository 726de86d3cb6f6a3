import TestSupport
import Testing

@testable import WorkQL
@testable import WorkQLFiles

/// Ambiguous guesses about a file's cells are reported, with the options that decide them.
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
        // Declared, or text in any case.
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

    /// One cell that is not a value makes a column of values a column of texts, with a note.
    @Test(
        arguments: [
            (
                "n,x\n5,a\n-,b\n10,c\n", "\"-\" is not an integer",
                "WITH (null = '-') reads it as NULL"
            ),
            (
                "n,x\n5.5,a\n#N/A,b\n", "\"#N/A\" is not a number",
                "WITH (null = '#N/A') reads it as NULL"
            ),
            (
                "n,x\n2026/3/5,a\nNULL,b\n", "\"NULL\" is not a date",
                "WITH (null = 'NULL') reads it as NULL"
            ),
            (
                "n,x\n9:00,a\n无,b\n", "\"无\" is not a time of day",
                "WITH (null = '无') reads it as NULL"
            ),
            (
                "n,x\ntrue,a\nNaN,b\n", "\"NaN\" is not true or false",
                "WITH (null = 'NaN') reads it as NULL"
            ),
            ("n,x\n8/3/2026,a\n", "\"8/3/2026\" is not a date", orders),
            ("n,x\n13/3/2026,a\n", "\"13/3/2026\" is not a date", "WITH (dates = 'dmy') reads it"),
            (
                "n,x\n8/3/26,a\n9/3/26,b\n", "\"8/3/26\" is not a date",
                orders + "; 'ymd' reads 26/8/4"
            ),
            ("n,x\n2026-08-03,a\n2026-02-30,b\n", "\"2026-02-30\" is not a date", dates),
            ("n,x\n0000-00-00,a\n", "\"0000-00-00\" is not a date", dates),
            ("n,x\n3-Aug-26,a\n4-Aug-26,b\n", "\"3-Aug-26\" is not a date", dates),
            ("n;x\nAug 3, 2026;a\n", "\"Aug 3, 2026\" is not a date", dates),
            ("n,x\n8月3日,a\n", "\"8月3日\" is not a date", dates),
            (
                "n,x\n26/8/3 9:00,a\n", "\"26/8/3 9:00\" is not a date",
                "WITH (dates = 'ymd') reads it"
            ),
            ("n,x\n2026-08-03 (一),a\n", "\"2026-08-03 (一)\" is not a date", dates),
            (
                "n,x\n9:00,a\n24:00,b\n", "\"24:00\" is not a time of day",
                "times of day are read from 00:00 to 23:59:59"
            ),
            (
                "n,x\n5,a\n(120),b\n", "\"(120)\" is not a number",
                "numbers are read as 120, -120 and 12,000.50"
            ),
            (
                "n,x\n5,a\n−120,b\n", "\"−120\" is not a number",
                "numbers are read as 120, -120 and 12,000.50"
            ),
        ] as [(String, String, String)])
    func nearValues(_ text: String, _ message: String, _ help: String) throws {
        let note = try #require(try notes(text).first)
        let line = text.split(separator: "\n").firstIndex { line in
            message.contains("\"\(line.split(separator: text.contains(";") ? ";" : ",")[0])\"")
        }
        #expect(note.message == "a.csv:\((line ?? 0) + 1): \(message), so that n is text")
        #expect(note.help == help)
        #expect(try notes(text).count == 1)
        guard help.hasPrefix("WITH (") else { return }
        let options = help.split(separator: "(")[1].split(separator: ")")[0]
        #expect(try FileFolder().columns(text, with: String(options))[0] != "n text")
    }

    private static let orders =
        "WITH (dates = 'dmy') reads 8/4/2026 as 8 April, and 'mdy' as 4 August"
    private static let dates = "dates are read as 2026-08-03, 2026/8/3 or 2026年8月3日"

    /// Columns of text, even if single cells look like values.
    @Test(
        arguments: [
            "n,x\n-,a\n-,b\n", "n,x\n5,a\n-,b\nsoon,c\n", "n,x\n8/3/2026,a\nsoon,b\n",
            "n,x\n0012,a\n12,b\n", "n,x\n13800138000,a\n-,b\n",
            "n,x\n101,a\n102A,b\n", "n,x\n1.2.3,a\n1.2.4,b\n",
            "n,x\n10.0.0.1,a\n", "n,x\n+8613800138000,a\n", "n,x\n2026-08,a\n", "n,x\nmay,a\n",
            "n,x\n9:00-18:00,a\n", "n,x\n2026-08-03 会议,a\n", "n,x\n(a),b\n", "n,x\n1/2,a\n",
        ] as [String])
    func plainText(_ text: String) throws {
        #expect(try notes(text) == [])
        #expect(try FileFolder().columns(text, with: "")[0] == "n text")
    }

    /// The spellings are those of statements.
    @Test func spellingsOfDatesAndTimes() throws {
        let text = "d,t\n2026.8.3,9点半\n2026.08.04,10点\n2026年8月5日,11时05分\n"
        #expect(
            try rows(text, with: "header = 1") == [
                ["'2026-08-03'", "'09:30:00'"], ["'2026-08-04'", "'10:00:00'"],
                ["'2026-08-05'", "'11:05:00'"],
            ])
        #expect(try FileFolder().columns(text, with: "") == ["d date", "t time"])
    }

    /// `="0012"` keeps the zeros in Excel.
    @Test func formulasOfTexts() throws {
        let text = "id,n\n=\"0012\",1\n\"=\"\"0034\"\"\",2\n=\"\",3\n\"=1+\"\"2\"\"\",4\n"
        #expect(
            try rows(text, with: "header = 1") == [
                ["'0012'", "1"], ["'0034'", "2"], ["'=\"\"'", "3"], ["'=1+\"2\"'", "4"],
            ])
        #expect(
            try notes(text).map(\.message)
                == ["a.csv: 2 cells are formulas such as =\"0012\", of which the text is read"])
    }

    @Test func blanksInQuotes() throws {
        let text = "id,n\n\"0012\t\",1\n\" lisi\",2\n\"two words \",3\n\"x\",4\n"
        #expect(try rows(text, with: "header = 1").map { $0[0] }.first == "'0012\t'")
        #expect(
            try notes(text).map(\.message)
                == ["a.csv: blanks in the quotes around 2 words are part of the values"])
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
