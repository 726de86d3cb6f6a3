import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// No secret is in any byte that the command writes, nor in what other processes see of it: over
/// every subcommand, and every mistake of the golden scripts.
@Suite(
    .serialized, .timeLimit(.minutes(30)),
    .enabled(if: NetworkServers.isInstalled(.squid, .openssl), "squid is not installed"))
struct SecretMarkerTests {
    private static let proxyPassword = "marker-of-the-proxy"

    /// The runs of the command with secrets in all places that may hold one.
    private final class Place {
        let folder: String
        var environment: [String: String]
        var markers: [String]
        let server: SandboxServer
        private(set) var runs = 0

        init(_ folder: String, _ server: SandboxServer, squid: Int) throws {
            self.folder = folder
            self.server = server
            let services = Demo.services(at: server.baseURL)
            var values: [String: String] = [:]
            for (key, value) in services { values["\(key.service).\(key.name)"] = value }
            let secret = try #require(values["wecom.secret"])
            let signing = try #require(values["tencent_meeting.secret_key"])
            markers = [secret, signing, SecretMarkerTests.proxyPassword]
            try FileManager.default.createDirectory(
                atPath: folder + "/config/workql", withIntermediateDirectories: true)
            for (name, text) in [
                ("secret", secret), ("proxy-password", SecretMarkerTests.proxyPassword),
            ] {
                try (text + "\n").write(
                    toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
                chmod("\(folder)/\(name)", 0o600)
            }
            func lines(_ service: String, besides hidden: Set<String>) -> String {
                services.filter { $0.key.service == service && !hidden.contains($0.key.name) }
                    .map { "\($0.key.name) = \"\($0.value)\"" }.sorted().joined(separator: "\n")
            }
            // What the command's child sees of itself and of all processes is searched as well.
            let command =
                "env >> \(folder)/seen; cat /proc/[0-9]*/cmdline >> \(folder)/seen 2>/dev/null; "
                + "cat \(folder)/secret"
            let configuration = """
                proxy = "http://marker@127.0.0.1:\(squid)"
                proxy_password_file = "\(folder)/proxy-password"
                [profile.default.wecom]
                \(lines("wecom", besides: ["secret"]))
                secret_command = "\(command)"
                [profile.default.tencent_meeting]
                \(lines("tencent_meeting", besides: ["secret_key"]))
                """
            let path = folder + "/config/workql/config.toml"
            try configuration.write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o600)
            environment = [
                "HOME": folder, "XDG_CONFIG_HOME": folder + "/config", "LC_ALL": "C.UTF-8",
                "WORKQL_STORE": folder + "/records.store",
            ]
            for key in ServiceKey.all where key.name == "secret_key" {
                environment[key.variable] = signing
            }
        }

        func run(_ arguments: [String], log: String? = nil) throws -> CommandRun {
            var environment = environment
            environment["WORKQL_LOG"] = log
            let run = try CommandRun(arguments, environment: environment, seconds: 120)
            #expect(run.status != SIGKILL, "\(arguments) had not ended after two minutes")
            runs += 1
            search(run.output + run.errors, arguments.joined(separator: " "))
            return run
        }

        /// Tokens are known once the service has issued them.
        func learnTokens() {
            for request in server.takeRequests() {
                for match in request.target.matches(of: #/access_token=([^&]+)/#) {
                    let token = String(match.1)
                    if !markers.contains(token) { markers.append(token) }
                }
            }
        }

        func search(_ text: String, _ name: String) {
            for marker in markers {
                #expect(!text.contains(marker), "\(marker) in \(name)")
            }
        }

