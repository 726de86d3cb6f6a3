import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// The five services on loopback.
///
///     let server = try await SandboxServer.start(.demo)
///     // … http://127.0.0.1:\(server.port) …
///     await server.stop()
public final class SandboxServer: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    /// The address of both services, which share no path: `http://127.0.0.1:PORT`.
    public var baseURL: String { "http://127.0.0.1:\(port)" }

    private let sandbox: Sandbox
    private let running: Task<Void, any Error>

    deinit { running.cancel() }

    private init(port: Int, sandbox: Sandbox, running: Task<Void, any Error>) {
        self.port = port
        self.sandbox = sandbox
        self.running = running
    }

    /// Starts a server that runs until ``stop()``.
    ///
    /// - Parameter port: 0 for any free port.
    /// - Throws: the error that prevents it from listening, such as a port already in use.
    public static func start(
        _ configuration: SandboxConfiguration = .demo, port: Int = 0
    ) async throws -> SandboxServer {
        let sandbox = Sandbox(configuration)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "workql.sandbox")
        logger.logLevel = .critical
        let application = Application(
            responder: Responder(sandbox: sandbox),
            server: HTTPServerBuilder { responder in
                AcceptingHTTP(
                    base: HTTP1Channel(
                        responder: responder,
                        configuration: .init(
                            additionalChannelHandlers: [DateHandler(configuration.clock)])))
            },
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "nginx"),
            onServerRunning: { channel in
                announce.yield(channel.localAddress?.port ?? 0)
            },
            logger: logger)
        let running = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await port in ports {
            return SandboxServer(port: port, sandbox: sandbox, running: running)
        }
        // Either it failed to listen, or the starting task was cancelled.
        running.cancel()
        try await running.value
        throw CancellationError()
    }

    /// Closes every connection and stops listening.
    public func stop() async {
        running.cancel()
        _ = await running.result
    }

    /// All requests so far, oldest first.
    public var requests: [SandboxRequest] { sandbox.requests }

    /// Returns the requests since the previous call, and forgets them.
    public func takeRequests() -> [SandboxRequest] { sandbox.takeRequests() }

    /// The requests that a page forbids.
    public var violations: [SandboxViolation] { sandbox.violations }

    /// Replaces the faults and restarts their counts.
    public func setFaults(_ faults: [SandboxFault]) { sandbox.setFaults(faults) }

    /// Replaces the interpretation.
    public func setReadings(_ readings: SandboxReadings) { sandbox.setReadings(readings) }

    /// Invalidates every token, as the service may at any time.
    public func revokeTokens() { sandbox.revokeTokens() }
}

private struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

private final class Responder: HTTPResponder {
    private let sandbox: Sandbox
    private let inFlight = Mutex(0)

    private struct Dropped: Error {}

    init(sandbox: Sandbox) { self.sandbox = sandbox }

    func respond(to request: Request, context: Context) async throws -> Response {
        let inFlight = inFlight.withLock { count in
            count += 1
            return count
        }
        defer { self.inFlight.withLock { $0 -= 1 } }
        let body = try await request.body.collect(upTo: 1 << 22)
        let answer = sandbox.answer(
            WireRequest(
                method: request.method.rawValue, target: request.head.path ?? "/",
                headers: request.headers.map { ($0.name.rawName, $0.value) },
                body: Array(body.readableBytesView), inFlight: inFlight))
        if answer.delay > 0 { try await Task.sleep(for: .seconds(answer.delay)) }
        if answer.delivery == .dropped {
            try await context.channel.close()
            throw Dropped()
        }
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: self.body(answer, context.channel))
    }

    private func body(_ answer: SandboxResponse, _ channel: any Channel) -> ResponseBody {
        guard answer.delivery == .cutShort else {
            return ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        }
        let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
        return ResponseBody(contentLength: answer.body.count) { writer in
            try await writer.write(half)
            try await channel.close()
            throw Dropped()
        }
    }
}
