import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSandbox
import WorkQLTime

/// Answers a TIMESERIES or COMPARE in plain SQL over exported rows: buckets and groups from the
/// rows themselves, and each value by a separate query.
struct PeriodOracle {
    private let database: ConnectionQueue
    static let hour: Int64 = 3_600
    static let day: Int64 = 86_400

    /// One statement, in the dialect and as its parts.
    struct Case {
        var since: Int64
        var until: Int64
        /// The step in seconds; nil without TIMESERIES.
        var step: Int64?
        /// The shift in seconds; nil without COMPARE.
        var shift: Int64?
        var keys: [String] = []
        var selected: [String] = []
        var values: [String] = []
        var having: String?
        /// A condition with `{…}` around each instant, in seconds.
        var condition: String?
        var on: String?
        var fill: String?
        var comparison = ""
    }

    init(_ harness: Harness, since: Int64, until: Int64, users: [String]) async throws {
        database = ConnectionQueue(try Connection(), label: "tests")
        let list = users.map { "'\($0)'" }.joined(separator: ", ")
        let (rows, _) = try await harness.run(
            """
            SELECT userid, department_id, screen_shot_type AS kind,
                length(screen_shot_content) AS size, time - TIMESTAMP '1970-01-01T00:00:00Z' AS t
            FROM screen_capture WHERE userid IN (\(list))
            SINCE '\(Self.text(since))' UNTIL '\(Self.text(until))'
            """)
        try await database.write { database in
            try database.run(
                "CREATE TABLE r(userid TEXT, department_id INTEGER, kind INTEGER, size INTEGER, t INTEGER)"
            )
            for row in rows.rows {
                let values = row.map { $0.map { "'\($0)'" } ?? "NULL" }.joined(separator: ", ")
                try database.run("INSERT INTO r VALUES (\(values))")
            }
        }
        #expect(rows.rows.count > 300)
    }

    static func text(_ seconds: Int64) -> String { Truth.time(seconds: Int(seconds)) }

    /// Returns the statement in the dialect.
    static func statement(_ one: Case, users: [String]) -> String {
        let list = users.map { "'\($0)'" }.joined(separator: ", ")
        var text = "SELECT "
        text += (one.selected + one.values.enumerated().map { "\($1) AS v\($0)" })
            .joined(separator: ", ")
        text += " FROM screen_capture WHERE userid IN (\(list))"
        if let condition = one.condition {
            text += " AND (" + replaced(condition) { "'\(Self.text($0))'" } + ")"
        }
        text += " SINCE '\(Self.text(one.since))' UNTIL '\(Self.text(one.until))'"
        if let step = one.step {
            text += " TIMESERIES \(step / hour)h"
            if let on = one.on { text += " ON \(on)" }
            if let fill = one.fill { text += " FILL \(fill)" }
        }
        if !one.keys.isEmpty { text += " GROUP BY " + one.keys.joined(separator: ", ") }
        if let having = one.having { text += " HAVING \(having)" }
        if one.shift != nil { text += " COMPARE WITH \(one.comparison)" }
        return text.replacing("kind", with: "screen_shot_type")
            .replacing("size", with: "length(screen_shot_content)")
    }

    /// Returns the same in plain SQL.
    static func plain(_ one: Case) -> String {
        func part(_ name: String, _ shift: Int64) -> String {
            let time =
                one.on.map { $0.replacing("time", with: "t").replacing("1d", with: "86400") } ?? "t"
            var text = "\(name) AS (SELECT *"
            if let step = one.step { text += ", (\(time) - \(one.since - shift)) / \(step) AS i" }
            text += " FROM r WHERE t >= \(one.since - shift) AND t < \(one.until - shift)"
            if one.step != nil {
                text += " AND \(time) >= \(one.since - shift) AND \(time) < \(one.until - shift)"
            }
            if let condition = one.condition {
                let moved = replaced(condition) { "\($0 - shift)" }
                text += " AND (" + moved.replacing("time", with: "t") + ")"
            }
            return text + ")"
        }
        var with = [part("c", 0)]
        if let shift = one.shift { with.append(part("p", shift)) }
        var from: [String] = []
        if let step = one.step {
            let count = (one.until - one.since + step - 1) / step
            with.append(
                "b(i) AS (VALUES " + (0..<count).map { "(\($0))" }.joined(separator: ", ") + ")")
            from.append("b")
        }
        if !one.keys.isEmpty {
            let keys = one.keys.enumerated().map { "\($1) AS k\($0)" }.joined(separator: ", ")
            let union = one.shift == nil ? "" : " UNION SELECT \(keys) FROM p"
            with.append("g AS (SELECT DISTINCT \(keys) FROM c\(union))")
            from.append("g")
        }
        func value(_ expression: String, of table: String) -> String {
            var conditions = one.keys.enumerated().map { "\($1) IS g.k\($0)" }
            if one.step != nil { conditions.append("\(table).i = b.i") }
            let condition =
                conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
            return "(SELECT \(expression) FROM \(table)\(condition))"
        }
        func filled(_ expression: String, of table: String) -> String {
            // A count of no rows is 0 in SQL, and empty for FILL.
            let orNull = "CASE WHEN count(*) = 0 THEN NULL ELSE \(expression) END"
            switch one.fill {
            case "0":
                let isReal = expression.hasPrefix("total") || expression.hasPrefix("avg")
                // Only what has no rows is filled.
                return value(
                    "CASE WHEN count(*) = 0 THEN 0\(isReal ? ".0" : "") ELSE \(expression) END",
                    of: table)
            case "NULL": return value(orNull, of: table)
            default: return value(expression, of: table)
            }
        }
        var items: [String] = []
        if let step = one.step { items.append("\(one.since) + b.i * \(step)") }
        for key in one.selected { items.append("g.k\(one.keys.firstIndex(of: key) ?? 0)") }
        for expression in one.values {
            items.append(filled(expression, of: "c"))
            guard one.shift != nil else { continue }
            let (now, before) = (filled(expression, of: "c"), filled(expression, of: "p"))
            items += [
                before, "\(now) - \(before)",
                "round(100.0 * (\(now) - \(before)) / nullif(\(before), 0), 1)",
            ]
        }
        var text =
            "WITH " + with.joined(separator: ", ") + " SELECT " + items.joined(separator: ", ")
        if !from.isEmpty { text += " FROM " + from.joined(separator: ", ") }
        if let having = one.having {
            let aliases = one.values.enumerated().reduce(having) {
                $0.replacing("v\($1.offset)", with: $1.element)
            }
            text += " WHERE " + value(aliases, of: "c")
        }
        return text
    }

    private static func replaced(_ text: String, _ write: (Int64) -> String) -> String {
        var result = ""
        for (index, part) in text.split(separator: "{", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard index > 0, let end = part.firstIndex(of: "}"), let value = Int64(part[..<end])
            else {
                result += part
                continue
            }
            result += write(value) + part[part.index(after: end)...]
        }
        return result
    }

    func rows(_ one: Case) throws -> [[String?]] {
        try database.read { database in
            try database.rows(Self.plain(one)) { row in
                row.values.enumerated().map { index, value in
                    switch value {
                    case .null: nil
                    case .integer(let number):
                        one.step != nil && index == 0 ? Self.text(number) : "\(number)"
                    case .real(let number): "\(number)"
                    case .text: value.string
                    case .blob: "blob"
                    }
                }
            }
        }
    }
}
