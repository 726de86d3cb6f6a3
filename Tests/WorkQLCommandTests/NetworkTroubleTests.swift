import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// The command where the network is worse than a proxy: tunnels that break, portals that answer in
/// the service's place, inspection of TLS; and what other programs see of its secrets.
@Suite(.timeLimit(.minutes(10)))
struct NetworkTroubleTests {
    private static let query =
        "SELECT count(*) AS n, max(record_id) AS m FROM screen_capture WHERE department_id = 3 "
        + "SINCE 20d"
    private static let journals =
        "SELECT count(*) AS n FROM journal WHERE creator = 'lisi' SINCE 30d"

    /// - Parameter keys: lines at the top of the configuration.
    private static func ask(
        _ address: String, _ keys: [String], environment: [String: String] = [:], in home: String,
        _ query: String = "SELECT count(*) AS n FROM checkin WHERE userid = 'lisi' SINCE 60d"
    ) async throws -> CommandRun {
        let services = Demo.services(at: address)
        let text =
            keys.joined(separator: "\n") + "\n"
            + ["wecom", "tencent_meeting"].map { service in
                "[profile.default.\(service)]\n"
                    + services.filter { $0.key.service == service }
                    .map { "\($0.key.name) = \"\($0.value)\"" }.sorted().joined(separator: "\n")
            }.joined(separator: "\n")
        let folder = home + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/workql", withIntermediateDirectories: true)
        try text.write(toFile: folder + "/workql/config.toml", atomically: true, encoding: .utf8)
        chmod(folder + "/workql/config.toml", 0o600)
        let environment = environment.merging(["XDG_CONFIG_HOME": folder]) { $1 }
        return try await onOwnThread {
            try CommandRun(
                ["-f", "csv", "--quiet", "--now", "2026-08-08T12:00", "-c", query],
                environment: environment)
        }
    }

    // MARK: Tunnels

    /// A proxy whose first tunnels end after so many bytes of the service's, in the middle of a page.
    private static func cutting(_ tunnels: Int, after bytes: Int) -> String {
        """
        import socket, sys, threading
        left = [\(tunnels)]
        def pump(a, b, limit):
            try:
                while True:
                    data = a.recv(1024)
                    if not data: break
                    b.sendall(data)
                    limit -= len(data)
                    if limit <= 0: break
            except OSError: pass
            for s in (a, b):
                try: s.shutdown(socket.SHUT_RDWR)
                except OSError: pass
        def serve(client):
            head = b""
            while b"\\r\\n\\r\\n" not in head:
                data = client.recv(4096)
                if not data: return
                head += data
            host, port = head.split()[1].decode().rsplit(":", 1)
            server = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 Connection established\\r\\n\\r\\n")
            left[0] -= 1
            limit = \(bytes) if left[0] >= 0 else 1 << 60
            threading.Thread(target=pump, args=(client, server, 1 << 60), daemon=True).start()
            pump(server, client, limit)
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        listener.listen(64)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client,), daemon=True).start()
        """
    }

