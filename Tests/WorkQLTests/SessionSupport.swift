import Foundation
import Synchronization
import TestSupport
import WorkQL
import WorkQLSandbox

/// A public session on its own sandbox, both on one clock that advances only when a task waits.
struct Embedded {
    let server: SandboxServer
    let session: Session
    let clock: Session.Clock
    let configuration: Session.Configuration

    /// 2026-08-15T12:00:00+08:00
    static let now = Date(timeIntervalSince1970: 1_786_766_400)

    static func with<Value>(
        faults: [SandboxFault] = [], sandbox: SandboxConfiguration? = nil,
        _ change: (inout Session.Configuration) -> Void = { _ in },
        _ body: (Embedded) async throws -> Value
    ) async throws -> Value {
        try await SandboxGate.with {
            let clock = Session.Clock.manual(from: now)
            var settings = sandbox ?? .demo.withoutQuotas
            settings.clock = SandboxClock(
                wall: { clock.now().timeIntervalSince1970 },
                monotonic: { clock.elapsed() / .seconds(1) })
            settings.faults = faults
            let server = try await SandboxServer.start(settings)
            var configuration = Session.Configuration()
            configuration.wecom = .init(
                corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
                agentID: String(WeComCredentials.demoAgentID), baseURL: server.baseURL)
            configuration.tencentMeeting = .init(
                appID: TencentMeetingCredentials.demoAppID,
                sdkID: TencentMeetingCredentials.demoSdkID,
                secretID: TencentMeetingCredentials.demoSecretID,
                secretKey: TencentMeetingCredentials.demoSecretKey,
                operatorID: TencentMeetingCredentials.demoOperatorID, baseURL: server.baseURL)
            configuration.clock = clock
            change(&configuration)
            do {
                let value = try await body(
                    Embedded(
                        server: server, session: try Session(configuration), clock: clock,
                        configuration: configuration))
                await server.stop()
                return value
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    /// The number of requests for rows, not counting those for tokens and lists of people.
    var calls: Int { server.requests.count { $0.endpoint == .checkin } }
}

extension Date {
    init(_ text: String) throws {
        self = try Date(text, strategy: .iso8601)
    }
}

/// A counter that can be incremented from any task.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    /// - Returns: the number of this call, from 1.
    @discardableResult func add() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
