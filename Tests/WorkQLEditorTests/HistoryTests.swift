import Foundation
import TestSupport
import Testing

@testable import WorkQLEditor

@Suite struct HistoryTests {
    @Test func walkComesBackToTheDraft() {
        var history = History(["a", "b"])
        #expect(history.newer() == nil)
        #expect(history.older(than: "draft") == "b")
        #expect(history.older(than: "b") == "a")
        #expect(history.older(than: "a") == nil)
        #expect(history.newer() == "b")
        #expect(history.newer() == "draft")
        #expect(history.newer() == nil)
    }

    @Test func isBoundedAndKeepsTheSameOnce() {
        var history = History(capacity: 3)
        for text in ["a", "b", "b", "c", "d"] { history.add(text) }
        #expect(history.entries == ["b", "c", "d"])
    }

    @Test func whatIsTheSameStandsOnce() throws {
        #expect(History(["a", "a", "b", "a", "a"]).entries == ["a", "b", "a"])
        try withFolder { folder in
            let file = HistoryFile(path: folder + "/history")
            for text in ["a", "a", "b\nc", "b\nc", "a"] { try file.append(text) }
            #expect(try file.load() == ["a", "b\nc", "a"])
        }
    }

    @Test func changesAreTakenBackByWords() {
        var undo = UndoStack()
        var buffer = EditBuffer()
        func change(_ body: (inout EditBuffer) -> Void) {
            let before = buffer
            body(&buffer)
            undo.note(before, buffer)
        }
        for letter in "SELECT 1" { change { $0.insert(String(letter)) } }
        change { $0.cut(to: 0) }
        change { $0.moveCursor(to: 0) }
        var texts: [String] = []
        while let earlier = undo.undo() { texts.append(earlier.text) }
        #expect(texts == ["SELECT 1", "SELECT ", ""])
    }

    @Test func searchGoesBackwards() {
        var search = HistorySearch(["SELECT 打卡", "SELECT 1", "select 2", "x", "select 2"])
        search.older()
        #expect(search.match == nil)
        search.append("SEL")
        #expect(search.match?.text == "select 2")
        search.older()
        // The same text again would look as if nothing had happened.
        #expect(search.match?.text == "SELECT 1")
        search.append("ECT 打")
        #expect(search.match?.text == "SELECT 打卡")
        #expect(search.match?.offset == 0)
        search.append("z")
        #expect(search.hasFailed && search.match?.text == "SELECT 打卡")
        search.deleteBackward()
        #expect(!search.hasFailed)
        for _ in 0..<9 { search.deleteBackward() }
        #expect(search.match == nil && search.pattern == "")
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func fileKeepsWholeStatements() throws {
        try withFolder { folder in
            let file = HistoryFile(path: folder + "/state/workql/history")
            #expect(try file.load() == [])
            let texts = ["SELECT 1", "SELECT '\\n',\n\t'打卡\\'\nFROM checkin", "\\\\", "n"]
            for text in texts { try file.append(text) }
            #expect(try file.load() == texts)
            #expect(try mode(of: file.path) == 0o600)
            let parent = folder + "/state/workql"
            #expect(try mode(of: parent) == 0o700)
            chmod(file.path, 0o644)
            _ = try file.load()
            #expect(try mode(of: file.path) == 0o600)
        }
    }

    @Test func fileIsBounded() throws {
        try withFolder { folder in
            let file = HistoryFile(path: folder + "/history", capacity: 5)
            for number in 1...11 { try file.append("SELECT \(number)") }
            #expect(try file.load() == (7...11).map { "SELECT \($0)" })
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(text.split(separator: "\n").count == 5)
            #expect(try mode(of: file.path) == 0o600)
        }
    }

    /// A truncated line does not affect the next one.
    @Test func fileSurvivesHalfALine() throws {
        try withFolder { folder in
            let file = HistoryFile(path: folder + "/history")
            try file.append("a")
            let handle = try #require(FileHandle(forWritingAtPath: file.path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("hal".utf8))
            try handle.close()
            try file.append("b")
            #expect(try file.load() == ["a", "hal", "b"])
        }
    }

    @Test func shellsShareTheFile() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "workql-\(UInt64.random(in: 0 ... .max))").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let file = HistoryFile(path: folder + "/history", capacity: 60)
                    for number in 0..<50 {
                        try? file.append("SELECT \(writer),\n\(number)")
                        if number % 10 == 0 { _ = try? file.load() }
                    }
                }
            }
        }
        let kept = try HistoryFile(path: folder + "/history", capacity: 60).load()
        #expect(kept.count == 60)
        #expect(Set(kept).count == 60)
        #expect(kept.allSatisfy { $0.wholeMatch(of: #/SELECT [0-3],\n[0-9]+/#) != nil })
        // Each shell's statements are in its own order.
        for writer in 0..<4 {
            let numbers = kept.filter { $0.hasPrefix("SELECT \(writer)") }.compactMap {
                Int($0.drop { $0 != "\n" }.dropFirst())
            }
            #expect(numbers == numbers.sorted())
        }
    }

    @Test func secretsAreNoticed() {
        let key = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V"
        for text in [
            "secret = \"x\"", "-- Password: x", "SELECT '\(key)'", "LET 密码 = 'x'",
            "WORKQL_WECOM_SECRET=x", "SELECT '" + String(repeating: "aB3_", count: 30) + "'",
        ] {
            #expect(SecretDetector.appear(in: text), "\(text)")
        }
        for text in [
            "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d",
            "SELECT * FROM journal WHERE template_id = '3TmALk1ogfgKiQE3e3jRwnTUhMTh8vca1N8zUVNU'",
            "SELECT 1 -- " + String(repeating: "a", count: 200),
        ] {
            #expect(!SecretDetector.appear(in: text), "\(text)")
        }
    }
}
