import Synchronization
import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// The budget of a statement in a session, and the progress that it reports.
@Suite struct BudgetTests {
    /// Several pages of 20.
    private static let query = "SELECT meeting_record_id FROM corp_recording SINCE 20d"

    private func run(_ text: String, on harness: Harness) async throws -> (
        rows: [[String?]], shortfall: UserError?, statistics: QueryStatistics?
    ) {
        var session = harness.session
        var last: (rows: [[String?]], shortfall: UserError?, statistics: QueryStatistics?) = (
            [], nil, nil
        )
        for statement in try Harness.statements(text) {
            let outcome = try await session.run(statement, into: CollectingWriter())
            last = (outcome.writer.rows, outcome.shortfall, outcome.statistics)
        }
        return last
    }

    /// A list with users whom the service refuses is divided, and the message says what the calls
    /// were for.
    @Test(arguments: [2, 3, 4])
    func aBudgetThatDivisionsUseUpSaysSo(_ budget: Int) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let text =
                "SET max_calls = \(budget); SELECT checkin_time FROM checkin WHERE userid IN "
                + "('lisi', 'nobody1', 'zhangsan', 'nobody2', 'wangwu') SINCE 7d"
            let refusal = await #expect(throws: UserError.self) {
                _ = try await run(text, on: harness)
            }
            let message = refusal?.message ?? ""
            let parts =
                budget == 2 ? "1 call for a part of a list" : "\(budget - 1) calls for parts"
            #expect(message.contains("used up by 1 call of the plan and \(parts)"), "\(message)")
            #expect(message.contains("that the service refused"))
            #expect(!message.contains("pages"))
        }
    }

    /// With every budget below the number of pages, the rows are a prefix of the answer and the
    /// shortfall reports this; with larger budgets the answer is complete.
    @Test func aBudgetThatIsOutgrownKeepsWhatItHas() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let whole = try await run(Self.query, on: harness)
            let pages = try #require(whole.statistics?.calls)
            try #require(pages >= 4)
            for budget in 1...pages + 1 {
                _ = harness.server.takeRequests()
                let part = try await run("SET max_calls = \(budget); " + Self.query, on: harness)
                #expect(harness.server.takeRequests().count == min(budget, pages))
                if budget >= pages {
                    #expect(part.shortfall == nil)
                    #expect(part.rows == whole.rows)
                } else {
                    #expect(part.shortfall?.kind == .quota)
                    #expect(part.rows == Array(whole.rows.prefix(budget * 20)))
                    let message = part.shortfall?.message ?? ""
                    #expect(message.contains("the result is partial, missing: 1 call of corp"))
                }
            }
        }
    }

    /// For concurrent calls in any order: never more than allowed, and only correct rows.
    @Test func severalCallsShareABudget() async throws {
        let query = "SELECT meeting_record_id FROM corp_recording SINCE 100d"
        try await Harness.with(try await Harness(store: nil)) { harness in
            let whole = try await run(query, on: harness)
            let ids = Set(whole.rows.map { $0[0] ?? "" })
            for budget in [4, 5, 9, 17] {
                _ = harness.server.takeRequests()
                do {
                    let part = try await run("SET max_calls = \(budget); \(query)", on: harness)
                    #expect(part.shortfall?.kind == .quota)
                    #expect(!part.rows.isEmpty)
                    #expect(ids.isSuperset(of: part.rows.map { $0[0] ?? "" }))
                    #expect(Set(part.rows).count == part.rows.count)
                }
                #expect(harness.server.takeRequests().count == budget)
            }
        }
    }

    /// A count of a part of the rows would be wrong.
    @Test(arguments: [
        "SELECT count(*) FROM corp_recording SINCE 20d",
        "SELECT meeting_record_id FROM corp_recording SINCE 20d ORDER BY 1",
        "SELECT a.meeting_record_id FROM corp_recording a, corp_recording_file b SINCE 20d",
    ])
    func nothingIsPrintedThatMoreRowsCouldChange(_ query: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let error = await #expect(throws: UserError.self) {
                _ = try await run("SET max_calls = 3; " + query, on: harness)
            }
            #expect(error?.kind == .quota)
            #expect(error?.message.contains("no complete row was fetched") == true)
        }
    }

    @Test func pagesSeenAreExpectedAgain() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let first = try await run("EXPLAIN " + Self.query, on: harness)
            #expect(first.rows.contains { $0[0]?.contains("pages     unknown") == true })
            let pages = try #require(try await run(Self.query, on: harness).statistics?.calls)
            let second = try await run("EXPLAIN " + Self.query, on: harness)
            #expect(second.rows.contains { $0[0]?.contains("pages     about \(pages):") == true })
        }
    }

    @Test func usedQuotaIsShown() async throws {
        try await Harness.with(try await Harness()) { harness in
            let query = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 90d"
            let rows = try await run("\(query); SHOW QUOTA", on: harness).rows
            #expect(
                rows.first == [
                    "checkin/getcheckindata", "600 calls in 60 s", "4", "596",
                    "2026-08-15T12:01:00+08:00",
                ])
            #expect(rows.count == 13)
            #expect(rows.dropFirst().allSatisfy { $0[2] == "0" && $0[4] == nil })
            let plan = try await run("EXPLAIN " + query, on: harness).rows
            #expect(plan.contains { $0[0] == "  quota     600 calls in 60 s, 596 left" })
        }
    }

    @Test func timeAtTheQuotaIsThatOfAllScans() async throws {
        try await Harness.with(try await Harness()) { harness in
            let plan = try harness.session.plan(
                try #require(
                    try Harness.statement(
                        "SELECT 1 FROM corp_recording SINCE 100d UNION ALL "
                            + "SELECT 1 FROM corp_recording_file SINCE 1d"
                    ).query))
            #expect(plan.calls == 5)
            // One in six seconds, starting now.
            #expect(await harness.session.report(on: plan).seconds == 24)
        }
    }

    @Test func progressIsTold() async throws {
        let events = Mutex<[RunProgress]>([])
        try await Harness.with(
            try await Harness(
                faults: [.nth(2, .busy)],
                onProgress: { event in events.withLock { $0.append(event) } })
        ) { harness in
            let (_, statistics) = try await harness.run(
                "SELECT userid FROM checkin WHERE userid IN ('lisi', 'dongqing') SINCE 60d")
            let told = events.withLock { $0 }
            let last = try #require(told.last)
            #expect(told.prefix(2).map(\.calls) == [0, 1])
            #expect(told.prefix(2).map(\.answered) == [0, 0])
            #expect(last.planned == 3)
            #expect(last.calls == statistics.calls)
            #expect(last.rows == statistics.fetched)
            #expect(last.retries == statistics.retries)
            #expect(last.retries >= 1)
            #expect(last.refused == 1)
            for (before, after) in zip(told, told.dropFirst()) {
                #expect(before.calls <= after.calls && before.rows <= after.rows)
            }
        }
    }

    @Test func waitingIsTold() async throws {
        let events = Mutex<[RunProgress]>([])
        try await Harness.with(
            try await Harness(onProgress: { event in events.withLock { $0.append(event) } })
        ) { harness in
            _ = try await harness.run("SELECT 1 FROM corp_recording SINCE 5d LIMIT 30")
            let waits = events.withLock { $0 }.compactMap(\.waiting)
            #expect(waits.contains(6))
            #expect(events.withLock { $0 }.last?.waiting == nil)
        }
    }
}

extension Statement {
    fileprivate var query: Query? { if case .query(let query) = kind { query } else { nil } }
}
