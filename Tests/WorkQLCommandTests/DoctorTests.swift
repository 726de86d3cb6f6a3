import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// The findings and exit statuses of `workql doctor`.
@Suite struct DoctorTests {
    private static let wecomTables = """
          checkin                                    works    600 calls in 60 s, 599 left
          screen_capture                             works    10000 calls in 60 s, 9999 left · \
        150000 calls in 3600 s, 149999 left
          meeting_recording, meeting_recording_file  works    10000 calls in 60 s, 9999 left · \
        150000 calls in 3600 s, 149999 left
          journal                                    works    600 calls in 60 s, 599 left
          member, department                         works    10000 calls in 60 s, 9999 left · \
        150000 calls in 3600 s, 149999 left
        """

    @Test func everythingWorksInTheDemo() throws {
        let run = try CommandRun("doctor", "--demo")
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(
            run.output == """
                configuration                                works    the demo's own
                WeCom                                        works    the service grants a token
                  address                                    works    trusted
                  clock                                      works    the same as the service's
                \(Self.wecomTables)
                Tencent Meeting                              works    everything is configured
                  address                                    works    trusted
                  clock                                      works    the same as the service's
                  corp_recording, corp_recording_file        works    600 calls in 60 s, 599 left

                all configured services work

                """)
    }

