import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// Keys from lists, files, parameters and queries: the requested keys, the number of calls, and the
/// rows that match.
@Suite struct KeyTests {
    private static func file(_ text: String, named name: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "workql-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Checks the value of the last statement, and the number of calls.
    private static func expect(
        _ harness: Harness, _ texts: [String], like plain: String, calls: Int,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let expected = try await harness.run(plain).rows.rows
        #expect(expected.first?.first != Optional("0"), sourceLocation: location)
        for text in texts {
            var session = harness.session
            session.options.store = nil
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            #expect(outcome.writer.rows == expected, "\(text)", sourceLocation: location)
            #expect(outcome.statistics?.calls == calls, "\(text)", sourceLocation: location)
        }
        #expect(harness.server.violations.isEmpty, sourceLocation: location)
    }

    @Test func digitsOfFilesAreMeetingCodes() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let codes = try await harness.run(
                "SELECT DISTINCT meeting_code FROM meeting_recording WHERE userid = 'zhangsan' "
                    + "SINCE 30d ORDER BY 1 LIMIT 2"
            ).rows.rows.compactMap { $0[0] }
            try #require(codes.count == 2)
            let file = try Self.file(
                "meeting_code\n" + codes.joined(separator: "\n") + "\n", named: "codes.csv")
            let count = "SELECT count(*) FROM meeting_recording r"
            try await Self.expect(
                harness,
                [
                    "\(count) WHERE meeting_code IN (SELECT meeting_code FROM '\(file)') SINCE 30d",
                    "\(count) JOIN '\(file)' c USING (meeting_code) SINCE 30d",
                    "\(count) JOIN '\(file)' c ON c.meeting_code = r.meeting_code SINCE 30d",
                    "\(count) JOIN '\(file)' c ON r.meeting_code = c.meeting_code SINCE 30d",
                    "SELECT count(*) FROM '\(file)' c JOIN meeting_recording r "
                        + "USING (meeting_code) SINCE 30d",
                    "\(count) WHERE meeting_code IN (\(codes.joined(separator: ", "))) SINCE 30d",
                    "\(count) WHERE EXISTS (SELECT 1 FROM '\(file)' c "
                        + "WHERE c.meeting_code = r.meeting_code) SINCE 30d",
                    "\(count) WHERE EXISTS (SELECT * FROM '\(file)' k "
                        + "WHERE r.meeting_code = k.meeting_code LIMIT 1) SINCE 30d",
                    "WITH c AS (SELECT meeting_code AS code FROM '\(file)') \(count) "
                        + "WHERE EXISTS (SELECT 1 FROM c WHERE code = meeting_code) SINCE 30d",
                    "\(count) WHERE EXISTS (SELECT 1 FROM (SELECT meeting_code FROM '\(file)') c "
                        + "WHERE c.meeting_code = r.meeting_code AND true) SINCE 30d",
                ],
                like: "\(count) WHERE meeting_code IN ('\(codes[0])', '\(codes[1])') SINCE 30d",
                calls: 2)
            func calls(_ condition: String) throws -> Int {
                let statement = try Harness.statement("\(count)\(condition) SINCE 30d")
                guard case .query(let query) = statement.kind else { return 0 }
                return try harness.session.plan(query).calls
            }
            let probe = "EXISTS (SELECT 1 FROM '\(file)' c WHERE c.meeting_code = r.meeting_code)"
            #expect(try calls(" WHERE \(probe)") == 2)
            let all = try calls("")
            #expect(all > 2)
            // None of these excludes a key from the request.
            #expect(try calls(" WHERE NOT \(probe)") == all)
            #expect(try calls(" WHERE \(probe) OR state = 1") == all)
        }
    }

    @Test func emptyKeysAreNobody() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let roster = try Self.file(
                #"[{"userid": "lisi"}, {"userid": ""}, {"userid": null}, {"userid": "　"}]"#,
                named: "roster.json")
            for table in ["checkin", "screen_capture", "meeting_recording"] {
                let count = "SELECT count(*) FROM \(table) c"
                try await Self.expect(
                    harness,
                    [
                        "\(count) JOIN '\(roster)' r ON r.userid = c.userid SINCE 7d",
                        "\(count) JOIN '\(roster)' r USING (userid) SINCE 7d",
                        "\(count) WHERE userid IN (SELECT userid FROM '\(roster)') SINCE 7d",
                        "\(count) WHERE userid IN ('', 'lisi') SINCE 7d",
                        "\(count) WHERE userid = 'lisi' OR userid = ' ' SINCE 7d",
                    ], like: "\(count) WHERE userid = 'lisi' SINCE 7d", calls: 1)
                let (rows, statistics) = try await harness.run(
                    "\(count) WHERE userid = '' SINCE 7d")
                #expect(rows.rows == [["0"]])
                #expect(statistics.calls == 0)
            }
            let count = "SELECT count(*) FROM screen_capture WHERE department_id"
            try await Self.expect(
                harness, ["\(count) IN (0, 2, 1099511627776, -1) SINCE 7d"],
                like: "\(count) = 2 SINCE 7d", calls: 1)
        }
    }

    /// A service often ignores accounts that it does not know, so that a note reports them.
    @Test func textsThatNoAccountIsNamedBy() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            for table in ["checkin", "screen_capture"] {
                for (condition, text) in [
                    ("userid = 'lisi,zhangsan'", "lisi,zhangsan"),
                    ("userid IN ('lisi、zhangsan')", "lisi、zhangsan"),
                    ("userid IN ('lisi zhangsan', 'lisi')", "lisi zhangsan"),
                    ("'张三' = userid", "张三"), ("userid = '[\"lisi\"]'", "[\"lisi\"]"),
                    ("userid = 'li-si_1.x@y'", nil), ("userid = 'lisi'", nil),
                ] as [(String, String?)] {
                    let outcome = try await session.run(
                        try Harness.statement(
                            "SELECT userid FROM \(table) WHERE \(condition) SINCE 1d"),
                        into: CollectingWriter())
                    #expect(
                        outcome.notes.map(\.message)
                            == (text.map { ["'\($0)' is not a userid"] } ?? []),
                        "\(table) \(condition)")
                }
            }
        }
    }

    @Test func emptyUsersOfDevicesAreNotAskedFor() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let inner = "(SELECT userid FROM corp_recording SINCE 30d)"
            for table in ["checkin", "screen_capture"] {
                _ = try await harness.run(
                    "SELECT count(*) FROM \(table) WHERE userid IN \(inner) SINCE 1d")
                _ = try await harness.run(
                    "SELECT count(*) FROM \(table) a JOIN \(inner) b ON a.userid = b.userid SINCE 1d"
                )
            }
            #expect(harness.server.violations.isEmpty)
        }
    }

    @Test func useridsIgnoreCase() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let roster = try Self.file("id\nLISI\nZhangSan\n", named: "roster.csv")
            for table in ["checkin", "screen_capture"] {
                let count = "SELECT count(*) FROM \(table) c"
                try await Self.expect(
                    harness,
                    [
                        "\(count) WHERE userid IN ('LISI', 'ZhangSan') SINCE 7d",
                        "\(count) WHERE userid IN ('LISI', 'lisi', 'zhangSAN') SINCE 7d",
                        "\(count) WHERE userid = 'LISI' OR 'ZHANGSAN' = c.userid SINCE 7d",
                        "\(count) JOIN '\(roster)' r ON r.id = c.userid SINCE 7d",
                        "\(count) JOIN '\(roster)' r(userid) USING (userid) SINCE 7d",
                        "SELECT count(*) FROM '\(roster)' r(userid) JOIN \(table) c USING (userid) "
                            + "SINCE 7d",
                        "\(count) WHERE userid IN (SELECT id FROM '\(roster)') SINCE 7d",
                    ], like: "\(count) WHERE userid IN ('lisi', 'zhangsan') SINCE 7d", calls: 1)
                let (rows, _) = try await harness.run(
                    "SELECT count(*) FROM '\(roster)' r WHERE r.id IN "
                        + "(SELECT userid FROM \(table) WHERE userid = 'lisi' SINCE 7d)")
                #expect(rows.rows == [["1"]])
            }
            let (rows, _) = try await harness.run(
                "SELECT userid, checkin_type FROM checkin WHERE userid = 'LISI' SINCE 7d")
            #expect(!rows.rows.isEmpty && rows.rows.allSatisfy { $0[0] == "lisi" })
        }
    }

    /// Rows that were fetched under one spelling are found under every other.
    @Test func theStoreIgnoresCase() async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 7d"
            let (rows, statistics) = try await harness.run(text)
            #expect(statistics.calls == 1)
            let (others, free) = try await harness.run(
                text.replacing("lisi", with: "LiSi").replacing("wangwu", with: "WANGWU"))
            #expect(others.rows == rows.rows)
            #expect(free.calls == 0)
        }
    }

    @Test func valuesOfListsHaveNoBlanksAround() async throws {
        let lists = [
            "zhangsan, lisi", " zhangsan ,lisi", "zhangsan，lisi", "zhangsan、 lisi", "zhangsan；lisi",
            "zhangsan,lisi,", "\u{FEFF}zhangsan,\tlisi\u{200B}", "zhangsan,\u{3000}lisi\u{3000}，",
        ]
        for list in lists {
            let harness = try await Harness(parameters: ["ids": list], store: nil)
            try await Harness.with(harness) { harness in
                var session = harness.session
                var rows: [[String?]] = []
                for statement in try Harness.statements(
                    "PARAM ids LIST; SELECT DISTINCT userid FROM screen_capture "
                        + "WHERE userid IN :ids SINCE 30d ORDER BY userid")
                {
                    let writer = try await session.run(statement, into: CollectingWriter()).writer
                    rows = writer.rows
                }
                #expect(rows == [["lisi"], ["zhangsan"]], "\(list)")
            }
        }
    }

    @Test func namesAloneInInnerQueriesAreOfThese() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let list = try Self.file("name,dept\na,1\n", named: "list.csv")
            for condition in [
                "userid IN (SELECT userid FROM '\(list)')",
                "userid NOT IN (SELECT userid FROM '\(list)')",
                "userid = (SELECT userid FROM '\(list)')",
                "userid IN (SELECT userid FROM department)",
                "userid IN (SELECT userid FROM (VALUES (1)) v(x))",
            ] {
                await #expect(throws: UserError.self, "\(condition)") {
                    try await harness.run(
                        "SELECT count(*) FROM checkin c WHERE \(condition) SINCE 1d")
                }
            }
            _ = try await harness.run(
                "SELECT count(*) FROM checkin c WHERE userid IN (SELECT c.userid FROM '\(list)') "
                    + "AND userid = 'lisi' SINCE 1d")
        }
    }

    /// EXPLAIN sends nothing, whatever the plan would need first.
    @Test func plansSendNothing() async throws {
        for condition in [
            "WHERE userid IN (SELECT userid FROM member WHERE department_id = 2) OR userid = 'u003'",
            "WHERE userid IN (SELECT userid FROM member WHERE department_id = 2)", "",
            "JOIN member m USING (userid)", "CROSS JOIN member m",
        ] {
            try await Harness.with(try await Harness(store: nil)) { harness in
                let (rows, statistics) = try await harness.run(
                    "EXPLAIN SELECT count(*) FROM checkin c \(condition) SINCE 1d")
                #expect(harness.server.requests.isEmpty, "\(condition)")
                #expect(statistics.calls == 0)
                let total = rows.rows.compactMap { $0[0] }.first { $0.hasPrefix("total") }
                #expect(total?.contains("at least") ?? false, "\(condition): \(total ?? "")")
            }
        }
    }

    @Test func aBudgetThatOrderAndLimitKeepIsEnough() async throws {
        try await Harness.with(try await Harness(maxCalls: 5, store: nil)) { harness in
            let start = "SELECT checkin_time FROM checkin WHERE userid = 'lisi'"
            let (rows, statistics) = try await harness.run(
                "\(start) ORDER BY checkin_time DESC LIMIT 10 SINCE 365d")
            #expect(rows.rows.count == 10)
            #expect(statistics.calls == 1)
            for text in [
                "\(start) ORDER BY checkin_time DESC SINCE 365d",
                "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 365d",
                "SELECT checkin_time FROM checkin WHERE userid = 'lisi' AND notes = 'x' "
                    + "ORDER BY checkin_time DESC LIMIT 10 SINCE 365d",
            ] {
                await #expect(throws: UserError.self, "\(text)") { try await harness.run(text) }
            }
        }
    }

    @Test func recordingsWithoutKeyAreEverybodys() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let users = harness.company.visiblePeople.map { "'\($0.userid)'" }
                .joined(separator: ", ")
            let select = "SELECT count(*), count(DISTINCT userid) FROM meeting_recording"
            let all = try await harness.run("\(select) SINCE 1d")
            let named = try await harness.run("\(select) WHERE userid IN (\(users)) SINCE 1d")
            #expect(all.rows.rows == named.rows.rows)
            #expect(all.rows.rows[0][0] != "0")
        }
    }
}