        /// Searches the bytes of all files but those that were given the secrets.
        func searchFiles() throws -> Int {
            learnTokens()
            let given = ["secret", "proxy-password", "config/workql/config.toml"]
            let names = try #require(FileManager.default.enumerator(atPath: folder))
            var count = 0
            for case let name as String in names where !given.contains(name) {
                guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
                    continue
                }
                count += 1
                for marker in markers {
                    #expect(data.range(of: Data(marker.utf8)) == nil, "\(marker) in \(name)")
                }
            }
            return count
        }
    }

    private func withPlace(_ body: @escaping @Sendable (Place) throws -> Void) async throws {
        try await NetworkServers.with { servers in
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            let squid = try await servers.squid(user: "marker", password: Self.proxyPassword)
            let folder = servers.path("home")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try await onOwnThread {
                let place = try Place(folder, server, squid: squid)
                try body(place)
                #expect(try place.searchFiles() > 1)
                // The search is for what is there to be found.
                #expect(place.markers.count > 3)
                #expect(place.runs > 0)
            }
            await server.stop()
        }
    }

    private static let statements = [
        "SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'zhangsan') SINCE 20d",
        "EXPLAIN CALLS SELECT count(*) AS n FROM corp_recording SINCE 20d",
        "EXPLAIN ANALYZE SELECT count(*) AS n FROM journal WHERE creator = 'lisi' SINCE 20d",
        "SELECT count(*) AS n FROM corp_recording SINCE 20d", "SHOW SETTINGS", "SHOW STORE",
        "SHOW QUOTA", "SELECT name FROM member LIMIT 1",
        "SELECT * FROM checkin WHERE userid = 'nobody' SINCE 2d",
    ]

    @Test func everySubcommandAndFormat() async throws {
        try await withPlace { place in
            let queries = Self.statements.flatMap { ["-c", $0] }
            for log in [nil, "trace", "debug"] {
                #expect(try place.run(["--now", "2026-08-08"] + queries, log: log).status == 0)
                place.learnTokens()
            }
            for options in [
                ["--verbose"], ["--log", "json", "--verbose"], ["--error-format", "json"],
                ["--dry-run"], ["--language", "zh"], ["--offline"], ["-f", "json"],
                ["-o", place.folder + "/late.csv"], ["--max-calls", "0"],
            ] {
                _ = try place.run(options + ["--now", "2026-08-08"] + queries)
            }
            let script = place.folder + "/late.wql"
            try Self.statements[0].write(toFile: script, atomically: true, encoding: .utf8)
            for words in [
                ["doctor"], ["doctor", "--language", "zh"], ["--version"], ["--help"],
                [
                    "sync", script, "--health", place.folder + "/health", "--metrics",
                    place.folder + "/m",
                ],
                ["sync", "--log", "json", script],
                ["sync", script, "--into", place.folder + "/lake", "--plan"],
                ["sync", "checkin", "--since", "3d", "--into", place.folder + "/lake"],
                ["--into", place.folder + "/lake", "-c", "FORGET checkin WHERE userid = 'lisi'"],
                ["report", script, "-o", place.folder + "/w.html"], ["explain", "60020"],
                ["explain"], ["completions", "bash"], ["serve", "--listen", "x"],
                ["no-such-query"], ["--no-such-option"], ["--profile", "none"],
            ] {
                _ = try place.run(words, log: "trace")
            }
            for command in Subcommand.all { _ = try place.run([command.name ?? "", "--help"]) }
            place.learnTokens()
        }
    }

    @Test func everyMistakeOfTheGoldenScripts() async throws {
        try await withPlace { place in
            let folder = Document.root.appending(path: "Tests/WorkQLTests/Scripts/errors")
            var count = 0
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let text = try Document("Tests/WorkQLTests/Scripts/errors/\(name)").text()
                for part in text.components(separatedBy: "\n====\n") {
                    guard let statement = part.components(separatedBy: "\n----\n").first,
                        !statement.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
                    else { continue }
                    _ = try place.run(["-c", statement], log: count % 3 == 0 ? "trace" : nil)
                    count += 1
                }
            }
            #expect(count > 150)
            _ = try place.run(["-c", Self.statements[0], "-c", Self.statements[3]])
        }
    }

    @Test func mistakesOfTheServices() async throws {
        try await withPlace { place in
            let kinds: [SandboxFault.Kind] = [
                .expiredToken, .untrustedAddress, .cutShort, .badJSON, .noPermission,
            ]
            for kind in kinds {
                place.server.setFaults([.every(2, kind)])
                for statement in Self.statements.prefix(Soak.isOn ? .max : 2) {
                    _ = try place.run(["--store", "off", "-c", statement], log: "trace")
                }
            }
            if Soak.isOn {
                // WeCom's limit is waited for, a minute at a time.
                place.server.setFaults([.every(2, .dayFrequency)])
                _ = try place.run(["--store", "off", "-c", Self.statements[3]], log: "trace")
            }
            place.server.setFaults([])
            // A wrong password, and a wrong secret: WeCom bans the address at the third one.
            for (name, text, runs) in [
                (
                    "proxy-password", "marker-wrong",
                    [
                        (nil, "query"), ("trace", "query"),
                        (nil, "doctor"), ("trace", "doctor"),
                    ]
                ),
                ("secret", "marker-that-is-wrong", [("trace", "query"), ("trace", "doctor")]),
            ] as [(String, String, [(String?, String)])] {
                let path = "\(place.folder)/\(name)"
                let right = try String(contentsOfFile: path, encoding: .utf8)
                try (text + "\n").write(toFile: path, atomically: false, encoding: .utf8)
                place.markers.append(text)
                for (log, command) in runs {
                    let words =
                        command == "doctor"
                        ? [command] : ["--store", "off", "-c", Self.statements[0]]
                    #expect(try place.run(words, log: log).status != 0)
                }
                try right.write(toFile: path, atomically: false, encoding: .utf8)
            }
            #expect(try place.run(["-c", Self.statements[0]]).status == 0)
        }
    }

    /// The shell, its history, and the programs that it starts.
    @Test func shell() async throws {
        try await withPlace { place in
            let terminal = try PseudoTerminal(
                ["--now", "2026-08-08"],
                environment: place.environment.merging(["TERM": "xterm"]) { $1 }, rows: 60)
            try terminal.expect { $0.last?.hasPrefix("workql>") == true }
            for text in Self.statements.prefix(4) { try terminal.enter(text + ";") }
            try terminal.enter(
                ".show", ".shell env > \(place.folder)/env",
                ".shell cat /proc/[0-9]*/cmdline > \(place.folder)/cmdline 2>/dev/null", ".profile")
            terminal.type("\u{04}")
            #expect(terminal.waitForEnd() == 0)
            place.learnTokens()
            place.search(terminal.sent, "the shell")
            _ = try place.run(["-c", "SELECT 1"])
            #expect(FileManager.default.fileExists(atPath: place.folder + "/env"))
        }
    }
}
