import Synchronization
import WorkQLAPI

/// The network, which records the secrets that must not be logged.
final class SecretsTransport: Transport {
    private let inner = HTTPTransport(connections: 8)
    private let seen = Mutex<Set<String>>([])

    /// Every token, signature and key that was sent.
    var secrets: Set<String> { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        var secrets = request.headers.filter {
            ["X-TC-Signature", "X-TC-Key", "Authorization"].contains($0.name)
        }.map(\.value)
        for name in ["access_token=", "corpsecret="] {
            guard let found = request.url.firstRange(of: name) else { continue }
            secrets.append(String(request.url[found.upperBound...].prefix { $0 != "&" }))
        }
        seen.withLock { $0.formUnion(secrets) }
        return try await inner.send(request)
    }
}