    /// Calls each endpoint once, and violates no rule of a page.
    @Test func asksAsLittleAsThereIs() async throws {
        let (run, requests, violations) = try await examine()
        #expect(run.status == 0)
        #expect(
            requests.map(\.path) == [
                "/cgi-bin/gettoken", "/cgi-bin/checkin/getcheckindata",
                "/cgi-bin/security/get_screen_oper_record", "/cgi-bin/meeting/record/list",
                "/cgi-bin/oa/journal/get_record_list", "/cgi-bin/agent/get", "/v1/corp/records",
            ])
        #expect(violations.map(\.rule) == [])
    }

    @Test func saysWhatToWriteWhereNothingIsConfigured() throws {
        let run = try CommandRun("doctor", "--profile", "work", environment: [:])
        #expect(run.status == 78)
        // A profile that is named must exist.
        #expect(run.output.contains("fails    "))
        #expect(run.output.contains("unknown profile \"work\""))
        let empty = try CommandRun("doctor")
        #expect(empty.status == 78)
        #expect(
            empty.output.hasPrefix("configuration  fails    no service is configured\n\nWrite "))
        #expect(empty.output.contains("/.config/workql/config.toml, readable only by its owner"))
        #expect(empty.output.contains("\n  [profile.default.wecom]\n  corp_id = \"…\""))
        #expect(try CommandRun("doctor", "--demo", "--profile", "x").status == 64)
    }

    @Test func untrustedAddressesEndTheAsking() async throws {
        let (run, requests, _) = try await examine(faults: [.every(1, .untrustedAddress)])
        #expect(run.status == 77)
        #expect(
            run.output.contains(
                "\n  address                                    fails    this machine's address is "
                    + "not trusted (60020: not allow to access from your ip"))
        #expect(run.output.contains("from ip: 203.0.113.7"))
        #expect(
            run.output.contains(
                "→ add the address after \"from ip\" to 企业可信IP of the app in the WeCom console\n"))
        #expect(
            run.output.contains(
                "\n  journal                                    -        not checked\n"))
        #expect(run.output.hasSuffix("\n2 checks failed\n"))
        #expect(
            requests.map(\.path) == [
                "/cgi-bin/gettoken", "/cgi-bin/checkin/getcheckindata", "/v1/corp/records",
            ])
    }

    @Test func wrongSecretsAreTriedOnce() async throws {
        let (run, requests, _) = try await examine(changing: [.wecomSecret: "wrong"])
        #expect(run.status == 77)
        #expect(
            run.output.contains("\nWeCom                                  fails    the secret"))
        #expect(run.output.contains("→ check the secret of the app in the WeCom console"))
        #expect(!run.output.contains("wrong"))
        #expect(run.output.hasSuffix("\n1 check failed\n"))
        #expect(requests.map(\.path) == ["/cgi-bin/gettoken", "/v1/corp/records"])
    }

    @Test func oneTableMayBeForbidden() async throws {
        let (run, _, _) = try await examine(faults: [.every(1, .noPermission, on: .journal)])
        #expect(run.status == 77)
        #expect(
            run.output.contains(
                "\n  journal                                    fails    the app may not read reports"
            ))
        #expect(run.output.contains("→ allow it in the WeCom console: 应用管理 > 汇报"))
        #expect(
            run.output.contains("\n  checkin                                    works    600 calls")
        )
        #expect(run.output.hasSuffix("\n1 check failed\n"))
    }

    @Test func quotasMayBeUsedUp() async throws {
        let (run, _, _) = try await examine(faults: [.every(1, .dayFrequency, on: .corpRecording)])
        #expect(run.status == 75)
        #expect(run.output.contains("fails    the app's calls for this day are used up (190311"))
        #expect(run.output.contains("→ run it again tomorrow\n"))
    }

    @Test func servicesMayFail() async throws {
        let (run, _, _) = try await examine(
            faults: [.every(1, .code(190_004), on: .corpRecording)])
        #expect(run.status == 69)
        #expect(run.output.contains("fails    the parameters are not accepted (190004"))
    }

    /// Two minutes are reported; beyond five, signatures are refused.
    @Test(arguments: [(120.0, 0), (-3_600.0, 78)] as [(Double, Int32)])
    func clocksAreCompared(_ skew: Double, _ status: Int32) async throws {
        let (run, _, _) = try await examine(skew: skew)
        #expect(run.status == status)
        let lines = run.output.split(separator: "\n")
        let clock = try #require(lines.first { $0.hasPrefix("  clock ") })
        #expect(clock.contains("  warning  "))
        #expect(clock.hasSuffix(skew > 0 ? " s behind the service's" : " s ahead of the service's"))
        let seconds = try #require(clock.split(separator: " ").compactMap { Double($0) }.first)
        #expect(abs(seconds - abs(skew)) < 20)
        #expect(run.output.contains("→ set this machine's clock: ranges such as SINCE 1h"))
        #expect(
            run.output.contains("this machine's clock is wrong (190300") == (status != 0))
        #expect(run.output.contains(", 2 warnings\n"))
    }

    @Test func theListsOfPeopleNeedTheAgent() async throws {
        let (run, _, _) = try await examine(changing: [.wecomAgentID: ""])
        #expect(run.status == 0)
        #expect(
            run.output.contains(
                "\n  member, department                         -        agent_id of WeCom is not "
                    + "configured\n"))
        #expect(run.output.contains("→ set WORKQL_WECOM_AGENT_ID, or agent_id under"))
    }

    @Test func oneServiceWillDo() async throws {
        let tencent = Service.tencentMeeting.credentials
        let (run, _, _) = try await examine(
            changing: Dictionary(uniqueKeysWithValues: tencent.map { ($0, "") }))
        #expect(run.status == 0)
        #expect(
            run.output.contains(
                "\nTencent Meeting                              -        not configured\n"))
        let (half, requests, _) = try await examine(changing: [.wecomCorpID: ""])
        #expect(half.status == 78)
        #expect(half.output.contains("fails    corp_id of WeCom is not configured\n"))
        #expect(requests.map(\.path) == ["/v1/corp/records"])
    }

    @Test func theConfigurationIsLookedAt() async throws {
        try withFolder { folder in
            let path = folder + "/workql/config.toml"
            try FileManager.default.createDirectory(
                atPath: folder + "/workql", withIntermediateDirectories: false)
            func examine(_ text: String, mode: Int) throws -> CommandRun {
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: path)
                return try CommandRun("doctor", environment: ["XDG_CONFIG_HOME": folder])
            }
            let half = "[profile.default.wecom]\nsecret = \"x\"\n"
            let open = try examine(half, mode: 0o644)
            #expect(open.status == 78)
            #expect(
                open.output.hasPrefix(
                    "configuration    works    \(path), profile default\n"
                        + "permissions      warning  \(path) contains secrets and is readable by other users\n"
                        + "                          → chmod 600 \(path)\n"
                        + "WeCom            fails    corp_id of WeCom is not configured\n"))
            let own = try examine(half, mode: 0o600)
            #expect(
                own.output.contains(
                    "\npermissions      works    only its owner can read the file\n"))
            let broken = try examine("timezone = \"Mars/Base\"\n", mode: 0o600)
            #expect(broken.status == 78)
            #expect(broken.output.hasPrefix("configuration  fails    \(path):1: "))
            #expect(broken.output.hasSuffix("\n\n1 check failed\n"))
        }
    }

    // MARK: Running it

    /// - Parameters:
    ///   - skew: seconds by which the services' clock is ahead.
    ///   - changing: settings that replace the correct ones; empty ones are not set.
    private func examine(
        faults: [SandboxFault] = [], skew: Double = 0, changing: [ServiceKey: String] = [:]
    ) async throws -> (
        run: CommandRun, requests: [SandboxRequest], violations: [SandboxViolation]
    ) {
        var configuration = SandboxConfiguration.demo
        configuration.faults = faults
        configuration.clock = SandboxClock(
            wall: { Date().timeIntervalSince1970 + skew },
            monotonic: SandboxClock.system.monotonic)
        let server = try await SandboxServer.start(configuration)
        let services = Demo.services(at: server.baseURL).merging(changing) { $1 }
        let environment = Dictionary(
            services.map { ($0.variable, $1) }, uniquingKeysWith: { first, _ in first })
        // On a separate thread: the server needs the threads that waiting for the command would
        // block.
        let result: Result<CommandRun, any Error> = await withCheckedContinuation { continuation in
            Thread {
                continuation.resume(
                    returning: Result { try CommandRun("doctor", environment: environment) })
            }.start()
        }
        let (requests, violations) = (server.requests, server.violations)
        await server.stop()
        return (try result.get(), requests, violations)
    }
}

extension SandboxRequest {
    fileprivate var path: String { String(target.prefix { $0 != "?" }) }
}
