import TestSupport
import Testing
import WorkQLCatalog
import WorkQLTime

@testable import WorkQLAPI

@Suite struct PaginationTests {
    private func run(_ table: String, _ answers: [(PageMarks, Int)]) -> [Pagination.Step] {
        var pagination = Pagination(Table.named(table).endpoint.paging)
        return answers.map { pagination.advance($0.0, elements: $0.1) }
    }

    @Test func wholeAnswersEnd() {
        #expect(run("checkin", [(PageMarks(), 5)]) == [.end])
    }

    @Test func cursors() {
        #expect(
            run(
                "screen_capture",
                [
                    (PageMarks(more: true, nextCursor: "a"), 1000),
                    (PageMarks(more: true, nextCursor: "b"), 0),
                    (PageMarks(more: false, nextCursor: "c"), 3),
                ]) == [.next(.cursor("a")), .next(.cursor("b")), .end])
        #expect(run("screen_capture", [(PageMarks(), 3)]) == [.end])
        // A cursor of a next page shows that this page is not the last, whichever other field is
        // missing.
        #expect(
            run("screen_capture", [(PageMarks(nextCursor: "a"), 3), (PageMarks(), 2)])
                == [.next(.cursor("a")), .end])
        #expect(
            run("screen_capture", [(PageMarks(more: true), 3)])
                == [.broken(#""has_more" is true but "next_cursor" is absent"#)])
        #expect(
            run("screen_capture", [(PageMarks(more: true, nextCursor: ""), 3)])
                == [.broken(#""has_more" is true but "next_cursor" is absent"#)])
        let circle = ["a", "b", "a"].map { (PageMarks(more: true, nextCursor: $0), 1) }
        #expect(
            run("screen_capture", circle).last
                == .broken(#""next_cursor" was returned a second time"#))
    }

    @Test func counters() {
        #expect(
            run(
                "journal",
                [
                    (PageMarks(nextCounter: 34, end: false), 100),
                    (PageMarks(nextCounter: 35, end: false), 0),
                    (PageMarks(nextCounter: 35, end: true), 1),
                ]) == [.next(.number(34)), .next(.number(35)), .end])
        #expect(run("journal", [(PageMarks(end: true), 0)]) == [.end])
        #expect(run("journal", [(PageMarks(nextCounter: 34), 100)]) == [.next(.number(34))])
        #expect(run("journal", [(PageMarks(), 0)]) == [.broken(#""endflag" is absent"#)])
        #expect(
            run("journal", [(PageMarks(end: false), 9)])
                == [.broken(#""endflag" is 0 but "next_cursor" is absent"#)])
        for wrong: Int64 in [34, 33, 0] {
            let marks = [34, wrong].map { (PageMarks(nextCounter: $0, end: false), 1) }
            #expect(
                run("journal", marks).last
                    == .broken(#""next_cursor" changed from 34 to \#(wrong)"#))
        }
        #expect(
            run("journal", [(PageMarks(nextCounter: 0, end: false), 1)])
                == [.broken(#""next_cursor" changed from 0 to 0"#)])
    }

    @Test func numberedPages() {
        let two = PageMarks(pages: 2)
        #expect(run("corp_recording", [(two, 20), (two, 1)]) == [.next(.number(2)), .end])
        #expect(run("corp_recording", [(two, 20), (two, 0)]) == [.next(.number(2)), .end])
        // Pages are added and removed while they are read.
        #expect(
            run("corp_recording", [(two, 20), (PageMarks(pages: 3), 20), (PageMarks(pages: 3), 2)])
                == [.next(.number(2)), .next(.number(3)), .end])
        #expect(run("corp_recording", [(PageMarks(pages: 0), 0)]) == [.end])
        #expect(run("corp_recording", [(PageMarks(), 0)]) == [.end])
        #expect(
            run("corp_recording", [(PageMarks(), 1)]) == [.broken(#""total_page" is absent"#)])
    }
}

@Suite struct RetryTests {
    @Test func threeTimesWithGrowingDelays() {
        var retry = Retry()
        let decisions = (0..<4).map { _ in retry.decide(.busy(-1), random: 0.5) }
        #expect(
            decisions == [
                .after(.milliseconds(500)), .after(.seconds(1)), .after(.seconds(2)), .doNotRetry,
            ])
        var quick = Retry()
        #expect(quick.decide(.lost("x"), random: 0) == .after(.zero))
    }

    @Test func restsAreCountedApart() {
        var retry = Retry()
        #expect(retry.decide(.busy(-1), random: 0) == .after(.zero))
        for _ in 0..<3 {
            #expect(retry.decide(.frequency(45009), random: 0) == .rest(.seconds(60)))
        }
        #expect(retry.decide(.frequency(45009), random: 0) == .doNotRetry)
        #expect(retry.decide(.crowded(45033), random: 0) == .after(.zero))
    }
}

@Suite struct SlidingWindowLogTests {
    private func go(_ callLog: inout SlidingWindowLog, at seconds: Double)
        -> SlidingWindowLog.Decision
    {
        callLog.reserve(.seconds(seconds))
    }

    @Test func aPlaceIsTakenUntilAPeriodAfterTheAnswer() {
        var callLog = SlidingWindowLog([Quota(calls: 2, seconds: 10)])
        #expect(go(&callLog, at: 0) == .go)
        #expect(go(&callLog, at: 0) == .go)
        #expect(go(&callLog, at: 1) == .waitForAnswer)
        callLog.answered(.seconds(3))
        #expect(go(&callLog, at: 4) == .wait(until: .seconds(13)))
        callLog.answered(.seconds(5))
        #expect(go(&callLog, at: 12.9) == .wait(until: .seconds(13)))
        #expect(go(&callLog, at: 13) == .go)
        #expect(go(&callLog, at: 13) == .wait(until: .seconds(15)))
    }

    @Test func allPeriodsHoldAtOnce() {
        var callLog = SlidingWindowLog([Quota(calls: 2, seconds: 1), Quota(calls: 3, seconds: 100)])
        #expect(times(&callLog, 4, latency: .zero) == [0, 0, 1, 100])
    }

    @Test func spacedCallsKeepTheirDistance() {
        var callLog = SlidingWindowLog([Quota(calls: 10, seconds: 60, spaced: true)])
        // The eleventh waits until a minute after the answer of the first.
        #expect(
            times(&callLog, 12, latency: .seconds(2))
                == [0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 62, 68])
    }

    /// Returns the times at which consecutive calls may be sent, in seconds.
    private func times(_ callLog: inout SlidingWindowLog, _ count: Int, latency: Duration)
        -> [Double]
    {
        var now = Duration.zero
        return (0..<count).map { _ in
            while case .wait(let instant) = callLog.reserve(now) { now = instant }
            let sent = now
            now += latency
            callLog.answered(now)
            return sent / .seconds(1)
        }
    }

    @Test func blocksLastAndWithdrawnCallsDoNotCount() {
        var callLog = SlidingWindowLog([Quota(calls: 1, seconds: 10)])
        #expect(go(&callLog, at: 0) == .go)
        callLog.withdraw()
        #expect(go(&callLog, at: 1) == .go)
        callLog.answered(.seconds(1))
        callLog.block(until: .seconds(61))
        callLog.block(until: .seconds(30))
        #expect(go(&callLog, at: 40) == .wait(until: .seconds(61)))
        #expect(go(&callLog, at: 61) == .go)
    }

    @Test func usageAndForecast() {
        var callLog = SlidingWindowLog([Quota(calls: 5, seconds: 10)])
        #expect(callLog.forecast(5, .zero) == .zero)
        #expect(callLog.forecast(6, .zero) == .seconds(10))
        #expect(callLog.forecast(23, .zero) == .seconds(40))
        #expect(callLog.usage(.zero).map(\.used) == [0])
        for _ in 0..<3 { #expect(go(&callLog, at: 1) == .go) }
        callLog.answered(.seconds(1))
        callLog.answered(.seconds(3))
        #expect(callLog.usage(.seconds(4)).map(\.used) == [3])
        #expect(callLog.usage(.seconds(4)).map(\.until) == [.seconds(11)])
        #expect(callLog.usage(.seconds(12)).map(\.used) == [2])
        #expect(callLog.forecast(2, .seconds(4)) == .zero)
        #expect(callLog.forecast(3, .seconds(4)) == .seconds(7))
        // The call that was only checked was not counted.
        #expect(callLog.usage(.seconds(4)).map(\.used) == [3])
        let spaced = SlidingWindowLog([Quota(calls: 10, seconds: 60, spaced: true)])
        #expect(spaced.forecast(4, .zero) == .seconds(18))
        #expect(spaced.forecast(30_000, .zero) == .seconds(179_994))
    }

    @Test func nothingLimitsWithoutQuotas() {
        var callLog = SlidingWindowLog([])
        for _ in 0..<100 { #expect(go(&callLog, at: 0) == .go) }
    }

    /// The service never counts too many calls, whichever instant between sending and answer it
    /// counts.
    @Test(arguments: 0..<20) func noReadingOfTheServicesClockIsExceeded(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let quotas = [
            Quota(calls: 5, seconds: 10), Quota(calls: 20, seconds: 60),
        ]
        var callLog = SlidingWindowLog(quotas)
        var now = Duration.zero
        var flying: [(sent: Duration, answered: Duration)] = []
        var counted: [Duration] = []
        while counted.count < 300 {
            let decision = callLog.reserve(now)
            let next = flying.map(\.answered).min()
            if decision == .go {
                flying.append((now, now + .seconds(random.next(below: 15))))
                continue
            }
            if case .wait(let instant) = decision, instant < next ?? instant + .seconds(1) {
                now = instant
                continue
            }
            guard let next, let index = flying.firstIndex(where: { $0.answered == next }) else {
                Issue.record("waits for an answer that nobody gives")
                return
            }
            let call = flying.remove(at: index)
            now = max(now, next)
            callLog.answered(now)
            counted.append(call.sent + (now - call.sent) * random.next(below: 1))
        }
        counted.sort()
        for quota in quotas {
            for first in 0..<(counted.count - quota.calls) {
                #expect(counted[first + quota.calls] - counted[first] >= quota.period)
            }
        }
    }
}

@Suite struct BisectionTests {
    private func number(_ scalar: Scalar) -> Int64 {
        if case .integer(let value) = scalar { value } else { -1 }
    }

    /// Simulates a service that refuses batches with a bad member.
    private func search(_ count: Int, bad: Set<Int>) -> (
        calls: Int, clean: [Int64], refused: [Int64]
    ) {
        var bisection = Bisection(refused: (0..<count).map { .integer(Int64($0)) })
        var calls = 0
        var clean: [Int64] = []
        while let batch = bisection.nextBatch() {
            calls += 1
            let members = batch.map(number)
            let refused = members.contains { bad.contains(Int($0)) }
            if !refused { clean += members }
            bisection.report(refused: refused)
        }
        let refused = bisection.refused.map(number)
        return (calls, clean, refused)
    }

    @Test func oneOfAHundredCostsEightCallsAtMost() {
        var maximum = 0
        for index in 0..<100 {
            let (calls, clean, refused) = search(100, bad: [index])
            maximum = max(maximum, calls)
            #expect(refused == [Int64(index)])
            #expect(clean == (0..<100).filter { $0 != index }.map(Int64.init))
        }
        #expect(maximum == 8)
    }

    @Test func everyCombinationOfSixIsFound() {
        for mask in 1..<64 {
            let bad = Set((0..<6).filter { mask & 1 << $0 != 0 })
            let (calls, clean, refused) = search(6, bad: bad)
            #expect(refused == bad.sorted().map(Int64.init))
            #expect(clean == (0..<6).filter { !bad.contains($0) }.map(Int64.init))
            #expect(calls < 12)
        }
    }

    /// At most nearly one call a member, even if every member is refused.
    @Test(arguments: [2, 5, 20, 50, 80, 100]) func manyOfAHundred(_ count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        for _ in 0..<50 {
            var bad: Set<Int> = []
            while bad.count < count { bad.insert(Int(random.next(below: 100))) }
            let (calls, clean, refused) = search(100, bad: bad)
            #expect(refused == bad.sorted().map(Int64.init))
            #expect(clean == (0..<100).filter { !bad.contains($0) }.map(Int64.init))
            #expect(calls <= min(16 * count, 150))
        }
    }

    @Test func aSingleMemberIsNotAskedForAgain() {
        #expect(search(1, bad: [0]).calls == 0)
        #expect(search(2, bad: [1]).calls == 1)
    }
}

@Suite struct InFlightLimitTests {
    @Test func halvesAndRecovers() {
        var limit = AdaptiveLimit(maximum: 8)
        limit.crowded()
        #expect(limit.limit == 4)
        for _ in 0..<100 { limit.answered() }
        #expect(limit.limit == 5)
        for _ in 0..<5 { limit.crowded() }
        #expect(limit.limit == 1)
        for _ in 0..<1000 { limit.answered() }
        #expect(limit.limit == 8)
    }
}
