import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSandbox
import WorkQLTime

/// The rate of calls: as fast as the quota allows, and several at a time.
@Suite struct PaceTests {
    /// 23 windows of 28 days.
    private static let query =
        "SELECT userid, checkin_time FROM checkin WHERE userid = 'zhangsan' "
        + "SINCE 644d@d UNTIL today"

    private static func harness() async throws -> Harness {
        try await Harness(
            quotas: ["checkin/getcheckindata": [Quota(calls: 5, seconds: 10)]],
            sandboxQuotas: [.checkin: [SandboxQuota(calls: 5, seconds: 10)]])
    }

    /// Five at once, five more at each tenth second: the last three at the fortieth.
    @Test func quotaIsUsedUp() async throws {
        try await Harness.with(try await Self.harness()) { harness in
            // With LIMIT, calls are made one after the other, so that none is under way while the
            // clock advances.
            let (_, statistics) = try await harness.run(Self.query + " LIMIT 100000")
            #expect(statistics.calls == 23)
            #expect(statistics.retries == 0)
            #expect(harness.server.violations.isEmpty)
            #expect(harness.clock.now >= .seconds(40))
            #expect(harness.clock.now <= .seconds(42))
            #expect(statistics.waited >= 40)
        }
    }

    @Test func quotaIsKeptSideBySide() async throws {
        try await Harness.with(try await Self.harness()) { harness in
            let (rows, statistics) = try await harness.run(Self.query)
            #expect(statistics.calls == 23)
            #expect(rows.rows.count > 600)
            #expect(harness.server.violations.isEmpty)
            #expect(harness.clock.now >= .seconds(40))
        }
    }

    /// Four scans share the quota: the service, which counts in sliding windows, sees no call too
    /// many, and the clock advances no more than necessary.
    @Test func fourScansShareAQuota() async throws {
        try await Harness.with(try await Self.harness()) { harness in
            let scans = (0..<4).map { scan in
                "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE \(140 + 200 * scan)d@d "
                    + "UNTIL \(1 + 200 * scan)d@d"
            }
            let (_, statistics) = try await harness.run(scans.joined(separator: " UNION ALL "))
            #expect(statistics.calls == 20)
            #expect(statistics.retries == 0)
            #expect(harness.server.violations.isEmpty)
            #expect(harness.clock.now >= .seconds(30))
        }
    }

    /// On the real clock: 20 calls of which 5 are allowed in a period take 3 periods, and at most 5
    /// % more. Other tests run at the same time, so that a short period is tried first and longer
    /// ones only if the machine is busy; on one that is busy with other work too, a quarter more is
    /// allowed.
    @Test(.timeLimit(.minutes(30))) func leastTimeOnTheRealClock() async throws {
        var excess = Double.infinity
        for period in [0.8, 1.6, 3.2, 6.4, 12.8] where excess > 1.05 {
            let elapsed = try await Self.secondsOnTheRealClock(period: period)
            #expect(elapsed >= 3 * period)
            excess = elapsed / (3 * period)
        }
        #expect(excess <= 1.25)
    }

    /// Returns the duration of four scans of five calls each that share a quota of five.
    private static func secondsOnTheRealClock(period: Double) async throws -> Double {
        var configuration = SandboxConfiguration()
        configuration.quotas = [.checkin: [SandboxQuota(calls: 5, seconds: period)]]
        let server = try await SandboxServer.start(configuration)
        let client = try Harness.client(
            of: server, quotas: ["checkin/getcheckindata": [Quota(calls: 5, seconds: period)]],
            requestClock: .system)
        var session = ScriptSession(
            options: ScriptSession.Options(now: Instant(seconds: 1_786_766_400)), client: client)
        let text = (0..<4).map { scan in
            "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE \(140 + 200 * scan)d@d "
                + "UNTIL \(1 + 200 * scan)d@d"
        }.joined(separator: " UNION ALL ")
        // The token is fetched before the clock starts.
        _ = try await session.run(
            try Harness.statement("SELECT 1 FROM screen_capture SINCE 1h LIMIT 1"),
            into: CollectingWriter())
        let statement = try Harness.statement(text)
        let start = ContinuousClock.now
        let outcome = try await session.run(statement, into: CollectingWriter())
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        #expect(outcome.statistics?.calls == 20)
        #expect(server.violations.isEmpty)
        await server.stop()
        return elapsed
    }

    /// No call is answered before six are under way.
    @Test(.timeLimit(.minutes(30))) func callsOverlap() async throws {
        let meeting = MeetingPoint(of: 6)
        try await Harness.with(try await Harness(transport: meeting)) { harness in
            let (_, statistics) = try await harness.run(Self.query)
            #expect(statistics.calls == 23)
            #expect(meeting.maxAtOnce >= 6)
            #expect(meeting.maxAtOnce <= 8)
        }
    }
}

/// HTTP that holds calls back until a number of them have arrived.
private final class MeetingPoint: Transport {
    private struct State {
        var underWay = 0
        var maxAtOnce = 0
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let size: Int
    private let http = HTTPTransport(connections: 8)

    init(of size: Int) { self.size = size }

    var maxAtOnce: Int { state.withLock { $0.maxAtOnce } }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        guard request.method == "POST" else { return try await http.send(request) }
        await meet()
        defer { state.withLock { $0.underWay -= 1 } }
        return try await http.send(request)
    }

    private func meet() async {
        await withCheckedContinuation { continuation in
            let freed = state.withLock { state in
                state.underWay += 1
                state.maxAtOnce = max(state.maxAtOnce, state.underWay)
                state.waiting.append(continuation)
                state.isOver = state.isOver || state.underWay >= size
                guard state.isOver else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in freed { continuation.resume() }
        }
    }
}
