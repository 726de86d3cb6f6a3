import TestSupport
import Testing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL

/// Rows that are alike in what a statement needs go through SQLite as one.
@Suite struct FoldingTests {
    private static let users = """
        userid IN ('zhangsan', 'lisi', 'wangwu', 'zhaoliu', 'sunqi', 'wujiu', 'caoyun', 'u007')
        """
    private static let range = "SINCE 60d@d UNTIL today"

    private func folds(_ text: String, in session: ScriptSession) throws -> Bool {
        guard case .query(let query) = try Harness.statement(text).kind else { return false }
        if case .partialAggregate = try session.plan(query).execution { return true }
        return false
    }

    /// Every combination that dice make of groups, aggregates, conditions and orders, beside the
    /// same statement where each row is looked at: only a scan in the FROM itself is folded.
    @Test func answersAreThoseOfAllRows() async throws {
        let groups = [
            "userid", "checkin_type", "exception_type", "groupid", "lat IS NULL", "length(notes)",
            "CASE WHEN exception_type = '' THEN NULL ELSE wifiname END", "lng",
        ]
        let aggregates = [
            "count(*)", "count(lat)", "count(DISTINCT userid)", "min(notes)", "max(checkin_type)",
            "count(*) FILTER (WHERE exception_type <> '')", "count(deviceid) + 1", "max(lat)",
            "count(NULLIF(groupid, 1))", "sum(DISTINCT groupid)", "round(count(*) / 3.0, 2)",
            "CASE WHEN count(*) > 50 THEN 'many' ELSE 'few' END",
        ]
        let conditions = ["", "AND exception_type NOT LIKE '%地点%'", "AND lat > 1000"]
        var dice = SplitMix64(seed: 7)
        try await Harness.with(try await Harness(store: nil)) { harness in
            for _ in 0..<(Soak.isOn ? 400 : 20) {
                let by = groups.shuffled(using: &dice).prefix(.random(in: 0...2, using: &dice))
                let least = by.isEmpty ? 1 : 0
                let of = aggregates.shuffled(using: &dice)
                    .prefix(.random(in: least...3, using: &dice))
                let selected = (by + of).joined(separator: ", ")
                let condition = conditions.randomElement(using: &dice) ?? ""
                var rest = ""
                if !by.isEmpty {
                    let list = by.joined(separator: ", ")
                    rest = " GROUP BY \(list)"
                    if Bool.random(using: &dice) { rest += " HAVING count(*) > 20" }
                    rest += " ORDER BY count(*) DESC, \(list)"
                    if Bool.random(using: &dice) { rest += " LIMIT 3" }
                }
                let folded = """
                    SELECT \(selected) FROM checkin WHERE \(Self.users) \(condition) \(Self.range)\
                    \(rest)
                    """
                let whole = """
                    SELECT \(selected) FROM (SELECT * FROM checkin WHERE \(Self.users)) c \
                    WHERE true \(condition) \(Self.range)\(rest)
                    """
                #expect(try folds(folded, in: harness.session), "\(folded)")
                #expect(try !folds(whole, in: harness.session), "\(whole)")
                let (rows, statistics) = try await harness.run(folded)
                let (others, other) = try await harness.run(whole)
                #expect(rows.rows == others.rows, "\(folded)")
                #expect(statistics.fetched == other.fetched && statistics.fetched > 100)
            }
        }
    }

    @Test(arguments: [
        "SELECT DISTINCT checkin_type, groupid FROM checkin WHERE % ORDER BY 1, 2",
        "SELECT count(*), count(lat) FROM checkin WHERE notes = 'never written' AND %",
        "SELECT count(*) FILTER (WHERE lat > 0) FROM checkin WHERE %",
        "SELECT checkin_type FROM checkin WHERE % GROUP BY ALL ORDER BY ALL",
        "SELECT c.groupid AS g, count(*) AS n FROM checkin c WHERE % GROUP BY g ORDER BY n DESC",
    ])
    func statementsThatFold(_ text: String) async throws {
        let folded = text.replacing("%", with: "\(Self.users) \(Self.range)")
        let whole = text.replacing("FROM checkin c ", with: "FROM checkin ")
            .replacing("FROM checkin ", with: "FROM (SELECT * FROM checkin WHERE \(Self.users)) c ")
            .replacing("%", with: "true \(Self.range)")
        try await Harness.with(try await Harness(store: nil)) { harness in
            #expect(try folds(folded, in: harness.session))
            #expect(try !folds(whole, in: harness.session))
            let (rows, _) = try await harness.run(folded)
            let (others, _) = try await harness.run(whole)
            #expect(rows.rows == others.rows && !rows.rows.isEmpty)
        }
    }

