import Foundation
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLShell

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
        // A thread of its own: the server needs those that waiting for the command would keep.
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
        // What they have used, another one sees.
        let quota = try await Self.run("SHOW QUOTA", environment)
        #expect(quota.output.contains("checkin/getcheckindata,1000 calls in 3600 s,28,972,"))
        await server.stop()
    }

    /// 45009 holds for the minute that is being counted, whoever asks.
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
        #expect(run.errors.contains("XDG_STATE_HOME names another folder"))
        await server.stop()
    }
}
