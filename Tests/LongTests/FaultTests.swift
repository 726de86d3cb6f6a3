import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// Faults of the transport and the services change no row.
@Suite struct FaultTests {
    /// A query of each endpoint.
    struct Question: Sendable, CustomTestStringConvertible {
        var endpoint: SandboxEndpoint
        var text: String
        /// The number of pages of its answer.
        var pages: Int

        var testDescription: String { text }
    }

    private static let kinds: [SandboxFault.Kind] = [
        .busy, .internalError, .http502, .dropped, .cutShort, .cutJSON, .badJSON, .expiredToken,
        .frequency, .tooMany,
    ]

    private static let people = Company().visiblePeople.prefix(10).map(\.userid)

    private static func list(_ users: some Sequence<String>) -> String {
        users.map { "'\($0)'" }.joined(separator: ", ")
    }

    /// One call at a time, so that the retry of a call with a fault is not the third call again.
    static let inSequence = [
        Question(
            endpoint: .checkin,
            text: "SELECT * FROM checkin WHERE userid IN (\(list(people.prefix(3)))) "
                + "SINCE 280d@d UNTIL today LIMIT 100000", pages: 10),
        Question(
            endpoint: .screenCapture,
            text: "SELECT * FROM screen_capture WHERE department_id IN (9, 10) "
                + "SINCE 126d@d UNTIL today LIMIT 100000", pages: 9),
        Question(
            endpoint: .meetingRecording,
            text: "SELECT * FROM meeting_recording WHERE userid IN (\(list(people))) "
                + "SINCE 31d@d UNTIL today LIMIT 100000", pages: 12),
        Question(
            endpoint: .journal, text: "SELECT * FROM journal SINCE 7d@d UNTIL today", pages: 9),
        Question(
            endpoint: .corpRecording,
            text: "SELECT * FROM corp_recording SINCE 31d@d UNTIL today LIMIT 100000", pages: 9),
    ]

    /// Several calls at a time. A call is abandoned if it is the third call four times in a row:
    /// that takes eight answers to others in between, and there are only seven such answers.
    static let sideBySide = [
        Question(
            endpoint: .checkin,
            text: "SELECT * FROM checkin WHERE userid IN (\(list(people.prefix(3)))) "
                + "SINCE 224d@d UNTIL today", pages: 8),
        Question(
            endpoint: .screenCapture,
            text: "SELECT * FROM screen_capture WHERE screen_shot_type = 4 "
                + "SINCE 112d@d UNTIL today", pages: 8),
        Question(
            endpoint: .meetingRecording,
            text: "SELECT * FROM meeting_recording WHERE userid IN (\(list(people.prefix(8)))) "
                + "SINCE 7d@d UNTIL today", pages: 8),
        Question(
            endpoint: .journal,
            text: "SELECT * FROM journal WHERE creator IN (\(list(people.prefix(8)))) "
                + "SINCE 28d@d UNTIL today", pages: 8),
        Question(
            endpoint: .corpRecording,
            text: "SELECT * FROM corp_recording WHERE record_type = 2 "
                + "SINCE 122d@d UNTIL today", pages: 7),
    ]

    @Test(arguments: inSequence)
    func everyThirdCallFails(_ question: Question) async throws {
        try await check(question)
    }

    @Test(arguments: sideBySide)
    func everyThirdCallFailsAmongOthers(_ question: Question) async throws {
        try await check(question)
    }

    private func check(_ question: Question) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (expected, undisturbed) = try await harness.run(question.text)
            #expect(undisturbed.calls == question.pages)
            #expect(expected.rows.count > 8)
            for kind in Self.kinds {
                harness.server.setFaults([.every(3, kind, on: question.endpoint)])
                _ = harness.server.takeRequests()
                let (found, statistics) = try await harness.run(question.text)
                #expect(found.rows == expected.rows, "\(kind)")
                #expect(found.isFinished)
                let struck = harness.server.takeRequests().count { $0.fault == kind }
                if kind == .expiredToken, question.endpoint == .corpRecording { continue }
                #expect(struck >= undisturbed.calls / 3, "\(kind)")
                #expect(statistics.retries >= struck, "\(kind)")
                #expect(statistics.calls >= undisturbed.calls + struck, "\(kind)")
            }
            #expect(harness.server.violations.isEmpty, "\(harness.server.violations.prefix(3))")
        }
    }

    /// One of 237 users is refused, at any position in the list, because hidden or unknown.
    @Test(
        arguments: Soak.isOn
            ? ["dongqing", "yanfei", "0-nobody", "u042-nobody", "zz-nobody"] : ["dongqing"],
        ["SINCE 28d@d UNTIL today", "SINCE 84d@d UNTIL today"])
    func refusedUserCostsLittle(_ refused: String, _ range: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let visible = harness.company.visiblePeople.map(\.userid)
            func query(_ users: [String]) -> String {
                "SELECT userid, checkin_time, checkin_type FROM checkin "
                    + "WHERE userid IN (\(Self.list(users))) \(range)"
            }
            let (found, statistics) = try await harness.run(query(visible + [refused]))
            #expect(statistics.refused == [refused])
            #expect(statistics.calls - statistics.plannedCalls <= 13, "\(statistics.calls) calls")
            let (expected, _) = try await harness.run(query(visible))
            let columns = ["userid", "checkin_time", "checkin_type"]
            #expect(found.sorted(columns) == expected.sorted(columns))
            #expect(Set(found.rows.map { $0[0] }).count > 230)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Four pages are returned, and then none.
    @Test(
        arguments: [
            (SandboxFault.Kind.busy, UserError.Kind.service), (.http502, .service),
            (.dropped, .service), (.cutJSON, .service), (.frequency, .quota),
            (.dayFrequency, .quota), (.noPermission, .permission),
        ], inSequence)
    func exhaustedRetriesLeaveNoAnswer(
        _ fault: (kind: SandboxFault.Kind, error: UserError.Kind), _ question: Question
    ) async throws {
        let faults = (5...12).map { SandboxFault.nth($0, fault.kind, on: question.endpoint) }
        try await Harness.with(try await Harness(faults: faults)) { harness in
            let watch = WatchingWriter.Watch()
            do {
                var session = harness.session
                _ = try await session.run(
                    try Harness.statement(question.text), into: WatchingWriter(watch: watch))
                Issue.record("\(fault.kind) is no failure")
            } catch let error as UserError {
                #expect(error.kind == fault.error)
                #expect(error.span == nil)
            }
            #expect(watch.rows > 0)
            #expect(!watch.isFinished)
            #expect(harness.server.requests.count { $0.fault == fault.kind } <= 4)
            #expect(harness.server.violations.isEmpty)
        }
    }
}
