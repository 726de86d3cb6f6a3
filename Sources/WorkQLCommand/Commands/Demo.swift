import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

/// The demo: the embedded sandbox, called with credentials of its own.
enum Demo {
    /// Returns the values that a configuration would contain.
    static func services(at address: String) -> [ServiceKey: String] {
        var values: [ServiceKey: String] = [:]
        for key in ServiceKey.all {
            values[key] =
                key.kind == .address
                ? address : SandboxConfiguration.demoProfile[key.service]?[key.name]
        }
        return values
    }

    /// The quotas of the demo. The ten calls a minute that the real service allows would make the
    /// demo slow.
    static let quotas = ["corp_recording": [Quota(calls: 600, seconds: 60)]]

    /// The sandbox at the time of `--now`, after which there are no records; nil for the clock's.
    static func configuration(at now: Instant? = nil) -> SandboxConfiguration {
        var configuration = SandboxConfiguration.demo
        let fixed = now.map { Double($0.milliseconds) / 1000 }
        configuration.present = { fixed ?? Date().timeIntervalSince1970 }
        return configuration
    }

    static func start(at now: Instant? = nil) async throws(UserError) -> SandboxServer {
        do {
            return try await SandboxServer.start(configuration(at: now).withoutQuotas)
        } catch {
            if Task.isCancelled { throw UserError(.interrupted, "interrupted") }
            throw UserError(.service, "the demo's sandbox cannot be started")
        }
    }
}
