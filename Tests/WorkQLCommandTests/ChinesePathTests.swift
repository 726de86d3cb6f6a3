import Foundation
import TestSupport
import Testing

/// Folders with names in Chinese, and with spaces.
@Suite struct ChinesePathTests {
    @Test func scriptsAndTemporaryFiles() throws {
        try withFolder { folder in
            let place = folder + "/周报 %41 一"
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true)
            try "工号\n7\n".write(toFile: place + "/名单.csv", atomically: true, encoding: .utf8)
            try "SELECT 工号 FROM '名单.csv'".write(
                toFile: place + "/late.wql", atomically: true, encoding: .utf8)
            let environment = ["TMPDIR": place]
            let run = try CommandRun(
                "-f", "csv", place + "/late.wql", environment: environment)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == "工号\n7\n")
            let book = try CommandRun(
                "-o", place + "/表.xlsx", place + "/late.wql", environment: environment)
            #expect(book.status == 0, "\(book.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == ["周报 %41 一"])
            #expect(FileManager.default.fileExists(atPath: place + "/表.xlsx"))
        }
    }
}
