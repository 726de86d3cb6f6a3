import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// The command with a store, killed at random moments.
@Suite struct StoreKillTests {
    private static let query = """
        SELECT * FROM screen_capture SINCE 2026-04-01 UNTIL 2026-08-01;
        SELECT * FROM checkin WHERE userid IN ('lisi', 'zhangsan', 'wangwu')
        SINCE 2025-08-01 UNTIL 2026-08-01;
        SELECT * FROM corp_recording SINCE 2026-07-01 UNTIL 2026-08-01;
        """

    private static func environment(_ server: SandboxServer) -> [String: String] {
        [
            "WORKQL_WECOM_BASE_URL": server.baseURL,
            "WORKQL_WECOM_CORP_ID": WeComCredentials.demoCorpID,
            "WORKQL_WECOM_SECRET": WeComCredentials.demoSecret,
            "WORKQL_WECOM_AGENT_ID": String(WeComCredentials.demoAgentID),
            "WORKQL_TENCENT_MEETING_BASE_URL": server.baseURL,
            "WORKQL_TENCENT_MEETING_APP_ID": TencentMeetingCredentials.demoAppID,
            "WORKQL_TENCENT_MEETING_SDK_ID": TencentMeetingCredentials.demoSdkID,
            "WORKQL_TENCENT_MEETING_SECRET_ID": TencentMeetingCredentials.demoSecretID,
            "WORKQL_TENCENT_MEETING_SECRET_KEY": TencentMeetingCredentials.demoSecretKey,
            "WORKQL_TENCENT_MEETING_OPERATOR_ID": TencentMeetingCredentials.demoOperatorID,
            "WORKQL_QUOTA": "corp_recording=10000/min",
        ]
    }

    private static func sorted(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).sorted()
    }

    /// Returns the number of requests for pages since the last count.
    private static func pages(_ server: SandboxServer) -> Int {
        server.takeRequests().count { $0.endpoint != .getToken }
    }

    /// Starts the command repeatedly and kills it each time, the given number of times or until it
    /// ends by itself: some milliseconds after one of its requests, while it stores the previous
    /// pages.
    ///
    /// - Returns: the number of times it was killed.
    private static func kill(
        _ arguments: [String], _ environment: [String: String], home: String, times: Int,
        _ server: SandboxServer
    ) throws -> Int {
        for killed in 0..<times {
            let before = server.requests.count
            let process = try CommandRun.process(arguments, environment: environment, home: home)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // The first answer is the token.
            let asked = before + Int.random(in: 1...6)
            while process.isRunning, server.requests.count < asked { usleep(1_000) }
            usleep(UInt32.random(in: 0...60_000))
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            guard process.terminationReason == .uncaughtSignal else { return killed }
        }
        return times
    }

    /// Killed at random moments and run again until it ends by itself, the command returns the same
    /// rows, and requests no page twice except for those that were in flight.
    @Test(.timeLimit(.minutes(30)))
    func killedAtAnyMoment() async throws {
        var configuration = SandboxConfiguration.demo.withoutQuotas
        configuration.latency = 0.01
        let server = try await SandboxServer.start(configuration)
        let arguments = [
            "-f", "ndjson", "--quiet", "--now", "2026-08-15T12:00", "-c", Self.query,
        ]
        let environment = Self.environment(server)
        let whole = try await onOwnThread {
            try CommandRun(arguments + ["--store", "off"], environment: environment)
        }
        #expect(whole.status == 0)
        let undisturbed = Self.pages(server)
        #expect(undisturbed > 20)
        let target = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 6 : 200
        var kills = 0
        while kills < target {
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "workql-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let stored = arguments + ["--store", folder.appending(path: "s").path()]
            let times = min(10, target - kills)
            let killed = try await onOwnThread {
                try Self.kill(
                    stored, environment, home: folder.path(), times: times,
                    server)
            }
            kills += killed
            let rest = try await onOwnThread {
                try CommandRun(stored, environment: environment)
            }
            #expect(rest.status == 0, "\(rest.errors)")
            #expect(Self.sorted(rest.output) == Self.sorted(whole.output))
            let asked = Self.pages(server)
            // Eight calls may be in flight whenever it is killed.
            #expect(asked <= undisturbed + 8 * killed)
            let again = try await onOwnThread {
                try CommandRun(stored, environment: environment)
            }
            #expect(Self.sorted(again.output) == Self.sorted(whole.output))
            #expect(Self.pages(server) == 0)
        }
        #expect(server.violations.isEmpty)
        await server.stop()
    }
}
