import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSOCKS
import NIOSSL
import WorkQLCatalog

/// Looks at the certificate of a server that is not believed, to say why. Nothing is sent through
/// the connection, which ends with the certificate.
enum CertificateInspection {
    /// How long each of its steps may take.
    private static let patience = TimeAmount.seconds(5)

    /// - Returns: nil where the certificate cannot be had: the failure that led here is what remains
    ///   to be said.
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

    /// What a promise comes to, if it does in time.
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

    /// On the channel's loop: has the proxy connect to the server, if there is one.
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
                // That handler leaves by itself.
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

    /// On the channel's loop: shakes hands until the certificate is there, and refuses it.
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

/// Waits for a SOCKS proxy's word that it is connected.
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
