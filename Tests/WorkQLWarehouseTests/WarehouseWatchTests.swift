import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Syncs that go on by themselves.
@Suite struct WarehouseWatchTests {
    private static let range = "SINCE 200d@d UNTIL 5d@d"
    private static let query = "SELECT * FROM checkin WHERE userid = 'lisi' \(range)"

    /// Runs share the budget of a day; each goes on where the last one ended, from the oldest.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func budgetOfADay() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            _ = bench.calls()
            let first = try await bench.sync("--calls-per-day", "3", script)
            #expect(first.status == 75, "\(first.errors)")
            #expect(
                first.errors.contains("the next run goes on; --calls-per-day allows 3 in 24 hours"),
                "\(first.errors)")
            #expect(bench.calls() == 3)
            let covered = try bench.database.csv(
                "SELECT min(since) = timestamptz '2026-01-27 00:00+08', "
                    + "max(until) < timestamptz '2026-06-01 00:00+08' FROM workql_coverage")
            #expect(covered == ["t,t"])
            let second = try await bench.sync("--calls-per-day", "3", script)
            #expect(second.status == 75 && bench.calls() == 0, "\(second.errors)")
            let rest = try await bench.sync(
                "--calls-per-day", "100", "--metrics", bench.folder + "/sync.prom", script)
            #expect(rest.status == 0, "\(rest.errors)")
            let truth = try await bench.fetched(
                "SELECT userid, checkin_type, notes FROM checkin WHERE userid = 'lisi' "
                    + Self.range)
            #expect(
                try bench.database.csv("SELECT userid, checkin_type, notes FROM checkin") == truth)
            let metrics = try String(contentsOfFile: bench.folder + "/sync.prom", encoding: .utf8)
            #expect(metrics.contains("\nworkql_sync_written_rows "), "\(metrics)")
        }
    }

    /// The calls for lists of people are part of the budget, and so are runs without one.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func budgetOfLists() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(
                "SELECT userid, checkin_type FROM checkin SINCE 3d@d UNTIL 1d@d")
            func calls() -> Int {
                bench.server.takeRequests().count { $0.endpoint != .getToken }
            }
            for budget in [1, 3, 10] {
                _ = calls()
                let run = try await bench.sync("--calls-per-day", "\(budget)", script)
                #expect(run.status == 75, "\(run.errors)")
                #expect(calls() <= budget, "\(run.errors)")
            }
            let whole = try await bench.sync(script)
            #expect(whole.status == 0, "\(whole.errors)")
            _ = calls()
            let after = try await bench.sync(
                "--calls-per-day", "5",
                bench.script("SELECT userid, notes FROM checkin WHERE userid = 'lisi' SINCE 60d@d"))
            #expect(after.status == 75, "\(after.errors)")
            #expect(calls() == 0)
        }
    }

    /// One line a run, until it is stopped.
    @Test func watches() async throws {
        try await SandboxGate.with {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "workql-\(UUID().uuidString)").path()
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let process = try CommandRun.process(
                [
                    "sync", "--demo", "--store", folder + "/store", "--into",
                    folder + "/lake", "--since", "3d", "--watch", "1s", "corp_recording",
                ], home: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            for _ in 0..<200 where process.isRunning {
                try await Task.sleep(for: .milliseconds(50))
                if FileManager.default.fileExists(atPath: folder + "/lake/_coverage.parquet") {
                    break
                }
            }
            try await Task.sleep(for: .seconds(4))
            #expect(process.isRunning)
            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 143)
            let text = String(
                decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            let runs = text.split(separator: "\n").filter { $0.contains("sync: 1 query") }
            #expect(runs.count >= 2, "\(text)")
        }
    }

    @Test func usage() throws {
        for (words, message) in [
            (["--watch", "0"], "--watch is 0, which is not a pause"),
            (["--watch", "soon"], "--watch is soon, which is not a duration"),
            (
                ["--calls-per-day", "none"],
                "--calls-per-day is none, which is not a number of calls"
            ),
        ] {
            let run = try CommandRun(["sync"] + words + ["checkin"])
            #expect(run.status == 64)
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }
}
