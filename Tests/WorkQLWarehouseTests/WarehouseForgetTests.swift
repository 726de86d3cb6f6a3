import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// What FORGET and the retention delete from a database, and what brings it back.
@Suite struct WarehouseForgetTests {
    private static let range = "SINCE 40d@d UNTIL 5d@d"
    private static let checkins =
        "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') \(range)"
    private static let others = "SELECT * FROM checkin WHERE userid = 'wangwu' \(range)"
    private static let compared = "userid, checkin_type, exception_type, notes"

    private static func lisi(_ bench: SyncBench, _ table: String = "checkin") throws -> [String] {
        try bench.database.csv("SELECT count(*) FROM \(table) WHERE lower(userid) = 'lisi'")
    }

    /// The rows of wangwu are whole, no coverage speaks for rows that are gone, and each row is in its
    /// range.
    private static func checkOthers(_ bench: SyncBench) async throws {
        let truth = try await bench.fetched(
            "SELECT \(compared) FROM checkin WHERE userid = 'wangwu' \(range)")
        #expect(!truth.isEmpty)
        let rows = try bench.database.csv(
            "SELECT \(compared) FROM checkin WHERE userid = 'wangwu'")
        #expect(rows == truth)
        try checkRanges(bench)
    }

    private static func checkRanges(_ bench: SyncBench) throws {
        let strays = try bench.database.csv(
            """
            SELECT count(*) FROM checkin LEFT JOIN workql_coverage v ON v.id = _workql_range
            WHERE v.id IS NULL OR checkin_time < since OR checkin_time >= until
            """)
        #expect(strays == ["0"])
    }

    // MARK: FORGET --into

    /// Rows, coverage and answers with the key are gone; what is not reached is named; a lost store
    /// reads none of it back.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func deletesInTheDatabase() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            let late = try bench.script(
                "SELECT userid, count(*) AS n FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "\(Self.range) GROUP BY ALL")
            let days = try bench.script(
                "SELECT date(checkin_time) AS day, count(*) AS n FROM checkin "
                    + "WHERE userid IN ('lisi', 'wangwu') \(Self.range) GROUP BY ALL",
                named: "days")
            let first = try await bench.sync(script, late, days)
            #expect(first.status == 0, "\(first.errors)")
            #expect(try Self.lisi(bench) != ["0"] && Self.lisi(bench, "late") == ["1"])

