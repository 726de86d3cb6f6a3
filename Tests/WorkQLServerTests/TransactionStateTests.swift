import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// The states of transactions after errors, here and in PostgreSQL.
@Suite struct TransactionStateTests {
    @Test(
        "An error leaves a transaction in the state in which PostgreSQL leaves it",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func states() async throws {
        guard ServerClientTests.has("python3", ["-c", "import psycopg"]) else {
            return print("psycopg is not installed: its test is passed over")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Clients/transactions.py").path()
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
