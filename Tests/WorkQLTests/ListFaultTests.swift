import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// Every list endpoint with every fault of its pages: the complete answer, or an error or a warning
/// about it, and never fewer rows silently.
@Suite struct ListFaultTests {
    /// 2026-08-05 00:00 in Shanghai; all rows are of the eleven days before.
    private static let until = 1_785_859_200
    private static let range = "SINCE 2026-07-25 UNTIL 2026-08-05"

    /// A list of three pages: 57 recordings, 250 reports, 2,100 captures.
    private static let company: Company = {
        let records = Company.Records(
            screenCaptures: (0..<2_100).map {
                ScreenCaptureRecord(time: until - 3_600 - $0 * 300, userid: "amy")
            },
            meetingRecordings: (0..<57).map {
                MeetingRecording(
                    meetingRecordID: "M\($0)", meetingid: "hy\($0)",
                    meetingCode: "\(100_200_300 + $0)", creator: "amy",
                    meetingStartTime: (until - 3_600 * ($0 + 1)) * 1_000)
            },
            corpRecordings: (0..<57).map {
                CorpRecording(
                    meetingRecordID: "\(1_362_740_000_000_000_000 + $0)",
                    meetingID: "\(6_249_020_000_000_000_000 + $0)",
                    meetingCode: "\(100_200_300 + $0)", userid: "amy",
                    mediaStartTime: (until - 3_600 * ($0 + 1)) * 1_000)
            },
            journals: (0..<250).map {
                JournalRecord(
                    journalUUID: "J\($0)", creator: "amy", template: Company.journalTemplates[0],
                    reportTime: until - 900_000 + $0 * 3_600)
            })
        do {
            return try Company(people: [.init(userid: "amy", name: "Amy")], records: records)
        } catch {
            fatalError("\(error)")
        }
    }()

    struct List: Sendable, CustomTestStringConvertible {
        var endpoint: SandboxEndpoint
        var text: String
        /// The values of the requested column, in the list's order.
        var truth: [String]

        var testDescription: String { endpoint.path }
        var isNumbered: Bool { endpoint == .corpRecording }
        var isCounted: Bool { endpoint == .journal }
        var hasCursor: Bool { !isNumbered && !isCounted }
    }

    static let lists = [
        List(
            endpoint: .screenCapture, text: "SELECT time FROM screen_capture \(range)",
            truth: (0..<2_100).map { Truth.time(seconds: until - 3_600 - $0 * 300) }),
        List(
            endpoint: .meetingRecording,
            text: "SELECT meeting_record_id FROM meeting_recording WHERE userid = 'amy' \(range)",
            truth: (0..<57).map { "M\($0)" }),
        List(
            endpoint: .journal, text: "SELECT journaluuid FROM journal \(range)",
            truth: (0..<250).map { "J\($0)" }),
        List(
            endpoint: .corpRecording, text: "SELECT meeting_record_id FROM corp_recording \(range)",
            truth: (0..<57).map { "\(1_362_740_000_000_000_000 + $0)" }),
    ]

    enum Wanted: Sendable {
        case whole
        /// By an error or by the reported gaps of the answer.
        case noticed
        /// Either of the two.
        case either
    }

    /// A fault.
    struct RetryableFailure: Sendable, CustomTestStringConvertible {
        var name: String
        var wanted = Wanted.either
        /// The lists that can have it.
        var concerns: @Sendable (List) -> Bool = { _ in true }
        var faults: @Sendable (SandboxEndpoint) -> [SandboxFault] = { _ in [] }
        var readings = SandboxReadings()

        var testDescription: String { name }

        static func spoilt(
            _ name: String, _ wanted: Wanted, _ kind: SandboxFault.Kind,
            _ concerns: @escaping @Sendable (List) -> Bool = { _ in true }
        ) -> RetryableFailure {
            RetryableFailure(
                name: name, wanted: wanted, concerns: concerns,
                faults: { [.every(1, kind, on: $0)] })
        }

