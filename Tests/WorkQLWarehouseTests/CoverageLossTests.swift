import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Sync's own tables in a database, which others drop, empty, rename, or bring back as they were.
@Suite(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
struct CoverageLossTests {
    private static let query =
        "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 20d@d UNTIL 10d@d"
    private static let rows = "SELECT userid, checkin_time, deviceid FROM checkin"

    /// Rows that coverage does not list would be there twice: they are refused before any call, and the
    /// statement in the help repairs it.
    @Test(arguments: [
        "DROP TABLE workql_coverage", "TRUNCATE workql_coverage",
        "ALTER TABLE workql_coverage RENAME TO elsewhere",
        "DELETE FROM workql_coverage WHERE partition = 'lisi'",
        // As before the second sync: the ranges are others, with as many rows.
        "DELETE FROM workql_coverage; INSERT INTO workql_coverage SELECT * FROM old_coverage",
        "DELETE FROM checkin; INSERT INTO checkin SELECT * FROM old_checkin",
    ])
    func unlistedRows(_ loss: String) async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            let again = try bench.script("REFRESH \(Self.query)", named: "again")
            #expect(try await bench.sync(script).status == 0)
            _ = bench.database.statement(
                "CREATE TABLE old_checkin AS SELECT * FROM checkin; "
                    + "CREATE TABLE old_coverage AS SELECT * FROM workql_coverage")
            try await Task.sleep(for: .seconds(1.1))
            #expect(try await bench.sync(again).status == 0)
            let truth = try bench.database.csv(Self.rows)
            #expect(!truth.isEmpty)
            _ = bench.database.statement(loss)
            for store in ["store", "lost"] {
                _ = bench.server.takeRequests()
                let refused = try await bench.sync(script, store: store)
                #expect(refused.status == 78, "\(refused.errors)")
                #expect(
                    refused.errors.contains(
                        "error[E1206]: the table checkin has rows that workql_coverage does not list"
                    ), "\(refused.errors)")
                #expect(bench.server.takeRequests().isEmpty)
                #expect(try bench.database.csv(Self.rows) == truth)
                guard store == "lost" else { continue }
                let help = try #require(
                    refused.errors.firstMatch(of: /(DELETE FROM|TRUNCATE) .*/)?.0.description)
                _ = bench.database.statement(help)
                let repaired = try await bench.sync(script, store: store)
                #expect(repaired.status == 0, "\(repaired.errors)")
                #expect(try bench.database.csv(Self.rows) == truth)
                let rest = try await bench.sync(script, store: store)
                #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
            }
        }
    }

    /// Nobody is told that a person is forgotten whose rows no coverage leads to.
    @Test func forgetRefusesUnlistedRows() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            #expect(try await bench.sync(script).status == 0)
            _ = bench.database.statement("TRUNCATE workql_coverage")
            let run = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    [
                        "--now", SyncBench.now, "--store", bench.folder + "/store", "--into",
                        bench.database.address(), "-c", "FORGET checkin WHERE userid = 'lisi'",
                    ], environment: environment)
            }
            #expect(run.status == 78 && run.errors.contains("E1206"), "\(run.errors)")
        }
    }

    /// Rows that are missing one by one, and those of recordings, which come with several ranges.
    @Test(arguments: [
        ("checkin", "DELETE FROM checkin WHERE userid = 'lisi'"),
        ("checkin", "DELETE FROM checkin WHERE ctid IN (SELECT ctid FROM checkin LIMIT 1)"),
        (
            "corp_recording",
            "DELETE FROM corp_recording WHERE ctid IN (SELECT ctid FROM corp_recording LIMIT 1)"
        ),
    ])
    func missingRows(_ table: String, _ loss: String) async throws {
        try await SyncBench.with { bench in
            let key = table == "checkin" ? "userid, notes" : "meeting_record_id, subject"
            let truth = try await bench.fetched("SELECT \(key) FROM \(table) SINCE 20d@d")
            for store in ["store", "lost"] {
                #expect(try await bench.sync("--since", "20d@d", table).status == 0)
                _ = bench.database.statement(loss)
                #expect(try bench.database.csv("SELECT \(key) FROM \(table)") != truth)
                let again = try await bench.sync("--since", "20d@d", table, store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(try bench.database.csv("SELECT \(key) FROM \(table)") == truth)
            }
        }
    }

    /// A copy of the coverage counts its ids from one again, or not at all.
    @Test func copiedCoverage() async throws {
        try await SyncBench.with { bench in
            #expect(try await bench.sync("--since", "20d@d", "checkin").status == 0)
            func replace(_ copy: String) {
                _ = bench.database.statement(
                    "\(copy); DROP TABLE workql_coverage; ALTER TABLE copy RENAME TO workql_coverage"
                )
            }
            replace(
                "CREATE TABLE copy (LIKE workql_coverage INCLUDING ALL); "
                    + "INSERT INTO copy SELECT * FROM workql_coverage")
            let wider = try await bench.sync("--since", "30d@d", "checkin")
            #expect(wider.status == 0, "\(wider.errors)")
            replace("CREATE TABLE copy AS SELECT * FROM workql_coverage")
            let refused = try await bench.sync("--since", "40d@d", "checkin")
            #expect(refused.status == 78, "\(refused.errors)")
            let help = try #require(
                refused.errors.firstMatch(of: /ALTER TABLE workql_coverage .*/)?.0.description)
            _ = bench.database.statement(help)
            let widest = try await bench.sync("--since", "40d@d", "checkin")
            #expect(widest.status == 0, "\(widest.errors)")
            #expect(
                try await bench.database.csv("SELECT userid, notes FROM checkin")
                    == bench.fetched("SELECT userid, notes FROM checkin SINCE 40d@d"))
        }
    }

    /// The counts of calls are made again where they are gone.
    @Test(arguments: ["workql_calls", "workql_call_blocks"])
    func lostCalls(_ table: String) async throws {
        try await SyncBench.with { bench in
            #expect(try await bench.sync("--since", "3d@d", "checkin").status == 0)
            _ = bench.database.statement("DROP TABLE \(table)")
            let again = try await bench.sync("--since", "9d@d", "checkin")
            #expect(again.status == 0, "\(again.errors)")
        }
    }

    /// A table that was renamed keeps its partitions under their names.
    @Test func renamedPartitions() async throws {
        try await SyncBench.with { bench in
            let query = "SELECT userid, notes FROM checkin"
            let truth = try await bench.fetched("\(query) SINCE 40d@d")
            for name in ["a", "b"] {
                let run = try await bench.sync(
                    "--partition-by", "month", "--since", "40d@d", "checkin")
                #expect(run.status == 0, "\(run.errors)")
                #expect(try bench.database.csv(query) == truth)
                _ = bench.database.statement("ALTER TABLE checkin RENAME TO \(name)")
                #expect(
                    try bench.database.csv(query.replacing("checkin", with: name)) == truth)
            }
        }
    }

    /// What the target has costs no call, and the plan says so.
    @Test func plan() async throws {
        try await SyncBench.with { bench in
            let narrow = try bench.script(Self.query)
            let wide = try bench.script(
                Self.query.replacing("20d@d", with: "60d@d"), named: "wide")
            #expect(try await bench.sync(narrow).status == 0)
            func plan(_ script: String) async throws -> String {
                _ = bench.server.takeRequests()
                let run = try await bench.sync("--plan", script, store: "lost")
                #expect(run.status == 0, "\(run.errors)")
                #expect(bench.server.takeRequests().isEmpty)
                return run.errors
            }
            let nothing = try await plan(narrow)
            #expect(nothing.contains("dry run: 1 query · 0 calls"), "\(nothing)")
            #expect(nothing.contains("has 2 ranges of checkin, of which the store lacks 2"))
            let rest = try await plan(wide)
            let planned = try #require(rest.firstMatch(of: /dry run: 1 query · (\d+) call/))
            _ = bench.calls()
            #expect(try await bench.sync(wide, store: "lost").status == 0)
            #expect(Int(planned.1) == bench.calls() && planned.1 != "0", "\(rest)")
            // What would be refused is refused.
            _ = bench.database.statement("TRUNCATE workql_coverage")
            let refused = try await bench.sync("--plan", narrow)
            #expect(refused.status == 78, "\(refused.errors)")
        }
    }

    /// The count of calls that a store's syncs share is named where something is wrong with calls.
    @Test func doctor() async throws {
        try await SyncBench.with { bench in
            func doctor() async throws -> String {
                try await onOwnThread {
                    try CommandRun(
                        ["doctor"],
                        environment: bench.environment.merging(
                            ["WORKQL_STORE": bench.folder + "/store"]) { $1 }
                    ).output
                }
            }
            #expect(try await !doctor().contains("shared quota"))
            #expect(try await bench.sync(bench.script(Self.query)).status == 0)
            let output = try await doctor()
            #expect(
                output.contains(
                    "postgresql:///postgres counts the calls of all machines that sync into it"),
                "\(output)")
        }
    }

    /// The lists of people have the comments of their columns, and are found by FORGET all the same.
    @Test func commentsOfLists() async throws {
        try await SyncBench.with { bench in
            for _ in 0..<2 { #expect(try await bench.sync("member", "department").status == 0) }
            for table in ["member", "department"] {
                #expect(
                    try bench.database.csv(
                        """
                        SELECT count(*) FILTER (WHERE col_description(attrelid, attnum) IS NULL),
                            obj_description('\(table)'::regclass) LIKE '%; the answer of%'
                        FROM pg_attribute WHERE attrelid = '\(table)'::regclass AND attnum > 0
                        """) == ["0,t"])
            }
            let run = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    [
                        "--now", SyncBench.now, "--store", bench.folder + "/store", "--into",
                        bench.database.address(), "-c", "FORGET member",
                    ], environment: environment)
            }
            #expect(run.status == 0, "\(run.errors)")
            #expect(try bench.database.csv("SELECT count(*) FROM member") == ["0"])
        }
    }

    /// A target into which nothing came has nothing to forget.
    @Test func neverFilled() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.query)
            _ = bench.database.statement("CREATE SCHEMA own; CREATE TABLE own.checkin (a text)")
            #expect(try await bench.sync(script, schema: "own").status == 78)
            func forget(_ words: String...) async throws -> CommandRun {
                try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(
                        ["--now", SyncBench.now, "--store", bench.folder + "/store"] + words
                            + ["-c", "FORGET checkin WHERE userid = 'lisi'"],
                        environment: environment)
                }
            }
            let mistyped = try await forget("--into", "postgresql://127.0.0.1:1/x")
            #expect(mistyped.status == 69, "\(mistyped.errors)")
            let first = try await forget()
            #expect(first.status == 0 && !first.errors.contains("still has"), "\(first.errors)")
            #expect(try await bench.sync(script).status == 0)
            let second = try await forget()
            #expect(second.errors.contains("still has the rows"), "\(second.errors)")
        }
    }

    /// The rights of docs/warehouse.md are enough for a role that owns nothing.
    @Test func rights() async throws {
        try await SyncBench.with { bench in
            func sync(_ words: String...) async throws -> CommandRun {
                let address = bench.database.address()
                    .replacing("postgres:s3cret@", with: "writer@")
                let arguments = ["sync", "--now", SyncBench.now, "--store", bench.folder + "/own"]
                return try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(
                        arguments + ["--into", address] + words, environment: environment)
                }
            }
            let late = try bench.script("SELECT userid, notes FROM checkin SINCE 9d@d")
            _ = bench.database.statement(
                "CREATE ROLE writer LOGIN; REVOKE CREATE ON SCHEMA public FROM public")
            let first = try await bench.sync("--since", "9d@d", "checkin", "member", late)
            #expect(first.status == 0, "\(first.errors)")
            let refused = try await sync("--since", "30d@d", "checkin", "member", late)
            #expect(refused.status != 0 && refused.errors.contains("(42501)"), "\(refused.errors)")
            let guide = try Document("docs/warehouse.md").blocks()
            let rights = try #require(guide.first { $0.text.contains("GRANT") }?.text)
            for right in rights.split(separator: ";") where right.contains("GRANT") {
                _ = bench.database.statement(String(right))
            }
            let second = try await sync("--since", "30d@d", "checkin", "member", late)
            #expect(second.status == 0, "\(second.errors)")
            #expect(
                try await bench.database.csv("SELECT userid, notes FROM checkin")
                    == bench.fetched("SELECT userid, notes FROM checkin SINCE 30d@d"))
            // What only an owner does is named.
            let created = try await sync("--since", "3d@d", "corp_recording")
            #expect(created.status != 0 && created.errors.contains("(42501)"))
            #expect(created.errors.contains("by a sync"), "\(created.errors)")
        }
    }
}
