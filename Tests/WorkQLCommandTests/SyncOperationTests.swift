import CoreMetrics
import Foundation
import Logging
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax

@testable import WorkQLCommand

/// Unattended runs of `workql sync`: the lock, the files for monitoring, the log.
@Suite struct SyncOperationTests {
    private static let query =
        "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 40d@d UNTIL 35d@d"

    private static func withServer(
        _ query: String = query,
        _ body: (SandboxServer, _ environment: [String: String], _ folder: String) async throws ->
            Void
    ) async throws {
        try await SandboxGate.with {
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "workql-\(UUID().uuidString)"
            ).path()
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try query.write(toFile: folder + "/a.wql", atomically: true, encoding: .utf8)
            var environment = ["WORKQL_STORE": folder + "/records.store"]
            for (key, value) in Demo.services(at: server.baseURL) {
                environment[key.variable] = value
            }
            try await body(server, environment, folder)
            await server.stop()
        }
    }

    private static func sync(
        _ arguments: String..., environment: [String: String]
    ) async throws -> CommandRun {
        try await onOwnThread {
            try CommandRun(
                ["sync", "--now", "2026-08-15T12:00"] + arguments, environment: environment)
        }
    }

    // MARK: The lock

    /// One of two concurrent runs has the lock; the other one names it and says that a later run
    /// will suffice, or waits and then finds everything stored.
    @Test func oneAtATimeFillsAStore() async throws {
        try await Self.withServer { server, environment, folder in
            server.setFaults([.every(1, .slow(seconds: 1.5), on: .checkin)])
            let first = try CommandRun.process(
                ["sync", "--now", "2026-08-15T12:00", folder + "/a.wql"], environment: environment,
                home: folder)
            first.standardError = FileHandle.nullDevice
            try first.run()
            try await Self.eventually {
                try FileManager.default.contentsOfDirectory(atPath: folder).contains {
                    $0.hasPrefix("records.store.sync-")
                }
            }
            let second = try await Self.sync(folder + "/a.wql", environment: environment)
            #expect(second.status == 75)
            #expect(
                second.errors.contains(
                    "error[E1204]: another sync is filling this store: process "
                        + "\(first.processIdentifier)"
                ), "\(second.errors)")
            #expect(second.errors.contains("a.wql"))
            let third = try await Self.sync(
                "--wait", "1min", folder + "/a.wql", environment: environment)
            #expect(third.status == 0, "\(third.errors)")
            #expect(third.errors.contains("1 query · 0 calls"), "\(third.errors)")
            #expect(try await Self.status(of: first) == 0)
            // The lock leaves no file.
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!left.contains { $0.contains(".sync-") }, "\(left)")
        }
    }

    private static func eventually(_ condition: () throws -> Bool) async throws {
        for _ in 0..<600 {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("it did not come to be")
    }

    /// Waits for a process to end without blocking a thread: the sandbox needs them.
    private static func status(of process: Process) async throws -> Int32 {
        try await eventually { !process.isRunning }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// A process loses the lock however it ends, and what it left in the file is then ignored.
    @Test func lockOfTheDeadIsNone() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/x.sync"
        try "{\"process\":1,\"since\":\"2026-01-01T00:00:00Z\",\"scripts\":[\"old\"]}".write(
            toFile: path, atomically: true, encoding: .utf8)
        let holder = SyncLock.Holder(process: 42, since: Date(), scripts: ["late"])
        let lock = try await SyncLock.take(path, for: holder, patience: 0)
        let error = await #expect(throws: UserError.self) {
            try await SyncLock.take(path, for: holder, patience: 0)
        }
        #expect(error?.status == .quota)
        #expect(error?.message.contains("process 42, since ") == true)
        #expect(error?.message.hasSuffix(" for late") == true)
        lock.release()
        #expect(!FileManager.default.fileExists(atPath: path))
        try await SyncLock.take(path, for: holder, patience: 0).release()
    }

    /// Two apps that share a file do not wait for each other: their rows are separate.
    @Test func appsHaveLocksOfTheirOwn() async throws {
        try await Self.withServer { server, environment, folder in
            server.setFaults([.every(1, .slow(seconds: 1.5), on: .checkin)])
            let first = try CommandRun.process(
                ["sync", "--now", "2026-08-15T12:00", folder + "/a.wql"], environment: environment,
                home: folder)
            first.standardError = FileHandle.nullDevice
            try first.run()
            try await Self.eventually {
                try FileManager.default.contentsOfDirectory(atPath: folder).contains {
                    $0.hasPrefix("records.store.sync-")
                }
            }
            var other = environment
            other["WORKQL_WECOM_SECRET"] = "of another app"
            let second = try await Self.sync(folder + "/a.wql", environment: other)
            #expect(second.status == 77, "\(second.errors)")
            #expect(try await Self.status(of: first) == 0)
        }
    }

    // MARK: Files for monitoring

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private struct Health: Decodable {
        var status: String
        var exit: Int
        var code: String?
        var lastSuccess: String?
        var ended: String
        var queries: Int
        var failed: Int
        var calls: Int
    }

    private static func health(_ path: String) throws -> Health {
        try decoder.decode(Health.self, from: Data(contentsOf: URL(filePath: path)))
    }

    @Test func healthSaysHowItEndedAndWhenItLastSucceeded() async throws {
        try await Self.withServer { server, environment, folder in
            let path = folder + "/health.json"
            let first = try await Self.sync(
                "--health", path, folder + "/a.wql", environment: environment)
            #expect(first.status == 0, "\(first.errors)")
            var health = try Self.health(path)
            #expect(health.status == "ok" && health.exit == 0 && health.code == nil)
            #expect(health.queries == 1 && health.calls == 1)
            let success = try #require(health.lastSuccess)
            #expect(success == health.ended)
            // A failure of the query, and a timer with a wrong configuration.
            try "SELECT nothing FROM checkin".write(
                toFile: folder + "/b.wql", atomically: true, encoding: .utf8)
            _ = try await Self.sync("--health", path, folder + "/b.wql", environment: environment)
            health = try Self.health(path)
            #expect(health.status == "failed" && health.exit == 65 && health.code == "E0402")
            #expect(health.lastSuccess == success && health.failed == 1)
            var wrong = environment
            wrong["WORKQL_STORE"] = "off"
            let third = try await Self.sync(
                "--health", path, folder + "/a.wql", environment: wrong)
            #expect(third.status == 64)
            health = try Self.health(path)
            #expect(health.exit == 64 && health.lastSuccess == success)
        }
    }

    @Test func unwritableFilesAreAStatusOfTheirOwn() async throws {
        try await Self.withServer { server, environment, folder in
            let run = try await Self.sync(
                "--health", folder + "/none/health.json", folder + "/a.wql",
                environment: environment)
            #expect(run.status == 74)
            #expect(run.errors.contains("writing to "))
            #expect(run.errors.contains("1 query · 1 call"))
        }
    }

    /// The file after two runs, as parsed by Prometheus's own parser: counters continue, gauges are
    /// those of the second run.
    @Test(
        .enabled(
            if: (try? Tool.run("/usr/bin/env", ["python3", "-c", "import prometheus_client"]).status)
                == 0, "prometheus_client is not installed"))
    func metricsAreWhatPrometheusReads() async throws {
        try await Self.withServer { server, environment, folder in
            let path = folder + "/workql.prom"
            for _ in 0..<2 {
                let run = try await Self.sync(
                    "--metrics", path, folder + "/a.wql", environment: environment)
                #expect(run.status == 0, "\(run.errors)")
                // Another run that finds everything stored makes no call.
                try? FileManager.default.removeItem(atPath: folder + "/records.store")
            }
            let judge = """
                import sys
                from prometheus_client.parser import text_string_to_metric_families
                for family in text_string_to_metric_families(open(sys.argv[1]).read()):
                    for sample in family.samples:
                        labels = ",".join(sorted(sample.labels.values()))
                        print(family.type, sample.name, labels, float(sample.value), sep="|")
                    assert family.documentation, family.name
                """
            let (status, output, errors) = try await onOwnThread {
                try Tool.run("/usr/bin/env", ["python3", "-c", judge, path])
            }
            #expect(status == 0, "\(errors)")
            let lines = output.split(separator: "\n").map(String.init)
            #expect(
                lines.contains(
                    "counter|workql_calls_total|answered,checkin,checkin/getcheckindata|2.0"),
                "\(output)")
            #expect(
                lines.contains(
                    "summary|workql_call_duration_seconds_count|answered,checkin/getcheckindata|2.0"
                ))
            #expect(lines.contains("gauge|workql_sync_queries||1.0"))
            #expect(lines.contains("gauge|workql_sync_exit_status||0.0"))
            #expect(output.contains("gauge|workql_sync_last_success_timestamp_seconds||"))
        }
    }

    @Test func countersGoOnAndGaugesDoNot() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "workql.calls", dimensions: [("endpoint", "a\"b\\c\nd")])
            .increment(by: 2)
        registry.makeTimer(label: "workql.quota.wait", dimensions: [])
            .recordNanoseconds(1_500_000_000)
        registry.set("workql_sync_queries", 3)
        let first = registry.text
        #expect(first.contains("workql_calls_total{endpoint=\"a\\\"b\\\\c\\nd\"} 2\n"))
        #expect(first.contains("# TYPE workql_quota_wait_seconds summary\n"))
        #expect(first.contains("workql_quota_wait_seconds_sum 1.5\n"))
        registry.resume(from: first + "alien_total 7\nworkql_unknown_total 7\nnonsense\n")
        #expect(registry.text.contains("workql_calls_total{endpoint=\"a\\\"b\\\\c\\nd\"} 4\n"))
        #expect(registry.text.contains("workql_quota_wait_seconds_count 2\n"))
        #expect(registry.text.contains("workql_sync_queries 3\n"))
        #expect(!registry.text.contains("alien") && !registry.text.contains("unknown"))
    }

    // MARK: The log

    /// Every line is an object with a time, a level and a message, and none contains a value: no
    /// user, no text of a statement, no secret.
    @Test func logIsObjectsWithoutValues() async throws {
        let query =
            "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'nobody-here') SINCE 2d;"
            + " SELECT useridd FROM checkin WHERE userid = 'wangwu' SINCE 2d"
        try await Self.withServer(query) { server, environment, folder in
            var environment = environment
            environment["WORKQL_LOG"] = "trace"
            let run = try await Self.sync(
                "--log", "json", folder + "/a.wql", environment: environment)
            #expect(run.status == 65, "\(run.errors)")
            struct Line: Decodable {
                var time: String
                var level: String
                var message: String
                var code: String?
                var serviceCode: Int?
                var line: Int?
                var calls: Int?
                var exit: Int?
            }
            let lines = try run.errors.split(separator: "\n").map {
                try Self.decoder.decode(Line.self, from: Data($0.utf8))
            }
            #expect(lines.count > 5)
            for line in lines {
                #expect(line.time.hasSuffix("Z") && line.time.contains("T"))
                #expect(Logger.Level(rawValue: line.level) != nil)
            }
            #expect(lines.contains { $0.level == "warning" && $0.code == "E1104" })
            #expect(lines.contains { $0.level == "error" && $0.code == "E0402" && $0.line == 1 })
            #expect(lines.contains { $0.serviceCode == 301021 })
            let last = try #require(lines.last { $0.message == "sync ended" })
            #expect(last.level == "info" && last.exit == 65)
            var values = ["lisi", "nobody", "wangwu", "useridd"]
            values += Demo.services(at: server.baseURL).filter(\.key.isSecret).map(\.value)
            for value in values { #expect(!run.errors.contains(value), "\(value)") }
        }
    }

    @Test func logOfAQueryIsObjects() async throws {
        let run = try CommandRun("--demo", "--log", "json", "-c", "SELECT 1")
        #expect(run.errors.hasPrefix("{\"time\":\"20"))
        #expect(run.errors.contains("\"level\":\"info\",\"message\":\"1 row · 0 calls"))
        let wrong = try CommandRun("--log", "jsn", "-c", "SELECT 1")
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("did you mean \"json\"?"))
    }

    // MARK: Options

    @Test func durationsOfOptions() throws {
        let query = try Invocation(["sync", "--jitter", "1min30s", "--wait", "0", "a"])
        guard case .sync(let query) = query else {
            Issue.record("the run is not a sync")
            return
        }
        #expect(query.sync.jitter == 90)
        #expect(query.sync.patience == 0)
        for wrong in ["5", "1mo", "8d", "", "-5min", "soon"] {
            #expect(throws: UserError.self, "\(wrong)") {
                try Invocation(["sync", "--jitter=\(wrong)", "a"])
            }
        }
    }

    @Test func jitterIsCutShortBySignals() async throws {
        try await Self.withServer { server, environment, folder in
            let process = try CommandRun.process(
                ["sync", "--jitter", "7d", folder + "/a.wql"], environment: environment,
                home: folder)
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await Task.sleep(for: .milliseconds(700))
            kill(process.processIdentifier, SIGTERM)
            #expect(try await Self.status(of: process) == 143)
            #expect(server.takeRequests().isEmpty)
        }
    }

    /// A dry run sends nothing and stores nothing.
    @Test func dryRunSendsNothing() async throws {
        try await Self.withServer { server, environment, folder in
            let run = try await Self.sync(
                "--dry-run", folder + "/a.wql", environment: environment)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("scan wecom.checkin: 1 call"))
            #expect(run.errors.contains("nothing was sent"))
            #expect(server.takeRequests().isEmpty)
        }
    }
}
