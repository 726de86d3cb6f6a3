import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Scripts of statements, here and in PostgreSQL.
@Suite struct TransactionStateTests {
    @Test(
        "Statements answer, and leave a transaction, as they do in PostgreSQL",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"),
        arguments: ["transactions", "cursors"])
    func scripts(_ name: String) async throws {
        guard ServerClientTests.has("python3", ["-c", "import psycopg"]) else {
            return print("psycopg is not installed: its test is passed over")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Clients/\(name).py").path()
        try await ServerClientTests.serving { port, _ in
            try await PostgreSQL.with { postgres in
                let folder = postgres.socketFolder
                let run = try await onOwnThread {
                    try ServerClientTests.run(
                        "python3", [script, "127.0.0.1:\(port)", "\(folder):5432"])
                }
                #expect(run.output == "ok\n", "\(run.output)")
            }
        }
    }
}
