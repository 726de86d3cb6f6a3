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

/// The conditions for using stored rows: their owner, the time of their fetch, and whether the file
/// is a store at all.
@Suite struct StoreTrustTests {
    private static let query = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 60d@d UNTIL today"

    private static func inFolder(_ body: (_ folder: URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    private static func client(
        secret: String = "a", agentID: String? = "1", secretKey: String = "k",
        secretID: String = "i", address: String = "http://127.0.0.1:1", isSandboxed: Bool = false
    ) throws -> ServiceClient {
        ServiceClient(
            credentials: Credentials(
                [
                    ServiceKey.wecomCorpID: "corp", .wecomSecret: secret, .wecomAgentID: agentID,
                    .tencentMeetingAppID: "app", .tencentMeetingSecretID: secretID,
                    .tencentMeetingSecretKey: secretKey, .tencentMeetingOperatorID: "o",
                ].compactMapValues { $0 }),
            baseURLs: [
                .wecom: try BaseURL(address, for: .wecom),
                .tencentMeeting: try BaseURL(address, for: .tencentMeeting),
            ], isSandboxed: isSandboxed)
    }

    @Test func aSecretMakesAnApp() throws {
        let own = try Self.client()
        for service in [Service.wecom, .tencentMeeting] {
            #expect(own.identity(of: service) == (try Self.client()).identity(of: service))
        }
        let others = try [
            Self.client(secret: "b"), Self.client(agentID: nil),
            Self.client(address: "http://127.0.0.1:2"), Self.client(isSandboxed: true),
        ]
        for other in others {
            #expect(other.identity(of: .wecom) != own.identity(of: .wecom))
        }
        for other in try [Self.client(secretKey: "l"), Self.client(secretID: "j")] {
            #expect(other.identity(of: .tencentMeeting) != own.identity(of: .tencentMeeting))
        }
    }

    /// A proxy asks as the same app; what answers on this machine is another service.
    @Test func aProxyIsNoOtherApp() throws {
        let direct = try Self.client(address: "https://qyapi.weixin.qq.com")
        let proxies = ["https://gate.example/wecom", "https://10.0.0.7:8443"]
        for address in proxies {
            let other = try Self.client(address: address)
            #expect(other.identity(of: .wecom) == direct.identity(of: .wecom))
            #expect(other.identity(of: .tencentMeeting) == direct.identity(of: .tencentMeeting))
            let secret = try Self.client(secret: "b", address: address)
            #expect(secret.identity(of: .wecom) != direct.identity(of: .wecom))
        }
        for address in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
            let local = try Self.client(address: address)
            #expect(local.identity(of: .wecom) != direct.identity(of: .wecom))
        }
    }

    @Test func aSandboxIsTheSameUnderAnyAddress() throws {
        let first = try Self.client(isSandboxed: true)
        let later = try Self.client(address: "http://127.0.0.1:2", isSandboxed: true)
        #expect(first.identity(of: .wecom) == later.identity(of: .wecom))
        let other = try Self.client(secret: "b", isSandboxed: true)
        #expect(first.identity(of: .wecom) != other.identity(of: .wecom))
    }

    /// Rows fetched with a clock that was ahead are not used with a correct one, now or when the
    /// recorded time has come.
    @Test(arguments: [3_600, 5 * 86_400, 400 * 86_400])
    func aClockThatWasAhead(seconds: Int) async throws {
        try await Self.inFolder { folder in
            let path = folder.appending(path: "s").path()
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                let ahead = ManualClock(
                    unixStart: harness.clock.requestClock.unixSeconds() + Double(seconds))
                let range = "SINCE '2026-08-01' UNTIL '2026-08-15'"
                let query = "SELECT * FROM checkin WHERE userid = 'lisi' \(range)"
                let client = try Harness.client(
                    of: harness.server, quotas: [:], requestClock: ahead.requestClock)
                var wrong = ScriptSession(options: harness.session.options, client: client)
                let first = try await wrong.run(
                    try Harness.statement(query), into: CollectingWriter())
                #expect(first.statistics?.calls == 1)
                harness.clock.advance(by: .seconds(1_800))
                #expect(try await harness.run(query).statistics.calls == 1)
                #expect(try await harness.run(query).statistics.calls == 0)
            }
        }
    }

