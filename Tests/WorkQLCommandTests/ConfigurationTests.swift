import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLAPI
@testable import WorkQLCommand

@Suite struct ConfigurationTests {
    static let whole = """
        # who asks
        default_profile = "work"
        timezone = "UTC"
        quota = ["checkin=300/min"]

        [profile.work]
        max_calls = 20
        timezone = "Asia/Tokyo"
        quota = [
            "checkin=60/6s",
            "corp_recording=10/min",
        ]
        [profile.work.wecom]
        corp_id = "ww1"
        secret = "s3cret"
        agent_id = 1000005
        base_url = "https://proxy.example.com"

        [profile.default]
        wecom = { corp_id = "ww2", secret = 'other' }
        tencent_meeting.app_id = "1"
        tencent_meeting.sdk_id = 2
        """

    private func file(_ text: String) throws(UserError) -> ConfigurationFile {
        try ConfigurationFile(text, path: "/c.toml")
    }

    /// Secrets are absent from all printed forms of values that contain them.
    @Test func secretsAreNotPrinted() throws {
        let file = try file(Self.whole)
        var environment = SettingLayer()
        environment.services[.wecomSecret] = "s3cret"
        var flags = Settings.Flags(profile: "work")
        flags.settings = environment
        let settings = try Settings(flags: flags, file: file)
        for value in [file, file.profiles["work"] as Any, environment, flags, settings] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("s3cret"), "\(type(of: value))")
            }
        }
    }

    @Test func readsEverything() throws {
        let file = try file(Self.whole)
        #expect(file.common.values.zone == .utc)
        #expect(file.defaultProfile == "work")
        #expect(file.profiles.keys.sorted() == ["default", "work"])
        #expect(
            file.profiles["work"]?.services == [
                .wecomCorpID: "ww1", .wecomSecret: "s3cret", .wecomAgentID: "1000005",
                .wecomBaseURL: "https://proxy.example.com",
            ])
        #expect(
            file.profiles["default"]?.services == [
                .wecomCorpID: "ww2", .wecomSecret: "other", .tencentMeetingAppID: "1",
                .tencentMeetingSdkID: "2",
            ])
        #expect(file.profiles["work"]?.values.maxCalls == 20)
        #expect(file.hasSecrets)
        #expect(try !self.file("[profile.a.wecom]\ncorp_id = 'x'").hasSecrets)
        #expect(try self.file("").profiles.isEmpty)
    }

    @Test(arguments: [
        // Unknown keys
        ("timezon = \"UTC\"", "1", "unknown key \"timezon\"", "did you mean \"timezone\"?"),
        (
            "\n\n[profile.default.wecom]\ncorpid = 1", "4",
            "unknown key \"corpid\" in [profile.default.wecom]", "did you mean \"corp_id\"?"
        ),
        (
            "[profile.a.wecom]\nsecret = 's'\nzzz = 1", "3",
            "unknown key \"zzz\" in [profile.a.wecom]",
            "there are agent_id, allow_plain_http, base_url, ca_file, corp_id, no_proxy, proxy, "
                + "proxy_password_file, secret, secret_command and secret_file"
        ),
        (
            "[profile.a.wechat]\nsecret = 's'", "1", "unknown key \"wechat\" in [profile.a]",
            "there are allow_plain_http, ambiguous_width, ca_file, confirm_calls, confirm_seconds, "
                + "csv_bom, csv_formulas, headers, holidays, language, last_result_mb, max_age, max_calls, no_proxy, pager, "
                + "proxy, proxy_password_file, quota, retention, store, tencent_meeting, timezone, wecom "
                + "and wrap"
        ),
        (
            "retention = 'long'", "1", "retention is not a duration",
            "write days or weeks, such as \"365d\""
        ),
        (
            "x = '''\n[profile]\n'''\n", "1", "unknown key \"x\"",
            "there are allow_plain_http, ambiguous_width, ca_file, confirm_calls, confirm_seconds, "
                + "csv_bom, csv_formulas, default_profile, headers, holidays, language, last_result_mb, max_age, max_calls, "
                + "no_proxy, pager, profile, proxy, proxy_password_file, quota, retention, store, "
                + "timezone and wrap"
        ),
        (
            "[profile.a.wecom]\nsecret = 's'\nsecret_file = '/s'", "3",
            "secret_file is given besides secret", "keep one of them"
        ),
        (
            "[profile.a.tencent_meeting]\nsecret_command = 'c'\n\nsecret_key = 's'", "4",
            "secret_key is given besides secret_command", "keep one of them"
        ),
        // Wrong types
        ("timezone = 8", "1", "timezone is a number", "write a string in quotes"),
        ("max_calls = \"20\"", "1", "max_calls is a string", "write a number, 0 or more"),
        ("max_calls = -1", "1", "max_calls is a number", "write a number, 0 or more"),
        (
            "quota = \"checkin=60/6s\"", "1", "quota is a string",
            "write a list such as [\"checkin=60/6s\"]"
        ),
        (
            "quota = [\n1]", "1", "an element of quota is a number",
            "write a list such as [\"checkin=60/6s\"]"
        ),
        ("profile = 1", "1", "profile is a number", "write a table"),
        ("[profile]\na = []", "2", "profile.a is a list", "write a table"),
        ("[profile.a]\nwecom = true", "2", "profile.a.wecom is true or false", "write a table"),
        (
            "[profile.a.wecom]\n# s\nsecret = 12345678", "3", "profile.a.wecom.secret is a number",
            "write a string in quotes"
        ),
        (
            "[profile.a.tencent_meeting]\napp_id = 2026-08-01", "2",
            "profile.a.tencent_meeting.app_id is a date or time", "write a string in quotes"
        ),
        // The network
        (
            "proxy = 'https://u:hush@p:1'", "1",
            "the proxy requires TLS, which WorkQL does not support",
            "use the proxy's plain port (http://), or run stunnel or gost on this machine in front "
                + "of it; requests are encrypted inside the tunnel either way"
        ),
        (
            "[profile.a.wecom]\nproxy = 'http://u:${X}@p'", "2", "the proxy has no port",
            "write it after the host, for example http://p:3128"
        ),
        (
            "allow_plain_http = 'yes'", "1", "allow_plain_http is a string", "write true or false"
        ),
        (
            "secret_file = 's'", "1", "unknown key \"secret_file\"",
            "it belongs in the table of a service, such as [profile.default.wecom]"
        ),
        // Values
        (
            "timezone = \"Beijing\"", "1", "no time zone is named 'Beijing'",
            "similar time zones: 'Asia/Shanghai'"
        ),
        (
            "[profile.a]\nquota = ['checkin=60/6s', 'chekin=1/s']", "2",
            "unknown table \"chekin\" in a quota", "did you mean \"checkin\"?"
        ),
        (
            "default_profile = 'a'\n[profile.b]", "1", "unknown profile \"a\"", "there is b"
        ),
        (
            "default_profile = 'a'", "1", "unknown profile \"a\"",
            "the file has no profiles; add [profile.a.wecom] with its keys"
        ),
    ])
    func refuses(_ text: String, _ line: String, _ message: String, _ help: String) {
        #expect(
            throws: UserError(.configuration, message, at: "/c.toml:\(line)", help: help)
        ) { try file(text) }
    }

    /// Secrets from other sources, and the messages if there are none.
    @Test(
        arguments: [
            ("secret_command = \"printf 'hush\\nmore'\"", nil),
            ("secret_file = \"FILE\"", nil),
            ("secret_command = \"echo hush; exit 3\"", "secret_command ended with status 3"),
            ("secret_command = \"true\"", "secret_command printed nothing"),
            ("secret_file = \"/nowhere\"", "secret_file /nowhere cannot be read"),
            ("secret_file = \"EMPTY\"", "secret_file "),
        ] as [(String, String?)])
    func secretsFromElsewhere(_ line: String, _ problem: String?) throws {
        try withFolder { folder in
            try " \nmore".write(toFile: folder + "/e", atomically: true, encoding: .utf8)
            try " hush \nmore".write(toFile: folder + "/s", atomically: true, encoding: .utf8)
            let text =
                "[profile.default.wecom]\ncorp_id = 'c'\n"
                + line.replacing("FILE", with: folder + "/s").replacing(
                    "EMPTY", with: folder + "/e")
            let settings = try Settings(file: try file(text))
            do throws(UserError) {
                let client = try settings.client(catalog: .builtIn)
                #expect(problem == nil)
                #expect(client.missing(of: .wecom) == nil)
                #expect(client.credentials[.wecomSecret] == "hush")
            } catch {
                let words = try #require(problem)
                #expect(error.message.hasPrefix(words), "\(error.message)")
                #expect(error.help != nil)
                #expect(!"\(error)".contains("hush"))
            }
        }
    }

    /// More specific keys take precedence.
    @Test func nearestProxyCounts() throws {
        let text = """
            proxy = "http://top:1"
            allow_plain_http = true
            [profile.a]
            proxy = "http://profile:2"
            no_proxy = "gate.example"
            [profile.a.wecom]
            base_url = "http://gate.example/x"
            [profile.a.tencent_meeting]
            proxy = "socks5h://service:3"
            [profile.b.wecom]
            proxy = "none"
            """
        func route(_ profile: String, _ service: Service) throws -> String? {
            let settings = try Settings(
                flags: .init(profile: profile), environment: ["https_proxy": "http://env:4"],
                file: try file(text))
            return try settings.client(catalog: .builtIn).route(to: service).proxy?.shown
        }
        #expect(try route("a", .wecom) == nil)
        #expect(try route("a", .tencentMeeting) == "socks5h://service:3")
        #expect(try route("b", .wecom) == nil)
        #expect(try route("b", .tencentMeeting) == "http://top:1")
        let bare = try Settings(environment: ["https_proxy": "http://env:4"])
            .client(catalog: .builtIn).route(to: .wecom)
        #expect(bare.proxy?.shown == "http://env:4")
        #expect(bare.proxySource == "https_proxy")
    }

    @Test func malformedTextIsNamedByItsPlace() throws {
        let error = try #require(throws: UserError.self) { try file("a = 1\nb = = 2") }
        #expect(error.message == "the configuration is not valid TOML")
        #expect(error.location == "/c.toml:2:5")
    }

    @Test(arguments: [
        "[profile.a.wecom]\nsecret = 99999999999999999999",
        "[profile.a.wecom]\nsecret = 99999999999999999999x",
        "[profile.a.wecom]\nsecret = \"99999999999999999999",
        "[profile.a.wecom]\nsecret = 0x99999999999999999999",
        "[profile.a.wecom]\nsecret = 9999999999999.9999999e9999",
        "[profile.a.wecom]\nsecret = \"99999999999999999999\"\nsecret.x = 1",
        "[profile.a.wecom]\nsecret = \"99999999999999999999\"\nsecret = \"99999999999999999\"",
        "[profile.a.wecom]\nsecret = [\"99999999999999999999\"]",
    ])
    func errorsNeverShowSecrets(_ text: String) throws {
        let error = try #require(throws: UserError.self) { try file(text) }
        #expect(!"\(error)".contains("9999"))
    }

    @Test func profileIsChosen() throws {
        let file = try file(Self.whole)
        #expect(try file.profile(named: nil)?.services[.wecomCorpID] == "ww1")
        #expect(try file.profile(named: "default")?.services[.wecomCorpID] == "ww2")
        var expected = UserError(
            .configuration, "unknown profile \"wrk\"", at: "/c.toml",
            help: "did you mean \"work\"? there are default and work")
        expected.correction = UserError.Correction(wrong: "wrk", right: "work")
        #expect(throws: expected) { try file.profile(named: "wrk") }
        let single = try self.file("[profile.default.wecom]\ncorp_id = 'x'")
        #expect(try single.profile(named: nil)?.services[.wecomCorpID] == "x")
    }

    @Test func pathFollowsXDG() {
        let path = ConfigurationFile.path
        #expect(path(["HOME": "/h"]) == "/h/.config/workql/config.toml")
        #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/workql/config.toml")
        #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "x"]) == "/h/.config/workql/config.toml")
        #expect(path([:]) == nil)
    }

    @Test func secretsThatOthersCanReadEarnAWarning() throws {
        try withFolder { folder in
            let path = folder + "/my config.toml"
            try Self.whole.write(toFile: path, atomically: false, encoding: .utf8)
            chmod(path, 0o640)
            let file = try #require(try ConfigurationFile.load(path))
            let exposure = try #require(file.exposure())
            #expect(exposure.message == "\(path) contains secrets and is readable by other users")
            #expect(exposure.help == "chmod 600 '\(path)'")
            chmod(path, 0o600)
            #expect(file.exposure() == nil)
            #expect(try ConfigurationFile.load(folder + "/none.toml") == nil)
        }
    }

    @Test func linesAreFound() {
        let lines = TOMLLines(
            """
            a = 1 # [x]
            "b.c" = "=#\\"["
            d = '''
            [x]
            e = 1
            '''
            f = [ # ]
              "]",
            ]
            [g . "h"]
            i.j = { k = "}" }
            [[l]]
            m = \"\"\"a\"\"\"\"
            n = 1
            """)
        #expect(lines.line(of: ["a"]) == 1)
        #expect(lines.line(of: ["b.c"]) == 2)
        #expect(lines.line(of: ["d"]) == 3)
        #expect(lines.line(of: ["f"]) == 7)
        #expect(lines.line(of: ["g", "h"]) == 10)
        #expect(lines.line(of: ["g", "h", "i", "j", "k"]) == 11)
        #expect(lines.line(of: ["l", "m"]) == 13)
        #expect(lines.line(of: ["l", "n"]) == 14)
        #expect(lines.line(of: ["x"]) == 1)
    }

    @Test func historyIsInTheStateFolder() {
        #expect(
            UserFolder.state.path(of: "history", in: ["XDG_STATE_HOME": "/s", "HOME": "/h"])
                == "/s/workql/history")
        #expect(
            UserFolder.state.path(of: "history", in: ["XDG_STATE_HOME": "s", "HOME": "/h"])
                == "/h/.local/state/workql/history")
        #expect(UserFolder.state.path(of: "history", in: ["HOME": ""]) == nil)
    }
}
