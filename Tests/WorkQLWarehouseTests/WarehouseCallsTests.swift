import Foundation
import TestSupport
import Testing
import WorkQLAPI
import WorkQLCatalog

@testable import WorkQLCommand
@testable import WorkQLWarehouse

/// The calls that machines share in a database, reserved without a service.
@Suite(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
struct WarehouseCallsTests {
    private static func calls(
        _ database: PostgreSQL, lease: Double = 90
    ) throws -> WarehouseCalls {
        WarehouseCalls(
            try WarehouseAddress(database.address()), machine: "test", lease: lease)
    }

    private static func id(_ reservation: WarehouseCalls.Reservation) throws -> Int64 {
        guard case .granted(let id) = reservation else {
            Issue.record("\(reservation)")
            throw CancellationError()
        }
        return id
    }

    /// Lets the server's time pass for all that is written.
    private static func pass(_ seconds: Int, _ database: PostgreSQL) {
        let by = "- interval '\(seconds) s'"
        _ = database.statement(
            "UPDATE workql_calls SET sent = sent \(by), lease = lease \(by), "
                + "answered = answered \(by); UPDATE workql_call_blocks SET until = until \(by)")
    }

    private static let quotas = [Quota(calls: 3, seconds: 60)]

    private static func seconds(_ reservation: WarehouseCalls.Reservation) -> Double? {
        if case .wait(let seconds) = reservation { seconds } else { nil }
    }

    @Test func machinesTakeTurns() async throws {
        try await PostgreSQL.with { database in
            let (first, second) = (try Self.calls(database), try Self.calls(database))
            try await first.prepare()
            try await second.prepare()
            for machine in [first, second, first] {
                machine.answered(try Self.id(await machine.reserve("a", Self.quotas)))
                await machine.finish()
            }
            for machine in [first, second] {
                let wait = try #require(Self.seconds(await machine.reserve("a", Self.quotas)))
                #expect(wait > 0 && wait <= 60)
            }
            _ = try Self.id(await second.reserve("b", Self.quotas))
            let known = try await second.known("a", Self.quotas)
            #expect(known.answers.count == 3 && known.unanswered == 0)
            #expect(known.answers == known.answers.sorted())
            Self.pass(60, database)
            _ = try Self.id(await first.reserve("a", Self.quotas))
        }
    }

    @Test func callsUnderWayHoldTheirPlaces() async throws {
        try await PostgreSQL.with { database in
            let calls = try Self.calls(database, lease: 1000)
            try await calls.prepare()
            var ids: [Int64] = []
            for _ in 0..<3 { ids.append(try Self.id(await calls.reserve("a", Self.quotas))) }
            #expect(try await calls.reserve("a", Self.quotas) == .crowded)
            calls.withdraw(ids[0])
            ids[0] = try Self.id(await calls.reserve("a", Self.quotas))
            Self.pass(900, database)
            #expect(try await calls.reserve("a", Self.quotas) == .crowded)
            Self.pass(110, database)
            // The lease is over; the calls may have been sent at its end.
            let wait = try #require(Self.seconds(await calls.reserve("a", Self.quotas)))
            #expect(wait > 0 && wait <= 50)
            Self.pass(60, database)
            _ = try Self.id(await calls.reserve("a", Self.quotas))
            // An answer that comes after the lease counts from then.
            calls.answered(ids[0])
            #expect(try await calls.known("a", Self.quotas).answers.count == 3)
            Self.pass(100_000, database)
            _ = try Self.id(await calls.reserve("a", Self.quotas))
            #expect(try database.csv("SELECT count(*) FROM workql_calls") == ["1"])
        }
    }

    /// The time that passed on the server's clock at most, in seconds: the tests beside these may take
    /// a thread from them for long.
    private static func passed(since start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }

    @Test func severalQuotasAndSpacing() async throws {
        try await PostgreSQL.with { database in
            let calls = try Self.calls(database)
            try await calls.prepare()
            let start = ContinuousClock.now
            let quotas = [
                Quota(calls: 2, seconds: 10), Quota(calls: 3, seconds: 3600),
                Quota(calls: 30, seconds: 300, spaced: true),
            ]
            calls.answered(try Self.id(await calls.reserve("a", quotas)))
            let spaced = try #require(Self.seconds(await calls.reserve("a", quotas)))
            #expect(spaced > 9 - Self.passed(since: start) && spaced <= 10)
            for _ in 0..<2 {
                Self.pass(11, database)
                calls.answered(try Self.id(await calls.reserve("a", quotas)))
                await calls.finish()
            }
            Self.pass(11, database)
            let hour = try #require(Self.seconds(await calls.reserve("a", quotas)))
            #expect(hour > 3600 - 33 - Self.passed(since: start) - 1 && hour < 3600)
            // No quota is no limit.
            for _ in 0..<10 { _ = try Self.id(await calls.reserve("b", [])) }
        }
    }

    @Test func blocksHoldForAll() async throws {
        try await PostgreSQL.with { database in
            let (first, second) = (try Self.calls(database), try Self.calls(database))
            try await first.prepare()
            let start = ContinuousClock.now
            first.block("a", for: 900)
            first.block("a", for: 300)
            await first.finish()
            let wait = try #require(Self.seconds(await second.reserve("a", Self.quotas)))
            #expect(wait > 899 - Self.passed(since: start) && wait <= 900)
            _ = try Self.id(await second.reserve("b", Self.quotas))
            // Written by a server's clock that was ahead: no service blocks for that long.
            first.block("a", for: 1e6)
            await first.finish()
            let bound = try #require(Self.seconds(await second.reserve("a", Self.quotas)))
            #expect(bound > 3599 - Self.passed(since: start) && bound <= 3600)
            Self.pass(1_000_100, database)
            _ = try Self.id(await second.reserve("a", Self.quotas))
        }
    }

    /// The server's clock was set back: what appears to be in the future was now.
    @Test func theClockOfTheServerIsSetBack() async throws {
        try await PostgreSQL.with { database in
            let calls = try Self.calls(database)
            try await calls.prepare()
            let start = ContinuousClock.now
            for _ in 0..<3 { calls.answered(try Self.id(await calls.reserve("a", Self.quotas))) }
            await calls.finish()
            Self.pass(-5000, database)
            let wait = try #require(Self.seconds(await calls.reserve("a", Self.quotas)))
            #expect(wait > 59 - Self.passed(since: start) && wait <= 60)
        }
    }

    /// Clocks of machines that are hours off: a wait is as long for each, and none is too early.
    @Test(arguments: [-3600.0, 0, 3600, 86_400])
    func clocksOfMachines(_ offset: Double) async throws {
        try await PostgreSQL.with { database in
            let right = TargetCallLog(try Self.calls(database)) { 1000 }
            let wrong = TargetCallLog(try Self.calls(database)) { 1000 + offset }
            try await right.prepare()
            let start = ContinuousClock.now
            for log in [right, wrong, right] {
                guard case .granted(let id) = try await log.reserve("a", Self.quotas, now: { 0 })
                else {
                    Issue.record("not granted")
                    return
                }
                log.answered(id, now: -1e9)
                await log.finish()
            }
            for (log, now) in [(right, 1000), (wrong, 1000 + offset)] {
                let next = try await log.reserve("a", Self.quotas) { now }
                guard case .wait(let until) = next else {
                    Issue.record("\(next)")
                    return
                }
                #expect(
                    until > now + 59 - Self.passed(since: start) && until <= now + 60)
                let known = await log.callLog("a", Self.quotas, now: now)
                #expect(known?.usage(.seconds(now)).map(\.used) == [3])
            }
            wrong.block("b", until: 1000 + offset + 50)
            await wrong.finish()
            let next = try await right.reserve("b", Self.quotas) { 1000 }
            guard case .wait(let until) = next else {
                Issue.record("\(next)")
                return
            }
            #expect(until > 1020 && until <= 1050)
        }
    }

    /// Many at once take no place twice.
    @Test func manyAtOnce() async throws {
        try await PostgreSQL.with { database in
            let quotas = [Quota(calls: 20, seconds: 3600)]
            let machines = try (0..<5).map { _ in try Self.calls(database) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for machine in machines { group.addTask { try await machine.prepare() } }
                try await group.waitForAll()
            }
            let granted = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<50 {
                    let machine = machines[number % machines.count]
                    group.addTask {
                        guard case .granted(let id) = try await machine.reserve("a", quotas) else {
                            return 0
                        }
                        if number % 2 == 0 { machine.answered(id) }
                        return 1
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(granted == 20)
        }
    }
}
