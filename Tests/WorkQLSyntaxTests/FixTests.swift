import Testing
import WorkQLSyntax

/// Mistakes that a program can fix.
@Suite struct FixTests {
    @Test(arguments: [
        ("FORM checkin", "FROM checkin"),
        ("SELECT 1 FORM checkin", "SELECT 1 FROM checkin"),
        ("SELECT userid FROM c GRUOP BY userid", "SELECT userid FROM c GROUP BY userid"),
        ("SELECT userid FROM c GRUOP userid", "SELECT userid FROM c GROUP BY userid"),
        ("SELECT 1、2", "SELECT 1,2"),
        ("SELECT 1 WHERE 打卡 ≤ 2", "SELECT 1 WHERE 打卡 <= 2"),
        ("PARAM days DURATOIN", "PARAM days duration"),
        ("SELECT * FROM c SINCE 7 dayz", "SELECT * FROM c SINCE 7 day"),
        ("SELECT １２．５", "SELECT 12.5"), ("SELECT 1 AS 【次 数】", "SELECT 1 AS \"次 数\""),
        ("SELECT 《a》, 『b』", "SELECT 'a', 'b'"), ("SELECT 1 —— 注释", "SELECT 1 -- 注释"),
        ("SELECT ‘a’", "SELECT 'a'"), ("SELECT “a”， ‘b’ AS “c d”", "SELECT 'a'， 'b' AS \"c d\""),
        (
            "SELECT x FROM t WHERE a IN (‘a’, 'b’', ‘c'); SELECT 1",
            "SELECT x FROM t WHERE a IN ('a', 'b’', 'c'); SELECT 1"
        ),
        ("SELECT “it's” AS a", "SELECT 'it''s' AS a"),
        ("SELECT 1。", "SELECT 1;"), ("SELECT 1。 \n", "SELECT 1; \n"),
        ("SELECT * FROM c WHERE d >= 2026年8月1号", "SELECT * FROM c WHERE d >= '2026-08-01'"),
        ("SELECT * FROM c WHERE d >= 2026-08-01", "SELECT * FROM c WHERE d >= DATE '2026-08-01'"),
        ("\\d", ".tables"), ("\\d checkin", "DESCRIBE checkin"), ("\\q", ".quit"),
        ("SHOW DATABASES", "SHOW TABLES"), ("help", ".help"),
        ("SELECT '打卡' FORM a; SELECT '卡' FORM b", "SELECT '打卡' FROM a; SELECT '卡' FROM b"),
    ])
    func fixesText(text: String, fixed: String) {
        #expect(fixes(of: text).applied(to: text) == fixed)
    }

    @Test(arguments: [
        "SELECT", "SELECT 1。2", "SELECT !1", "SELECT ‘a", "SELECT 'a", "SELECT 1 \\G", "\\y",
    ])
    func leavesToDecide(text: String) {
        #expect(fixes(of: text).isEmpty)
    }

    @Test func needsItsPlaces() {
        typealias Fix = Diagnostic.Fix
        #expect(Fix("x", replacing: Span(3, 3)) == nil)
        #expect([Fix("x", for: Span(1, 9))].applied(to: "short") == nil)
        #expect([Fix("x", for: Span(0, 3)), Fix("y", for: Span(2, 4))].applied(to: "short") == nil)
        #expect([Fix("x", for: Span(1, 2))].applied(to: "卡") == nil)
        #expect([Diagnostic.Fix]().applied(to: "卡") == "卡")
    }

    private func fixes(of text: String) -> [Diagnostic.Fix] {
        switch Parser.parse(text) {
        case .failed(let mistakes): mistakes.compactMap(\.fix)
        case .incomplete(let mistake): [mistake].compactMap(\.fix)
        case .complete: []
        }
    }
}
