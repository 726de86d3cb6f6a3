import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax

/// Serves the sandbox on its own.
struct SandboxRun: Sendable {
    var port: Int
    var messages: Messages

    func run() async -> ExitStatus {
        await Interruption.run { await serve() }
    }

    /// Serves until Ctrl-C, which is the intended end and therefore not a failure.
    private func serve() async -> ExitStatus {
        do {
            let server = try await SandboxServer.start(Demo.configuration(), port: port)
            print(Self.announcement(of: server.baseURL))
            fflush(nil)
            // Waits until it is cancelled.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            await server.stop()
            return .done
        } catch {
            messages.report(
                UserError(
                    .service, "the sandbox cannot listen on port \(port)",
                    help: "choose another with --port, or omit it to use a free one"))
            return .service
        }
    }

    /// Returns lines that can be pasted into a shell without changes.
    static func announcement(of address: String) -> String {
        let services = Demo.services(at: address)
        let exports = ServiceKey.all.compactMap { key in
            services[key].map { "export \(key.variable)=\($0)" }
        }
        return (["# the sandbox is at \(address) until Ctrl-C"] + exports).joined(separator: "\n")
    }
}
