import Foundation
import NIOCore
import NIOPosix
import NIOSSL
package import WorkQL
import WorkQLPlanner
package import WorkQLSyntax
package import WorkQLTime

/// Serves PostgreSQL's protocol: the engine answers statements of its clients, and the catalog
/// answers their queries about the database itself.
package final class Server: Sendable {
    package struct Configuration: Sendable {
        package var listen = ListenAddress.host("127.0.0.1", port: ListenAddress.standardPort)
        /// Descriptors of listening sockets that another process has opened, instead of `listen`.
        package var sockets: [Int32] = []
        /// The users who may connect, each with a password; nil lets everyone connect, which is
        /// only allowed for an address of this machine.
        package var users: ServerUsers?
        /// The files of a certificate with its chain, and of its key, in PEM.
        package var certificate: String?
        package var key: String?
        package var limits = CallLimits()
        /// The file that keeps the calls of the day; nil keeps them in memory.
        package var ledger: String?
        package var maxConnections = 100
        /// The timeout; nil for no limit, here and below.
        package var statementTimeout: Duration?
        package var idleTimeout: Duration?
        /// How long running statements may continue after the server begins to shut down.
        package var grace = Duration.seconds(5)

        package init() {}
    }

    private let configuration: Configuration
    private let context: ServerContext
    private let registry: ConnectionRegistry
    private let tls: NIOSSLContext?
    private let channelBinding: [UInt8]?

    /// - Parameters:
    ///   - script: a session of the engine, of which each client gets a copy.
    ///   - now: returns the time that statements use as now.
    ///   - log: called with a record of every statement that the engine answers.
    /// - Throws: errors in the configuration.
    package init(
        _ configuration: Configuration, script: ScriptSession, catalog: (any CatalogHandler)? = nil,
        now: @escaping @Sendable () -> Instant, log: @escaping @Sendable (StatementRecord) -> Void
    ) throws(UserError) {
        self.configuration = configuration
        try configuration.users?.check(against: script.catalog)
        context = ServerContext(
            script: script, catalog: catalog, limits: configuration.limits,
            callLog: CallLedger(configuration.limits, file: configuration.ledger),
            rules: { [users = configuration.users] in users?.rules(of: $0) ?? UserRules() },
            statementTimeout: configuration.statementTimeout, now: now, log: log)
        registry = ConnectionRegistry(maximum: configuration.maxConnections)
        (tls, channelBinding) = try Self.tls(configuration)
        let isLocal =
            configuration.sockets.isEmpty
            ? configuration.listen.isLocal : configuration.sockets.allSatisfy(PassedSocket.isLocal)
        guard isLocal || tls != nil && configuration.users != nil else {
            throw UserError(
                .configuration,
                "an address that other machines can reach requires TLS and passwords",
                help: "add --tls-cert, --tls-key and --users, or listen on 127.0.0.1"
                    + (configuration.sockets.isEmpty
                        ? configuration.listen.socketInFolder.map { ", or on the socket \($0)" }
                            ?? "" : ""))
        }
    }

    /// - Returns: nothing without a certificate.
    private static func tls(
        _ configuration: Configuration
    ) throws(UserError) -> (context: NIOSSLContext?, channelBinding: [UInt8]?) {
        guard let certificate = configuration.certificate, let key = configuration.key else {
            guard configuration.certificate == nil, configuration.key == nil else {
                throw UserError(
                    .configuration, "a certificate and its key must be given together",
                    help: "give both --tls-cert and --tls-key")
            }
            return (nil, nil)
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate)
            let context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
            let own = try chain.first?.toDERBytes()
            return (context, own.flatMap(ChannelBinding.data))
        } catch {
            throw UserError(
                .configuration, "the certificate or its key cannot be read: \(error)",
                help: "both must be PEM files, and the key must not have a passphrase")
        }
    }

    private typealias Listener = NIOAsyncChannel<AcceptedClient, Never>

    /// Serves until the task is cancelled, and then until the running statements have ended or the
    /// grace period is over.
    ///
    /// - Parameter started: called with each address, `127.0.0.1:5432` or a path, once clients can
    ///   connect.
    package func run(started: @escaping @Sendable (String) -> Void) async throws {
        let listeners = try await listeners()
        for listener in listeners { started(Self.text(of: listener.channel.localAddress) ?? "") }
        // The calling task may run on a thread of its own, which has nothing to do with clients.
        let accepting = Task.detached { [self] in
            try await withThrowingTaskGroup { group in
                for listener in listeners { group.addTask { try await self.accept(listener) } }
                try await group.waitForAll()
            }
        }
        try await withTaskCancellationHandler {
            try await accepting.value
        } onCancel: {
            for listener in listeners { listener.channel.close(promise: nil) }
            registry.closeIdle()
            Task.detached { [registry, grace = configuration.grace] in
                try? await Task.sleep(for: grace)
                registry.closeAll()
            }
        }
        // A socket that was passed belongs to the process that passed it.
        if configuration.sockets.isEmpty, case .socket(let path) = configuration.listen {
            unlink(path)
        }
    }

    /// Returns why a server could not be started, in a few words.
    package static func reason(of error: any Error) -> String {
        (error as? IOError).map { systemMessage($0.errnoCode) } ?? "\(error)"
    }

    private func accept(_ listener: Listener) async throws {
        let connection = ServerConnection(
            context: context, users: configuration.users, channelBinding: channelBinding,
            registry: registry,
            idleTimeout: configuration.idleTimeout, loginTimeout: .seconds(60))
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { await connection.serve(client) }
                }
            }
        }
    }

    private func listeners() async throws -> [Listener] {
        let (tls, registry) = (tls, registry)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(ChannelOptions.backlog, value: 256)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<AcceptedClient> = {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    ByteToMessageHandler(MessageDecoder()),
                    StartupHandler(tls: tls, registry: registry),
                ])
                return AcceptedClient(
                    try AcceptedClient.Channel(wrappingChannelSynchronously: channel))
            }
        }
        let forTCP = bootstrap.childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
        if !configuration.sockets.isEmpty {
            var listeners: [Listener] = []
            for socket in configuration.sockets {
                listeners.append(
                    try await (PassedSocket.isTCP(socket) ? forTCP : bootstrap).bind(
                        socket, childChannelInitializer: initialize))
            }
            return listeners
        }
        switch configuration.listen {
        case .host(let host, let port):
            return [
                try await forTCP.bind(host: host, port: port, childChannelInitializer: initialize)
            ]
        case .socket(let path):
            guard !SocketProbe.answers(at: path) else {
                throw UserError(
                    .configuration, "another server listens on \(path)",
                    help: "stop it, or listen somewhere else with --listen")
            }
            // A socket left by a server that was killed would prevent binding.
            let listener = try await bootstrap.bind(
                unixDomainSocketPath: path, cleanupExistingSocketFile: true,
                childChannelInitializer: initialize)
            // Without passwords only its owner may use it.
            chmod(path, configuration.users == nil ? 0o600 : 0o666)
            return [listener]
        }
    }

    private static func text(of address: SocketAddress?) -> String? {
        guard let address else { return nil }
        if let path = address.pathname { return path }
        guard let host = address.ipAddress, let port = address.port else { return nil }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
