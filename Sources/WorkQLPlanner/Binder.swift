import WorkQLCatalog
import WorkQLSyntax

/// Resolves the names of an expression, infers its type, and rewrites it into what SQLite computes.
///
/// Timestamps are numbers of seconds since 1970 to SQLite, with a fraction where there are
/// milliseconds, so that their differences are seconds and their order is their order. Whatever is
/// constant about time, such as `now() - 7d` or a text compared with a timestamp, becomes a number
/// here, where its span is still known for an error.
struct Binder {
    let context: TimeContext
    var scope: Scope
    /// The columns of the table that were met so far, by place.
    private(set) var columns: Set<Int> = []
    private(set) var notes: [Diagnostic] = []

    init(context: TimeContext, scope: Scope) {
        self.context = context
        self.scope = scope
    }

    struct Bound {
        var expression: Expression
        /// nil where only the values tell.
        var type: ColumnType?
    }

    /// Where an expression stands, as far as that decides what it may hold.
    struct Place {
        /// How the clause is called in messages.
        var clause: String
        var allowsAggregates: Bool
        var aliasFirst: Bool = false

        static let selectList = Place(clause: "the select list", allowsAggregates: true)
        static let condition = Place(clause: "WHERE", allowsAggregates: false)
        static let grouping = Place(clause: "GROUP BY", allowsAggregates: false)
        static let having = Place(clause: "HAVING", allowsAggregates: true)
        static let ordering = Place(clause: "ORDER BY", allowsAggregates: true)
        static let orderingName = Place(
            clause: "ORDER BY", allowsAggregates: true, aliasFirst: true)
        static let limit = Place(clause: "LIMIT", allowsAggregates: false)
    }

    mutating func use(column place: Int) { columns.insert(place) }

    mutating func bind(
        _ expression: Expression, in place: Place, hint: ColumnType? = nil
    ) throws(Diagnostic) -> Bound {
        let span = expression.span
        func same(_ kind: Expression.Kind, _ type: ColumnType?) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        switch expression.kind {
        case .literal(let literal):
            return try bind(literal, at: span, hint: hint)
        case .column(let qualifier, let name):
            return try bindColumn(qualifier: qualifier, name: name, at: span, in: place)
        case .parameter(let name):
            throw Diagnostic("parameter :\(name.text) has no value", at: span)
        case .unary(let op, let operand):
            let bound = try bind(operand, in: place)
            return same(.unary(op, bound.expression), op == .not ? .boolean : bound.type)
        case .binary(let op, let left, let right):
            return try bind(op, left, right, at: span, in: place)
        case .between(let value, let low, let high, let negated):
            let value = try bind(value, in: place)
            let low = try bindOperand(low, comparedWith: value, in: place)
            let high = try bindOperand(high, comparedWith: value, in: place)
            return same(
                .between(
                    value.expression, low: low.expression, high: high.expression, negated: negated),
                .boolean)
        case .inList(let value, let items, let negated):
            let value = try bind(value, in: place)
            var bound: [Expression] = []
            bound.reserveCapacity(items.count)
            for item in items {
                bound.append(try bindOperand(item, comparedWith: value, in: place).expression)
            }
            return same(.inList(value.expression, bound, negated: negated), .boolean)
        case .like(let value, let pattern, let escape, let negated):
            let value = try bind(value, in: place)
            guard value.type != .timestamp else {
                throw Diagnostic(
                    "LIKE takes text, and this is a timestamp", at: value.expression.span,
                    help: "write DURING 2026-08 for a month, or date(…) LIKE '2026-08-%'")
            }
            let pattern = try bind(pattern, in: place)
            var bound: Expression?
            if let escape { bound = try bind(escape, in: place).expression }
            return same(
                .like(
                    value.expression, pattern: pattern.expression, escape: bound, negated: negated),
                .boolean)
        case .test(let value, let truth, let negated):
            return same(
                .test(try bind(value, in: place).expression, truth, negated: negated), .boolean)
        case .case(let operand, let whens, let otherwise):
            return try bindCase(operand, whens, otherwise, at: span, in: place)
        case .cast(let value, let type):
            return try bindCast(value, type, at: span, in: place)
        case .call(let call):
            return try bind(call, at: span, in: place)
        }
    }

