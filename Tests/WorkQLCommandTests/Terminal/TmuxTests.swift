import Foundation
import TestSupport
import Testing

/// Exact comparisons of screens, mainly at forty columns and in Chinese.
@Suite(
    .serialized,
    .enabled(if: Tmux.isThere != nil, "tmux is not installed, and these tests need it"))
struct TmuxTests {
    private static let demo = ["--demo", "--now", "2026-08-08", "--quiet"]
    private static let empty = "workql>            Asia/Shanghai · demo"

    @Test func chineseIsEditedAcrossRows() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 10)
            try tmux.expect(Self.empty, "8,0")
            try tmux.type("SELECT * FROM checkin WHERE 地点 = '深圳' SINCE 7d")
            try tmux.expect(
                "workql> SELECT * FROM checkin WHERE 地点", " = '深圳' SINCE 7d", "18,1")
            // At the start everything shifts, and the wide character that no longer fits wraps.
            try tmux.press("C-a")
            try tmux.type("X")
            try tmux.expect(
                "workql> XSELECT * FROM checkin WHERE 地", "点 = '深圳' SINCE 7d", "9,0")
            try tmux.press("BSpace")
            try tmux.expect(
                "workql> SELECT * FROM checkin WHERE 地点", " = '深圳' SINCE 7d", "8,0")
            try tmux.press("C-e")
            try tmux.type("一二三四五六七八九十")
            try tmux.expect(
                "workql> SELECT * FROM checkin WHERE 地点", " = '深圳' SINCE 7d一二三四五六七八九十",
                "38,1")
            try tmux.type("百")
            try tmux.expect(
                "workql> SELECT * FROM checkin WHERE 地点",
                " = '深圳' SINCE 7d一二三四五六七八九十百", "0,2")
            try tmux.press("BSpace", "Left", "Left")
            try tmux.type("中")
            try tmux.expect(
                "workql> SELECT * FROM checkin WHERE 地点",
                " = '深圳' SINCE 7d一二三四五六七八中九十", "36,1")
            try tmux.press("C-a", "C-Right", "M-d")
            try tmux.expect(
                "workql> SELECT checkin WHERE 地点 = '深", "圳' SINCE 7d一二三四五六七八中九十", "14,0")
            try tmux.press("C-y", "C-k", "C-c")
            try tmux.expect("workql> SELECT * FROM^C", Self.empty, "8,1")
        }
    }

    @Test func charactersOfSeveralScalarsAreOne() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 10)
            try tmux.expect(Self.empty, "8,0")
            try tmux.type("'e\u{301}가e\u{301}'")
            try tmux.press("BSpace", "BSpace")
            try tmux.expect("workql> 'e\u{301}가       Asia/Shanghai · demo", "12,0")
            try tmux.press("Left", "Left", "DC")
            try tmux.expect("workql> '가        Asia/Shanghai · demo", "9,0")
        }
    }

    @Test func columnsAreOfferedWithTheirChineseNames() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 10)
            try tmux.expect(Self.empty, "8,0")
            try tmux.type("FROM checkin SELECT loc")
            try tmux.press("Tab")
            try tmux.expect("workql> FROM checkin SELECT location_", "37,0")
            try tmux.press("Tab", "Tab")
            try tmux.expect(
                "workql> FROM checkin SELECT location_",
                "location_title   text · 打卡地点title …",
                "location_detail  text · 打卡地点详情 ·…", "37,0")
            try tmux.type("d")
            try tmux.press("Tab")
            try tmux.expect("workql> FROM checkin SELECT location_det", "ail", "3,1")
            try tmux.press("C-u")
            try tmux.type("FROM checkin WHERE checkin_type = '外")
            try tmux.press("Tab")
            try tmux.expect(
                "workql> FROM checkin WHERE checkin_type", "= '外出打卡'", "12,1")
        }
    }

    @Test func resizedWhileTyping() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 10)
            try tmux.expect(Self.empty, "8,0")
            try tmux.type("SELECT '地点' AS 甲,")
            try tmux.press("Enter")
            try tmux.type("'深圳市南山区科技园' AS 乙")
            try tmux.expect(
                "workql> SELECT '地点' AS 甲,", "   ...> '深圳市南山区科技园' AS 乙", "34,1")
            try tmux.resize(columns: 20, rows: 10)
            try tmux.expect(
                "workql> SELECT '地点", "' AS 甲,", "   ...> '深圳市南山", "区科技园' AS 乙", "15,3")
            try tmux.type("，")
            try tmux.press("Up")
            try tmux.type("Z")
            try tmux.resize(columns: 60, rows: 10)
            try tmux.expect(
                "workql> SELECT '地点' AS 甲,Z          Asia/Shanghai · demo",
                "   ...> '深圳市南山区科技园' AS 乙，", "29,0")
        }
    }

    @Test func longPasteShowsWhereTheCursorIs() throws {
        try withFolder { folder in
            let tmux = try Tmux(folder: folder, Self.demo, columns: 40, rows: 5)
            try tmux.expect(Self.empty, "8,0")
            let lines = (1...200).map { "  '第\($0)行' AS c\($0)," }
            try tmux.paste("SELECT\n" + lines.joined(separator: "\n") + "\n  0 AS z;")
            try tmux.expect(
                "   ...>   '第197行' AS c197,", "   ...>   '第198行' AS c198,",
                "   ...>   '第199行' AS c199,", "   ...>   '第200行' AS c200,",
                "   ...>   0 AS z;", "17,4")
            for _ in 1...5 { try tmux.press("Up") }
            try tmux.expect(
                "   ...>   '第196行' AS c196,", "   ...>   '第197行' AS c197,",
                "   ...>   '第198行' AS c198,", "   ...>   '第199行' AS c199,",
                "   ...>   '第200行' AS c200,", "16,0")
            try tmux.press("C-c")
            try tmux.expect(
                "   ...>   '第198行' AS c198,", "   ...>   '第199行' AS c199,",
                "   ...>   '第200行' AS c200,", "   ...>   0 AS z;^C", Self.empty, "8,4")
        }
    }

    @Test func stopsAndGoesOn() throws {
        try withFolder { folder in
            let executable = try CommandRun.executable().path
            let tmux = try Tmux(
                folder: folder,
                command: [
                    "env", "HOME=\(folder)", "PS1=$ ", "WORKQL=\(executable)", "sh", "-i",
                ], columns: 40, rows: 20)
            try tmux.expect(last: "$")
            try tmux.type("$WORKQL --demo --quiet")
            try tmux.press("Enter")
            try tmux.expect(last: "$ $WORKQL --demo --quiet", Self.empty)
            try tmux.type("SELECT '打卡'\n")
            try tmux.type("AS n")
            try tmux.expect(last: "workql> SELECT '打卡'", "   ...> AS n")
            try tmux.press("C-z")
            try tmux.expect(last: "$")
            // The shell has the terminal again.
            try tmux.type("stty -a | grep -ow -e -icanon -e icanon")
            try tmux.press("Enter")
            try tmux.expect(last: "icanon", "$")
            try tmux.type("fg")
            try tmux.press("Enter")
            try tmux.expect(last: "workql> SELECT '打卡'", "   ...> AS n")
            try tmux.type(";")
            try tmux.press("Enter")
            try tmux.expect(last: "│ 打卡 │", "└──────┘", "(1 row)", Self.empty)
        }
    }
}
