import NIOCore
import NIOSSL

/// Answers the messages before a session: requests for encryption and for the cancellation of
/// another session's statement.
final class StartupHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = FrontendMessage
    typealias InboundOut = FrontendMessage

    private let tls: NIOSSLContext?
    private let registry: ConnectionRegistry
    private(set) var isEncrypted = false

    init(tls: NIOSSLContext?, registry: ConnectionRegistry) {
        self.tls = tls
        self.registry = registry
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .gssRequest: answer("N", context)
        case .sslRequest:
            guard let tls, !isEncrypted else { return answer("N", context) }
            answer("S", context)
            do {
                try context.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(context: tls), position: .first)
                isEncrypted = true
            } catch {
                context.close(promise: nil)
            }
        case .cancel(let process, let key):
            registry.cancel(process: process, key: key)
            context.close(promise: nil)
        case .startup(let version, var parameters):
            // The next reader cannot determine it in any other way.
            parameters[Self.encryption] = isEncrypted ? "on" : "off"
            context.fireChannelRead(
                Self.wrapInboundOut(.startup(version: version, parameters: parameters)))
        case let message: context.fireChannelRead(Self.wrapInboundOut(message))
        }
    }

    /// The name of the parameter that records encryption; no parameter of a client can have this
    /// name.
    static let encryption = "\0encrypted"

    private func answer(_ letter: Unicode.Scalar, _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 1)
        buffer.writeInteger(UInt8(ascii: letter))
        context.channel.writeAndFlush(buffer, promise: nil)
    }
}
