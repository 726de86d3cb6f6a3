import Testing
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLCommand

@Suite struct SettingsTests {
    private func file() throws -> ConfigurationFile {
        try ConfigurationFile(ConfigurationTests.whole, path: "/c.toml")
    }

    @Test func nothingSaid() throws {
        let settings = Settings()
        #expect(settings.zone == .shanghai)
        #expect(settings.maxCalls == nil)
        #expect(settings.quotas.isEmpty)
        #expect(settings.services.isEmpty)
    }

    @Test func profileGoesBeforeTop() throws {
        let settings = try Settings(file: try file())
        #expect(settings.zone.identifier == "Asia/Tokyo")
        #expect(settings.maxCalls == 20)
        #expect(
            settings.quotas == [
                "checkin": [Quota(calls: 60, seconds: 6)],
                "corp_recording": [Quota(calls: 10, seconds: 60)],
            ])
        #expect(settings.services[.wecomSecret] == "s3cret")
        let other = try Settings(flags: .init(profile: "default"), file: try file())
        #expect(other.zone == .utc)
        #expect(other.quotas == ["checkin": [Quota(calls: 300, seconds: 60)]])
        #expect(other.services[.wecomBaseURL] == nil)
    }

    @Test func environmentGoesBeforeConfiguration() throws {
        let settings = try Settings(
            environment: [
                "WORKQL_WECOM_CORP_ID": "ww9", "WORKQL_WECOM_SECRET": "",
                "WORKQL_TENCENT_MEETING_SDK_ID": "7", "WORKQL_TIMEZONE": "+01:00",
                "WORKQL_QUOTA": "checkin=1/s, checkin=100/h ,journal=2/500ms",
            ], file: try file())
        #expect(settings.services[.wecomCorpID] == "ww9")
        #expect(settings.services[.wecomSecret] == "s3cret")
        #expect(settings.services[.tencentMeetingSdkID] == "7")
        #expect(settings.zone.identifier == "+01:00")
        #expect(
            settings.quotas == [
                "checkin": [Quota(calls: 1, seconds: 1), Quota(calls: 100, seconds: 3600)],
                "corp_recording": [Quota(calls: 10, seconds: 60)],
                "journal": [Quota(calls: 2, seconds: 0.5)],
            ])
    }

    @Test func flagsGoBeforeAll() throws {
        var layer = SettingLayer()
        for (name, text) in [("timezone", "UTC"), ("max_calls", "0"), ("csv_bom", nil)] {
            try layer.takeOption(text, of: try #require(Setting.named(name)))
        }
        layer.quotas = [try QuotaRule("checkin=5/min")]
        let settings = try Settings(
            flags: .init(settings: layer),
            environment: ["WORKQL_TIMEZONE": "+01:00", "WORKQL_QUOTA": "checkin=1/s"],
            file: try file())
        #expect(settings.zone == .utc)
        #expect(settings.maxCalls == 0)
        #expect(settings.csvBOM)
        #expect(settings.quotas["checkin"] == [Quota(calls: 5, seconds: 60)])
        #expect(
            settings.origins == [
                "timezone": .commandLine, "max_calls": .commandLine, "csv_bom": .commandLine,
            ])
    }

    /// Each setting can be written in the configuration as SHOW SETTINGS prints it and as its
    /// examples write it for SET.
    @Test func everySettingCanStandInTheConfiguration() throws {
        for setting in Setting.all {
            for example in setting.examples.map(\.value) + ["off", "on", "7"] {
                var values = SettingValues()
                let parsed = Parser.parse("SET \(setting.name) = \(example)")
                guard case .complete(let statements) = parsed,
                    case .set(_, to: let value) = statements.first?.kind
                else { throw Unexpected() }
                guard (try? setting.set(value, in: &values, folder: nil)) != nil else { continue }
                let shown = setting.text(in: values) ?? "NULL"
                let isBare = Int(shown) != nil
                let file = try ConfigurationFile(
                    "\(setting.name) = \(isBare ? shown : "'\(shown)'")", path: "/c.toml")
                #expect(try Settings(file: file).values == values, "\(setting.name) = \(shown)")
                #expect(try Settings(file: file).origins == [setting.name: .file])
                // The profile takes precedence over the top level, the environment and the command
                // line over both.
                guard setting.variable != nil || setting.option != nil else { continue }
                let before = try Settings(
                    environment: setting.variable.map { [$0: shown] } ?? [:], file: file)
                #expect(before.values == values)
            }
        }
    }

    @Test(arguments: [
        ("csv_bom = 1", "csv_bom is a number", "write true or false"),
        ("csv_bom = 'perhaps'", "csv_bom is not on or off", "write true or false"),
        (
            "csv_formulas = 'delete'", "csv_formulas is not one of its values",
            "write one of escape, keep"
        ),
        ("ambiguous_width = 3", "ambiguous_width is a number", "write 1 or 2"),
        ("confirm_calls = 'many'", "confirm_calls is a string", "write a number, 0 or more"),
        ("pager = ''", "pager is empty", "write on, off or a command"),
        ("max_age = 5", "max_age is not a duration", "write days or weeks, such as \"365d\""),
        ("max_age = '1mo'", "max_age is not a duration", "write days or weeks, such as \"365d\""),
        ("store = ''", "store is not a file name", "write the name of a file, memory or off"),
    ])
    func valuesOfOtherKindsAreRefused(_ text: String, _ message: String, _ help: String) {
        #expect(throws: UserError(.configuration, message, at: "/c.toml:1", help: help)) {
            try ConfigurationFile(text, path: "/c.toml")
        }
    }

    @Test func numbersAndDurationsAreRead() throws {
        let cases: [(text: String, field: KeyPath<SettingValues, Int?>, expected: Int?)] = [
            ("max_age = 0", \.maxAge, 0), ("max_age = '1d12h'", \.maxAge, 129_600),
            ("retention = '2w'", \.retention, 14 * 86_400),
            ("confirm_calls = 5", \.confirmCalls, 5),
            ("confirm_calls = 'NULL'", \.confirmCalls, nil),
        ]
        for (text, field, expected) in cases {
            let file = try ConfigurationFile("[profile.default]\n" + text, path: "/c.toml")
            #expect(try Settings(file: file).values[keyPath: field] == expected, "\(text)")
        }
    }

    private struct Unexpected: Error {}

    @Test func variablesAreThoseOfTheDocuments() {
        #expect(
            ServiceKey.all.map(\.variable) == [
                "WORKQL_WECOM_BASE_URL", "WORKQL_WECOM_CORP_ID", "WORKQL_WECOM_SECRET",
                "WORKQL_WECOM_AGENT_ID", "WORKQL_TENCENT_MEETING_BASE_URL",
                "WORKQL_TENCENT_MEETING_APP_ID", "WORKQL_TENCENT_MEETING_SDK_ID",
                "WORKQL_TENCENT_MEETING_SECRET_ID", "WORKQL_TENCENT_MEETING_SECRET_KEY",
                "WORKQL_TENCENT_MEETING_OPERATOR_ID",
            ])
    }

    @Test func wrongVariablesAreErrors() {
        #expect(
            throws: UserError(
                .configuration, "no time zone is named 'Nowhere' (in WORKQL_TIMEZONE)",
                help: "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'")
        ) { try Settings(environment: ["WORKQL_TIMEZONE": "Nowhere"]) }
        #expect(
            throws: UserError(
                .configuration, "unknown table \"jurnal\" in a quota (in WORKQL_QUOTA)",
                help: "did you mean \"journal\"?")
        ) { try Settings(environment: ["WORKQL_QUOTA": "checkin=1/s,jurnal=1/s"]) }
        #expect(
            throws: UserError(
                .configuration, "unknown profile \"a\"", at: "/h/.config/workql/config.toml",
                help: "the file has no profiles; add [profile.a.wecom] with its keys")
        ) { try Settings(flags: .init(profile: "a"), environment: ["HOME": "/h"]) }
    }

    @Test func addressesAreChecked() {
        #expect(throws: UserError.self) {
            try Settings(environment: ["WORKQL_WECOM_BASE_URL": "http://example.com"])
                .session(now: Instant(seconds: 0))
        }
    }

    @Test(arguments: [
        ("checkin=60/6s", "checkin", 60, 6), ("wecom.journal=1/min", "journal", 1, 60),
        ("CHECKIN = 600 / 1min", "checkin", 600, 60), ("checkin=2/1h30min", "checkin", 2, 5400),
        ("corp_recording=1/1500ms", "corp_recording", 1, 1.5),
        ("checkin=9/24H", "checkin", 9, 86_400),
    ])
    func quotasAreRead(_ text: String, _ table: String, _ calls: Int, _ seconds: Double) throws {
        let rule = try QuotaRule(text)
        #expect(rule.table == table)
        #expect(rule.quota == Quota(calls: calls, seconds: seconds))
    }

    @Test(arguments: [
        (
            "checkin", "quota \"checkin\" is not of the form TABLE=N/PERIOD",
            "for example checkin=60/6s"
        ),
        (
            "checkin=60", "quota \"checkin=60\" is not of the form TABLE=N/PERIOD",
            "for example checkin=60/6s"
        ),
        ("chekin=1/s", "unknown table \"chekin\" in a quota", "did you mean \"checkin\"?"),
        (
            "wecom.jurnal=1/s", "unknown table \"wecom.jurnal\" in a quota",
            "did you mean \"journal\"?"
        ),
        (
            "checkin=x/s", "\"x\" in quota \"checkin=x/s\" is not a number of calls",
            "for example checkin=60/6s"
        ),
        (
            "checkin=0/s", "\"0\" in quota \"checkin=0/s\" is not a number of calls",
            "for example checkin=60/6s"
        ),
        (
            "checkin=1/", "quota period \"\" has no unit",
            "units of quota periods are ms, s, min and h"
        ),
        (
            "checkin=1/6", "quota period \"6\" has no unit",
            "units of quota periods are ms, s, min and h"
        ),
        (
            "checkin=1/0s", "\"0s\" in quota \"checkin=1/0s\" is not a period",
            "for example checkin=60/6s"
        ),
        ("checkin=1/5m", "\"m\" in quota period \"5m\" is ambiguous", "write min"),
        (
            "checkin=1/d", "days vary in length, so quota period \"d\" is not exact",
            "write 24h"
        ),
        (
            "checkin=1/2w", "quota period \"2w\" depends on the calendar",
            "units of quota periods are ms, s, min and h"
        ),
        (
            "checkin=1/6sec", "unknown unit \"sec\" in quota period \"6sec\"",
            "units of quota periods are ms, s, min and h"
        ),
        (
            "checkin=1/6s-", "quota period \"6s-\" has no unit",
            "units of quota periods are ms, s, min and h"
        ),
    ])
    func quotasAreRefused(_ text: String, _ message: String, _ help: String) {
        #expect(throws: UserError(.configuration, message, help: help)) { try QuotaRule(text) }
    }
}