    /// A tunnel that breaks in the middle of a page costs a call and no row; one that always breaks
    /// is an error that names the proxy.
    @Test(
        .enabled(
            if: NetworkServers.isInstalled(.nginx, .openssl, .python),
            "nginx, openssl or python3 is not installed"))
    func tunnelsThatBreak() async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try servers.certificate(for: "localhost")
            let gate = try await servers.nginx(to: server.port, certificate)
            let address = "https://localhost:\(gate)"
            let trust = "ca_file = \"\(certificate.authority)\""
            let home = servers.path("homes")
            let direct = try await Self.ask(address, [trust], in: home, Self.query)
            #expect(direct.status == 0, "\(direct.errors)")
            _ = server.takeRequests()
            // One of these is inside the handshake, the others in answers.
            for bytes in [1500, 4000, 9000] {
                let proxy = try await servers.python(Self.cutting(2, after: bytes))
                let run = try await Self.ask(
                    address, [trust, "proxy = \"http://127.0.0.1:\(proxy)\""], in: home, Self.query)
                #expect(run.status == 0, "\(bytes): \(run.errors)")
                #expect(run.output == direct.output, "\(bytes)")
            }
            let broken = try await servers.python(Self.cutting(1 << 20, after: 4000))
            let run = try await Self.ask(
                address, [trust, "proxy = \"http://u:hush@127.0.0.1:\(broken)\""], in: home,
                Self.query)
            #expect(run.status == 69, "\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("127.0.0.1:\(broken)"), "\(run.errors)")
            #expect(!run.errors.contains("hush"))
            #expect(server.violations.isEmpty)
            await server.stop()
        }
    }

    @Test(
        .enabled(
            if: NetworkServers.isInstalled(.dante, .nginx, .openssl),
            "dante, nginx or openssl is not installed"))
    func dante() async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try servers.certificate(for: "localhost")
            let gate = try await servers.nginx(to: server.port, certificate)
            let socks = try await servers.dante()
            let home = servers.path("homes")
            let keys = ["ca_file = \"\(certificate.authority)\""]
            let direct = try await Self.ask("https://localhost:\(gate)", keys, in: home, Self.query)
            let asked = server.takeRequests().count
            let run = try await Self.ask(
                "https://localhost:\(gate)", keys + ["proxy = \"socks5h://127.0.0.1:\(socks)\""],
                in: home, Self.query)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == direct.output)
            #expect(server.takeRequests().count == asked)
            await server.stop()
        }
    }

    /// A proxy that inspects TLS is an error that says whose certificate it is, until its authority
    /// is trusted.
    @Test(
        .enabled(
            if: NetworkServers.mitmdump != nil && NetworkServers.isInstalled(.nginx, .openssl),
            "mitmproxy, nginx or openssl is not installed"))
    func inspection() async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try servers.certificate(for: "localhost")
            let gate = try await servers.nginx(to: server.port, certificate)
            let proxy = try await servers.inspecting(
                try #require(NetworkServers.mitmdump), trusting: certificate.authority)
            let address = "https://localhost:\(gate)"
            let home = servers.path("homes")
            let way = "proxy = \"http://127.0.0.1:\(proxy.port)\""
            let untrusted = try await Self.ask(address, [way], in: home)
            #expect(untrusted.status == 69, "\(untrusted.errors)")
            #expect(untrusted.errors.contains("mitmproxy"), "\(untrusted.errors)")
            #expect(untrusted.errors.contains("ca_file"), "\(untrusted.errors)")
            #expect(server.takeRequests().isEmpty)
            let trusted = try await Self.ask(
                address, [way, "ca_file = \"\(proxy.authority)\""], in: home, Self.journals)
            #expect(trusted.status == 0, "\(trusted.errors)")
            let asked = server.takeRequests().count
            let direct = try await Self.ask(
                address, ["ca_file = \"\(certificate.authority)\""], in: home, Self.journals)
            #expect(trusted.output == direct.output)
            #expect(server.takeRequests().count == asked)
            await server.stop()
        }
    }

    /// `SSL_CERT_DIR` names folders, and whatever else is in them does no harm.
    @Test(
        .enabled(
            if: NetworkServers.isInstalled(.nginx, .openssl), "nginx or openssl is not installed"))
    func foldersOfCertificates() async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try servers.certificate(for: "localhost")
            let gate = try await servers.nginx(to: server.port, certificate)
            let folder = servers.path("certificates")
            try FileManager.default.createDirectory(
                atPath: folder + "/java", withIntermediateDirectories: true)
            try "no certificate".write(
                toFile: folder + "/0123abcd.0", atomically: true, encoding: .utf8)
            let address = "https://localhost:\(gate)"
            let home = servers.path("homes")
            let folders = ["/etc/ssl/certs", "/no/such/folder", folder].joined(separator: ":")
            let without = try await Self.ask(
                address, [], environment: ["SSL_CERT_DIR": folders], in: home)
            #expect(without.status == 69, "\(without.errors)")
            #expect(without.errors.contains("which this machine does not trust"))
            let hash = try Tool.run(
                NetworkServers.Program.openssl.rawValue,
                ["x509", "-noout", "-hash", "-in", certificate.authority]
            ).output.trimmingCharacters(in: .newlines)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(hash).0", withDestinationPath: certificate.authority)
            let with = try await Self.ask(
                address, [], environment: ["SSL_CERT_DIR": folders], in: home)
            #expect(with.status == 0, "\(with.errors)")
            await server.stop()
        }
    }

    // MARK: Portals

    /// What a network answers before somebody logs in: a redirection, or a page in place of JSON.
    @Test(
        .enabled(if: NetworkServers.isInstalled(.python), "python3 is not installed"),
        arguments: [302, 307, 200, 511])
    func captivePortals(_ status: Int) async throws {
        try await NetworkServers.with { servers in
            let portal = try await servers.python(
                """
                import sys
                from http.server import BaseHTTPRequestHandler, HTTPServer
                class Portal(BaseHTTPRequestHandler):
                    def do_GET(self):
                        body = b"<html><title>Login</title>Please log in</html>"
                        self.send_response(200 if self.path == "/login" else \(status))
                        if \(status) in (302, 307): self.send_header("Location", "/login")
                        self.send_header("Content-Type", "text/html")
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                    do_POST = do_GET
                    def log_message(self, *words): pass
                HTTPServer(("127.0.0.1", int(sys.argv[1])), Portal).serve_forever()
                """)
            let run = try await Self.ask(
                "http://127.0.0.1:\(portal)", [], in: servers.path("homes"))
            // A redirection may also be the wrong address: the configuration's fault.
            #expect(run.status == (status < 300 || status > 400 ? 69 : 78), "\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("= help: "), "\(run.errors)")
            #expect(run.errors.contains("log"), "\(run.errors)")
            // The request for a token has the secret in its address.
            #expect(!run.errors.contains(WeComCredentials.demoSecret))
        }
    }

    // MARK: What other programs see

    /// The program that prints one secret sees no other, in its environment or in the arguments of
    /// any process.
    @Test func otherProgramsSeeNoSecrets() async throws {
        try await SandboxGate.with {
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let services = Demo.services(at: server.baseURL)
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "workql-\(UUID().uuidString)"
            ).path()
            try FileManager.default.createDirectory(
                atPath: folder + "/workql", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let secret = folder + "/secret"
            try WeComCredentials.demoSecret.write(toFile: secret, atomically: true, encoding: .utf8)
            let command =
                "env >\(folder)/environment; cat /proc/[0-9]*/cmdline >\(folder)/processes 2>&1;"
                + " cat \(secret)"
            try "[profile.default.wecom]\nsecret_command = \"\(command)\"\n".write(
                toFile: folder + "/workql/config.toml", atomically: true, encoding: .utf8)
            chmod(folder + "/workql/config.toml", 0o600)
            var environment = ["XDG_CONFIG_HOME": folder, "PATH": "/usr/bin:/bin"]
            for (key, value) in services { environment[key.variable] = value }
            environment["WORKQL_WECOM_SECRET"] = nil
            environment["WORKQL_MARKER"] = "is handed on"
            let run = try await onOwnThread { [environment] in
                try CommandRun(
                    "-c", "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 2d",
                    environment: environment)
            }
            #expect(run.status == 0, "\(run.errors)")
            var seen = try String(contentsOfFile: folder + "/environment", encoding: .utf8)
            #expect(seen.contains("WORKQL_MARKER=is handed on"))
            #expect(seen.contains("WORKQL_WECOM_CORP_ID="))
            if let data = FileManager.default.contents(atPath: folder + "/processes") {
                seen += String(decoding: data, as: UTF8.self)
            }
            let secrets = services.filter(\.key.isSecret).map(\.value)
            #expect(secrets.count == 2)
            for secret in secrets { #expect(!seen.contains(secret)) }
            await server.stop()
        }
    }

    @Test func environmentOfOtherPrograms() {
        let own = [
            "PATH": "/bin", "WORKQL_WECOM_SECRET": "a", "WORKQL_TENCENT_MEETING_SECRET_KEY": "b",
            "WORKQL_WECOM_CORP_ID": "c", "https_proxy": "http://u:p@h:1",
            "HTTP_PROXY": "http://h:1",
        ]
        #expect(
            Set(ChildEnvironment.of(own).keys) == [
                "PATH", "WORKQL_WECOM_CORP_ID", "https_proxy", "HTTP_PROXY",
            ])
        #expect(
            Set(ChildEnvironment.withoutNetwork(own).keys) == [
                "PATH", "WORKQL_WECOM_CORP_ID", "HTTP_PROXY",
            ])
    }

    /// The keyring of a desktop, by the program that the guide names.
    @Test(
        .enabled(
            if: Tool.all("secret-tool", "gnome-keyring-daemon", "dbus-run-session"),
            "secret-tool, gnome-keyring or dbus is not installed"))
    func keyring() async throws {
        try await SandboxGate.with {
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "workql-\(UUID().uuidString)"
            ).path()
            try FileManager.default.createDirectory(
                atPath: folder + "/workql", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var environment = [
                "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder, "HOME": folder,
                "XDG_RUNTIME_DIR": folder, "PATH": "/usr/bin:/bin",
            ]
            for (key, value) in Demo.services(at: server.baseURL) where key.service == "wecom" {
                environment[key.variable] = value
            }
            environment["WORKQL_WECOM_SECRET"] = nil
            try """
            [profile.default.wecom]
            secret_command = "secret-tool lookup service workql account wecom"

            """.write(toFile: folder + "/workql/config.toml", atomically: true, encoding: .utf8)
            chmod(folder + "/workql/config.toml", 0o600)
            let script = """
                printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
                printf %s '\(WeComCredentials.demoSecret)' |
                    secret-tool store --label=WorkQL service workql account wecom || exit 9
                exec '\(try CommandRun.executable().path)' --quiet -f csv -c \
                    "SELECT count(*) > 0 AS some FROM checkin WHERE userid = 'lisi' SINCE 9d"
                """
            let (status, output, errors) = try await onOwnThread { [environment] in
                try Tool.run(
                    "/usr/bin/env",
                    ["-i"] + environment.map { "\($0)=\($1)" }
                        + ["dbus-run-session", "--", "sh", "-c", script])
            }
            #expect(status == 0, "\(errors)")
            #expect(output == "some\ntrue\n", "\(output)")
            await server.stop()
        }
    }
}

extension Tool {
    static func all(_ names: String...) -> Bool { names.allSatisfy { Tool(named: $0) != nil } }
}
