import Foundation
import Synchronization
import Testing
import WorkQL
import WorkQLSandbox

/// Many queries of many tasks on one session. By themselves, because they count the threads and the
/// memory of the process.
@Suite(.serialized) struct SessionLoadTests {
    private static let text = """
        SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
        WHERE userid IN :users SINCE 2026-07-26 UNTIL 2026-08-09 GROUP BY userid ORDER BY userid
        """

    private struct Line: Decodable, Hashable {
        var userid: String
        var times: Int
        var first: Date
    }

    /// 100 queries at once, each of other people: right answers, the quota kept, threads bounded.
    @Test func hundredQueriesAtOnce() async throws {
        var sandbox = SandboxConfiguration.demo
        sandbox.quotas = [.checkin: [SandboxQuota(calls: 20, seconds: 60)]]
        try await Embedded.with(sandbox: sandbox) { configuration in
            configuration.quotas = ["checkin=20/min"]
            configuration.maxAge = .seconds(3600)
        } _: { embedded in
            let people = try await embedded.session.query(
                "SELECT DISTINCT userid FROM member ORDER BY userid LIMIT 200"
            ).decode(as: String.self).collect()
            #expect(people.count == 200)
            let before = Self.threads
            let most = MostThreads()
            let answers = try await withThrowingTaskGroup(of: [Line].self) { group in
                for number in 0..<100 {
                    let users = [people[number * 2], people[number * 2 + 1]]
                    group.addTask {
                        let result = try await embedded.session.query(
                            Self.text, ["users": .list(users)])
                        var lines: [Line] = []
                        for try await line in result.decode(as: Line.self) {
                            most.look()
                            lines.append(line)
                        }
                        #expect(result.account.calls == 1)
                        return lines
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(embedded.calls == 100)
            // A call too many would have been refused, and been noted.
            #expect(embedded.server.violations.isEmpty)
            // 80 calls had to wait for four minutes that the clock has gone ahead.
            #expect(embedded.clock.elapsed() >= .seconds(240))
            // 16 of SQLite, and those of the cooperative pool that came to life meanwhile.
            if let before, let most = most.value {
                let pool = ProcessInfo.processInfo.activeProcessorCount
                #expect(most <= before + 16 + pool + 4)
            }
            let whole = try await embedded.session.query(
                Self.text, ["users": .list(people)])
            #expect(try await Set(whole.decode(as: Line.self).collect()) == Set(answers))
            #expect(whole.account.calls == 0)
        }
    }

    /// The memory after many queries is the memory after 100.
    @Test func memoryStaysFlat() async throws {
        try await Embedded.with { embedded in
            func ask(_ count: Int) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<count {
                        if number >= 20 { try await group.next() }
                        group.addTask {
                            let result = try await embedded.session.query(
                                Self.text, ["users": ["zhangsan", "lisi"]])
                            if number % 5 == 0 {
                                for try await _ in result { break }
                            } else {
                                #expect(try await result.collect().count == 2)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await ask(100)
            guard let before = Self.residentBytes else { return }
            try await ask(Soak.isOn ? 10_000 : 300)
            let after = try #require(Self.residentBytes)
            // What allocators keep for themselves differs by more than a page, and by less than this.
            #expect(after - before < 24 << 20)
            #expect(embedded.calls <= 20)
        }
    }

    /// Of this process; nil where it is not told.
    fileprivate static var threads: Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))?.count
    }

    private static var residentBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return nil
        }
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4096 }
    }

    private final class MostThreads: Sendable {
        private let most = Mutex(0)

        func look() {
            guard let threads = SessionLoadTests.threads else { return }
            most.withLock { $0 = max($0, threads) }
        }

        var value: Int? { most.withLock { $0 == 0 ? nil : $0 } }
    }
}
