import TestSupport
import Testing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLPlanner

/// Rows that are equal in the columns that a statement needs are passed to SQLite as one.
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

    /// Every random combination of groups, aggregates, conditions and orders, compared with the
    /// same statement where each row is read: only a scan directly in the FROM is folded.
    @Test func answersAreThoseOfAllRows() async throws {
        let groups = [
            "userid", "checkin_type", "exception_type", "groupid", "lat IS NULL", "length(notes)",
            "CASE WHEN exception_type = '' THEN NULL ELSE wifiname END", "lng",
            "date(checkin_time)", "date(sch_checkin_time)", "sch_checkin_time IS NULL",
            "checkin_time > TIMESTAMP '2026-07-20 09:00:00'",
        ]
        let aggregates = [
            "count(*)", "count(lat)", "count(DISTINCT userid)", "min(notes)", "max(checkin_type)",
            "count(*) FILTER (WHERE exception_type <> '')", "count(deviceid) + 1", "max(lat)",
            "count(NULLIF(groupid, 1))", "sum(DISTINCT groupid)", "round(count(*) / 3.0, 2)",
            "CASE WHEN count(*) > 50 THEN 'many' ELSE 'few' END",
            "sum(groupid)", "avg(schedule_id)", "avg(lng)",
            "sum(timeline_id) FILTER (WHERE lat > 0)",
            "max(checkin_time) - min(checkin_time)", "min(lat) + max(lng)", "count(lng)",
            "count(*) FILTER (WHERE checkin_time BETWEEN '2026-07-20' AND '2026-07-21 09:00')",
            "avg(groupid) FILTER (WHERE date(checkin_time) < DATE '2026-07-15')",
            "count(DISTINCT date(checkin_time))",
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
        "SELECT avg(groupid), count(*) FROM checkin WHERE %",
        "SELECT groupname, avg(lat), avg(lng), count(*) FROM checkin WHERE % GROUP BY 1 ORDER BY 1",
        "SELECT avg(lat) FILTER (WHERE groupid = 1) FROM checkin WHERE %",
        "SELECT date(checkin_time) AS d, count(*), max(lat) FROM checkin WHERE % GROUP BY d",
        "SELECT count(*), min(checkin_time) FROM checkin WHERE % TIMESERIES 1d ON checkin_time",
        "SELECT userid, count(DISTINCT date(checkin_time)) FROM checkin WHERE % GROUP BY 1",
        "SELECT count(*), sum(groupid) FROM checkin WHERE % TIMESERIES 1w ON checkin_time FILL 0",
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
        "SELECT avg(lat + 1), count(*) FROM checkin WHERE %",
        "SELECT sum(groupid + 1), count(*) FROM checkin WHERE %",
        "SELECT group_concat(checkin_type) FROM checkin WHERE %",
        "SELECT last(notes), count(*) FROM checkin WHERE %",
        "SELECT max(checkin_time) FROM checkin WHERE %",
        "SELECT DISTINCT userid FROM checkin WHERE % LIMIT 3",
        "SELECT userid, row_number() OVER (ORDER BY count(*)) FROM checkin WHERE % GROUP BY 1",
        "SELECT count(*), (SELECT 1) FROM checkin WHERE %",
        "SELECT count(*) FROM checkin c, (VALUES (1), (2)) v WHERE %",
        "SELECT count(*) FROM checkin WHERE random() < 0.5 AND %",
        "SELECT uuid() < '8', count(*) FROM checkin WHERE % GROUP BY 1",
    ])
    func statementsThatDoNot(_ text: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let text = text.replacing("%", with: "\(Self.users) \(Self.range)")
            let isFolded = try folds(text, in: harness.session)
            #expect(!isFolded)
        }
    }

    private func aggregator(
        _ partials: [PartialAggregate.Partial] = [],
        bounds: [Int: PartialAggregate.InstantBounds] = [:], keys: [Int], of table: Table
    ) -> PartialAggregator {
        let partial = PartialAggregate(
            query: Query(body: .values([])), partials: partials, bounds: bounds)
        return PartialAggregator(
            partial, keys: keys, of: table, indices: table.columns.indices.map { $0 })
    }

    private func table(_ types: [ColumnType]) throws -> Table {
        let checkin = try #require(Catalog.builtIn.table("checkin"))
        return Table(
            name: "checkin", summary: "", endpoint: checkin.endpoint, rows: checkin.rows,
            columns: types.enumerated().map { .asked("c\($0)", $1, "") })
    }

    /// Equal rows, in the order of their first occurrence, with their counts; for texts stored one
    /// after the other, in a dictionary, and constant in all rows.
    @Test(arguments: [false, true]) func alikeRowsAreFound(coded: Bool) throws {
        let words = ["上班", nil, "", "下班", "上班打卡后"]
        let count = 3_000
        let texts = (0..<count).map { words[$0 % 7 % 5] }
        let numbers = (0..<count).map { $0 % 3 == 0 ? nil : Int64($0 % 2) }
        let codes = (0..<count).map { Int32([1, 0, 2, 4, 3][$0 % 7 % 5]) }
        let entries = TextVector(
            offsets: [0, 0, 6, 6, 21, 27], bytes: Array("上班上班打卡后下班".utf8), validity: .all)
        let text: Vector =
            coded
            ? .dictionary(
                DictionaryVector(
                    codes: codes, entries: entries, validity: Validity(of: texts)))
            : .text(texts)
        #expect((0..<count).allSatisfy { text.string($0) == texts[$0] })
        let page = Page(
            count: count, columns: [text, .integers(numbers), .constant(.text("one"))])
        let table = try self.table([.text, .integer, .text])
        for kept in [nil, (0..<count).filter { $0 % 5 != 2 }.map(Int32.init)] {
            var aggregator = self.aggregator(
                [
                    .init(operation: .sum, column: 1), .init(operation: .count, column: 0),
                    .init(operation: .least, column: 1), .init(operation: .greatest, column: 1),
                ], keys: [0, 1, 2], of: table)
            struct Pair: Hashable { var (text, number): (String?, Int64?) }
            var expected: [Pair: Int64] = [:]
            var order: [Pair] = []
            for row in (kept ?? (0..<count).map(Int32.init)).map(Int.init) {
                let pair = Pair(text: texts[row], number: numbers[row])
                if expected[pair] == nil { order.append(pair) }
                expected[pair, default: 0] += 1
            }
            // The same page twice: groups continue from page to page.
            for _ in 0..<2 {
                guard case .taken = aggregator.add(page, kept) else {
                    Issue.record("not taken")
                    return
                }
            }
            let taken = aggregator.takeGroups()
            let groups = try #require(taken)
            let found = (0..<groups.count).map {
                Pair(text: groups.columns[0].string($0), number: groups.columns[1].integer($0))
            }
            #expect(found == order)
            for (row, pair) in found.enumerated() {
                let number = 2 * (try #require(expected[pair]))
                let sum = pair.number.map { number * $0 }
                let columns = groups.columns
                #expect(columns[2].string(row) == "one")
                #expect(columns[3].integer(row) == number)
                #expect(columns[4].integer(row) == sum)
                #expect(columns[5].integer(row) == (pair.text == nil ? 0 : number))
                #expect(columns[6].integer(row) == pair.number)
                #expect(columns[7].integer(row) == pair.number)
            }
            let others = aggregator.takeGroups()
            #expect(others?.count == nil)
        }
    }

    /// Searching for duplicates that do not exist costs more than it saves.
    @Test func rowsThatDifferAreLeftAlone() throws {
        let table = try self.table([.integer])
        var aggregator = self.aggregator(keys: [0], of: table)
        func page(_ first: Int64) -> Page {
            Page(count: 3_000, columns: [.integers(Array(first..<first + 3_000), .all)])
        }
        guard case .taken = aggregator.add(page(0), nil),
            case .groups(let groups) = aggregator.add(page(3_000), nil),
            case .refused = aggregator.add(page(6_000), nil)
        else {
            Issue.record("rows that differ were put together")
            return
        }
        #expect(groups.count == 6_000)
        #expect((0..<6_000).allSatisfy { groups.columns[0].integer($0) == Int64($0) })
        #expect((0..<6_000).allSatisfy { groups.columns[1].integer($0) == 1 })
    }

    /// The rows of a page whose vector is of another kind than the column are read individually.
    @Test func vectorsOfAnotherKindAreLeftAlone() throws {
        let table = try self.table([.text])
        var aggregator = self.aggregator(keys: [0], of: table)
        guard case .refused = aggregator.add(Page(count: 1, columns: [.integers([1], .all)]), nil),
            case .taken = aggregator.add(Page(count: 1, columns: [.constant(nil)]), nil)
        else {
            Issue.record("a number among texts")
            return
        }
        let groups = aggregator.takeGroups()
        #expect(groups?.columns[0].isNull(0) == true)
    }

    /// Instants between two bounds are equal, and those beyond the known bounds are distinct.
    @Test func instantsBetweenBoundsAreAlike() throws {
        let table = try self.table([.timestamp])
        let times: [Int64?] = [5, 10, 19, 20, 4, nil, 25, 31, 40, 31, 10]
        for isClosed in [false, true] {
            var aggregator = self.aggregator(
                bounds: [0: .init(starts: [10, 20, 30], isClosed: isClosed)], keys: [0], of: table)
            _ = aggregator.add(Page(count: times.count, columns: [Vector.integers(times)]), nil)
            let taken = aggregator.takeGroups()
            let groups = try #require(taken)
            let found = (0..<groups.count).map { groups.columns[0].integer($0) }
            let counts = (0..<groups.count).map { groups.columns[1].integer($0) }
            let instants: [Int64?] = isClosed ? [5, 10, 20, 4, nil, 31, 40] : [5, 10, 20, nil, 31]
            let numbers: [Int64?] = isClosed ? [1, 3, 2, 1, 1, 2, 1] : [2, 3, 2, 1, 3]
            #expect(found == instants)
            #expect(counts == numbers)
        }
    }

    /// A sum beyond 64 bits is delivered with all of its digits, which other pages may bring back.
    @Test func sumsThatAreTooLargeKeepTheirDigits() throws {
        let table = try self.table([.integer])
        for sign in [Int64(1), -1] {
            var aggregator = self.aggregator(
                [.init(operation: .sum, column: 0)], keys: [], of: table)
            let large: [Int64] = [.max * sign, 2 * sign]
            _ = aggregator.add(Page(count: 2, columns: [.integers(large, .all)]), nil)
            let taken = aggregator.takeGroups()
            let groups = try #require(taken)
            #expect(groups.count == 1)
            #expect(groups.columns[1].integer(0) == 2)
            #expect(groups.columns[2].string(0) == (sign < 0 ? "-" : "") + "9223372036854775809")
            _ = aggregator.add(
                Page(count: 2, columns: [.integers([.max * sign, -sign], .all)]), nil)
            let sum = aggregator.takeGroups()?.columns[2].integer(0)
            #expect(sum == (.max - 1) * sign)
        }
    }
}
