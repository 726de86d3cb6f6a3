import Foundation
import Synchronization
import TestSupport
import WorkQLCatalog
import WorkQLPages
import WorkQLSandbox

@testable import WorkQLAPI

/// Returns a wire sample from the folder of this file.
func fixture(_ path: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(path)")))
}

/// Returns the `body` of a sample that also contains its source.
func fixtureBody(_ path: String) throws -> [UInt8] {
    let object = try JSONSerialization.jsonObject(with: Data(fixture(path))) as? [String: Any]
    return [UInt8](try JSONSerialization.data(withJSONObject: object?["body"] ?? [:]))
}

extension Table {
    static func named(_ name: String) -> Table {
        guard let table = Catalog.builtIn.table(name) else { fatalError("no table \(name)") }
        return table
    }

    func indices(_ names: String...) -> [Int] { names.compactMap(columnIndex) }

    var allIndices: [Int] { Array(columns.indices) }
}

extension Call {
    /// Creates a call with one key.
    static func of(
        _ table: Table, _ start: Int, _ end: Int, _ column: String? = nil, _ values: [Scalar] = [],
        choices: [Choice] = []
    ) -> Call {
        let keys = table.endpoint.keys.parameters.filter { $0.column == column }
            .map { Key($0, values) }
        return Call(
            endpoint: table.endpoint, start: start, end: end, keys: keys, choices: choices)
    }
}

/// Returns the rows of any page as text, for comparison.
func rows(_ page: Page) -> [[String]] {
    (0..<page.count).map { row in
        page.columns.map { column in
            if column.isNull(row) { return "NULL" }
            if let integer = column.integer(row) { return String(integer) }
            if let real = column.real(row) { return String(real) }
            return column.string(row) ?? "?"
        }
    }
}

/// Records the events of a fetch.
final class Recorder: Sendable {
    private let state = Mutex<(pages: [Page], events: [CallEvent])>(([], []))

    var pages: [Page] { state.withLock { $0.pages } }
    var events: [CallEvent] { state.withLock { $0.events } }
    var rows: [[String]] { pages.flatMap { WorkQLAPITests.rows($0) } }

    var sent: Int {
        events.count { if case .sent = $0 { true } else { false } }
    }

    var refused: [String] {
        events.flatMap { if case .refused(let users) = $0 { users } else { [String]() } }
    }

    var withheld: [String] {
        events.compactMap { if case .withheld(let id) = $0 { id } else { nil } }
    }

    func observe(_ event: CallEvent) { state.withLock { $0.events.append(event) } }
    func deliver(_ page: Page) { state.withLock { $0.pages.append(page) } }
}

extension ServiceClient {
    /// Fetches everything into a recorder, which also has the events before a failure.
    func gather(
        _ call: Call, of table: Table, columns: [Int]? = nil, into recorder: Recorder = Recorder()
    ) async throws -> Recorder {
        try await fetch(
            call, of: table, columns: columns ?? table.allIndices,
            observe: { recorder.observe($0) },
            deliver: { recorder.deliver($0) })
        return recorder
    }
}

extension Credentials {
    static let demo = Credentials([
        .wecomCorpID: WeComCredentials.demoCorpID, .wecomSecret: WeComCredentials.demoSecret,
        .tencentMeetingAppID: TencentMeetingCredentials.demoAppID,
        .tencentMeetingSdkID: TencentMeetingCredentials.demoSdkID,
        .tencentMeetingSecretID: TencentMeetingCredentials.demoSecretID,
        .tencentMeetingSecretKey: TencentMeetingCredentials.demoSecretKey,
        .tencentMeetingOperatorID: TencentMeetingCredentials.demoOperatorID,
    ])
}

/// Runs a body with a sandbox and a client that share one clock, which advances when both wait.
func withSandbox<Result>(
    faults: [SandboxFault] = [], maxInFlight: Int = 8,
    quotas: [String: [Quota]] = [:], credentials: Credentials = .demo,
    configuration: SandboxConfiguration = .demo,
    _ use: (SandboxServer, ServiceClient, ManualClock) async throws -> Result
) async throws -> Result {
    try await SandboxGate.with {
        let clock = ManualClock()
        let requestClock = clock.requestClock
        var configuration = configuration
        configuration.clock = SandboxClock(
            wall: requestClock.unixSeconds, monotonic: { clock.now / .seconds(1) })
        configuration.faults = faults
        let server = try await SandboxServer.start(configuration)
        do {
            let base = try BaseURL(server.baseURL, for: .wecom)
            let client = ServiceClient(
                credentials: credentials, baseURLs: [.wecom: base, .tencentMeeting: base],
                quotas: quotas, maxInFlight: maxInFlight, requestClock: requestClock,
                random: { 0.5 })
            let result = try await use(server, client, clock)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }
}

/// A value that several tasks of a test modify.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try mutex.withLock { value in
            var copy = value
            let result = try body(&copy)
            value = copy
            return result
        }
    }
}

extension SandboxConfiguration {
    static func changed(_ change: (inout SandboxConfiguration) -> Void) -> SandboxConfiguration {
        var configuration = SandboxConfiguration.demo
        change(&configuration)
        return configuration
    }
}
