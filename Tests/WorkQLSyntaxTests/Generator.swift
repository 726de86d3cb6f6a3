import TestSupport
import WorkQLSyntax
import WorkQLTime

/// Builds random statements, limited to those that text can express.
struct Generator {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func some<Element>(
        _ count: ClosedRange<Int>, _ make: (inout Generator) -> Element
    ) -> [Element] {
        (0..<Int.random(in: count, using: &random)).map { _ in make(&self) }
    }

    mutating func maybe<Element>(_ percent: Int, _ make: (inout Generator) -> Element) -> Element? {
        chance(percent) ? make(&self) : nil
    }

    mutating func table() -> TableName { TableName(service: maybe(30) { $0.name() }, name: name()) }

    mutating func name() -> Name {
        Name(
            pick([
                "a", "userid", "checkin_time", "_x1", "打卡时间", "部門", "имя", "naïve", "select",
                "From", "ORDER", "date", "timestamp", "interval", "escape", "desc", "nulls", "over",
                "filter", "now", "last", "a b", "say \"hi\"", "1st", "x-y", "人 数", "'", "，", "cast",
                "count", "e\u{301}", "😀", "#", "ALL", "tables", "７", "at", "ilike", "regexp",
                "rows",
                "range", "values", "fill", "previous", "none", "recursive", "current", "unbounded",
                "exclude", "replace", "timezone", "outer", "set", "to", "let", "lateral", "window",
            ]))
    }

    mutating func parameter() -> Name { Name(pick(["p", "since", "起始", "from", "_", "a1"])) }

    mutating func text() -> String {
        String(
            some(0...6) {
                $0.pick(["a", "'", "\"", " ", "%", "中", "，", "\n", "\t", "-", ";", "😀", "é", "\\"])
            })
    }
}

// MARK: Expressions

extension Generator {
    mutating func expression(_ depth: Int) -> Expression {
        guard depth > 0, chance(65) else { return leaf() }
        let inner = { (generator: inout Generator) in generator.expression(depth - 1) }
        let kind: Expression.Kind
        switch Int.random(in: 0..<17, using: &random) {
        case 0: kind = .unary(pick([.negate, .plus, .not]), inner(&self))
        case 1...5: kind = .binary(binaryOperator(), inner(&self), inner(&self))
        case 6:
            kind = .between(
                inner(&self), low: inner(&self), high: inner(&self), negated: chance(50))
        case 7: kind = .inList(inner(&self), some(0...3, inner), negated: chance(50))
        case 8:
            let `operator` = pick([MatchOperator.like, .ilike, .regexp])
            kind = .match(
                `operator`, inner(&self), pattern: inner(&self),
                escape: `operator` == .regexp ? nil : maybe(40, inner), negated: chance(50))
        case 9: kind = .test(inner(&self), pick([.null, .true, .false]), negated: chance(50))
        case 10:
            kind = .case(
                operand: maybe(50, inner),
                some(1...2) { When(condition: inner(&$0), result: inner(&$0)) },
                otherwise: maybe(50, inner))
        case 11:
            let (value, type) = (inner(&self), pick(TypeName.allCases))
            kind = chance(50) ? .cast(value, type) : .tryCast(value, type)
        case 12: kind = .inParameter(inner(&self), parameter(), negated: chance(50))
        case 13:
            // Queries grow fast.
            guard chance(40) else { return leaf() }
            let query = query(depth - 2)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: kind = .subquery(query)
            case 1: kind = .exists(query)
            default: kind = .inQuery(inner(&self), query, negated: chance(50))
            }
        default: kind = .call(call(inner))
        }
        return Expression(kind)
    }

    private mutating func call(_ inner: (inout Generator) -> Expression) -> FunctionCall {
        var call = FunctionCall(name: name(), arguments: .star)
        if chance(80) {
            // `count()` is parsed as `count(*)`.
            let arguments = some((call.name.folded == "count" ? 1 : 0)...3, inner)
            call.arguments = .list(arguments)
            call.distinct = !arguments.isEmpty && chance(20)
            if !arguments.isEmpty, chance(10) { call.ordering = [Ordering(inner(&self))] }
        }
        call.filter = maybe(15, inner)
        call.window = maybe(20) { $0.window(inner) }
        return call
    }

    private mutating func binaryOperator() -> BinaryOperator {
        pick([
            .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
            .isDistinct, .isNotDistinct, .add, .subtract, .multiply, .divide, .remainder,
            .concatenate, .jsonGet, .jsonGetText,
        ])
    }

    private mutating func leaf() -> Expression {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: Expression(.column(qualifier: some(0...2) { $0.name() }, name: name()))
        case 4: Expression(.parameter(parameter()))
        default: Expression(.literal(literal()))
        }
    }

    private mutating func literal() -> Literal {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: .null
        case 1: .boolean(chance(50))
        case 2: .integer(pick([0, 1, -1, 2026, .max, .min]))
        case 3: .integer(Int64(truncatingIfNeeded: random.next()))
        case 4: .real(pick([0, 1, -1.5, 0.1, 1e100, 1e16, 2.5e-308, .greatestFiniteMagnitude]))
        case 5: .duration(duration())
        case 6: .date(text())
        case 7: .timestamp(text())
        default: .text(text())
        }
    }
}

