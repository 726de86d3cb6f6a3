package import WorkQLPages
package import WorkQLSyntax

/// The types of a query's parameters, inferred from the values of known types that they meet: a
/// driver needs the types before it sends any values.
///
/// What: `userid = $1` makes $1 a text, `checkin_time >= $2` a timestamp, `LIMIT $3` an integer.
/// Why: the planner determines the type of the other side, so that both agree.
/// When not: where both sides are parameters, or the other side depends on an enclosing query,
/// nothing is inferred; the first occurrence that determines a type counts.
package struct ParameterTypes {
    package struct Inferred: Hashable, Sendable {
        /// nil where nothing determines it.
        package var type: ColumnType?
        /// Whether it is a list of such values.
        package var isList = false
        /// Whether it is the text of a time, a period or a duration in a time clause.
        package var isTime = false
        /// Whether it is the text of a duration: `$1::interval`.
        package var isInterval = false

        package init(
            type: ColumnType?, isList: Bool = false, isTime: Bool = false, isInterval: Bool = false
        ) {
            self.type = type
            self.isList = isList
            self.isTime = isTime
            self.isInterval = isInterval
        }
    }

    private let columns: (Query) -> [ResultColumn]?
    private var found: [Name: Inferred] = [:]
    /// The common tables that are visible to the SELECT being examined.
    private var with: [CommonTable] = []
    private var from: [Relation] = []

    /// - Parameter columns: returns the columns of a query; nil where it cannot be planned.
    package static func inferred(
        in query: Query, columns: @escaping (Query) -> [ResultColumn]?
    ) -> [Name: Inferred] {
        var types = ParameterTypes(columns: columns)
        types.look(at: query)
        return types.found
    }

    private init(columns: @escaping (Query) -> [ResultColumn]?) { self.columns = columns }

    private mutating func note(_ name: Name, _ type: ColumnType?, isList: Bool = false) {
        if found[name]?.type != nil { return }
        found[name] = Inferred(type: type, isList: isList)
    }

    private mutating func look(at time: TimeClause?) {
        guard let time else { return }
        switch time.range {
        case .from(let start, let end):
            look(at: start)
            switch end {
            case .until(let point)?: look(at: point)
            case .through(let period)?: look(at: period)
            case nil: break
            }
        case .during(let period): look(at: period)
        }
    }

    private mutating func look(at point: TimePoint?) {
        if case .parameter(let name)? = point?.base { noteTime(name) }
    }

    private mutating func look(at period: Period) {
        if case .parameter(let name) = period.kind { noteTime(name) }
    }

    private mutating func noteTime(_ name: Name) {
        if found[name]?.type != nil { return }
        found[name] = Inferred(type: .text, isTime: true)
    }

    private mutating func look(at query: Query) {
        look(at: query.time)
        let outer = with
        for table in query.with {
            look(at: table.query)
            with.append(table)
        }
        look(at: query.body)
        for number in [query.limit, query.offset].compactMap(\.self) {
            if case .parameter(let name) = number.kind {
                note(name, .integer)
            } else {
                look(at: number)
            }
        }
        with = outer
    }

    private mutating func look(at body: QueryBody) {
        switch body {
        case .select(let select):
            let outer = from
            from = select.from
            look(at: select.time)
            for relation in select.from { look(at: relation) }
            for item in select.items {
                switch item.kind {
                case .expression(let expression, _): look(at: expression)
                case .star(let change), .tableStar(_, let change):
                    for replacement in change.replaced { look(at: replacement.expression) }
                }
            }
            let parts = [select.condition, select.having, select.qualification]
            for part in parts.compactMap(\.self) { look(at: part) }
            if case .by(let keys) = select.grouping { for key in keys { look(at: key) } }
            for part in select.pivot?.expressions ?? [] { look(at: part) }
            from = outer
        case .values(let rows): for value in rows.joined() { look(at: value) }
        case .combined(_, _, let left, let right):
            look(at: left)
            look(at: right)
        case .query(let query): look(at: query)
        }
    }

    private mutating func look(at relation: Relation) {
        switch relation.kind {
        case .query(let query, _): look(at: query)
        case .join(_, let left, let right, let constraint):
            look(at: left)
            look(at: right)
            if case .on(let condition) = constraint { look(at: condition) }
        case .rows(let call, _):
            switch call.arguments {
            case .range(let time): look(at: time)
            case .values(let values): for value in values { look(at: value) }
            }
        case .table(_, alias: _, let time): look(at: time)
        case .file: break
        }
    }

    private mutating func look(at expression: Expression) {
        switch expression.kind {
        case .parameter(let name): note(name, nil)
        case .binary(.concatenate, let left, let right):
            for side in [left, right] { meet(side, .text) }
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            for side in [left, right] { meet(side, .boolean) }
        case .binary(_, let left, let right): meet([left, right])
        case .between(let value, let low, let high, _): meet([value, low, high])
        case .inList(let value, let items, _): meet([value] + items)
        case .inParameter(let value, let name, _):
            note(name, type(of: value), isList: true)
            look(at: value)
        case .inQuery(let value, let query, _):
            if case .parameter = value.kind {
                let from = from
                self.from = []
                meet(value, columns(Query(with: with + query.with, body: query.body))?.first?.type)
                self.from = from
            }
            look(at: value)
            look(at: query)
        case .match(_, let value, let pattern, _, _):
            for side in [value, pattern] { meet(side, .text) }
        case .cast(let value, let type), .tryCast(let value, let type):
            meet(value, ColumnType(rawValue: type.rawValue))
        case .bounded(let value, _): look(at: value)
        case .case(let operand, let whens, let otherwise):
            if let operand {
                meet([operand] + whens.map(\.condition))
            } else {
                for when in whens { meet(when.condition, .boolean) }
            }
            meet(whens.map(\.result) + [otherwise].compactMap(\.self))
        case .call(let call) where call.castToInterval != nil:
            guard case .parameter(let name)? = call.castToInterval?.kind else {
                return call.castToInterval.map { look(at: $0) } ?? ()
            }
            if found[name]?.type == nil { found[name] = Inferred(type: .text, isInterval: true) }
        case .call(let call) where Self.ofOneType.contains(call.name.folded):
            guard case .list(let arguments) = call.arguments else { return }
            meet(arguments)
        case .subquery(let query), .exists(let query): look(at: query)
        default: for child in expression.children { look(at: child) }
        }
    }

    /// Functions whose arguments share one type.
    private static let ofOneType: Set<String> = [
        "coalesce", "nullif", "greatest", "least", "ifnull",
    ]

    /// Infers the types of values that share one type.
    private mutating func meet(_ values: [Expression]) {
        let hasParameter = values.contains { if case .parameter = $0.kind { true } else { false } }
        var type: ColumnType?
        if hasParameter {
            for value in values where type == nil {
                if case .parameter = value.kind { continue }
                type = self.type(of: value)
            }
        }
        for value in values { meet(value, type) }
    }

    private mutating func meet(_ value: Expression, _ type: ColumnType?) {
        if case .parameter(let name) = value.kind { note(name, type) } else { look(at: value) }
    }

    private func type(of value: Expression) -> ColumnType? {
        let select = Select(items: [SelectItem(.expression(value, alias: nil))], from: from)
        return columns(Query(with: with, body: .select(select)))?.first?.type
    }
}
