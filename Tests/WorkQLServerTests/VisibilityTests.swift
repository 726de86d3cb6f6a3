import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax

@testable import WorkQLServer

/// Users who see a part of the tables, of their columns and of their rows, and who try to see more.
@Suite struct VisibilityTests {
    /// 平台研发部 with 基础架构组: zhangsan is there, lisi and wangwu are not.
    private static let rules = "departments=3 hide=journal,checkin.notes"
    private static let secrets = ["lisi", "wangwu", "李四", "王五", "人力资源", "dengchao", "邓超"]

    /// Stores rows of everybody by a user who sees them.
    private static func fill(_ harness: Harness) async throws -> Wire {
        let all = try Wire(harness)
        for text in [
            // Both lists by one statement: a new list of departments replaces all that is stored.
            "REFRESH SELECT m.name, d.name FROM member m JOIN department d "
                + "ON d.department_id = m.department_id",
            "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan') DURING 2026-07",
            "SELECT * FROM screen_capture WHERE userid IN ('lisi', 'zhangsan') SINCE 10d",
            "SELECT * FROM meeting_recording WHERE userid IN ('lisi', 'zhangsan') SINCE 10d",
            "SELECT * FROM corp_recording SINCE 10d",
        ] {
            let answer = try await all.query(text)
            try #require(!answer.contains { $0.type == "E" }, "\(text): \(answer)")
        }
        return all
    }

    private static func printed(_ messages: [Wire.Message]) -> String {
        messages.map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n")
    }

    private static func rows(_ wire: Wire, _ text: String) async throws -> [String] {
        let answer = try await wire.query(text)
        try #require(!answer.contains { $0.type == "E" }, "\(text): \(answer)")
        return answer.filter { $0.type == "D" }.map(\.description)
    }

    /// What a user of a department tries, to see others.
    static let attempts = [
        "SELECT * FROM checkin DURING 2026-07", "SELECT * FROM checkin", "TABLE checkin",
        "SELECT min(userid), max(userid), string_agg(userid, ',') FROM checkin",
        "SELECT DISTINCT userid FROM checkin ORDER BY userid DESC LIMIT 3",
        "SELECT CAST(userid AS bigint) FROM checkin DURING 2026-07",
        "SELECT count(*) FROM checkin WHERE CAST(userid AS bigint) > 0",
        "SELECT userid::date FROM checkin", "SELECT json_extract(userid, '$.a') FROM checkin",
        "SELECT * FROM checkin WHERE userid REGEXP '^l' DURING 2026-07",
        "SELECT * FROM checkin WHERE userid <> 'zhangsan'",
        "SELECT m.userid, m.name FROM member m LEFT JOIN checkin c USING (userid)",
        "SELECT a.userid, b.userid FROM checkin a FULL JOIN screen_capture b "
            + "ON a.userid = b.userid",
        "SELECT userid FROM checkin UNION SELECT userid FROM screen_capture "
            + "UNION ALL SELECT userid FROM member",
        "SELECT userid FROM member EXCEPT SELECT 'zhangsan'",
        "WITH c AS (SELECT * FROM checkin) SELECT x.userid FROM c x JOIN c y USING (userid)",
        "WITH RECURSIVE d(i) AS (SELECT 1 UNION ALL SELECT department_id FROM department "
            + "JOIN d ON parent_id = i) SELECT * FROM d JOIN department ON i = department_id",
        "SELECT (SELECT max(userid) FROM member), (SELECT min(name) FROM member)",
        "SELECT name FROM department ORDER BY department_id DESC",
        "SELECT path FROM department", "REFRESH SELECT * FROM member",
        "REFRESH SELECT * FROM department",
        "SELECT userid, count(*) FROM checkin DURING 2026-07 GROUP BY userid COMPARE WITH 1w",
        "SELECT userid, count(*) FROM checkin DURING 2026-07 TIMESERIES 1w GROUP BY userid",
        "SELECT first_value(userid) OVER (ORDER BY checkin_time) FROM checkin",
        "SELECT * FROM screen_capture WHERE department_id IN (2, 7, 9) SINCE 10d",
        "SELECT * FROM screen_capture SINCE 10d", "SELECT * FROM meeting_recording",
        "SELECT * FROM meeting_recording_file",
        "SELECT host_user_id FROM meeting_recording SINCE 10d",
        "SELECT * FROM corp_recording SINCE 10d", "SELECT * FROM corp_recording_file",
        "SUMMARIZE checkin", "SUMMARIZE SELECT * FROM member", "DESCRIBE SELECT * FROM checkin",
        "SHOW STORE", "SHOW QUOTA", "SHOW TABLES", "SELECT * FROM _",
        "EXPLAIN SELECT * FROM checkin DURING 2026-07", "EXPLAIN ANALYZE SELECT * FROM checkin",
        "EXPLAIN (CALLS) SELECT * FROM checkin WHERE userid <> 'x' DURING 2026-07",
        "EXPLAIN ANALYZE SELECT * FROM checkin DURING 2026-07",
        "PREPARE p AS SELECT userid FROM checkin; EXECUTE p",
        "BEGIN; DECLARE c CURSOR FOR SELECT * FROM checkin; FETCH ALL FROM c; ROLLBACK",
        "COPY checkin TO STDOUT", "COPY (SELECT * FROM member) TO STDOUT (FORMAT csv)",
        "DISCARD ALL; SELECT * FROM member", "RESET ALL; SELECT userid FROM checkin",
        "LET everybody = (SELECT * FROM member); SELECT * FROM everybody",
        "SELECT * FROM checkin WHERE userid = '李' SINCE 7d",
        "SELECT * FROM member WHERE name LIKE '李%'",
        "SELECT c FROM checkin c", "SELECT count(c.*) FROM checkin c",
        "SELECT * FROM pg_stat_activity", "SELECT * FROM pg_catalog.pg_stats",
        "SELECT * FROM 'member.csv'", "SHOW ALL",
        "SELECT max_by(userid, checkin_time) FROM checkin",
        "SELECT mode(userid), any_value(userid), count(DISTINCT userid) FROM checkin",
        "SELECT 1 FROM checkin WHERE error(userid)", "SELECT abs(userid) FROM checkin",
    ]

