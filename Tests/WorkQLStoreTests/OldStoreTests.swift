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
import WorkQLTime

/// Stores of older versions: their rows are used, or fetched again, and never misinterpreted.
/// `version4.store` was filled by a workql of that version, from the demo's company, with its fetch
/// times set to some minutes before `now`.
@Suite struct OldStoreTests {
    private static let now: Int64 = 1_786_766_400

    /// The queries whose rows version 4 had fetched.
    private static let queries = [
        "SELECT * FROM checkin WHERE userid IN ('lisi', 'zhangsan', 'wangwu') "
            + "SINCE 2026-06-10 UNTIL 2026-08-14",
        "SELECT userid, count(*), max(checkin_time) FROM checkin "
            + "WHERE userid IN ('lisi', 'wangwu') SINCE 2026-07-10 UNTIL 2026-07-12 GROUP BY ALL",
        "SELECT * FROM screen_capture WHERE userid IN ('lisi', 'zhangsan') "
            + "SINCE 2026-07-20 UNTIL 2026-08-10",
        "SELECT * FROM meeting_recording WHERE userid = 'lisi' SINCE 2026-07-01 UNTIL 2026-08-01",
        "SELECT * FROM meeting_recording_file WHERE userid = 'zhangsan' "
            + "SINCE 2026-07-10 UNTIL 2026-08-01",
        "SELECT journaluuid, report_time, contents FROM journal WHERE creator = 'lisi' "
            + "SINCE 2026-07-20 UNTIL 2026-08-01",
        "SELECT * FROM corp_recording SINCE 2026-08-10 UNTIL 2026-08-12",
        "SELECT count(*) FROM department",
    ]

    /// Runs a body with a session of the demo's company on a copy of that store.
    private static func with(
        _ body: (_ session: ScriptSession, _ path: String, _ harness: Harness) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s").path()
        try FileManager.default.copyItem(
            atPath: Document.root.appending(
                path: "Tests/WorkQLStoreTests/Fixtures/version4.store"
            ).path(), toPath: path)
        try await Harness.with(try await Harness(store: .file(path))) { harness in
            let client = try Harness.client(
                of: harness.server, quotas: [:], requestClock: harness.clock.requestClock,
                isSandboxed: true)
            let session = ScriptSession(options: harness.session.options, client: client)
            try await body(session, path, harness)
        }
    }

    private static func run(
        _ text: String, in session: ScriptSession
    ) async throws -> ScriptSession.Outcome<CollectingWriter> {
        var session = session
        return try await session.run(try Harness.statement(text), into: CollectingWriter())
    }

    @Test func rowsOfVersion4AreCarriedOver() async throws {
        try await Self.with { session, path, harness in
            var offline = session
            offline.options.isOffline = true
            for query in Self.queries {
                let found = try await Self.run(query, in: offline)
                let fresh = try await harness.runWithoutStore(query)
                #expect(found.shortfall == nil, "\(query)")
                #expect(found.statistics?.calls == 0)
                #expect(found.writer.sortedRows == fresh.rows.sortedRows, "\(query)")
                #expect(!found.writer.rows.isEmpty)
            }
            #expect(session.takeWarnings().isEmpty)
            #expect(try Connection(writing: path).integer("PRAGMA user_version") == 6)
            let tables = try Connection(writing: path).rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
            ) { $0.text(0) }
            #expect(!tables.contains("checkin"))
            // Rows without a time of their own are stored as well.
            let more = try await Self.run(
                Self.queries[0].replacing("UNTIL 2026-08-14", with: "UNTIL 2026-08-15"),
                in: session)
            #expect(more.statistics?.calls == 1)
        }
    }

    /// A program that declares tables of its own opens the store later, with those tables.
    @Test func tablesThatAreNotKnownWait() async throws {
        try await Self.with { _, path, _ in
            let builtIn = Catalog.builtIn
            _ = try Store(.file(path), catalog: builtIn, now: Self.now)
            // The state left by a program whose tables the first one did not declare.
            let connection = try Connection(writing: path)
            try connection.run(
                """
                CREATE TABLE "mine.orders 1"(owner INTEGER, at INTEGER, place INTEGER);
                INSERT INTO "mine.orders 1" VALUES (1, 2, 3);
                """)
            _ = try Store(.file(path), catalog: builtIn, now: Self.now)
            #expect(try connection.hasTable("mine.orders 1"))
        }
    }

    /// Columns added since then are not in the old rows, which are fetched again.
    @Test func rowsWithOtherColumnsAreFetchedAgain() async throws {
        try await Self.with { session, path, _ in
            try Connection(writing: path).run("ALTER TABLE checkin DROP COLUMN notes")
            let found = try await Self.run(Self.queries[0], in: session)
            #expect(found.statistics?.calls == 3)
            #expect(try await Self.run(Self.queries[2], in: session).statistics?.calls == 0)
        }
    }

    /// Versions 1 and 2 did not record secrets: their rows belong to no app.
    @Test(arguments: [1, 2])
    func whatKnewNoSecretsIsFetchedAgain(version: Int) async throws {
        try await Self.with { session, path, _ in
            if version == 1 {
                let checkin = try #require(Catalog.builtIn.table("checkin"))
                let names = checkin.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
                try Connection(writing: path).run(
                    """
                    CREATE TABLE old AS SELECT owner, at, \(names) FROM checkin ORDER BY random();
                    DROP TABLE checkin;
                    ALTER TABLE old RENAME TO checkin;
                    CREATE INDEX "rows of checkin" ON checkin(owner, at);
                    ALTER TABLE "workql coverage" DROP COLUMN rows;
                    """)
            }
            try Connection(writing: path).run("PRAGMA user_version = \(version)")
            for calls in [3, 0] {
                let found = try await Self.run(Self.queries[0], in: session)
                #expect(found.statistics?.calls == calls)
                #expect(found.statistics?.stored == (calls == 0 ? found.writer.rows.count : 0))
            }
            #expect(session.takeWarnings().count == 1)
            #expect(try Connection(writing: path).integer("PRAGMA user_version") == 6)
        }
    }
}
