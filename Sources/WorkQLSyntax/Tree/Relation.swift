/// A relation in FROM.
package struct Relation: Sendable {
    package var kind: Kind
    package var span: Span

    package indirect enum Kind: Hashable, Sendable {
        /// `checkin AS c SINCE 7d`: a table, a common table or a LET.
        case table(TableName, alias: TableAlias?, time: TimeClause?)
        /// `'roster.csv' AS r`
        case file(FileName, alias: TableAlias?)
        /// `days(last month) AS d`
        case rows(TableCall, alias: TableAlias?)
        /// `(SELECT …) AS late`
        case query(Query, alias: TableAlias?)
        case join(JoinKind, Relation, Relation, JoinConstraint)
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

/// `AS late`, `AS late(userid, n)`
package struct TableAlias: Hashable, Sendable {
    package var name: Name
    package var columns: [Name]

    package init(_ name: Name, columns: [Name] = []) {
        self.name = name
        self.columns = columns
    }
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

package enum JoinKind: String, Hashable, Sendable {
    case inner = "JOIN"
    case left = "LEFT JOIN"
    case right = "RIGHT JOIN"
    case full = "FULL JOIN"
    case cross = "CROSS JOIN"
}

package enum JoinConstraint: Hashable, Sendable {
    case none
    case on(Expression)
    case using([Name])
}
