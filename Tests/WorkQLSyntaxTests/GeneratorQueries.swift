import WorkQLSyntax

// Statements and queries, limited to those that text can express.

extension Generator {
    mutating func statement() -> Statement {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: Statement(chance(80) ? .describe(table()) : .describeFile(FileName(text())))
        case 1:
            Statement(
                .show(
                    pick([
                        .tables, .settings(like: nil), .settings(like: text()), .quota,
                        .functions(like: text()),
                    ])))
        case 2...4: Statement(.explain(query(3), pick([.plan, .calls, .analysis])))
        case 5: Statement(.set(name(), to: setting()))
        case 6: Statement(.reset(name()))
        case 7: Statement(.parameters(some(1...3) { $0.declaration() }))
        case 8: Statement(.bind(name(), value()))
        case 9: Statement(.copy(query(3), to: FileName(text()), copyOptions()))
        case 10: Statement(.describeQuery(query(2)))
        case 11: Statement(.summarize(query(2)))
        default: Statement(.query(query(3)))
        }
    }

    private mutating func copyOptions() -> [CopyOption] {
        let kinds: [CopyOption.Kind] = chance(50) ? [] : [.header, .delimiter, .bom]
        return kinds.map { kind in
            CopyOption(kind, kind == .delimiter ? .text(text()) : .boolean(chance(50)))
        }
    }

    mutating func query(_ depth: Int) -> Query {
        var query = Query(body: body(depth))
        query.with = chance(15) ? some(1...2) { $0.commonTable(depth - 2) } : []
        query.recursive = !query.with.isEmpty && chance(40)
        if chance(30) {
            query.ordering =
                chance(20)
                ? .all(descending: chance(50)) : .by(some(1...2) { $0.ordering(min(2, depth)) })
        }
        query.limit = maybe(30) { $0.expression(1) }
        query.offset = maybe(15) { $0.expression(1) }
        query.timeZone = maybe(10) { TimeZoneClause($0.text()) }
        switch query.body {
        // A single SELECT has its own range.
        case .select: break
        case .query(let inner):
            query.time = maybe(20) { $0.time() }
            // Parentheses around everything have no meaning.
            if query == Query(body: query.body) { return inner }
        default: query.time = maybe(30) { $0.time() }
        }
        return query
    }

    private mutating func body(_ depth: Int) -> QueryBody {
        guard depth > 0, chance(25) else { return .select(select(depth)) }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .values(some(1...2) { $0.some(1...2) { $0.expression(1) } })
        case 1:
            var inner = query(depth - 1)
            if inner == Query(body: inner.body) { inner.limit = expression(1) }
            return .query(inner)
        default:
            return .combined(
                pick([.union, .intersect, .except]), all: chance(40), body(depth - 1),
                body(depth - 1))
        }
    }

    private mutating func commonTable(_ depth: Int) -> CommonTable {
        CommonTable(name: name(), columns: some(0...2) { $0.name() }, query: query(depth))
    }

    private mutating func ordering(_ depth: Int) -> Ordering {
        Ordering(
            expression(depth), descending: chance(50),
            nulls: maybe(30) { $0.pick([.first, .last]) })
    }

    mutating func select(_ depth: Int) -> Select {
        var select = Select(distinct: chance(20), items: some(1...3) { $0.item(depth - 1) })
        select.from = chance(90) ? some(1...2) { $0.relation(depth - 1) } : []
        select.condition = maybe(50) { $0.expression(depth) }
        select.time = maybe(50) { $0.time() }
        select.timeSeries = maybe(15) { $0.timeSeries(min(2, depth)) }
        select.grouping =
            chance(20)
            ? .all
            : chance(15)
                ? .sets(some(1...3) { $0.some(0...2) { $0.expression(min(2, depth)) } })
                : .by(some(0...2) { $0.expression(min(2, depth)) })
        select.having = maybe(20) { $0.expression(min(3, depth)) }
        if chance(10) {
            select.windows = some(1...2) { generator in
                NamedWindow(
                    name: generator.name(), window: generator.window { $0.expression(1) })
            }
        }
        select.qualification = maybe(10) { $0.expression(min(3, depth)) }
        select.comparison = maybe(10) { generator in
            Comparison(generator.chance(50) ? .previousPeriod : .earlier(generator.duration()))
        }
        return select
    }

    private mutating func item(_ depth: Int) -> SelectItem {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: SelectItem(.star(starChange(depth)))
        case 1: SelectItem(.tableStar(name(), starChange(depth)))
        default: SelectItem(.expression(expression(depth), alias: maybe(40) { $0.name() }))
        }
    }

    private mutating func starChange(_ depth: Int) -> StarChange {
        guard chance(40) else { return StarChange() }
        return StarChange(
            excluded: some(0...2) { $0.name() },
            replaced: some(0...2) { .init($0.expression(min(1, depth)), as: $0.name()) })
    }

    private mutating func timeSeries(_ depth: Int) -> TimeSeries {
        TimeSeries(
            step: duration(), column: maybe(40) { $0.expression(depth) },
            fill: chance(50)
                ? pick([.none, .previous, .null])
                : .value(
                    chance(20)
                        ? Expression(.column(qualifier: [], name: Name("Previous")))
                        : expression(depth)))
    }

    // MARK: Relations

    private mutating func relation(_ depth: Int) -> Relation {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return Relation(.file(FileName(text()), alias: alias()))
        case 11:
            let call =
                chance(50)
                ? TableCall(Name(pick(["days", "workdays"])), .range(maybe(80) { $0.time() }))
                : TableCall(name(), .values(some(0...2) { $0.expression(1) }))
            return Relation(.rows(call, alias: alias()))
        case 1...2 where depth > 0:
            return Relation(.query(query(depth - 1), alias: alias()))
        case 3...6 where depth > 0:
            let kind = pick([JoinKind.inner, .left, .right, .full, .cross])
            let constraint: JoinConstraint =
                kind == .cross
                ? .none
                : chance(30) ? .using(some(1...2) { $0.name() }) : .on(expression(min(2, depth)))
            return Relation(
                .join(kind, relation(depth - 1), relation(depth - 2), constraint))
        default:
            return Relation(.table(table(), alias: alias(), time: maybe(20) { $0.time() }))
        }
    }

    private mutating func alias() -> TableAlias? {
        guard chance(40) else { return nil }
        return TableAlias(name(), columns: chance(20) ? some(1...2) { $0.name() } : [])
    }

    // MARK: Windows

    mutating func window(_ inner: (inout Generator) -> Expression) -> Window {
        Window(
            base: maybe(15) { $0.name() },
            partition: some(0...2, inner),
            ordering: some(0...2) {
                Ordering(
                    inner(&$0), descending: $0.chance(50),
                    nulls: $0.maybe(30) { $0.pick([.first, .last]) })
            },
            frame: maybe(40) { $0.frame(inner) })
    }

    private mutating func frame(_ inner: (inout Generator) -> Expression) -> Window.Frame {
        let earlier: [Window.Frame.Bound] = [.unboundedPreceding, .preceding(inner(&self))]
        let later: [Window.Frame.Bound] = [.following(inner(&self)), .unboundedFollowing]
        let unit = pick([Window.Frame.Unit.rows, .range, .groups])
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: .init(unit: unit, start: pick(earlier), end: pick([.preceding(inner(&self))]))
        case 1: .init(unit: unit, start: pick(earlier + [.currentRow]), end: .currentRow)
        case 2: .init(unit: unit, start: pick(earlier + [.currentRow]), end: pick(later))
        default: .init(unit: unit, start: .following(inner(&self)), end: pick(later))
        }
    }
}

