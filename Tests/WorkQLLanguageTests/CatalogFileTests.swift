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
        (
            "the plan needs 6 calls (checkin 4 windows × 1 batch), and at most 2 are allowed; nothing was sent",
            "计划需要 6 次调用（checkin 4 个窗口 × 1 个批次），最多允许 2 次；没有发出任何请求"
        ),
        (
            "add SINCE 7d, or DURING last month, or a condition on checkin_time",
            "请加上 SINCE 7d 或 DURING last month，或针对 checkin_time 的条件"
        ),
        (
            "600 calls in 60 s, 599 left · 9 calls in 1 s, 2 left",
            "60 s 内 600 次调用，剩余 599 · 1 s 内 9 次调用，剩余 2"
        ),
        (
            "12 rows · 8 calls (2 retries) · 1.2 s · waited 0.4 s",
            "12 行 · 8 次调用（2 次重试） · 1.2 s · 等待 0.4 s"
        ),
        ("stopped after 512 rows · 3 calls · 1.2 s", "读到 512 行后停止 · 3 次调用 · 1.2 s"),
        ("0 done, 64 usage", "0 完成，64 用法错误"),
    ])
    func says(_ english: String, _ chinese: String) {
        #expect(Self.translation(english) == chinese)
        #expect(Translation(.en)(english) == english)
    }
}
