import Logging
import Metrics
import Synchronization
import TestSupport
import Testing
import Tracing
import WorkQL
import WorkQLSandbox
import WorkQLTime

@testable import WorkQLServer

/// The plan that describes a portal also runs it, unless something may have changed since.
@Suite struct DescribedPlanTests {
    /// Counts the plans that are made.
    private final class PlanCounter: Sendable {
        private let log = RecordedLog()
        private let taken = Mutex(0)

        var logger: Logger { log.logger }

        func take() -> Int {
            let count = log.records.count {
                $0.message == "passes WorkQLPlanner.Planner as Plan"
            }
            return taken.withLock { taken in
                defer { taken = count }
                return count - taken
            }
        }
    }

    private static let text =
        "SELECT userid, checkin_time FROM checkin WHERE userid = $1 DURING 2026-07"

    private static func with(
        _ body: (Harness, PlanCounter) async throws -> Void
    ) async throws {
        let counter = PlanCounter()
        let harness = try await Harness(
            instruments: (counter.logger, NOOPMetricsHandler.instance, NoOpTracer()))
        try await Harness.with(harness) { try await body($0, counter) }
    }

    private static func rows(_ answer: [Wire.Message]) -> Int {
        answer.filter { $0.type == "D" }.count
    }

    @Test(
        "A statement over stored rows is planned once for Bind, Describe and Execute",
        arguments: [[], [0], [0, 0]] as [[Int16]])
    func plannedOnce(_ formats: [Int16]) async throws {
        try await Self.with { harness, plans in
            let wire = try Wire(harness)
            let stored = try await wire.query(Self.text.replacing("$1", with: "'lisi'"))
            _ = try await wire.all([.parse(Self.text), .sync])
            _ = plans.take()
            for name in ["lisi", "lisi", "nobody"] {
                let answer = try await wire.all([
                    .bind([name], results: formats), .describe(.portal("")), .execute(), .sync,
                ])
                #expect(answer.map(\.type).first == "2")
                #expect(name != "lisi" || Self.rows(answer) == Self.rows(stored))
                #expect(plans.take() == 1)
            }
        }
    }

    @Test("It is planned again after any other message, and for another portal")
    func otherMessages() async throws {
        try await Self.with { harness, plans in
            let wire = try Wire(harness)
            _ = try await wire.all([.query("BEGIN"), .parse(Self.text, name: "s"), .sync])
            for between in [
                FrontendMessage.sync, .flush, .query("SELECT 1"), .close(.portal("other")),
                .parse("SELECT 1"), .execute(portal: "q"),
            ] {
                _ = try await wire.all([
                    .bind(["lisi"], portal: "q", statement: "s"),
                    .bind(["lisi"], portal: "p", statement: "s"), .describe(.portal("p")),
                ])
                _ = plans.take()
                let answer = try await wire.all([between, .execute(portal: "p"), .sync])
                #expect(Self.rows(answer) > 0)
                let own = between == .query("SELECT 1") || between == .parse("SELECT 1") ? 1 : 0
                let other = between == .execute(portal: "q") ? 1 : 0
                #expect(plans.take() == 1 + own + other, "\(between)")
                _ = try await wire.all([.close(.portal("p")), .close(.portal("q")), .sync])
            }
        }
    }

    @Test("It is planned again in another second, with the time of then")
    func later() async throws {
        try await Self.with { harness, plans in
            let now = Mutex(harness.session.options.now)
            let wire = try Wire(harness, now: { now.withLock(\.self) })
            for (milliseconds, wanted) in [(0, 0), (999, 0), (1000, 1), (-1, 1)] {
                _ = try await wire.all([
                    .parse("SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d"), .bind(),
                    .describe(.portal("")),
                ])
                _ = plans.take()
                now.withLock { $0 = $0.advanced(byMilliseconds: Int64(milliseconds)) }
                let answer = try await wire.all([.execute(), .sync])
                #expect(Self.rows(answer) == 1)
                #expect(plans.take() == wanted, "\(milliseconds)")
            }
        }
    }

    @Test("A setting that changes between the two messages applies")
    func settings() async throws {
        try await Self.with { harness, _ in
            let wire = try Wire(harness)
            let answer = try await wire.ask(
                .parse("SET max_calls = 0", name: "set"), .bind(portal: "set", statement: "set"),
                .parse(Self.text), .bind(["lisi"]), .describe(.portal("")),
                .execute(portal: "set"), .execute(), .sync)
            #expect(answer.suffix(3) == ["C SET", "E 53400", "Z I"])
            #expect(harness.server.requests.isEmpty)
        }
    }

    @Test("Rows that the store loses between the two messages are fetched again")
    func lostRows() async throws {
        try await Self.with { harness, _ in
            let wire = try Wire(harness)
            let stored = Self.rows(try await wire.query(Self.text.replacing("$1", with: "'lisi'")))
            #expect(stored > 0)
            _ = try await wire.all([.parse(Self.text), .bind(["lisi"]), .describe(.portal(""))])
            let sent = harness.server.requests.count
            _ = try await harness.run("FORGET checkin")
            let answer = try await wire.all([.execute(), .sync])
            #expect(Self.rows(answer) == stored)
            #expect(harness.server.requests.count > sent)
        }
    }
}
