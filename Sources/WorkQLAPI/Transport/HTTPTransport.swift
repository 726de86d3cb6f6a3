import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
import Synchronization
import WorkQLCatalog

/// An HTTP transport on AsyncHTTPClient: pooled connections, HTTP/1.1, no redirects, and a separate
/// client for each network route.
///
/// HTTP/1.1 only: HTTP/2 would save nothing, because a service allows at most some ten calls a
/// second and a few connections carry them.
package final class HTTPTransport: Transport {
    private let clients = Mutex<[NetworkRoute: HTTPClient]>([:])
    private let connections: Int

    /// The timeout of a request, in seconds, from the first byte sent to the last received.
    static let answerSeconds = 60
    /// The timeout of a connection to the server or the proxy, in seconds.
    static let connectSeconds = 10
    /// The maximum size of an answer, decompressed, in bytes. The largest page of these services is
    /// far smaller, but no documented limit says so.
    static let maxAnswer = 256 << 20
    /// The maximum number of bytes reserved for an answer on the basis of its declared length.
    private static let maxReserve = 32 << 20

    /// - Parameter connections: the maximum number of concurrent connections to one host.
    package init(connections: Int) { self.connections = connections }

    deinit {
        // Does not wait: a client keeps itself alive until its connections are closed.
        clients.withLock { for client in $0.values { client.shutdown { _ in } } }
    }

    /// Returns the client of a route, whose threads start with the first request.
    private func started(_ route: NetworkRoute) -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[route] { return client }
            let new = Self.client(connections: connections, route)
            clients[route] = new
            return new
        }
    }

    private static func client(connections: Int, _ route: NetworkRoute) -> HTTPClient {
        // The only way to enable decompression without naming another package's types.
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(
            connect: .seconds(Int64(connectSeconds)))
        configuration.connectionPool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: .seconds(60), concurrentHTTP1ConnectionsPerHostSoftLimit: connections)
        // Retries are counted by this module: with the pool's own retries, a refused connection
        // would take as long as one without an answer, in each of four attempts.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .enabled(limit: .size(maxAnswer))
        configuration.httpVersion = .http1Only
        // Spans contain addresses, and addresses contain tokens.
        configuration.tracing.tracer = nil
        if let proxy = route.proxy { configuration.proxy = Self.proxy(proxy) }
        if !route.trusted.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = route.trusted.map { .file($0) }
            configuration.tlsConfiguration = tls
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func proxy(_ proxy: ProxyAddress) -> HTTPClient.Configuration.Proxy {
        switch proxy.kind {
        case .socks: return .socksServer(host: proxy.host, port: proxy.port)
        case .http:
            let authorization = proxy.user.map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
            }
            return .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
    }

    package func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            return try await response(to: request)
        } catch {
            let now = Int(RequestClock.system.unixSeconds())
            throw await ConnectionProblem(
                server: Self.server(of: request), route: request.route, now: now
            ).failure(error)
        }
    }

    /// Returns the host and port only: the rest of an address may contain a token.
    private static func server(of request: HTTPRequest) -> Authority {
        let address = request.url.firstRange(of: "://").map { request.url[$0.upperBound...] }
        let text = (address ?? request.url[...]).prefix { $0 != "/" && $0 != "?" }
        return Authority(text) ?? Authority(host: "the service", port: nil)
    }

    private func response(to request: HTTPRequest) async throws -> HTTPAnswer {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers.add(name: "Accept-Encoding", value: "gzip")
        for header in request.headers {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let response = try await started(request.route).execute(
            outgoing, timeout: .seconds(Int64(Self.answerSeconds)))
        var bytes: [UInt8] = []
        // Most servers declare the true length, and it never exceeds the actual one; compressed
        // answers grow beyond it as they arrive.
        let told = response.headers.first(name: "Content-Length").flatMap(Int.init) ?? 0
        bytes.reserveCapacity(min(max(told, 0), Self.maxReserve) + HTTPAnswer.spare)
        for try await var part in response.body {
            guard bytes.count + part.readableBytes <= Self.maxAnswer else {
                throw TransportFailure.tooLarge(limit: Self.maxAnswer)
            }
            part.readWithUnsafeReadableBytes {
                bytes.append(contentsOf: $0)
                return $0.count
            }
        }
        HTTPAnswer.pad(&bytes)
        return HTTPAnswer(
            status: Int(response.status.code),
            headers: response.headers.map { (name: $0.name, value: $0.value) }, body: bytes)
    }
}
