import Foundation
import WorkQLSandbox

/// Serves the sandbox until it is killed, without the services' quotas.
struct Serve {
    static let usage = "serve"

    func run() async throws {
        let server = try await SandboxServer.start(.demo.withoutQuotas)
        let people = Company().visiblePeople.map { "\"\($0.userid)\"" }.joined(separator: ", ")
        print(
            """
            {"address": "\(server.baseURL)", "corpid": "\(WeComCredentials.demoCorpID)", \
            "secret": "\(WeComCredentials.demoSecret)", "users": [\(people)]}
            """)
        fflush(nil)
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}
