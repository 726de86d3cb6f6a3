import Foundation
import TestSupport
import Testing

/// Which folders are warehouses, and what each FORGET reports of them.
@Suite struct LakeFolderTests {
    private typealias Bench = LakeSyncTests.Bench

    /// A table's folder in a lake, and a month in it, are no lakes, in whatever way they are written.
    @Test func foldersOfTablesAreRefused() async throws {
        try await Bench.with { bench in
            let late = try bench.script(
                "SELECT userid, count(*) AS n FROM checkin "
                    + "WHERE userid IN ('lisi', 'wangwu') SINCE 10d@d GROUP BY ALL")
            let first = try await bench.sync("--since", "10d@d", late, "corp_recording")
            #expect(first.status == 0, "\(first.errors)")
            let before = try FileManager.default.subpathsOfDirectory(atPath: bench.lake).sorted()
            let month = "corp_recording/month=2026-08"
            for name in ["corp_recording", "corp_recording/", "late", "checkin", month, "late/."] {
                for words in [["sync", "--since", "10d@d", "member"], ["-c", "FORGET checkin"]] {
                    let arguments =
                        words.prefix(1).filter { $0 == "sync" }
                        + ["--store", bench.folder + "/store", "--into", "\(bench.lake)/\(name)"]
                        + words.drop { $0 == "sync" }
                    let run = try await onOwnThread { [environment = bench.environment] in
                        try CommandRun(arguments, environment: environment)
                    }
                    #expect(run.status == 64, "\(arguments): \(run.errors)")
                    #expect(run.errors.contains("is not a warehouse but the folder of its table"))
                    #expect(
                        run.errors.contains("help: write --into \(bench.lake)\n"), "\(run.errors)")
                }
            }
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: bench.lake).sorted() == before)
            // Where the command is inside it.
            let inside = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    ["sync", "--store", bench.folder + "/store", "--into", ".", "member"],
                    environment: environment,
                    folder: URL(filePath: bench.lake + "/corp_recording"))
            }
            #expect(inside.status == 64, "\(inside.errors)")
            #expect(inside.errors.contains("help: write --into /"), "\(inside.errors)")
            // The name alone does not make a folder one of a lake.
            let other = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    [
                        "sync", "--store", bench.folder + "/store", "--into",
                        bench.folder + "/checkin", "--since", "3d@d", "corp_recording",
                    ], environment: environment)
            }
            #expect(other.status == 0, "\(other.errors)")
        }
    }

    /// What earlier statements have deleted in the store, and not in the warehouse, is carried there
    /// by the next statement with --into, and counted by itself.
    @Test func forgetReportsItsOwnRows() async throws {
        try await Bench.with { bench in
            let people = ["lisi", "wangwu", "zhangsan"]
            let script = try bench.script(
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan') "
                    + "SINCE 20d@d UNTIL 5d@d")
            #expect(try await bench.sync(script).status == 0)
            func forget(_ name: String, isInto: Bool) async throws -> CommandRun {
                let arguments =
                    ["--now", SyncBench.now, "--store", "\(bench.folder)/store", "-f", "csv"]
                    + (isInto ? ["--into", bench.lake] : [])
                    + ["-c", "FORGET checkin WHERE userid = '\(name)'"]
                return try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(arguments, environment: environment)
                }
            }
            var counts: [Int] = []
            for (index, name) in people.enumerated() {
                let run = try await forget(name, isInto: index == 2)
                #expect(run.status == 0, "\(run.errors)")
                counts.append(Int(run.output.split(separator: "\n").last ?? "") ?? 0)
                guard index == 2 else { continue }
                let own = "note: \(counts[2]) rows in 1 range deleted from \(bench.lake)\n"
                let rest =
                    "note: earlier FORGET statements: \(counts[0] + counts[1]) rows in 2 ranges "
                    + "deleted from \(bench.lake)\n"
                #expect(run.errors.contains(own) && run.errors.contains(rest), "\(run.errors)")
            }
            #expect(counts.allSatisfy { $0 > 0 })
            let again = try await forget("lisi", isInto: true)
            #expect(again.errors.contains("note: no rows deleted from"), "\(again.errors)")
            #expect(!again.errors.contains("earlier"), "\(again.errors)")
        }
    }
}