// MARK: Time

extension Generator {
    mutating func duration() -> DurationLiteral {
        DurationLiteral(
            some(1...3) { generator in
                DurationLiteral.Part(
                    generator.pick([0, 1, 7, 90, 1000, .max]), generator.pick(TimeUnit.allCases))
            })
    }

    mutating func time() -> TimeClause {
        if chance(30) { return TimeClause(.during(period())) }
        let end: TimeClause.End? =
            chance(50) ? nil : chance(50) ? .until(instant()) : .through(period())
        let since = end == nil || chance(60) ? instant() : nil
        return TimeClause(.from(since, end))
    }

    mutating func instant() -> TimePoint {
        let base: TimePoint.Base
        switch Int.random(in: 0..<16, using: &random) {
        case 0: base = .now
        case 1...3: base = .ago(duration())
        case 4: base = pick([.today, .yesterday, .tomorrow])
        case 5: base = .weekday(Int.random(in: 1...7, using: &random))
        case 6: base = .unit(pick(TimeUnit.allCases), pick([-2, -1, 0, 1]))
        case 7: base = .date(date())
        case 8:
            base = .dateTime(
                pick(["2026-08-01T09:00", "2026-08-01T09:00:01.5Z", "2026-08-01t09:00-08:00"]))
        case 9: base = .text(text())
        case 10: base = .weekdayOfWeek(Int.random(in: 1...7, using: &random), pick([-2, -1, 0, 1]))
        case 11: base = .monthDay(Int.random(in: 1...12, using: &random), pick([0, 1, 15, 99]))
        case 12:
            base = .monthDayOfYear(
                Int.random(in: 1...12, using: &random), pick([0, 1, 15, 99]), pick([-2, -1, 0, 1]))
        case 13: base = .dayOfMonth(pick([0, 1, 15, 99]), pick([-2, -1, 0, 1]))
        case 14: base = .unit(.day, pick([-30, -3, 2, 3]))
        default: base = .parameter(parameter())
        }
        return TimePoint(
            base, snap: maybe(30) { $0.pick(TimeUnit.allCases) }, clock: maybe(20) { $0.text() },
            offsets: some(0...2) { TimeOffset(negative: $0.chance(50), duration: $0.duration()) })
    }

    mutating func period() -> Period {
        let year = pick([0, 999, 2026, 9999])
        let kind: Period.Kind =
            switch Int.random(in: 0..<18, using: &random) {
            case 0: pick([.today, .yesterday, .tomorrow])
            case 1: .weekday(Int.random(in: 1...7, using: &random))
            case 2: .unit(pick(TimeUnit.allCases), pick([-2, -1, 0, 1]))
            case 3: .last(pick([0, 1, 12]), pick(TimeUnit.allCases))
            case 4: .date(date())
            case 5: .month(year: year, month: Int.random(in: 1...12, using: &random))
            case 6: .week(year: year, week: Int.random(in: 1...53, using: &random))
            case 7: .quarter(year: year, quarter: Int.random(in: 1...4, using: &random))
            case 8: .year(year)
            case 9: .text(text())
            case 10: .weekdayOfWeek(Int.random(in: 1...7, using: &random), pick([-2, -1, 0, 1]))
            case 11: .monthDay(Int.random(in: 1...12, using: &random), pick([0, 1, 15, 99]))
            case 12: .monthOfYear(Int.random(in: 1...12, using: &random))
            case 13:
                .monthDayOfYear(
                    Int.random(in: 1...12, using: &random), pick([0, 1, 15, 99]),
                    pick([-2, -1, 0, 1]))
            case 14: .dayOfMonth(pick([0, 1, 15, 99]), pick([-2, -1, 0, 1]))
            case 15:
                .monthOfYearAway(Int.random(in: 1...12, using: &random), pick([-2, -1, 0, 1]))
            case 16: .unit(.day, pick([-30, -3, 2, 3]))
            default: .parameter(parameter())
            }
        return Period(kind)
    }

    private mutating func date() -> CivilDate {
        CivilDate(
            year: pick([0, 2026, 9999]), month: Int.random(in: 0...99, using: &random),
            day: Int.random(in: 0...99, using: &random))
    }
}
