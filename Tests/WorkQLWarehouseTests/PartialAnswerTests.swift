import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// What a sync does not take for whole: parts of answers, parts of tables, a store that is full.
@Suite struct PartialAnswerTests {
    /// A part of an answer replaces nothing: neither whole tables nor ranges, nor lists of people.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func offlineAnswersReplaceNothing() async throws {
        try await SyncBench.with { bench in
            let late = try bench.script(
                "SELECT userid, checkin_time FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "SINCE 2026-07-20 UNTIL 2026-08-11")
            let days = try bench.script(
                "SELECT userid, checkin_time FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                    + "SINCE 2026-07-20 UNTIL 2026-08-11", named: "days")
            let column = ["--range-column", "checkin_time"]
            #expect(try await bench.sync("member", "department", late).status == 0)
            #expect(try await bench.sync(column[0], column[1], days).status == 0)
            let tables = ["member", "department", "late", "days", "workql_coverage"]
            func contents() throws -> [[String]] {
                try tables.map { try bench.database.csv("SELECT * FROM \($0)") }
            }
            let before = try contents()
            #expect(before.allSatisfy { !$0.isEmpty })
            // A store that has a part of it, and one that has nothing.
            let part = try bench.script(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2026-07-20 UNTIL 2026-08-01",
                named: "part")
            _ = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    ["sync", "--now", SyncBench.now, "--store", bench.folder + "/some", part],
                    environment: environment)
            }
            for store in ["some", "none"] {
                for words in [["member"], ["department"], [late], column + [days]] {
                    let arguments = bench.arguments(
                        ["--offline"] + words, store: store, schema: nil)
                    let run = try await onOwnThread { [environment = bench.environment] in
                        try CommandRun(arguments, environment: environment)
                    }
                    #expect(run.status == 75, "\(words): \(run.errors)")
                    #expect(run.errors.contains("0 rows in 0 ranges written"), "\(run.errors)")
                    #expect(try contents() == before, "\(words), \(store)")
                }
            }
        }
    }

    /// Queries inside a query that leave rows out are answers, not records.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func innerLimitsAreAnswers() async throws {
        try await SyncBench.with { bench in
            let inner = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 20d@d UNTIL 5d@d"
            for (name, text, rows) in [
                ("a", "SELECT * FROM (\(inner) LIMIT 2)", "2"),
                ("b", "SELECT * FROM (SELECT * FROM (\(inner) LIMIT 2) AS x) AS y", "2"),
                ("c", "SELECT * FROM (\(inner) ORDER BY checkin_time DESC LIMIT 3)", "3"),
                ("d", "LET two = (\(inner) LIMIT 2); SELECT * FROM two", "2"),
                ("e", "SELECT x.* FROM (\(inner) LIMIT 1 OFFSET 1) AS x", "1"),
                ("f", "WITH two AS (\(inner) LIMIT 2) SELECT * FROM two", "2"),
            ] {
                let run = try await bench.sync(bench.script(text, named: name))
                #expect(run.status == 0, "\(text): \(run.errors)")
                #expect(run.errors.contains("\(rows) row"), "\(run.errors)")
                #expect(try bench.database.csv("SELECT count(*) FROM \(name)") == [rows], "\(text)")
            }
            // Without one they are records.
            let records = try await bench.sync(
                bench.script("SELECT * FROM (\(inner)) AS x", named: "g"))
            #expect(records.status == 0, "\(records.errors)")
            let truth = try await bench.fetched(inner.replacing("*", with: "userid, notes"))
            #expect(try bench.database.csv("SELECT userid, notes FROM checkin") == truth)
        }
    }

    /// A range that reaches beyond the fetch is complete up to it, in tables and results.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func coverageEndsAtTheFetch() async throws {
        try await SyncBench.with { bench in
            func sync(_ words: [String]) async throws -> CommandRun {
                // By the real clock.
                let arguments = bench.arguments(words, store: "real", schema: nil)
                    .filter { $0 != "--now" && $0 != SyncBench.now }
                return try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(arguments, environment: environment)
                }
            }
            let person = "userid IN ('lisi', 'wangwu')"
            let records = try bench.script(
                "SELECT * FROM checkin WHERE \(person) DURING this week", named: "records")
            let days = try bench.script(
                "SELECT userid, checkin_time FROM checkin WHERE \(person) DURING this month",
                named: "days")
            #expect(try await sync([records]).status == 0)
            let result = try await sync(["--range-column", "checkin_time", days])
            #expect(result.status == 0, "\(result.errors)")
            let recordings = try bench.script(
                "SELECT * FROM corp_recording DURING this week", named: "recordings")
            #expect(try await sync([recordings]).status == 0)
            let beyond = try bench.database.csv(
                "SELECT endpoint, since, until, fetched FROM workql_coverage WHERE until > fetched")
            #expect(beyond == [])
            #expect(
                try bench.database.csv("SELECT count(DISTINCT endpoint) FROM workql_coverage")
                    == ["3"])
            // Again, and by another machine.
            for store in ["real", "other"] {
                let arguments = bench.arguments([records, recordings], store: store, schema: nil)
                    .filter { $0 != "--now" && $0 != SyncBench.now }
                let again = try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(arguments, environment: environment)
                }
                #expect(again.status == 0, "\(again.errors)")
            }
        }
    }

    /// A store that cannot grow any more fails the sync, with a warehouse and without one.
    @Test func aFullDisk() async throws {
        try await LakeSyncTests.Bench.with { bench in
            for into in [["--into", bench.lake], []] {
                let health = bench.folder + "/health.json"
                let process = try CommandRun.process(
                    [
                        "sync", "--now", SyncBench.now, "--store", bench.folder + "/full",
                        "--since", "60d@d", "--health", health,
                    ] + into + ["checkin"], environment: bench.environment, home: bench.folder)
                let command = try CommandRun.executable().path()
                process.executableURL = URL(filePath: "/bin/sh")
                process.arguments =
                    ["-c", "trap '' XFSZ; ulimit -f 512; exec \"$0\" \"$@\"", command]
                    + (process.arguments ?? [])
                let errors = Pipe()
                process.standardOutput = FileHandle.nullDevice
                process.standardError = errors
                let said = try await onOwnThread {
                    try process.run()
                    let said = errors.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    return String(decoding: said, as: UTF8.self)
                }
                #expect(process.terminationStatus == 74, "\(said)")
                #expect(said.contains("error[E1004]: the store \(bench.folder)/full cannot be"))
                #expect(!said.contains("results are not affected"), "\(said)")
                let outcome = try String(contentsOfFile: health, encoding: .utf8)
                #expect(outcome.contains("\"status\":\"failed\""), "\(outcome)")
                #expect(!outcome.contains("last_success"), "\(outcome)")
            }
        }
    }

    /// A store that cannot be opened for writing: nothing is asked.
    @Test func aStoreThatCannotBeOpened() async throws {
        try await LakeSyncTests.Bench.with { bench in
            _ = bench.server.takeRequests()
            let run = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    [
                        "sync", "--now", SyncBench.now, "--store", "/proc/none/store", "--since",
                        "3d", "--into", bench.lake, "checkin",
                    ], environment: environment)
            }
            #expect(run.status == 78, "\(run.errors)")
            #expect(bench.server.takeRequests().isEmpty)
        }
    }
}
