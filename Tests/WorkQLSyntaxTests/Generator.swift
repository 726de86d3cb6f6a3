import WorkQLSyntax

/// A small generator with a fixed seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Builds random statements, of those that text can say.
struct Generator {
    var random: SplitMix64
    /// How many queries inside expressions are being built.
    private var inside = 0

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

    mutating func statement() -> Statement {
        switch Int.random(in: 0..<26, using: &random) {
        case 0: Statement(.describe(table()))
        case 1: Statement(.show(pick([.tables, .settings, .quota])))
        case 2...4: Statement(.explain(query(), pick([.plan, .calls, .analysis])))
        case 5: Statement(.set(name(), to: Expression(.literal(.text(text())))))
        case 6: Statement(.reset(name()))
        case 7: Statement(.parameters(some(1...3) { $0.declaration() }))
        case 8: Statement(.bind(name(), letValue()))
        case 9: Statement(.copy(query(), to: FileName(text())))
        default: Statement(.query(query()))
        }
    }

    private mutating func declaration() -> ParameterDeclaration {
        let type = pick(ParameterType.allCases)
        let value: ParameterValue =
            switch type {
            case .text: .literal(Expression(.literal(.text(text()))))
            case .integer: .literal(Expression(.literal(.integer(pick([0, -7, .max])))))
            case .real: .literal(Expression(.literal(.real(1.5))))
            case .boolean: .literal(Expression(.literal(.boolean(chance(50)))))
            case .duration: .literal(Expression(.literal(.duration(duration()))))
            case .time: .time(instant())
            case .list: .list(some(0...3) { $0.expression(1) })
            }
        return ParameterDeclaration(name: name(), type: type, initial: chance(60) ? value : nil)
    }

