import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// The question about calls that become known only while a plan runs.
@Suite struct ExpectedCallTests {
    private struct Run {
        var asked: [PlanCost] = []
        var planned: [Int] = []
        var requests = 0
        var statistics: QueryStatistics?
        var error: UserError?
    }

    private func run(
        _ text: String, settings: String = "SET confirm_calls = 20", answer: Bool = true
    ) async throws -> Run {
        let asked = Mutex<[PlanCost]>([])
        let planned = Mutex<[Int]>([])
        return try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            session.attend(
                onProgress: { progress in planned.withLock { $0.append(progress.planned) } },
                confirm: { cost in
                    asked.withLock { $0.append(cost) }
                    return answer
                })
            var run = Run()
            let statements = try Harness.statements("\(settings); \(text)")
            do throws(UserError) {
                for statement in statements {
                    run.statistics = try await session.run(statement, into: CollectingWriter())
                        .statistics
                }
            } catch {
                run.error = error
            }
            run.asked = asked.withLock { $0 }
            run.planned = planned.withLock { $0 }
            run.requests = harness.server.takeRequests().count
            return run
        }
    }

    /// Many calls, each of which only the rows of the first ones show.
    private static let costly = [
        "SELECT submitter, count(*) FROM journal SINCE 5d GROUP BY ALL",
        "SELECT DISTINCT u FROM (SELECT submitter AS u FROM journal) "
            + "SINCE 5d",
        "SELECT journaluuid, submitter FROM journal SINCE 5d ORDER BY 2, 1",
        "SELECT m.name, j.journaluuid FROM journal j JOIN member m ON m.userid = j.creator "
            + "DURING yesterday LIMIT 2",
        "SELECT count(*) FROM member m JOIN journal j ON m.userid = j.creator DURING yesterday",
        "SELECT count(*) FROM member m, journal j WHERE m.userid = j.creator DURING yesterday",
    ]

    @Test(arguments: costly)
    func asksOnceWhenTheyAreKnown(_ text: String) async throws {
        let run = try await run(text)
        #expect(run.error == nil, "\(text)")
        try #require(run.asked.count == 1, "\(text)")
        #expect(run.asked[0].calls > 20)
        #expect(run.asked[0].isLeast)
        let calls = try #require(run.statistics?.calls)
        #expect(calls > 20)
        // The progress counts what the plan did not know.
        #expect(try #require(run.planned.last) > 20)
        #expect(zip(run.planned, run.planned.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// The first pages of a list show only a part of its rows.
    @Test func asksAgainForTenTimesAsMany() async throws {
        let run = try await run("SELECT submitter, count(*) FROM journal SINCE 12d GROUP BY ALL")
        #expect(run.error == nil)
        try #require(run.asked.count == 2)
        #expect(run.asked[1].calls > 10 * run.asked[0].calls)
        #expect(run.asked.allSatisfy { $0.isPerRecord })
        #expect(run.asked[0].text.contains(" at least, and one for each record, "))
    }

    @Test(arguments: costly)
    func aNoEndsTheStatement(_ text: String) async throws {
        let run = try await run(text, answer: false)
        #expect(run.asked.count == 1, "\(text)")
        #expect(run.error?.kind == .interrupted)
        #expect(
            run.error?.message.hasPrefix("ended by your answer after ") == true,
            "\(run.error?.message ?? "")")
        #expect(run.error?.help?.contains("SET confirm_calls") == true)
        #expect(run.requests < 20, "\(text): \(run.requests)")
    }

    @Test(arguments: costly)
    func nobodyIsAskedBelowTheThreshold(_ text: String) async throws {
        for settings in [
            "SET confirm_calls = 100000; SET confirm_seconds = NULL",
            "SET confirm_calls = NULL; SET confirm_seconds = NULL",
        ] {
            let run = try await run(text, settings: settings, answer: false)
            #expect(run.asked.isEmpty)
            #expect(run.error == nil)
        }
    }

    /// Who has agreed to the plan's calls is not asked about the same number again.
    @Test func thePlanIsAskedAboutAtItsStart() async throws {
        let text = "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 365d"
        let run = try await run(text, settings: "SET confirm_calls = 2")
        #expect(run.asked.count == 1)
        #expect(run.error == nil)
        let refused = try await self.run(
            text, settings: "SET confirm_calls = 2", answer: false)
        #expect(refused.error?.message == "not run")
        #expect(refused.requests == 0)
    }

    /// A reader may have the screen once rows are written.
    @Test func nobodyIsAskedBetweenRows() async throws {
        // Each detail is requested when its row is read, so that rows are written long before the
        // hundredth call.
        let run = try await run(
            "SELECT submitter FROM journal SINCE 5d LIMIT 100000",
            settings: "SET confirm_calls = 120", answer: false)
        #expect(run.asked.isEmpty)
        #expect(run.error == nil)
        #expect(try #require(run.statistics?.calls) > 120)
    }
}
