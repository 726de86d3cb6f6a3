import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// `workql sync`: the store is filled, and a later run uses it.
@Suite struct SyncTests {
    private static let script = """
        PARAM who LIST;
        LET people = ('lisi', 'wangwu');
        SELECT count(*) FROM checkin WHERE userid IN :who SINCE 40d@d UNTIL 35d@d;
        EXPLAIN SELECT * FROM checkin WHERE userid = 'zhangsan' SINCE 2d;
        SELECT title FROM meeting_recording WHERE userid = 'lisi' SINCE 40d@d UNTIL 20d@d
        """

    private static func withServer(
        _ body: (SandboxServer, _ environment: [String: String], _ folder: String) async throws ->
            Void
    ) async throws {
        let server = try await SandboxServer.start(.demo.withoutQuotas)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)"
        ).path()
        try FileManager.default.createDirectory(
            atPath: folder + "/data/workql/queries", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(
            server,
            [
                "WORKQL_WECOM_BASE_URL": server.baseURL,
                "WORKQL_WECOM_CORP_ID": WeComCredentials.demoCorpID,
                "WORKQL_WECOM_SECRET": WeComCredentials.demoSecret,
                "WORKQL_STORE": folder + "/records.store", "XDG_DATA_HOME": folder + "/data",
            ], folder)
        await server.stop()
    }

    private static func calls(_ server: SandboxServer) -> Int {
        server.takeRequests().count { $0.endpoint != .getToken }
    }

    @Test func fillsTheStoreForSavedQueries() async throws {
        try await Self.withServer { server, environment, folder in
            try Self.script.write(
                toFile: folder + "/data/workql/queries/late.wql", atomically: true, encoding: .utf8)
            let arguments = ["sync", "--now", "2026-08-15T12:00", "-p", "who=lisi,wangwu", "late"]
            let first = try await onOwnThread {
                try CommandRun(arguments, environment: environment)
            }
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output.isEmpty)
            #expect(first.errors.hasPrefix("-- sync: 2 queries · 2 calls · "), "\(first.errors)")
            #expect(Self.calls(server) == 2)
            let again = try await onOwnThread {
                try CommandRun(arguments, environment: environment)
            }
            #expect(again.errors.hasPrefix("-- sync: 2 queries · 0 calls · 0 rows fetched · "))
            let query = try await onOwnThread {
                try CommandRun(
                    [
                        "--now", "2026-08-15T12:00", "--offline", "-f", "csv", "-c",
                        "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 40d@d UNTIL 35d@d",
                    ], environment: environment)
            }
            #expect(query.status == 0, "\(query.errors)")
            #expect(query.output != "n\n0\n")
            #expect(Self.calls(server) == 0)
        }
    }

    /// The next run does what one run left undone, and a failing script does not prevent others
    /// from running.
    @Test func goesOnAfterAFailure() async throws {
        try await Self.withServer { server, environment, folder in
            let query = "FROM meeting_recording WHERE userid IN ('lisi', 'wangwu', 'zhangsan')"
            for (name, text) in [("a", "SELECT nothing FROM checkin"), ("b", query)] {
                try "\(text) SINCE 2026-06-01 UNTIL 2026-06-20".write(
                    toFile: "\(folder)/\(name).wql", atomically: true, encoding: .utf8)
            }
            let arguments = ["sync", folder + "/a.wql", folder + "/b.wql"]
            server.setFaults([.nth(2, .notAuthorised, on: .meetingRecording)])
            let first = try await onOwnThread {
                try CommandRun(arguments, environment: environment)
            }
            #expect(first.status == 65, "\(first.errors)")
            #expect(first.errors.contains("sync: 0 of 2 queries · "))
            _ = Self.calls(server)
            server.setFaults([])
            let second = try await onOwnThread {
                try CommandRun(arguments, environment: environment)
            }
            #expect(second.status == 65)
            #expect(second.errors.contains("sync: 1 of 2 queries · "))
            #expect(Self.calls(server) <= 3)
        }
    }

    @Test func twoAtOnceAreSafe() async throws {
        try await Self.withServer { server, environment, folder in
            try Self.script.write(
                toFile: folder + "/late.wql", atomically: true, encoding: .utf8)
            let arguments = [
                "sync", "--now", "2026-08-15T12:00", "--wait", "2min", "-p", "who=lisi,wangwu",
                folder + "/late.wql",
            ]
            let statuses = try await onOwnThread {
                let processes = try (0..<4).map { _ in
                    let process = try CommandRun.process(
                        arguments, environment: environment, home: folder)
                    process.standardError = FileHandle.nullDevice
                    try process.run()
                    return process
                }
                return processes.map { process in
                    process.waitUntilExit()
                    return process.terminationStatus
                }
            }
            #expect(statuses == [0, 0, 0, 0])
            _ = Self.calls(server)
            let again = try await onOwnThread {
                try CommandRun(arguments, environment: environment)
            }
            #expect(again.status == 0)
            #expect(Self.calls(server) == 0)
        }
    }

    @Test func mistakesOfTheCommandLine() throws {
        let without = try CommandRun("sync", "--store", "off", "late")
        #expect(without.status == 66)
        #expect(without.errors.contains("no saved query or file is named late\n"))
        try withFolder { folder in
            try "SELECT 1".write(toFile: folder + "/a.wql", atomically: true, encoding: .utf8)
            let memory = try CommandRun("sync", folder + "/a.wql")
            #expect(memory.status == 64)
            #expect(memory.errors.contains("sync needs a store\n"))
        }
        #expect(try CommandRun("sync").status == 64)
        #expect(try CommandRun("sync", "--help").output.contains("workql sync [options] NAME|FILE"))
    }
}
