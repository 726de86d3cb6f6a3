import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// HTTP by way of AsyncHTTPClient: pooled connections, HTTP/1.1, no redirects.
package final class HTTPTransport: Transport {
    private let client = Mutex<HTTPClient?>(nil)
    private let connections: Int

    /// From the first byte sent to the last received.
    private static let deadline = TimeAmount.seconds(60)
    /// The largest answer, decompressed. The largest page of these services is far smaller, but no
    /// documented limit says so.
    private static let largestAnswer = 256 << 20
    /// How much room is made for an answer because it says that it is so long.
    private static let largestReserve = 32 << 20

    /// - Parameter connections: how many to one host at once.
    package init(connections: Int) { self.connections = connections }

    deinit {
        // Without waiting: the client keeps itself until its connections are closed.
        client.withLock { $0?.shutdown { _ in } }
    }

    /// The client, whose threads start with the first request.
    private func started() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            let new = Self.client(connections: connections)
            client = new
            return new
        }
    }

    private static func client(connections: Int) -> HTTPClient {
        // The only way to switch decompression on without naming another package's types.
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(10))
        configuration.connectionPool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: .seconds(60), concurrentHTTP1ConnectionsPerHostSoftLimit: connections)
        // Retries are ours to count: the pool's own would make a refused connection take as long as
        // one that nobody answers, each of four times.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .enabled(limit: .size(largestAnswer))
        configuration.httpVersion = .http1Only
        // Spans name addresses, and addresses hold tokens.
        configuration.tracing.tracer = nil
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            return try await exchange(request)
        } catch let error as TransportFailure {
            throw error
        } catch let error as HTTPClientError {
            if error == .cancelled { throw .cancelled }
            throw .lost(error.shortDescription.lowercased())
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: Self.largestAnswer)
        } catch let error as NIOHTTPDecompression.DecompressionError {
            if error == .limit { throw .tooLarge(limit: Self.largestAnswer) }
            throw .broken("the answer cannot be decompressed")
        } catch is CancellationError {
            throw .cancelled
        } catch let error as IOError {
            throw .lost(String(cString: strerror(error.errnoCode)).lowercasedFirst)
        } catch let error as HTTPParserError {
            if error == .invalidEOFState { throw .lost("the answer ended early") }
            throw .broken(String(describing: error))
        } catch {
            // Names that do not resolve, certificates that do not hold, and the like. Such
            // descriptions name hosts but no paths, so no token.
            throw .lost(String(describing: error))
        }
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPAnswer {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers.add(name: "Accept-Encoding", value: "gzip")
        for header in request.headers {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let response = try await started().execute(outgoing, timeout: Self.deadline)
        var bytes: [UInt8] = []
        // Told truly by most, and never more than is there; compressed answers grow as they come.
        let told = response.headers.first(name: "Content-Length").flatMap(Int.init) ?? 0
        bytes.reserveCapacity(min(max(told, 0), Self.largestReserve) + HTTPAnswer.spare)
        for try await var part in response.body {
            guard bytes.count + part.readableBytes <= Self.largestAnswer else {
                throw TransportFailure.tooLarge(limit: Self.largestAnswer)
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
