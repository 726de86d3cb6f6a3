/// An SQL expression and where it stands in the source.
///
/// Two expressions are equal when they say the same, wherever they stand.
package struct Expression: Sendable {
    package var kind: Kind
    package var span: Span

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }

    package indirect enum Kind: Hashable, Sendable {
        case literal(Literal)
        /// `name` or `table.name` or `schema.table.name`.
        case column(qualifier: [Name], name: Name)
        /// `:name`
        case parameter(Name)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case between(Expression, low: Expression, high: Expression, negated: Bool)
        case inList(Expression, [Expression], negated: Bool)
        case like(Expression, pattern: Expression, escape: Expression?, negated: Bool)
        /// `x IS [NOT] NULL | TRUE | FALSE`
        case test(Expression, Truth, negated: Bool)
        case `case`(operand: Expression?, [When], otherwise: Expression?)
        case cast(Expression, TypeName)
        case call(FunctionCall)
    }
}

extension Expression: Hashable {
    package static func == (left: Expression, right: Expression) -> Bool { left.kind == right.kind }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

package enum Literal: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    /// `7d`, `1d12h`
    case duration(DurationLiteral)
    /// `DATE '2026-08-01'`: the text between the quotes.
    case date(String)
    /// `TIMESTAMP '2026-08-01 09:00'`: the text between the quotes.
    case timestamp(String)
}

package enum UnaryOperator: Hashable, Sendable {
    case negate, plus, not
}

package enum BinaryOperator: Hashable, Sendable {
    case or, and
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case isDistinct, isNotDistinct
    case add, subtract, multiply, divide, remainder
    case concatenate
}

package enum Truth: Hashable, Sendable {
    case null, `true`, `false`
}

/// `WHEN condition THEN result`
package struct When: Hashable, Sendable {
    package var condition: Expression
    package var result: Expression

    package init(condition: Expression, result: Expression) {
        self.condition = condition
        self.result = result
    }
}

/// The types that CAST knows.
package enum TypeName: String, Hashable, Sendable, CaseIterable {
    case text, integer, real, boolean, timestamp, json
}

/// `count(*)`, `count(DISTINCT userid)`, `date_trunc('week', checkin_time)`
package struct FunctionCall: Hashable, Sendable {
    package var name: Name
    package var arguments: Arguments
    package var distinct: Bool

    package enum Arguments: Hashable, Sendable {
        /// `count(*)` and its short form `count()`.
        case star
        case list([Expression])
    }

    package init(name: Name, arguments: Arguments, distinct: Bool = false) {
        self.name = name
        self.arguments = arguments
        self.distinct = distinct
    }
}
