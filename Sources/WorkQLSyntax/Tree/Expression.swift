package import WorkQLTime

/// An SQL expression and its span in the source.
///
/// Two expressions are equal if they have the same meaning, regardless of their spans.
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
        /// `x IN (SELECT …)`
        case inQuery(Expression, Query, negated: Bool)
        /// `x IN :ids`
        case inParameter(Expression, Name, negated: Bool)
        case match(
            MatchOperator, Expression, pattern: Expression, escape: Expression?, negated: Bool)
        /// `x IS [NOT] NULL | TRUE | FALSE`
        case test(Expression, Truth, negated: Bool)
        case `case`(operand: Expression?, [When], otherwise: Expression?)
        case cast(Expression, TypeName)
        /// `TRY_CAST(x AS type)`: NULL where CAST fails.
        case tryCast(Expression, TypeName)
        /// `CAST(x AS varchar(3))`: a cast, or another value of the type, and the bound.
        case bounded(Expression, TypeBound)
        case call(FunctionCall)
        /// A query of one column and at most one row, as a value.
        case subquery(Query)
        case exists(Query)
    }
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
    /// `TIME '09:00'`: the text between the quotes.
    case time(String)
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
    /// `->`, the JSON at a path; `->>`, its value as text.
    case jsonGet, jsonGetText
}

package enum MatchOperator: String, Hashable, Sendable {
    case like = "LIKE"
    /// LIKE that ignores the case of all letters.
    case ilike = "ILIKE"
    case regexp = "REGEXP"
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

/// The types that CAST accepts.
package enum TypeName: String, Hashable, Sendable, CaseIterable {
    case text, integer, real, boolean, timestamp, date, time, json
}

/// `count(*)`, `count(DISTINCT userid)`, `count(*) FILTER (WHERE x) OVER (PARTITION BY userid)`
package struct FunctionCall: Hashable, Sendable {
    package var name: Name
    package var arguments: Arguments
    package var distinct: Bool
    /// `group_concat(x, ', ' ORDER BY y)`: the order in which an aggregate reads its rows.
    package var ordering: [Ordering] = []
    /// `FILTER (WHERE …)`
    package var filter: Expression?
    package var window: Window?

    package enum Arguments: Hashable, Sendable {
        /// `count(*)` and its short form `count()`.
        case star
        case list([Expression])
    }

    package init(
        name: Name, arguments: Arguments, distinct: Bool = false, filter: Expression? = nil,
        window: Window? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.distinct = distinct
        self.filter = filter
        self.window = window
    }
}

/// `OVER (PARTITION BY userid ORDER BY checkin_time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)`
package struct Window: Hashable, Sendable {
    /// The window of the WINDOW clause that it extends: `OVER w`, `OVER (w ORDER BY t)`.
    package var base: Name?
    package var partition: [Expression]
    package var ordering: [Ordering]
    package var frame: Frame?

    package struct Frame: Hashable, Sendable {
        package var unit: Unit
        package var start: Bound
        package var end: Bound

        package enum Unit: String, Hashable, Sendable {
            case rows = "ROWS"
            case range = "RANGE"
            case groups = "GROUPS"
        }

        package enum Bound: Hashable, Sendable {
            case unboundedPreceding
            case preceding(Expression)
            case currentRow
            case following(Expression)
            case unboundedFollowing
        }

        package init(unit: Unit, start: Bound, end: Bound = .currentRow) {
            self.unit = unit
            self.start = start
            self.end = end
        }
    }

    package init(
        base: Name? = nil, partition: [Expression] = [], ordering: [Ordering] = [],
        frame: Frame? = nil
    ) {
        self.base = base
        self.partition = partition
        self.ordering = ordering
        self.frame = frame
    }
}
