import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLTime

@testable import WorkQLCommand

/// Several processes of one user with one state folder, and a service that counts strictly.
@Suite struct SharedQuotaTests {
    private static func server(
        _ quota: SandboxQuota, faults: [SandboxFault] = []
    ) async throws -> SandboxServer {
        var configuration = SandboxConfiguration.demo
        configuration.quotas[.checkin] = [quota]
        configuration.faults = faults
        return try await SandboxServer.start(configuration)
    }

    private static func environment(
        _ server: SandboxServer, home: String, quota: String
    ) -> [String: String] {
        var environment = Dictionary(
            Demo.services(at: server.baseURL).map { ($0.variable, $1) },
            uniquingKeysWith: { first, _ in first })
        environment["WORKQL_QUOTA"] = quota
        environment["XDG_STATE_HOME"] = home
        return environment
    }

    /// 196 days are seven windows.
    private static let query =
        "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 196d@d UNTIL today"

    private static func run(
        _ statements: String, _ environment: [String: String]
    ) async throws -> CommandRun {
        let arguments = ["--now", "2026-08-08", "-f", "csv", "-c", statements]
        // On a separate thread: the server needs the threads that waiting for the command would
        // block.
        let result: Result<CommandRun, any Error> = await withCheckedContinuation { continuation in
            Thread {
                continuation.resume(
                    returning: Result { try CommandRun(arguments, environment: environment) })
            }.start()
        }
        return try result.get()
    }

