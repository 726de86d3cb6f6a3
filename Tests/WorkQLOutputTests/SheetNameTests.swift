import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLOutput

/// What the sheets of a workbook are called.
@Suite struct SheetNameTests {
    @Test(arguments: [
        ("每日人数", "每日人数"), ("  Late by department ", "Late by department"),
        ("8/1: 8:00–9:00", "8-1- 8-00–9-00"), ("a\\b", "a-b"), ("[x]*?", "(x)"),
        ("'quoted'", "’quoted’"), ("it's", "it’s"), ("a\tb\nc", "a b c"),
        ("a\u{0}b\u{1B}c\u{7F}d\u{2028}e", "abcd e"),
        ("0123456789012345678901234567890123", "0123456789012345678901234567890"),
        ("012345678901234567890123456789 1", "012345678901234567890123456789"),
        // A character outside the first plane has two units, and is not cut.
        (String(repeating: "😀", count: 20), String(repeating: "😀", count: 15)),
        (
            "01234567890123456789012345678e\u{301}e\u{301}",
            "01234567890123456789012345678e\u{301}"
        ),
        ("History", "History (2)"), ("history", "history (2)"), ("History?", "History (2)"),
        ("", "Sheet1"), ("  ", "Sheet1"), ("*?*", "Sheet1"), (nil, "Sheet1"),
    ]) func names(wanted: String?, name: String) {
        var names = SheetNames()
        #expect(names.next(wanted) == name)
    }

    @Test func uniqueRegardlessOfCase() {
        var names = SheetNames()
        let long = String(repeating: "长", count: 40)
        let wanted: [String?] = [
            "Late", "LATE", "late", "sheet5", nil, long, long, "CHECKIN (2)", "checkin", "Checkin",
            "ÄRGER", "ärger",
        ]
        #expect(
            wanted.map { names.next($0) } == [
                "Late", "LATE (2)", "late (3)", "sheet5", "Sheet5 (2)",
                String(repeating: "长", count: 31), String(repeating: "长", count: 27) + " (2)",
                "CHECKIN (2)", "checkin", "Checkin (3)", "ÄRGER", "ärger (2)",
            ])
    }

    /// Every name is one that a spreadsheet program accepts, whatever is wanted.
    @Test func randomNames() {
        var random = SplitMix64(seed: 31)
        var names = SheetNames()
        var seen: Set<String> = []
        let alphabet = Array("ab'[]:*?/\\ 长😀\u{0}\t\n\u{301}H")
        for _ in 0..<5000 {
            let length = Int.random(in: 0..<40, using: &random)
            let wanted = String(
                (0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
            let name = names.next(wanted)
            #expect((1...31).contains(name.utf16.count), "\(name)")
            #expect(!name.contains(where: { "[]:*?/\\'".contains($0) }), "\(name)")
            #expect(name.first != " " && name.last != " " && name.lowercased() != "history")
            #expect(seen.insert(name.lowercased()).inserted, "\(name)")
        }
    }

    @Test(arguments: [
        ("SELECT * FROM checkin c JOIN member m USING (userid) SINCE 7d", "checkin"),
        ("SELECT * FROM 打卡记录 SINCE 7d", "打卡记录"), ("SELECT * FROM wecom.member", "member"),
        ("SELECT * FROM (SELECT * FROM member) x", "member"),
        ("WITH late AS (SELECT 1 AS n) SELECT * FROM late", "late"),
        ("SELECT * FROM _ AS late", "late"),
        ("SELECT * FROM '2026/花名册.csv'", "花名册"), ("SELECT * FROM '.hidden'", ".hidden"),
        ("SELECT * FROM days(DURING 2026-08)", "days"), ("SELECT 1 UNION SELECT n FROM t", "t"),
        ("COPY (SELECT * FROM member) TO 'a.xlsx'", "member"), ("DESCRIBE checkin", "checkin"),
        ("SUMMARIZE member", "member"), ("SHOW TABLES", "tables"), ("SELECT 1", nil),
        ("SELECT * FROM _", nil), ("VALUES (1)", nil),
    ]) func sources(text: String, name: String?) throws {
        guard case .complete(let statements) = Parser.parse(text) else {
            Issue.record("\(text) is not a statement")
            return
        }
        #expect(statements.first?.sourceName == name)
    }

    /// As another program reads them: names, and charts that refer to them.
    @Test(
        .enabled(
            if: Openpyxl.isThere, "python3 with openpyxl is not installed, and this test needs it"))
    func asOpenpyxlReadsThem() async throws {
        try await onOwnThread { try Self.check() }
    }

    private static func check() throws {
        try withFolder { folder in
            let path = folder + "/week.xlsx"
            let script = folder + "/week.wql"
            try """
            -- # 考勤周报
            -- ## 每日人数: 8/3 – 8/9!
            -- chart: bar
            SELECT userid, count(*) AS n FROM checkin DURING last week GROUP BY ALL LIMIT 3;
            SELECT * FROM member LIMIT 2;
            SELECT * FROM Member LIMIT 2;
            -- ## History
            SELECT 1 AS n;
            SELECT 2 AS n;
            -- ## a name that has more than thirty-one units
            -- chart: bar
            SELECT 'x' AS k, 2 AS n;
            """.write(toFile: script, atomically: true, encoding: .utf8)
            for arguments in [["-o", path, script], ["report", "-o", path, script]] {
                let run = try CommandRun(
                    ["--demo", "--now", "2026-08-15T12:00", "--quiet"].merged(into: arguments))
                #expect(run.status == 0, "\(run.errors)")
                let titles = try Openpyxl.run(
                    """
                    import openpyxl
                    for s in openpyxl.load_workbook('\(path)').worksheets:
                        print(s.title, *(x.val.numRef.f for c in s._charts for x in c.series))
                    """)
                #expect(
                    titles.split(separator: "\n") == [
                        "每日人数- 8-3 – 8-9! '每日人数- 8-3 – 8-9!'!$B$2:$B$4", "member", "Member (2)",
                        "History (2)", "Sheet5",
                        "a name that has more than thirt 'a name that has more than thirt'!$B$2:$B$2",
                    ])
                unlink(path)
            }
        }
    }
}

extension [String] {
    /// Returns the arguments with these options after the subcommand, if there is one.
    fileprivate func merged(into arguments: [String]) -> [String] {
        arguments.first == "report"
            ? ["report"] + self + arguments.dropFirst() : self + arguments
    }
}
