import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax

/// The effects of the statements of a script on later ones.
@Suite struct ScriptTests {
    private func run(
        _ text: String, parameters: [String: String] = [:], folder: URL? = nil
    ) async throws -> [[[String?]]] {
        try await Harness.with(try await Harness(parameters: parameters)) { harness in
            var session = harness.session
            session.enter(folder: folder?.path())
            var answers: [[[String?]]] = []
            for statement in try Harness.statements(text) {
                let outcome = try await session.run(statement, into: CollectingWriter())
                if outcome.statistics != nil { answers.append(outcome.writer.rows) }
            }
            #expect(harness.server.violations.isEmpty)
            return answers
        }
    }

    @Test(arguments: [
        "'; DROP TABLE checkin; --", "it''s", "\"", "打卡，‘记录’", "\\", "%_", "", " ", ":p", "NULL",
    ])
    func aParameterIsData(_ value: String) async throws {
        let rows = try await run(
            "PARAM p TEXT; SELECT :p AS p, length(:p) AS n, :p = 'x' AS x",
            parameters: ["p": value])
        #expect(rows == [[[value, "\(value.unicodeScalars.count)", "false"]]])
    }

    @Test func parametersOfEveryType() async throws {
        let text = """
            PARAM t TEXT = 'a', n INT, r REAL = 1.5, b BOOL = TRUE, day TIMESTAMP = yesterday,
                  d DURATION = 7d, ids LIST = ('x', 'y');
            SELECT :t, :n + 1, :r, :b, date(:day), :d / 86400, 'x' IN :ids, 'z' IN :ids
            """
        let defaults = try await run(text, parameters: ["n": "41"])
        #expect(
            defaults == [[["a", "42", "1.5", "true", "2026-08-14", "7.0", "true", "false"]]])
        let given = try await run(
            text,
            parameters: [
                "t": "b", "n": "-1", "r": "2", "b": "false", "day": "2026-08-01", "d": "1d12h",
                "ids": "z,张三",
            ])
        #expect(given == [[["b", "0", "2.0", "false", "2026-08-01", "1.5", "false", "true"]]])
    }

    /// A DATE is a date, a TIME a time of day and a TIMESTAMP an instant, in every spelling.
    @Test func parametersOfDaysAndTimes() async throws {
        let text = """
            PARAM d DATE = today, c TIME = '9:00', t TIMESTAMP = now;
            SELECT :d = '2026-08-03', :d + 1d, :c < TIME '09:00:01', :c + 90min, :t, hour(:t);
            SELECT count(*) FROM checkin WHERE userid = 'lisi' AND date(checkin_time) = :d
              AND time(checkin_time) > :c DURING :d
            """
        for day in [
            "2026-08-03", "2026/8/3", "20260803", "2026年8月3日", "2026-08-03 00:00", "monday-7d",
        ] {
            for clock in ["9:00", "09:00:00", "上午9:00", "9点"] {
                let rows = try await run(
                    text, parameters: ["d": day, "c": clock, "t": "2026-08-03 18:30"])
                #expect(
                    rows[0] == [
                        [
                            "true", "2026-08-04", "true", "10:30:00", "2026-08-03T18:30:00+08:00",
                            "18",
                        ]
                    ])
            }
        }
        #expect(try await run(text)[0][0][1] == "2026-08-16")
        let refused = [
            ("PARAM d DATE; SELECT :d", ["d": "2026-08-03 09:00"]),
            ("PARAM d DATE; SELECT :d", ["d": "7d"]),
            ("PARAM d DATE = now; SELECT :d", [:]), ("PARAM d DATE = 7d; SELECT :d", [:]),
            ("PARAM c TIME; SELECT :c", ["c": "2026-08-03"]),
            ("PARAM c TIME; SELECT :c", ["c": "25:00"]),
            ("PARAM c TIME = 'noon'; SELECT :c", [:]),
            ("PARAM c TIME = '9:00'; SELECT count(*) FROM screen_capture SINCE :c", [:]),
            (
                "PARAM d DATE; SELECT count(*) FROM checkin WHERE userid IN :d SINCE 1d",
                ["d": "today"]
            ),
        ]
        for (text, parameters) in refused {
            await #expect(throws: (any Error).self, "\(text) \(parameters)") {
                try await run(text, parameters: parameters)
            }
        }
    }

    @Test func parametersInRangesAndLimits() async throws {
        let text = """
            PARAM since DURATION = 7d, until DATE = today, n INT = 2, users LIST;
            SELECT userid FROM checkin WHERE userid IN :users SINCE :since UNTIL :until
            ORDER BY checkin_time LIMIT :n
            """
        let rows = try await run(
            text, parameters: ["users": "zhangsan,lisi", "since": "3d", "n": "3"])
        #expect(rows.first?.count == 3)
    }

    @Test func tenThousandIDsAreALongList() async throws {
        let ids = (0..<10_000).map { "用户'\($0)" }.joined(separator: ",")
        let rows = try await run(
            "PARAM ids LIST; SELECT count(*) FROM (VALUES ('用户''7'), ('x')) AS v(id) "
                + "WHERE id IN :ids", parameters: ["ids": ids])
        #expect(rows == [[["1"]]])
    }

    @Test(
        arguments: [
            ("PARAM p TEXT; SELECT :p", [:], "parameter p has no value"),
            ("PARAM n INT; SELECT :n", ["n": "1.5"], "parameter n takes a whole number, not '1.5'"),
            ("PARAM b BOOL; SELECT :b", ["b": "ja"], "parameter b takes true or false, not 'ja'"),
            (
                "PARAM d DURATION; SELECT :d", ["d": "7m"],
                "parameter d takes a duration such as 7d or 1d12h, not '7m'"
            ),
            (
                "PARAM t TIMESTAMP; SELECT :t", ["t": "soon"],
                "parameter t takes a time such as 2026-08-01, yesterday or 7d, not 'soon'"
            ),
        ] as [(String, [String: String], String)])
    func valuesThatDoNotFitAreUsage(
        _ text: String, _ parameters: [String: String], _ message: String
    ) async throws {
        do {
            _ = try await run(text, parameters: parameters)
            Issue.record("not refused")
        } catch let error as UserError {
            #expect(error.kind == .usage)
            #expect(error.message == message)
        }
    }

    @Test func letNamesQueriesListsAndValues() async throws {
        let text = """
            LET people = ('zhangsan', 'lisi');
            LET late = (SELECT userid, count(*) AS n FROM checkin WHERE userid IN :people
                        AND exception_type <> '' SINCE 30d@d UNTIL today GROUP BY ALL);
            LET least = 1;
            SELECT count(*) FROM late WHERE n >= :least;
            SELECT userid FROM late WHERE userid IN :people ORDER BY 1;
            SELECT a.userid FROM late a JOIN late b USING (userid) ORDER BY 1;
            """
        let rows = try await run(text)
        #expect(rows[0] == [["2"]])
        #expect(rows[1] == [["lisi"], ["zhangsan"]])
        #expect(rows[2] == rows[1])
    }

    @Test func settingsHoldUntilTheyAreReset() async throws {
        let rows = try await run(
            """
            SET timezone = 'America/New_York';
            SELECT hour(now());
            SET max_calls = 1;
            SHOW SETTINGS;
            RESET timezone;
            SELECT hour(now());
            """)
        #expect(rows[0] == [["0"]])
        #expect(rows[1].map { $0[1] }.prefix(2) == ["America/New_York", "1"])
        #expect(rows[2] == [["12"]])
    }

    @Test func displayIsSetAndReset() async throws {
        let rows = try await run(
            """
            SET ambiguous_width = 2;
            SET pager = off;
            SHOW SETTINGS;
            SET pager = 'less -S';
            SHOW SETTINGS;
            RESET ambiguous_width;
            SET pager = 'ON';
            SHOW SETTINGS;
            SET pager TO FALSE;
            SHOW SETTINGS;
            RESET pager;
            SHOW SETTINGS;
            """)
        #expect(
            rows.map { settings in
                settings.filter { ["ambiguous_width", "pager"].contains($0[0]) }.map { $0[1] }
            } == [
                ["2", "off"], ["2", "less -S"], ["1", "on"], ["1", "off"], ["1", "on"],
            ])
    }

    @Test func filesJoinAndFeedTheBatches() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "userid,name,dept\nzhangsan,张三,3\nlisi,李四,7\nnobody,无,\n".write(
            to: folder.appending(path: "roster.csv"), atomically: true, encoding: .utf8)
        let rows = try await run(
            """
            SELECT r.name, count(*) AS n FROM 'roster.csv' AS r JOIN checkin c USING (userid)
            WHERE userid IN (SELECT userid FROM 'roster.csv' WHERE dept IS NOT NULL)
            SINCE 7d@d UNTIL today GROUP BY ALL ORDER BY ALL;
            SELECT name FROM 'roster.csv' WHERE dept IS NULL;
            """, folder: folder)
        #expect(rows[0].map { $0[0] } == ["张三", "李四"])
        #expect(rows[1] == [["无"]])
    }

    @Test func letFromAFileIsAKey() async throws {
        let rows = try await run(
            """
            LET people = (SELECT column1 AS userid FROM (VALUES ('zhangsan'), ('lisi')));
            SELECT DISTINCT userid FROM checkin WHERE userid IN :people SINCE 1d@d UNTIL today
            ORDER BY 1;
            """)
        #expect(rows == [[["lisi"], ["zhangsan"]]])
    }

    /// A query that is run first to use its values as keys returns the same answer as in its place.
    @Test(arguments: [
        (
            "LET q = (SELECT 1 AS v); WITH q AS (SELECT 2 AS v) SELECT 'hit' WHERE 1 IN (SELECT v FROM q)",
            0
        ),
        (
            "SELECT 1 FROM (VALUES (10)) AS a(id) WHERE ('1' || '0') IN (SELECT id FROM (VALUES (10)) AS b(id))",
            1
        ),
        (
            "SELECT 1 FROM (VALUES (10)) AS a(n) WHERE n IN (SELECT t FROM (VALUES ('李四'), ('10')) AS b(t))",
            1
        ),
    ])
    func freeQueriesKeepTheirMeaning(_ text: String, _ count: Int) async throws {
        let rows = try await run(text)
        #expect(rows.last?.count == count)
    }
}
