import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax

/// Answers without calls or with a part of them, and rows to be forgotten.
@Suite struct StoreUseTests {
    private static func query(_ users: String..., days: Int, until: Int = 0) -> String {
        "SELECT * FROM checkin WHERE userid IN (\(users.map { "'\($0)'" }.joined(separator: ", "))) "
            + "SINCE \(days)d@d UNTIL \(until)d@d"
    }

    /// Returns the session of a harness with other options.
    private static func session(
        _ harness: Harness, _ change: (inout ScriptSession.Options) -> Void
    ) async throws -> ScriptSession {
        var session = harness.session
        change(&session.options)
        return session
    }

    private static func run(
        _ text: String, in session: ScriptSession
    ) async throws -> ScriptSession.Outcome<CollectingWriter> {
        var session = session
        return try await session.run(try Harness.statement(text), into: CollectingWriter())
    }

    @Test func offlineSendsNothing() async throws {
        try await Harness.with(try await Harness()) { harness in
            let known = try await harness.run(Self.query("lisi", "wangwu", days: 20, until: 5)).rows
            _ = harness.server.takeRequests()
            // No stored row is too old.
            harness.clock.advance(by: .seconds(90 * 86_400))
            let offline = try await Self.session(harness) { $0.isOffline = true }
            let all = try await Self.run(
                Self.query("lisi", "wangwu", days: 20, until: 5), in: offline)
            #expect(all.shortfall == nil)
            #expect(all.writer.sortedRows == known.sortedRows)
            let more = try await Self.run(
                Self.query("lisi", "zhangsan", days: 20, until: 1), in: offline)
            #expect(more.writer.rows.count == known.rows.count { $0[0] == "lisi" })
            let shortfall = try #require(more.shortfall)
            #expect(shortfall.kind == .quota)
            #expect(
                shortfall.message
                    == "the result is partial, missing: checkin userid lisi in 2026-08-10 00:00 → "
                    + "2026-08-14 00:00 Asia/Shanghai (4 d); userid zhangsan in 2026-07-26 00:00 → "
                    + "2026-08-14 00:00 Asia/Shanghai (19 d)",
                "\(shortfall.message)")
            #expect(harness.server.takeRequests().isEmpty)
        }
    }

    /// Of a day that was fetched at noon, the afternoon is not known, whether rows are stored by their
    /// time or with their call.
    @Test(arguments: [
        "checkin WHERE userid = 'lisi'", "screen_capture WHERE userid = 'lisi'",
        "journal WHERE creator = 'lisi'",
    ])
    func offlineLacksWhatHadNotHappened(_ table: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = "SELECT count(*) FROM \(table) DURING today"
            let online = try await harness.run(text).rows
            _ = harness.server.takeRequests()
            let offline = try await Self.session(harness) { $0.isOffline = true }
            let found = try await Self.run(text, in: offline)
            let message = try #require(found.shortfall).message
            #expect(
                message.hasSuffix(
                    "in 2026-08-15 12:00:01 → 2026-08-16 00:00:00 Asia/Shanghai (11 h 59 min)"),
                "\(message)")
            #expect(found.writer.rows == online.rows)
            let morning = try await Self.run(
                text.replacingOccurrences(of: "DURING today", with: "SINCE today UNTIL now"),
                in: offline)
            #expect(table.hasPrefix("journal") || morning.shortfall == nil)
            #expect(harness.server.takeRequests().isEmpty)
        }
    }

    /// The rows of a query whose service fails after some calls, and the calls of the next run.
    @Test func partialAnswersNameWhatIsMissing() async throws {
        try await Harness.with(
            try await Harness(faults: [.every(1, .http502)], quotas: [:])
        ) { harness in
            let tolerant = try await Self.session(harness) { $0.takesPartial = true }
            harness.server.setFaults([])
            let known = try await harness.run(Self.query("lisi", days: 20, until: 5)).rows
            harness.server.setFaults([.every(1, .http502)])
            await #expect(throws: UserError.self) {
                _ = try await harness.run(Self.query("lisi", days: 40))
            }
            let partial = try await Self.run(Self.query("lisi", days: 40), in: tolerant)
            #expect(partial.writer.sortedRows == known.sortedRows)
            let message = try #require(partial.shortfall).message
            #expect(
                message.hasPrefix("the result is partial, missing: checkin userid lisi in 2026"))
            #expect(message.contains("2026-07-06 00:00"), "\(message)")
            harness.server.setFaults([])
            let whole = try await Self.run(Self.query("lisi", days: 40), in: tolerant)
            #expect(whole.shortfall == nil)
            let fresh = try await harness.runWithoutStore(Self.query("lisi", days: 40))
            #expect(whole.writer.sortedRows == fresh.rows.sortedRows)
        }
    }

    /// A missing permission never results in a partial answer.
    @Test func mistakesStayErrors() async throws {
        try await Harness.with(
            try await Harness(faults: [.every(1, .notAuthorised)])
        ) { harness in
            let tolerant = try await Self.session(harness) { $0.takesPartial = true }
            await #expect(throws: UserError.self) {
                _ = try await Self.run(Self.query("lisi", days: 4), in: tolerant)
            }
        }
    }

    @Test func detailsThatAreNotStoredAreMissed() async throws {
        try await Harness.with(try await Harness()) { harness in
            let list = "FROM journal WHERE creator = 'lisi' SINCE 28d@d UNTIL today"
            let count = try await harness.run("SELECT journaluuid \(list)").rows.rows.count
            let offline = try await Self.session(harness) { $0.isOffline = true }
            let found = try await Self.run("SELECT journaluuid, report_time \(list)", in: offline)
            #expect(found.writer.rows.count == count)
            #expect(found.writer.rows.allSatisfy { $0[1] == nil })
            #expect(
                found.shortfall?.message
                    == "the result is partial, missing: journal the details of \(count) rows")
        }
    }

    @Test func contentsAreShown() async throws {
        try await Harness.with(try await Harness()) { harness in
            #expect(try await harness.run("SHOW STORE").rows.rows.isEmpty)
            let rows = try await harness.run(Self.query("lisi", "wangwu", days: 9)).rows.rows.count
            let shown = try await harness.run("SHOW STORE").rows.rows
            #expect(shown.count == 1)
            #expect(
                Array(shown[0].prefix(6)) == [
                    "checkin", "\(rows)", "2", "2026-08-06T00:00:00+08:00",
                    "2026-08-15T00:00:00+08:00", "2026-08-15T12:00:00+08:00",
                ])
        }
    }

    @Test func whatIsForgottenIsAskedForAgain() async throws {
        try await Harness.with(try await Harness()) { harness in
            let both = Self.query("lisi", "wangwu", days: 30)
            let first = try await harness.run(both).rows
            let mine = first.rows.count { $0[0] == "lisi" }
            let gone = try await harness.run("FORGET checkin WHERE userid = 'LISI'").rows
            #expect(gone.rows == [["\(mine)"]])
            #expect(try await harness.run(Self.query("wangwu", days: 30)).statistics.calls == 0)
            let again = try await harness.run(both)
            #expect(again.statistics.calls == 2)
            #expect(again.rows.sortedRows == first.sortedRows)
            // Of both, the rows older than ten days.
            _ = try await harness.run("FORGET checkin UNTIL 10d@d")
            #expect(try await harness.run(Self.query("lisi", days: 10)).statistics.calls == 0)
            let rest = try await harness.run(both)
            #expect(rest.statistics.calls == 1)
            #expect(rest.rows.sortedRows == first.sortedRows)
            _ = try await harness.run("FORGET checkin")
            #expect(try await harness.run("SHOW STORE").rows.rows.isEmpty)
            #expect(try await harness.run(both).statistics.calls == 2)
        }
    }

    /// Rows of one person among those of all: the whole interval that contains them is forgotten.
    @Test func rowsAmongOthersAreForgotten() async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = "SELECT * FROM screen_capture SINCE 14d@d UNTIL today"
            let first = try await harness.run(all).rows
            let name = try #require(first.rows.first?[1])
            _ = try await harness.run("FORGET screen_capture WHERE userid = '\(name)'")
            let again = try await harness.run(all)
            #expect(again.statistics.calls > 0)
            #expect(again.rows.sortedRows == first.sortedRows)
            let recordings = "SELECT * FROM corp_recording SINCE 3d@d UNTIL today"
            _ = try await harness.run(recordings)
            let count = try await harness.run("FORGET corp_recording SINCE 1d@d").rows.rows
            #expect(count != [["0"]])
            #expect(try await harness.run(recordings).statistics.calls > 0)
        }
    }

    /// The file contains no trace of a forgotten person.
    @Test func whoIsForgottenIsNotInTheFile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)"
        ).path()
        defer {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + ending)
            }
        }
        try await Harness.with(try await Harness(store: .file(path))) { harness in
            func mentions() -> Int {
                ["", "-wal"].reduce(0) { count, ending in
                    let url = URL(filePath: path + ending)
                    guard let data = try? Data(contentsOf: url) else { return count }
                    return count + (data.range(of: Data("zhangsan".utf8)) == nil ? 0 : 1)
                }
            }
            _ = try await harness.run(Self.query("lisi", "zhangsan", days: 30))
            _ = try await harness.run(
                "SELECT * FROM meeting_recording WHERE userid = 'zhangsan' SINCE 30d@d UNTIL today")
            #expect(mentions() > 0)
            _ = try await harness.run("FORGET checkin WHERE userid = 'zhangsan'")
            _ = try await harness.run("FORGET meeting_recording WHERE userid = 'zhangsan'")
            #expect(mentions() == 0)
            #expect(try await harness.run(Self.query("lisi", days: 30)).statistics.calls == 0)
        }
    }

    @Test func whatIsTooOldIsNotKept() async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            func calls(_ text: String) async throws -> Int? {
                try await session.run(
                    try Harness.statement(text), into: CollectingWriter()
                ).statistics?.calls
            }
            let query = Self.query("lisi", days: 60)
            #expect(try await calls(query) == 3)
            #expect(try await calls(query) == 0)
            _ = try await calls("SET retention = 30d")
            #expect(try await calls(Self.query("lisi", days: 29)) == 0)
            #expect(try await calls(query) == 2)
        }
    }

    @Test func wrongStatementsAreRefused() async throws {
        try await Harness.with(try await Harness()) { harness in
            for text in [
                "FORGET checkins", "FORGET checkin WHERE userid LIKE 'l%'",
                "FORGET checkin WHERE nobody = 'x'", "FORGET member SINCE 7d",
                "FORGET checkin WHERE userid = 'a' AND notes = 'b'", "SET retention = 'long'",
                "SET store = ''",
            ] {
                await #expect(throws: UserError.self, "\(text)") {
                    _ = try await harness.run(text)
                }
            }
            let rows = try await harness.run("FORGET member").rows.rows
            #expect(rows == [["0"]])
        }
    }
}
