import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// A store used by several runs of the command: of another app, of one without write permission,
/// and of several concurrent runs of `workql sync`.
@Suite struct StoreCommandTests {
    private static let query = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 60d@d UNTIL today"

    private struct Location {
        var server: SandboxServer
        var folder: String
        var store: String { folder + "/s" }

        func environment(agent: String = String(WeComCredentials.demoAgentID)) -> [String: String] {
            [
                "WORKQL_WECOM_BASE_URL": server.baseURL,
                "WORKQL_WECOM_CORP_ID": WeComCredentials.demoCorpID,
                "WORKQL_WECOM_SECRET": WeComCredentials.demoSecret,
                "WORKQL_WECOM_AGENT_ID": agent,
            ]
        }

        func arguments(_ texts: String..., store: String? = nil) -> [String] {
            ["-f", "ndjson", "--now", "2026-08-15T12:00", "--store", store ?? self.store]
                + texts.flatMap { ["-c", $0] }
        }
    }

    private static func with(
        latency: Double = 0, _ body: @escaping @Sendable (Location) throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration.demo.withoutQuotas
        configuration.latency = latency
        let server = try await SandboxServer.start(configuration)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let location = Location(server: server, folder: folder.path())
        try await onOwnThread { try body(location) }
        await server.stop()
    }

    private static func calls(_ server: SandboxServer) -> Int {
        server.takeRequests().count { $0.endpoint != .getToken }
    }

    /// Records visible to one app are not visible to another, and FORGET removes those of both.
    @Test func twoAppsOnOneStore() async throws {
        try await Self.with { index in
            let first = index.environment()
            let second = index.environment(agent: "77")
            func run(_ text: String, _ environment: [String: String], _ more: String...) throws
                -> CommandRun
            { try CommandRun(index.arguments(text) + more, environment: environment) }
            let rows = try run(Self.query, first)
            #expect(rows.status == 0 && !rows.output.isEmpty, "\(rows.errors)")
            #expect(Self.calls(index.server) == 3)
            let lacking = try run(Self.query, second, "--offline")
            #expect(lacking.status == 75)
            #expect(lacking.output.isEmpty)
            let other = try run(Self.query, second)
            #expect(other.output == rows.output)
            #expect(Self.calls(index.server) == 3)
            for environment in [first, second] {
                #expect(try run(Self.query, environment, "--offline").output == rows.output)
            }
            let forgotten = try run("FORGET checkin WHERE userid = 'lisi'", first)
            let count = rows.output.split(separator: "\n").count
            #expect(forgotten.output == "{\"rows_forgotten\":\(2 * count)}\n")
            for environment in [first, second] {
                #expect(try run(Self.query, environment, "--offline").status == 75)
            }
            #expect(Self.calls(index.server) == 0)
        }
    }

    /// Runs a command with a folder that no user can write to, not even root: a file system mounted
    /// read-only. Returns nil if mounting is not allowed here.
    private static func readOnly(_ location: Location, _ arguments: [String]) throws -> CommandRun?
    {
        let command = try CommandRun.executable().path()
        if geteuid() != 0 {
            chmod(location.store, 0o400)
            chmod(location.folder, 0o500)
            defer { chmod(location.folder, 0o700) }
            return try CommandRun(arguments, environment: location.environment())
        }
        let process = try CommandRun.process([], home: location.folder)
        process.executableURL = URL(filePath: "/bin/sh")
        process.environment?.merge(location.environment()) { $1 }
        process.environment?["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        process.environment?["HOME"] = "/"
        process.arguments =
            [
                "-c",
                """
                exec unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" \
                || exit 99; shift; exec "$@"' "$@"
                """, "sh", location.folder, "-", command,
            ] + arguments
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let rows = output.fileHandleForReading.readToTheEnd()
        let said = errors.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        guard ![1, 99, 127].contains(process.terminationStatus) else { return nil }
        return CommandRun(
            status: process.terminationStatus, output: String(decoding: rows, as: UTF8.self),
            errors: String(decoding: said, as: UTF8.self))
    }

    /// The answer is returned, with one warning; also for a statement that fails.
    @Test func aStoreThatMayNotBeWritten() async throws {
        try await Self.with { index in
            let filled = try CommandRun(
                index.arguments(Self.query), environment: index.environment())
            #expect(filled.status == 0)
            let more = "SELECT count(*) AS n FROM checkin WHERE userid = 'wangwu' SINCE 1d@d"
            guard let run = try Self.readOnly(index, index.arguments(more, more)) else { return }
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.split(separator: "\n").count == 2)
            let warnings = run.errors.split(separator: "\n").filter { $0.hasPrefix("warning") }
            #expect(warnings.count == 1, "\(run.errors)")
            #expect(warnings.first?.contains("the store \(index.store) cannot be ") == true)
        }
    }

