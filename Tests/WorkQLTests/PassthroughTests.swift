import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL

/// Rows that are the answer without changes need no SQLite.
@Suite struct DirectReadTests {
    private func isDirect(_ text: String, in session: ScriptSession) throws -> Bool {
        guard case .query(let query) = try Harness.statement(text).kind else { return false }
        if case .passthrough = try session.plan(query).execution { return true }
        return false
    }

    /// Compared with the same statement with a condition that SQLite must evaluate.
    @Test(arguments: [
        "SELECT * FROM checkin WHERE userid IN ('zhangsan', 'lisi', 'wujiu')",
        "SELECT * FROM journal WHERE true",
        "SELECT c.lat, c.userid AS who, c.lat FROM checkin c WHERE c.userid = 'wangwu'",
        "SELECT * FROM screen_capture WHERE true", "SELECT * FROM corp_recording WHERE true",
        "SELECT * FROM meeting_recording WHERE userid IN ('lisi', 'zhangsan')",
        "SELECT checkin_time FROM checkin WHERE userid IN ('lisi', 'wangwu') AND checkin_type = '上班打卡'",
        "SELECT notes FROM checkin WHERE userid = 'lisi' AND userid IN ('lisi', 'wangwu')",
        "SELECT notes FROM checkin WHERE userid = 'lisi' AND groupname = ''",
    ])
    func rowsAreThoseOfSQLite(_ text: String) async throws {
        let direct = text.replacing(" WHERE true", with: "") + " SINCE 15d"
        let other = text + " AND 1 = 1 SINCE 15d"
        try await Harness.with(try await Harness(store: nil)) { harness in
            #expect(try isDirect(direct, in: harness.session))
            #expect(try !isDirect(other, in: harness.session))
            let (rows, statistics) = try await harness.run(direct)
            let (others, otherAccount) = try await harness.run(other)
            #expect(rows.columns == others.columns)
            #expect(rows.rows == others.rows)
            #expect(rows.isFinished && statistics.fetched == otherAccount.fetched)
            #expect(statistics.rows == rows.rows.count)
        }
    }

    @Test(arguments: [
        "SELECT userid || '' FROM checkin WHERE userid = 'lisi' SINCE 7d",
        "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 7d ORDER BY checkin_time",
        "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 7d LIMIT 3",
        "SELECT DISTINCT userid FROM checkin WHERE userid = 'lisi' SINCE 7d",
        "SELECT userid FROM checkin WHERE userid = 'lisi' AND groupid = 1 SINCE 7d",
        "SELECT userid FROM checkin WHERE userid = 'lisi' AND notes NOT IN ('a') SINCE 7d",
        "SELECT userid FROM checkin WHERE userid = 'lisi' AND notes IN ('a', NULL) SINCE 7d",
        "SELECT userid FROM checkin WHERE userid = 'lisi' OR userid = 'wangwu' SINCE 7d",
        "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 7d",
        "SELECT a.userid FROM checkin a, checkin b WHERE a.userid = 'lisi' AND b.userid = 'lisi' SINCE 7d",
        "SELECT userid FROM (SELECT * FROM checkin WHERE userid = 'lisi') SINCE 7d",
    ])
    func whatSQLiteHasToDo(_ text: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let isDirect = try isDirect(text, in: harness.session)
            #expect(!isDirect)
        }
    }
}
