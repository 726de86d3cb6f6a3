import Testing
import WorkQLLanguage

@Suite("Messages found in a catalog")
struct MessageCatalogTests {
    private static let catalog = MessageCatalog(
        text: #"""
            msgid ""
            msgstr ""
            "Language: zh_CN\n"

            #: Scope.swift
            #. {name}: name
            msgid "unknown column \"{name}\" in {names}"
            msgstr "{names} 中没有列 \"{name}\""

            msgid "did you mean \"{value}\"?"
            msgstr "是否想写 \"{value}\"？"

            msgid "a text"
            msgstr "文本"

            msgid "1 call"
            msgstr "1 次调用"

            msgid "{count} calls"
            msgstr "{count} 次调用"

            msgid "{answered} of {planned}"
            msgstr "{planned} 中的 {answered}"

            msgid "write {name} IS NULL"
            msgstr "请写 {name} IS NULL"

            msgid "{rest} left of those allowed"
            msgstr "允许的还剩 {rest}"

            msgid "expected {what}, found {found}"
            msgstr "此处应为 {what}，却是 {found}"

            msgid ", {count} users each"
            msgstr "，每次 {count} 个用户"

            msgid "the plan needs {needed}{list}, and no more"
            msgstr "计划需要 {needed}{list}，没有更多"

            msgid ""
            "a first line\n"
            "and \\p{L} with ${NAME}"
            msgstr ""
            "第一行\n"
            "和 \\p{L} 与 ${NAME}"
            """#)

    /// Lengths of time, which templates have as values, and not what is typed.
    @Test(arguments: [
        ("35 ms", "35 毫秒"), ("1.2 s", "1.2 秒"), ("2 min 5 s", "2 分 5 秒"), ("5 min", "5 分钟"),
        ("3 d 4 h", "3 天 4 小时"), ("7 d", "7 天"), ("7d", "7d"), ("5 apples", "5 apples"),
        ("1.2 s s", "1.2 s s"), ("d", "d"),
        ("did you mean \"7 d\"?", "是否想写 \"7 d\"？"), ("5 d left of those allowed", "允许的还剩 5 天"),
    ])
    func lengths(_ english: String, _ chinese: String) {
        #expect(Self.catalog.text(english) == chinese)
    }

    @Test(arguments: [
        // Names of users are never translated, and keep what stands in them.
        ("unknown column \"a text\" in checkin", "checkin 中没有列 \"a text\""),
        ("unknown column \"x\" in checkin and member", "checkin 和 member 中没有列 \"x\""),
        ("unknown column \"x\" in a, b and c", "a、b 和 c 中没有列 \"x\""),
        // A value that is a message is one in Chinese too, and no space stands before it.
        ("expected a text, found 12", "此处应为文本，却是 12"),
        ("expected a text, found \"a text\"", "此处应为文本，却是 \"a text\""),
        ("1 call", "1 次调用"), ("8 calls", "8 次调用"), ("8 calls · 12 s", "8 次调用 · 12 秒"),
        ("write a IS NULL; 3 calls left of those allowed", "请写 a IS NULL；允许的还剩 3 次调用"),
        ("the plan needs 2 calls, 3 users each, and no more", "计划需要 2 次调用，每次 3 个用户，没有更多"),
        ("a first line\nand \\p{L} with ${NAME}", "第一行\n和 \\p{L} 与 ${NAME}"),
        ("  1 call\n  2 calls\n", "  1 次调用\n  2 次调用\n"),
    ])
    func translates(_ english: String, _ chinese: String) {
        #expect(Self.catalog.text(english) == chinese)
    }

    /// What fits only a template of few words is left as it is.
    @Test(arguments: [
        "the answer of a service of ours", "SELECT 1", "", "late.csv", "很好",
        "useridd of nothing here",
    ])
    func leaves(_ text: String) { #expect(Self.catalog.text(text) == text) }

    /// Texts of users, however long and odd, end.
    @Test func longTexts() {
        let text = String(repeating: "1 call of 2 calls, and ", count: 200)
        #expect(Self.catalog.text(text).count > 100)
    }
}

extension MessageCatalog {
    convenience init(text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes: bytes)
    }

    private convenience init(bytes: [UInt8]) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        defer { copy.deallocate() }
        _ = copy.initialize(from: bytes)
        self.init(portableObject: UnsafeBufferPointer(copy))
    }
}
