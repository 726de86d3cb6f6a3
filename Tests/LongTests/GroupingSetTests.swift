import TestSupport
import Testing
import WorkQL
import WorkQLPages
import WorkQLSQLite
import WorkQLSyntax

/// `GROUP BY ROLLUP`, `CUBE` and `GROUPING SETS` return the rows of a UNION ALL of one query for each
/// grouping, whatever the keys are called.
@Suite struct GroupingSetTests {
    /// A key, what is selected of it, and under which name.
    private struct Item {
        var key: Int
        var value: String
        var alias: String

        func text(_ keys: [String], groupedBy set: [Int]) -> String {
            let key = set.contains(key) ? keys[key] : "NULL"
            return value.replacing("%", with: key) + (alias.isEmpty ? "" : " AS \"\(alias)\"")
        }
    }

    @Test func sameRowsAsUnions() async throws {
        let folder = try FileFolder()
        for file in DifferentialTables.files {
            try folder.write(Array((file.text + "\n").utf8), file.name + ".csv")
        }
        let queue = ConnectionQueue(try Connection(), label: "tests")
        try await queue.write { try DifferentialTables.load(into: $0) }
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: folder.path)
            var random = DifferentialQueries(seed: 10)
            var failures = 0
            for number in 1...(Soak.isOn ? 4_000 : 200) where failures < 5 {
                let (ours, theirs) = Self.query(&random)
                let expected = try await queue.read { database in
                    try database.rows(theirs) { $0.values.map(RawWriter.text) }
                }
                do {
                    let answer = try await session.run(
                        try Harness.statement(ours), into: RawWriter()
                    ).writer.rows
                    guard Self.sorted(answer) != Self.sorted(expected) else { continue }
                    Issue.record("query \(number): \(ours)\n\(answer)\n\(theirs)\n\(expected)")
                } catch {
                    Issue.record("query \(number) is refused: \(ours)\n\(error)")
                }
                failures += 1
            }
        }
    }

    private static func sorted(_ rows: [[String]]) -> [[String]] {
        rows.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func query(_ random: inout DifferentialQueries) -> (String, String) {
        let (table, keys) = random.pick([
            ("a", ["s", "n"]), ("b", ["t", "k"]), ("c", ["s", "n"]),
        ])
        var items: [Item] = []
        for index in 0..<random.number(1...3) {
            let key = random.number(0...1)
            let values =
                key == 0
                ? ["%", "coalesce(%, 'all')", "upper(%)", "% || '!'"]
                : ["%", "coalesce(%, -1)", "abs(%)", "% + 1"]
            let value = random.pick(values)
            // Names of the key itself, of the other key, and of neither.
            let taken = items.map(\.alias)
            var alias = random.pick([keys[key], keys[1 - key], "o\(index)", ""])
            if taken.contains(alias) || alias.isEmpty && value != "%" { alias = "o\(index)" }
            if alias.isEmpty, taken.contains("") || taken.contains(keys[key]) {
                alias = "o\(index)"
            }
            items.append(Item(key: key, value: value, alias: alias))
        }
        let (grouping, sets) = random.pick([
            ("ROLLUP(\(keys[0]), \(keys[1]))", [[0, 1], [0], []]),
            ("CUBE(\(keys[0]), \(keys[1]))", [[0, 1], [0], [1], []]),
            ("GROUPING SETS ((\(keys[0])), (\(keys[1])))", [[0], [1]]),
            ("GROUPING SETS ((\(keys[0]), \(keys[1])), ())", [[0, 1], []]),
            ("GROUPING SETS ((\(keys[1])), (\(keys[0])), (\(keys[1])))", [[1], [0], [1]]),
        ])
        let having = random.pick(["", "", " HAVING count(*) > 1"])
        let rows = random.pick(["", " WHERE id < 9", " WHERE id > 99"])
        func select(_ shown: [String], from source: String) -> String {
            "SELECT \((shown + ["count(*)", "sum(id)"]).joined(separator: ", ")) "
                + "FROM \(source)\(rows)"
        }
        let ours =
            select(items.map { $0.text(keys, groupedBy: [0, 1]) }, from: "'\(table).csv'")
            + " GROUP BY \(grouping)\(having)"
        let theirs = sets.map { set in
            let groups = set.map { keys[$0] }.joined(separator: ", ")
            return select(items.map { $0.text(keys, groupedBy: set) }, from: table)
                + (groups.isEmpty ? "" : " GROUP BY \(groups)") + having
        }
        return (ours, theirs.joined(separator: " UNION ALL "))
    }
}
