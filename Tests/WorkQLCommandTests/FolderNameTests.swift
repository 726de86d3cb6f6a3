import Foundation
import TestSupport
import Testing

/// Folders have names in Chinese, with spaces and with percent signs.
@Suite struct FolderNameTests {
    private static let names = ["考勤 数据", "50% 完成", "a%20b", "全角　空格", "it's #1?"]

    @Test(arguments: names)
    func scriptsFindTheFilesBesideThem(_ name: String) throws {
        try withFolder { folder in
            let place = folder + "/" + name
            try FileManager.default.createDirectory(
                atPath: place + "/表", withIntermediateDirectories: true)
            try "userid\nlisi\n".write(
                toFile: place + "/表/名单.csv", atomically: true, encoding: .utf8)
            try "SELECT userid FROM '表/名单.csv';\n".write(
                toFile: place + "/a.wql", atomically: true, encoding: .utf8)
            let run = try CommandRun("--demo", "--store", "off", "-f", "csv", place + "/a.wql")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == "userid\nlisi\n")
        }
    }

    /// Files of every ending, the store, temporary files and the lake.
    @Test(arguments: names)
    func everythingIsWrittenThere(_ name: String) async throws {
        try await SandboxGate.with {
            try await onOwnThread {
                try withFolder { folder in
                    let place = folder + "/" + name
                    try FileManager.default.createDirectory(
                        atPath: place, withIntermediateDirectories: true)
                    let options = ["--demo", "--store", place + "/存储"]
                    for ending in ["csv", "json", "xlsx", "parquet", "html"] {
                        let file = place + "/结果." + ending
                        let run = try CommandRun(
                            options + ["-o", file, "-c", "SELECT 1 AS a"],
                            environment: ["TMPDIR": place])
                        #expect(run.status == 0, "\(run.errors)")
                        #expect(FileManager.default.fileExists(atPath: file))
                    }
                    let again = try CommandRun(
                        options + ["-f", "csv", "-c", "SELECT a FROM '\(quoted(place))/结果.xlsx'"])
                    #expect(again.output == "a\n1\n", "\(again.errors)")
                    let sync = try CommandRun(
                        ["sync"] + options
                            + ["--into", place + "/湖", "--since", "3d", "corp_recording"])
                    #expect(sync.status == 0, "\(sync.errors)")
                    let files = try FileManager.default.subpathsOfDirectory(atPath: place)
                    #expect(files.contains { $0.hasPrefix("湖/corp_recording/") }, "\(files)")
                    #expect(files.contains { $0.hasPrefix("存储") }, "\(files)")
                    let lake = try CommandRun(
                        options + [
                            "-f", "csv", "-c",
                            "SELECT count(*) > 0 AS n FROM '\(quoted(place))/湖/corp_recording/*/*.parquet'",
                        ])
                    #expect(lake.output == "n\ntrue\n", "\(lake.errors)")
                }
            }
        }
    }

    private func quoted(_ path: String) -> String {
        path.replacingOccurrences(of: "'", with: "''")
    }
}
