import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Long computations without waits: they can be stopped, or are refused.
@Suite struct StoppingTests {
    private static let zeros = "printf('%0500000d', 1)"

    /// Statements that would run for minutes or years.
    private static let endless = [
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000)
        SELECT count(*) FROM r a, r b, r c
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT n FROM r ORDER BY n % 7, n DESC LIMIT 1
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
        SELECT max(\(zeros) REGEXP '^(0+)+x' || n) FROM r
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
        SELECT count(*) FROM r WHERE \(zeros) || n ILIKE '%0%0%0%x'
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
        SELECT count(*) FROM r WHERE \(zeros) || n LIKE '%0%0%0%x' OR glob('*0*0?0*x', \(zeros) || n)
        """,
        // One value, whose pattern takes time proportional to the product of both lengths.
        "SELECT printf('%03000000d', 1) LIKE '%' || printf('%02000000d', 0) || 'x'",
        "SELECT glob('*' || printf('%02000000d', 0) || 'x', printf('%03000000d', 1))",
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
        SELECT max(length(replace(\(zeros) || n, '0', '12'))) FROM r
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT length(group_concat(n)) FROM r
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT max(s) FROM (SELECT sum(n) OVER (ORDER BY n DESC) AS s FROM r)
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT count(*) FROM (SELECT n FROM r UNION SELECT n + 1 FROM r)
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT sparkline(n) FROM r
        """,
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000)
        SELECT median(n) FROM r
        """,
        // Each row computes over all rows before it.
        """
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 300000)
        SELECT max(m) FROM (SELECT median(n) OVER (ORDER BY n) AS m FROM r)
        """,
        // Each match reads all of the following text.
        "SELECT length(regexp_replace(repeat('a', 4000000), 'a(?:.*z)?', 'b', 'g'))",
        // While it is planned: the values of a query over no table of a service are keys.
        """
        SELECT count(*) FROM checkin WHERE userid IN (
            WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
            SELECT 'u' || max(n) FROM r
        ) SINCE 1d
        """,
    ]

    @Test(arguments: endless) func cancellingTheTaskEndsIt(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let statement = try Harness.statement(text)
            let task = Task {
                var session = harness.session
                _ = try await session.run(statement, into: CollectingWriter())
            }
            try await Task.sleep(for: .milliseconds(80))
            let start = ContinuousClock.now
            task.cancel()
            let error = await #expect(throws: UserError.self) { try await task.value }
            #expect(error?.kind == .interrupted, "\(String(describing: error))")
            // Other tests share the cores; a computation that is not stopped never ends.
            #expect(ContinuousClock.now - start < .seconds(120), "\(text)")
        }
    }

    private static func chain(_ count: Int, _ from: (Int) -> String) -> String {
        let tables = (1..<count).map { "a\($0) AS (SELECT x + 1 AS x FROM \(from($0 - 1)))" }
        let list = (["a0 AS (SELECT 1 AS x)"] + tables).joined(separator: ", ")
        return "WITH \(list) SELECT max(x) FROM a\(count - 1)"
    }

    @Test func chainsOfCommonTablesArePlannedInLinearTime() async throws {
        try await Harness.with(try await Harness()) { harness in
            func time(_ count: Int) throws -> Duration {
                guard
                    case .query(let query) = try Harness.statement(Self.chain(count) { "a\($0)" })
                        .kind
                else { return .zero }
                let planner = Planner(context: TimeContext(now: Instant(seconds: 0)))
                return try ThreadTime.least(of: 3) { _ = try planner.plan(query) }
            }
            let (short, long) = (try time(150), try time(1500))
            // Ten times the size; a hundred times the duration would be quadratic.
            #expect(long < short * 40, "\(short) \(long)")
            let (rows, _) = try await harness.run(Self.chain(300) { "a\($0)" })
            #expect(rows.rows == [["300"]])
        }
    }

    @Test func whatComesToMillionsOfTablesIsRefused() async throws {
        try await Harness.with(try await Harness()) { harness in
            for count in [16, 28, 140] {
                let error = await #expect(throws: UserError.self) {
                    try await harness.run(
                        Self.chain(count) { "(SELECT p.x FROM a\($0) p, a\($0) q)" })
                }
                #expect(error?.code == .chainTooLong)
                #expect(error?.span != nil)
            }
            let (rows, _) = try await harness.run(
                Self.chain(8) { "(SELECT p.x FROM a\($0) p, a\($0) q)" })
            #expect(rows.rows == [["8"]])
        }
    }

    /// Nested queries, each of which might supply keys.
    @Test func nestedKeysArePlannedOnce() async throws {
        try await Harness.with(try await Harness()) { harness in
            var text = "SELECT userid FROM checkin WHERE userid = 'lisi'"
            for _ in 0..<14 { text = "SELECT userid FROM checkin WHERE userid IN (\(text))" }
            let start = ContinuousClock.now
            _ = try? await harness.run(text + " SINCE 1d")
            // If it were planned again at each depth, it would take hours.
            #expect(ContinuousClock.now - start < .seconds(120))
        }
    }

    /// 86,400 buckets, half of them empty.
    @Test func filledBucketsTakeLinearTime() async throws {
        try await Harness.with(try await Harness()) { harness in
            let start = ContinuousClock.now
            let (rows, _) = try await harness.run(
                """
                SELECT count(n), max(n) FROM (
                    SELECT max(screen_shot_type) AS n FROM screen_capture
                    SINCE 2026-08-11 UNTIL 2026-08-12 TIMESERIES 1s FILL PREVIOUS)
                """)
            #expect(rows.rows.first?[1] == "6")
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }
}