    /// The disk becomes full while a statement runs that then fails: both are reported.
    @Test func warningsAreSaidBesideAnError() async throws {
        try await Self.with { index in
            let text = """
                SELECT max(CASE WHEN n > 1 THEN CAST(userid AS integer) END) FROM (
                    SELECT userid, count(*) OVER () AS n FROM checkin
                    SINCE 2026-06-01 UNTIL 2026-08-15)
                """
            let command = try CommandRun.executable().path()
            let process = try CommandRun.process(
                index.arguments(text), environment: index.environment(), home: index.folder)
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments =
                ["-c", "trap '' XFSZ; ulimit -f 256; exec \"$0\" \"$@\"", command]
                + (process.arguments ?? [])
            let errors = Pipe()
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            let said = errors.fileHandleForReading.readToTheEnd()
            process.waitUntilExit()
            let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
            #expect(process.terminationStatus == 65, "\(lines)")
            #expect(
                lines.contains { $0.hasPrefix("warning: the store \(index.store) cannot be used") })
            #expect(lines.contains { $0.hasPrefix("error") })
        }
    }

    /// A program that locks the file is waited for, a minute; then the answer is returned without
    /// it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WORKQL_SOAK"] != nil))
    func aStoreThatIsHeld() async throws {
        try await Self.with { index in
            let filled = try CommandRun(
                index.arguments(Self.query), environment: index.environment())
            #expect(filled.status == 0)
            let holder = Process()
            holder.executableURL = URL(filePath: "/usr/bin/env")
            holder.arguments = [
                "python3", "-c",
                """
                import sqlite3, time, sys
                c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); print('held', flush=True)
                time.sleep(300)
                """, index.store,
            ]
            let told = Pipe()
            holder.standardOutput = told
            try holder.run()
            #expect(!told.fileHandleForReading.availableData.isEmpty)
            let run = try CommandRun(
                index.arguments(
                    "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 1d@d"),
                environment: index.environment())
            holder.terminate()
            #expect(run.status == 0, "\(run.errors)")
            #expect(!run.output.isEmpty)
            #expect(run.errors.contains("the store \(index.store) cannot be "), "\(run.errors)")
        }
    }

    /// Several runs fill one store concurrently, and are killed: the store is left intact, and a
    /// later run has nothing more to request.
    @Test(.timeLimit(.minutes(30))) func syncsAtOnce() async throws {
        let rounds = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 1 : 20
        for _ in 0..<rounds { try await Self.syncsAtOnce() }
    }

    private static func syncsAtOnce() async throws {
        try await with(latency: 0.01) { index in
            let text = "SELECT * FROM screen_capture SINCE 2026-06-01 UNTIL 2026-07-01"
            let script = index.folder + "/q.wql"
            try text.write(toFile: script, atomically: true, encoding: .utf8)
            let sync = ["sync", "--now", "2026-08-15T12:00", "--store", index.store, script]
            let whole = try CommandRun(
                index.arguments(text, store: "off"), environment: index.environment())
            _ = index.server.takeRequests()
            let processes = try (0..<4).map { _ in
                let process = try CommandRun.process(
                    sync, environment: index.environment(), home: index.folder)
                process.standardError = FileHandle.nullDevice
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                return process
            }
            for process in processes.prefix(2) {
                usleep(UInt32.random(in: 50_000...500_000))
                kill(process.processIdentifier, SIGKILL)
            }
            for process in processes { process.waitUntilExit() }
            #expect(processes.suffix(2).allSatisfy { [0, 75].contains($0.terminationStatus) })
            let last = try CommandRun(sync, environment: index.environment())
            #expect(last.status == 0, "\(last.errors)")
            _ = index.server.takeRequests()
            let again = try CommandRun(sync, environment: index.environment())
            #expect(again.errors.contains(" 0 calls "), "\(again.errors)")
            let stored = try CommandRun(
                index.arguments(text) + ["--offline"], environment: index.environment())
            #expect(stored.status == 0, "\(stored.errors)")
            let isExact =
                stored.output.split(separator: "\n").sorted()
                == whole.output.split(separator: "\n").sorted()
            #expect(isExact)
            #expect(calls(index.server) == 0)
            #expect(index.server.violations.isEmpty)
        }
    }
}
