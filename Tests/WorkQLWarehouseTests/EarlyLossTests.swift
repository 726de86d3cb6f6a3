import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// A server that stops while lists of people are fetched, before anything was written.
@Suite(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
struct EarlyLossTests {
    @Test(
        .timeLimit(.minutes(30)),
        arguments: [
            "SELECT * FROM checkin SINCE 3d@d",
            "SELECT userid, count(*) AS n FROM checkin SINCE 3d@d GROUP BY ALL",
            "SELECT userid, name FROM member",
            "SELECT department_id, name FROM department",
            "SELECT * FROM checkin WHERE userid IN (SELECT userid FROM member) SINCE 3d@d",
        ])
    func isWaitedFor(_ text: String) async throws {
        try await SyncBench.with(latency: 0.3) { bench in
            let script = try bench.script(text)
            let process = try CommandRun.process(
                bench.arguments([script], store: "store", schema: nil),
                environment: bench.environment, home: bench.folder)
            let errors = Pipe()
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            for _ in 0..<600 where bench.server.requests.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
            }
            try bench.database.stop()
            try await Task.sleep(for: .seconds(4))
            #expect(process.isRunning)
            try await bench.database.start()
            let said = try await onOwnThread {
                let said = errors.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                return String(decoding: said, as: UTF8.self)
            }
            #expect(process.terminationStatus == 0, "\(said)")
            let again = try await bench.sync(script)
            #expect(again.status == 0, "\(again.errors)")
        }
    }
}
