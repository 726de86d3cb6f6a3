import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// `workql sync --into FOLDER`, read by the engines for which it is.
@Suite struct LakeSyncTests {
    struct Bench: Sendable {
        let server: SandboxServer
        let folder: String
        let environment: [String: String]

        var lake: String { folder + "/lake" }

        static func with(
            latency: Double = 0, _ body: (Bench) async throws -> Void
        ) async throws {
            try await SandboxGate.with {
                var configuration = SandboxConfiguration.demo.withoutQuotas
                configuration.latency = latency
                let server = try await SandboxServer.start(configuration)
                let folder = FileManager.default.temporaryDirectory
                    .appending(path: "workql-\(UUID().uuidString)").path()
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(atPath: folder) }
                var environment: [String: String] = [:]
                for (key, value) in Demo.services(at: server.baseURL) {
                    environment[key.variable] = value
                }
                try await body(
                    Bench(server: server, folder: folder, environment: environment))
                await server.stop()
            }
        }

        func arguments(_ words: [String], store: String = "store") -> [String] {
            [
                "sync", "--now", SyncBench.now, "--store", "\(folder)/\(store)", "--into", lake,
            ] + words
        }

        func sync(_ words: String..., store: String = "store") async throws -> CommandRun {
            let arguments = arguments(words, store: store)
            return try await onOwnThread { [environment] in
                try CommandRun(arguments, environment: environment)
            }
        }

        func script(_ text: String) throws -> String {
            let path = "\(folder)/late.wql"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        func rows(_ reader: String, _ table: String, _ columns: [String]) throws -> [String] {
            let script = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "lake.py").path()
            return try LakeSyncTests.python([script, reader, lake, table] + columns)
                .split(separator: "\n").map(String.init).sorted()
        }

        func fetched(_ query: String) async throws -> [String] {
            let arguments = [
                "--now", SyncBench.now, "--store", "off", "--quiet", "-f", "csv", "-c", query,
            ]
            let run = try await onOwnThread { [environment] in
                try CommandRun(arguments, environment: environment)
            }
            #expect(run.status == 0, "\(run.errors)")
            return run.output.split(separator: "\n").dropFirst()
                .map { String($0.replacing(",", with: "|").replacing("\"\"", with: "")) }
                .sorted()
        }
    }

    static func python(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: data, as: UTF8.self)
    }

    static let hasReaders = (try? python(["-c", "import pyarrow, duckdb, polars"])) != nil

    /// The rows that the service has, in each reader; again, nothing is asked or written, also by
    /// another machine.
    @Test(.enabled(if: hasReaders))
    func readersSeeTheRows() async throws {
        try await Bench.with { bench in
            let first = try await bench.sync(
                "--since", "20d@d", "checkin", "corp_recording", "member")
            #expect(first.status == 0, "\(first.errors)")
            for (table, columns, range) in [
                ("checkin", ["userid", "checkin_type", "groupid"], "SINCE 20d@d"),
                ("corp_recording", ["meeting_record_id", "state"], "SINCE 20d@d"),
                ("corp_recording_file", ["record_file_id", "record_size"], "SINCE 20d@d"),
                ("member", ["userid", "department_id"], ""),
            ] {
                let truth = try await bench.fetched(
                    "SELECT \(columns.joined(separator: ", ")) FROM \(table) \(range)")
                #expect(!truth.isEmpty)
                for reader in ["duckdb", "pyarrow", "polars"] {
                    #expect(
                        try bench.rows(reader, table, columns) == truth, "\(reader), \(table)")
                }
            }
            _ = bench.server.takeRequests()
            let again = try await bench.sync(
                "--since", "20d@d", "checkin", "corp_recording", store: "b")
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.errors.contains("0 rows in 0 ranges written"), "\(again.errors)")
            #expect(!bench.server.takeRequests().contains { $0.endpoint == .checkin })
        }
    }

    /// Readers leave files of other months and row groups of other times unread, as they say themselves.
    @Test(.enabled(if: hasReaders))
    func readersSkipByTime() async throws {
        try await Bench.with { bench in
            let script = try bench.script(
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 40d@d UNTIL 5d@d")
            #expect(try await bench.sync(script).status == 0)
            let pruning = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "pruning.py").path()
            let lines = try Self.python([
                pruning, bench.lake, "checkin", "2026-08", "2026-08-05T00:00+08:00",
            ]).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(
                lines.map { "\($0[0]) \($0[1])" } == [
                    "duckdb files", "duckdb groups", "pyarrow files", "pyarrow groups",
                    "polars files",
                ])
            for line in lines {
                let (read, all) = (Int(line[2]) ?? 0, Int(line[3]) ?? 0)
                #expect(read > 0 && read * 2 < all, "\(line)")
            }
        }
    }

    /// Corrections, deletions and late rows replace what is there, in ranges that overlap it.
    @Test(.enabled(if: hasReaders))
    func changesArrive() async throws {
        try await Bench.with { bench in
            let query = "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu')"
            #expect(
                try await bench.sync(bench.script("\(query) SINCE 30d@d UNTIL 12d@d")).status == 0)
            let times = try await bench.fetched(
                "SELECT epoch(checkin_time) FROM checkin WHERE userid = 'lisi' "
                    + "SINCE 20d@d UNTIL 15d@d"
            ).map { Int(Double($0) ?? 0) }
            var readings = SandboxReadings()
            readings.corrections = [
                .init(userid: "lisi", checkinTime: times[0], kind: .removed),
                .init(userid: "lisi", checkinTime: times[1], kind: .approved),
            ]
            bench.server.setReadings(readings)
            let second = try await bench.sync(
                bench.script("REFRESH \(query) SINCE 25d@d UNTIL 10d@d"))
            #expect(second.status == 0, "\(second.errors)")
            let columns = ["userid", "checkin_type", "exception_type", "groupid"]
            let truth = try await bench.fetched(
                "SELECT \(columns.joined(separator: ", ")) FROM checkin "
                    + "WHERE userid IN ('lisi', 'wangwu') SINCE 30d@d UNTIL 10d@d")
            let notes = try bench.rows("duckdb", "checkin", ["notes"])
            #expect(notes.count { $0.contains("补卡") } == 1)
            #expect(try bench.rows("duckdb", "checkin", columns) == truth)
        }
    }

    /// Whatever was killed, no reader finds half a file, and the next run goes on.
    @Test(.enabled(if: hasReaders), .timeLimit(.minutes(30)))
    func killedAtAnyMoment() async throws {
        try await Bench.with(latency: 0.01) { bench in
            let columns = ["userid", "checkin_type", "groupid"]
            let words = ["--since", "40d@d", "checkin"]
            for _ in 0..<(Soak.isOn ? 200 : 5) {
                let process = try CommandRun.process(
                    bench.arguments(words), environment: bench.environment, home: bench.folder)
                process.standardError = FileHandle.nullDevice
                try process.run()
                try await Task.sleep(for: .milliseconds(Int.random(in: 500...3000)))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                let files = FileManager.default.enumerator(atPath: bench.lake + "/checkin")?
                    .contains { "\($0)".hasSuffix(".parquet") }
                if files == true { _ = try bench.rows("duckdb", "checkin", columns) }
            }
            let rest = try await bench.sync("--since", "40d@d", "checkin")
            #expect(rest.status == 0, "\(rest.errors)")
            let truth = try await bench.fetched(
                "SELECT \(columns.joined(separator: ", ")) FROM checkin SINCE 40d@d")
            #expect(try bench.rows("duckdb", "checkin", columns) == truth)
        }
    }
}
