import Foundation
import TestSupport
import Testing
import WorkQL

@testable import WorkQLCommand

@Suite struct PagerChoiceTests {
    @Test func variablesAndSetting() throws {
        try withFolder { folder in
            for name in ["less", "more"] {
                try "#!/bin/sh\n".write(
                    toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
                chmod("\(folder)/\(name)", 0o700)
            }
            func choice(
                _ setting: SettingValues.Pager, _ variables: [String: String] = [:]
            ) -> PagerChoice {
                PagerChoice(
                    setting, environment: variables.merging(["PATH": "/none:" + folder]) { $1 })
            }
            #expect(choice(.on) == .command("less -SRFX"))
            #expect(PagerChoice(.on, environment: [:]) == .none)
            #expect(choice(.on, ["PAGER": "more -d"]) == .command("more -d"))
            #expect(
                choice(.on, ["PAGER": "less", "WORKQL_PAGER": "more"]) == .command("more"))
            #expect(choice(.on, ["PAGER": "more", "WORKQL_PAGER": ""]) == .none)
            #expect(choice(.on, ["PAGER": "mroe -d"]) == .missing("mroe"))
            #expect(choice(.off, ["PAGER": "more"]) == .none)
            #expect(
                choice(.command("/bin/sh -c cat"), ["PAGER": "more"])
                    == .command("/bin/sh -c cat"))
            #expect(choice(.command("/none/less")) == .missing("/none/less"))
            #expect(choice(.command("LESS=-S less")) == .command("LESS=-S less"))
        }
    }
}
