import Testing
import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLPlanner

/// The restrictions that a WHERE puts on a column, derived from its form.
@Suite struct PushdownTests {
    private let context: TimeContext

    init() throws {
        let zone = try Zone(identifier: "Asia/Shanghai")
        context = TimeContext(now: Instant(milliseconds: 1_785_542_400_000), zone: zone)
    }

    private func condition(_ text: String, on table: Table) throws -> Expression {
        guard
            case .complete(let statements) = Parser.parse(
                "SELECT 1 FROM \(table.name) WHERE \(text)"),
            case .query(let query)? = statements.first?.kind,
            case .select(let select) = query.body, let condition = select.condition
        else { throw Diagnostic("not parsed: \(text)", at: Span(0, 0)) }
        var binder = Binder(context: context, catalog: .builtIn)
        binder.scopes = [Scope()]
        for relation in select.from { _ = try binder.bind(relation, inheriting: nil) }
        return try binder.bind(condition, in: .condition).expression
    }

    private func values(
        _ column: String, _ text: String, table name: String = "checkin"
    ) throws -> String {
        let table = try #require(Catalog.builtIn.table(name))
        let index = try #require(table.columnIndex(column))
        guard
            let values = Pushdown(table: table, name: Name(table.name)).values(
                of: index, in: try condition(text, on: table))
        else { return "any" }
        let list = values.set.sorted().map(\.description).joined(separator: " ")
        return (values.exact ? "exact " : "within ") + "[\(list)]"
    }

    @Test(arguments: [
        ("userid = 'a'", "exact [a]"),
        ("'a' = userid", "exact [a]"),
        ("userid IN ('b', 'a', 'b')", "exact [a b]"),
        ("userid IN ()", "exact []"),
        ("userid IN ('a', NULL)", "exact [a]"),
        ("userid = NULL", "exact []"),
        ("userid = 7", "exact [7]"),
        ("userid = 'a' OR userid = 'b'", "exact [a b]"),
        ("userid = 'a' AND userid = 'b'", "exact []"),
        ("userid = 'a' AND notes = 'x'", "within [a]"),
        ("(userid = 'a' AND notes = 'x') OR userid = 'b'", "within [a b]"),
        ("userid = 'a' OR notes = 'x'", "any"),
        ("NOT userid = 'a'", "any"),
        ("userid NOT IN ('a')", "any"),
        ("userid <> 'a'", "any"),
        ("userid LIKE 'a%'", "any"),
        ("lower(userid) = 'a'", "within [a]"),
        ("'A' = upper(userid)", "within [a]"),
        ("upper(userid) IN ('A', 'b')", "within [a b]"),
        ("lower(userid) = 'a' AND userid IN ('A', 'b')", "within [a]"),
        ("lower(userid) = 'a' OR userid = 'b'", "within [a b]"),
        ("lower(userid) <> 'a'", "any"),
        ("lower(userid) NOT IN ('a')", "any"),
        ("NOT lower(userid) = 'a'", "any"),
        ("lower(userid || 'x') = 'ax'", "any"),
        ("lower(notes) = 'a'", "any"),
        ("trim(userid) = 'a'", "any"),
        ("userid = notes", "any"),
        ("userid IN ('a', notes)", "any"),
        ("FALSE", "exact []"),
        ("userid IS NULL", "any"),
        ("CASE userid WHEN 'a' THEN 1 END", "any"),
    ])
    func textKey(_ condition: String, _ expected: String) throws {
        #expect(try values("userid", condition) == expected)
    }

    @Test(arguments: [
        ("department_id IN (1, 2)", "exact [1 2]"),
        ("department_id = '2'", "exact [2]"),
        ("department_id = 2.0", "any"),
        ("department_id + 1 = 2", "any"),
    ])
    func integerKey(_ condition: String, _ expected: String) throws {
        #expect(try values("department_id", condition, table: "screen_capture") == expected)
    }

