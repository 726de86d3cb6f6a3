import Foundation
import TestSupport
import Testing
import WorkQLTime

@testable import WorkQLCatalog
@testable import WorkQLPlanner

/// Splits of required ranges in which keys need different days, compared with the optimum.
@Suite struct RaggedSplitTests {
    /// Days are used in place of seconds: the tiling does not depend on the unit.
    struct Instance {
        var wants: [Set<Int64>]
        var batch: Int
        var span: Int

        var requiredRanges: RequiredRanges {
            RequiredRanges(
                KeyParameter(
                    column: "userid", form: .list("useridlist"), maximum: batch,
                    isInEveryRow: isInEveryRow),
                wants.enumerated().map { index, days in
                    (
                        key: Scalar.text("u\(100 + index)"),
                        instants: IntervalSet(days.map { $0 * 1000..<($0 + 1) * 1000 })
                    )
                })
        }

        var isInEveryRow = true

        func splitPlan(_ order: TimeOrder = .ascending) throws -> SplitPlan {
            let range = RangeParameter(
                start: "start", end: "end", longest: span, meaning: .instants(of: "time"))
            let like = try #require(Catalog.builtIn.table("screen_capture")).endpoint
            let endpoint = Endpoint(
                name: like.name, service: like.service, method: like.method, path: like.path,
                page: like.page, range: range, keys: like.keys, choices: [], constants: [],
                paging: like.paging, quota: like.quota)
            return SplitPlan(
                endpoint: endpoint, requiredRanges: requiredRanges, choices: [], order: order)
        }
    }

    /// Returns runs of days and single ones, similar to the gaps of a store and to typical queries.
    private func instance(
        _ dice: inout SplitMix64, keys: ClosedRange<Int> = 1...12,
        days: ClosedRange<Int64> = 1...20,
        batch: ClosedRange<Int> = 1...4, span: ClosedRange<Int> = 1...6
    ) -> Instance {
        let length = Int64.random(in: days, using: &dice)
        let wants = (0..<Int.random(in: keys, using: &dice)).map { _ -> Set<Int64> in
            var wanted: Set<Int64> = []
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let start = Int64.random(in: 0..<length, using: &dice)
                let end = min(length, start + Int64.random(in: 1...length, using: &dice))
                wanted.formUnion(1 + start..<1 + end)
            }
            return wanted
        }
        return Instance(
            wants: wants, batch: Int.random(in: batch, using: &dice),
            span: Int.random(in: span, using: &dice))
    }

    /// Checks that every day that a key needs is in a call for it, and belongs to only one split.
    private func check(_ splitPlan: SplitPlan, covers instance: Instance) throws {
        let splits = (0..<splitPlan.count).map { splitPlan[$0] }
        for split in splits {
            #expect(split.call.end - split.call.start <= instance.span)
            #expect((1...instance.batch).contains(split.call.keys[0].values.count))
            #expect(Set(split.call.keys[0].values).count == split.call.keys[0].values.count)
            #expect(split.call.keys[0].values == split.call.keys[0].values.sorted())
        }
        for (position, days) in instance.wants.enumerated() {
            let key = Scalar.text("u\(100 + position)")
            let own = splits.filter { $0.call.keys[0].values.contains(key) }
                .map { $0.exceptions[key] ?? $0.core }
            for day in days {
                let owners = own.count { $0?.contains(Instant(seconds: day)) ?? false }
                #expect(owners == 1, "\(instance), key \(position), day \(day): \(owners) owners")
            }
        }
        #expect(splitPlan.hasExceptions == splits.contains { !$0.exceptions.isEmpty })
        for index in splits.indices.dropFirst() {
            let (last, next) = (splitPlan.window(at: index - 1), splitPlan.window(at: index))
            #expect(
                splitPlan.order == .ascending ? last.since <= next.since : last.until >= next.until)
        }
        for index in splits.indices {
            let stage = splitPlan.stage(of: index)
            #expect(stage.contains(index))
            #expect(splitPlan.window(at: stage.lowerBound) == splitPlan.window(at: index))
        }
    }

    @Test func smallRaggedDemandsAreCutAsWellAsCanBe() throws {
        var dice = SplitMix64(seed: 17)
        let rounds = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 150 : 6000
        var (above, worst, unmet) = (0, 0, 0)
        for _ in 0..<rounds {
            let instance = instance(&dice)
            let splitPlan = try instance.splitPlan()
            try check(splitPlan, covers: instance)
            try check(try instance.splitPlan(.descending), covers: instance)
            let fewest = FewestCalls(instance).value
            #expect(splitPlan.lowerBound <= fewest, "\(instance)")
            #expect(splitPlan.count >= fewest, "\(instance)")
            if splitPlan.count > fewest { above += 1 }
            if splitPlan.lowerBound < fewest { unmet += 1 }
            worst = max(worst, splitPlan.count - fewest)
        }
        print(
            "ragged: \(above) of \(rounds) above the optimum, by \(worst) at most; \(unmet) bounds not reachable"
        )
        #expect(above * 20 <= rounds)
        #expect(worst <= 1)
    }

    /// If rows do not contain their key, no two calls for it may have a day in common, which
    /// sometimes costs a call.
    @Test func keysThatRowsDoNotCarryAreInOneCallAtATime() throws {
        var dice = SplitMix64(seed: 19)
        for _ in 0..<150 {
            var instance = instance(&dice)
            instance.isInEveryRow = false
            let splitPlan = try instance.splitPlan()
            try check(splitPlan, covers: instance)
            #expect(!splitPlan.hasExceptions)
            #expect(splitPlan.count >= splitPlan.lowerBound)
        }
    }

    @Test func smallUniformDemandsAreCutBest() throws {
        var dice = SplitMix64(seed: 23)
        for _ in 0..<200 {
            var instance = instance(&dice)
            instance.wants = instance.wants.map { _ in instance.wants[0] }
            let splitPlan = try instance.splitPlan()
            try check(splitPlan, covers: instance)
            try check(try instance.splitPlan(.descending), covers: instance)
            #expect(splitPlan.count == FewestCalls(instance).value)
            #expect(splitPlan.lowerBound == splitPlan.count)
        }
    }

    /// The excess over the lower bound for required ranges too large to solve exactly.
    @Test func largerRaggedDemandsStayNearTheBound() throws {
        var dice = SplitMix64(seed: 29)
        let rounds = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 10 : 300
        var excess: [Int: Int] = [:]
        var share = 0.0
        for _ in 0..<rounds {
            let instance = instance(
                &dice, keys: 50...300, days: 60...400, batch: 10...100, span: 14...28)
            let splitPlan = try instance.splitPlan()
            try check(splitPlan, covers: instance)
            let more = splitPlan.count - splitPlan.lowerBound
            #expect(more >= 0)
            excess[more, default: 0] += 1
            share = max(share, Double(more) / Double(splitPlan.lowerBound))
        }
        let distribution = excess.sorted { $0.key < $1.key }.map { "+\($0.key): \($0.value)" }
        print(
            "larger ragged, calls over the bound: \(distribution.joined(separator: ", ")); at most \(share)"
        )
        #expect(share <= 0.25)
    }
}

