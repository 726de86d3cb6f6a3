import Foundation
import TestSupport
import Testing

/// Ctrl-C and SIGTERM end any operation of the command, the first time.
@Suite struct InterruptionTests {
    private static let forever = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
    private static let many =
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000) "
    private static let text = "printf('%0500000d', 1) || n"

    /// Statements that would run for minutes or years without waiting for a service.
    private static let statements = [
        forever + "SELECT count(*) FROM r",
        many + "SELECT count(*) FROM r a, r b",
        many + "SELECT n FROM r ORDER BY n % 7, n DESC LIMIT 1",
        forever + "SELECT max(\(text) REGEXP '^(0+)+x') FROM r",
        forever + "SELECT max(\(text) ILIKE '%0%0%0%x') FROM r",
        forever + "SELECT max(\(text) LIKE '%0%0%0%x') FROM r",
        forever + "SELECT max(length(replace(\(text), '0', '12'))) FROM r",
        many + "SELECT length(group_concat(n)) FROM r",
        many + "SELECT max(s) FROM (SELECT sum(n) OVER (ORDER BY n DESC) AS s FROM r)",
        many + "SELECT count(*) FROM (SELECT n FROM r UNION SELECT n + 1 FROM r)",
        "SELECT count(*) FROM checkin WHERE userid IN (\(forever) SELECT 'u' || max(n) FROM r) SINCE 1d",
    ]

    @Test(arguments: statements) func theFirstSignalEndsIt(_ statement: String) throws {
        for number in [SIGINT, SIGTERM] {
            // Once in three times, since other tests share the cores.
            var run = try Self.run(statement, endedBy: number)
            for _ in 0..<2 where run.time >= .seconds(1) {
                run = try Self.run(statement, endedBy: number)
            }
            #expect(run.status == 128 + number)
            #expect(run.time < .seconds(1), "\(statement)")
        }
    }

    private static func run(
        _ statement: String, endedBy number: Int32
    ) throws -> (status: Int32, time: Duration) {
        try withFolder { folder in
            let process = try CommandRun.process(
                ["--demo", "--quiet", "-c", statement], home: folder)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: 0.4)
            let start = ContinuousClock.now
            kill(process.processIdentifier, number)
            process.waitUntilExit()
            return (process.terminationStatus, ContinuousClock.now - start)
        }
    }
}