    @Test func whatIsToComeIsForgottenWhenTheStoreIsOpened() async throws {
        try await Self.inFolder { folder in
            let path = folder.appending(path: "s").path()
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                _ = try await harness.run(Self.query)
                let now = Int64(harness.clock.requestClock.unixSeconds())
                _ = try Store(.file(path), catalog: .builtIn, now: now - 86_400)
                #expect(try await harness.run(Self.query).statistics.calls > 0)
            }
        }
    }

    /// 0 means never, even in the same second: the clock does not advance here.
    @Test func anAgeOfZeroIsNow() async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            func calls(_ text: String) async throws -> Int? {
                try await session.run(try Harness.statement(text), into: CollectingWriter())
                    .statistics?.calls
            }
            let query = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2d"
            #expect(try await calls(query) == 1)
            #expect(try await calls(query) == 0)
            _ = try await calls("SET max_age = 0")
            #expect(try await calls(query) == 1)
            #expect(try await calls(query) == 1)
            _ = try await calls("SET max_age = 1s")
            #expect(try await calls(query) == 0)
        }
    }

    @Test func aFileThatIsNoStoreIsLeftAlone() async throws {
        try await Self.inFolder { folder in
            let contents: [Data] = [
                Data("工号,姓名\n1001,张三\n".utf8), Data("a\n".utf8),
                Data("SQLite format 3\u{0}".utf8),
                Data(repeating: 0, count: 8_192),
            ]
            for (index, content) in contents.enumerated() {
                let path = folder.appending(path: "roster\(index).csv").path()
                try content.write(to: URL(filePath: path))
                let failure = #expect(throws: StoreFailure.self) {
                    _ = try Store(.file(path), catalog: .builtIn, now: 1)
                }
                #expect(failure?.message.contains(path) == true)
                #expect(try Data(contentsOf: URL(filePath: path)) == content)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).count == 4)
            #expect(throws: StoreFailure.self) {
                _ = try Store(.file(folder.path()), catalog: .builtIn, now: 1)
            }
        }
    }

    /// Rows of a store that did not record secrets belong to no app.
    @Test func olderStoresAreFetchedAgain() async throws {
        try await Self.inFolder { folder in
            let path = folder.appending(path: "s").path()
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                _ = try await harness.run(Self.query)
                try Connection(writing: path).run("PRAGMA user_version = 2")
                let now = Int64(harness.clock.requestClock.unixSeconds())
                let store = try Store(.file(path), catalog: .builtIn, now: now)
                #expect(store.warning?.message.contains(path) == true)
                #expect(try store.contents().isEmpty)
                #expect(try await harness.run(Self.query).statistics.calls > 0)
                #expect(try Store(.file(path), catalog: .builtIn, now: now).warning == nil)
            }
        }
    }

    /// Retention considers the time of the fetch and not that of rows, once, and not with every
    /// SET.
    @Test func retentionForgetsWhatIsOld() async throws {
        try await Self.inFolder { folder in
            let path = folder.appending(path: "s").path()
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                _ = try await harness.run(Self.query)
                var session = harness.session
                for text in ["SET retention = 30d", "SET max_calls = 100"] {
                    _ = try await session.run(try Harness.statement(text), into: CollectingWriter())
                }
                let store = try Store(
                    .file(path), catalog: .builtIn,
                    now: Int64(harness.clock.requestClock.unixSeconds()))
                func earliest(_ name: String) throws -> Int64? {
                    let table = try #require(
                        Catalog.builtIn.tables.first { $0.name == name })
                    return try store.earliest(of: table.endpoint)
                }
                let oldest = try #require(try earliest("checkin"))
                let now = Int64(harness.clock.requestClock.unixSeconds() * 1000)
                #expect(oldest >= now - 30 * 86_400_000 - 86_400_000)
                #expect(try earliest("journal") == nil)
            }
        }
    }

    /// A store that is damaged while a session uses it returns no rows, and the answer is still
    /// complete.
    @Test func damageWhileInUse() async throws {
        try await Self.inFolder { folder in
            let path = folder.appending(path: "s").path()
            try await Harness.with(try await Harness(store: .file(path))) { harness in
                let whole = try await harness.run(Self.query)
                try Connection(writing: path).run("PRAGMA wal_checkpoint(TRUNCATE)")
                let size = try Data(contentsOf: URL(filePath: path)).count
                let file = try #require(FileHandle(forUpdatingAtPath: path))
                for page in 1..<size / 4_096 {
                    try file.seek(toOffset: UInt64(page * 4_096))
                    try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
                }
                try file.close()
                let client = try Harness.client(
                    of: harness.server, quotas: [:], requestClock: harness.clock.requestClock)
                var session = ScriptSession(options: harness.session.options, client: client)
                let again = try await session.run(
                    try Harness.statement(Self.query), into: CollectingWriter())
                #expect(again.writer.sortedRows == whole.rows.sortedRows)
                #expect(session.takeWarnings().count == 1)
            }
        }
    }
}
