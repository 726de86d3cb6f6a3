import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// What FORGET deletes from a folder of Parquet files.
@Suite struct LakeForgetTests {
    private typealias Bench = LakeSyncTests.Bench
    private static let range = "SINCE 20d@d UNTIL 5d@d"
    private static let both =
        "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') \(range)"
    private static let one = "SELECT * FROM checkin WHERE userid = 'wangwu' \(range)"
    private static let columns = ["userid", "checkin_type", "groupid"]

    private static func forget(
        _ statement: String, in bench: Bench, isInto: Bool = true, store: String = "store"
    ) async throws -> CommandRun {
        let arguments = arguments(statement, in: bench, isInto: isInto, store: store)
        return try await onOwnThread { [environment = bench.environment] in
            try CommandRun(arguments, environment: environment)
        }
    }

    private static func arguments(
        _ statement: String, in bench: Bench, isInto: Bool = true, store: String = "store"
    ) -> [String] {
        ["--now", SyncBench.now, "--store", "\(bench.folder)/\(store)", "-f", "csv"]
            + (isInto ? ["--into", bench.lake] : []) + ["-c", statement]
    }

    private static func users(_ bench: Bench, _ table: String = "checkin") throws -> Set<String> {
        Set(try bench.rows("duckdb", table, ["userid"]).map { $0.lowercased() })
    }

    private static func checkOthers(_ bench: Bench) async throws {
        let truth = try await bench.fetched(
            "SELECT \(columns.joined(separator: ", ")) FROM checkin "
                + "WHERE userid = 'wangwu' \(range)")
        #expect(!truth.isEmpty)
        #expect(try bench.rows("duckdb", "checkin", columns) == truth)
    }

    /// No file of the folder has the name any more, in whatever column.
    private static func checkNameIsGone(_ bench: Bench) throws {
        let files = FileManager.default.enumerator(atPath: bench.lake)?.compactMap { $0 as? String }
        for file in files ?? [] where file.hasSuffix(".parquet") {
            let bytes = try Data(contentsOf: URL(filePath: "\(bench.lake)/\(file)"))
            #expect(bytes.range(of: Data("lisi".utf8)) == nil, "\(file)")
        }
    }

