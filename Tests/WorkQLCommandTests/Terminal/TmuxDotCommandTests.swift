import Foundation
import TestSupport
import Testing

/// Dot commands on a real terminal's screen, compared exactly.
@Suite(
    .serialized,
    .enabled(if: Tmux.isThere != nil, "tmux is not installed, and these tests need it"))
struct TmuxDotCommandTests {
    private static let demo = ["--demo", "--now", "2026-08-08", "--quiet"]
    private static let empty = "workql>            Asia/Shanghai · demo"

    @Test func altEnterMendsChinese() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 12)
            try tmux.expect(Self.empty, "8,0")
            try tmux.type("SELECT '迟到' AS 情况 UNOIN SELECT '早退';")
            try tmux.press("Enter")
            try tmux.expect(
                last: "  = help: write UNION", "workql>")
            try tmux.press("M-Enter")
            try tmux.expect(
                last: "workql> SELECT '迟到' AS 情况 UNION SELE", "CT '早退';")
            try tmux.press("Enter")
            try tmux.expect(
                last: "│ 早退 │", "│ 迟到 │", "└──────┘", "(2 rows)", Self.empty)
        }
    }

    /// The results replace one another, and what was above is still in the terminal's history.
    @Test func watchingScrollsWhatIsAbove() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 60, rows: 20)
            let prompt = "workql>" + String(repeating: " ", count: 32) + "Asia/Shanghai · demo"
            try tmux.expect(prompt, "8,0")
            try tmux.type(".mode csv")
            try tmux.press("Enter")
            try tmux.expect(last: "workql> .mode csv", prompt)
            try tmux.type("SELECT '打卡' AS n;")
            try tmux.press("Enter")
            try tmux.expect(last: "n", "打卡", prompt)
            try tmux.type(".watch 86400")
            try tmux.press("Enter")
            let heading = "-- every 86400 s; Ctrl-C or a key ends it"
            let end = ContinuousClock.now + .seconds(60)
            var screen = try tmux.screen()
            while ContinuousClock.now < end, screen.count != 5 || screen.first != heading {
                usleep(30_000)
                screen = try tmux.screen()
            }
            try #require(screen.count == 5 && screen.first == heading)
            #expect(screen[1].wholeMatch(of: #/-- \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#) != nil)
            #expect(screen.dropFirst(2) == ["n", "打卡", "0,4"])
            #expect(
                try tmux.history().suffix(5) == [
                    "workql> .mode csv", "workql> SELECT '打卡' AS n;", "n", "打卡",
                    "workql> .watch 86400",
                ])
            try tmux.press("C-c")
            try tmux.expect(last: "n", "打卡", "", prompt)
            try tmux.type("SELECT 2 AS m;")
            try tmux.press("Enter")
            try tmux.expect(last: "workql> SELECT 2 AS m;", "m", "2", prompt)
        }
    }
}
