import Logging
import Testing
import WorkQLCatalog
import WorkQLTime

@testable import WorkQLAPI

/// A client with scripted answers.
@Suite struct ClientTests {
    private let clock = ManualClock()
    private let recorder = Recorder()
    private static let screen = Table.named("screen_capture")
    private static let screenCall = Call.of(screen, 100, 200)

    private func client(
        _ transport: any Transport, quotas: [String: [Quota]] = [:], logger: Logger? = nil
    ) -> ServiceClient {
        ServiceClient(
            credentials: .demo, quotas: quotas, requestClock: clock.requestClock,
            transport: transport,
            random: { 0.5 }, logger: logger)
    }

    private func fetch(
        _ answers: [Result<String, TransportFailure>], _ call: Call = screenCall,
        of table: Table = screen
    ) async throws -> ScriptedTransport {
        let transport = ScriptedTransport(answers)
        _ = try await client(transport).gather(
            call, of: table, columns: [1], into: recorder)
        return transport
    }

    private func failure(
        _ answers: [Result<String, TransportFailure>], _ call: Call = screenCall,
        of table: Table = screen
    ) async -> ServiceFailure? {
        do {
            _ = try await fetch(answers, call, of: table)
            return nil
        } catch {
            return error as? ServiceFailure
        }
    }

