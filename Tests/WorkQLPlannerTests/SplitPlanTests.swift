import TestSupport
import Testing
import WorkQLCatalog
import WorkQLTime

@testable import WorkQLPlanner

@Suite struct SplitPlanTests {
    private let base: Int64 = 1_785_542_400_000

    private func splitPlan(
        _ table: String, milliseconds: Int64, from start: Int64 = 0, keys: [(String, Int)] = []
    ) throws -> SplitPlan {
        let table = try #require(Catalog.builtIn.table(table))
        let range = TimeRange(
            since: Instant(milliseconds: base + start),
            until: Instant(milliseconds: base + start + milliseconds))
        let batches = try keys.map { column, count in
            let parameter = try #require(
                table.endpoint.keys.parameters.first { $0.column == column })
            return SplitPlan.Batches(
                parameter: parameter, values: (0..<count).map { .text("u\(100_000 + $0)") })
        }
        return SplitPlan(endpoint: table.endpoint, range: range, batches: batches, choices: [])
    }

    private let day: Int64 = 86_400_000

    @Test func aRangeIsCutIntoTheFewestWindows() throws {
        #expect(try splitPlan("checkin", milliseconds: 28 * day, keys: [("userid", 1)]).count == 1)
        #expect(
            try splitPlan("checkin", milliseconds: 28 * day + 1, keys: [("userid", 1)]).count == 2)
        #expect(
            try splitPlan("checkin", milliseconds: 90 * day, keys: [("userid", 120)]).count == 8)
        #expect(try splitPlan("screen_capture", milliseconds: 14 * day).count == 1)
        #expect(try splitPlan("screen_capture", milliseconds: 15 * day).count == 2)
        #expect(try splitPlan("corp_recording", milliseconds: 62 * day).count == 2)
        #expect(try splitPlan("journal", milliseconds: 29 * day).count == 2)
    }

    @Test func anEmptyRangeOrListMakesNoCall() throws {
        #expect(try splitPlan("corp_recording", milliseconds: 0).count == 0)
        #expect(try splitPlan("corp_recording", milliseconds: -5).count == 0)
        #expect(try splitPlan("checkin", milliseconds: day, keys: [("userid", 0)]).count == 0)
    }

    @Test func independentKeysAreCombined() throws {
        let splitPlan = try splitPlan(
            "journal", milliseconds: 40 * day, keys: [("creator", 3), ("template_id", 2)])
        #expect(splitPlan.count == 2 * 3 * 2)
        let combinations = Set(
            (0..<splitPlan.count).map { index in
                let call = splitPlan[index].call
                return "\(call.start) " + call.keys.map { $0.values[0].description }.joined()
            })
        #expect(combinations.count == splitPlan.count)
    }

    /// Every instant of every key belongs to the core of exactly one split, and the call of that
    /// split includes it, with the padding and within the span that the page allows.
    @Test func tilesPartitionTheDemand() throws {
        var dice = SplitMix64(seed: 7)
        for _ in 0..<300 {
            let name = ["checkin", "screen_capture"].randomElement(using: &dice) ?? "checkin"
            let splitPlan = try splitPlan(
                name, milliseconds: Int64.random(in: 1...200 * day, using: &dice),
                from: Int64.random(in: 0...day, using: &dice),
                keys: [("userid", Int.random(in: 1...350, using: &dice))])
            let padding: Int64 = name == "checkin" ? day : 0
            let splits = (0..<splitPlan.count).map { splitPlan[$0] }
            #expect(splits.count == splitPlan.windowCount * splitPlan.batchCount)
            for split in splits {
                #expect(split.call.end - split.call.start <= splitPlan.endpoint.range.longest)
                #expect(split.call.end > split.call.start)
                let core = try #require(split.core)
                #expect(Int64(split.call.start) * 1000 <= core.since.milliseconds - padding)
                #expect(Int64(split.call.end) * 1000 >= core.until.milliseconds + padding)
            }
            for _ in 0..<20 {
                let offset = Int64.random(in: 0..<splitPlan.range.milliseconds, using: &dice)
                let instant = splitPlan.range.since.advanced(byMilliseconds: offset)
                let key = try #require(splitPlan.batches[0].values.randomElement(using: &dice))
                let owners = splits.filter { split in
                    split.core?.contains(instant) == true && split.call.keys[0].values.contains(key)
                }
                #expect(owners.count == 1)
            }
        }
    }

    /// No split of uniform required ranges into windows and batches makes fewer calls: an instant
    /// in each of ceil(time / window) windows apart, times the minimum number of batches at each of
    /// them.
    @Test func uniformRangesMeetTheLowerBound() throws {
        var dice = SplitMix64(seed: 11)
        for _ in 0..<500 {
            let seconds = Int.random(in: 1...400 * 86_400, using: &dice)
            let keys = Int.random(in: 1...1000, using: &dice)
            let splitPlan = try splitPlan(
                "checkin", milliseconds: Int64(seconds) * 1000, keys: [("userid", keys)])
            let window = 28 * 86_400
            #expect(
                splitPlan.count == ((keys + 99) / 100) * ((seconds + window - 1) / window))
        }
    }

    @Test func manyTilesCostNothingUntilTheyAreAskedFor() throws {
        let splitPlan = try splitPlan(
            "checkin", milliseconds: 365 * 5 * day, keys: [("userid", 100_000)])
        #expect(splitPlan.count == 66 * 1000)
        #expect(splitPlan[65_999].call.keys[0].values.last == .text("u199999"))
    }

    /// Recent rows that are stored for one user do not change the calls for the others.
    @Test func whatIsCoveredIsNotAskedForAgain() throws {
        let table = try #require(Catalog.builtIn.table("checkin"))
        let parameter = table.endpoint.keys.parameters[0]
        let all = IntervalSet(base..<base + 56 * day)
        let requiredRanges = RequiredRanges(
            parameter, (0..<101).map { (key: Scalar.text("u\(100 + $0)"), instants: all) })
        #expect(
            SplitPlan(endpoint: table.endpoint, requiredRanges: requiredRanges, choices: []).count
                == 4)
        let rest = requiredRanges.subtracting([
            .text("u100"): all, .text("u101"): IntervalSet(base..<base + 28 * day),
        ])
        #expect(rest.keys.count == 100)
        let splitPlan = SplitPlan(endpoint: table.endpoint, requiredRanges: rest, choices: [])
        #expect((splitPlan.count, splitPlan.lowerBound) == (2, 2))
        #expect(splitPlan[0].call.keys[0].values.count == 99)
        #expect(
            requiredRanges.subtracting(
                Dictionary(uniqueKeysWithValues: requiredRanges.keys.map { ($0, all) })
            )
            .groups.isEmpty)
    }

    /// Newest first, the shorter window is at the other end.
    @Test func windowsAreAnchoredWhereReadingBegins() throws {
        let table = try #require(Catalog.builtIn.table("screen_capture"))
        let range = TimeRange(
            since: Instant(milliseconds: base), until: Instant(milliseconds: base + 30 * day))
        let splitPlan = SplitPlan(
            endpoint: table.endpoint, range: range, batches: [], choices: [], order: .descending)
        let lengths = (0..<splitPlan.count).map { splitPlan.window(at: $0).milliseconds / day }
        #expect(lengths == [14, 14, 2])
        #expect(splitPlan.window(at: 0).until == range.until)
        #expect(splitPlan.window(at: 2).since == range.since)
    }
}
