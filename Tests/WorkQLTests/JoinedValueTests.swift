import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Conditions on a column one value of which holds several of an enumeration.
@Suite struct JoinedValueTests {
    private func notes(_ condition: String) async throws -> [String] {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(
                    "SELECT count(*) FROM checkin c WHERE userid = 'lisi' AND \(condition) SINCE 7d"
                ),
                into: CollectingWriter())
            return outcome.notes.map { "\($0.message) (\($0.help ?? ""))" }
        }
    }

    private static let several = "exception_type can hold several values, joined by ;"

    @Test(arguments: [
        ("exception_type = '时间异常'", "LIKE '%时间异常%'"),
        ("'时间异常' = exception_type", "LIKE '%时间异常%'"),
        ("c.异常类型 = '未打卡'", "LIKE '%未打卡%'"),
        ("exception_type IS NOT DISTINCT FROM '时间异常'", "LIKE '%时间异常%'"),
        ("exception_type <> '时间异常'", "NOT LIKE '%时间异常%'"),
        ("exception_type IS DISTINCT FROM '时间异常'", "NOT LIKE '%时间异常%'"),
        (
            "exception_type IN ('时间异常', '未打卡')",
            "LIKE '%时间异常%' OR exception_type LIKE '%未打卡%'"
        ),
        (
            "exception_type NOT IN ('时间异常', '未打卡')",
            "NOT LIKE '%时间异常%' AND exception_type NOT LIKE '%未打卡%'"
        ),
        ("CASE exception_type WHEN '时间异常' THEN TRUE END", "LIKE '%时间异常%'"),
    ])
    func oneOfSeveral(_ condition: String, _ instead: String) async throws {
        #expect(
            try await notes(condition) == ["\(Self.several) (write exception_type \(instead))"],
            "\(condition)")
    }

    private static let late = "did you mean '时间异常'? "
    private static let known = "known: 时间异常, 地点异常, 未打卡, wifi异常, 非常用设备"

    @Test(arguments: [
        ("exception_type = '迟到'", "迟到", late), ("exception_type IN ('迟到')", "迟到", late),
        ("exception_type <> '迟到'", "迟到", late),
        ("exception_type LIKE '%迟到%'", "迟到", late), ("exception_type LIKE '迟到'", "迟到", late),
        ("exception_type NOT LIKE '%迟到%'", "迟到", late),
        ("exception_type ILIKE '%迟到%'", "迟到", late),
        ("exception_type = '地点'", "地点", "did you mean '地点异常'? "),
    ])
    func noneOfTheKnown(_ condition: String, _ text: String, _ meant: String) async throws {
        #expect(
            try await notes(condition)
                == ["exception_type is not known to be \(text) (\(meant)\(Self.known))"],
            "\(condition)")
    }

    @Test(arguments: [
        "exception_type LIKE '%时间异常%'", "exception_type LIKE '%异常'", "exception_type = ''",
        "exception_type <> ''", "exception_type = '时间异常;地点异常'", "exception_type > 'a'",
        "exception_type LIKE '%时间异常;%'", "exception_type LIKE '%时_异常%'",
        "exception_type LIKE '%'", "exception_type = notes",
    ])
    func nothingToSay(_ condition: String) async throws {
        #expect(try await notes(condition) == [], "\(condition)")
    }

    /// The words that a note gives find what the condition left out.
    @Test func theWordsFindMore() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let start = "SELECT count(*) FROM checkin WHERE department_id = 1 AND exception_type "
            let end = " DURING last month"
            func count(_ condition: String) async throws -> Int {
                let (rows, _) = try await harness.run(
                    start.replacing("department_id = 1 AND ", with: "") + condition + end)
                return Int(rows.rows[0][0] ?? "") ?? 0
            }
            let (one, all) = (
                try await count("= '时间异常'"), try await count("LIKE '%时间异常%'")
            )
            #expect(one > 0)
            #expect(all > one)
        }
    }
}