    private static func captures(_ users: String..., next: String? = nil) -> String {
        let rows = users.map { #"{"userid":"\#($0)"}"# }.joined(separator: ",")
        let more = next.map { #","has_more":true,"next_cursor":"\#($0)""# } ?? ""
        return #"{"errcode":0,"errmsg":"ok","record_list":[\#(rows)]\#(more)}"#
    }

    @Test func requestsGoToTheServiceWithTheToken() async throws {
        let transport = try await fetch([.success(Self.captures("a"))])
        let request = try #require(transport.business.first)
        #expect(request.method == "POST")
        #expect(
            request.url == "https://qyapi.weixin.qq.com/cgi-bin/security/get_screen_oper_record"
                + "?access_token=t%2B1%2Fk%3D")
        #expect(request.headers.map(\.name) == ["Content-Type"])
        #expect(transport.bodies == [#"{"start_time":100,"end_time":200,"limit":1000}"#])
        #expect(recorder.events == [.sent(attempt: 1, page: 1), .answered(rows: 1)])
    }

    @Test func troubleInTheMiddleResumesAtTheCursor() async throws {
        let transport = try await fetch([
            .success(Self.captures("a", next: "c1")),
            .success(#"{"errcode":-1,"errmsg":"system busy","record_list":[]}"#),
            .failure(.lost("x")),
            .success(#"{"errcode":0,"record_list":[{"userid":"#),
            .success(Self.captures(next: "c2")),
            .success(Self.captures("b")),
        ])
        #expect(recorder.rows == [["a"], ["b"]])
        #expect(recorder.pages.count == 2)
        #expect(
            transport.bodies.map { $0.contains(#""cursor":"c1""#) } == [
                false, true, true, true, true, false,
            ])
        #expect(
            recorder.events == [
                .sent(attempt: 1, page: 1), .answered(rows: 1), .sent(attempt: 1, page: 2),
                .retried(reason: "busy (-1)", delay: .milliseconds(500)),
                .sent(attempt: 2, page: 2),
                .retried(reason: "lost connection", delay: .seconds(1)),
                .sent(attempt: 3, page: 2),
                .retried(reason: "broken response", delay: .seconds(2)),
                .sent(attempt: 4, page: 2), .answered(rows: 0), .sent(attempt: 1, page: 3),
                .answered(rows: 1),
            ])
        #expect(clock.now == .milliseconds(3500))
    }

    @Test(
        arguments: [
            (.success(#"{"errcode":-1,"errmsg":"busy"}"#), .service, -1, 4),
            (.success(#"{"errcode":45033,"errmsg":"x"}"#), .service, 45033, 4),
            (.success("<html>"), .malformed, nil, 4), (.success("{}"), .malformed, nil, 4),
            (.failure(.lost("gone")), .transport, nil, 4),
            (.failure(.tooLarge(limit: 1 << 28)), .malformed, nil, 1),
            (.success(#"{"errcode":45009,"errmsg":"x"}"#), .quota, 45009, 4),
            (.success(#"{"errcode":48002,"errmsg":"x"}"#), .permission, 48002, 1),
            (.success(#"{"errcode":0,"record_list":[{"userid":[]}]}"#), .malformed, nil, 1),
            (.success(#"{"errcode":0,"captures":[{"userid":"a"}]}"#), .malformed, nil, 1),
            (.success(#"{"errcode":0,"record_list":[],"has_more":true}"#), .malformed, nil, 1),
            (.success(#"{"errcode":42001,"errmsg":"x"}"#), .credentials, 42001, 2),
            (.success(#"{"errcode":301066,"errmsg":"x"}"#), .defect, 301066, 1),
            (.success(#"{"errcode":999999,"errmsg":"x"}"#), .service, 999999, 1),
        ] as [(Result<String, TransportFailure>, ServiceFailure.Kind, Int?, Int)])
    func failures(
        _ answer: Result<String, TransportFailure>, _ kind: ServiceFailure.Kind, _ code: Int?,
        _ attempts: Int
    ) async {
        let failure = await failure([answer])
        #expect(failure?.kind == kind)
        #expect(failure?.code == code)
        #expect(failure?.endpoint == "security/get_screen_oper_record")
        #expect(recorder.sent == attempts)
    }

    @Test func frequencyStopsTheEndpointForAMinute() async throws {
        _ = try await fetch([
            .success(#"{"errcode":45009,"errmsg":"x"}"#), .success(Self.captures("a")),
        ])
        #expect(
            recorder.events == [
                .sent(attempt: 1, page: 1),
                .retried(reason: "too many calls (45009)", delay: .zero),
                .waiting(.seconds(60)), .sent(attempt: 2, page: 1), .answered(rows: 1),
            ])
        #expect(clock.now == .seconds(60))
    }

    @Test func tokensAreRenewedOnce() async throws {
        let transport = try await fetch([
            .success(Self.captures("a", next: "c1")), .success(#"{"errcode":40014,"errmsg":"x"}"#),
            .success(Self.captures("b", next: "c2")), .success(#"{"errcode":42001,"errmsg":"x"}"#),
            .success(Self.captures("c")),
        ])
        #expect(transport.tokens == 3)
        #expect(recorder.rows == [["a"], ["b"], ["c"]])
    }

    @Test func tokensAreKeptUntilShortlyBeforeTheyExpire() async throws {
        let transport = ScriptedTransport([.success(Self.captures("a"))])
        let client = client(transport)
        func ask() async throws {
            _ = try await client.gather(Self.screenCall, of: Self.screen, into: recorder)
        }
        try await ask()
        clock.advance(by: .seconds(6899))
        try await ask()
        #expect(transport.tokens == 1)
        clock.advance(by: .seconds(2))
        try await ask()
        #expect(transport.tokens == 2)
    }

    @Test(arguments: [40001, 40013, 40091])
    func wrongSecretsAreNotTriedTwice(_ code: Int) async throws {
        let transport = ScriptedTransport { _, _ in
            .json(#"{"errcode":\#(code),"errmsg":"invalid credential"}"#)
        }
        let client = client(transport)
        await withTaskGroup(of: ServiceFailure?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await client.gather(Self.screenCall, of: Self.screen)
                        return nil
                    } catch { return error as? ServiceFailure }
                }
            }
            for await failure in group {
                #expect(failure?.kind == .credentials)
                #expect(failure?.code == code)
            }
        }
        #expect(transport.tokens == 1)
        #expect(transport.business.isEmpty)
    }

    @Test func tokensAreAskedForAgainAfterTrouble() async throws {
        let number = Shared(0)
        let transport = ScriptedTransport { request, _ in
            guard request.url.contains("gettoken") else { return .json(Self.captures("a")) }
            let count = number.withLock { number in
                number += 1
                return number
            }
            switch count {
            case 1: throw TransportFailure.lost("x")
            case 2: return .json(#"{"errcode":-1,"errmsg":"busy"}"#)
            case 3: return .json("<html>", status: 502)
            default: return .token
            }
        }
        _ = try await client(transport).gather(Self.screenCall, of: Self.screen, into: recorder)
        #expect(transport.tokens == 4)
    }

    @Test func tencentMeetingSignsEachAttempt() async throws {
        let table = Table.named("corp_recording")
        let good = #"{"total_page":1,"record_meetings":[{"meeting_record_id":"a"}]}"#
        let busy = #"{"error_info":{"error_code":5108,"message":"x"}}"#
        let transport = try await fetch(
            [.success(busy), .success(busy), .success(good)], .of(table, 100, 200), of: table)
        #expect(transport.tokens == 0)
        let nonces = transport.business.map { request in
            request.headers.first { $0.name == "X-TC-Nonce" }?.value ?? ""
        }
        #expect(Set(nonces).count == 3)
        #expect(nonces.allSatisfy { UInt64($0) ?? 0 > 0 })
        let names = try #require(transport.business.first).headers.map(\.name)
        #expect(
            Set(names) == [
                "X-TC-Key", "X-TC-Timestamp", "X-TC-Nonce", "X-TC-Signature", "AppId", "SdkId",
                "X-TC-Registered",
            ])
        // The quota delays them.
        #expect(clock.now == .seconds(12))
    }

    @Test func emptyTencentAnswersAreNotTakenForNoRows() async {
        let table = Table.named("corp_recording")
        let failure = await failure([.success("{}")], .of(table, 100, 200), of: table)
        #expect(failure?.kind == .malformed)
        let empty = await self.failure(
            [.success(#"{"total_count":0,"total_page":0}"#)], .of(table, 100, 200), of: table)
        #expect(empty == nil)
    }

    @Test func journalsAreHalvedOnce() async throws {
        let table = Table.named("journal")
        let transport = try await fetch(
            [
                .success(#"{"errcode":301066,"errmsg":"x"}"#),
                .success(#"{"errcode":0,"journaluuid_list":["a"],"endflag":1}"#),
                .success(#"{"errcode":0,"journaluuid_list":["b"],"endflag":1}"#),
            ], .of(table, 100, 201), of: table)
        #expect(
            transport.bodies
                == [(100, 201), (100, 151), (151, 201)].map {
                    #"{"starttime":\#($0.0),"endtime":\#($0.1),"cursor":0,"limit":100}"#
                })
        #expect(recorder.pages.count == 2)
    }

    @Test func quotasCanBeReplaced() async throws {
        let transport = ScriptedTransport([.success(Self.captures("a"))])
        let client = client(
            transport,
            quotas: ["security/get_screen_oper_record": [Quota(calls: 1, seconds: 7)]])
        for _ in 0..<3 {
            _ = try await client.gather(Self.screenCall, of: Self.screen, into: recorder)
        }
        #expect(clock.now == .seconds(14))
    }

    @Test func callsAtOnceAreLimited() async throws {
        let inside = Shared((now: 0, maximum: 0))
        let transport = ScriptedTransport { request, _ in
            if request.url.contains("gettoken") { return .token }
            inside.withLock {
                $0.now += 1
                $0.maximum = max($0.maximum, $0.now)
            }
            for _ in 0..<50 { await Task.yield() }
            inside.withLock { $0.now -= 1 }
            return .json(Self.captures("a"))
        }
        let client = ServiceClient(
            credentials: .demo, maxInFlight: 3, requestClock: clock.requestClock,
            transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    _ = try await client.gather(Self.screenCall, of: Self.screen)
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.withLock { $0.maximum } == 3)
        #expect(transport.tokens == 1)
    }

    @Test func deliveryHoldsTheNextPageBack() async throws {
        let transport = ScriptedTransport([
            .success(Self.captures("a", next: "c")), .success(Self.captures("b")),
        ])
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await client(transport).fetch(Self.screenCall, of: Self.screen, columns: [1]) { _ in
                throw Enough()
            }
        }
        #expect(transport.business.count == 1)
    }

    @Test func cancellationEndsWaitsAndRequests() async throws {
        let clock = ManualClock(automatic: false)
        for script in ["answer", "retry"] {
            let transport = ScriptedTransport { request, _ in
                if request.url.contains("gettoken") { return .token }
                if script == "retry" { return .json(#"{"errcode":-1}"#) }
                try await RequestClock.system.sleep(for: .seconds(1000))
                return .json("{}")
            }
            let client = ServiceClient(
                credentials: .demo, requestClock: clock.requestClock, transport: transport)
            let task = Task { try await client.gather(Self.screenCall, of: Self.screen) }
            while transport.business.isEmpty { await Task.yield() }
            if script == "retry" { while clock.sleepers == 0 { await Task.yield() } }
            task.cancel()
            let result = await task.result
            #expect {
                try result.get()
            } throws: { error in
                (error as? ServiceFailure)?.kind == .cancelled
            }
        }
    }

    @Test func callsWithoutSenseAreNotSent() async {
        let wrong = await failure([.success("{}")], .of(Self.screen, 200, 100))
        #expect(wrong?.kind == .defect)
        #expect(recorder.sent == 0)
    }

    @Test func credentialsAreNeededOnlyWhereTheyAreUsed() async {
        let transport = ScriptedTransport([.success(Self.captures("a"))])
        let client = ServiceClient(
            credentials: Credentials(), requestClock: clock.requestClock, transport: transport)
        await #expect {
            _ = try await client.gather(Self.screenCall, of: Self.screen)
        } throws: { error in
            (error as? ServiceFailure)?.kind == .configuration
        }
        #expect(transport.tokens == 0)
    }

    @Test func nothingSecretIsShown() async throws {
        let shown = Shared("")
        var logger = Logger(label: "test") { _ in
            RecordingLogHandler { line in
                shown.withLock { $0 += line }
            }
        }
        logger.logLevel = .trace
        let transport = ScriptedTransport { request, number in
            if request.url.contains("gettoken") { return .token }
            return .json(
                #"{"errcode":48002,"errmsg":"token t+1/k= of \#(WeComDemo.secret), url \#(request.url)\u001b[31m"}"#
            )
        }
        let client = client(transport, logger: logger)
        do {
            _ = try await client.gather(Self.screenCall, of: Self.screen, into: recorder)
        } catch {
            shown.withLock { $0 += String(describing: error) + String(reflecting: error) }
        }
        let text = shown.withLock { $0 } + String(describing: recorder.events)
        #expect(text.contains("48002"))
        for secret in ["t+1/k=", "t%2B1%2Fk%3D", WeComDemo.secret, "\u{1b}"] {
            #expect(!text.contains(secret))
        }
    }
}

private enum WeComDemo {
    static let secret = Credentials.demo[.wecomSecret] ?? ""
}

private struct RecordingLogHandler: LogHandler {
    let write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write("\(event.message) \(event.metadata ?? [:])\n")
    }
}
