import Foundation
import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

@testable import WorkQLServer

/// Real programs that connect to a server of this process. Programs that are not installed are
/// skipped and named.
@Suite struct ServerClientTests {
    static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Clients/clients.py").path()

    /// Whether a program, or a module of Python, can be had.
    static func has(_ program: String, _ arguments: [String]) -> Bool {
        (try? run(program, arguments))?.status == 0
    }

    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PGCONNECT_TIMEOUT": "20", "PGUSER": "lisa", "PGDATABASE": "workql"]
        ) { $1 }.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// A server on a sandbox, on any port, ended with the test.
    static func serving(
        _ configuration: Server.Configuration = Server.Configuration(),
        _ body: @Sendable (_ port: Int, Harness) async throws -> Void
    ) async throws {
        try await Harness.with(try await Harness()) { harness in
            var configuration = configuration
            if case .host = configuration.listen {
                configuration.listen = .host("127.0.0.1", port: 0)
            }
            let now = harness.session.options.now
            let server = try Server(
                configuration, script: harness.session, catalog: TableCatalogHandler(),
                now: { now },
                log: { _ in })
            let (addresses, told) = AsyncStream.makeStream(of: String.self)
            let running = Task { try await server.run { told.yield($0) } }
            var started = addresses.makeAsyncIterator()
            let address = try #require(await started.next())
            do {
                try await body(Int(address.split(separator: ":").last ?? "") ?? 0, harness)
            } catch {
                running.cancel()
                throw error
            }
            running.cancel()
            try await running.value
        }
    }

    @Test(
        "Drivers of Python read the same values and types",
        arguments: [
            "psycopg", "psycopg2", "pg8000", "asyncpg", "sqlalchemy", "pyodbc", "adbc",
            "connectorx", "pyspark",
        ])
    func drivers(_ name: String) async throws {
        let scripts = Self.scripts
        guard Self.has("python3", [scripts, "--has", name]) else {
            return print("\(name) is not installed: its test is passed over")
        }
        try await Self.serving { port, _ in
            let run = try await onOwnThread {
                try Self.run("python3", [scripts, name, String(port)])
            }
            #expect(run.output == "ok\n")
        }
    }

    @Test("psql asks, reads in portions, copies, and stops a statement with Ctrl-C")
    func psql() async throws {
        guard Self.has("psql", ["--version"]) else {
            return print("psql is not installed: its test is passed over")
        }
        try await Self.serving { port, harness in
            let arguments = ["-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", String(port)]
            func ask(_ words: String...) async throws -> (status: Int32, output: String) {
                try await onOwnThread { [arguments] in
                    try Self.run("psql", arguments + words)
                }
            }
            let count = try await ask(
                "-c", "SET client_min_messages = warning",
                "-c", "SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING 2026-07")
            let rows = try await ask(
                "-c", "SET client_min_messages = warning", "-v", "FETCH_COUNT=7",
                "-c", "SELECT checkin_time FROM checkin WHERE userid = 'lisi' DURING 2026-07")
            #expect(
                Int(count.output.dropLast()) == rows.output.split(separator: "\n").count,
                "\(count) \(rows)")
            let copied = try await ask("-c", "\\copy (SELECT 'a', NULL, 1) TO STDOUT csv")
            #expect(copied.output == "a,,1\n")
            let notice = try await ask("-c", "SELECT count(*) FROM screen_capture")
            #expect(notice.output.contains("NOTICE:  answered from the store alone"))
            let endless = """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                SELECT count(*) FROM n
                """
            let scripts = Self.scripts
            let stopped = try await onOwnThread {
                try Self.run("python3", [scripts, "psql_interrupt", String(port)])
            }
            #expect(stopped.output == "ok\n")
            let timeout = try await ask("-c", "SET statement_timeout = 200", "-c", endless)
            #expect(timeout.output.contains("canceling statement due to statement timeout"))
        }
    }

    @Test("A password opens the door, over TLS from beyond this machine, and a wrong one does not")
    func passwords() async throws {
        guard Self.has("psql", ["--version"]), Self.has("openssl", ["version"]) else {
            return print("psql or openssl is not installed: their test is passed over")
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("workql-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let made = try await onOwnThread {
                try Self.run(
                    "openssl",
                    [
                        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/key",
                        "-out", "\(folder)/certificate", "-days", "2", "-subj", "/CN=localhost",
                    ])
            }
            #expect(made.status == 0, "\(made.output)")
            var configuration = Server.Configuration()
            configuration.users = try ServerUsers("lisa \(ServerUsers.verifier(of: "geheim"))")
            configuration.certificate = "\(folder)/certificate"
            configuration.key = "\(folder)/key"
            try await Self.serving(configuration) { port, _ in
                func ask(_ password: String, _ mode: String) async throws -> String {
                    try await onOwnThread {
                        try Self.run(
                            "psql",
                            [
                                "-X", "-A", "-t", "-c", "SELECT 'in'",
                                "host=127.0.0.1 port=\(port) sslmode=\(mode)",
                            ], environment: ["PGPASSWORD": password]
                        ).output
                    }
                }
                for mode in ["require", "disable"] {
                    let answer = try await ask("geheim", mode)
                    #expect(answer == "in\n")
                }
                let refusal = try await ask("falsch", "require")
                #expect(refusal.contains("password authentication failed"))
            }
        }
    }

    @Test("An address that other machines reach needs TLS and passwords")
    func openAddress() async throws {
        try await Harness.with(try await Harness()) { harness in
            var configuration = Server.Configuration()
            configuration.listen = .host("0.0.0.0", port: 0)
            #expect(throws: UserError.self) {
                _ = try Server(
                    configuration, script: harness.session, now: { harness.session.options.now },
                    log: { _ in })
            }
        }
    }

    @Test("More clients than there may be are sent away, and an idle one after its time")
    func limits() async throws {
        guard Self.has("python3", [Self.scripts, "--has", "psycopg2"]) else {
            return print("psycopg2 is not installed: its test is passed over")
        }
        var configuration = Server.Configuration()
        configuration.maxConnections = 1
        configuration.idleTimeout = .seconds(3)
        try await Self.serving(configuration) { port, _ in
            let program = """
                import os, psycopg2, socket, time
                def connect():
                    return psycopg2.connect(host="127.0.0.1", port=\(port))
                first = connect()
                try:
                    connect()
                except psycopg2.OperationalError as error:
                    print("connections already" in str(error))
                time.sleep(4.5)
                # libpq says no more than that the connection is closed.
                channel = socket.socket(fileno=os.dup(first.fileno()))
                channel.settimeout(20)
                last = channel.recv(4096)
                print(b"57P05" in last and b"idle-session timeout" in last)
                connect().cursor().execute("SELECT 1")
                """
            let run = try await onOwnThread { try Self.run("python3", ["-c", program]) }
            #expect(run.output == "True\nTrue\n")
        }
    }
}
