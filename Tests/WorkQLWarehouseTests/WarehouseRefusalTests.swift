import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// What sync does not write, and what it says then.
@Suite struct WarehouseRefusalTests {
    private static let query = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 20d@d UNTIL 10d@d"

    /// A table of somebody else's, a column of another type, one that is new, another app.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func tablesThatDiffer() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            _ = bench.database.statement(
                "CREATE SCHEMA own; CREATE TABLE own.checkin (userid text)")
            let foreign = try await bench.sync(script, schema: "own")
            #expect(foreign.status == 78)
            #expect(
                foreign.errors.contains(
                    "error[E1206]: the table checkin was not created by workql sync"),
                "\(foreign.errors)")
            #expect(try await bench.sync(script).status == 0)
            let truth = try bench.database.csv("SELECT * FROM checkin")

            _ = bench.database.statement(
                "ALTER TABLE checkin ALTER COLUMN groupid TYPE text USING groupid::text")
            let changed = try await bench.sync(script)
            #expect(changed.status == 78)
            #expect(
                changed.errors.contains(
                    "the column groupid of checkin has the type text instead of bigint"))
            let help = try #require(
                changed.errors.firstMatch(of: /help: (ALTER TABLE .*)/)?.1.description)
            _ = bench.database.statement(help)
            #expect(try await bench.sync(script).status == 0)

            // Rows of before are written again with the column.
            _ = bench.database.statement("ALTER TABLE checkin DROP COLUMN deviceid")
            _ = bench.calls()
            let wider = try await bench.sync(script)
            #expect(wider.status == 0, "\(wider.errors)")
            let columns = "userid, checkin_time, deviceid"
            #expect(
                try bench.database.csv("SELECT \(columns) FROM checkin").count == truth.count)
            #expect(
                try bench.database.csv("SELECT count(*) FROM checkin WHERE deviceid IS NOT NULL")
                    != ["0"])

            var other = bench.environment
            other["WORKQL_WECOM_SECRET"] = "of another app"
            let refused = try await bench.sync(script, environment: other)
            #expect(refused.status != 0)
            #expect(!refused.errors.contains("s3cret"))
        }
    }

    /// Another secret of the same app sees other people perhaps: its rows are not mixed in.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func otherCredentials() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            #expect(try await bench.sync(script).status == 0)
            _ = bench.database.statement(
                "UPDATE workql_coverage SET scope = 'ffffffffffffffff' || substr(scope, 17)")
            let other = try await bench.sync(script)
            #expect(other.status == 78)
            #expect(
                other.errors.contains(
                    "error[E1206]: the table checkin was filled with other credentials"))
            let help = try #require(
                other.errors.firstMatch(of: /(UPDATE workql_coverage .*)/)?.1.description)
            _ = bench.database.statement(help)
            let again = try await bench.sync(script)
            #expect(again.status == 0, "\(again.errors)")
            let keys = try await bench.sync(
                bench.script("SELECT * FROM screen_capture SINCE 3d@d", named: "a"),
                bench.script(
                    "SELECT * FROM screen_capture WHERE userid = 'lisi' SINCE 3d@d", named: "b"))
            #expect(keys.status == 78)
            #expect(
                keys.errors.contains(
                    "the table screen_capture contains rows that were requested by other keys"))
        }
    }

    /// One sync writes a table at a time, also from another machine.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func twoAtOnce() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            bench.server.setFaults([.every(1, .slow(seconds: 3), on: .checkin)])
            let first = try bench.start(script, store: "a")
            for _ in 0..<200 where bench.server.requests.allSatisfy({ $0.endpoint != .checkin }) {
                try await Task.sleep(for: .milliseconds(50))
            }
            let second = try await bench.sync(script, store: "b")
            #expect(second.status == 75)
            #expect(
                second.errors.contains("error[E1204]: another sync is writing checkin to"),
                "\(second.errors)")
            _ = bench.calls()
            let third = try await bench.sync("--wait", "1min", script, store: "b")
            #expect(third.status == 0, "\(third.errors)")
            // What the first brought is there.
            #expect(bench.calls() == 0)
            for _ in 0..<200 where first.isRunning {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(!first.isRunning && first.terminationStatus == 0)
        }
    }

    @Test func addresses() throws {
        let none = try withFolder { folder in
            try CommandRun(
                "sync", "--demo", "--store", folder + "/store", "--since", "3d", "--into",
                "postgresql://u:geheim@127.0.0.1:1/x", "checkin")
        }
        #expect(none.status == 69)
        #expect(
            none.errors.contains(
                "error[E1205]: connecting to postgresql://127.0.0.1:1/x failed"))
        #expect(!none.errors.contains("geheim"))
        let clickhouse = try CommandRun("sync", "--into", "clickhouse://host", "checkin")
        #expect(clickhouse.status == 64)
        let range = try CommandRun("sync", "--into", "postgresql:///x", "checkin")
        #expect(range.status == 64)
        #expect(range.errors.contains("checkin requires a time from which to fetch its records"))
        let chinese = try CommandRun("sync", "--into", "postgresql:///x", "打卡记录")
        #expect(chinese.errors == range.errors)
    }
}