/// The minimum number of calls for a small instance, by exhaustive search.
///
/// At the first day still needed, calls must begin, as many as the keys that need it require. The
/// only choice is which other keys fill the remaining capacity; every choice is tried, and the
/// result for a state is memoized.
struct FewestCalls {
    private let wants: [UInt32]
    private let batch: Int
    private let span: Int
    let value: Int

    init(_ instance: RaggedSplitTests.Instance) {
        let wants = instance.wants.map { days in days.reduce(UInt32(0)) { $0 | 1 << UInt32($1) } }
        var known: [[UInt32]: Int] = [:]
        value = Self.fewest(wants.sorted(), instance.batch, instance.span, &known)
        self.wants = wants
        batch = instance.batch
        span = instance.span
    }

    private static func fewest(
        _ wants: [UInt32], _ batch: Int, _ span: Int, _ known: inout [[UInt32]: Int]
    ) -> Int {
        let wants = wants.filter { $0 != 0 }
        guard let first = wants.map(\.trailingZeroBitCount).min() else { return 0 }
        if let value = known[wants] { return value }
        let window = UInt32(truncatingIfNeeded: ((UInt64(1) << span) - 1) << UInt64(first))
        let due = wants.indices.filter { wants[$0] & (1 << UInt32(first)) != 0 }
        let others = wants.indices.filter {
            wants[$0] & (1 << UInt32(first)) == 0 && wants[$0] & window != 0
        }
        let calls = (due.count + batch - 1) / batch
        let positions = min(calls * batch - due.count, others.count)
        var best = Int.max
        var seen: Set<[UInt32]> = []
        for chosen in choices(of: positions, from: others[...]) {
            var rest = wants
            for index in due + chosen { rest[index] &= ~window }
            rest.sort()
            guard seen.insert(rest).inserted else { continue }
            best = min(best, calls + fewest(rest, batch, span, &known))
        }
        known[wants] = best
        return best
    }

    private static func choices(of count: Int, from items: ArraySlice<Int>) -> [[Int]] {
        guard count > 0 else { return [[]] }
        guard items.count >= count, let first = items.first else { return [] }
        let rest = items.dropFirst()
        return choices(of: count - 1, from: rest).map { [first] + $0 }
            + choices(of: count, from: rest)
    }
}
