import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FilePlaceTests {
    private func failure(_ name: String, in folder: FileFolder) throws -> UserError {
        try #require(throws: UserError.self) { try folder.open(name) }
    }

    @Test func names() throws {
        let folder = try FileFolder()
        try folder.write(Array("a\n1\n".utf8), "roster.csv")
        try folder.write(Array("a\n1\n".utf8), "ROSTER 二.CSV")
        #expect(try folder.open("roster.csv").rowCount == 1)
        #expect(try folder.open("./ROSTER 二.CSV").rowCount == 1)
        #expect(
            try FileTable.open(path: folder.path + "/roster.csv", relativeTo: "/x").rowCount == 1)
        #expect(
            try FileTable.open(path: folder.path + "/roster.csv", relativeTo: nil).rowCount == 1)
        let home = NSHomeDirectory()
        let name = ".workql-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: "\(home)/\(name)") }
        try Data("a\n1\n".utf8).write(to: URL(fileURLWithPath: "\(home)/\(name)"))
        #expect(try folder.open("~/\(name)").rowCount == 1)
        #expect(try FileTable.open(path: name, relativeTo: "~").rowCount == 1)
    }

    @Test func missing() throws {
        let folder = try FileFolder()
        try folder.write([0x61], "roster.csv")
        try folder.write([0x61], "notes.md")
        let near = try failure("./rooster.csv", in: folder)
        #expect(near.message == "./rooster.csv does not exist")
        #expect(near.help == "did you mean './roster.csv'?")
        #expect(try failure("payments.csv", in: folder).help == "the folder contains roster.csv")
        let lost = try failure("other/roster.csv", in: folder)
        #expect(lost.message == "other/roster.csv does not exist")
        #expect(lost.help == "the folder \(folder.path)/other does not exist")
        #expect(
            try failure("roster.csv/x.csv", in: folder).message == "roster.csv/x.csv does not exist"
        )
    }

    @Test func refused() throws {
        let folder = try FileFolder()
        try folder.write([0x61], "roster.xlsx")
        try folder.write([0x61], "roster.xls")
        try folder.write([0x61], "roster")
        try folder.write([0x61], "secret.csv")
        try folder.write([], "empty.csv")
        let all =
            "tables are .csv, .tsv, .txt, .xlsx, .json, .ndjson, .jsonl and .parquet files"
        for (name, message, help) in [
            (".", ". is a folder", nil), ("roster", "roster has no known extension", all),
            ("roster.xls", "roster.xls has no known extension", "save it from Excel as .xlsx"),
            ("roster.xlsx", "roster.xlsx is not a workbook", nil),
            ("empty.csv", "empty.csv is empty", nil),
            ("/dev/null", "/dev/null is neither a file nor a pipe", all),
            ("", "the name of a file is missing", all),
        ] as [(String, String, String?)] {
            let failure = try failure(name, in: folder)
            #expect(failure.message == message)
            if let help { #expect(failure.help == help) }
        }
        // The administrator may read everything.
        if geteuid() != 0 {
            chmod("\(folder.path)/secret.csv", 0)
            #expect(
                try failure("secret.csv", in: folder).message
                    == "there is no permission to read secret.csv")
        }
    }

    /// Only files that cannot be read in parts have a limit.
    @Test func tooLarge() throws {
        let folder = try FileFolder()
        for (name, begin, message) in [
            (
                "large.xlsx", "PK\u{3}\u{4}",
                "large.xlsx is 257 MB; workbooks of up to 256 MB are read"
            ),
            (
                "large.json", "{\"a\":[",
                "large.json begins with an object and is 257 MB; objects of up to 256 MB are read"
            ),
        ] {
            try folder.write(Array(begin.utf8), name)
            #expect(truncate("\(folder.path)/\(name)", 257 << 20) == 0)
            #expect(try failure(name, in: folder).message == message)
        }
    }
}
