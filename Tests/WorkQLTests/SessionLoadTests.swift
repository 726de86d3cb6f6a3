import Foundation
import Testing
import WorkQL
import WorkQLSandbox

/// Many queries of many tasks on one session. Their use of threads and memory is measured by
/// `examples/Embedding`, in a separate process.
@Suite struct SessionLoadTests {
    private static let text = """
        SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
        WHERE userid IN :users SINCE 2026-07-26 UNTIL 2026-08-09 GROUP BY userid ORDER BY userid
        """

    private struct Line: Decodable, Hashable {
        var userid: String
        var times: Int
        var first: Date
    }

    /// 100 concurrent queries, each of other people: correct answers, and the quota is respected.
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
            let answers = try await withThrowingTaskGroup(of: [Line].self) { group in
                for number in 0..<100 {
                    let users = [people[number * 2], people[number * 2 + 1]]
                    group.addTask {
                        let result = try await embedded.session.query(
                            Self.text, ["users": .list(users)])
                        var lines: [Line] = []
                        for try await line in result.decode(as: Line.self) {
                            lines.append(line)
                        }
                        #expect(result.statistics.calls == 1)
                        return lines
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(embedded.calls == 100)
            // A call too many would have been refused, and recorded.
            #expect(embedded.server.violations.isEmpty)
            // 80 calls had to wait for four minutes of the test clock.
            #expect(embedded.clock.elapsed() >= .seconds(240))
            let whole = try await embedded.session.query(
                Self.text, ["users": .list(people)])
            #expect(try await Set(whole.decode(as: Line.self).collect()) == Set(answers))
            #expect(whole.statistics.calls == 0)
        }
    }

    /// Equal queries at once make their call once.
    @Test func equalQueriesAtOnce() async throws {
        try await Embedded.with { embedded in
            let answers = try await withThrowingTaskGroup(of: (lines: [Line], calls: Int).self) {
                group in
                for _ in 0..<12 {
                    group.addTask {
                        let result = try await embedded.session.query(
                            Self.text, ["users": .list(["lisi", "wangwu", "zhangsan"])])
                        let lines = try await result.decode(as: Line.self).collect()
                        return (lines, result.statistics.calls)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 12 && Set(answers.map(\.lines)).count == 1)
            #expect(!answers[0].lines.isEmpty)
            #expect(embedded.calls == 1 && answers.reduce(0) { $0 + $1.calls } == 1)
        }
    }
}
