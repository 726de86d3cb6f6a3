import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Syncs that are killed, and servers that stop, at random moments.
@Suite struct WarehouseKillTests {
    private static let query = """
        SELECT * FROM checkin SINCE 60d@d UNTIL 32d@d;
        SELECT * FROM corp_recording SINCE 60d@d UNTIL 32d@d
        """

    /// How many ranges have other rows than a sync that nobody disturbed wrote, at one moment.
    private static func brokenRanges(_ bench: SyncBench) throws -> [String] {
        try bench.database.csv(
            """
            SELECT count(*) FROM workql_coverage v
            WHERE endpoint = 'checkin/getcheckindata' AND (
                SELECT count(*) FROM checkin WHERE _workql_range = v.id
            ) <> (
                SELECT count(*) FROM truth.checkin t WHERE lower(t.userid) = v.partition
                AND t.checkin_time >= v.since AND t.checkin_time < v.until)
            """)
    }

    private static let rows = "SELECT userid, checkin_time, checkin_type, deviceid FROM "

    private static func compare(_ bench: SyncBench) throws {
        #expect(
            try bench.database.csv(rows + "checkin") == bench.database.csv(rows + "truth.checkin"))
        let recordings = "SELECT meeting_record_id, subject FROM "
        #expect(
            try bench.database.csv(recordings + "corp_recording")
                == bench.database.csv(recordings + "truth.corp_recording"))
        #expect(try brokenRanges(bench) == ["0"])
    }

    private static func prepare(_ bench: SyncBench) async throws -> String {
        let script = try bench.script(query)
        _ = bench.database.statement("CREATE SCHEMA truth")
        let truth = try await bench.sync(script, store: "truth", schema: "truth")
        #expect(truth.status == 0, "\(truth.errors)")
        return script
    }

    /// Whoever reads meanwhile sees whole ranges; whatever was killed, the next run goes on.
    @Test(.enabled(if: PostgreSQL.isInstalled), .timeLimit(.minutes(30)))
    func killedAtAnyMoment() async throws {
        try await SyncBench.with(latency: 0.02) { bench in
            let script = try await Self.prepare(bench)
            let target = Soak.isOn ? 200 : 5
            for round in 0..<target {
                let process = try bench.start(script)
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...2500)))
                if try bench.database.csv("SELECT to_regclass('public.checkin')") == ["checkin"] {
                    #expect(try Self.brokenRanges(bench) == ["0"])
                }
                Foundation.kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                // Now and then from nothing, so that there is something to be done.
                guard round % 5 == 4 else { continue }
                let rest = try await bench.sync("--wait", "1min", script)
                #expect(rest.status == 0, "\(rest.errors)")
                try Self.compare(bench)
                guard round < target - 1 else { continue }
                _ = bench.database.statement(
                    "DROP TABLE checkin, corp_recording, corp_recording_file, workql_coverage")
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: bench.folder + "/store" + suffix)
                }
            }
            let again = try await bench.sync(script)
            #expect(again.errors.contains("0 rows in 0 ranges written"), "\(again.errors)")
        }
    }

    /// A server that stops in the middle and comes back is waited for.
    @Test(.enabled(if: PostgreSQL.isInstalled), .timeLimit(.minutes(30)))
    func serverStopsAndStarts() async throws {
        try await SyncBench.with(latency: 0.02) { bench in
            let script = try await Self.prepare(bench)
            for round in 0..<(Soak.isOn ? 20 : 2) {
                let process = try bench.start(script)
                try await Task.sleep(for: .milliseconds(Int.random(in: 500...2500)))
                try bench.database.stop()
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...1500)))
                try await bench.database.start()
                for _ in 0..<1200 where process.isRunning {
                    try await Task.sleep(for: .milliseconds(50))
                }
                if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
                process.waitUntilExit()
                // Before the first connection nobody is waited for.
                #expect([0, 69].contains(process.terminationStatus), "round \(round)")
                let rest = try await bench.sync("--wait", "1min", script)
                #expect(rest.status == 0, "\(rest.errors)")
                try Self.compare(bench)
                _ = bench.database.statement(
                    "DROP TABLE checkin, corp_recording, corp_recording_file, workql_coverage")
            }
        }
    }
}
