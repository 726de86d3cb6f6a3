import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLTime

@testable import WorkQLServer

/// Day budgets: statements that fit run, whatever others might need besides.
@Suite struct DayBudgetTests {
    private static let people = ["lisi", "wangwu", "zhangsan"]

    private static func text(_ userid: String, _ range: String = "SINCE 3d") -> String {
        "SELECT count(*) FROM checkin WHERE userid = '\(userid)' \(range)"
    }

    @Test("Statements at once that fit together all run, and the ledger has their calls")
    func atOnce() async throws {
        let ranges = ["SINCE 3d", "SINCE 2026-06-01 UNTIL 2026-06-10"]
        for (budget, refused) in [(6, 0), (4, 2), (1, 5), (0, 6)] {
            try await Harness.with(try await Harness(store: nil)) { harness in
                let limits = CallLimits(day: budget)
                let ledger = CallLedger(limits)
                let wires = try (0..<6).map { _ in
                    try Wire(harness, limits: limits, callLog: ledger)
                }
                var errors = 0
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for (index, wire) in wires.enumerated() {
                        let text = Self.text(Self.people[index % 3], ranges[index / 3])
                        nonisolated(unsafe) let wire = wire
                        group.addTask {
                            try await wire.ask(.query(text)).contains("E 53400")
                        }
                    }
                    for try await isRefused in group where isRefused { errors += 1 }
                }
                #expect(errors == refused, "\(budget)")
                #expect(harness.server.requests.count { $0.endpoint == .checkin } == 6 - refused)
                #expect(
                    try ledger.reserve(nil, on: Self.day(harness))?.calls == budget - 6 + refused)
            }
        }
    }

    private static func day(_ harness: Harness) -> Int {
        harness.session.options.zone.localTime(at: harness.session.options.now).day
    }

    @Test("Calls that a statement turns out to need are taken from what is left, and not beyond")
    func further() async throws {
        // The first call is refused because of a person, and repeated in parts.
        let text =
            "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'nobody', 'wangwu') SINCE 3d"
        try await Harness.with(try await Harness()) { harness in
            let free = try Wire(harness)
            #expect(try await free.ask(.query(text)).contains("C SELECT 1"))
        }
        let needed = try await Self.calls(text)
        #expect(needed > 1)
        for budget in [needed, needed - 1] {
            try await Harness.with(try await Harness()) { harness in
                let limits = CallLimits(day: budget)
                let ledger = CallLedger(limits)
                let wire = try Wire(harness, limits: limits, callLog: ledger)
                let rows = try await wire.ask(.query(text))
                #expect(rows.contains("E 53400") == (budget < needed), "\(budget): \(rows)")
                #expect(
                    harness.server.requests.count { $0.endpoint == .checkin } <= budget)
                #expect(try ledger.reserve(nil, on: Self.day(harness))?.calls == 0)
            }
        }
    }

    private static func calls(_ text: String) async throws -> Int {
        let count = Mutex(0)
        try await Harness.with(try await Harness()) { harness in
            _ = try await Wire(harness).query(text)
            count.withLock { $0 = harness.server.requests.count { $0.endpoint == .checkin } }
        }
        return count.withLock(\.self)
    }

    @Test func reservationsGrow() throws {
        let ledger = CallLedger(CallLimits(day: 10))
        let first = try #require(try ledger.reserve(2, for: "lisa", userLimit: 3, on: 1))
        let second = try #require(try ledger.reserve(3, on: 1))
        #expect(first.available == 3 && second.available == 8)
        #expect(ledger.extend(first, to: 2) && first.calls == 2)
        #expect(ledger.extend(second, to: 7) && second.calls == 7)
        #expect(ledger.extend(first, to: 3))
        #expect(!ledger.extend(first, to: 4) && first.calls == 3)
        ledger.settle(second, spent: 1)
        #expect(try ledger.reserve(nil, on: 1)?.calls == 6)
    }
}
