import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLAPI

/// Requests through real proxies, to a service behind TLS.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(
        if: NetworkServers.isInstalled(.squid, .tinyproxy, .microsocks, .nginx, .openssl),
        "squid, tinyproxy, microsocks or nginx is not installed"))
struct ProxyTests {
    /// Returns the status of a request to the service at a port, or the reason of its failure.
    private func result(
        _ port: Int, host: String = "localhost", _ proxy: String?, trusting file: String?
    ) async throws -> Result<Int, TransportFailure> {
        var request = HTTPRequest(
            method: "GET", url: "https://\(host):\(port)/cgi-bin/gettoken?corpsecret=hush",
            headers: [], body: [])
        request.route = NetworkRoute(
            proxy: try proxy.map { try ProxyAddress($0) }, proxySource: "https_proxy",
            trusted: file.map { [$0] } ?? [])
        do throws(TransportFailure) {
            return .success(try await HTTPTransport(connections: 1).send(request).status)
        } catch {
            return .failure(error)
        }
    }

    private func words(_ result: Result<Int, TransportFailure>) -> String {
        switch result {
        case .failure(.lost(let words, let help)): "lost: \(words) | \(help ?? "")"
        case .failure(.refused(let kind, let words, let help)):
            "\(kind.rawValue): \(words) | \(help ?? "")"
        case .failure(let failure): "\(failure)"
        case .success(let status): "status \(status)"
        }
    }

    @Test func ways() async throws {
        try await NetworkServers.with { servers in
            let sandbox = try await SandboxServer.start(.demo)
            let target = try #require(Int(sandbox.baseURL.split(separator: ":").last ?? ""))
            let certificate = try await servers.certificate(for: "localhost")
            let over = try await servers.certificate(for: "localhost", days: -1)
            let service = try await servers.nginx(to: target, certificate)
            let expired = try await servers.nginx(to: target, over)
            let open = try await servers.squid()
            let closed = try await servers.squid(user: "张三", password: "p@ss:w")
            let tiny = try await servers.tinyproxy()
            let socks = try await servers.microsocks()
            let lockedSocks = try await servers.microsocks(user: "u", password: "p")
            let nobody = try NetworkServers.freePort()
            let ca = certificate.authority

            for proxy in [
                nil, "http://127.0.0.1:\(open)", "127.0.0.1:\(tiny)",
                "http://张三:p%40ss%3Aw@127.0.0.1:\(closed)", "socks5h://127.0.0.1:\(socks)",
            ] {
                #expect(
                    words(try await result(service, proxy, trusting: ca)) == "status 200",
                    "\(proxy ?? "direct")")
                // The untrusted party is named, for every kind of route.
                let untrusted = words(try await result(service, proxy, trusting: nil))
                #expect(
                    untrusted.hasPrefix(
                        "transport: the certificate of localhost:\(service) is signed by "
                            + "“公司代理 CA”, which this machine does not trust | "),
                    "\(proxy ?? "direct"): \(untrusted)")
                #expect(!untrusted.contains("hush"))
            }
            let cases: [(Int, String, String?, String)] = [
                (
                    service, "localhost", "http://127.0.0.1:\(closed)",
                    "credentials: the proxy http://127.0.0.1:\(closed) requires a user name and a "
                        + "password (407) | "
                ),
                (
                    service, "localhost", "http://u:wrong@127.0.0.1:\(closed)",
                    "credentials: the proxy http://127.0.0.1:\(closed) does not accept the user "
                        + "name and password given for it (407) | "
                ),
                (
                    service, "localhost", "socks5h://127.0.0.1:\(lockedSocks)",
                    "credentials: the proxy socks5h://127.0.0.1:\(lockedSocks) requires a user "
                        + "name and a password | "
                ),
                (
                    service, "localhost", "http://127.0.0.1:\(nobody)",
                    "lost: the proxy http://127.0.0.1:\(nobody): connection refused | check that "
                        + "it is running and that this is its port; it is set by https_proxy"
                ),
                (
                    service, "localhost", "http://no-such-proxy.invalid:3128",
                    "lost: the proxy's name no-such-proxy.invalid cannot be resolved | "
                ),
                (
                    nobody, "localhost", "http://127.0.0.1:\(open)",
                    "transport: the proxy http://127.0.0.1:\(open) refuses to connect to "
                        + "localhost:\(nobody) | "
                ),
                (
                    nobody, "localhost", "socks5h://127.0.0.1:\(socks)",
                    "lost: the proxy socks5h://127.0.0.1:\(socks) does not connect to "
                        + "localhost:\(nobody) | "
                ),
                (
                    service, "localhost", "socks5h://127.0.0.1:\(target)",
                    "transport: the server at socks5h://127.0.0.1:\(target) is not a SOCKS 5 "
                        + "proxy | "
                ),
                (
                    expired, "localhost", "http://127.0.0.1:\(open)",
                    "transport: the certificate of localhost:\(expired) expired on "
                ),
                (
                    service, "127.0.0.1", nil,
                    "transport: the certificate of 127.0.0.1:\(service) is for localhost | "
                ),
                (
                    target, "localhost", nil,
                    "transport: the server at localhost:\(target) does not speak TLS | "
                ),
            ]
            for (port, host, proxy, expected) in cases {
                let said = words(try await result(port, host: host, proxy, trusting: ca))
                #expect(said.hasPrefix(expected), "\(said)")
                #expect(!said.contains("hush") && !said.contains("wrong"))
            }
            await sandbox.stop()
        }
    }
}
