import NIOCore
import NIOPosix
import Synchronization
import WorkQLSyntax

/// One connection, from its first message to its last.
struct ServerConnection: Sendable {
    let context: ServerContext
    let users: ServerUsers?
    /// What an exchange of passwords over TLS is bound to; nil without TLS.
    let channelBinding: [UInt8]?
    let registry: ConnectionRegistry
    let idleTimeout: Duration?
    let loginTimeout: Duration

    /// Serves until the client disconnects or is disconnected.
    func serve(_ client: AcceptedClient) async {
        let channel = client.served()
        let control = StatementControl()
        channel.channel.closeFuture.whenComplete { _ in control.cancel(.disconnection) }
        do {
            let executor = EventLoopExecutor(channel.channel.eventLoop)
            try await withTaskExecutorPreference(executor) {
                try await channel.executeThenClose { inbound, outbound in
                    var messages = inbound.makeAsyncIterator()
                    try await serve(channel.channel, control, &messages) { bytes in
                        try await outbound.write(ByteBuffer(bytes: bytes))
                    }
                }
            }
        } catch {
            // The client has disconnected, or does not speak the protocol; the error cannot be sent
            // to anyone.
        }
    }

    private typealias Send = ([UInt8]) async throws -> Void

    private func serve(
        _ channel: any NIOCore.Channel, _ control: StatementControl,
        _ messages: inout NIOAsyncChannelInboundStream<FrontendMessage>.AsyncIterator,
        _ send: @escaping Send
    ) async throws {
        let guardian = InputCloser(channel)
        guardian.expect(within: loginTimeout)
        let silent = registry.addSilent { guardian.dismiss() }
        defer { registry.remove(silent: silent) }
        guard let first = try await messages.next() else { return }
        guard case .startup(let version, let parameters) = first else {
            return try await refuse(
                UserError(state: "08P01", "the first message is not a startup packet"), send)
        }
        let process: Int32
        let key: Int32
        do throws(UserError) {
            (process, key) = try registry.add(control) { guardian.dismiss() }
        } catch {
            return try await refuse(error, send)
        }
        // From here on it may run statements, which a server that stops does not interrupt at once.
        registry.remove(silent: silent)
        defer { registry.remove(process) }
        do {
            let session = try await open(
                version, parameters, process, channel, control, &messages, send)
            guardian.relax()
            try await session.greet(key: key)
            try await answer(&messages, session, guardian)
        } catch let error as UserError {
            try await refuse(error, send)
        }
    }

    private func refuse(_ error: UserError, _ send: Send) async throws {
        var output = BackendMessages()
        output.report(.fatal, error)
        try await send(output.take())
    }

    /// Authenticates the client.
    private func open(
        _ version: Int32, _ parameters: [String: String], _ process: Int32,
        _ channel: any NIOCore.Channel, _ control: StatementControl,
        _ messages: inout NIOAsyncChannelInboundStream<FrontendMessage>.AsyncIterator,
        _ send: @escaping Send
    ) async throws -> ClientSession {
        guard version >> 16 == 3 else {
            throw UserError(
                state: "0A000",
                "protocol \(version >> 16).\(version & 0xFFFF) is not spoken; 3.0 is")
        }
        var parameters = parameters
        let isEncrypted = parameters.removeValue(forKey: StartupHandler.encryption) == "on"
        var output = BackendMessages()
        let unknown = parameters.keys.filter { $0.hasPrefix("_pq_.") }.sorted()
        if version & 0xFFFF > 0 || !unknown.isEmpty {
            output.negotiateVersion(0, options: unknown)
            try await send(output.take())
        }
        guard let user = parameters["user"], !user.isEmpty else {
            throw UserError(state: "28000", "the startup packet names no user")
        }
        guard parameters["replication"].map({ ["false", "off", "0"].contains($0) }) ?? true else {
            throw UserError(state: "0A000", "replication is not supported")
        }
        if let users {
            guard isEncrypted || ListenAddress.isLocal(channel.remoteAddress) else {
                throw UserError(
                    state: "28000", "a connection from another machine has to be encrypted",
                    help: "connect with sslmode=require")
            }
            try await authenticate(
                user, by: users, bound: isEncrypted ? channelBinding : nil, &messages, send)
        }
        return try ClientSession(
            context, user: user, database: parameters["database"] ?? user, processID: process,
            startup: parameters, control: control, send: send)
    }

    private func authenticate(
        _ user: String, by users: ServerUsers, bound binding: [UInt8]?,
        _ messages: inout NIOAsyncChannelInboundStream<FrontendMessage>.AsyncIterator,
        _ send: Send
    ) async throws {
        let wrong = UserError(state: "28P01", "password authentication failed for user \"\(user)\"")
        var output = BackendMessages()
        let mechanisms = (binding == nil ? [] : [Scram.boundMechanism]) + [Scram.mechanism]
        output.authentication(10, mechanisms.flatMap { Array($0.utf8) + [0] } + [0])
        try await send(output.take())
        guard case .password(let first)? = try await messages.next(),
            let end = first.firstIndex(of: 0), first.count >= end + 5,
            case let mechanism = String(decoding: first[..<end], as: UTF8.self),
            mechanisms.contains(mechanism)
        else {
            throw UserError(
                state: "28000", "the client does not speak \(Scram.mechanism)",
                help: "use a driver that does; passwords are never sent in the clear")
        }
        var exchange = Scram.Exchange(users.verifier(of: user), binding: binding)
        guard
            let challenge = exchange.begin(
                String(decoding: first[(end + 5)...], as: UTF8.self),
                isBound: mechanism == Scram.boundMechanism)
        else { throw wrong }
        output.authentication(11, Array(challenge.utf8))
        try await send(output.take())
        guard case .password(let last)? = try await messages.next(),
            let proof = exchange.finish(String(decoding: last, as: UTF8.self))
        else { throw wrong }
        output.authentication(12, Array(proof.utf8))
        try await send(output.take())
    }

    private func answer(
        _ messages: inout NIOAsyncChannelInboundStream<FrontendMessage>.AsyncIterator,
        _ session: ClientSession, _ guardian: InputCloser
    ) async throws {
        while true {
            if registry.isClosing { throw StatementControl.Cause.shutdown.error }
            if let idleTimeout { guardian.expect(within: idleTimeout) }
            let message = try await messages.next()
            guardian.relax()
            switch guardian.reason {
            case .dismissed?: throw StatementControl.Cause.shutdown.error
            case .late?:
                throw UserError(
                    state: "57P05", "terminating connection due to idle-session timeout")
            case nil: break
            }
            guard let message, try await session.handle(message) else { return }
        }
    }
}

/// Ends the wait for a client's message by closing the input, so that the waiting reader sees its
/// end.
private final class InputCloser: Sendable {
    enum Reason { case late, dismissed }

    private struct State {
        var reason: Reason?
        var timer: Scheduled<Void>?
    }

    private let channel: any Channel
    private let state = Mutex(State())

    init(_ channel: any Channel) { self.channel = channel }

    var reason: Reason? { state.withLock { $0.reason } }

    func expect(within timeout: Duration) {
        let scheduled = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [self] in
            end(.late)
        }
        state.withLock { state in
            state.timer?.cancel()
            state.timer = scheduled
        }
    }

    func relax() {
        state.withLock { state in
            state.timer?.cancel()
            state.timer = nil
        }
    }

    func dismiss() { end(.dismissed) }

    private func end(_ reason: Reason) {
        state.withLock { if $0.reason == nil { $0.reason = reason } }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}
