import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import Synchronization

/// A connection that the server has accepted, and that ends whether or not the server handles it.
///
/// A server that stops drops the connections it has not begun to handle, and NIO ends the process
/// when a channel is dropped that was never read or written (swift-nio#2637).
final class AcceptedConnection: ServerChildChannelValue {
    fileprivate typealias Base = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    var channel: any Channel { base.channel }

    private let base: Base
    private let isHandled = Mutex(false)

    fileprivate init(_ base: Base) { self.base = base }

    deinit {
        guard !isHandled.withLock(\.self) else { return }
        Task { [base] in try? await base.executeThenClose { _, _ in } }
    }

    fileprivate func handled() -> Base {
        isHandled.withLock { $0 = true }
        return base
    }
}

/// HTTP/1.1 over ``AcceptedConnection``s.
struct AcceptingHTTP: ServerChildChannel {
    let base: HTTP1Channel

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<AcceptedConnection> {
        base.setup(channel: channel, logger: logger).map(AcceptedConnection.init)
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        await base.handle(value: value.handled(), logger: logger)
    }
}
