import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// `--calls-per-day`: the calls of a run, those for lists of people among them, and its report.
@Suite struct CallsPerDayTests {
    private typealias Bench = LakeSyncTests.Bench

    private static func sent(_ bench: Bench) -> Int {
        bench.server.takeRequests().count { $0.endpoint != .getToken }
    }

    /// Whatever the statement needs lists for, no run makes more calls than are allowed, and the
    /// report counts all of them.
    @Test(arguments: [
        "SELECT * FROM checkin SINCE 100d",
        "SELECT * FROM checkin WHERE userid IN (SELECT userid FROM member) SINCE 100d",
        "SELECT * FROM member",
        "SELECT * FROM (SELECT * FROM member) AS m",
        "SELECT userid, count(*) FROM checkin SINCE 100d GROUP BY ALL",
        "SELECT department_id, name FROM department",
    ])
    func isNotExceeded(_ text: String) async throws {
        try await Bench.with { bench in
            let script = try bench.script(text)
            for budget in [1, 2, 5, 15, 16, 20] {
                let store = "store\(budget)"
                _ = Self.sent(bench)
                let run = try await bench.sync(
                    "--calls-per-day", "\(budget)", script, store: store)
                let sent = Self.sent(bench)
                #expect(sent <= budget, "\(budget): \(run.errors)")
                #expect([0, 75].contains(run.status), "\(run.errors)")
                let said = run.errors.firstMatch(of: #/ · ([0-9]+) calls? · /#)?.1
                #expect(said.flatMap { Int($0) } == sent, "\(budget): \(run.errors)")
                // The second run of a day makes the rest, and no more.
                let second = try await bench.sync(
                    "--calls-per-day", "\(budget)", script, store: store)
                #expect(sent + Self.sent(bench) <= budget, "\(budget): \(second.errors)")
            }
        }
    }

    /// Where the lists alone need more calls than a day has, the run says how many; with so many it
    /// gets on.
    @Test func saysWhatListsNeed() async throws {
        try await Bench.with { bench in
            let script = try bench.script("SELECT * FROM checkin SINCE 3d@d")
            var budget = 5
            var runs = 0
            while runs < 5 {
                let run = try await bench.sync(
                    "--calls-per-day", "\(budget)", script, store: "store\(runs)")
                runs += 1
                if run.status == 0 || run.errors.contains("the next run goes on") { break }
                let needed = try #require(
                    run.errors.firstMatch(of: /help: write --calls-per-day ([0-9]+) or more\n/)?.1,
                    "\(run.errors)")
                #expect(Int(needed).map { $0 > budget } == true)
                budget = try #require(Int(needed))
            }
            #expect(runs == 2)
        }
    }
}
