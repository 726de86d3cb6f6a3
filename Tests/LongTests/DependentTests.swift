import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSandbox
import WorkQLSyntax

/// Statements over several tables return the rows of SQLite over the complete tables.
@Suite struct DependentTests {
    private static let from = "2026-08-13T12:00:00+08:00"
    private static let people = ["zhangsan", "lisi", "wangwu", "caoyun", "u019", "u024", "weilai"]

    @Test func sameRowsAsFetchingEverything() async throws {
        try await Harness.with(try await Harness()) { harness in
            let truth = try await Self.everything(harness)
            var numbers = SplitMix64(seed: 5)
            var (rows, answered) = (0, 0)
            for number in 1...(Soak.isOn ? 3000 : 120) {
                let text = Self.statement(&numbers)
                let expected = try await truth.read { database in
                    try database.rows(text) {
                        $0.values.map(RawWriter.text).joined(separator: "|")
                    }
                }.sorted()
                var session = harness.session
                let statement = try Harness.statement(text + " SINCE \(Self.from)")
                do {
                    let answer = try await session.run(statement, into: RawWriter()).writer.rows
                        .map { $0.joined(separator: "|") }.sorted()
                    rows += answer.count
                    answered += 1
                    #expect(answer == expected, "statement \(number): \(text)")
                } catch let error as UserError {
                    // Neither side can be requested by itself, or an outer join keeps the one that
                    // cannot.
                    #expect(
                        error.message.hasSuffix("needs a condition on userid"),
                        "statement \(number): \(text): \(error.message)")
                }
            }
            #expect(rows > 1000)
            #expect(answered > 60)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Returns all records of the services, in tables of SQLite.
    private static func everything(_ harness: Harness) async throws -> ConnectionQueue {
        let queue = ConnectionQueue(try Connection(), label: "tests")
        let users = harness.company.visiblePeople.map { "'\($0.userid)'" }
            .joined(separator: ", ")
        let tables = [
            ("checkin", "userid, checkin_type, exception_type", "WHERE userid IN (\(users))"),
            ("screen_capture", "userid, system, department_id", ""),
        ]
        for (table, columns, condition) in tables {
            var session = harness.session
            let statement = try Harness.statement(
                "SELECT \(columns) FROM \(table) \(condition) SINCE \(from)")
            let rows = try await session.run(statement, into: RawWriter()).writer.rows
            try await queue.write { database in
                let declared = columns.split(separator: ", ").map {
                    "\($0) \($0 == "department_id" ? "INTEGER" : "TEXT")"
                }
                try database.run(
                    "CREATE TABLE \(table) (\(declared.joined(separator: ", ")))")
                for row in rows {
                    try database.run(
                        "INSERT INTO \(table) VALUES (\(row.joined(separator: ", ")))")
                }
            }
        }
        return queue
    }

    private static func statement(_ numbers: inout SplitMix64) -> String {
        func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &numbers)]
        }
        func condition(_ name: String, _ table: String) -> String {
            let users = (0..<pick([1, 2, 4])).map { _ in "'\(pick(people))'" }
                .joined(separator: ", ")
            let own =
                table == "checkin"
                ? ["\(name).exception_type <> ''", "\(name).checkin_type LIKE '上班%'"]
                : ["\(name).department_id = 3", "\(name).system LIKE '%1%'"]
            return pick([
                "\(name).userid IN (\(users))", "\(name).userid IN (\(users))", own[0], own[1],
                "\(name).userid IS NOT NULL", "\(name).userid IS NULL",
                "(\(name).userid IN (\(users)) OR \(own[0]))",
            ])
        }
        let tables = ["checkin", "screen_capture"]
        let (first, second, third) = (pick(tables), pick(tables), pick(tables))
        var conditions: [String] = []
        for (name, table) in [("a", first), ("b", second)] where pick([true, true, false]) {
            conditions.append(condition(name, table))
        }
        let inner = condition("i", third)
        let query = pick([
            "a.userid IN (SELECT i.userid FROM \(third) i WHERE \(inner))",
            "a.userid NOT IN (SELECT i.userid FROM \(third) i WHERE i.userid = 'lisi' AND \(inner))",
            "EXISTS (SELECT 1 FROM \(third) i WHERE i.userid = b.userid AND \(inner))",
            "NOT EXISTS (SELECT 1 FROM \(third) i WHERE i.userid = a.userid AND \(inner))",
            "(a.userid = 'lisi' OR a.userid IN (SELECT i.userid FROM \(third) i WHERE \(inner)))",
            "(SELECT count(*) FROM \(third) i WHERE i.userid = a.userid AND \(inner)) > 1",
        ])
        if pick([true, false]) { conditions.append(query) }
        let join = pick(["JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
        let on = pick([
            "ON a.userid = b.userid", "USING (userid)",
            "ON a.userid = b.userid AND \(condition("b", second))",
        ])
        let chained = pick([
            "", "", "", " JOIN \(third) c ON c.userid = b.userid",
            " LEFT JOIN \(third) c ON c.userid = b.userid AND \(condition("c", third))",
            " RIGHT JOIN \(third) c ON c.userid = a.userid",
            " JOIN (SELECT DISTINCT i.userid FROM \(third) i WHERE \(inner)) c ON c.userid = a.userid",
        ])
        let matching = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return """
            SELECT a.userid AS au, b.userid AS bu, count(*) AS n \
            FROM \(first) a \(join) \(second) b \(on)\(chained)\(matching) GROUP BY a.userid, b.userid
            """
    }
}
