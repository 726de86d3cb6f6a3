import TestSupport
import Testing

/// SET accepts the output of SHOW SETTINGS.
@Suite struct ShownSettingTests {
    @Test(arguments: [
        ("retention", "90d", "90d"), ("retention", "36h", "1d12h"), ("retention", "2w", "14d"),
        ("max_age", "90min", "1h30min"), ("max_age", "0", "0s"), ("max_age", "45s", "45s"),
        ("timezone", "'Asia/Tokyo'", "Asia/Tokyo"), ("max_calls", "7", "7"),
        ("pager", "'less -S'", "less -S"),
    ])
    func shownValueIsTaken(_ setting: String, _ value: String, _ shown: String) throws {
        func line(_ value: String) throws -> String? {
            try CommandRun(
                "--quiet", "-f", "tsv", "-c", "SET \(setting) = \(value); SHOW SETTINGS"
            ).output.split(separator: "\n").map(String.init).first { $0.hasPrefix(setting + "\t") }
        }
        let first = try #require(try line(value))
        #expect(first.split(separator: "\t")[1] == shown)
        let isText = setting == "timezone" || setting == "pager"
        #expect(try line(isText ? "'\(shown)'" : shown) == first)
    }
}