    mutating func note(_ diagnostic: Diagnostic) { notes.append(diagnostic) }

    private mutating func bindColumn(
        qualifier: [Name], name: Name, at span: Span, in place: Place
    ) throws(Diagnostic) -> Bound {
        let meaning = try scope.resolve(
            qualifier: qualifier, name: name, at: span, aliasFirst: place.aliasFirst)
        switch meaning {
        case .alias(let alias):
            guard place.allowsAggregates || !alias.isAggregate else {
                throw Diagnostic(
                    "aggregate \"\(name.text)\" in \(place.clause)", at: span,
                    help: place.clause == "WHERE" ? "put the condition into HAVING" : nil)
            }
            return Bound(
                expression: Expression(.column(qualifier: [], name: name), span: span),
                type: alias.type)
        case .column(let index):
            guard let table = scope.table else { throw Diagnostic("no table", at: span) }
            use(column: index)
            let column = table.columns[index]
            return Bound(
                expression: Expression(
                    .column(
                        qualifier: [scope.tableName], name: Name(column.name, span: name.span)),
                    span: span),
                type: column.type)
        }
    }

    private mutating func bindCase(
        _ operand: Expression?, _ whens: [When], _ otherwise: Expression?, at span: Span,
        in place: Place
    ) throws(Diagnostic) -> Bound {
        var subject: Bound?
        if let operand { subject = try bind(operand, in: place) }
        var bound: [When] = []
        var types: [ColumnType?] = []
        for when in whens {
            let condition =
                if let subject {
                    try bindOperand(when.condition, comparedWith: subject, in: place)
                } else {
                    try bind(when.condition, in: place)
                }
            let result = try bind(when.result, in: place)
            types.append(result.type)
            bound.append(When(condition: condition.expression, result: result.expression))
        }
        var last: Expression?
        if let otherwise {
            let result = try bind(otherwise, in: place)
            if otherwise.kind != .literal(.null) { types.append(result.type) }
            last = result.expression
        }
        return Bound(
            expression: Expression(
                .case(operand: subject?.expression, bound, otherwise: last), span: span),
            type: ColumnType.common(of: types))
    }

    private mutating func bindCast(
        _ value: Expression, _ type: TypeName, at span: Span, in place: Place
    ) throws(Diagnostic) -> Bound {
        let bound = try bind(value, in: place, hint: type == .timestamp ? .timestamp : nil)
        let expression: Expression.Kind =
            switch type {
            case .timestamp where bound.type == .timestamp: bound.expression.kind
            case .timestamp: .internalCall(.timestamp, [bound.expression])
            case .text where bound.type == .timestamp:
                .internalCall(.timestampText, [bound.expression])
            case .boolean:
                .binary(
                    .notEqual, Expression(.cast(bound.expression, .real)),
                    Expression(.literal(.integer(0))))
            case .json: .internalCall(.json, [bound.expression])
            case .text, .integer, .real: .cast(bound.expression, type)
            }
        return Bound(
            expression: Expression(expression, span: span),
            type: ColumnType(rawValue: type.rawValue))
    }
}

extension ColumnType {
    /// The type that holds values of all these; nil when none does.
    static func common(of types: [ColumnType?]) -> ColumnType? {
        guard var common = types.first ?? nil else { return nil }
        for type in types.dropFirst() {
            guard let type else { return nil }
            if type == common { continue }
            guard type.isNumber, common.isNumber else { return nil }
            common = .real
        }
        return common
    }

    var isNumber: Bool { self == .integer || self == .real }

    /// The type with its article, for messages.
    var phrase: String {
        switch self {
        case .text: "text"
        case .integer: "an integer"
        case .real: "a number"
        case .boolean: "a boolean"
        case .timestamp: "a timestamp"
        case .json: "JSON"
        }
    }
}