    private func text(_ instants: IntervalSet) -> String {
        let format = TimestampFormat(.table, zone: context.zone)
        let ranges = instants.ranges.map { range in
            let since =
                range.lowerBound == .min
                ? "∞" : format.string(Instant(milliseconds: range.lowerBound))
            let until =
                range.upperBound == .max
                ? "∞" : format.string(Instant(milliseconds: range.upperBound))
            return "\(since) → \(until)"
        }
        return ranges.isEmpty ? "never" : ranges.joined(separator: ", ")
    }

    private func ranges(_ text: String) throws -> String {
        let table = try #require(Catalog.builtIn.table("checkin"))
        let index = try #require(table.columnIndex("checkin_time"))
        let region = Pushdown(table: table, name: Name(table.name), zone: context.zone).region(
            of: try condition(text, on: table), key: nil, time: index)
        if region == .unknown { return "any" }
        return (region.isExact ? "exact " : "within ") + self.text(region.rest)
    }

    @Test(arguments: [
        ("checkin_time >= '2026-08-01'", "exact 2026-08-01 00:00:00 → ∞"),
        ("checkin_time > '2026-08-01'", "exact 2026-08-01 00:00:00.001 → ∞"),
        ("'2026-08-01' > checkin_time", "exact ∞ → 2026-08-01 00:00:00"),
        ("checkin_time <= '2026-08-01'", "exact ∞ → 2026-08-01 00:00:00.001"),
        (
            "checkin_time = TIMESTAMP '2026-08-01 09:00'",
            "exact 2026-08-01 09:00:00 → 2026-08-01 09:00:00.001"
        ),
        (
            "checkin_time BETWEEN '2026-08-01' AND '2026-08-02'",
            "exact 2026-08-01 00:00:00 → 2026-08-02 00:00:00.001"
        ),
        ("checkin_time >= now() - 1mo", "exact 2026-07-01 08:00:00 → ∞"),
        (
            "checkin_time >= '2026-08-01' AND checkin_time < '2026-08-03' - 1d",
            "exact 2026-08-01 00:00:00 → 2026-08-02 00:00:00"
        ),
        (
            "(checkin_time >= '2026-08-01' AND checkin_time < '2026-08-02') OR "
                + "(checkin_time >= '2026-08-05' AND checkin_time < '2026-08-06')",
            "exact 2026-08-01 00:00:00 → 2026-08-02 00:00:00, "
                + "2026-08-05 00:00:00 → 2026-08-06 00:00:00"
        ),
        ("checkin_time >= date_trunc('month', now())", "exact 2026-08-01 00:00:00 → ∞"),
        ("checkin_time >= to_timestamp(1785513600)", "exact 2026-08-01 00:00:00 → ∞"),
        ("date_trunc('month', checkin_time) >= '2026-08-01'", "within 2026-08-01 00:00:00 → ∞"),
        ("date_trunc('month', checkin_time) > '2026-08-01'", "within 2026-09-01 00:00:00 → ∞"),
        (
            "date_trunc('month', checkin_time) = '2026-08-01'",
            "within 2026-08-01 00:00:00 → 2026-09-01 00:00:00"
        ),
        ("date_trunc('week', checkin_time) < '2026-08-05'", "within ∞ → 2026-08-10 00:00:00"),
        (
            "date_trunc('day', checkin_time) BETWEEN '2026-08-03' AND '2026-08-04'",
            "within 2026-08-03 00:00:00 → 2026-08-05 00:00:00"
        ),
        (
            "date_trunc('day', checkin_time) IN ('2026-08-03', '2026-08-05')",
            "within 2026-08-03 00:00:00 → 2026-08-04 00:00:00, "
                + "2026-08-05 00:00:00 → 2026-08-06 00:00:00"
        ),
        ("NOT date_trunc('day', checkin_time) < '2026-08-03'", "within 2026-08-03 00:00:00 → ∞"),
        (
            "year(checkin_time) = 2026 AND month(checkin_time) = 8",
            "within 2026-01-01 00:00:00 → 2027-01-01 00:00:00"
        ),
        ("2025 < year(checkin_time)", "within 2026-01-01 00:00:00 → ∞"),
        (
            "floor(extract(epoch FROM checkin_time)) * 1000 >= 1785513600000",
            "within 2026-08-01 00:00:00 → ∞"
        ),
        ("epoch_ms(checkin_time) >= 1785513600000", "within 2026-07-31 23:59:59.998 → ∞"),
        (
            "date(checkin_time + 8h) = '2026-08-03'",
            "within 2026-08-02 16:00:00 → 2026-08-03 16:00:00"
        ),
        ("hour(checkin_time) >= 9", "any"),
        ("year(checkin_time) <> 2026", "any"),
        ("checkin_time >= '2026-08-01' OR notes = 'x'", "any"),
        (
            "checkin_time >= '2026-08-01' OR checkin_time < '2026-07-01'",
            "exact ∞ → 2026-07-01 00:00:00, 2026-08-01 00:00:00 → ∞"
        ),
        ("NOT checkin_time >= '2026-08-01'", "exact ∞ → 2026-08-01 00:00:00"),
        ("checkin_time = NULL", "exact never"),
        ("NOT (checkin_time = NULL)", "exact never"),
        ("checkin_time NOT IN ('2026-08-01', NULL)", "exact never"),
        (
            "NOT (checkin_time >= '2026-08-01' AND notes = 'x')",
            "any"
        ),
        (
            "NOT (checkin_time >= '2026-08-01' OR notes = 'x')",
            "within ∞ → 2026-08-01 00:00:00"
        ),
        ("checkin_time + 1d >= '2026-08-01'", "within 2026-07-31 00:00:00 → ∞"),
        ("checkin_time >= sch_checkin_time", "any"),
        ("checkin_time >= DATE '2026-08-01'", "exact 2026-08-01 00:00:00 → ∞"),
        ("checkin_time >= '2026/8/1'", "exact 2026-08-01 00:00:00 → ∞"),
        ("checkin_time >= '20260801'", "exact 2026-08-01 00:00:00 → ∞"),
        ("date(checkin_time) = '2026/8/5'", "exact 2026-08-05 00:00:00 → 2026-08-06 00:00:00"),
        ("'2026-08-05' = checkin_time::date", "exact 2026-08-05 00:00:00 → 2026-08-06 00:00:00"),
        (
            "date(checkin_time) BETWEEN '2026-08-01' AND DATE '2026-08-02' + 1",
            "exact 2026-08-01 00:00:00 → 2026-08-04 00:00:00"
        ),
        (
            "NOT date(checkin_time) IN ('2026-08-01', '2026年8月2日')",
            "exact ∞ → 2026-08-01 00:00:00, 2026-08-03 00:00:00 → ∞"
        ),
        ("date(checkin_time) > 'yesterday'", "exact 2026-08-01 00:00:00 → ∞"),
        ("date(checkin_time) <= date(now())", "exact ∞ → 2026-08-02 00:00:00"),
        ("date(checkin_time) <> NULL", "exact never"),
        ("date(checkin_time) = date(sch_checkin_time)", "any"),
        ("checkin_time IN ('2026-08-01')", "exact 2026-08-01 00:00:00 → 2026-08-01 00:00:00.001"),
        (
            "checkin_time NOT BETWEEN '2026-08-01' AND '2026-08-02'",
            "exact ∞ → 2026-08-01 00:00:00, 2026-08-02 00:00:00.001 → ∞"
        ),
        ("checkin_time >= 1785542400.0005::timestamp", "within 2026-08-01 08:00:00 → ∞"),
    ])
    func range(_ condition: String, _ expected: String) throws {
        #expect(try ranges(condition) == expected)
    }
}
