import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// Proxies that fail in the middle, inspect, or answer with pages of their own: the same rows after
/// retries, or an error that says what to do, each within a bounded time.
@Suite(
    .serialized, .timeLimit(.minutes(30)),
    .enabled(
        if: NetworkServers.isInstalled(.nginx, .openssl, .python),
        "nginx, openssl or python3 is not installed"))
struct NetworkTroubleTests {
    private static let query =
        "SELECT userid, checkin_time FROM checkin WHERE userid IN ('lisi', 'zhangsan', 'wangwu') "
        + "SINCE 60d ORDER BY ALL"
    private static let secret = "hush-proxy-word"
    /// Longer than the retries of a call take.
    private static let seconds = 150.0

    /// Runs the query through a route, and ends the command if it takes too long.
    private func ask(
        _ keys: [String], at address: String, in folder: String
    ) async throws -> CommandRun {
        let services = Demo.services(at: address)
        let text =
            keys.joined(separator: "\n") + "\n"
            + ["wecom", "tencent_meeting"].map { service in
                "[profile.default.\(service)]\n"
                    + services.filter { $0.key.service == service }
                    .map { "\($0.key.name) = \"\($0.value)\"" }.sorted().joined(separator: "\n")
            }.joined(separator: "\n")
        let home = folder + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: home + "/workql", withIntermediateDirectories: true)
        try text.write(toFile: home + "/workql/config.toml", atomically: true, encoding: .utf8)
        chmod(home + "/workql/config.toml", 0o600)
        let run = try await onOwnThread {
            try CommandRun(
                ["-f", "csv", "--quiet", "--now", "2026-08-08T12:00", "-c", Self.query],
                environment: ["XDG_CONFIG_HOME": home], seconds: Self.seconds)
        }
        #expect(run.status != SIGKILL, "the command had not ended after \(Self.seconds) s")
        #expect(!(run.output + run.errors).contains(Self.secret))
        return run
    }

    /// - Parameters:
    ///   - body: of `serve(client, target)`, which gets the client's socket and the host and port
    ///     that its CONNECT names.
    ///   - globals: what all connections share.
    private static func proxy(_ globals: String, _ body: String) -> String {
        """
        import socket, ssl, sys, threading
        lock = threading.Lock()
        \(globals)

        def pipe(source, target, limit=None):
            sent = 0
            try:
                while True:
                    data = source.recv(4096)
                    if not data:
                        break
                    if limit is not None and sent + len(data) > limit:
                        target.sendall(data[:limit - sent])
                        break
                    target.sendall(data)
                    sent += len(data)
            except OSError:
                pass
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def both(client, target, limit=None):
            threading.Thread(target=pipe, args=(client, target), daemon=True).start()
            pipe(target, client, limit)

        def serve(client, host, port):
            global cuts
        \(body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

        def accept(client):
            try:
                head = b""
                while b"\\r\\n\\r\\n" not in head:
                    more = client.recv(4096)
                    if not more:
                        return
                    head += more
                host, port = head.split()[1].decode().rsplit(":", 1)
                serve(client, host, int(port))
                # Closing with bytes unread would reset the connection, and the answer may be lost.
                client.shutdown(socket.SHUT_WR)
                client.settimeout(5)
                while client.recv(4096):
                    pass
            except (OSError, ValueError):
                pass
            finally:
                client.close()

        listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            threading.Thread(target=accept, args=(listener.accept()[0],), daemon=True).start()
        """
    }

    private static func cutting(_ connections: Int) -> String {
        proxy(
            "cuts = \(connections)",
            """
            target = socket.create_connection((host, port))
            client.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
            with lock:
                limit = None if cuts == 0 else 9000
                cuts -= 1
            both(client, target, limit)
            """)
    }

    private struct Service {
        var servers: NetworkServers
        var address: String
        var trust: String
        var certificate: NetworkServers.Certificate
        /// The answer without a proxy.
        var rows: String

        func proxy(_ program: String) async throws -> String {
            let port = try await servers.python(program)
            return "proxy = \"http://u:\(NetworkTroubleTests.secret)@127.0.0.1:\(port)\""
        }
    }

    private func withService(_ body: (Service) async throws -> Void) async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try await servers.certificate(for: "localhost")
            let port = try await servers.nginx(to: server.port, certificate)
            var service = Service(
                servers: servers, address: "https://localhost:\(port)",
                trust: "ca_file = \"\(certificate.authority)\"", certificate: certificate, rows: "")
            let direct = try await ask(
                [service.trust], at: service.address, in: servers.path("homes"))
            try #require(direct.status == 0, "\(direct.errors)")
            #expect(direct.output.count > 3000)
            service.rows = direct.output
            try await body(service)
            await server.stop()
        }
    }

    private func expectRows(_ keys: [String], _ service: Service) async throws {
        let run = try await ask(
            keys, at: service.address, in: service.servers.path("homes"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == service.rows)
    }

    private func expectError(
        _ keys: [String], _ service: Service, status: Int32, says words: String
    ) async throws {
        let run = try await ask(keys, at: service.address, in: service.servers.path("homes"))
        #expect(run.status == status, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.contains("= help: "), "\(run.errors)")
    }

    @Test func tunnelsThatAreCut() async throws {
        try await withService { service in
            // In mid-page: the handshake and the token are through.
            try await expectRows(
                [service.trust, try await service.proxy(Self.cutting(1))], service)
            try await expectRows(
                [service.trust, try await service.proxy(Self.cutting(2))], service)
            try await expectError(
                [service.trust, try await service.proxy(Self.cutting(-1))], service, status: 69,
                says: "error[")
        }
    }

    /// A proxy that inspects TLS: it has a certificate for the service from its own authority, and
    /// checks the certificate of the service.
    @Test func inspection() async throws {
        try await withService { service in
            let own = try await service.servers.certificate(
                for: "localhost", authority: "检查网关 CA")
            let program = Self.proxy(
                """
                inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                inner.load_cert_chain("\(own.certificate)", "\(own.key)")
                outer = ssl.create_default_context(cafile="\(service.certificate.authority)")
                """,
                """
                plain = socket.create_connection((host, port))
                target = outer.wrap_socket(plain, server_hostname=host)
                client.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
                both(inner.wrap_socket(client, server_side=True), target)
                """)
            let proxy = try await service.proxy(program)
            try await expectRows(["ca_file = \"\(own.authority)\"", proxy], service)
            // The authority of the service is not the one that the client meets.
            for keys in [[proxy], [service.trust, proxy]] {
                try await expectError(
                    keys, service, status: 69,
                    says: "is signed by “检查网关 CA”, which this machine does not trust")
            }
        }
    }

    @Test(.enabled(if: NetworkServers.mitmdump != nil, "mitmproxy is not installed"))
    func mitmproxy() async throws {
        try await withService { service in
            let program = try #require(NetworkServers.mitmdump)
            let (port, authority) = try await service.servers.inspecting(
                program, trusting: service.certificate.authority)
            let proxy = "proxy = \"127.0.0.1:\(port)\""
            try await expectRows(["ca_file = \"\(authority)\"", proxy], service)
            try await expectError(
                [service.trust, proxy], service, status: 69,
                says: "is signed by “mitmproxy”, which this machine does not trust")
        }
    }

    @Test func silentAndDeadProxies() async throws {
        try await withService { service in
            let dead = try NetworkServers.freePort()
            try await expectError(
                [service.trust, "proxy = \"http://u:\(Self.secret)@127.0.0.1:\(dead)\""], service,
                status: 69, says: "connection refused")
            // It ends the connection without a word.
            try await expectError(
                [service.trust, try await service.proxy(Self.proxy("pass", "pass"))], service,
                status: 69, says: "proxy")
        }
    }

    @Test func pagesInPlaceOfTheService() async throws {
        func answering(_ text: String) -> String {
            Self.proxy("pass", "client.sendall(b\"\(text)\")")
        }
        try await withService { service in
            let page = "<html><body>login</body></html>"
            let head = "Content-Type: text/html\\r\\nContent-Length: \(page.count)\\r\\n\\r\\n"
            for (answer, words) in [
                // A page, where the tunnel was to be.
                ("HTTP/1.1 200 OK\\r\\n" + head + page, "error["),
                (
                    "HTTP/1.1 302 Found\\r\\nLocation: http://a.example/\\r\\n" + head + page,
                    "proxy"
                ),
                ("HTTP/1.1 403 Forbidden\\r\\n" + head + page, "proxy"),
                ("HTTP/1.1 502 Bad Gateway\\r\\n" + head + page, "proxy"),
                ("no HTTP at all", "proxy"),
            ] {
                try await expectError(
                    [service.trust, try await service.proxy(answering(answer))], service,
                    status: 69, says: words)
            }
        }
    }

    /// A portal that answers in place of the service, whose address needs no TLS.
    @Test func captivePortals() async throws {
        try await NetworkServers.with { servers in
            for answer in [
                "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n"
                    + "Content-Length: 6\\r\\n\\r\\n<html>",
                "HTTP/1.1 302 Found\\r\\nLocation: http://portal.example/\\r\\n"
                    + "Content-Length: 0\\r\\n\\r\\n",
            ] {
                let port = try await servers.python(
                    """
                    import socket, sys
                    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
                    while True:
                        client = listener.accept()[0]
                        client.recv(65536)
                        client.sendall(b"\(answer)")
                        client.close()
                    """)
                let run = try await ask(
                    [], at: "http://127.0.0.1:\(port)", in: servers.path("homes"))
                // A redirect is a wrong address until the network is known.
                #expect(run.status == 69 || run.status == 78, "\(run.errors)")
                #expect(
                    run.errors.contains("log in with a browser")
                        || run.errors.contains("a login page may have answered"), "\(run.errors)")
            }
        }
    }
}
