import Testing

@testable import WorkQLAPI

/// Behaviour that only real connections have.
@Suite struct TransportTests {
    private func failure(_ url: String) async -> TransportFailure? {
        let request = HTTPRequest(method: "GET", url: url, headers: [], body: [])
        do {
            _ = try await HTTPTransport(connections: 1).send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:1/?access_token=hush", "http://[::1]:1/?access_token=hush",
    ])
    func unreachableHosts(_ url: String) async {
        guard case .lost(let reason, _)? = await failure(url) else {
            Issue.record("\(url) was reached")
            return
        }
        #expect(reason == "connection refused")
        #expect(!reason.contains("hush"))
    }
}
