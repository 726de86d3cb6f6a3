import NIOCore
import NIOSSL

/// Answers what comes before a session: requests for encryption and for the end of another session's
/// statement.
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
            // Whoever reads it next has no other way to know.
            parameters[Self.encryption] = isEncrypted ? "on" : "off"
            context.fireChannelRead(
                Self.wrapInboundOut(.startup(version: version, parameters: parameters)))
        case let message: context.fireChannelRead(Self.wrapInboundOut(message))
        }
    }

    /// No parameter of a client can be called so.
    static let encryption = "\0encrypted"

    private func answer(_ letter: Unicode.Scalar, _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 1)
        buffer.writeInteger(UInt8(ascii: letter))
        context.channel.writeAndFlush(buffer, promise: nil)
    }
}
