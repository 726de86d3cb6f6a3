import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Random sequences of messages, to this server and to PostgreSQL. WORKQL_SEQUENCES is their number.
@Suite struct MessageSequenceTests {
    @Test(
        "PostgreSQL gives the same answers in the same order, and changed bytes end no server",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func sequences() async throws {
        guard ServerClientTests.has("python3", ["--version"]) else {
            return print("python3 is not installed: its test is passed over")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Clients/sequences.py").path()
        let count = Soak.count("WORKQL_SEQUENCES", short: 200, long: 10_000)
        let seed = Soak.seed(20) % 1_000_000
        var configuration = Server.Configuration()
        configuration.maxConnections = 1000
        try await ServerClientTests.serving(configuration) { port, _ in
            try await PostgreSQL.with { postgres in
                let folder = postgres.socketFolder
                let run = try await onOwnThread {
                    try ServerClientTests.run(
                        "python3",
                        [
                            script, String(count), String(seed), "127.0.0.1:\(port)",
                            "\(folder):5432",
                        ])
                }
                #expect(run.output == "ok\n", "seed \(seed): \(run.output)")
            }
        }
    }
}