    @Test(.enabled(if: LakeSyncTests.hasReaders))
    func deletesInTheFolder() async throws {
        try await Bench.with { bench in
            #expect(try await bench.sync(bench.script(Self.both)).status == 0)
            let late = try bench.script(
                "SELECT userid, count(*) AS n FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "\(Self.range) GROUP BY ALL")
            #expect(try await bench.sync("--since", "20d@d", late, "corp_recording").status == 0)
            #expect(try Self.users(bench) == ["lisi", "wangwu"])
            #expect(try Self.users(bench, "late") == ["lisi", "wangwu"])
            let recordings = try bench.rows("duckdb", "corp_recording", ["meeting_record_id"])
            #expect(!recordings.isEmpty)

            let run = try await Self.forget("FORGET checkin WHERE userid = 'LISI'", in: bench)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("deleted from \(bench.lake)"), "\(run.errors)")
            #expect(run.errors.contains("copies and snapshots of its files"))
            #expect(try Self.users(bench, "late") == ["wangwu"])
            try await Self.checkOthers(bench)
            try Self.checkNameIsGone(bench)

            // A lost store, and another machine, read none of it back.
            _ = bench.server.takeRequests()
            #expect(try await bench.sync(bench.script(Self.one), store: "lost").status == 0)
            #expect(!bench.server.takeRequests().contains { $0.endpoint == .checkin })
            try await Self.checkOthers(bench)

            let all = try await Self.forget("FORGET corp_recording", in: bench)
            #expect(all.status == 0, "\(all.errors)")
            #expect(
                !FileManager.default.fileExists(
                    atPath: "\(bench.lake)/corp_recording/month=2026-08/2026-08.parquet"))
            #expect(try await bench.sync("--since", "20d@d", "corp_recording").status == 0)
            #expect(
                try bench.rows("duckdb", "corp_recording", ["meeting_record_id"]) == recordings)
        }
    }

    /// Without --into, the next sync deletes it, and another machine does not write it again.
    @Test(.enabled(if: LakeSyncTests.hasReaders))
    func nextSyncCarries() async throws {
        try await Bench.with { bench in
            let both = try bench.script(Self.both)
            for store in ["store", "b"] {
                #expect(try await bench.sync(both, store: store).status == 0)
            }
            try await Task.sleep(for: .milliseconds(1100))
            let run = try await Self.forget(
                "FORGET checkin WHERE userid = 'lisi'", in: bench, isInto: false)
            #expect(run.errors.contains("still has the rows"), "\(run.errors)")
            #expect(try Self.users(bench) == ["lisi", "wangwu"])
            let next = try await bench.sync("--offline", bench.script(Self.one))
            #expect(next.errors.contains("FORGET: "), "\(next.errors)")
            try await Self.checkOthers(bench)
            _ = try await bench.sync("--offline", bench.script(Self.both), store: "b")
            try await Self.checkOthers(bench)
            try Self.checkNameIsGone(bench)
        }
    }

    /// A part of the time; and a second run of the same deletes nothing.
    @Test(.enabled(if: LakeSyncTests.hasReaders))
    func deletesRanges() async throws {
        try await Bench.with { bench in
            #expect(try await bench.sync(bench.script(Self.both)).status == 0)
            let statement = "FORGET checkin WHERE userid = 'lisi' SINCE 15d@d+9h UNTIL 10d@d+9h"
            let run = try await Self.forget(statement, in: bench)
            #expect(run.status == 0, "\(run.errors)")
            let truth = try await bench.fetched(
                "SELECT \(Self.columns.joined(separator: ", ")) FROM checkin "
                    + "WHERE userid IN ('lisi', 'wangwu') AND NOT (userid = 'lisi' "
                    + "AND checkin_time >= '2026-07-31 09:00' AND checkin_time < '2026-08-05 09:00') "
                    + Self.range)
            #expect(try bench.rows("duckdb", "checkin", Self.columns) == truth)
            let again = try await Self.forget(statement, in: bench)
            #expect(again.errors.contains("no rows deleted from"), "\(again.errors)")
            #expect(try await bench.sync(bench.script(Self.both)).status == 0)
            let whole = try await bench.fetched(
                "SELECT \(Self.columns.joined(separator: ", ")) FROM checkin "
                    + "WHERE userid IN ('lisi', 'wangwu') \(Self.range)")
            #expect(try bench.rows("duckdb", "checkin", Self.columns) == whole)
        }
    }

    /// Killed at any moment, the next run finds what is left, also where the store is lost.
    @Test(.enabled(if: LakeSyncTests.hasReaders), .timeLimit(.minutes(30)))
    func killedAtAnyMoment() async throws {
        try await Bench.with { bench in
            for round in 0..<(Soak.isOn ? 60 : 4) {
                #expect(try await bench.sync(bench.script(Self.both)).status == 0)
                #expect(try Self.users(bench) == ["lisi", "wangwu"])
                try await Task.sleep(for: .milliseconds(1100))
                let process = try CommandRun.process(
                    Self.arguments("FORGET checkin WHERE userid = 'lisi'", in: bench),
                    environment: bench.environment, home: bench.folder)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...500)))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                let marks = "\(bench.lake)/_forgotten.parquet"
                // Once the folder knows, any machine finishes.
                let isKnown = round == 0 && FileManager.default.fileExists(atPath: marks)
                if isKnown {
                    let other = try await bench.sync(bench.script(Self.one), store: "other")
                    #expect(other.status == 0, "\(other.errors)")
                    #expect(try Self.users(bench) == ["wangwu"])
                }
                let rest = try await Self.forget("FORGET checkin WHERE userid = 'lisi'", in: bench)
                #expect(rest.status == 0, "\(rest.errors)")
                try await Self.checkOthers(bench)
                try Self.checkNameIsGone(bench)
            }
        }
    }
}
