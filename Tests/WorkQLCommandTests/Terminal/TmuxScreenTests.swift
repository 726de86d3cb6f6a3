import Foundation
import TestSupport
import Testing

/// What a terminal shows to those who read Chinese, row by row, at three widths.
///
/// `Golden/screen.zh.40.txt` and its like are the screens as tmux draws them; with WORKQL_REWRITE=1
/// they are written again. What differs from run to run is masked or left out: the version, durations
/// of calls, and times of the wall clock.
@Suite(
    .serialized,
    .enabled(if: Tmux.isThere != nil, "tmux is not installed, and these tests need it"))
struct TmuxScreenTests {
    private static let texts = [
        "SELECT 用户, 打卡时间, 打卡地点 FROM 打卡记录 WHERE 用户 = 'zhangsan' DURING 最近两周 ORDER BY 2 LIMIT 3;",
        "SELECT count(*) AS 次数 FROM 截屏 SINCE 8月1日 UNTIL 昨天;",
        "SELECT 用户, 打卡时间 FROM 考勤 DURING 上周;",
        "SELECT 用户, count(*) AS 次数 FROM 打卡记录 WHERE 异常类型 = '迟到' GROUP BY 用护 DURING 上周;",
        "EXPLAIN SELECT count(*) AS 份数 FROM 汇报记录 DURING 近三个月;",
        "SELECT count(*) AS 人数 FROM 成员;",
        ".help", ".watch 0",
    ]

    @Test(arguments: [40, 80, 200]) func screens(_ columns: Int) throws {
        try withFolder { folder in
            let tmux = try Tmux(
                folder: folder,
                [
                    "--demo", "--now", "2026-08-15T12:00", "--language", "zh", "--quota",
                    "corp_recording=1/min",
                ], columns: columns, rows: 400)
            try wait(for: 1, in: tmux)
            for (index, text) in Self.texts.enumerated() {
                try tmux.type(text)
                try tmux.press("Enter")
                try wait(for: index + 2, in: tmux)
            }
            try tmux.type("SELECT * FROM 打卡记录 WHERE 用户 = '张三")
            try tmux.press("Tab")
            try wait(in: tmux) { $0.last?.contains("'zhangsan'") == true }
            try tmux.press("C-c")
            try wait(for: Self.texts.count + 2, in: tmux)
            try tmux.type("SET confirm_seconds = NULL;")
            try tmux.press("Enter")
            try wait(for: Self.texts.count + 3, in: tmux)
            try tmux.type("SELECT count(*) FROM corp_recording SINCE 93d;")
            try tmux.press("Enter")
            // At the right end of a narrow line, what is left is cut.
            let last = try wait(in: tmux) { $0.last?.contains("等待") == true }
            try compare(last, at: columns)
            try tmux.press("C-c")
            try wait(for: Self.texts.count + 4, in: tmux)
        }
    }

    /// Waits for so many prompts, the last of them empty.
    private func wait(for prompts: Int, in tmux: Tmux) throws {
        try wait(in: tmux) { rows in
            rows.count { $0.hasPrefix("workql>") } == prompts
                && (rows.last == "workql>" || rows.last?.hasPrefix("workql>  ") == true)
        }
    }

    @discardableResult
    private func wait(
        in tmux: Tmux, until isAsExpected: ([String]) -> Bool
    ) throws -> [String] {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            let rows = Array(try tmux.screen().dropLast())
            if isAsExpected(rows) { return rows }
            guard ContinuousClock.now < end else {
                Issue.record("the screen is:\n\(rows.joined(separator: "\n"))")
                throw NotShown()
            }
            usleep(30_000)
        }
    }

    private struct NotShown: Error {}

    private func compare(_ rows: [String], at columns: Int) throws {
        // The account of an answer breaks where its durations make it break.
        var isAccount = false
        let kept = rows.filter { row in
            isAccount = row.hasPrefix("-- ") || isAccount && row.hasPrefix("   ")
            return !isAccount
        }
        let masked = kept.map { row in
            row.replacing(#/^workql \d[^，]*/#, with: "workql VERSION")
                .replacing(#/等待配额.*$/#, with: "等待配额…")
        }
        let text = masked.joined(separator: "\n") + "\n"
        let golden = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Golden/screen.zh.\(columns).txt")
        if GoldenFile.rewrites {
            return try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: golden, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, (found, wanted)) in zip(shown, expected).enumerated() where found != wanted {
            Issue.record("row \(index + 1) is \(found), and should be \(wanted)")
        }
        #expect(shown.count == expected.count)
    }
}