    @Test(arguments: [
        "SELECT userid FROM checkin WHERE %",
        "SELECT userid, sum(lat) FROM checkin WHERE % GROUP BY 1",
        "SELECT avg(groupid), count(*) FROM checkin WHERE %",
        "SELECT group_concat(checkin_type) FROM checkin WHERE %",
        "SELECT last(notes), count(*) FROM checkin WHERE %",
        "SELECT max(checkin_time) FROM checkin WHERE %",
        "SELECT DISTINCT userid FROM checkin WHERE % LIMIT 3",
        "SELECT userid, row_number() OVER (ORDER BY count(*)) FROM checkin WHERE % GROUP BY 1",
        "SELECT count(*), (SELECT 1) FROM checkin WHERE %",
        "SELECT count(*) FROM checkin c, (VALUES (1), (2)) v WHERE %",
    ])
    func statementsThatDoNot(_ text: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let text = text.replacing("%", with: "\(Self.users) \(Self.range)")
            let isFolded = try folds(text, in: harness.session)
            #expect(!isFolded)
        }
    }

    /// Rows that are alike, where they first stand, and how many there are of each.
    @Test func alikeRowsAreFound() throws {
        let words = ["上班", nil, "", "下班", "上班打卡后"]
        let texts = (0..<3_000).map { words[$0 % 7 % 5] }
        let numbers = (0..<3_000).map { $0 % 3 == 0 ? nil : Int64($0 % 2) }
        let vectors: [Vector] = [.text(texts), .integers(numbers), .constant(.text("one"))]
        var constants: [TextVector] = []
        let cells = vectors.map { ColumnCells($0, of: .integer, constants: &constants) }
        var hashes = RowHashes(count: 3_000)
        for vector in vectors { hashes.mix(vector) }
        func fold(_ hashes: [UInt64], _ kept: [Int32]?) -> (rows: [Int32], counts: [Int64])? {
            var fold = PartialAggregator()
            return fold.folded(hashes, kept, by: cells)
        }
        for kept in [nil, (0..<3_000).filter { $0 % 5 != 2 }.map(Int32.init)] {
            let (rows, counts) = try #require(fold(hashes.values, kept))
            struct Pair: Hashable { var (text, number): (String?, Int64?) }
            var expected: [Pair: (first: Int32, count: Int64)] = [:]
            for row in kept ?? (0..<3_000).map(Int32.init) {
                let pair = Pair(text: texts[Int(row)], number: numbers[Int(row)])
                expected[pair, default: (row, 0)].count += 1
            }
            #expect(rows == expected.values.map(\.first).sorted())
            for each in expected.values { #expect(counts[Int(each.first)] == each.count) }
            #expect(counts.reduce(0, +) == Int64(kept?.count ?? 3_000))
        }
        withExtendedLifetime((vectors, constants)) {}
    }

    /// To look for what is not there costs more than it saves.
    @Test func rowsThatDifferAreLeftAlone() throws {
        let vector = Vector.integers((0..<3_000).map { Int64($0) })
        var constants: [TextVector] = []
        let cells = [ColumnCells(vector, of: .integer, constants: &constants)]
        var hashes = RowHashes(count: 3_000)
        hashes.mix(vector)
        var fold = PartialAggregator()
        let folded = fold.folded(hashes.values, nil, by: cells)
        #expect(folded == nil)
        withExtendedLifetime(vector) {}
    }
}
