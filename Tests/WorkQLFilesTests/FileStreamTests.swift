import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Files read in parts have the same contents as when read whole.
@Suite struct FileStreamTests {
    private static let pieces: [[UInt8]] =
        [
            "\"", ",", ";", "\n", "\r\n", "\r", "\t", "|", "[", "]", "{", "}", ":", "\\", "\\t",
            "{\"a\":1}", "{\"b\":[1, 2]}\n", "\"x\"", "null", "true", "-", "1", ".5", "e9",
            "2026-08-01", " 09:00", "张", " ", "sep=;\n", "\\N", "a,b\n1,2\n", "a\tb\n", "\"a\nb\"",
            "考勤表\n", "姓名,部门\n", "x,y,z\n",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xD0, 0xD5, 0xC3, 0xFB], [0x81],
        ]

    private func isSame(_ name: String, in folder: FileFolder, options: String = "") throws -> Bool
    {
        let whole = Result { try folder.open(name, with: options) }
        var isTable = false
        for part in [1, 7, 64] {
            let parts = Result { try folder.openParts(name, of: part, with: options) }
            switch (whole, parts) {
            case (.success(let whole), .success(let parts)):
                isTable = true
                let (read, expected) = (try FileContents(parts), try FileContents(whole))
                #expect(read.columns == expected.columns)
                #expect(read.rows == expected.rows)
                #expect(parts.rowCount == whole.rowCount)
                #expect(parts.hasHeader == whole.hasHeader)
                #expect(parts.notes == whole.notes)
            case (.failure, .failure): continue
            default: Issue.record("\(name) by \(part) bytes: \(whole) \(parts)")
            }
        }
        return isTable
    }

    @Test(arguments: ["a.csv", "a.tsv", "a.json", "a.ndjson"])
    func anyBytes(_ name: String) throws {
        var numbers = SplitMix64(seed: 3)
        let folder = try FileFolder()
        var tables = 0
        for _ in 0..<(Soak.isOn ? 20_000 : 100) {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...24, using: &numbers) {
                bytes += Self.pieces.randomElement(using: &numbers) ?? []
            }
            // A JSON file that is one object is read whole.
            if name == "a.json" { bytes = [0x5B] + bytes }
            try folder.write(bytes, name)
            if try isSame(name, in: folder) { tables += 1 }
        }
        #expect(name.hasSuffix("json") || tables > 5)
    }

    @Test func shapes() throws {
        let folder = try FileFolder()
        let rows = (1...200).map { "u\($0),张三,\($0 % 7),2026-08-0\($0 % 9 + 1)" }
            .joined(separator: "\n")
        let csv = "userid,name,n,day\n\(rows)\n"
        let gb18030: [UInt8] = Array("a,b\n".utf8) + [0xD5, 0xC5, 0x2C, 0x31, 0x0A]
        let utf16: [UInt8] =
            [0xFF, 0xFE] + csv.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let objects = (1...50).map { "{\"a\":\($0),\"b\($0 % 3)\":{\"c\": [1, \"}\\n\"]}}" }
        let cases: [(String, [UInt8], String)] = [
            ("a.csv", Array(csv.utf8), ""), ("a.csv", utf16, ""), ("a.csv", gb18030, ""),
            ("a.csv", [0xEF, 0xBB, 0xBF] + Array(csv.utf8), "encoding = 'utf-8'"),
            ("a.csv", gb18030, "encoding = 'gbk'"),
            ("a.csv", Array(csv.utf8), "header = 3"), ("a.csv", Array(csv.utf8), "skip = 1"),
            ("a.csv", Array(csv.utf8), "header = false, null = '3'"),
            ("a.csv", Array(csv.utf8), "types = (n = text, day = timestamp)"),
            ("a.csv", Array(csv.utf8), "types = (name = integer)"),
            ("a.csv", Array("a,b\nx,1\n,2\n,3\ny,4\n,5\n".utf8), "fill_down = (a)"),
            ("a.csv", Array("a,b,c\n1\n2,3\n4,5,6\n7\n".utf8), ""),
            ("a.csv", Array("a\n\"\"\nx\n\"\"\n".utf8), ""),
            ("a.tsv", Array("a\tb\n\\N\t\n1\\t2\t\\N\n\t3\n".utf8), ""),
            ("a.tsv", Array("a\tb\n\"so\" he said\t1\n\"x\t2\n".utf8), ""),
            ("a.csv", Array("考勤报表\n导出时间：2026-08-15\n\n姓名,账号,部门\n张三,zs,财务\n李四,ls,财务\n".utf8), ""),
            ("a.csv", Array("\"sep=;\"\r\na;b\r\n1;2\r\n".utf8), ""),
            ("a.csv", Array("a,b\n 1 , x \n2,　y\n".utf8), ""),
            ("a.json", Array("[\(objects.joined(separator: ",\n"))]".utf8), ""),
            ("a.ndjson", Array(objects.joined(separator: "\n").utf8), ""),
            ("a.ndjson", Array(objects.joined(separator: " ").utf8), "types = (a = text)"),
            ("a.ndjson", Array(" \n".utf8), ""),
        ]
        for (name, bytes, options) in cases {
            try folder.write(bytes, name)
            let isTable = try isSame(name, in: folder, options: options)
            #expect(isTable || options.contains("name = integer"), "\(name) \(options)")
        }
    }

    /// A message about a row far from the start names its line.
    @Test func failures() throws {
        let folder = try FileFolder()
        let rows = (2...300).map { $0 == 250 ? "1,2,3" : "1,\"x\ny\"" }.joined(separator: "\r\n")
        try folder.write(Array("a,b\r\n\(rows)\r\n".utf8), "a.csv")
        let failure = #expect(throws: UserError.self) {
            try folder.openParts("a.csv", of: 50)
        }
        #expect(failure?.message == "a.csv:498: this row has 3 fields, the first has 2")
        try folder.write(Array("a,b\n1,\"x\n\(rows)".utf8), "b.csv")
        #expect(throws: UserError.self) { try folder.openParts("b.csv", of: 50) }
    }

    @Test func changedWhileRead() throws {
        let folder = try FileFolder()
        try folder.write(Array("a,b\n1,2\n".utf8), "a.csv")
        let table = try folder.openParts("a.csv", of: 4)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/a.csv"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("x,y\n".utf8))
        try file.close()
        let failure = #expect(throws: UserError.self) { _ = try FileContents(table) }
        #expect(failure?.message == "a.csv was changed while it was read")
    }

    /// A pipe with more data than memory may hold is copied to an unnamed file.
    @Test func pipes() throws {
        let folder = try FileFolder()
        let path = folder.path + "/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        // Not a task: each end waits for the other, and there may be only one thread for tasks.
        Thread.detachNewThread {
            let rows = (1...50_000).map { "\($0),x" }.joined(separator: "\n")
            let file = FileHandle(forWritingAtPath: path)
            try? file?.write(contentsOf: Data("a,b\n\(rows)\n".utf8))
            try? file?.close()
        }
        let source = try FileSource("pipe", relativeTo: folder.path)
        let input = try source.read(maxResident: 1000)
        guard case .file = input else {
            Issue.record("the pipe is in memory")
            return
        }
        let table = try FileTable.open(
            source, with: FileOptions([]), contents: input, partBytes: 5000)
        #expect(table.rowCount == 50_000)
        #expect(try FileContents(table).rows.last == ["50000", "'x'"])
    }

    /// No process writes to it: the reader ends as soon as it is stopped.
    @Test func silentPipe() throws {
        let folder = try FileFolder()
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        let begin = ContinuousClock.now
        let source = try FileSource("pipe", relativeTo: folder.path, format: .csv) {
            ContinuousClock.now > begin + .milliseconds(100)
        }
        let failure = #expect(throws: UserError.self) { _ = try source.read() }
        #expect(failure?.code == .cancelled)
    }
}
