import Foundation
import TestSupport
import Testing
import WorkQLPages
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL

/// `_`, the answer of the previous query.
@Suite struct LastResultTests {
    private struct Play {
        var answers: [CollectingWriter] = []
        var notes: [String] = []
        var error: UserError?
        var calls: [Int] = []
        var session: ScriptSession
    }

    /// Runs statements on a sandbox, continuing after errors.
    private func play(
        _ text: String, keeping: Bool = true, isDry: Bool = false
    ) async throws -> Play {
        try await Harness.with(try await Harness()) { harness in
            var play = Play(session: harness.session)
            play.session.keepsAnswers = keeping
            for statement in try Harness.statements(text) {
                do throws(UserError) {
                    let outcome = try await play.session.run(
                        statement, into: CollectingWriter(), isDry: isDry)
                    play.notes += outcome.notes.map(\.message)
                    if let shortfall = outcome.shortfall { play.error = shortfall }
                    guard let statistics = outcome.statistics else { continue }
                    play.answers.append(outcome.writer)
                    play.calls.append(statistics.calls)
                } catch {
                    play.error = error
                }
            }
            #expect(harness.server.violations.isEmpty)
            return play
        }
    }

    private static let late = """
        SELECT userid, checkin_time, lat, groupid, mediaids, lat > 1 AS north, NULL AS none
        FROM checkin WHERE userid IN ('lisi', 'zhangsan') SINCE 7d ORDER BY 1, 2;
        """

    @Test func isTheAnswerBefore() async throws {
        let play = try await play(Self.late + "FROM _; SELECT count(*), max(lat) FROM _; FROM _")
        #expect(play.error == nil)
        #expect(play.calls == [1, 0, 0, 0])
        #expect(play.answers[0].rows.count >= 10)
        #expect(play.answers[1].rows == play.answers[0].rows)
        let columns = play.answers[0].columns.map { column in
            // What is kept has no time clause that could move.
            var column = column
            column.time = nil
            return column
        }
        #expect(play.answers[1].columns == columns)
        #expect(play.answers[3].rows == play.answers[2].rows)
    }

