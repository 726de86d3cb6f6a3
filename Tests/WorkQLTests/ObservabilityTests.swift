import InMemoryTracing
import Logging
import MetricsTestKit
import TestSupport
import Testing
import Tracing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

/// The reports about statements to a log, to counters and to a tracer.
@Suite struct ObservabilityTests {
    private struct Told: Sendable {
        let log = RecordedLog()
        let metrics = TestMetrics()
        let tracer = InMemoryTracer()
        let transport = SecretsTransport()

        func harness(
            faults: [SandboxFault] = [], quotas: [String: [Quota]] = [:],
            readings: SandboxReadings = SandboxReadings()
        ) async throws -> Harness {
            try await Harness(
                readings: readings, faults: faults, quotas: quotas, transport: transport,
                instruments: (log.logger, metrics, tracer))
        }

        func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
            metrics.counters(label: label).filter { counter in
                dimensions.allSatisfy { wanted in counter.dimensions.contains { $0 == wanted } }
            }.reduce(0) { $0 + $1.totalValue }
        }

        func times(_ label: String) -> Int {
            metrics.timers(label: label).reduce(0) { $0 + $1.values.count }
        }

        func spans(_ name: String) -> [FinishedInMemorySpan] {
            tracer.finishedSpans.filter { $0.operationName == name }
        }

        /// Waits for calls that a statement stops: they end slightly after it.
        func allSpansEnd() async throws {
            for _ in 0..<1_000 where !tracer.activeSpans.isEmpty {
                try await Task.sleep(for: .milliseconds(10))
            }
            let names = tracer.activeSpans.map(\.operationName)
            #expect(names.isEmpty)
        }

