import Foundation
import WorkQL
import WorkQLSandbox

/// Holds a session to what it promises: 100 queries at once are answered rightly, within the quota
/// and on few threads, and thousands more leave the memory as the first hundred did.
@main struct Load {
    static func main() async throws {
        let clock = Session.Clock.manual(from: Date(timeIntervalSince1970: 1_786_766_400))
        var settings = SandboxConfiguration.demo
        settings.quotas = [.checkin: [SandboxQuota(calls: 20, seconds: 60)]]
        settings.clock = SandboxClock(
            wall: { clock.now().timeIntervalSince1970 },
            monotonic: { clock.elapsed() / .seconds(1) })
        let server = try await SandboxServer.start(settings)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            agentID: String(WeComCredentials.demoAgentID), baseURL: server.baseURL)
        configuration.clock = clock
        configuration.quotas = ["checkin=20/min"]
        configuration.maxAge = .seconds(86_400)
        let session = try Session(configuration)
        let people = try await session.query(
            "SELECT DISTINCT userid FROM member ORDER BY userid LIMIT 200"
        ).decode(as: String.self).collect()

        let before = Process.threads
        let (answers, threads) = try await hundred(session, people)
        let calls = server.requests.count { $0.endpoint == .checkin }
        let whole = try await session.query(Line.query, ["users": .list(people)])
            .decode(as: Line.self).collect()
        print("100 queries: \(calls) calls, \(threads) threads, of which \(before) before")
        check(Set(whole) == Set(answers) && whole.count == answers.count, "other answers alone")
        check(calls == 100 && server.violations.isEmpty, "more calls than the quota allows")
        let cores = ProcessInfo.processInfo.activeProcessorCount
        check(threads <= before + 16 + cores + 4, "a thread for each query")

        try await ask(100, session, people)
        let first = Process.residentBytes
        let count = ProcessInfo.processInfo.environment["WORKQL_SOAK"] == nil ? 1000 : 10_000
        try await ask(count, session, people)
        let last = Process.residentBytes
        print("\(count) queries more: \(first >> 20) MB before, \(last >> 20) MB after")
        check(last - first < 8 << 20, "memory that is not given back")
        await server.stop()
    }

    /// A hundred queries at once, each of two people.
    ///
    /// - Returns: their answers, and how many threads there were meanwhile.
    static func hundred(
        _ session: Session, _ people: [String]
    ) async throws -> (answers: [Line], threads: Int) {
        try await withThrowingTaskGroup(of: ([Line], Int).self) { group in
            for number in 0..<100 {
                let users = Array(people[number * 2...number * 2 + 1])
                group.addTask {
                    let result = try await session.query(Line.query, ["users": .list(users)])
                    let lines = try await result.decode(as: Line.self).collect()
                    return (lines, Process.threads)
                }
            }
            var (answers, threads): ([Line], Int) = ([], 0)
            for try await (lines, seen) in group {
                answers += lines
                threads = max(threads, seen)
            }
            return (answers, threads)
        }
    }

    /// So many queries, 20 at a time; each fifth is left half read.
    static func ask(_ count: Int, _ session: Session, _ people: [String]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                if number >= 20 { try await group.next() }
                group.addTask {
                    let users = people[number % 190..<number % 190 + 10]
                    let result = try await session.query(Line.query, ["users": .list(users)])
                    if number % 5 == 0 {
                        for try await _ in result { break }
                    } else {
                        _ = try await result.collect()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    static func check(_ holds: Bool, _ otherwise: String) {
        guard !holds else { return }
        print("error: \(otherwise)")
        exit(1)
    }
}

struct Line: Decodable, Hashable {
    var userid: String
    var times: Int
    var first: Date

    static let query = """
        SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
        WHERE userid IN :users SINCE 2026-07-26 UNTIL 2026-08-09 GROUP BY userid
        """
}

/// Of this process; 0 where the system does not tell.
enum Process {
    static var threads: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))?.count ?? 0
    }

    /// Without what the allocator keeps for the next who asks, which is nobody's.
    static var residentBytes: Int {
        #if canImport(Glibc)
            // The module has no such name; the library has.
            if let trim = dlsym(nil, "malloc_trim") {
                typealias Trim = @convention(c) (Int) -> Int32
                _ = unsafeBitCast(trim, to: Trim.self)(0)
            }
        #endif
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}