    @Test func typesAreKept() async throws {
        let play = try await play(
            Self.late + """
                DESCRIBE _;
                SELECT count(*) FROM _ WHERE checkin_time >= '2026-08-10' AND north AND none IS NULL
                """)
        let described = play.answers[1].rows.map { $0.map { $0 ?? "NULL" } }
        #expect(
            described == [
                ["userid", "text"], ["checkin_time", "timestamp"], ["lat", "real"],
                ["groupid", "integer"], ["mediaids", "json"], ["north", "boolean"],
                ["none", "NULL"],
            ])
        let since = play.answers[0].rows.count {
            ($0[1] ?? "") >= "2026-08-10" && $0[5] == "true"
        }
        #expect(since > 0)
        #expect(play.answers[2].rows == [["\(since)"]])
    }

    @Test func joinsAndGivesKeys() async throws {
        let play = try await play(
            """
            SELECT 'lisi' AS userid UNION ALL SELECT 'zhangsan';
            SELECT c.userid, count(*) AS n FROM _ AS l JOIN checkin c ON c.userid = l.userid
            SINCE 7d GROUP BY c.userid ORDER BY 1;
            SELECT count(*) FROM checkin WHERE userid IN (SELECT userid FROM _) SINCE 7d;
            SELECT n FROM _ TIMESERIES 1d ON n
            """)
        #expect(play.answers[1].rows.map { $0[0] } == ["lisi", "zhangsan"])
        let sum = play.answers[1].rows.compactMap { $0[1].flatMap(Int.init) }.reduce(0, +)
        #expect(play.answers[2].rows == [["\(sum)"]])
        // The rows fetched by the join are stored.
        #expect(play.calls == [0, 1, 0])
    }

    @Test func errorsAndOtherStatementsLeaveIt() async throws {
        let play = try await play(
            """
            SELECT 1 AS n; SELECT m FROM _; SHOW TABLES; EXPLAIN SELECT 2 AS k; SET max_calls = 9;
            DESCRIBE checkin; SELECT * FROM checkin; SELECT n FROM _
            """)
        #expect(play.error?.code == .needsRange)
        #expect(play.answers.last?.rows == [["1"]])
    }

    /// A partial answer is an error, although its rows are correct.
    @Test func partialAnswersLeaveIt() async throws {
        let play = try await play(
            """
            SELECT 1 AS n; SET max_calls = 1;
            SELECT meeting_record_id FROM corp_recording SINCE 31d; FROM _
            """)
        #expect(play.error?.code == .tooManyCalls)
        #expect(play.answers.map(\.rows.count) == [1, 20, 1])
        #expect(play.answers.last?.rows == [["1"]])
    }

    @Test func namesOfItsColumnsDiffer() async throws {
        let play = try await play(
            "SELECT 1 AS n, 2 AS n, 3 AS N, 4 AS \"a\"\"b\"; DESCRIBE _; SELECT n_1, \"a\"\"b\" FROM _"
        )
        #expect(play.answers[1].rows.map { $0[0] } == ["n", "n_1", "N_2", "a\"b"])
        #expect(play.answers[2].rows == [["2", "4"]])
    }

    @Test func otherNamesHideIt() async throws {
        let play = try await play(
            """
            SELECT 1 AS n; WITH _ AS (SELECT 2 AS n) SELECT n FROM _;
            LET _ = (SELECT 3 AS n); SELECT n FROM _; SELECT 4 AS "last result"; FROM _
            """)
        #expect(play.answers.map(\.rows) == [[["1"]], [["2"]], [["3"]], [["4"]], [["3"]]])
    }

    @Test func isOnlyKeptOnRequest() async throws {
        let play = try await play("SELECT 1 AS n; SELECT n FROM _", keeping: false)
        #expect(play.error?.message == "there is no previous result")
        #expect(play.answers.count == 1)
    }

    @Test func largeAnswersAreNotKept() async throws {
        let large = """
            WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000)
            SELECT n, 'text ' || n AS t FROM r;
            """
        let play = try await play(
            "SET last_result_mb = 1;" + large + "SELECT n FROM _; SET last_result_mb = 3;" + large
                + "SELECT sum(n), count(DISTINCT t) FROM _")
        #expect(
            play.notes == ["the previous result was not kept: it is larger than 1 MB"])
        #expect(play.error?.message == play.notes.first)
        #expect(play.error?.help == "SET last_result_mb = NULL, and run the query again")
        #expect(play.answers.last?.rows == [["5000050000", "100000"]])
    }

    @Test func dryRunsKnowItsColumns() async throws {
        let play = try await play(
            Self.late
                + "SELECT count(*) FROM checkin WHERE userid IN (SELECT userid FROM _) SINCE 7d",
            isDry: true)
        #expect(play.error == nil)
        #expect(play.notes.count { $0.hasPrefix("the rows of _ are not known") } == 1)
    }

    @Test func repeatedAsItWas() async throws {
        let play = try await play(Self.late)
        let again = try play.session.repeatLast(into: CollectingWriter())
        #expect(again.writer.rows == play.answers[0].rows)
        #expect(again.writer.columns == play.answers[0].columns)
        #expect(again.writer.isFinished)
        #expect(again.statistics?.calls == 0)
        #expect(again.statistics?.rows == play.answers[0].rows.count)
        let before = try await self.play("SET timezone = 'UTC'")
        #expect(throws: UserError.self) {
            _ = try before.session.repeatLast(into: CollectingWriter())
        }
    }

    /// Every kind of value, across the boundaries of many pages.
    @Test func rowsAreReadAsTheyWereWritten() throws {
        var random = SplitMix64(seed: Soak.seed(9))
        var kept = ResultBuffer(
            columns: (0..<4).map { ResultColumn(name: "c\($0)", type: nil) }, zone: .utc)
        var rows: [[Value]] = []
        for _ in 0..<30_000 {
            rows.append((0..<4).map { _ in Value.random(using: &random) })
            let cells = RowCells(rows[rows.count - 1].map(\.value))
            kept.append(cells.row)
            withExtendedLifetime(cells) {}
        }
        var read: [[Value]] = []
        try kept.forEachRow { row in read.append((0..<4).map { Value(row, $0) }) }
        #expect(read == rows)
        #expect(kept.rowCount == rows.count)
    }

    private enum Value: Hashable {
        case null
        case integer(Int64)
        case real(UInt64)
        case text([UInt8])
        case blob([UInt8])

        var value: RowValue {
            switch self {
            case .null: .null
            case .integer(let value): .integer(value)
            case .real(let bits): .real(Double(bitPattern: bits))
            case .text(let bytes): .text(bytes)
            case .blob(let bytes): .blob(bytes)
            }
        }

        static func random(using random: inout some RandomNumberGenerator) -> Value {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            return switch Int.random(in: 0..<5, using: &random) {
            case 0: .null
            case 1: .integer(Int64.random(in: .min ... .max, using: &random))
            case 2: .real(Double.random(in: -1e300...1e300, using: &random).bitPattern)
            case 3: .text(bytes)
            default: .blob(bytes)
            }
        }

        init(_ row: ResultRow, _ column: Int) {
            switch row.kind(column) {
            case .null: self = .null
            case .integer: self = .integer(row.integer(column))
            case .real: self = .real(row.real(column).bitPattern)
            case .text: self = .text(row.withText(column) { Array($0) })
            case .blob: self = .blob(row.withText(column) { Array($0) })
            }
        }
    }
}
