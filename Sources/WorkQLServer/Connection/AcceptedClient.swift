import NIOCore
import Synchronization

/// A connection that the server has accepted, and that ends whether or not the server serves it.
///
/// A server that stops drops the connections it has not begun to serve, and NIO ends the process when
/// a channel is dropped that was never read or written (swift-nio#2637).
final class AcceptedClient: Sendable {
    typealias Channel = NIOAsyncChannel<FrontendMessage, ByteBuffer>

    private let channel: Channel
    private let isServed = Mutex(false)

    init(_ channel: Channel) { self.channel = channel }

    deinit {
        guard !isServed.withLock(\.self) else { return }
        Task { [channel] in try? await channel.executeThenClose { _, _ in } }
    }

    /// Returns the channel, which the caller executes.
    func served() -> Channel {
        isServed.withLock { $0 = true }
        return channel
    }
}