    /// What others have fetched, and how many calls are left, are not for restricted users.
    @Test(arguments: ["SHOW STORE", "SHOW QUOTA"])
    func whatOthersFetchedIsRefused(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try await Self.fill(harness)
            #expect(!Self.printed(try await all.query(text)).contains("42501"))
            let wire = try Wire(harness, catalog: TableCatalogHandler(), rules: Self.rules)
            #expect(Self.printed(try await wire.query(text)).contains("42501"))
        }
    }

    @Test("No statement of a department's user contains what is about others")
    func departments() async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try await Self.fill(harness)
            let everything = Self.printed(try await all.query("SELECT * FROM checkin"))
            #expect(everything.contains("lisi") && everything.contains("wangwu"))
            let before = harness.server.requests.count
            let wire = try Wire(harness, catalog: TableCatalogHandler(), rules: Self.rules)
            for text in Self.attempts {
                let answer = Self.printed(try await wire.query(text))
                for secret in Self.secrets where answer.contains(secret) {
                    Issue.record("\(text): \(secret) in \(answer.prefix(400))")
                }
            }
            let later = harness.server.requests.dropFirst(before)
            #expect(!later.contains { $0.body.contains("lisi") }, "others are requested")
            let own = try await Self.rows(wire, "SELECT DISTINCT userid FROM checkin")
            #expect(own.contains("D zhangsan"))
        }
    }

    @Test(
        "What a department's user computes is what everybody computes of these people",
        arguments: [
            "SELECT count(*), count(DISTINCT userid), min(checkin_time) FROM checkin $ DURING 2026-07",
            "SELECT userid, checkin_type, count(*) FROM checkin $ DURING 2026-07 GROUP BY 1, 2 "
                + "ORDER BY 1, 2",
            "SELECT userid, count(*) AS n FROM checkin $ DURING 2026-07 GROUP BY userid "
                + "COMPARE WITH 1w ORDER BY 1",
            "SELECT userid, checkin_time FROM checkin $ DURING 2026-07 ORDER BY checkin_time DESC, 1 "
                + "LIMIT 7",
            "SELECT count(*) FROM member $",
            "SELECT userid, checkin_time, groupid FROM checkin $ "
                + "ORDER BY 1, 2",
            "SELECT m.userid, count(c.checkin_time) FROM member m LEFT JOIN checkin c "
                + "ON c.userid = m.userid $m DURING 2026-07 GROUP BY m.userid ORDER BY 1",
        ])
    func sameAsFiltered(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try await Self.fill(harness)
            let wire = try Wire(harness, rules: Self.rules)
            let people = "userid IN (SELECT userid FROM member WHERE department_id IN (3, 4))"
            let isMember = text.contains("FROM member $")
            let filtered = text.replacing("$m", with: "WHERE m.department_id IN (3, 4)")
                .replacing(
                    "$", with: isMember ? "WHERE department_id IN (3, 4)" : "WHERE \(people)")
            let own = try await Self.rows(
                wire, text.replacing("$m", with: "").replacing("$", with: ""))
            let others = try await Self.rows(all, filtered)
            #expect(own == others)
            #expect(!own.isEmpty)
        }
    }

    @Test("Users of several departments are served from the same stored rows")
    func sameStore() async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try await Self.fill(harness)
            let requests = harness.server.requests.count
            let text = "SELECT DISTINCT userid FROM checkin ORDER BY 1"
            let human = try Wire(harness, rules: "departments=9")
            let platform = try Wire(harness, rules: Self.rules)
            let nobody = try Wire(harness, rules: "departments=99")
            #expect(try await Self.rows(human, text) == ["D lisi", "D wangwu"])
            #expect(try await Self.rows(platform, text) == ["D zhangsan"])
            #expect(try await Self.rows(nobody, text) == [])
            #expect(try await Self.rows(all, text) == ["D lisi", "D wangwu", "D zhangsan"])
            // Departments above include those below.
            let research = try Wire(harness, rules: "departments=2")
            #expect(try await Self.rows(research, text) == ["D zhangsan"])
            #expect(harness.server.requests.count == requests)
            // A notice counts the user's rows alone.
            let count = try await Self.rows(platform, "SELECT count(*) FROM checkin")[0].dropFirst(
                2)
            let notice = try await platform.query(
                "SELECT count(*) FROM checkin WHERE userid IN ('zhangsan', 'lisi') DURING 2026-07")
            #expect(Self.printed(notice).contains("\(count) rows from the store"))
        }
    }

    @Test("Before the people of a department are known, no row is visible; a range reads them")
    func unknownPeople() async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try Wire(harness)
            _ = try await all.query(
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'zhangsan') DURING 2026-07")
            let requests = harness.server.requests.count
            let wire = try Wire(harness, rules: Self.rules)
            #expect(try await Self.rows(wire, "SELECT * FROM checkin") == [])
            #expect(harness.server.requests.count == requests)
            let own = try await Self.rows(
                wire,
                "SELECT DISTINCT userid FROM checkin WHERE userid IN ('lisi', 'zhangsan') "
                    + "DURING 2026-07")
            #expect(own == ["D zhangsan"])
        }
    }

    @Test("Hidden tables and columns are as if they did not exist")
    func hidden() async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await Self.fill(harness)
            let wire = try Wire(
                harness, catalog: TableCatalogHandler(), rules: "hide=journal,checkin.notes")
            for (hidden, missing) in [
                ("SELECT * FROM journal", "SELECT * FROM journax"),
                ("SELECT * FROM public.journal", "SELECT * FROM public.journax"),
                ("DESCRIBE journal", "DESCRIBE journax"),
                ("SELECT notes FROM checkin", "SELECT notex FROM checkin"),
                ("SELECT c.notes FROM checkin c", "SELECT c.notex FROM checkin c"),
                ("SELECT 备注 FROM checkin", "SELECT 备柱 FROM checkin"),
                ("SELECT * EXCLUDE (notes) FROM checkin", "SELECT * EXCLUDE (notex) FROM checkin"),
                (
                    "SELECT count(*) FROM checkin WHERE notes = ''",
                    "SELECT count(*) FROM checkin WHERE notex = ''"
                ),
                ("SELECT 1 FROM checkin ORDER BY notes", "SELECT 1 FROM checkin ORDER BY notex"),
                (
                    "SELECT count(*) FROM checkin GROUP BY notes",
                    "SELECT count(*) FROM checkin GROUP BY notex"
                ),
                (
                    "SELECT 1 FROM checkin a JOIN checkin b USING (notes)",
                    "SELECT 1 FROM checkin a JOIN checkin b USING (notex)"
                ),
                (
                    "DEALLOCATE ALL; PREPARE p AS SELECT notes FROM checkin; EXECUTE p",
                    "DEALLOCATE ALL; PREPARE p AS SELECT notex FROM checkin; EXECUTE p"
                ),
                ("EXPLAIN SELECT notes FROM checkin", "EXPLAIN SELECT notex FROM checkin"),
                ("COPY checkin (notes) TO STDOUT", "COPY checkin (notex) TO STDOUT"),
                ("SELECT (SELECT notes) FROM checkin", "SELECT (SELECT notex) FROM checkin"),
                ("SELECT 'public.journal'::regclass", "SELECT 'public.journax'::regclass"),
                ("SELECT to_regclass('journal')", "SELECT to_regclass('journax')"),
            ] {
                let own = Self.printed(try await wire.query(hidden))
                let other = Self.printed(try await wire.query(missing))
                #expect(
                    own
                        == other.replacing("journax", with: "journal").replacing(
                            "notex", with: "notes"
                        ).replacing("备柱", with: "备注"), "\(hidden)")
            }
            for text in [
                "SELECT * FROM checkin", "SELECT c.* FROM checkin c", "DESCRIBE checkin",
                "SHOW TABLES", "EXPLAIN SELECT * FROM checkin DURING 2026-07",
                "SELECT relname FROM pg_class", "SELECT attname FROM pg_attribute",
                "SELECT table_name, column_name FROM information_schema.columns",
                "SELECT description FROM pg_description", "SELECT relname FROM pg_stat_user_tables",
                "SELECT typname FROM pg_type", "SELECT tablename FROM pg_tables",
                "SELECT nosuch FROM checkin", "SELECT * FROM journa", "SELECT note FROM checkin",
                "COPY checkin TO STDOUT (FORMAT csv, HEADER)", "SUMMARIZE checkin",
            ] {
                let answer = Self.printed(try await wire.query(text))
                #expect(!answer.contains("notes") && !answer.contains("备注"), "\(text): \(answer)")
                let withoutEcho =
                    text.contains("journa") ? answer.replacing("journa\"", with: "") : answer
                #expect(!withoutEcho.contains("journal"), "\(text): \(answer)")
            }
            // Another user's catalog is not this one's.
            let other = try Wire(harness, catalog: TableCatalogHandler())
            #expect(
                Self.printed(try await other.query("SELECT relname FROM pg_class")).contains(
                    "journal"))
        }
    }

    @Test(
        "Rules that cannot be kept are refused with their line",
        arguments: [
            ("hide=nosuch", "table \"nosuch\" does not exist"),
            ("hide=checkin.nosuch", "checkin has no column nosuch"),
            ("hide=checkin.checkin_time", "cannot be hidden"),
            ("hide=checkin.userid", "cannot be hidden"), ("hide", "is not an option"),
            ("departments=", "is not a list of ids"), ("departments=a", "is not a list of ids"),
            ("day-calls=-1", "is not a number of calls"), ("nosuch=1", "is not an option"),
        ])
    func mistakes(_ rules: String, _ message: String) throws {
        let line = "lisa \(ServerUsers.verifier(of: "a")) \(rules)"
        let error = #expect(throws: UserError.self) {
            try ServerUsers("# users\n\(line)").check(against: .builtIn)
        }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.message.hasPrefix("line 2: ") == true)
    }
}
