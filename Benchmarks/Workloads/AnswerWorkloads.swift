import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension Workload {
    /// Workloads that process answers, starting from their bytes; 10,000 rows in five answers.
    static let answers = [
        decode("decode 3 columns", columns: ["userid", "checkin_type", "checkin_time"]),
        decode("decode 18 columns", columns: nil),
        scan("count", "SELECT count(*) FROM checkin WHERE %", rows: 1),
        scan("take 18 columns", "SELECT * FROM checkin WHERE %", rows: AnswerSession.extent.rows),
        // Neither can be computed without SQLite, or from a part of the rows.
        scan("virtual table, 1 column", "SELECT sum(groupid) FROM checkin WHERE %", rows: 1),
        scan(
            "virtual table, 18 columns", "SELECT * FROM checkin WHERE 1 = 1 AND %",
            rows: AnswerSession.extent.rows),
        scan(
            "group by 1", "SELECT checkin_type, count(*) FROM checkin WHERE % GROUP BY 1", rows: 4),
    ]

    /// Decodes through the client, whose other work is small in comparison.
    ///
    /// - Parameter names: nil for all columns.
    private static func decode(_ name: String, columns names: [String]?) -> Workload {
        Workload(name) {
            let (client, table) = (try AnswerSession.client(), try AnswerSession.table())
            let indices = table.columns.indices.filter { index in
                names?.contains(table.columns[index].name) ?? true
            }
            let session = ScriptSession(options: AnswerSession.options, client: client)
            let text = "SELECT count(*) FROM checkin WHERE " + AnswerSession.condition
            let plan = try session.plan(try AnswerSession.query(text))
            let splitPlan = plan.scans[0].splitPlan
            let calls = (0..<splitPlan.count).map { splitPlan[$0].call }
            return {
                let rows = RowCount()
                for call in calls {
                    try await client.fetch(call, of: table, columns: indices) { page in
                        await rows.add(page.count)
                    }
                }
                let count = await rows.count
                guard count == AnswerSession.extent.rows else { throw Astray("\(count) rows") }
                return count
            }
        }
    }

    private actor RowCount {
        private(set) var count = 0
        func add(_ rows: Int) { count += rows }
    }

    private static func scan(_ name: String, _ text: String, rows expected: Int) -> Workload {
        Workload(name) {
            let client = try AnswerSession.client()
            let text = text.replacing("%", with: AnswerSession.condition)
            let statement = try AnswerSession.statement(text)
            return {
                var session = ScriptSession(options: AnswerSession.options, client: client)
                let outcome = try await session.run(statement, into: Counter())
                guard outcome.writer.rows == expected else {
                    throw Astray("\(outcome.writer.rows) rows")
                }
                return outcome.writer.sum
            }
        }
    }

    /// Reads every value and keeps none.
    private struct Counter: ResultWriter {
        private(set) var rows = 0
        private(set) var sum = 0
        private var columns = 0

        mutating func begin(_ columns: [ResultColumn], zone: Zone) { self.columns = columns.count }

        mutating func write(_ row: ResultRow) {
            rows += 1
            for column in 0..<columns {
                switch row.kind(column) {
                case .null: sum &+= 1
                case .integer: sum &+= Int(truncatingIfNeeded: row.integer(column))
                case .real: sum &+= Int(row.real(column))
                case .text, .blob: sum &+= row.withText(column, \.count)
                }
            }
        }

        mutating func finish() {}
    }
}