// MARK: Scripts

extension Generator {
    private mutating func setting() -> Expression {
        let literal: Literal =
            switch Int.random(in: 0..<6, using: &random) {
            case 0: .null
            case 1: .boolean(chance(50))
            case 2: .integer(pick([0, -1, 600, .min]))
            case 3: .real(pick([0.5, -1e100]))
            case 4: .duration(duration())
            default: .text(text())
            }
        return Expression(.literal(literal))
    }

    private mutating func declaration() -> ParameterDeclaration {
        let type = pick(ParameterType.allCases)
        var declaration = ParameterDeclaration(name: parameter(), type: type)
        let literal: Literal? =
            switch type {
            case .text: .text(text())
            case .integer: .integer(pick([0, -5, .max]))
            case .real: pick([.real(-0.5), .integer(7)])
            case .boolean: .boolean(chance(50))
            case .duration: .duration(duration())
            case .time: .time(text())
            case .any: pick([.text(text()), .integer(3), .real(0.5), .boolean(true)])
            case .timestamp, .date, .list: nil
            }
        switch Int.random(in: 0..<6, using: &random) {
        case 0...1: break
        case 2: declaration.initial = .literal(Expression(.literal(.null)))
        default:
            if let literal {
                declaration.initial = .literal(Expression(.literal(literal)))
            } else if type == .timestamp {
                declaration.initial = .time(instant())
            } else if type == .date {
                declaration.initial = .date(instant())
            } else {
                declaration.initial = .list(
                    some(0...3) {
                        Expression(.literal($0.pick([.text($0.text()), .integer(-1), .real(2)])))
                    })
            }
        }
        return declaration
    }

    private mutating func value() -> LetValue {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .query(query(3))
        case 1: return .list(some(0...3) { $0.expression(2) })
        default:
            let value = expression(3)
            if case .subquery(let query) = value.kind { return .query(query) }
            return .expression(value)
        }
    }
}
