import Foundation
import Testing
import WorkQL
import WorkQLSandbox

@Suite struct SessionConfigurationTests {
    private func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "workql-session-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func isLoadedAsTheCommandDoes() async throws {
        try await inFolder { folder in
            let index = folder.appending(path: "workql")
            try FileManager.default.createDirectory(at: index, withIntermediateDirectories: true)
            try """
            [profile.work]
            timezone = "UTC"
            max_calls = 5
            retention = "400d"
            quota = ["checkin=300/min"]
            [profile.work.wecom]
            corp_id = "ww1"
            secret = "s1"
            """.write(to: index.appending(path: "config.toml"), atomically: true, encoding: .utf8)
            let environment = [
                "XDG_CONFIG_HOME": folder.path(), "XDG_STATE_HOME": folder.path(),
                "WORKQL_WECOM_SECRET": "s2", "WORKQL_STORE": "off",
            ]
            let loaded = try Session.Configuration.load(profile: "work", environment: environment)
            #expect(loaded.wecom?.corpID == "ww1")
            #expect(loaded.wecom?.secret == "s2")
            #expect(loaded.tencentMeeting == nil)
            #expect(loaded.timeZone == "UTC")
            #expect(loaded.maxCalls == 5)
            #expect(loaded.retention == .seconds(400 * 86_400))
            #expect(loaded.store == .none)
            #expect(loaded.quotas == ["checkin=300/60000ms"])
            #expect(loaded.quotaLedger == .file(folder.path() + "/workql/quota"))
            _ = try Session(loaded)
            let error = #expect(throws: WorkQLError.self) {
                _ = try Session.Configuration.load(profile: "wrk", environment: environment)
            }
            #expect(error?.kind == .configuration)
            #expect(error?.message.hasSuffix("config.toml: unknown profile \"wrk\"") == true)
            #expect(error?.help == "did you mean \"work\"? there is work")
        }
    }

    @Test(arguments: [
        ("timeZone", "no time zone is named 'Nowhere'"),
        ("quotas", "unknown table \"chekin\" in a quota"),
        (
            "baseURL",
            "the base URL of WeCom is not encrypted, which is allowed only for this machine"
        ),
        ("offline", "an offline session needs a store"),
        ("store", ""),
    ])
    func wrongSettingsAreErrors(_ setting: String, _ message: String) throws {
        var configuration = Session.Configuration()
        switch setting {
        case "timeZone": configuration.timeZone = "Nowhere"
        case "quotas": configuration.quotas = ["chekin=1/s"]
        case "baseURL":
            configuration.wecom = .init(corpID: "a", secret: "b", baseURL: "http://example.com")
        case "offline": configuration.isOffline = true
        default: configuration.store = .file("/dev/null/no/store")
        }
        let error = #expect(throws: WorkQLError.self) { _ = try Session(configuration) }
        #expect(error?.kind == .configuration)
        #expect(message.isEmpty || error?.message == message)
    }

    @Test func credentialsAreMissedWhenTheyAreNeeded() async throws {
        let session = try Session()
        let result = try await session.query("SELECT 1 FROM checkin WHERE userid = 'a' SINCE 1d")
        let error = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
        #expect(error?.kind == .configuration)
        #expect(
            error?.message
                == "checkin/getcheckindata: corp_id, secret of WeCom are not configured")
    }

    @Test func storeFileIsSharedAndAnswersOffline() async throws {
        let text = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 20d UNTIL 10d"
        try await inFolder { folder in
            let path = folder.appending(path: "records.store").path()
            try await Embedded.with {
                $0.store = .file(path)
            } _: { embedded in
                let count = try await embedded.session.query(text).collect()[0][0]
                var configuration = embedded.configuration
                configuration.isOffline = true
                let offline = try Session(configuration)
                let stored = try await offline.query(text)
                #expect(try await stored.collect()[0][0] == count)
                #expect(stored.statistics.calls == 0)
                #expect(stored.statistics.shortfall == nil)
                let more = try await offline.query(
                    "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 300d UNTIL 10d")
                _ = try await more.collect()
                #expect(more.statistics.shortfall?.message.contains("missing") == true)
            }
        }
    }

    @Test func ageDecidesWhatIsUsed() async throws {
        try await Embedded.with {
            $0.maxAge = .seconds(60)
        } _: { embedded in
            let text = "SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING 2026-08-13"
            for calls in [1, 1, 2] {
                _ = try await embedded.session.query(text).collect()
                #expect(embedded.calls == calls)
                try await embedded.clock.sleepUntil(embedded.clock.elapsed() + .seconds(40))
            }
        }
    }

    @Test func filesAreFoundInTheFolder() async throws {
        try await inFolder { folder in
            try "userid,desk\nlisi,4\n".write(
                to: folder.appending(path: "desks.csv"), atomically: true, encoding: .utf8)
            var configuration = Session.Configuration()
            configuration.folder = folder.path()
            let session = try Session(configuration)
            let rows = try await session.query("SELECT desk FROM 'desks.csv'").collect()
            #expect(try rows[0].get(Int.self, "desk") == 4)
        }
    }

    @Test func transportIsAskedInsteadOfTheNetwork() async throws {
        var configuration = Session.Configuration()
        configuration.wecom = .init(corpID: "ww1", secret: "s")
        configuration.clock = .manual(from: Embedded.now)
        configuration.transport = .init { request in
            #expect(request.url.hasPrefix("https://qyapi.weixin.qq.com/cgi-bin/"))
            return .init(status: 502, body: [])
        }
        let result = try await Session(configuration).query(
            "SELECT 1 FROM checkin WHERE userid = 'a' SINCE 1d")
        let error = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
        #expect(error?.kind == .service)
    }
}
