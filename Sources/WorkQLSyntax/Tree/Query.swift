package import WorkQLTime

/// A query: its body, and the clauses around it.
package struct Query: Hashable, Sendable {
    package var with: [CommonTable]
    /// `WITH RECURSIVE`
    package var recursive: Bool
    package var body: QueryBody
    package var ordering: OrderingClause?
    package var limit: Expression?
    package var offset: Expression?
    /// A clause at the end of a body of several SELECTs, for all that lack one of their own. That
    /// of a single SELECT belongs to the SELECT.
    package var time: TimeClause?
    /// `WITH TIMEZONE 'Asia/Shanghai'`
    package var timeZone: TimeZoneClause?

    package init(
        with: [CommonTable] = [], recursive: Bool = false, body: QueryBody,
        ordering: OrderingClause? = nil, limit: Expression? = nil, offset: Expression? = nil,
        time: TimeClause? = nil, timeZone: TimeZoneClause? = nil
    ) {
        self.with = with
        self.recursive = recursive
        self.body = body
        self.ordering = ordering
        self.limit = limit
        self.offset = offset
        self.time = time
        self.timeZone = timeZone
    }

    /// The time range of the query as a whole.
    package var range: TimeClause? {
        if case .select(let select) = body { select.time } else { time }
    }
}

package indirect enum QueryBody: Sendable {
    case select(Select)
    /// `VALUES (1, 'a'), (2, 'b')`
    case values([[Expression]])
    /// Left-associative; INTERSECT binds tighter than UNION and EXCEPT, as in PostgreSQL.
    case combined(SetOperator, all: Bool, QueryBody, QueryBody)
    /// A query in parentheses with clauses of its own.
    case query(Query)
}

package enum SetOperator: String, Hashable, Sendable {
    case union = "UNION"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
}

/// `late AS (SELECT …)`, `late(userid, n) AS (…)`
package struct CommonTable: Hashable, Sendable {
    package var name: Name
    package var columns: [Name]
    package var query: Query

    package init(name: Name, columns: [Name] = [], query: Query) {
        self.name = name
        self.columns = columns
        self.query = query
    }
}

package enum OrderingClause: Hashable, Sendable {
    /// `ORDER BY ALL`: by every column, from left to right.
    case all(descending: Bool)
    case by([Ordering])
}

package struct Ordering: Hashable, Sendable {
    package var expression: Expression
    package var descending: Bool
    /// `NULLS FIRST | LAST`
    package var nulls: Nulls?

    package enum Nulls: Hashable, Sendable {
        case first, last
    }

    package init(_ expression: Expression, descending: Bool = false, nulls: Nulls? = nil) {
        self.expression = expression
        self.descending = descending
        self.nulls = nulls
    }
}

package struct Select: Hashable, Sendable {
    package var distinct: Bool
    package var items: [SelectItem]
    /// The relations; several are cross-joined, which is the meaning of the comma.
    package var from: [Relation]
    package var condition: Expression?
    package var time: TimeClause?
    package var timeSeries: TimeSeries?
    package var grouping: Grouping
    package var having: Expression?
    /// `WINDOW w AS (PARTITION BY userid)`
    package var windows: [NamedWindow] = []
    /// `QUALIFY row_number() OVER w = 1`: a condition on rows whose windows are known.
    package var qualification: Expression?
    package var comparison: Comparison?
    /// The columns of a PIVOT whose values a query has, which follow the items.
    package var pivot: Pivot?
    /// The position at which GROUP BY could be inserted in the text.
    package var clausePlace = SourcePosition()

    package init(
        distinct: Bool = false, items: [SelectItem], from: [Relation] = [],
        condition: Expression? = nil, time: TimeClause? = nil, timeSeries: TimeSeries? = nil,
        grouping: Grouping = .by([]), having: Expression? = nil, comparison: Comparison? = nil
    ) {
        self.distinct = distinct
        self.items = items
        self.from = from
        self.condition = condition
        self.time = time
        self.timeSeries = timeSeries
        self.grouping = grouping
        self.having = having
        self.comparison = comparison
    }
}

/// `w AS (PARTITION BY userid)`
package struct NamedWindow: Hashable, Sendable {
    package var name: Name
    package var window: Window

    package init(name: Name, window: Window) {
        self.name = name
        self.window = window
    }
}

/// A position in the text that a tree was parsed from, which does not affect its meaning.
package struct SourcePosition: Hashable, Sendable {
    /// The offset in UTF-8; nil if there is no text.
    package var offset: Int?

    package static func == (left: SourcePosition, right: SourcePosition) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}

package enum Grouping: Hashable, Sendable {
    /// `GROUP BY ALL`: by every selected expression without an aggregate.
    case all
    /// The keys; empty without GROUP BY.
    case by([Expression])
    /// `GROUP BY ROLLUP (a, b)`: the sets that it represents, `(a, b)`, `(a)` and `()`.
    case sets([[Expression]])
}

package struct SelectItem: Sendable {
    package var kind: Kind
    package var span: Span

    package enum Kind: Hashable, Sendable {
        case star(StarChange)
        /// `c.*`
        case tableStar(Name, StarChange)
        case expression(Expression, alias: Name?)
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

extension SelectItem: Hashable {
    package static func == (left: SelectItem, right: SelectItem) -> Bool { left.kind == right.kind }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// `* EXCLUDE (notes) REPLACE (lower(userid) AS userid)`
package struct StarChange: Hashable, Sendable {
    package var excluded: [Name]
    package var replaced: [Replacement]

    package struct Replacement: Hashable, Sendable {
        package var expression: Expression
        package var name: Name

        package init(_ expression: Expression, as name: Name) {
            self.expression = expression
            self.name = name
        }
    }

    package init(excluded: [Name] = [], replaced: [Replacement] = []) {
        self.excluded = excluded
        self.replaced = replaced
    }
}

/// `TIMESERIES 1d ON checkin_time FILL 0`
package struct TimeSeries: Sendable {
    package var step: DurationLiteral
    /// The timestamp that determines the bucket; nil for the table's own time.
    package var column: Expression?
    package var fill: Fill
    package var span: Span

    package enum Fill: Hashable, Sendable {
        /// Empty buckets keep the values of the aggregates: a count of 0, NULL for the others.
        case none
        case value(Expression)
        /// The value of the previous bucket.
        case previous
        case null
    }

    package init(
        step: DurationLiteral, column: Expression? = nil, fill: Fill = .none,
        span: Span = Span(0, 0)
    ) {
        self.step = step
        self.column = column
        self.fill = fill
        self.span = span
    }
}

extension TimeSeries: Hashable {
    package static func == (left: TimeSeries, right: TimeSeries) -> Bool {
        left.step == right.step && left.column == right.column && left.fill == right.fill
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(step)
        hasher.combine(column)
        hasher.combine(fill)
    }
}

/// `COMPARE WITH 1w`, `COMPARE WITH PREVIOUS PERIOD`
package struct Comparison: Sendable {
    package var kind: Kind
    package var span: Span

    package enum Kind: Hashable, Sendable {
        case earlier(DurationLiteral)
        case previousPeriod
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

extension Comparison: Hashable {
    package static func == (left: Comparison, right: Comparison) -> Bool { left.kind == right.kind }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

package struct TimeZoneClause: Sendable {
    package var identifier: String
    package var span: Span

    package init(_ identifier: String, span: Span = Span(0, 0)) {
        self.identifier = identifier
        self.span = span
    }
}

extension TimeZoneClause: Hashable {
    package static func == (left: TimeZoneClause, right: TimeZoneClause) -> Bool {
        left.identifier == right.identifier
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}
