import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// The lists of people are stored like all other rows: for the next run, for a limited time, for
/// the app that fetched them.
@Suite struct StoreDirectoryTests {
    private static let members = "SELECT count(*), count(name) FROM member"
    private static let everybody = "SELECT count(*) FROM checkin SINCE 3d@d UNTIL today"

    /// Runs a body with a harness on its own store file.
    private static func with(_ body: (Harness, String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s").path()
        try await Harness.with(try await Harness(store: .file(path))) { try await body($0, path) }
    }

    /// A later run of the command: another client, another connection to the file.
    private struct Later {
        var session: ScriptSession
        var server: SandboxServer

        init(
            _ harness: Harness, after seconds: Double = 0,
            agentID: String? = String(WeComCredentials.demoAgentID)
        ) throws {
            let clock = ManualClock(
                unixStart: harness.clock.requestClock.unixSeconds() + seconds)
            var options = harness.session.options
            options.now = Instant(seconds: Int64(clock.requestClock.unixSeconds()))
            server = harness.server
            session = ScriptSession(
                options: options,
                client: try Harness.client(
                    of: harness.server, quotas: [:], requestClock: clock.requestClock,
                    agentID: agentID))
        }

        func run(
            _ text: String, _ change: (inout ScriptSession) -> Void = { _ in }
        ) async throws -> (rows: [[String?]], calls: Int, shortfall: UserError?) {
            var session = session
            change(&session)
            try session.openStore()
            let before = server.requests.count
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            let calls = outcome.statistics?.calls ?? 0
            let tokens = server.requests[before...].count { $0.target.contains("gettoken") }
            #expect(server.requests.count - before - tokens == calls, "\(text)")
            return (outcome.writer.rows, calls, outcome.shortfall)
        }
    }

    @Test func aRestartAsksForNobody() async throws {
        try await Self.with { harness, _ in
            let (rows, statistics) = try await harness.run(Self.members)
            #expect(statistics.calls == 14)
            let again = try await Later(harness).run(Self.members)
            #expect(again.rows == rows.rows)
            #expect(again.calls == 0)
            // The names of departments are stored separately.
            let names = "SELECT department_id, name, path FROM department ORDER BY ALL"
            let first = try await Later(harness).run(names)
            #expect(first.calls == 10)
            let second = try await Later(harness).run(names)
            #expect(second.rows == first.rows && !second.rows.isEmpty)
            #expect(second.calls == 0)
            #expect(try await Later(harness).run(Self.members).calls == 0)
        }
    }

    @Test func offlineAnswersEverybody() async throws {
        try await Self.with { harness, _ in
            let online = try await harness.run(Self.everybody).rows.rows
            #expect(online != [["0"]])
            for days in [0.0, 30] {
                let now = harness.session.options.now
                let later = try await Later(harness, after: days * 86_400).run(Self.everybody) {
                    $0.options.isOffline = true
                    $0.options.now = now
                }
                #expect(later.shortfall == nil)
                #expect(later.rows == online)
                #expect(later.calls == 0)
            }
        }
    }

    @Test func offlineSaysThatNobodyIsKnown() async throws {
        try await Self.with { harness, _ in
            _ = try await harness.run("SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 1d")
            await #expect(throws: UserError.self) {
                let outcome = try await Later(harness).run(Self.everybody) {
                    $0.options.isOffline = true
                }
                if let shortfall = outcome.shortfall { throw shortfall }
            }
        }
    }

    /// The second list would cost no call beside the first, and is not there either.
    @Test(arguments: [
        "SELECT m.name, d.name FROM member m JOIN department d USING (department_id)",
        "SELECT count(*) FROM member WHERE department_id IN (SELECT department_id FROM department)",
        "SELECT d.path FROM department d LEFT JOIN member m USING (department_id)",
        "SELECT a.userid FROM member a JOIN member b USING (userid)",
    ])
    func offlineListsMakeNoCall(_ text: String) async throws {
        try await Self.with { harness, _ in
            _ = try await harness.run("SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 1d")
            let requests = harness.server.requests.count
            let outcome = try await Later(harness).run(text) { $0.options.isOffline = true }
            #expect(outcome.calls == 0)
            #expect(outcome.shortfall != nil)
            #expect(harness.server.requests.count == requests)
        }
    }

    /// The number of calls for known people is not an "at least", and determining it costs nothing.
    @Test func plansKnowHowManyThereAre() async throws {
        try await Self.with { harness, _ in
            let explain = "EXPLAIN \(Self.everybody)"
            let total = { (rows: [[String?]]) in
                rows.compactMap { $0[0] }.first { $0.hasPrefix("total") } ?? ""
            }
            let before = try await Later(harness).run(explain)
            #expect(total(before.rows).contains("at least"))
            _ = try await harness.run(Self.members)
            let after = try await Later(harness).run(explain)
            #expect(total(after.rows).hasPrefix("total     3 calls, "), "\(total(after.rows))")
            #expect(after.calls == 0)
            let answer = try await Later(harness).run(Self.everybody)
            #expect(answer.calls == 3)
        }
    }

