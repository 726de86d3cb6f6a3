import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLServer

/// Programs of other languages that connect to a server of this process. Those that are not on the
/// machine are passed over by their names.
@Suite struct ServerProgramTests {
    private static let jar = "/usr/share/java/postgresql.jar"
    private static func source(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/\(name)")
            .path()
    }

    @Test("pgjdbc reads the catalog, portions of one row, and what it prepares by name")
    func jdbc() async throws {
        guard FileManager.default.fileExists(atPath: Self.jar),
            ServerClientTests.has("java", ["--version"])
        else { return print("pgjdbc is not installed: its test is passed over") }
        try await ServerClientTests.serving { port, _ in
            let run = try await onOwnThread {
                try ServerClientTests.run(
                    "java",
                    [
                        "-Dfile.encoding=UTF-8", "-cp", Self.jar, Self.source("JDBC.java"),
                        String(port),
                    ])
            }
            #expect(run.output == "ok\n")
        }
    }

    @Test("node-pg reads values, prepares by name, and asks by a pool")
    func node() async throws {
        let environment = ["NODE_PATH": "/usr/share/nodejs"]
        guard
            let has = try? ServerClientTests.run(
                "node", [Self.source("client.js"), "--has"], environment: environment),
            has.status == 0
        else { return print("node-pg is not installed: its test is passed over") }
        try await ServerClientTests.serving { port, _ in
            let run = try await onOwnThread {
                try ServerClientTests.run(
                    "node", [Self.source("client.js"), String(port)], environment: environment)
            }
            #expect(run.output == "ok\n")
        }
    }

    @Test("lib/pq and pgx of Go read the same values and rows, in text and in binary")
    func go() async throws {
        let cache = FileManager.default.temporaryDirectory
            .appending(path: "workql-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let environment = [
            "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": cache,
        ]
        let drivers = ["github.com/lib/pq", "github.com/jackc/pgx/v4"]
        guard
            let has = try? ServerClientTests.run(
                "go", ["list"] + drivers, environment: environment), has.status == 0
        else { return print("Go's drivers are not installed: their test is passed over") }
        try await ServerClientTests.serving { port, _ in
            let run = try await onOwnThread {
                try ServerClientTests.run(
                    "go", ["run", Self.source("client.go"), String(port)],
                    environment: environment)
            }
            #expect(run.output == "ok\n")
        }
    }

    /// What PostgreSQL itself asks: IMPORT FOREIGN SCHEMA makes no call, and a join with a table of
    /// its own those of the range alone.
    @Test(
        "A real PostgreSQL joins check-ins with its own roster",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func foreignTables() async throws {
        try await ServerClientTests.serving { port, harness in
            try await PostgreSQL.with { postgres in
                let tables = [
                    "CREATE EXTENSION postgres_fdw",
                    "CREATE SERVER workql FOREIGN DATA WRAPPER postgres_fdw "
                        + "OPTIONS (host '127.0.0.1', port '\(port)', dbname 'workql')",
                    "CREATE USER MAPPING FOR postgres SERVER workql OPTIONS (user 'lisa')",
                    "IMPORT FOREIGN SCHEMA public FROM SERVER workql INTO public",
                    "CREATE TABLE roster (userid text, name text)",
                    "INSERT INTO roster VALUES ('lisi', '李四'), ('zhangsan', '张三'), ('nobody', 'x')",
                ]
                for answer in try postgres.answers(tables) { #expect(answer == .rows([])) }
                #expect(harness.server.requests.isEmpty)
                let condition = """
                    c.userid IN ('lisi', 'zhangsan') AND checkin_time >= '2026-08-03'
                    AND checkin_time < '2026-08-08'
                    """
                let join = "FROM checkin c JOIN roster r USING (userid) WHERE \(condition)"
                // Foreign tables stay: each of these is a psql, and a connection, of its own.
                let answers = try postgres.answers([
                    "SELECT r.name, count(*) \(join) GROUP BY 1 ORDER BY 1",
                    "SELECT count(*) FROM checkin c WHERE \(condition)",
                    "SELECT min(checkin_time AT TIME ZONE 'Asia/Shanghai')::date \(join)",
                    "EXPLAIN (VERBOSE, COSTS OFF) SELECT r.name \(join)",
                ])
                guard case .rows(let names) = answers[0], case .rows(let all) = answers[1],
                    case .rows(let plan) = answers[3]
                else { throw Refused() }
                #expect(Set(names.map { $0[0] }) == ["李四", "张三"])
                let counts = names.compactMap { $0[1].flatMap(Int.init) }
                #expect(counts.reduce(0, +) == all[0][0].flatMap(Int.init))
                #expect(answers[2] == .rows([["2026-08-03"]]))
                let remote = plan.compactMap { $0[0] }.first { $0.contains("Remote SQL") } ?? ""
                #expect(remote.contains("checkin_time >=") && remote.contains("checkin_time <"))
                let calls = harness.server.requests.filter { $0.target.contains("getcheckindata") }
                #expect(calls.count == 1, "\(calls.count)")
            }
        }
    }

    private struct Refused: Error {}

    @Test(
        "pgbench with 50 connections asks the store alone, and nothing fails",
        arguments: ["simple", "extended", "prepared"])
    func load(_ mode: String) async throws {
        guard ServerClientTests.has("pgbench", ["--version"]) else {
            return print("pgbench is not installed: its test is passed over")
        }
        let script = FileManager.default.temporaryDirectory
            .appendingPathComponent("workql-\(UUID().uuidString).sql").path
        defer { try? FileManager.default.removeItem(atPath: script) }
        try "SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING 2026-07;\n".write(
            toFile: script, atomically: true, encoding: .utf8)
        try await ServerClientTests.serving { port, harness in
            let text = try String(contentsOfFile: script, encoding: .utf8)
            _ = try await onOwnThread {
                try ServerClientTests.run(
                    "psql", ["-X", "-h", "127.0.0.1", "-p", String(port), "-c", text])
            }
            let requests = harness.server.requests.count
            #expect(requests > 0)
            let each = Soak.isOn ? 200 : 4
            let run = try await onOwnThread {
                try ServerClientTests.run(
                    "pgbench",
                    [
                        "-n", "-h", "127.0.0.1", "-p", String(port), "-f", script, "-c", "50", "-j",
                        "2", "-t", String(each), "-M", mode, "workql",
                    ])
            }
            #expect(run.status == 0)
            let count = "transactions actually processed: \(50 * each)/\(50 * each)\n"
            #expect(run.output.contains(count), "\(run.output)")
            #expect(harness.server.requests.count == requests)
        }
    }
}
