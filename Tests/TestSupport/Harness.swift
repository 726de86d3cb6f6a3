import Foundation
package import Logging
package import Metrics
package import Tracing
package import WorkQL
package import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner
package import WorkQLSandbox
package import WorkQLStore
package import WorkQLSyntax
import WorkQLTime

/// A session on its own sandbox, both on one clock that advances only when a task waits.
package struct Harness {
    package let server: SandboxServer
    package let session: ScriptSession
    package let company: Company
    package let clock: ManualClock

    /// The receivers of logs, metrics and traces.
    package typealias Instruments = (
        logger: Logger, metrics: any MetricsFactory, tracer: any Tracer
    )

    /// - Parameters:
    ///   - now: the current time of the session and of the services, in the syntax of SINCE.
    ///   - quotas: the client's, by the endpoint's name; if empty, those of the pages.
    ///   - transport: HTTP if nil.
    package init(
        now: String = "2026-08-15T12:00:00+08:00", timezone: String = "Asia/Shanghai",
        maxCalls: Int? = nil, company: Company = Company(),
        readings: SandboxReadings = SandboxReadings(),
        faults: [SandboxFault] = [], quotas: [String: [Quota]] = [:],
        sandboxQuotas: [SandboxEndpoint: [SandboxQuota]]? = nil, transport: (any Transport)? = nil,
        parameters: [String: String] = [:], onProgress: (@Sendable (RunProgress) -> Void)? = nil,
        agentID: String? = String(WeComCredentials.demoAgentID),
        store: Store.Location? = .session, instruments: Instruments? = nil
    ) async throws {
        let zone = try Zone(identifier: timezone)
        let instant = try TimeContext(now: Instant(seconds: 0), zone: zone).timestamp(now).instant
        let clock = ManualClock(unixStart: Double(instant.milliseconds) / 1000)
        let requestClock = clock.requestClock
        var configuration = SandboxConfiguration(
            company: company,
            clock: SandboxClock(
                wall: { requestClock.unixSeconds() },
                monotonic: { requestClock.now() / .seconds(1) }))
        configuration.readings = readings
        configuration.present = { requestClock.unixSeconds() }
        configuration.faults = faults
        if let sandboxQuotas { configuration.quotas = sandboxQuotas }
        let server = try await SandboxServer.start(configuration)
        let client = try Harness.client(
            of: server, quotas: quotas, requestClock: requestClock, transport: transport,
            agentID: agentID, instruments: instruments)
        self.server = server
        self.clock = clock
        self.company = configuration.company
        var options = ScriptSession.Options(
            now: instant,
            parameters: Dictionary(
                uniqueKeysWithValues: parameters.map { (Name($0.key), $0.value) }))
        options.zone = zone
        options.maxCalls = maxCalls
        options.store = store
        options.onProgress = onProgress
        session = ScriptSession(options: options, client: client)
    }

    package static func client(
        of server: SandboxServer, quotas: [String: [Quota]], requestClock: RequestClock,
        transport: (any Transport)? = nil,
        agentID: String? = String(WeComCredentials.demoAgentID),
        isSandboxed: Bool = false, instruments: Instruments? = nil
    ) throws -> ServiceClient {
        var values: [ServiceKey: String] = [:]
        for key in ServiceKey.all {
            values[key] = SandboxConfiguration.demoProfile[key.service]?[key.name]
        }
        var credentials = Credentials(values)
        credentials[.wecomAgentID] = agentID
        return ServiceClient(
            credentials: credentials,
            baseURLs: [
                .wecom: try BaseURL(server.baseURL, for: .wecom),
                .tencentMeeting: try BaseURL(server.baseURL, for: .tencentMeeting),
            ], quotas: quotas,
            requestClock: requestClock, transport: transport, isSandboxed: isSandboxed,
            random: { 0.5 },
            logger: instruments?.logger, metrics: instruments?.metrics,
            tracer: instruments?.tracer)
    }

    /// Runs the only statement of a text.
    package func run(
        _ text: String
    ) async throws -> (rows: CollectingWriter, statistics: QueryStatistics) {
        var session = session
        let outcome = try await session.run(try Harness.statement(text), into: CollectingWriter())
        return (outcome.writer, outcome.statistics ?? QueryStatistics())
    }

    package static func statement(_ text: String) throws -> Statement {
        let statements = try statements(text)
        guard let statement = statements.first, statements.count == 1 else {
            throw Diagnostic("\(statements.count) statements", at: Span(0, 0))
        }
        return statement
    }

    package static func statements(_ text: String) throws -> [Statement] {
        switch Parser.parse(text) {
        case .complete(let statements): return statements
        case .incomplete(let mistake): throw mistake
        case .failed(let mistakes):
            throw mistakes.first ?? Diagnostic("no mistake is told", at: Span(0, 0))
        }
    }

    /// Runs a test with its own harness, whose server is stopped in every case.
    package static func with<Value>(
        _ make: @autoclosure () async throws -> Harness, _ body: (Harness) async throws -> Value
    ) async throws -> Value {
        try await SandboxGate.with {
            let harness = try await make()
            do {
                let value = try await body(harness)
                await harness.server.stop()
                return value
            } catch {
                await harness.server.stop()
                throw error
            }
        }
    }

    /// Runs a test with its own harness, whose store is a file that is deleted afterwards.
    package static func withStore(
        _ body: (_ harness: Harness, _ path: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "records.store").path()
        try await with(try await Harness(store: .file(path))) { harness in
            try await body(harness, path)
        }
    }
}