    private mutating func letValue() -> LetValue {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .query(query())
        case 1:
            let items = some(0...3) { $0.expression(2) }
            // One query in two pairs of parentheses is still a query.
            if items.count == 1, case .subquery(let query)? = items.first?.kind {
                return .query(query.query)
            }
            return .list(items)
        default:
            let value = expression(2)
            // A query in parentheses is read as a query.
            if case .subquery(let query) = value.kind { return .query(query.query) }
            return .expression(value)
        }
    }

    mutating func query(_ depth: Int = 1) -> Query {
        var query = Query(body: body(depth))
        if depth > 0, chance(15) {
            query.recursive = chance(30)
            query.with = some(1...2) { generator in
                CommonTable(
                    name: generator.name(), columns: generator.some(0...2) { $0.name() },
                    query: generator.query(depth - 1))
            }
        }
        if chance(10) {
            query.ordering = .all(descending: chance(50))
        } else if chance(40) {
            query.ordering = .by(some(1...2) { $0.ordering() })
        }
        query.limit = maybe(40) { $0.expression(1) }
        if query.limit != nil { query.offset = maybe(40) { $0.expression(1) } }
        switch query.body {
        case .select: break
        case .combined(let op, let all, let left, var right):
            // What ends the text is read as the range of the whole.
            let last = right.takeLastRange()
            query.body = .combined(op, all: all, left, right)
            query.time = last ?? maybe(20) { $0.time() }
        case .values, .query: query.time = maybe(20) { $0.time() }
        }
        query.timeZone = maybe(20) { TimeZoneClause($0.text()) }
        return query
    }

    private mutating func ordering() -> Ordering {
        Ordering(
            expression(2), descending: chance(50), nulls: maybe(30) { $0.pick([.first, .last]) })
    }

    private mutating func body(_ depth: Int) -> QueryBody {
        guard depth > 0 else { return .select(select(0)) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            return .values(some(1...2) { $0.some(1...3) { $0.expression(1) } })
        case 1, 2:
            return .combined(
                pick([.union, .intersect, .except]), all: chance(40), operand(depth - 1),
                operand(depth - 1))
        default: return .select(select(depth))
        }
    }

    /// A query with nothing around its body is read without its parentheses.
    private mutating func operand(_ depth: Int) -> QueryBody {
        let query = query(depth)
        return query == Query(body: query.body) ? query.body : .query(query)
    }

    mutating func select(_ depth: Int = 1) -> Select {
        var select = Select(distinct: chance(20), items: some(1...3) { $0.item() })
        if chance(90) { select.from = some(1...2) { $0.relation(depth) } }
        select.condition = maybe(60) { $0.expression(3) }
        select.time = maybe(60) { $0.time() }
        select.timeSeries = maybe(15) { generator in
            TimeSeries(
                step: generator.duration(), column: generator.maybe(30) { $0.expression(1) },
                fill: generator.pick([
                    .none, .previous, .null, .value(Expression(.literal(.integer(0)))),
                ]))
        }
        select.grouping = chance(10) ? .all : .by(some(0...2) { $0.expression(2) })
        select.having = maybe(20) { $0.expression(2) }
        select.comparison = maybe(10) { generator in
            Comparison(generator.chance(50) ? .previousPeriod : .earlier(generator.duration()))
        }
        return select
    }

    private mutating func relation(_ depth: Int) -> Relation {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return Relation(.file(FileName(text()), alias: maybe(40) { $0.alias() }))
        case 1 where depth > 0:
            return Relation(.query(query(depth - 1), alias: maybe(60) { $0.alias() }))
        case 2, 3:
            let kind = pick([JoinKind.inner, .left, .right, .full, .cross])
            let constraint: JoinConstraint =
                kind == .cross
                ? .none : chance(50) ? .on(expression(2)) : .using(some(1...2) { $0.name() })
            return Relation(
                .join(kind, relation(max(0, depth - 1)), timed(), constraint))
        default: return Relation(.table(table(), alias: maybe(30) { $0.alias() }, time: nil))
        }
    }

    /// A table that is joined may have a range of its own; the last of a FROM may not, for there
    /// the range is the SELECT's.
    private mutating func timed() -> Relation {
        Relation(.table(table(), alias: maybe(30) { $0.alias() }, time: nil))
    }

    private mutating func alias() -> TableAlias {
        TableAlias(name(), columns: chance(20) ? some(1...2) { $0.name() } : [])
    }

    mutating func table() -> TableName { TableName(service: maybe(30) { $0.name() }, name: name()) }

    mutating func item() -> SelectItem {
        if inside > 0 { return SelectItem(.expression(leaf(), alias: maybe(40) { $0.name() })) }
        return switch Int.random(in: 0..<10, using: &random) {
        case 0: SelectItem(.star(starChange()))
        case 1: SelectItem(.tableStar(name(), starChange()))
        default: SelectItem(.expression(expression(3), alias: maybe(40) { $0.name() }))
        }
    }

    private mutating func starChange() -> StarChange {
        StarChange(
            excluded: chance(20) ? some(1...2) { $0.name() } : [],
            replaced: chance(20)
                ? some(1...2) { StarChange.Replacement($0.expression(2), as: $0.name()) } : [])
    }

    mutating func name() -> Name {
        Name(
            pick([
                "a", "userid", "checkin_time", "_x1", "打卡时间", "部門", "имя", "naïve", "select",
                "From", "ORDER", "date", "timestamp", "interval", "escape", "desc", "nulls", "over",
                "filter", "now", "last", "a b", "say \"hi\"", "1st", "x-y", "人 数", "'", "，", "cast",
                "count", "e\u{301}", "😀", "#", "ALL", "tables", "７", "at",
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
            let match = pick([MatchOperator.like, .ilike, .regexp])
            kind = .match(
                match, inner(&self), pattern: inner(&self),
                escape: match == .regexp ? nil : maybe(40, inner), negated: chance(50))
        case 9: kind = .test(inner(&self), pick([.null, .true, .false]), negated: chance(50))
        case 10:
            kind = .case(
                operand: maybe(50, inner),
                some(1...2) { When(condition: inner(&$0), result: inner(&$0)) },
                otherwise: maybe(50, inner))
        case 11: kind = .cast(inner(&self), pick(TypeName.allCases))
        case 12: kind = .inQuery(inner(&self), QueryBox(innerQuery()), negated: chance(50))
        case 13: kind = .inParameter(inner(&self), parameter(), negated: chance(50))
        case 14:
            let query = QueryBox(innerQuery())
            kind = chance(50) ? .subquery(query) : .exists(query)
        default: kind = .call(call(inner))
        }
        return Expression(kind)
    }

    private mutating func innerQuery() -> Query {
        guard inside == 0 else { return Query(body: .select(Select(items: [item()]))) }
        inside += 1
        defer { inside -= 1 }
        return query(0)
    }

    private mutating func window(_ inner: (inout Generator) -> Expression) -> Window {
        Window(
            partition: some(0...2, inner), ordering: some(0...2) { $0.ordering() },
            frame: maybe(40) { generator in
                let bounds: [Window.Frame.Bound] = [
                    .unboundedPreceding, .preceding(Expression(.literal(.integer(3)))),
                    .currentRow, .following(Expression(.literal(.integer(1)))),
                    .unboundedFollowing,
                ]
                return Window.Frame(
                    unit: generator.pick([.rows, .range, .groups]), start: generator.pick(bounds),
                    end: generator.pick(bounds))
            })
    }

    private mutating func call(_ inner: (inout Generator) -> Expression) -> FunctionCall {
        if chance(20) { return FunctionCall(name: name(), arguments: .star) }
        let name = name()
        // `count()` is read as `count(*)`.
        let arguments = some((name.folded == "count" ? 1 : 0)...3, inner)
        return FunctionCall(
            name: name, arguments: .list(arguments), distinct: !arguments.isEmpty && chance(20),
            filter: maybe(10, inner), window: chance(10) ? window(inner) : nil)
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
        switch Int.random(in: 0..<11, using: &random) {
        case 0: base = .now
        case 1...3: base = .ago(duration())
        case 4: base = pick([.today, .yesterday, .tomorrow])
        case 5: base = .weekday(Int.random(in: 1...7, using: &random))
        case 6: base = .unit(pick(TimeUnit.allCases), pick([-1, 0, 1]))
        case 7: base = .date(date())
        case 8:
            base = .dateTime(
                pick(["2026-08-01T09:00", "2026-08-01T09:00:01.5Z", "2026-08-01t09:00-08:00"]))
        case 9: base = .text(text())
        default: base = .parameter(parameter())
        }
        return TimePoint(
            base, snap: maybe(30) { $0.pick(TimeUnit.allCases) }, clock: maybe(20) { $0.text() },
            offsets: some(0...2) { TimeOffset(negative: $0.chance(50), duration: $0.duration()) })
    }

    mutating func period() -> Period {
        let year = pick([0, 999, 2026, 9999])
        let kind: Period.Kind =
            switch Int.random(in: 0..<11, using: &random) {
            case 0: pick([.today, .yesterday, .tomorrow])
            case 1: .weekday(Int.random(in: 1...7, using: &random))
            case 2: .unit(pick(TimeUnit.allCases), pick([-1, 0, 1]))
            case 3: .last(pick([0, 1, 12]), pick(TimeUnit.allCases))
            case 4: .date(date())
            case 5: .month(year: year, month: Int.random(in: 1...12, using: &random))
            case 6: .week(year: year, week: Int.random(in: 1...53, using: &random))
            case 7: .quarter(year: year, quarter: Int.random(in: 1...4, using: &random))
            case 8: .year(year)
            case 9: .text(text())
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