        /// Applies only to the second call.
        static func once(
            _ name: String, _ wanted: Wanted, _ kind: SandboxFault.Kind,
            _ concerns: @escaping @Sendable (List) -> Bool = { _ in true }
        ) -> RetryableFailure {
            RetryableFailure(
                name: name + " once", wanted: wanted, concerns: concerns,
                faults: { [.nth(2, kind, on: $0)] })
        }

        static func read(
            _ name: String, _ wanted: Wanted, _ change: (inout SandboxReadings) -> Void
        ) -> RetryableFailure {
            var trouble = RetryableFailure(name: name, wanted: wanted)
            change(&trouble.readings)
            return trouble
        }

        static func moves(
            _ name: String, _ wanted: Wanted, _ changes: [SandboxReadings.Change]
        ) -> RetryableFailure {
            read(name, wanted) { $0.changes = changes }
        }
    }

    static let troubles: [RetryableFailure] = marks + totals + shapes + pages + moves

    private static let marks: [RetryableFailure] = [
        .spoilt("no has_more", .whole, .lacking("has_more")) { $0.hasCursor },
        .once("no has_more", .whole, .lacking("has_more")) { $0.hasCursor },
        .spoilt("no cursor", .noticed, .lacking("next_cursor")) { !$0.isNumbered },
        .once("no cursor", .noticed, .lacking("next_cursor")) { !$0.isNumbered },
        .spoilt("empty cursor", .noticed, .holding("next_cursor", #""""#)) { !$0.isNumbered },
        .spoilt("null cursor", .noticed, .holding("next_cursor", "null")) { !$0.isNumbered },
        .spoilt("no endflag", .noticed, .lacking("endflag")) { $0.isCounted },
        .once("no endflag", .whole, .lacking("endflag")) { $0.isCounted },
        .spoilt("endflag of text", .noticed, .holding("endflag", #""no""#)) { $0.isCounted },
        .spoilt("has_more of text", .noticed, .holding("has_more", #""no""#)) { $0.hasCursor },
        .spoilt("repeated cursor", .noticed, .repeatedCursor) { !$0.isNumbered },
        .spoilt("endless pages", .noticed, .endless),
    ]

    private static let totals: [RetryableFailure] =
        [
            .spoilt("no total", .whole, .lacking("total_count")),
            .spoilt("no number of pages", .whole, .lacking("total_page")),
            .spoilt("one page", .whole, .holding("total_page", "1")),
            .spoilt("no page", .whole, .holding("total_page", "0")),
            .spoilt("99 pages", .whole, .holding("total_page", "99")),
            .once("one page", .whole, .holding("total_page", "1")),
            .once("falling", .either, .holding("total_count", "40")),
            .once("rising", .either, .holding("total_count", "70")),
            .once("zero", .either, .holding("total_count", "0")),
        ].map(ofNumbered)
        + ["0", "5", "20", "40", "60", "99", "-1"].map { total in
            ofNumbered(.spoilt("total \(total)", .noticed, .holding("total_count", total)))
        }

    private static func ofNumbered(_ trouble: RetryableFailure) -> RetryableFailure {
        var trouble = trouble
        trouble.concerns = { $0.isNumbered }
        return trouble
    }

    private static let shapes: [RetryableFailure] =
        [
            ("no list", .lackingList), ("null for a list", .nullList), ("text", .trailingText),
            ("HTML", .loginPage), ("nothing", .emptyBody), ("an array", .arrayBody),
            ("a scalar", .scalarBody), ("half", .cutJSON), ("no JSON", .badJSON),
        ].flatMap { (name: String, kind: SandboxFault.Kind) -> [RetryableFailure] in
            [.spoilt(name, .noticed, kind), .once(name, .whole, kind)]
        }
        + [.spoilt("byte-order mark", .whole, .byteOrderMark)]
        + [
            SandboxEndpoint.checkin, .screenCapture, .meetingRecording, .journal, .corpRecording,
        ].map { other in
            .spoilt("answer of \(other)", .noticed, .answerOf(other)) { $0.endpoint != other }
        }

    private static let pages: [RetryableFailure] = [
        .read("short pages", .whole) { $0.pageRows = .fewer },
        .read("over-full pages", .whole) { $0.pageRows = .more },
        emptyFirstPage,
        .once("empty page", .whole, .emptiedList) { $0.isNumbered },
        RetryableFailure(
            name: "empty first page of numbers", wanted: .whole, concerns: { $0.isNumbered },
            faults: { [.nth(1, .emptiedList, on: $0)] }),
        RetryableFailure(
            name: "empty last page of numbers", wanted: .whole, concerns: { $0.isNumbered },
            faults: { [.nth(3, .emptiedList, on: $0)] }),
        .spoilt("empty pages", .noticed, .emptiedList) { $0.isNumbered },
    ]

    private static let emptyFirstPage: RetryableFailure = {
        var trouble = RetryableFailure.read("empty first page", .whole) { $0.emptyFirstPage = true }
        trouble.concerns = { $0.hasCursor }
        return trouble
    }()

    private static let moves: [RetryableFailure] = [
        .moves("three go", .whole, (0..<3).map { .init(.removed, $0, after: 1) }),
        .moves("a page goes", .whole, (0..<20).map { .init(.removed, $0, after: 1) }),
        .moves("rows behind go", .whole, (45..<48).map { .init(.removed, $0, after: 1) }),
        .moves(
            "some go twice", .whole, [.init(.removed, 5, after: 1), .init(.removed, 6, after: 2)]),
        .moves("one comes", .whole, [.init(.added, 0, after: 1)]),
        .moves("three come", .whole, (0..<3).map { .init(.added, $0, after: 2) }),
        .moves(
            "one comes, one goes", .whole,
            [.init(.added, 0, after: 1), .init(.removed, 30, after: 1)]),
        .moves(
            "one goes, one comes later", .whole,
            [.init(.removed, 0, after: 1), .init(.added, 1, after: 2)]),
        .moves("they go on and on", .either, (0..<30).map { .init(.removed, $0, after: $0 + 1) }),
        .moves("they come on and on", .either, (0..<30).map { .init(.added, $0, after: $0 + 1) }),
    ]

    private struct Outcome {
        var found: [String] = []
        /// The message; nil if there was none.
        var words: String?
        var calls = 0
    }

    private func ask(_ text: String, _ harness: Harness) async throws -> Outcome {
        var session = harness.session
        do {
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return Outcome(
                found: outcome.writer.rows.compactMap { $0[0] },
                words: outcome.shortfall?.message, calls: outcome.statistics?.calls ?? 0)
        } catch let error as UserError {
            return Outcome(words: error.message, calls: harness.server.requests.count)
        }
    }

    @Test(arguments: lists) func everyTroubleIsWholeOrNoticed(_ list: List) async throws {
        try await Harness.with(
            try await Harness(
                company: Self.company, quotas: Self.free, sandboxQuotas: Self.none, store: nil)
        ) { harness in
            let calm = try await ask(list.text, harness)
            #expect(calm.words == nil)
            #expect(calm.found.sorted() == list.truth.sorted())
            #expect(calm.calls == 3)
            for trouble in Self.troubles where trouble.concerns(list) {
                harness.server.setReadings(trouble.readings)
                harness.server.setFaults(trouble.faults(list.endpoint))
                _ = harness.server.takeRequests()
                let outcome = try await ask(list.text, harness)
                let moved = Set(trouble.readings.changes.map { list.truth[$0.index] })
                let found = Set(outcome.found)
                #expect(found.count == outcome.found.count, "\(trouble.name): rows twice")
                let isWhole = found.isSuperset(of: Set(list.truth).subtracting(moved))
                let note = Comment(
                    rawValue: "\(trouble.name): \(found.count) rows, \(outcome.calls) calls, "
                        + (outcome.words ?? "nothing said"))
                #expect(isWhole || outcome.words != nil, note)
                switch trouble.wanted {
                case .whole: #expect(isWhole && outcome.words == nil, note)
                case .noticed: #expect(outcome.words != nil, note)
                case .either: break
                }
                #expect(outcome.calls <= 30, note)
            }
            #expect(harness.server.violations.isEmpty, "\(harness.server.violations.prefix(3))")
        }
    }

    /// Quotas so high that they never delay a call, for the client; `none` is for the sandbox.
    private static let free: [String: [Quota]] = Dictionary(
        [
            "security/get_screen_oper_record", "meeting/record/list", "oa/journal/get_record_list",
            "v1/corp/records",
        ].map { ($0, [Quota(calls: 10_000, seconds: 60)]) }, uniquingKeysWith: { a, _ in a })

    private static let none = Dictionary(
        SandboxEndpoint.allCases.map { ($0, [SandboxQuota]()) }, uniquingKeysWith: { a, _ in a })

    /// The lists in a single answer: check-ins, and the app's visible range.
    @Test(
        arguments: [
            (SandboxEndpoint.checkin, "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 1d"),
            (.departmentSimpleList, "SELECT * FROM department"),
            (.userSimpleList, "SELECT * FROM member"),
        ])
    func wholeListsAreWholeOrNoticed(_ endpoint: SandboxEndpoint, _ text: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let calm = try await ask(text, harness)
            #expect(calm.words == nil)
            #expect(!calm.found.isEmpty)
            let list = List(endpoint: endpoint, text: text, truth: [])
            let more = RetryableFailure.spoilt("has_more", .noticed, .holding("has_more", "true"))
            for trouble in Self.shapes + [more] where trouble.concerns(list) {
                harness.server.setFaults(trouble.faults(endpoint))
                harness.session.client.forgetDirectory()
                let outcome = try await ask(text, harness)
                let note = Comment(rawValue: "\(trouble.name): \(outcome.words ?? "nothing said")")
                switch trouble.wanted {
                case .noticed: #expect(outcome.words != nil, note)
                default: #expect(outcome.found == calm.found && outcome.words == nil, note)
                }
            }
        }
    }

    /// Rows that may be incomplete are not stored: the next statement requests them again.
    @Test func doubtedListsAreNotKept() async throws {
        try await Harness.with(
            try await Harness(company: Self.company, quotas: Self.free, sandboxQuotas: Self.none)
        ) {
            harness in
            let list = Self.lists[3]
            var session = harness.session
            func ask() async throws -> ScriptSession.Outcome<CollectingWriter> {
                try await session.run(try Harness.statement(list.text), into: CollectingWriter())
            }
            harness.server.setFaults([
                .every(1, .holding("total_count", "99"), on: .corpRecording)
            ])
            let doubted = try await ask()
            #expect(
                doubted.shortfall?.message
                    == #"rows may be missing: corp_recording: "total_count" is 99, but 57 were received"#
            )
            #expect(doubted.shortfall?.kind == .quota)
            #expect(doubted.shortfall?.code == .doubtedAnswer)
            #expect(doubted.writer.rows.count == 57)
            harness.server.setFaults([])
            let whole = try await ask()
            #expect(whole.shortfall == nil)
            #expect(whole.statistics?.calls == 3)
            let kept = try await ask()
            #expect(kept.statistics?.calls == 0)
            #expect(kept.writer.rows.count == 57)
        }
    }

    /// Three rows are removed while pages are read: the rows that shifted are read again and stored
    /// once.
    @Test func movedListsAreKeptWhole() async throws {
        var readings = SandboxReadings()
        readings.changes = (0..<3).map { .init(.removed, $0, after: 1) }
        try await Harness.with(
            try await Harness(
                company: Self.company, readings: readings, quotas: Self.free,
                sandboxQuotas: Self.none)
        ) { harness in
            let list = Self.lists[3]
            let (first, statistics) = try await harness.run(list.text)
            #expect(Set(first.rows.compactMap { $0[0] }) == Set(list.truth))
            #expect(statistics.calls == 4)
        }
    }

    /// A budget counts the pages that are read again.
    @Test func readingOnceMoreIsCounted() async throws {
        var readings = SandboxReadings()
        readings.changes = (0..<3).map { .init(.removed, $0, after: 1) }
        try await Harness.with(
            try await Harness(
                maxCalls: 3, company: Self.company, readings: readings, quotas: Self.free,
                sandboxQuotas: Self.none)
        ) { harness in
            let outcome = try await ask(Self.lists[3].text, harness)
            #expect(outcome.words?.contains("the budget of 3 calls was used up") == true)
            #expect(outcome.calls == 3)
        }
    }
}
