import Foundation
import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLCommand

extension TerminalTests {
    /// Alt-Enter after an error, and a change of credentials in between.
    @Suite(.serialized) struct FixTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        private static let fixHint =
            "workql>" + String(repeating: " ", count: 24)
            + "Alt-Enter inserts the fix · Asia/Shanghai · demo"

        @Test func altEnterInsertsTheFix() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter("SELECT 1 AS n; SELECT m AS 打卡,\rn_1 FORM _;")
                try terminal.expect { $0.last == Self.fixHint }
                terminal.type("\u{1B}\r")
                try terminal.expect { $0.last?.hasPrefix("   ...> n_1 FROM _;") == true }
                // With text in the editor, it begins another line.
                terminal.type("\u{1B}\r-- x")
                try terminal.expect { $0.last?.hasPrefix("   ...> -- x") == true }
                terminal.type("\u{03}")
                try terminal.expect(last: ["   ...> -- x^C", Self.fixHint])
                try terminal.enter("SELECT 1 AS num; SELECT nun FROM _;")
                try terminal.expect { $0.last == Self.fixHint && $0.contains("│     num │") }
                // A statement that has run is not run again.
                terminal.type("\u{1B}\r")
                try terminal.expect { $0.last?.hasPrefix("workql> SELECT num FROM _;") == true }
                terminal.type("\r")
                try terminal.expect { $0.last == Self.prompt }
                try terminal.enter(".tmier on")
                try terminal.expect { $0.last == Self.fixHint }
                terminal.type("\u{1B}\r")
                try terminal.expect { $0.last?.hasPrefix("workql> .timer on") == true }
                terminal.type("\r\u{1B}\r")
                try terminal.expect { $0.last == "   ...>" }
            }
        }

        @Test func profilesAreChanged() async throws {
            let server = try await SandboxServer.start(.demo.withoutQuotas)
            try withFolder { home in
                let folder = home + "/.config/workql"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                let credentials = { (secret: String) in
                    """
                    corp_id = "\(WeComCredentials.demoCorpID)"
                    secret = "\(secret)"
                    agent_id = \(WeComCredentials.demoAgentID)
                    base_url = "\(server.baseURL)"
                    """
                }
                try """
                [profile.default]
                max_calls = 7
                [profile.default.wecom]
                \(credentials("wrong"))
                [profile.work]
                timezone = "Asia/Tokyo"
                max_calls = 99
                [profile.work.wecom]
                \(credentials(WeComCredentials.demoSecret))
                """.write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
                chmod(folder + "/config.toml", 0o600)
                let terminal = try PseudoTerminal(
                    ["--quiet"], environment: ["HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"],
                    columns: 100, rows: 60)
                try terminal.enter("SELECT count(*) > 1 AS many FROM member;")
                try terminal.expect { $0.contains { $0.hasPrefix("error[E11") } }
                try terminal.enter(
                    "SET last_result_mb = 5; SELECT 1 AS n;", ".profile", ".profile wrok")
                terminal.type("\u{1B}\r")
                try terminal.expect {
                    $0.contains("profile: default (there are default and work)")
                        && $0.contains {
                            $0.hasPrefix("error[E1202]: unknown profile \"wrok\"")
                        }
                        && $0.last?.hasPrefix("workql> .profile work") == true
                }
                terminal.type("\r")
                try terminal.expect { $0.last?.hasSuffix("Asia/Tokyo · work") == true }
                try terminal.enter(
                    ".mode csv", "FROM _; SHOW SETTINGS; SELECT count(*) > 1 AS many FROM member;")
                try terminal.expect { $0.suffix(8).contains("true") }
                let screen = terminal.screen
                #expect(screen.contains { $0.hasPrefix("max_calls,99,") })
                #expect(screen.contains { $0.hasPrefix("last_result_mb,5,") })
                #expect(screen.contains { $0.hasPrefix("timezone,Asia/Tokyo,") })
            }
            await server.stop()
        }
    }
}
