import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// The command behind real proxies: the same rows for the same requests, and no secret in any
/// output.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(
        if: NetworkServers.isInstalled(.squid, .tinyproxy, .microsocks, .nginx, .openssl),
        "squid, tinyproxy, microsocks or nginx is not installed"))
struct NetworkTests {
    private static let password = "pä@ss:w/rd"
    private static let queries = [
        "SELECT count(*) AS n, max(userid) AS u FROM checkin WHERE userid IN ('lisi', 'zhangsan') "
            + "SINCE 60d",
        "SELECT count(*) AS n FROM screen_capture WHERE department_id = 3 SINCE 20d",
        "SELECT count(*) AS n FROM meeting_recording WHERE userid = 'zhangsan' SINCE 30d",
        "SELECT count(*) AS n FROM journal WHERE creator = 'lisi' SINCE 30d",
        "SELECT count(*) AS n FROM corp_recording SINCE 7d", "SELECT count(*) AS n FROM member",
    ]

    private struct Way {
        var name: String
        /// The configuration of the route, for all services.
        var keys: [String]
        var environment: [String: String] = [:]
        var prefix = ""
        var status: Int32 = 0
    }

    /// - Returns: the output, and the requests of the sandbox.
    private func ask(
        _ way: Way, at address: String, _ server: SandboxServer, in folder: String
    ) async throws -> (run: CommandRun, asked: [String]) {
        _ = server.takeRequests()
        let services = Demo.services(at: address + way.prefix)
        // nginx serves both services under the prefix, as the sandbox does.
        let text =
            way.keys.joined(separator: "\n") + "\n"
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
        let environment = way.environment.merging(["XDG_CONFIG_HOME": home]) { $1 }
        let run = try await onOwnThread {
            try CommandRun(
                [
                    "-f", "csv", "--quiet", "--now", "2026-08-08T12:00", "--quota",
                    "corp_recording=600/min",
                ]
                    + Self.queries.flatMap { ["-c", $0] }, environment: environment)
        }
        let asked = server.takeRequests().map { String($0.target.prefix { $0 != "?" }) }
        return (run, asked.sorted())
    }

    @Test func everyTableByEveryWay() async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let certificate = try await servers.certificate(for: "localhost")
            let gate = try await servers.nginx(to: server.port, certificate)
            let squid = try await servers.squid(user: "张三", password: Self.password)
            let tiny = try await servers.tinyproxy()
            let socks = try await servers.microsocks()
            let secret = servers.path("proxy-password")
            try (Self.password + "\n").write(toFile: secret, atomically: true, encoding: .utf8)
            let trust = "ca_file = \"\(certificate.authority)\""
            var ways = [
                Way(name: "direct", keys: [trust]),
                Way(
                    name: "SSL_CERT_FILE", keys: [],
                    environment: ["SSL_CERT_FILE": certificate.authority]),
                Way(name: "prefix", keys: [trust], prefix: "/gate/wecom/"),
                Way(
                    name: "squid",
                    keys: [trust, "proxy = \"http://张三:${SECRET}@127.0.0.1:\(squid)\""],
                    environment: ["SECRET": Self.password]),
                Way(
                    name: "password file",
                    keys: [
                        trust, "proxy = \"http://张三@127.0.0.1:\(squid)\"",
                        "proxy_password_file = \"\(secret)\"",
                    ]),
                Way(name: "tinyproxy", keys: [trust, "proxy = \"127.0.0.1:\(tiny)\""]),
                Way(name: "socks", keys: [trust, "proxy = \"socks5h://127.0.0.1:\(socks)\""]),
                Way(
                    name: "no_proxy",
                    keys: [trust, "proxy = \"http://127.0.0.1:1\"", "no_proxy = \"localhost\""]),
                Way(
                    name: "none", keys: [trust, "proxy = \"none\""],
                    environment: ["https_proxy": "http://127.0.0.1:1"]),
                Way(
                    name: "wrong", keys: [trust, "proxy = \"http://u:hush@127.0.0.1:\(squid)\""],
                    status: 77),
                Way(
                    name: "dead", keys: [trust, "proxy = \"http://u:hush@127.0.0.1:1\""], status: 69
                ),
                Way(name: "untrusted", keys: [], status: 69),
                Way(name: "ca", keys: ["ca_file = \"\(secret)\""], status: 78),
                Way(name: "tls", keys: ["proxy = \"https://u:hush@127.0.0.1:1\""], status: 78),
                Way(name: "unset", keys: ["proxy = \"http://u:${NONE}@127.0.0.1:1\""], status: 78),
            ]
            if NetworkServers.isInstalled(.danted) {
                let dante = try await servers.dante()
                ways.insert(
                    Way(name: "dante", keys: [trust, "proxy = \"socks5h://127.0.0.1:\(dante)\""]),
                    at: 1)
            } else {
                print("dante is not installed: its test is passed over")
            }
            let address = "https://localhost:\(gate)"
            let folder = servers.path("homes")
            var right: (output: String, asked: [String])?
            for way in ways {
                let (run, asked) = try await ask(way, at: address, server, in: folder)
                #expect(run.status == way.status, "\(way.name): \(run.errors)")
                for marker in ["hush", Self.password, "ss:w"] {
                    #expect(!(run.output + run.errors).contains(marker), "\(way.name)")
                }
                if way.status == 0 {
                    if let right {
                        #expect(run.output == right.output, "\(way.name)")
                        #expect(asked == right.asked, "\(way.name)")
                    } else {
                        right = (run.output, asked)
                        #expect(asked.count > 10)
                    }
                } else {
                    #expect(asked.isEmpty, "\(way.name)")
                    #expect(run.errors.contains("= help: "), "\(way.name): \(run.errors)")
                }
            }
            #expect(server.violations.isEmpty)
            await server.stop()
        }
    }
}
