import TestSupport
import Testing
import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLPlanner

/// Values of which a statement only uses what expressions compute are one value where these are
/// equal.
@Suite struct ColumnUseTests {
    private static let users = """
        userid IN ('zhangsan', 'lisi', 'wangwu', 'zhaoliu', 'sunqi', 'wujiu', 'caoyun', 'u007')
        """

    private func partial(
        _ text: String, in session: ScriptSession
    ) throws -> PartialAggregate? {
        guard case .query(let query) = try Harness.statement(text).kind,
            case .partialAggregate(let partial) = try session.plan(query).execution
        else { return nil }
        return partial
    }

    private static let keys = [
        "hour(checkin_time)", "weekday(checkin_time)", "minute(checkin_time) / 20",
        "date_trunc('hour', checkin_time)", "date_trunc('day', checkin_time)",
        "date_trunc('week', checkin_time)", "date_trunc('month', checkin_time)",
        "quarter(checkin_time)", "month(sch_checkin_time)", "hour(sch_checkin_time)",
        "date(checkin_time + 1h)", "dayname(checkin_time)", "time(checkin_time) < '09:00'",
        "upper(userid)", "substr(userid, 1, 1)", "userid LIKE 'z%'", "length(notes)",
        "CASE WHEN lat > 30 THEN 'north' ELSE 'south' END", "round(lng, 1)", "lat IS NULL",
        "NULLIF(groupid, 1)", "coalesce(notes, userid)", "userid || checkin_type", "userid",
        "date(checkin_time)", "checkin_time > sch_checkin_time",
        "CASE exception_type WHEN '' THEN NULL ELSE lower(exception_type) END",
    ]
    private static let values = [
        "count(*)", "count(DISTINCT userid)", "count(DISTINCT hour(checkin_time))",
        "min(upper(userid))", "max(length(notes))", "avg(lat)", "sum(groupid)",
        "min(checkin_time)", "count(NULLIF(exception_type, ''))",
        "count(*) FILTER (WHERE hour(checkin_time) < 12)",
        "sum(timeline_id) FILTER (WHERE lower(userid) <> 'lisi')",
        "max(weekday(checkin_time))", "count(DISTINCT date_trunc('month', checkin_time))",
    ]
    private static let conditions = [
        "", "AND exception_type NOT LIKE '%地点%'", "AND lower(userid) <> 'lisi'",
        "AND hour(checkin_time) BETWEEN 8 AND 17", "AND weekday(checkin_time) < 5",
        "AND (lat > 30 OR notes IS NULL)", "AND NOT userid = 'LISI'",
        "AND hour(sch_checkin_time) IS NOT NULL", "AND (lat > 1000 OR userid REGEXP '^[lz]')",
        // What fails for some values is only computed where other columns allow it.
        "AND (checkin_type <> 'never' OR CAST(userid AS integer) = 1)",
        "AND CASE WHEN userid LIKE 'u0%' THEN CAST(substr(userid, 2) AS integer) ELSE 7 END = 7",
    ]

