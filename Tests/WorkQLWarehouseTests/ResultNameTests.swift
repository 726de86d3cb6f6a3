import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

/// Which tables results are written to: each to one of its own, and none to one of records.
@Suite struct ResultNameTests {
    private static let one =
        "SELECT userid, count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 3d@d GROUP BY ALL"

    private static func refusals(in folder: String) throws -> [(scripts: [String], message: String)]
    {
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/x", withIntermediateDirectories: true)
        func script(_ name: String, _ text: String = one) throws -> String {
            let path = "\(folder)/\(name).wql"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        return [
            ([try script("checkin")], "cannot be written to checkin"),
            ([try script("member")], "cannot be written to member"),
            (
                [try script("department", "SELECT * FROM department WHERE department_id = 1")],
                "cannot be written to department"
            ),
            ([try script("checkin_rest")], "which is for the records of checkin"),
            ([try script("checkin_2026_08")], "which is for the records of checkin"),
            ([try script("workql_coverage")], "names that begin with workql_"),
            ([try script("workql_forgotten")], "names that begin with workql_"),
            ([try script("workql_mine")], "names that begin with workql_"),
            ([try script("late"), try script("Late")], "write to the same table late"),
            ([try script("late"), try script("x/late")], "write to the same table late"),
            ([try script("a-b"), try script("a_b")], "write to the same table a_b"),
            (
                [try script("late", one + "; " + one), try script("late_2")],
                "write to the same table late_2"
            ),
        ]
    }

    private static func check(
        _ folder: String, _ sync: ([String]) async throws -> CommandRun
    ) async throws {
        for (scripts, message) in try refusals(in: folder) {
            let run = try await sync(scripts)
            #expect(run.status == 78, "\(scripts): \(run.errors)")
            #expect(run.errors.contains("error[E1206]"), "\(run.errors)")
            #expect(run.errors.contains(message), "\(run.errors)")
            #expect(
                run.errors.contains("help: save the query under another name"), "\(run.errors)")
        }
    }

    @Test(.enabled(if: PostgreSQL.isInstalled))
    func ofADatabase() async throws {
        try await SyncBench.with { bench in
            func sync(_ words: [String]) async throws -> CommandRun {
                let arguments = bench.arguments(words, store: "store", schema: nil)
                return try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(arguments, environment: environment)
                }
            }
            #expect(try await sync(["member"]).status == 0)
            let members = try bench.database.csv("SELECT userid, name FROM member")
            try await Self.check(bench.folder, sync)
            #expect(try bench.database.csv("SELECT userid, name FROM member") == members)
            let long = try await sync([
                bench.script(Self.one, named: String(repeating: "考勤", count: 11))
            ])
            #expect(long.status == 78 && long.errors.contains("has more than 63 bytes"))
            // The table itself, twice, and by a script.
            let whole = try await sync(["member", "member"])
            #expect(whole.status == 0, "\(whole.errors)")
            let script = try await sync([
                bench.script("SELECT * FROM department", named: "department")
            ])
            #expect(script.status == 0, "\(script.errors)")
        }
    }

    @Test func ofAFolder() async throws {
        try await LakeSyncTests.Bench.with { bench in
            func sync(_ words: [String]) async throws -> CommandRun {
                let arguments = bench.arguments(words)
                return try await onOwnThread { [environment = bench.environment] in
                    try CommandRun(arguments, environment: environment)
                }
            }
            #expect(try await sync(["--since", "3d@d", "checkin", "member"]).status == 0)
            try await Self.check(bench.folder, sync)
            #expect(
                !FileManager.default.fileExists(atPath: bench.lake + "/checkin/checkin.parquet"))
            #expect(try await sync(["member"]).status == 0)
        }
    }
}
