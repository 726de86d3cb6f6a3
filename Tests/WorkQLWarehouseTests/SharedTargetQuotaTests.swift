import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Machines that sync into one database: processes with state folders and stores of their own, and a
/// service that counts strictly.
@Suite(
    .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"),
    .timeLimit(.minutes(20)))
struct SharedTargetQuotaTests {
    /// What machine `number` fetches: a result of its own, so that no sync waits for another one, with
    /// seven calls.
    private static func script(_ number: Int, _ bench: SyncBench) throws -> String {
        try bench.script(
            "SELECT userid, count(*) AS n FROM checkin WHERE userid = 'lisi' "
                + "SINCE 196d@d UNTIL today GROUP BY ALL", named: "result\(number)")
    }

    private static func environment(
        _ bench: SyncBench, _ quota: String, _ others: [String: String] = [:]
    ) -> [String: String] {
        bench.environment.merging(["WORKQL_QUOTA": quota]) { $1 }.merging(others) { $1 }
    }

    /// Runs a machine each for numbers, at once.
    private static func sync(
        _ numbers: Range<Int>, _ bench: SyncBench, _ quota: String,
        _ others: @Sendable @escaping (Int) -> [String: String] = { _ in [:] }
    ) async throws -> [CommandRun] {
        try await withThrowingTaskGroup(of: CommandRun.self) { group in
            for number in numbers {
                let script = try script(number, bench)
                group.addTask {
                    try await bench.sync(
                        script, store: "store\(number)",
                        environment: environment(bench, quota, others(number)))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func quota(
        _ calls: Int, seconds: Double
    ) -> [SandboxEndpoint: [SandboxQuota]] {
        [.checkin: [SandboxQuota(calls: calls, seconds: seconds)]]
    }

    private static func refusals(_ bench: SyncBench) -> Int {
        bench.server.requests.count { $0.code == 45_009 }
    }

    private static let underWay = "SELECT count(*) FROM workql_calls WHERE answered IS NULL"

    @Test("Machines keep one quota, and leave no call under way", arguments: [2, 4])
    func machines(_ count: Int) async throws {
        try await SyncBench.with(quotas: Self.quota(5, seconds: 2)) { bench in
            let runs = try await Self.sync(0..<count, bench, "checkin=5/2s,checkin=1000/h")
            for run in runs { #expect(run.status == 0, "\(run.errors)") }
            #expect(bench.server.violations.isEmpty && Self.refusals(bench) == 0)
            #expect(bench.server.requests.count { $0.endpoint == .checkin } == 7 * count)
            #expect(
                try bench.database.csv(
                    "SELECT count(*), count(DISTINCT machine), min(scope) = max(scope), "
                        + "count(answered) FROM workql_calls WHERE scope LIKE '%getcheckindata'")
                    == ["\(7 * count),\(count),t,\(7 * count)"])
            #expect(try bench.database.csv(Self.underWay) == ["0"])
            // Nothing that identifies the organisation or its secret.
            let text = try bench.database.csv("SELECT * FROM workql_calls").joined()
            for value in bench.environment.values where value.count > 5 {
                #expect(!text.contains(value))
            }
        }
    }

    /// A control: machines that share nothing exceed the quota, and the service notices.
    @Test func machinesThatShareNothing() async throws {
        try await SyncBench.with(quotas: Self.quota(5, seconds: 2)) { bench in
            let processes = try (0..<2).map { number in
                let process = try CommandRun.process(
                    [
                        "sync", "--now", SyncBench.now, "--store",
                        "\(bench.folder)/store\(number)", "--into",
                        "\(bench.folder)/lake\(number)", try Self.script(number, bench),
                    ], environment: Self.environment(bench, "checkin=5/2s,checkin=1000/h"),
                    home: "\(bench.folder)/home\(number)")
                process.standardError = FileHandle.nullDevice
                try process.run()
                return process
            }
            // The first one is enough: a refused machine waits for a minute.
            while bench.server.violations.isEmpty, Self.refusals(bench) == 0,
                processes.contains(where: \.isRunning)
            {
                try await Task.sleep(for: .milliseconds(50))
            }
            for process in processes {
                Foundation.kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            #expect(!bench.server.violations.isEmpty || Self.refusals(bench) > 0)
        }
    }

    /// One machine after the other, whose calls the others count.
    @Test func machinesInTurn() async throws {
        try await SyncBench.with(quotas: Self.quota(8, seconds: 4)) { bench in
            for number in 0..<3 {
                let run = try await Self.sync(number..<number + 1, bench, "checkin=8/4s")[0]
                #expect(run.status == 0, "\(run.errors)")
            }
            #expect(bench.server.violations.isEmpty && Self.refusals(bench) == 0)
        }
    }

    /// Calls of another organisation do not count; those of the own one do.
    @Test func credentials() async throws {
        try await SyncBench.with { bench in
            #expect(try await Self.sync(0..<1, bench, "checkin=7/h")[0].status == 0)
            _ = bench.database.statement(
                "UPDATE workql_calls SET scope = 'ffffffffffffffffffffffff' || substr(scope, 25), "
                    + "answered = NULL, lease = now() + interval '1 h'")
            #expect(try await Self.sync(1..<2, bench, "checkin=7/h")[0].status == 0)
            #expect(
                try bench.database.csv(
                    "SELECT DISTINCT substr(scope, 25) FROM workql_calls WHERE scope LIKE 'ffffff%'"
                ) == [" checkin/getcheckindata"])
            let third = try bench.process(
                [try Self.script(2, bench)], store: "third",
                environment: Self.environment(bench, "checkin=7/h"))
            _ = bench.server.takeRequests()
            try await Self.waiting(third, bench)
            #expect(bench.server.requests.allSatisfy { $0.endpoint != .checkin })
            Foundation.kill(third.processIdentifier, SIGKILL)
            third.waitUntilExit()
        }
    }

    private static let reserving =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SET TRANSACTION%' "
        + "OR query LIKE 'SELECT (SELECT count(*) FROM workql_calls%'"

    /// Starts a process, and returns when it has asked for a call. No other one is running.
    private static func waiting(_ process: Process, _ bench: SyncBench) async throws {
        while try bench.database.csv(reserving) != ["0"] {
            try await Task.sleep(for: .milliseconds(50))
        }
        try process.run()
        while try bench.database.csv(reserving) != ["1"] {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: .milliseconds(300))
    }

    /// A process that is killed leaves its calls under way, until their leases end.
    @Test func killed() async throws {
        try await SyncBench.with(quotas: Self.quota(2, seconds: 2)) { bench in
            // It waits for its token until it is killed, however busy the machine is.
            bench.server.setFaults([.nth(1, .slow(seconds: 600), on: .getToken)])
            let first = try bench.start(
                try Self.script(0, bench), store: "killed",
                environment: Self.environment(bench, "checkin=2/2s"))
            while (try? bench.database.csv(Self.underWay)) != ["2"] {
                try await Task.sleep(for: .milliseconds(50))
            }
            Foundation.kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
            let second = try bench.process(
                [try Self.script(1, bench)], store: "other",
                environment: Self.environment(bench, "checkin=2/2s"))
            try await Self.waiting(second, bench)
            #expect(bench.server.requests.allSatisfy { $0.endpoint != .checkin })
            let leases = try bench.database.csv(
                "SELECT bool_and(lease - sent = interval '90 s') FROM workql_calls")
            #expect(leases == ["t"])
            _ = bench.database.statement(
                "UPDATE workql_calls SET sent = sent - interval '90 s', "
                    + "lease = lease - interval '90 s'")
            while second.isRunning { try await Task.sleep(for: .milliseconds(50)) }
            #expect(second.terminationStatus == 0)
            #expect(bench.server.requests.count { $0.endpoint == .checkin } == 7)
            #expect(bench.server.violations.isEmpty && Self.refusals(bench) == 0)
        }
    }

    /// A window that one machine exhausted is not tried by another one.
    @Test func blocks() async throws {
        try await SyncBench.with { bench in
            bench.server.setFaults([.nth(1, .frequency, on: .checkin)])
            let script = try Self.script(0, bench)
            let first = try bench.start(
                script, store: "a", environment: Self.environment(bench, "checkin=600/min"))
            let blocks = "SELECT count(*) FROM workql_call_blocks WHERE until > now()"
            while (try? bench.database.csv(blocks)) != ["1"] {
                try await Task.sleep(for: .milliseconds(50))
            }
            Foundation.kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
            // What it sent before it was killed may still be on its way to the service.
            var sent = -1
            while sent != bench.server.requests.count {
                sent = bench.server.requests.count
                try await Task.sleep(for: .milliseconds(500))
            }
            _ = bench.server.takeRequests()
            // However long the second one takes to start, the window is not over.
            _ = bench.database.statement(
                "UPDATE workql_call_blocks SET until = until + interval '1 hour'")
            // Its calls do not matter to this quota.
            let second = try bench.process(
                [try Self.script(1, bench)], store: "b",
                environment: Self.environment(bench, "checkin=600/min"))
            try await Self.waiting(second, bench)
            #expect(bench.server.requests.allSatisfy { $0.endpoint != .checkin })
            _ = bench.database.statement("DELETE FROM workql_call_blocks")
            Foundation.kill(second.processIdentifier, SIGKILL)
            second.waitUntilExit()
        }
    }

    /// Roles that may create nothing, and roles that may not write what another one created.
    @Test func privileges() async throws {
        try await SyncBench.with { bench in
            _ = bench.database.statement(
                "REVOKE CREATE ON SCHEMA public FROM public; CREATE ROLE reader LOGIN")
            let script = try Self.script(0, bench)
            let address = bench.database.address().replacing("postgres:s3cret@", with: "reader@")
            func sync() async throws -> CommandRun {
                try await onOwnThread {
                    try CommandRun(
                        [
                            "sync", "--now", SyncBench.now, "--store", bench.folder + "/store",
                            "--into", address, script,
                        ], environment: bench.environment)
                }
            }
            let first = try await sync()
            #expect(first.status != 0)
            #expect(
                first.errors.contains("permission denied for schema public (42501)"),
                "\(first.errors)")
            #expect(first.errors.contains("workql_calls and workql_call_blocks"))
            #expect(try await Self.sync(1..<2, bench, "checkin=600/min")[0].status == 0)
            let second = try await sync()
            #expect(
                second.errors.contains("permission denied for table workql_calls (42501)"),
                "\(second.errors)")
            #expect(second.errors.contains("SELECT, INSERT, UPDATE, DELETE"))
            #expect(bench.server.requests.filter { $0.endpoint == .checkin }.count == 7)
            // With the rights on both, no right to create is needed for them.
            _ = bench.database.statement(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON workql_calls, workql_call_blocks TO reader"
            )
            let third = try await sync()
            #expect(!third.errors.contains("workql_calls"), "\(third.errors)")
        }
    }

    /// Without the target, no call is made.
    @Test func targetThatStops() async throws {
        try await SyncBench.with(latency: 0.05) { bench in
            let script = try Self.script(0, bench)
            let quota = "checkin=1/s"
            let process = try bench.start(
                script, store: "store", environment: Self.environment(bench, quota))
            while bench.server.requests.allSatisfy({ $0.endpoint != .checkin }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            try bench.database.stop()
            // A call that was admitted before may still be sent.
            try await Task.sleep(for: .milliseconds(1500))
            let sent = bench.server.requests.count { $0.endpoint == .checkin }
            try await Task.sleep(for: .milliseconds(2500))
            #expect(bench.server.requests.count { $0.endpoint == .checkin } == sent)
            #expect(process.isRunning)
            // A server that comes back is waited for.
            try await bench.database.start()
            for _ in 0..<1200 where process.isRunning {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(!process.isRunning && process.terminationStatus == 0)
        }
    }
}