        /// All counters and spans, as text.
        var text: String {
            let counted =
                metrics.counters.map { "\($0.label) \($0.dimensions)" }
                + metrics.timers.map { "\($0.label) \($0.dimensions)" }
            let traced = tracer.finishedSpans.map { span in
                var text = "\(span.operationName) \(String(describing: span.status))"
                func add(_ name: String, _ value: SpanAttribute) { text += " \(name)=\(value)" }
                span.attributes.forEach(add)
                return text + " \(span.events) \(span.errors)"
            }
            return (counted + traced).joined(separator: "\n")
        }
    }

    private static let query =
        "SELECT * FROM checkin WHERE userid IN ('zhangsan', 'lisi') SINCE 90d@d UNTIL today"

    @Test func everythingIsTold() async throws {
        let told = Told()
        try await Harness.with(try await told.harness()) { harness in
            let (rows, statistics) = try await harness.run(Self.query)
            #expect(statistics.calls > 2)
            let asked = harness.server.requests.filter { $0.endpoint == .checkin }.count
            #expect(asked == statistics.calls)

            let checkin = [("endpoint", "checkin/getcheckindata"), ("table", "checkin")]
            #expect(told.total("workql.calls", checkin) == Int64(asked))
            #expect(told.total("workql.calls", checkin + [("outcome", "answered")]) == Int64(asked))
            #expect(told.total("workql.calls", [("endpoint", "gettoken")]) == 1)
            #expect(told.total("workql.pages", checkin) == Int64(asked))
            #expect(told.total("workql.rows", checkin) == Int64(statistics.fetched))
            #expect(told.total("workql.bytes") > told.total("workql.rows") * 300)
            #expect(told.total("workql.retries") == 0)
            #expect(told.total("workql.stored_rows") == 0)
            #expect(
                told.total("workql.statements", [("statement", "select"), ("outcome", "done")]) == 1
            )
            #expect(told.times("workql.call.duration") == asked + 1)
            #expect(told.times("workql.statement.duration") == 1)

            let again = try await harness.run(Self.query)
            #expect(again.statistics.calls == 0)
            #expect(
                told.total("workql.stored_rows", [("table", "checkin")])
                    == Int64(again.statistics.stored))
            #expect(again.statistics.stored >= rows.rows.count)
        }
    }

    @Test func recordsNameTheirCall() async throws {
        let told = Told()
        try await Harness.with(try await told.harness(faults: [.nth(1, .busy, on: .checkin)])) {
            harness in
            _ = try await harness.run(Self.query)
            let requests = told.log.records.filter { $0.metadata["attempt"] != nil }
            let asked = requests.filter { $0.metadata["table"] == "checkin" }
            #expect(asked.count == harness.server.requests.filter { $0.endpoint == .checkin }.count)
            #expect(asked.allSatisfy { $0.metadata["page"] == "1" && $0.level == .debug })
            #expect(asked.allSatisfy { $0.metadata["call"].flatMap(Int.init) ?? 0 > 0 })
            #expect(asked.filter { $0.metadata["attempt"] == "2" }.count == 1)
            #expect(asked.first { $0.message.hasSuffix("busy") }?.metadata["code"] == "-1")
            // The retry belongs to the same call.
            let repeated = asked.first { $0.metadata["attempt"] == "2" }?.metadata["call"]
            #expect(
                repeated == asked.first { $0.message.hasSuffix("busy") }?.metadata["call"])
            #expect(told.log.records.contains { $0.message.hasPrefix("gettoken") })
            #expect(told.log.records.contains { $0.message == "statement done" })
        }
    }

    @Test func spansStandInOneAnother() async throws {
        let told = Told()
        try await Harness.with(
            try await told.harness(faults: [.nth(2, .http502, on: .screenCapture)])
        ) { harness in
            let (_, statistics) = try await harness.run(
                "SELECT * FROM screen_capture SINCE 30d@d UNTIL today")
            try await told.allSpansEnd()
            let statement = try #require(told.spans("workql.statement").first)
            #expect(statement.parentSpanID == nil)
            #expect(statement.attributes.get("workql.statement") == "select")
            #expect(statement.attributes.get("workql.calls") == .int64(Int64(statistics.calls)))
            let scan = try #require(told.spans("workql.scan").first)
            #expect(scan.parentSpanID == statement.spanID)
            #expect(scan.attributes.get("workql.table") == "screen_capture")
            #expect(scan.attributes.get("workql.rows") == .int64(Int64(statistics.fetched)))
            let calls = told.spans("workql.call")
            #expect(calls.count > 1)
            #expect(calls.allSatisfy { $0.parentSpanID == scan.spanID })
            #expect(
                calls.allSatisfy {
                    $0.attributes.get("workql.endpoint") == "security/get_screen_oper_record"
                })
            let requests = told.spans("workql.request").filter {
                $0.attributes.get("workql.table") == "screen_capture"
            }
            #expect(requests.count == statistics.calls)
            let parents = Set(calls.map(\.spanID))
            #expect(requests.allSatisfy { $0.parentSpanID.map(parents.contains) ?? false })
            #expect(requests.allSatisfy { $0.kind == .client })
            #expect(requests.contains { $0.attributes.get("workql.page") == .int64(2) })
            let failed = try #require(requests.first { $0.status?.code == .error })
            #expect(failed.attributes.get("error.type") == "http_status")
            #expect(failed.attributes.get("http.response.status_code") == .int64(502))
            #expect(requests.contains { $0.attributes.get("workql.attempt") == .int64(2) })
            let sizes = requests.filter { $0.attributes.get("http.response.body.size") != nil }
            #expect(sizes.count == requests.count)
        }
    }

    @Test func waitsAndRetriesAreCounted() async throws {
        let told = Told()
        let quotas = ["corp/records": [Quota(calls: 2, seconds: 60)]]
        try await Harness.with(
            try await told.harness(faults: [.nth(1, .busy, on: .corpRecording)], quotas: quotas)
        ) { harness in
            let (_, statistics) = try await harness.run(
                "SELECT * FROM corp_recording SINCE 31d@d UNTIL today")
            #expect(told.total("workql.retries", [("table", "corp_recording")]) == 1)
            #expect(statistics.retries == 1)
            #expect(told.times("workql.quota.wait") > 0)
            #expect(told.log.records.contains { $0.level == .trace && $0.metadata["delay"] != nil })
        }
    }

    @Test func failuresAreToldByTheirKind() async throws {
        let told = Told()
        try await Harness.with(
            try await told.harness(faults: [.every(1, .notAuthorised, on: .checkin)])
        ) { harness in
            await #expect(throws: UserError.self) { _ = try await harness.run(Self.query) }
            try await told.allSpansEnd()
            #expect(told.total("workql.calls", [("outcome", "permission")]) > 0)
            #expect(
                told.total("workql.statements", [("outcome", "permission")]) == 1)
            let call = try #require(told.spans("workql.call").first { $0.status != nil })
            #expect(call.attributes.get("error.type") == "permission")
            #expect(call.attributes.get("workql.code") == .int64(48_002))
            #expect(told.spans("workql.statement").first?.status?.code == .error)
        }
    }

    /// No logging, metrics or tracing system has been bootstrapped in this process.
    @Test func nothingIsBuiltForNobody() {
        let silent = Instruments()
        var built = 0
        func dimensions() -> [(String, String)] {
            built += 1
            return []
        }
        silent.count("workql.calls", dimensions())
        silent.time("workql.call.duration", .seconds(1), dimensions())
        #expect(built == 0)
        #expect(silent.begin("workql.call") == nil)
        let heard = Instruments(metrics: TestMetrics(), tracer: InMemoryTracer())
        heard.count("workql.calls", dimensions())
        heard.count("workql.calls", by: 0, dimensions())
        heard.time("workql.call.duration", .seconds(1), dimensions())
        #expect(built == 2)
        #expect(heard.begin("workql.call") != nil)
    }

    private static let kinds: [SandboxFault.Kind] = [
        .slow(seconds: 0), .busy, .internalError, .http502, .dropped, .cutShort, .cutJSON, .badJSON,
        .expiredToken, .frequency, .dayFrequency, .tooMany, .notAuthorised, .untrustedAddress,
        .noPermission, .code(40_003), .code(301_021), .code(190_303),
    ]

    /// For any event, at any level.
    @Test(arguments: kinds)
    func nothingSecretIsTold(_ kind: SandboxFault.Kind) async throws {
        let told = Told()
        var faults: [SandboxFault] = [.every(2, kind)]
        if kind != .expiredToken { faults.append(.nth(1, kind, on: .getToken)) }
        try await Harness.with(try await told.harness(faults: faults)) { harness in
            for text in [
                Self.query, "SELECT * FROM corp_recording SINCE 31d@d UNTIL today",
                "SELECT * FROM member",
            ] {
                _ = try? await harness.run(text)
            }
            try await told.allSpansEnd()
            expectNothingSecret(told)
        }
    }

    @Test func refusedCredentialsAreNotToldEither() async throws {
        for code in [40_001, 40_091] {
            let told = Told()
            var readings = SandboxReadings()
            readings.wrongSecretCode = code
            try await Harness.with(
                try await told.harness(
                    faults: [.every(1, .code(code), on: .getToken), .every(1, .code(200_003))],
                    readings: readings)
            ) { harness in
                _ = try? await harness.run(Self.query)
                _ = try? await harness.run("SELECT * FROM corp_recording SINCE 7d@d UNTIL today")
                #expect(told.total("workql.calls", [("outcome", "credentials")]) > 0)
                try await told.allSpansEnd()
                expectNothingSecret(told)
            }
        }
    }

    private func expectNothingSecret(_ told: Told) {
        var secrets = told.transport.secrets.union([
            WeComCredentials.demoSecret, TencentMeetingCredentials.demoSecretKey,
            TencentMeetingCredentials.demoSecretID,
        ])
        secrets.remove("")
        #expect(secrets.count > 3)
        let text = told.log.text + "\n" + told.text
        #expect(!told.log.records.isEmpty && !told.tracer.finishedSpans.isEmpty)
        for secret in secrets { #expect(!text.contains(secret)) }
        for name in ["access_token=", "corpsecret=", "Authorization", "X-TC-"] {
            #expect(!text.contains(name))
        }
        // Counters and spans are exported more widely than a log, and contain no names.
        for user in ["zhangsan", "lisi"] { #expect(!told.text.contains(user)) }
    }
}
