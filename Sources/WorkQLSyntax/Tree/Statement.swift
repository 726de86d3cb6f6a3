/// One statement of a script and where it stands, without its semicolon.
package struct Statement: Sendable {
    package var kind: Kind
    package var span: Span

    package enum Kind: Hashable, Sendable {
        case select(Select)
        case explain(Select)
        case describe(TableName)
        case showTables
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

extension Statement: Hashable {
    package static func == (left: Statement, right: Statement) -> Bool { left.kind == right.kind }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// `checkin` or `wecom.checkin`
package struct TableName: Sendable {
    package var service: Name?
    package var name: Name

    package init(service: Name? = nil, name: Name) {
        self.service = service
        self.name = name
    }

    package var span: Span { service.map { $0.span.joined(name.span) } ?? name.span }
}

extension TableName: Hashable {}

/// `FROM checkin AS c`
package struct TableReference: Hashable, Sendable {
    package var table: TableName
    package var alias: Name?

    package init(table: TableName, alias: Name? = nil) {
        self.table = table
        self.alias = alias
    }
}

package struct Select: Hashable, Sendable {
    package var distinct: Bool
    package var items: [SelectItem]
    package var from: TableReference?
    package var condition: Expression?
    package var time: TimeClause?
    package var grouping: [Expression]
    package var having: Expression?
    package var ordering: [Ordering]
    package var limit: Expression?
    package var offset: Expression?
    /// `WITH TIMEZONE 'Asia/Shanghai'`
    package var timeZone: TimeZoneClause?

    package init(
        distinct: Bool = false, items: [SelectItem], from: TableReference? = nil,
        condition: Expression? = nil, time: TimeClause? = nil, grouping: [Expression] = [],
        having: Expression? = nil, ordering: [Ordering] = [], limit: Expression? = nil,
        offset: Expression? = nil, timeZone: TimeZoneClause? = nil
    ) {
        self.distinct = distinct
        self.items = items
        self.from = from
        self.condition = condition
        self.time = time
        self.grouping = grouping
        self.having = having
        self.ordering = ordering
        self.limit = limit
        self.offset = offset
        self.timeZone = timeZone
    }
}

package struct SelectItem: Sendable {
    package var kind: Kind
    package var span: Span

    package enum Kind: Hashable, Sendable {
        case star
        /// `c.*`
        case tableStar(Name)
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

package struct Ordering: Hashable, Sendable {
    package var expression: Expression
    package var descending: Bool

    package init(_ expression: Expression, descending: Bool = false) {
        self.expression = expression
        self.descending = descending
    }
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