    /// Every random combination of keys, aggregates, conditions and orders, in zones whose clocks
    /// change within the range, compared with the same statement where each row is read.
    @Test(arguments: [
        "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    ])
    func answersAreThoseOfAllRows(zone: String) async throws {
        var dice = SplitMix64(seed: UInt64(zone.utf8.count))
        try await Harness.with(try await Harness(timezone: zone, store: nil)) { harness in
            var reduced = 0
            for _ in 0..<(Soak.isOn ? 300 : 25) {
                let by = Self.keys.shuffled(using: &dice).prefix(.random(in: 0...2, using: &dice))
                let of = Self.values.shuffled(using: &dice)
                    .prefix(.random(in: 1...2, using: &dice))
                let condition = Self.conditions.randomElement(using: &dice) ?? ""
                let start = ["2025-10-01", "2026-03-20"].randomElement(using: &dice) ?? ""
                let end = start == "2025-10-01" ? "2025-11-10" : "2026-04-10"
                var rest = " SINCE '\(start)' UNTIL '\(end)'"
                if !by.isEmpty {
                    rest += " GROUP BY \(by.joined(separator: ", "))"
                    if Bool.random(using: &dice) { rest += " HAVING count(*) > 3" }
                    rest += " ORDER BY \((1...by.count).map(String.init).joined(separator: ", "))"
                }
                let selected = (by + of).joined(separator: ", ")
                reduced += try await compare(
                    "SELECT \(selected)", condition, rest, in: harness)
            }
            #expect(reduced > 4)
        }
    }

    /// The same for TIMESERIES, whose time also lies outside of the buckets, or is NULL.
    @Test(arguments: ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
    func bucketsAreThoseOfAllRows(zone: String) async throws {
        var dice = SplitMix64(seed: UInt64(zone.utf8.count))
        try await Harness.with(try await Harness(timezone: zone, store: nil)) { harness in
            var reduced = 0
            for _ in 0..<(Soak.isOn ? 200 : 20) {
                let of = Self.values.shuffled(using: &dice)
                    .prefix(.random(in: 1...2, using: &dice))
                let selected = of.enumerated().map { "\($1) AS v\($0)" }
                    .joined(separator: ", ")
                let condition = Self.conditions.randomElement(using: &dice) ?? ""
                let step =
                    ["1d", "1h", "6h", "1w", "1mo", "45min"].randomElement(using: &dice) ?? ""
                let on = ["checkin_time", "sch_checkin_time"].randomElement(using: &dice) ?? ""
                let fill = ["", " FILL NULL", " FILL PREVIOUS"].randomElement(using: &dice) ?? ""
                var rest = " SINCE '2025-10-25' UNTIL '2025-11-05 13:00'"
                rest += " TIMESERIES \(step) ON \(on)\(fill)"
                let key = Self.keys.randomElement(using: &dice) ?? ""
                let isGrouped = Bool.random(using: &dice)
                if isGrouped { rest += " GROUP BY \(key)" }
                if Int.random(in: 0..<5, using: &dice) == 0 { rest += " COMPARE WITH 1w" }
                reduced += try await compare(
                    "SELECT \(isGrouped ? "\(key) AS k, " : "")\(selected)", condition, rest,
                    in: harness)
            }
            #expect(reduced > 4)
        }
    }

    /// - Returns: 1 if values of some column are one value to the statement.
    private func compare(
        _ selected: String, _ condition: String, _ rest: String, in harness: Harness
    ) async throws -> Int {
        let folded = "\(selected) FROM checkin WHERE \(Self.users) \(condition)\(rest)"
        let whole = """
            \(selected) FROM (SELECT * FROM checkin WHERE \(Self.users)) c WHERE true \
            \(condition)\(rest)
            """
        let partial = try partial(folded, in: harness.session)
        #expect(try self.partial(whole, in: harness.session) == nil, "\(whole)")
        let (rows, statistics) = try await harness.run(folded)
        let (others, other) = try await harness.run(whole)
        #expect(rows.rows == others.rows, "\(folded)")
        // A condition on the table itself may leave out people or times.
        #expect(0 < statistics.fetched && statistics.fetched <= other.fetched)
        return partial?.values.isEmpty == false ? 1 : 0
    }

    /// For each column, the expressions of it that a statement uses.
    @Test(arguments: [
        ("SELECT count(*) FROM checkin WHERE % TIMESERIES 1d ON checkin_time", ["userid": 1]),
        ("SELECT userid, count(*) FROM checkin WHERE % GROUP BY 1", [:]),
        ("SELECT count(DISTINCT userid) FROM checkin WHERE %", [:]),
        ("SELECT upper(userid), count(*) FROM checkin WHERE % GROUP BY 1", ["userid": 2]),
        (
            "SELECT hour(checkin_time), count(*) FROM checkin WHERE % GROUP BY 1",
            ["userid": 1, "checkin_time": 1]
        ),
        (
            "SELECT userid || notes, count(*) FROM checkin WHERE lat > 0 AND % GROUP BY 1",
            ["lat": 1]
        ),
        (
            "SELECT count(*) FILTER (WHERE lat > 0 AND lng > 0) FROM checkin WHERE %",
            ["userid": 1, "lat": 1, "lng": 1]
        ),
    ])
    func expressionsOfColumns(_ text: String, _ expected: [String: Int]) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let text = text.replacing("%", with: "\(Self.users) SINCE 60d@d UNTIL today")
            let partial = try #require(try partial(text, in: harness.session))
            let table = try #require(Catalog.builtIn.table("checkin"))
            var found: [String: Int] = [:]
            for (column, query) in partial.values {
                guard case .select(let select) = query.body else { continue }
                found[table.columns[column].name] = select.items.count
            }
            #expect(found == expected)
        }
    }

    /// Within each interval, the day and the hour in the zone, and what begins with them, are the
    /// same.
    @Test(arguments: [
        "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
        "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll",
    ])
    func unitsAreEqualWithinIntervals(zone: String) async throws {
        let zone = try Zone(identifier: zone)
        let range = TimeRange(
            since: Instant(seconds: 1_293_840_000), until: Instant(seconds: 1_356_998_400))
        let table = try #require(Catalog.builtIn.table("checkin"))
        let time = try #require(table.columnIndex("checkin_time"))
        for (function, units) in [
            ("hour", [TimeUnit.hour, .day, .week, .month, .quarter, .year]),
            ("weekday", [.day, .week, .month, .quarter, .year]),
        ] {
            var uses = TimeUses(table: table, name: Name("t"), buckets: [])
            uses.note(
                .call(
                    function,
                    Expression(.column(qualifier: [Name("t")], name: Name("checkin_time")))))
            let bounds = try #require(uses.bounds(range: range, zone: zone)[time])
            #expect(bounds.isClosed)
            #expect(bounds.starts.count > 365)
            #expect(try #require(bounds.starts.first) <= range.since.milliseconds)
            #expect(try #require(bounds.starts.last) >= range.until.milliseconds)
            for (start, end) in zip(bounds.starts, bounds.starts.dropFirst()) {
                let instants = [start, (start + end) / 2, end - 1]
                    .map { Instant(milliseconds: $0) }
                for unit in units {
                    let begun = Set(instants.map { zone.truncating($0, to: unit) })
                    #expect(begun.count == 1, "\(zone) \(unit) \(start)")
                }
                let local = instants.map { zone.localTime(at: $0) }
                #expect(Set(local.map(\.day)).count == 1)
                if function == "hour" { #expect(Set(local.map(\.hour)).count == 1) }
            }
        }
    }

    /// SQLite computes the results of each value as of a column of its type, with the column's
    /// comparison; a value of which they fail has none.
    @Test func resultsAreThoseOfTheColumn() throws {
        let connection = try Connection()
        let checkin = try #require(Catalog.builtIn.table("checkin"))
        let userid = try #require(checkin.columns.first { $0.name == "userid" })
        #expect(userid.ignoresCase)
        let values = try ColumnValues(
            """
            SELECT "userid" = 'LISI', typeof("userid"), abs(CASE "userid" WHEN 'x' THEN \
            -9223372036854775808 ELSE 1 END) FROM "v"
            """, of: userid, as: "v", on: connection)
        var classes = ValueClasses(of: values)
        // 'x' fails; the values after it do not.
        classes.add(.text(["lisi", "Lisi", "wangwu", nil, "x", "zhaoliu"]), count: 6)
        var codes: [UInt32] = [0, 1, 2, 3, 4, 5, 0]
        classes.replace(&codes)
        #expect(codes == [0, 0, 1, 2, 3, 1, 0])
        #expect(classes.values(of: [0, 1, 2, 3]) == [0, 2, 3, 4])
        classes.add(.text(["LISI", "x"]), count: 2)
        codes = [6, 7]
        classes.replace(&codes)
        #expect(codes == [0, 4])
        values.end()
    }

    /// The instants of a column are the same whether their interval is found from the start or from
    /// a neighbour.
    @Test func intervalsAreFoundInAnyOrder() throws {
        var dice = SplitMix64(seed: 11)
        for _ in 0..<200 {
            let count = Int.random(in: 0...40, using: &dice)
            let starts = Set((0..<count).map { _ in Int64.random(in: 0...60, using: &dice) })
                .sorted()
            let times = (0..<60).map { _ in Int64.random(in: -3...63, using: &dice) }
            var codes = ColumnCodes(of: .timestamp, bounds: .init(starts: starts))
            var found = [UInt32](repeating: 0, count: times.count)
            codes.encode(.integers(times, .all), nil, into: &found)
            var known: [Int: UInt32] = [:]
            for (time, code) in zip(times, found) {
                let interval = starts.filter { $0 <= time }.count
                let own = known[interval] ?? UInt32(known.count)
                known[interval] = own
                #expect(code == own)
            }
        }
    }

    /// A random value is drawn for each row, which is why rows are read one by one.
    @Test func functionsAreDeterministicAsDeclared() {
        let context = TimeContext(now: Instant(seconds: 0), zone: .utc)
        let scalars =
            StringFunctions.all + NumberFunctions.all + DigestFunctions.all
            + CalendarFunctions.all(in: context) + BoundFunctions.all(in: context)
        #expect(scalars.contains { !$0.isDeterministic })
        for function in scalars {
            let call = FunctionCall(name: Name(function.name), arguments: .list([]))
            #expect(call.isDeterministic == function.isDeterministic, "\(function.name)")
        }
    }
}