    @Test func listsAreFreshForAnHour() async throws {
        try await Self.with { harness, _ in
            _ = try await harness.run(Self.members)
            #expect(try await Later(harness, after: 3_590).run(Self.members).calls == 0)
            #expect(try await Later(harness, after: 60).run("REFRESH \(Self.members)").calls == 14)
            #expect(try await Later(harness, after: 3_650).run(Self.members).calls == 0)
            #expect(try await Later(harness, after: 3_700).run(Self.members).calls == 14)
            for (age, calls) in [(86_400, 0), (60, 14), (0, 14)] {
                let run = try await Later(harness, after: 3_800).run(Self.members) {
                    $0.options.maxAge = age
                }
                #expect(run.calls == calls, "\(age)")
            }
        }
    }

    /// A long-lived session does not use last week's people either.
    @Test func aLongSessionAsksAgain() async throws {
        try await Self.with { harness, _ in
            for store in [harness.session.options.store, .session, nil] {
                var session = harness.session
                session.options.store = store
                let statement = try Harness.statement(Self.members)
                _ = try await session.run(statement, into: CollectingWriter())
                let known = try await session.run(statement, into: CollectingWriter())
                #expect(known.statistics?.calls == 0)
                harness.clock.advance(by: .seconds(3_700))
                let later = try await session.run(statement, into: CollectingWriter())
                #expect(later.statistics?.calls == 14)
            }
        }
    }

    @Test func anotherAppSeesNothingOfIt() async throws {
        try await Self.with { harness, _ in
            _ = try await harness.run(Self.members)
            let other = try Later(harness, agentID: "77")
            let plan = try await other.run("EXPLAIN \(Self.members)")
            #expect(plan.rows.contains { $0[0]?.contains("at least") ?? false })
            await #expect(throws: UserError.self) {
                let outcome = try await other.run(Self.members) { $0.options.isOffline = true }
                if let shortfall = outcome.shortfall { throw shortfall }
            }
        }
    }

    @Test(arguments: [
        "UPDATE \"workql directory\" SET body = zeroblob(length(body)) WHERE share = 'members'",
        "UPDATE \"workql directory\" SET body = substr(body, 1, 40)",
        "UPDATE \"workql directory\" SET body = x''",
        "UPDATE \"workql directory\" SET stamp = stamp - 1 WHERE share = 'visibility'",
        "DELETE FROM \"workql directory\" WHERE share = 'visibility'",
        "UPDATE \"workql directory\" SET share = 'others' WHERE share = 'members'",
        "UPDATE \"workql directory\" SET body = (SELECT body FROM \"workql directory\" "
            + "WHERE share = 'visibility') WHERE share = 'members'",
        "UPDATE \"workql directory\" SET fetched = fetched + 1000000",
    ])
    func whatIsDamagedIsAskedForAgain(_ damage: String) async throws {
        try await Self.with { harness, path in
            let rows = try await harness.run(Self.members).rows.rows
            try Connection(writing: path).run(damage)
            let again = try await Later(harness).run(Self.members)
            #expect(again.rows == rows)
            #expect(again.calls > 0)
            #expect(try await Later(harness).run(Self.members).calls == 0)
        }
    }

    /// Members belong to the departments with which they were fetched.
    @Test func sharesOfTwoListsDoNotMix() async throws {
        try await Self.with { harness, path in
            let statement = "SELECT count(*) FROM member"
            _ = try await harness.run(statement)
            let store = try Store(
                .file(path), catalog: .builtIn, now: Int64(harness.session.client.unixSeconds))
            let identity = harness.session.client.identity(of: .wecom)
            let age = StoreAgeLimit(now: Int64(harness.session.client.unixSeconds))
            let records = {
                try store.directory(
                    of: identity, age: age, freshness: Directory.wecom.freshness)
            }
            #expect(Set(try records().map(\.share)) == [.visibility, .members])
            var other = try #require(try records().first { $0.share == .members })
            other.stamp = DirectoryRecord.Stamp(id: 7, fetched: other.stamp.fetched)
            other.page = Page(count: 0, columns: other.page.columns)
            try await store.keep(other, of: identity)
            #expect(try records().first { $0.share == .members }?.stamp.id != 7)
            var sight = try #require(try records().first { $0.share == .visibility })
            sight.stamp = other.stamp
            try await store.keep(sight, of: identity)
            #expect(try records().map(\.share) == [.visibility])
        }
    }

    @Test func theStoreListsAndForgetsPeople() async throws {
        try await Self.with { harness, _ in
            let members = try await harness.run("SELECT count(*) FROM member").rows.rows[0][0]
            let departments = try await harness.run("SELECT count(name) FROM department")
                .rows.rows[0][0]
            let listed = try await Later(harness).run("SHOW STORE").rows
            #expect(listed.map { $0[0] } == ["member", "department"])
            #expect(listed.map { $0[1] } == [members, departments])
            #expect(listed.allSatisfy { $0[3] == nil && $0[4] == nil && $0[5] != nil })
            let forgotten = try await Later(harness).run("FORGET member")
            #expect(forgotten.rows == [[members]])
            #expect(try await Later(harness).run("SHOW STORE").rows.isEmpty)
            #expect(try await Later(harness).run("SELECT count(*) FROM member").calls == 14)
        }
    }

    @Test func retentionForgetsPeople() async throws {
        try await Self.with { harness, _ in
            _ = try await harness.run("SELECT count(*) FROM member")
            for (age, isKept) in [(200_000, true), (50_000, false)] {
                let listed = try await Later(harness, after: 100_000).run("SHOW STORE") {
                    $0.options.retention = age
                }
                #expect(listed.rows.isEmpty != isKept, "\(age)")
            }
        }
    }
}
