import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// Services that accept less than their pages say, and the limits that a session learns.
@Suite struct LearntLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var endpoint: SandboxEndpoint
        var days: Int
        var query: String
        /// The number of calls once the limit is known.
        var calls: Int

        var testDescription: String { "\(endpoint)" }
    }

    private static let cases = [
        // 16 days are requested, of which 14 are inside the padding.
        Case(
            endpoint: .checkin, days: 16,
            query: "SELECT userid, checkin_time, checkin_type FROM checkin "
                + "WHERE userid IN ('lisi', 'zhangsan') SINCE 56d@d UNTIL today ORDER BY ALL",
            calls: 4),
        Case(
            endpoint: .journal, days: 14,
            query: "SELECT creator, journaluuid FROM journal WHERE creator = 'lisi' "
                + "SINCE 56d@d UNTIL today ORDER BY ALL",
            calls: 4),
        Case(
            endpoint: .corpRecording, days: 16,
            query: "SELECT meeting_record_id FROM corp_recording SINCE 62d@d UNTIL today "
                + "ORDER BY ALL",
            calls: 4),
        Case(
            endpoint: .meetingRecording, days: 16,
            query: "SELECT meeting_record_id FROM meeting_recording WHERE userid = 'zhangsan' "
                + "SINCE 62d@d UNTIL today ORDER BY ALL",
            calls: 4),
    ]

    @Test(arguments: cases, SandboxReadings.WindowEnd.allCases)
    func shorterSpansAreLearnt(_ example: Case, _ end: SandboxReadings.WindowEnd) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = end
        readings.checkinWindow = .attendanceDayWhole
        let expected = try await Harness.with(try await Harness(readings: readings, store: nil)) {
            harness in
            try await harness.run(example.query).rows.rows
        }
        #expect(!expected.isEmpty)
        readings.longestSpans = [example.endpoint: example.days * 86_400]
        try await Harness.with(try await Harness(readings: readings, store: nil)) { harness in
            let first = try await harness.run(example.query)
            #expect(first.rows.rows == expected)
            #expect(harness.server.takeRequests().contains { ![0, 200].contains($0.code) })
            let plan = try harness.session.plan(try query(example.query))
            #expect(plan.calls == example.calls)
            let second = try await harness.run(example.query)
            #expect(second.rows.rows == expected)
            #expect(second.statistics.retries == 0)
            #expect(harness.server.takeRequests().allSatisfy { $0.code == 0 })
            #expect(harness.server.violations.isEmpty)
        }
    }

    @Test func fewerUsersAreLearnt() async throws {
        let users = Company().visiblePeople.prefix(90).map { "'\($0.userid)'" }
        let text =
            "SELECT count(*), count(DISTINCT userid) FROM checkin "
            + "WHERE userid IN (\(users.joined(separator: ", "))) SINCE 7d"
        let expected = try await Harness.with(try await Harness()) { harness in
            try await harness.run(text).rows.rows
        }
        var readings = SandboxReadings()
        readings.maxCheckinUsers = 50
        try await Harness.with(try await Harness(readings: readings, store: nil)) { harness in
            let first = try await harness.run(text)
            #expect(first.rows.rows == expected)
            #expect(first.statistics.calls == 3)
            let plan = try harness.session.plan(try query(text))
            #expect(plan.calls == 2)
            let second = try await harness.run(text)
            #expect(second.rows.rows == expected)
            #expect(second.statistics.calls == 2)
        }
    }

    /// If halves are refused as well, the statement fails: the length was not the cause.
    @Test func halvesAreTheEnd() async throws {
        var readings = SandboxReadings()
        readings.longestSpans = [.checkin: 3 * 86_400]
        try await Harness.with(try await Harness(readings: readings, store: nil)) { harness in
            let text = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 20d"
            let error = await #expect(throws: UserError.self) { _ = try await harness.run(text) }
            #expect(error?.message.contains("301024") == true)
            let plan = try harness.session.plan(try query(text))
            #expect(plan.calls == 1)
        }
    }

    @Test func refusedUsersAreNotAskedForAgain() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let users = Company().visiblePeople.prefix(60).map { "'\($0.userid)'" }
            let text =
                "SELECT count(*) FROM checkin WHERE userid IN ('dongqing', "
                + users.joined(separator: ", ") + ") SINCE 1d"
            let first = try await harness.run(text)
            #expect(first.statistics.refused == ["dongqing"])
            #expect((3...8).contains(first.statistics.calls))
            let second = try await harness.run(text)
            #expect(second.statistics.refused == ["dongqing"])
            #expect(second.statistics.calls == 1)
        }
    }

    private func query(_ text: String) throws -> Query {
        guard case .query(let query) = try Harness.statement(text).kind else {
            throw Diagnostic("no query", at: Span(0, 0))
        }
        return query
    }
}
