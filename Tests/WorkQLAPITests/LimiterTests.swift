import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// Yields until every task that can run has run.
func settle() async {
    for _ in 0..<200 { await Task.yield() }
}

@Suite struct TimekeeperTests {
    @Test func timeMovesOnlyWhenAsked() async throws {
        let clock = ManualClock(automatic: false)
        let requestClock = clock.requestClock
        let woken = Shared<[Int]>([])
        let tasks = [30, 10, 20].map { seconds in
            Task {
                try await requestClock.sleep(for: .seconds(seconds))
                woken.withLock { $0.append(seconds) }
            }
        }
        while clock.sleepers < 3 { await Task.yield() }
        #expect(clock.now == .zero)
        clock.advanceToNextWakeUp()
        while woken.withLock({ $0.count }) < 1 { await Task.yield() }
        #expect(clock.now == .seconds(10))
        clock.advance(by: .seconds(15))
        while woken.withLock({ $0.count }) < 2 { await Task.yield() }
        #expect(clock.now == .seconds(25))
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        #expect(woken.withLock { $0 } == [10, 20])
        #expect(clock.sleepers == 0)
        try await requestClock.sleepUntil(.seconds(25))
    }

    @Test func timeMovesByItselfToTheEarliestWakeUp() async throws {
        let clock = ManualClock()
        let requestClock = clock.requestClock
        let woken = Shared<[Int]>([])
        await withTaskGroup(of: Void.self) { group in
            for seconds in [30, 10, 20] {
                group.addTask {
                    try? await requestClock.sleep(for: .seconds(seconds))
                    woken.withLock { $0.append(seconds) }
                }
            }
        }
        #expect(woken.withLock { $0 } == [10, 20, 30])
        #expect(clock.now == .seconds(30))
        #expect(requestClock.unixSeconds() == 1_753_600_030)
    }

    @Test func systemTimeGoesForward() async throws {
        let requestClock = RequestClock.system
        let first = requestClock.now()
        try await requestClock.sleep(for: .microseconds(1))
        #expect(requestClock.now() > first)
        #expect(requestClock.unixSeconds() > 1_700_000_000)
    }
}

@Suite struct WaitingLineTests {
    @Test func firstComeFirstServed() async throws {
        let line = AsyncSemaphore(capacity: 2)
        try await line.enter()
        try await line.enter()
        let order = Shared<[Int]>([])
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<5 {
            tasks.append(
                Task {
                    try await line.enter()
                    order.withLock { $0.append(number) }
                    line.leave()
                })
            await settle()
        }
        tasks[2].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[2].value }
        #expect(order.withLock { $0 }.isEmpty)
        line.leave()
        for number in [0, 1, 3, 4] { try await tasks[number].value }
        #expect(order.withLock { $0 } == [0, 1, 3, 4])
    }

    @Test func capacityChanges() async throws {
        let line = AsyncSemaphore(capacity: 4)
        for _ in 0..<4 { try await line.enter() }
        line.setCapacity(2)
        let inside = Shared(false)
        let task = Task {
            try await line.enter()
            inside.withLock { $0 = true }
        }
        line.leave()
        line.leave()
        await settle()
        #expect(!inside.withLock { $0 })
        line.leave()
        try await task.value
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await line.enter()
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}

@Suite struct RateLimiterTests {
    @Test func waitersGoInOrderWhenThereIsRoom() async throws {
        let clock = ManualClock()
        let requestClock = clock.requestClock
        let limiter = RateLimiter([Quota(calls: 2, seconds: 10)], requestClock)
        let waits = Shared<[Duration]>([])
        var times: [Duration] = []
        for _ in 0..<5 {
            let index = try await limiter.reserve { wait in waits.withLock { $0.append(wait) } }
            times.append(clock.now)
            limiter.answered(index)
        }
        #expect(times == [0, 0, 10, 10, 20].map { .seconds($0) })
        #expect(waits.withLock { $0 } == [.seconds(10), .seconds(10)])
    }

    @Test func onlyAnAnswerHelpsWhenAllAreUnderWay() async throws {
        let clock = ManualClock()
        let limiter = RateLimiter([Quota(calls: 1, seconds: 10)], clock.requestClock)
        let first = try await limiter.reserve { _ in }
        let second = Task { try await limiter.reserve { _ in } }
        let third = Task { try await limiter.reserve { _ in } }
        await settle()
        third.cancel()
        await #expect(throws: CancellationError.self) { _ = try await third.value }
        limiter.answered(first)
        let index = try await second.value
        #expect(clock.now == .seconds(10))
        let fourth = Task { try await limiter.reserve { _ in } }
        await settle()
        fourth.cancel()
        await #expect(throws: CancellationError.self) { _ = try await fourth.value }
        limiter.withdraw(index)
        _ = try await limiter.reserve { _ in }
        #expect(clock.now == .seconds(10))
    }

    @Test func blocksHoldEverybody() async throws {
        let clock = ManualClock()
        let limiter = RateLimiter([], clock.requestClock)
        limiter.block(for: .seconds(60))
        #expect(limiter.isBlocked)
        _ = try await limiter.reserve { _ in }
        #expect(clock.now == .seconds(60))
        #expect(!limiter.isBlocked)
    }
}
