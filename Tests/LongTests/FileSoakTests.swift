import Foundation
import TestSupport
import Testing
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLTime

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileSoakTests {
    /// A million rows take their own bytes and eight for each cell, and SQLite keeps the table in a
    /// file of its own.
    @Test(.enabled(if: Soak.isOn)) func millionRows() throws {
        let folder = try FileFolder()
        var bytes = Array("userid,name,age,joined\n".utf8)
        for row in 0..<1_000_000 {
            bytes += "user\(row),张三\(row % 100),\(row % 60),2026-08-\(10 + row % 20)\n".utf8
        }
        try folder.write(bytes, "a.csv")
        let size = bytes.count
        bytes = []

        let before = try residentBytes()
        let table = try folder.open("a.csv")
        #expect(table.rowCount == 1_000_000)
        let connection = try Connection(writing: folder.path + "/a.db")
        try table.load(into: connection.handle, as: "a", zone: .shanghai)
        let sql = "SELECT count(DISTINCT userid), sum(age), max(joined) FROM a"
        let row = try connection.first(sql) { $0.values }
        #expect(row == [.integer(1_000_000), .integer(29_499_600), .text("2026-08-29")])
        #if os(Linux)
            #expect(try residentBytes() - before < 5 * size)
        #endif
    }

    /// Returns the current memory of this process.
    private func residentBytes() throws -> Int {
        #if os(Linux)
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                .split(separator: " ")[1]
            return try #require(Int(pages)) * Int(sysconf(Int32(_SC_PAGESIZE)))
        #else
            return 0
        #endif
    }
}
