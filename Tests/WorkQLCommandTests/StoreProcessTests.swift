import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Several processes of the command on one store.
@Suite struct StoreProcessTests {
    private static let query =
        "SELECT * FROM screen_capture SINCE 2026-06-01 UNTIL 2026-07-01;"

    private static func environment(_ server: SandboxServer) -> [String: String] {
        [
            "WORKQL_WECOM_BASE_URL": server.baseURL,
            "WORKQL_WECOM_CORP_ID": WeComCredentials.demoCorpID,
            "WORKQL_WECOM_SECRET": WeComCredentials.demoSecret,
            "WORKQL_WECOM_AGENT_ID": String(WeComCredentials.demoAgentID),
        ]
    }

    private static func arguments(_ format: String, _ store: String, _ text: String) -> [String] {
        ["-f", format, "--quiet", "--now", "2026-08-15T12:00", "--store", store, "-c", text]
    }

    private static func withServer(
        latency: Double = 0.01,
        _ body: (_ server: SandboxServer, _ folder: URL) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration.demo.withoutQuotas
        configuration.latency = latency
        let server = try await SandboxServer.start(configuration)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(server, folder)
        await server.stop()
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    /// Returns the rows in a fixed order: the last element of an array is not significant.
    private static func rows(_ text: String) -> [String] {
        lines(text).map { $0.hasSuffix("},") ? String($0.dropLast()) : $0 }
            .filter { $0 != "[" && $0 != "]" }.sorted()
    }

    /// Runs the command and kills it after it has sent the given number of requests.
    private static func killed(
        _ arguments: [String], _ server: SandboxServer, home: String, after requests: Int
    ) throws {
        let before = server.requests.count
        let process = try CommandRun.process(
            arguments, environment: environment(server), home: home)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning, server.requests.count < before + requests { usleep(1_000) }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Two processes resume the same interrupted calls, and the one that reads slowly returns each
    /// row once although the other one removes the pages.
    @Test(.timeLimit(.minutes(30)), arguments: ["csv", "json"])
    func twoGoOnWithOneCall(format: String) async throws {
        try await Self.withServer { server, folder in
            let store = folder.appending(path: "s").path()
            let arguments = Self.arguments(format, store, Self.query)
            let environment = Self.environment(server)
            let whole = try await onOwnThread {
                try CommandRun(
                    Self.arguments(format, "off", Self.query), environment: environment)
            }
            let slow = try await onOwnThread {
                try Self.killed(arguments, server, home: folder.path(), after: 7)
                let process = try CommandRun.process(
                    arguments, environment: environment, home: folder.path())
                let pipe = Pipe()
                process.standardOutput = pipe
                process.standardError = FileHandle.nullDevice
                let before = server.requests.count
                try process.run()
                // It has requested the page after the stored ones, and its pipe is full.
                for _ in 0..<2_000 where server.requests.count < before + 1 { usleep(1_000) }
                usleep(500_000)
                let other = try CommandRun(arguments, environment: environment)
                #expect(other.status == 0, "\(other.errors)")
                let output = pipe.fileHandleForReading.readToTheEnd()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
                return String(decoding: output, as: UTF8.self)
            }
            let isExact = Self.rows(slow) == Self.rows(whole.output)
            #expect(isExact)
            #expect(Self.rows(slow).count > 1_000)
            if format == "json" {
                #expect((try? JSONSerialization.jsonObject(with: Data(slow.utf8))) is [Any])
            }
        }
    }

    /// The statements of the processes of the random test.
    private static let statements = [
        query, query, query,
        "SELECT * FROM screen_capture SINCE 2026-06-10 UNTIL 2026-06-25;",
        "REFRESH \(query)", "FORGET screen_capture SINCE 2026-06-05 UNTIL 2026-06-20;",
    ]

    /// With random resumption, refresh, removal and killing, every answer that completes contains
    /// each row once, and is well-formed.
    @Test(.timeLimit(.minutes(30)), arguments: [2, 4, 8])
    func manyAtOnce(processes: Int) async throws {
        try await Self.withServer(latency: 0.02) { server, folder in
            let store = folder.appending(path: "s").path()
            let environment = Self.environment(server)
            let rounds = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 2 : 40
            let expected = try await onOwnThread {
                try Dictionary(
                    uniqueKeysWithValues: Set(Self.statements.filter { $0.hasPrefix("SELECT") })
                        .map { text in
                            let run = try CommandRun(
                                Self.arguments("ndjson", "off", text), environment: environment)
                            return (text, Self.lines(run.output).sorted())
                        })
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<processes {
                    group.addTask {
                        for _ in 0..<rounds {
                            let text = Self.statements.randomElement() ?? Self.query
                            let dies = Int.random(in: 0..<3) == 0
                            try await onOwnThread {
                                try Self.check(
                                    text, expected, store, environment, dies: dies, folder)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await onOwnThread {
                try Self.check(Self.query, expected, store, environment, dies: false, folder)
            }
            #expect(server.violations.isEmpty)
        }
    }

    private static func check(
        _ text: String, _ expected: [String: [String]], _ store: String,
        _ environment: [String: String], dies: Bool, _ folder: URL
    ) throws {
        let output = folder.appending(path: UUID().uuidString)
        try Data().write(to: output)
        let process = try CommandRun.process(
            arguments("json", store, text), environment: environment, home: folder.path())
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        if dies {
            usleep(UInt32.random(in: 0...400_000))
            Foundation.kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        let data = try Data(contentsOf: output)
        guard process.terminationReason == .exit else { return }
        // The store may change repeatedly while a statement is planned, which is then reported.
        #expect([0, 75].contains(process.terminationStatus))
        guard process.terminationStatus == 0 else {
            #expect(data.isEmpty)
            return
        }
        #expect((try? JSONSerialization.jsonObject(with: data)) is [Any], "\(text)")
        guard let whole = expected[text.replacing("REFRESH ", with: "")] else { return }
        let isExact = rows(String(decoding: data, as: UTF8.self)) == whole
        #expect(isExact, "\(text)")
    }

    /// The demo's company is the same at the next start.
    @Test func theDemoTwice() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s").path()
        try await onOwnThread {
            func run(_ more: String...) throws -> CommandRun {
                try CommandRun(
                    [
                        "--demo", "--store", path, "--now", "2026-08-15T12:00", "-f", "csv", "-c",
                        "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 60d",
                    ] + more)
            }
            let first = try run()
            #expect(first.errors.contains("3 calls"), "\(first.errors)")
            let again = try run()
            #expect(again.errors.contains("0 calls"), "\(again.errors)")
            #expect(again.output == first.output)
            let offline = try run("--offline")
            #expect(offline.status == 0, "\(offline.errors)")
            #expect(offline.output == first.output)
        }
    }

    /// A store that cannot grow any more causes a warning, but no loss of an answer.
    @Test func aFullDisk() async throws {
        try await Self.withServer(latency: 0) { server, folder in
            let environment = Self.environment(server)
            let path = folder.appending(path: "s").path()
            let whole = try await onOwnThread {
                try CommandRun(
                    Self.arguments("csv", "off", Self.query), environment: environment)
            }
            try await onOwnThread {
                let process = try CommandRun.process(
                    Self.arguments("csv", path, Self.query), environment: environment,
                    home: folder.path())
                let command = try CommandRun.executable().path()
                process.executableURL = URL(filePath: "/bin/sh")
                // An eighth of a megabyte a file, in units of 512 bytes; the signal of a file that
                // is too large is an error here.
                process.arguments =
                    ["-c", "trap '' XFSZ; ulimit -f 256; exec \"$0\" \"$@\"", command]
                    + (process.arguments ?? [])
                let (output, errors) = (Pipe(), Pipe())
                process.standardOutput = output
                process.standardError = errors
                try process.run()
                let rows = output.fileHandleForReading.readToTheEnd()
                let said = errors.fileHandleForReading.readToTheEnd()
                process.waitUntilExit()
                let text = String(decoding: said, as: UTF8.self)
                #expect(process.terminationStatus == 0, "\(text)")
                #expect(
                    Self.lines(String(decoding: rows, as: UTF8.self)).sorted()
                        == Self.lines(whole.output).sorted())
                #expect(text.contains("the store \(path) cannot be used"), "\(text)")
                #expect(text.contains("not stored"))
            }
        }
    }

    @Test func aRosterIsNoStore() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "roster.csv").path()
        try "userid,name\nlisi,李四\n".write(toFile: path, atomically: true, encoding: .utf8)
        let run = try await onOwnThread { try CommandRun("--store", path, "-c", "SELECT 1") }
        #expect(run.status == 78)
        #expect(run.errors.contains("\(path) is not a store"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["roster.csv"])
    }
}