            let run = try await bench.forget("FORGET checkin WHERE userid = 'LiSi'")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("deleted from postgresql://"), "\(run.errors)")
            #expect(run.errors.contains("late among its tables"), "\(run.errors)")
            #expect(run.errors.contains("rows of days stay until their next sync"))
            #expect(run.errors.contains("dead rows until VACUUM"))
            #expect(!run.errors.contains("still has the rows"))
            #expect(!run.errors.contains("s3cret"))
            #expect(try Self.lisi(bench) == ["0"] && Self.lisi(bench, "late") == ["0"])
            #expect(
                try bench.database.csv(
                    "SELECT count(*) FROM workql_coverage WHERE partition = 'lisi'") == ["0"])
            // What is kept of it does not have the name.
            let marks = try bench.database.csv("SELECT * FROM workql_forgotten")
            #expect(marks.count == 1 && !marks[0].lowercased().contains("lisi"), "\(marks)")
            try await Self.checkOthers(bench)

            _ = bench.calls()
            let lost = try await bench.sync(
                bench.script(Self.others, named: "records"), store: "lost")
            #expect(lost.status == 0, "\(lost.errors)")
            #expect(bench.calls() == 0)
            #expect(try Self.lisi(bench) == ["0"])
            // Whoever asks for the person again gets the rows from the service.
            let again = try await bench.sync(bench.script(Self.checkins, named: "records"))
            #expect(again.status == 0 && bench.calls() > 0, "\(again.errors)")
            #expect(try Self.lisi(bench) != ["0"])
        }
    }

    /// A part of the time, of everybody or of one, and rows that come in whole ranges only.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func deletesRanges() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            #expect(try await bench.sync("--since", "40d@d", script, "corp_recording").status == 0)
            #expect(try await bench.forget("FORGET checkin UNTIL 30d@d").status == 0)
            let old = "checkin_time < timestamptz '2026-08-15 00:00+08' - interval '30 days'"
            #expect(try bench.database.csv("SELECT count(*) FROM checkin WHERE \(old)") == ["0"])
            #expect(
                try bench.database.csv(
                    "SELECT min(since) FROM workql_coverage WHERE endpoint = "
                        + "'checkin/getcheckindata'") == ["2026-07-16 00:00:00+08"])
            let rest = try await bench.fetched(
                "SELECT \(Self.compared) FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "SINCE 30d@d UNTIL 5d@d")
            #expect(try bench.database.csv("SELECT \(Self.compared) FROM checkin") == rest)

            let middle = "SINCE 20d@d UNTIL 10d@d"
            #expect(
                try await bench.forget("FORGET checkin WHERE userid = 'lisi' \(middle)").status
                    == 0)
            let kept = try await bench.fetched(
                "SELECT \(Self.compared) FROM checkin WHERE userid = 'lisi' "
                    + "AND NOT (checkin_time >= '2026-07-26' AND checkin_time < '2026-08-05') "
                    + "SINCE 30d@d UNTIL 5d@d")
            #expect(
                try bench.database.csv(
                    "SELECT \(Self.compared) FROM checkin WHERE userid = 'lisi'") == kept)
            try Self.checkRanges(bench)

            let recordings = try bench.database.csv("SELECT count(*) FROM corp_recording")
            #expect(recordings != ["0"])
            #expect(try await bench.forget("FORGET corp_recording").status == 0)
            for table in ["corp_recording", "corp_recording_file"] {
                #expect(try bench.database.csv("SELECT count(*) FROM \(table)") == ["0"])
            }
            #expect(
                try await bench.sync("--since", "40d@d", script, "corp_recording").status == 0)
            #expect(try bench.database.csv("SELECT count(*) FROM corp_recording") == recordings)
            let truth = try await bench.fetched(
                "SELECT \(Self.compared) FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + Self.range)
            #expect(try bench.database.csv("SELECT \(Self.compared) FROM checkin") == truth)
        }
    }

    // MARK: FORGET without --into

    /// Said, and carried by the next sync, before it reads anything back.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func nextSyncCarries() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            #expect(try await bench.sync(script).status == 0)
            let run = try await bench.forget(
                "FORGET checkin WHERE userid = 'lisi'", isInto: false)
            #expect(run.status == 0)
            #expect(
                run.errors.contains("still has the rows until the next sync into it"),
                "\(run.errors)")
            #expect(try Self.lisi(bench) != ["0"])
            let next = try await bench.sync(bench.script(Self.others, named: "records"))
            #expect(next.status == 0, "\(next.errors)")
            #expect(next.errors.contains("FORGET: "), "\(next.errors)")
            #expect(try Self.lisi(bench) == ["0"])
            try await Self.checkOthers(bench)
            let again = try await bench.sync(bench.script(Self.others, named: "records"))
            #expect(!again.errors.contains("FORGET: "), "\(again.errors)")
        }
    }

    /// A second machine does not write its older rows again, and deletes them too.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func twoMachines() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            for store in ["a", "b"] {
                #expect(try await bench.sync(script, store: store).status == 0)
            }
            try await Task.sleep(for: .milliseconds(1100))
            let run = try await bench.forget("FORGET checkin WHERE userid = 'lisi'", store: "a")
            #expect(run.status == 0, "\(run.errors)")
            // It sends nothing, so that it could write stored rows only.
            _ = try await bench.sync("--offline", script, store: "b")
            #expect(try Self.lisi(bench) == ["0"])
            try await Self.checkOthers(bench)
            let stored = try await bench.forget(
                "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' \(Self.range)",
                store: "b", isInto: false, "--offline")
            #expect(stored.status != 0, "\(stored.output)")
            // What it fetches from now on is not deleted any more.
            #expect(try await bench.sync(script, store: "b").status == 0)
            #expect(try await bench.sync(script, store: "a").status == 0)
            #expect(try Self.lisi(bench) != ["0"])
        }
    }

    /// A target that does not answer: the store is without the rows, and the next sync goes on.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func unreachable() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            #expect(try await bench.sync(script).status == 0)
            try bench.database.stop()
            let run = try await bench.forget("FORGET checkin WHERE userid = 'lisi'")
            #expect(run.status == 69, "\(run.errors)")
            try await bench.database.start()
            #expect(try Self.lisi(bench) != ["0"])
            let next = try await bench.sync(bench.script(Self.others, named: "records"))
            #expect(next.status == 0, "\(next.errors)")
            #expect(try Self.lisi(bench) == ["0"])
        }
    }

    /// Killed at any moment: rows are there with their coverage or neither, and the next sync, of this
    /// store, deletes what is left.
    @Test(.enabled(if: PostgreSQL.isInstalled), .timeLimit(.minutes(30)))
    func killedAtAnyMoment() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            for _ in 0..<(Soak.isOn ? 60 : 4) {
                #expect(try await bench.sync(script).status == 0)
                #expect(try Self.lisi(bench) != ["0"])
                let process = try CommandRun.process(
                    bench.forgetArguments(
                        "FORGET checkin WHERE userid = 'lisi'", store: "store", isInto: true),
                    environment: bench.environment, home: bench.folder)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...600)))
                Foundation.kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                try await Self.checkOthers(bench)
                let partition = try bench.database.csv(
                    "SELECT count(*) FROM workql_coverage WHERE partition = 'lisi'")
                #expect(try (Self.lisi(bench) == ["0"]) == (partition == ["0"]))
                // Where the command had deleted them here, the next sync does the rest.
                let rest = try await bench.forget("FORGET checkin WHERE userid = 'lisi'")
                #expect(rest.status == 0, "\(rest.errors)")
                #expect(try Self.lisi(bench) == ["0"])
            }
        }
    }

    // MARK: Retention

    @Test(.enabled(if: PostgreSQL.isInstalled))
    func retentionIsCarried() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.checkins, named: "records")
            #expect(try await bench.sync(script).status == 0)
            let recent = try bench.script(
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 12d@d UNTIL 5d@d",
                named: "recent")
            var environment = bench.environment
            environment["XDG_CONFIG_HOME"] = bench.folder
            try FileManager.default.createDirectory(
                atPath: bench.folder + "/workql", withIntermediateDirectories: true)
            try "retention = \"20d\"\n".write(
                toFile: bench.folder + "/workql/config.toml", atomically: true, encoding: .utf8)
            let run = try await bench.sync(recent, environment: environment)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("retention: "), "\(run.errors)")
            let oldest = try bench.database.csv(
                "SELECT min(checkin_time) >= timestamptz '2026-08-15 12:00+08' - interval '20 days', "
                    + "(SELECT min(since) FROM workql_coverage) >= "
                    + "timestamptz '2026-08-15 12:00+08' - interval '20 days' FROM checkin")
            #expect(oldest == ["t,t"])
            try Self.checkRanges(bench)
        }
    }

    @Test func usage() throws {
        let none = try CommandRun("--into", "lake", "-c", "SELECT 1")
        #expect(none.status == 64)
        #expect(none.errors.contains("--into needs a FORGET statement"))
        let off = try withFolder { folder in
            try CommandRun(
                "--demo", "--store", "off", "--into", folder, "-c", "FORGET checkin")
        }
        #expect(off.status == 64)
        #expect(off.errors.contains("FORGET with --into needs a store"), "\(off.errors)")
    }

    /// A word that is mistyped is not remembered as a warehouse that still has the rows.
    @Test func foldersThatAreNotThereAreRefused() throws {
        try withFolder { folder in
            try "a\n1\n".write(toFile: folder + "/a.csv", atomically: true, encoding: .utf8)
            func forget(_ target: String...) throws -> CommandRun {
                try CommandRun(
                    ["--demo", "--store", folder + "/store"] + target.flatMap { ["--into", $0] }
                        + ["-c", "FORGET checkin"])
            }
            for path in ["/nodir", "/nodir/", "/a.csv"] {
                let refused = try forget(folder + path)
                #expect(refused.status == 66)
                #expect(refused.errors.contains("the folder \(folder + path) does not exist"))
            }
            let later = try forget()
            #expect(later.status == 0)
            #expect(!later.errors.contains("still has the rows"), "\(later.errors)")
        }
    }

    /// A folder has a slash behind it once it exists, and its name may be Chinese.
    @Test func oneFolderIsOneWarehouse() async throws {
        try await SandboxGate.with {
            try await onOwnThread {
                try withFolder { folder in
                    let lake = folder + "/数据湖"
                    let store = ["--demo", "--now", SyncBench.now, "--store", folder + "/store"]
                    let sync = try CommandRun(
                        ["sync"] + store + ["--into", lake, "--since", "3d", "corp_recording"])
                    #expect(sync.status == 0, "\(sync.errors)")
                    for spelling in [lake + "/", lake + "/./", lake] {
                        let forgotten = try CommandRun(
                            store + ["--into", spelling, "-c", "FORGET corp_recording"])
                        #expect(forgotten.status == 0, "\(forgotten.errors)")
                        #expect(
                            !forgotten.errors.contains("still has the rows"), "\(forgotten.errors)")
                    }
                }
            }
        }
    }
}

extension SyncBench {
    func forgetArguments(_ statement: String, store: String, isInto: Bool) -> [String] {
        ["--now", Self.now, "--store", "\(folder)/\(store)", "-f", "csv"]
            + (isInto ? ["--into", database.address()] : []) + ["-c", statement]
    }

    func forget(
        _ statement: String, store: String = "store", isInto: Bool = true, _ words: String...
    ) async throws -> CommandRun {
        let arguments = words + forgetArguments(statement, store: store, isInto: isInto)
        return try await onOwnThread { [environment] in
            try CommandRun(arguments, environment: environment)
        }
    }
}
