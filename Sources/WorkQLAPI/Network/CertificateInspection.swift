import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSOCKS
import NIOSSL
import WorkQLCatalog

/// A reader of the certificate of an untrusted server, to explain why it is not trusted. Sends no
/// data through the connection, which is closed after the certificate.
enum CertificateInspection {
    /// The timeout of each step.
    private static let patience = TimeAmount.seconds(5)

    /// - Returns: nil if the certificate cannot be read; the caller then reports the original
    ///   failure.
    static func certificate(
        of server: Authority, by route: NetworkRoute
    ) async -> PeerCertificate? {
        do {
            let (host, port) =
                route.proxy.map { ($0.host, $0.port) } ?? (server.host, server.port ?? 443)
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(patience)
                .connect(host: host, port: port).get()
            defer { channel.close(promise: nil) }
            let loop = channel.eventLoop
            try await within(patience, on: loop) { promise in
                loop.execute { tunnel(channel, to: server, by: route, promise) }
            }
            return try await within(patience, on: loop) { promise in
                loop.execute { handshake(channel, server, promise) }
            }
        } catch {
            return nil
        }
    }

    /// Returns the result of a promise; throws if it takes longer than `time`.
    private static func within<Value: Sendable>(
        _ time: TimeAmount, on loop: any EventLoop,
        _ begin: (EventLoopPromise<Value>) -> Void
    ) async throws -> Value {
        let promise = loop.makePromise(of: Value.self)
        let timeout = loop.scheduleTask(in: time) {
            promise.fail(ChannelError.connectTimeout(time))
        }
        begin(promise)
        defer { timeout.cancel() }
        return try await promise.futureResult.get()
    }

    /// Opens the tunnel to the server through the proxy, if there is one. Runs on the channel's
    /// loop.
    private static func tunnel(
        _ channel: any Channel, to server: Authority, by route: NetworkRoute,
        _ promise: EventLoopPromise<Void>
    ) {
        guard let proxy = route.proxy else { return promise.succeed() }
        let pipeline = channel.pipeline.syncOperations
        let port = server.port ?? 443
        do {
            switch proxy.kind {
            case .socks:
                let address = SOCKSAddress.domain(server.host, port: port)
                let client = SOCKSClientHandler(targetAddress: address)
                let opened = channel.eventLoop.makePromise(of: Void.self)
                let events = TunnelEvents(opened)
                try pipeline.addHandlers([client, events])
                opened.futureResult.assumeIsolated().flatMap {
                    pipeline.removeHandler(events).assumeIsolated().flatMap {
                        pipeline.removeHandler(client)
                    }.nonisolated()
                }.nonisolated().cascade(to: promise)
            case .http:
                let opened = channel.eventLoop.makePromise(of: Void.self)
                let encoder = HTTPRequestEncoder()
                let decoder = ByteToMessageHandler(
                    HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
                var headers = HTTPHeaders()
                if let basic = proxy.basicAuthorization {
                    headers.add(name: "Proxy-Authorization", value: basic)
                }
                let connect = NIOHTTP1ProxyConnectHandler(
                    targetHost: server.host, targetPort: port, headers: headers,
                    deadline: .now() + patience, promise: opened)
                try pipeline.addHandlers([encoder, decoder, connect])
                // NIOHTTP1ProxyConnectHandler removes itself.
                opened.futureResult.assumeIsolated().flatMap {
                    pipeline.removeHandler(decoder).assumeIsolated().flatMap {
                        pipeline.removeHandler(encoder)
                    }.nonisolated()
                }.nonisolated().cascade(to: promise)
            }
        } catch {
            promise.fail(error)
        }
    }

    /// Performs the TLS handshake until the certificate arrives, and rejects it. Runs on the
    /// channel's loop.
    private static func handshake(
        _ channel: any Channel, _ server: Authority, _ promise: EventLoopPromise<PeerCertificate?>
    ) {
        do {
            let context = try NIOSSLContext(configuration: .makeClientConfiguration())
            let isName = NetworkAddress(server.host) == nil
            let handler = try NIOSSLClientHandler(
                context: context, serverHostname: isName ? server.host : nil
            ) { chain, verification in
                promise.succeed(chain.first.flatMap { try? PeerCertificate($0) })
                verification.succeed(NIOSSLVerificationResult.failed)
            }
            try channel.pipeline.syncOperations.addHandler(handler)
            channel.closeFuture.whenComplete { _ in promise.succeed(nil) }
        } catch {
            promise.fail(error)
        }
    }
}

/// A handler that waits until a SOCKS proxy reports that it is connected.
private final class TunnelEvents: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let opened: EventLoopPromise<Void>

    init(_ opened: EventLoopPromise<Void>) { self.opened = opened }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is SOCKSProxyEstablishedEvent { opened.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        opened.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }
}
