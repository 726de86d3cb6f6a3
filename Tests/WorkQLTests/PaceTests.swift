import Synchronization
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox

/// How fast calls go out: as fast as the quota allows, and several at a time.
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

    /// Five at once, five more in each tenth second: the last three in the fortieth.
    @Test func quotaIsUsedUp() async throws {
        try await Harness.with(try await Self.harness()) { harness in
            // With LIMIT, calls go one after the other, so that nothing is under way while the
            // clock moves.
            let (_, account) = try await harness.run(Self.query + " LIMIT 100000")
            #expect(account.calls == 23)
            #expect(account.retries == 0)
            #expect(harness.server.violations.isEmpty)
            #expect(harness.clock.now >= .seconds(40))
            #expect(harness.clock.now <= .seconds(42))
            #expect(account.waited >= 40)
        }
    }

    @Test func quotaIsKeptSideBySide() async throws {
        try await Harness.with(try await Self.harness()) { harness in
            let (rows, account) = try await harness.run(Self.query)
            #expect(account.calls == 23)
            #expect(rows.rows.count > 600)
            #expect(harness.server.violations.isEmpty)
            #expect(harness.clock.now >= .seconds(40))
        }
    }

    /// No call is answered before six are under way.
    @Test(.timeLimit(.minutes(5))) func callsOverlap() async throws {
        let meeting = MeetingPoint(of: 6)
        try await Harness.with(try await Harness(transport: meeting)) { harness in
            let (_, account) = try await harness.run(Self.query)
            #expect(account.calls == 23)
            #expect(meeting.mostAtOnce >= 6)
            #expect(meeting.mostAtOnce <= 8)
        }
    }
}

/// HTTP that keeps calls waiting until so many have come together.
private final class MeetingPoint: Transport {
    private struct State {
        var underWay = 0
        var mostAtOnce = 0
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let size: Int
    private let http = HTTPTransport(connections: 8)

    init(of size: Int) { self.size = size }

    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

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
                state.mostAtOnce = max(state.mostAtOnce, state.underWay)
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
