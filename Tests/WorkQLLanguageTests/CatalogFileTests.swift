import Foundation
import TestSupport
import Testing
import WorkQLLanguage

/// The catalog that is built in is the file that `Tests/messages check` holds to the sources.
@Suite("The Chinese catalog")
struct CatalogFileTests {
    private static let translation = Translation(.zh)

    @Test("is in step with the sources")
    func isComplete() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", Document.root.appending(path: "Tests/messages").path, "check",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
    }

    @Test(arguments: [
        (
            "unknown column \"useridd\" in checkin and member",
            "checkin 和 member 中没有列 \"useridd\""
        ),
        ("did you mean \"userid\"?", "是否想写 \"userid\"？"),
        ("close it with '", "请用 ' 结束"),
        // Several lines are not one value of a template, and marks within a line are its own.
        (
            "workql 0.1.0, asking the sandbox\nEnd a statement with ; and press Enter. .tables lists the tables.\n",
            "workql 0.1.0，使用沙箱\n语句以 ; 结束，再按回车。.tables 列出所有表。\n"
        ),
        ("timezone: Asia/Shanghai\n", "时区：Asia/Shanghai\n"),
        ("the result is in late.csv\n", "结果已写入 late.csv\n"),
        ("-- time 8 ms, 133 rows/s", "-- 用时 8 毫秒，每秒 133 行"),
        // Paths of an API are no words.
        ("  from      agent/get, tag/get", "  来源      agent/get, tag/get"),
        (
            "scan wecom.checkin: 4 calls = 2 windows × 2 batches, lower bound 4, met",
            "扫描 wecom.checkin：4 次调用 = 2 个窗口 × 2 个批次，下限 4，已是最少"
        ),
        (
            "scan wecom.member as scan1: 2 calls at least, and one for each tag and department",
            "扫描 wecom.member（scan1）：至少 2 次调用，另加每个标签和每个部门各一次"
        ),
        (
            "  pushed    userid = 'a'  (exact, as useridlist; nothing else is fetched)",
            "  下推      userid = 'a'（精确，作为 useridlist；不会多取数据）"
        ),
        // What SQLite, the system and libpq say reaches messages as a reason.
        ("malformed JSON", "不是正确的 JSON"), ("misuse of aggregate: sum()", "此处不能使用聚合函数 sum()"),
        (
            "the temporary folder cannot be written: no space left on device",
            "无法写入临时文件夹：磁盘空间不足"
        ),
        (
            "the plan needs 6 calls (checkin 4 windows × 1 batch), and at most 2 are allowed; nothing was sent",
            "计划需要 6 次调用（checkin 4 个窗口 × 1 个批次），最多允许 2 次；没有发出任何请求"
        ),
        (
            "add SINCE 7d, or DURING last month, or a condition on checkin_time",
            "请加上 DURING 上周 或 DURING 上月，或针对 checkin_time 的条件"
        ),
        (
            "600 calls in 60 s, 599 left · 9 calls in 1 s, 2 left",
            "60 秒内 600 次调用，剩余 599 · 1 秒内 9 次调用，剩余 2"
        ),
        (
            "12 rows · 8 calls (2 retries) · 1.2 s · waited 0.4 s",
            "12 行 · 8 次调用（2 次重试） · 1.2 秒 · 等待 0.4 秒"
        ),
        ("stopped after 512 rows · 3 calls · 1.2 s", "读到 512 行后停止 · 3 次调用 · 1.2 秒"),
        ("0 done, 64 usage", "0 完成，64 用法错误"),
    ])
    func says(_ english: String, _ chinese: String) {
        #expect(Self.translation(english) == chinese)
        #expect(Translation(.en)(english) == english)
    }
}