    @Test func fourProcessesKeepOneQuota() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
        let server = try await Self.server(SandboxQuota(calls: 5, seconds: 2))
        let environment = Self.environment(
            server, home: folder, quota: "checkin=5/2s,checkin=1000/h")
        let runs = try await withThrowingTaskGroup(of: CommandRun.self) { group in
            for _ in 0..<4 {
                group.addTask { try await Self.run(Self.query, environment) }
            }
            var runs: [CommandRun] = []
            for try await run in group { runs.append(run) }
            return runs
        }
        #expect(runs.map(\.status) == [0, 0, 0, 0])
        #expect(Set(runs.map(\.output)).count == 1)
        #expect(
            runs.allSatisfy { $0.errors.contains("7 calls ") || $0.errors.contains("7 calls\n") })
        #expect(!runs.contains { $0.errors.contains("retr") || $0.errors.contains("warning") })
        #expect(server.violations.isEmpty)
        // Another process sees what they have used.
        let quota = try await Self.run("SHOW QUOTA", environment)
        #expect(quota.output.contains("checkin/getcheckindata,1000 calls in 3600 s,28,972,"))
        await server.stop()
    }

    private static func sorted(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).sorted()
    }

    /// Four concurrent processes on one quota and one store, each with its own users and days and
    /// some of the others': the rows are those of a process without a store.
    @Test func fourProcessesKeepOneQuotaAndOneStore() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let users = ["lisi", "wangwu", "zhangsan", "zhaoliu", "sunqi"]
        let queries = (0..<4).map { number in
            // Old enough not to change any more.
            let (start, end) = (784 + number * 30, 700 + number * 20)
            return (0..<3).map { turn in
                let list = users.dropFirst((turn + number) % 4).map { "'\($0)'" }
                return "SELECT * FROM checkin WHERE userid IN (\(list.joined(separator: ", "))) "
                    + "SINCE \(start - turn * 10)d@d UNTIL \(end + turn)d@d"
            }.joined(separator: "; ")
        }
        let free = try await SandboxServer.start(SandboxConfiguration.demo.withoutQuotas)
        var alone = Self.environment(free, home: folder, quota: "checkin=10000/min")
        alone["WORKQL_STORE"] = "off"
        var expected: [[String]] = []
        for query in queries {
            expected.append(Self.sorted(try await Self.run(query, alone).output))
        }
        await free.stop()
        let server = try await Self.server(SandboxQuota(calls: 4, seconds: 1))
        var environment = Self.environment(
            server, home: folder, quota: "checkin=4/s,checkin=1000/h")
        environment["WORKQL_STORE"] = folder + "/records.store"
        for _ in 0..<2 {
            let runs = try await withThrowingTaskGroup(of: (Int, CommandRun).self) { group in
                for (number, query) in queries.enumerated() {
                    group.addTask { [environment] in
                        (number, try await Self.run(query, environment))
                    }
                }
                var runs: [Int: CommandRun] = [:]
                for try await (number, run) in group { runs[number] = run }
                return runs
            }
            for (number, run) in runs {
                #expect(run.status == 0, "\(run.errors)")
                #expect(Self.sorted(run.output) == expected[number])
                #expect(!run.errors.contains("lock") && !run.errors.contains("busy"))
                #expect(!run.errors.contains("warning") && !run.errors.contains("error"))
                #expect(!run.errors.contains("retr"), "\(run.errors)")
            }
            #expect(server.violations.isEmpty)
        }
        // Nothing is left to request.
        _ = server.takeRequests()
        for (number, query) in queries.enumerated() {
            let run = try await Self.run(query, environment)
            #expect(Self.sorted(run.output) == expected[number])
        }
        #expect(server.takeRequests().allSatisfy { $0.endpoint != .checkin })
        await server.stop()
    }

    /// A process that is killed while it holds all reservations does not prevent the next one from
    /// continuing.
    @Test func whoIsKilledLeavesItsPlaces() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = SandboxConfiguration.demo
        configuration.quotas[.checkin] = [SandboxQuota(calls: 2, seconds: 2)]
        configuration.latency = 3
        // The first process waits for its token until it is killed, however busy the machine is.
        configuration.faults = [.nth(1, .slow(seconds: 600), on: .getToken)]
        let server = try await SandboxServer.start(configuration)
        let environment = Self.environment(server, home: folder, quota: "checkin=2/2s")
        let first = try CommandRun.process(
            ["--now", "2026-08-08", "-c", Self.query], environment: environment, home: folder)
        first.standardError = FileHandle.nullDevice
        first.standardOutput = FileHandle.nullDevice
        try first.run()
        while try await !Self.run("SHOW QUOTA", environment).output.contains("2 calls in 2 s,2,0,")
        {}
        #expect(server.requests.allSatisfy { $0.endpoint != .checkin })
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        let start = ContinuousClock.now
        let second = try await Self.run(
            "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' DURING yesterday", environment)
        #expect(second.status == 0, "\(second.errors)")
        // Long before an answer to the calls of the first process would time out.
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(server.violations.isEmpty)
        await server.stop()
    }

    /// 45009 applies for the rest of the current minute, to every process.
    @Test func trippedWindowHoldsForOthers() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
        let server = try await Self.server(
            SandboxQuota(calls: 600, seconds: 60), faults: [.nth(1, .frequency)])
        let environment = Self.environment(server, home: folder, quota: "checkin=600/min")
        let first = try CommandRun.process(
            ["--now", "2026-08-08", "-c", Self.query], environment: environment, home: folder)
        first.standardError = FileHandle.nullDevice
        first.standardOutput = FileHandle.nullDevice
        try first.run()
        while server.requests.filter({ $0.endpoint == .checkin }).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await Task.sleep(for: .milliseconds(500))
        kill(first.processIdentifier, SIGKILL)
        let second = try await Self.run(
            "EXPLAIN SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 1d", environment)
        #expect(second.output.contains(#/ [45]\d(\.\d)? s at the quota/#), "\(second.output)")
        await server.stop()
    }

    @Test func stateFolderThatCannotBeUsedIsSaidOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
        try Data().write(to: URL(filePath: folder))
        let server = try await Self.server(SandboxQuota(calls: 600, seconds: 60))
        let environment = Self.environment(server, home: folder, quota: "checkin=600/min")
        let run = try await Self.run(Self.query, environment)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("n\n"))
        #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("warning") }.count == 1)
        #expect(run.errors.contains("warning: calls of other processes are not counted, \(folder)"))
        #expect(run.errors.contains("set XDG_STATE_HOME to another folder"))
        await server.stop()
    }
}
