import Foundation
import Synchronization
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

/// A store in a file: rows fetched by one session are not fetched by another.
@Suite struct StoreFileTests {
    private static let captures = "SELECT * FROM screen_capture SINCE 28d@d UNTIL today"

    private static func inFolder(
        _ body: (_ path: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "records.store").path())
    }

    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    @Test func anotherSessionFindsWhatWasFetched() async throws {
        try await Self.inFolder { path in
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                let query = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 50d@d UNTIL today"
                let first = try await harness.run(query)
                #expect(first.statistics.calls == 2)
                let other = ScriptSession(
                    options: harness.session.options, client: harness.session.client)
                var session = other
                let again = try await session.run(
                    try Harness.statement(query), into: CollectingWriter())
                #expect(again.statistics?.calls == 0)
                #expect(again.statistics?.stored == first.statistics.rows)
                #expect(again.writer.sortedRows == first.rows.sortedRows)
            }
            #expect(try Self.mode(path) == 0o600)
        }
    }

    /// Other records may be visible to another app, or at another address.
    @Test func othersDoNotSeeIt() async throws {
        try await Self.inFolder { path in
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                let query = "SELECT * FROM checkin WHERE userid = 'lisi' DURING yesterday"
                #expect(try await harness.run(query).statistics.calls == 1)
                let client = try Harness.client(
                    of: harness.server, quotas: [:], requestClock: harness.clock.requestClock,
                    agentID: nil)
                var session = ScriptSession(options: harness.session.options, client: client)
                let other = try await session.run(
                    try Harness.statement(query), into: CollectingWriter())
                #expect(other.statistics?.calls == 1)
            }
            let text = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            #expect(!text.contains(WeComCredentials.demoSecret))
        }
    }

    @Test func setOpensAndClosesIt() async throws {
        try await Self.inFolder { path in
            try await Harness.with(try await Harness()) { harness in
                var session = harness.session
                func run(_ text: String) async throws -> QueryStatistics? {
                    try await session.run(
                        try Harness.statement(text), into: CollectingWriter()
                    ).statistics
                }
                let query = "SELECT * FROM checkin WHERE userid = 'lisi' DURING yesterday"
                _ = try await run("SET store = '\(path)'")
                #expect(try await run(query)?.calls == 1)
                _ = try await run("SET store = off")
                #expect(try await run(query)?.calls == 1)
                _ = try await run("SET store = '\(path)'")
                #expect(try await run(query)?.calls == 0)
                await #expect(throws: UserError.self) {
                    _ = try await run("SET store = '\(path)/nowhere'")
                }
                #expect(try await run(query)?.calls == 0)
            }
        }
    }

    @Test func newerOnesAreRefused() async throws {
        try await Self.inFolder { path in
            _ = try Store(.file(path), catalog: .builtIn, now: 0)
            try Connection(writing: path).run("PRAGMA user_version = 99")
            #expect(throws: StoreFailure.self) {
                _ = try Store(.file(path), catalog: .builtIn, now: 0)
            }
        }
    }

    @Test func othersFilesAreLeftAlone() async throws {
        try await Self.inFolder { path in
            try Connection(writing: path).run("CREATE TABLE mine(a)")
            #expect(throws: StoreFailure.self) {
                _ = try Store(.file(path), catalog: .builtIn, now: 0)
            }
            #expect(try Connection(writing: path).hasTable("mine"))
        }
    }

    @Test func damagedOnesAreSetAside() async throws {
        try await Self.inFolder { path in
            for page in 1...2 {
                _ = try Store(.file(path), catalog: .builtIn, now: 0)
                // Pages are overwritten, once those after the header and once those in the middle.
                let file = try #require(FileHandle(forUpdatingAtPath: path))
                try file.seek(toOffset: UInt64(4_096 * page))
                try file.write(contentsOf: Data(repeating: 7, count: 4_096 * 3))
                try file.close()
                let store = try Store(.file(path), catalog: .builtIn, now: Int64(page))
                #expect(store.warning != nil)
                let aside = "\(path).damaged-\(page)"
                #expect(FileManager.default.fileExists(atPath: aside))
                #expect(try Self.mode(path) == 0o600)
                #expect(try Store(.file(path), catalog: .builtIn, now: 3).warning == nil)
            }
        }
    }

    /// A run is interrupted in the middle of a call: the next run continues at the page, also in
    /// another session.
    @Test(arguments: [2, 3, 4])
    func brokenOffCallsGoOnAtThePage(_ page: Int) async throws {
        try await Self.inFolder { path in
            let whole = try await Harness.with(try await Harness(store: nil)) { harness in
                let result = try await harness.run(Self.captures)
                return (rows: result.rows.sortedRows, calls: result.statistics.calls)
            }
            #expect(whole.calls == 4)
            try await Harness.with(
                try await Harness(faults: [.nth(page, .notAuthorised)], store: .file(path))
            ) { harness in
                await #expect(throws: UserError.self) {
                    // One after the other, so that it is known which pages were fetched.
                    _ = try await harness.run(Self.captures + " LIMIT 1000000")
                }
                harness.server.setFaults([])
                var session = ScriptSession(
                    options: harness.session.options, client: harness.session.client)
                let rest = try await session.run(
                    try Harness.statement(Self.captures), into: CollectingWriter())
                #expect(rest.writer.sortedRows == whole.rows)
                #expect(rest.statistics?.calls == whole.calls - (page - 1))
                #expect(harness.server.violations.isEmpty)
                #expect(try await harness.run(Self.captures).statistics.calls == 0)
            }
        }
    }

    /// A cursor that the service no longer accepts costs a call, but no row.
    @Test func cursorsThatEndedAreBegunAnew() async throws {
        try await Self.inFolder { path in
            try await Harness.with(
                try await Harness(faults: [.nth(2, .notAuthorised)], store: .file(path))
            ) { harness in
                await #expect(throws: UserError.self) {
                    _ = try await harness.run(Self.captures + " LIMIT 1000000")
                }
                harness.server.setFaults([])
                do {
                    let connection = try Connection(writing: path)
                    try connection.run("UPDATE \"workql call\" SET next = 'cursor nonsense'")
                    #expect(connection.changes == 1)
                }
                let found = try await harness.run(Self.captures)
                let fresh = try await harness.runWithoutStore(Self.captures)
                #expect(found.rows.sortedRows == fresh.rows.sortedRows)
                #expect(found.statistics.calls == fresh.statistics.calls + 1)
            }
        }
    }

    /// Four independent sessions query, refresh and forget on one file: the rows of each statement
    /// are those of a session without a store, and no session fails because of a lock.
    @Test func fourSessionsAtOnce() async throws {
        try await Self.inFolder { path in
            try await Harness.with(
                try await Harness(
                    quotas: ["v1/corp/records": [Quota(calls: 10_000, seconds: 60)]],
                    sandboxQuotas: Dictionary(
                        uniqueKeysWithValues: SandboxEndpoint.allCases.map { ($0, []) }),
                    store: .file(path))
            ) { harness in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            var queries = StoreQueries(seed: UInt64(number) &* 13 &+ 1)
                            var session = ScriptSession(
                                options: harness.session.options, client: harness.session.client)
                            for turn in 0..<(Soak.isOn ? 100 : 12) {
                                let query = queries.next()
                                let text = turn % 4 == 3 ? "REFRESH \(query)" : query
                                let found = try await session.run(
                                    try Harness.statement(text), into: CollectingWriter())
                                let fresh = try await harness.runWithoutStore(query)
                                #expect(
                                    found.writer.sortedRows == fresh.rows.sortedRows, "\(text)")
                                if turn % 5 == 4 {
                                    _ = try await session.run(
                                        try Harness.statement("FORGET checkin UNTIL 30d@d"),
                                        into: CollectingWriter())
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(harness.server.violations.isEmpty)
            }
        }
    }

    /// The file is smaller than the answers from which it was filled.
    @Test func theFileIsSmallerThanTheAnswers() async throws {
        try await Self.inFolder { path in
            let transport = CountingTransport()
            try await Harness.with(
                try await Harness(transport: transport, store: .file(path))
            ) { harness in
                let users = harness.company.visiblePeople.prefix(60).map { "'\($0.userid)'" }
                for query in [
                    "SELECT count(*) FROM checkin WHERE userid IN (\(users.joined(separator: ","))) "
                        + "SINCE 90d@d UNTIL today",
                    "SELECT count(*) FROM screen_capture SINCE 28d@d UNTIL today",
                ] {
                    _ = try await harness.run(query)
                }
            }
            try Connection(writing: path).run("PRAGMA wal_checkpoint(TRUNCATE)")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let size = try #require(attributes[.size] as? NSNumber).intValue
            #expect(transport.bytes.load(ordering: .relaxed) > 2_000_000)
            #expect(size < transport.bytes.load(ordering: .relaxed))
        }
    }
}

/// Counts the bytes of answers.
private final class CountingTransport: Transport {
    let bytes = Atomic(0)
    private let inner = HTTPTransport(connections: 8)

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        let answer = try await inner.send(request)
        bytes.add(answer.body.count, ordering: .relaxed)
        return answer
    }
}
