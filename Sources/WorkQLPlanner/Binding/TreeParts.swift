import WorkQLSyntax
import WorkQLTime

/// Short forms for the trees that TIMESERIES and COMPARE are rewritten into.
extension Expression {
    static func name(_ name: String, of table: String? = nil) -> Expression {
        Expression(.column(qualifier: table.map { [Name($0)] } ?? [], name: Name(name)))
    }

    static func integer(_ value: Int) -> Expression {
        Expression(.literal(.integer(Int64(value))))
    }

    static func call(_ name: String, _ arguments: Expression...) -> Expression {
        Expression(.call(FunctionCall(name: Name(name), arguments: .list(arguments))))
    }

    static func binary(
        _ left: Expression, _ op: BinaryOperator, _ right: Expression
    ) -> Expression {
        Expression(.binary(op, left, right))
    }

    /// Returns the conjunction of conditions; nil for none.
    static func all(_ conditions: [Expression]) -> Expression? {
        guard let first = conditions.first else { return nil }
        return conditions.dropFirst().reduce(first) { .binary($0, .and, $1) }
    }

    /// Returns the same expression with its span in the source, for messages.
    func at(_ span: Span) -> Expression { Expression(kind, span: span) }

    /// Whether it is a count, which is 0 for no rows.
    var isCount: Bool {
        if case .call(let call) = kind {
            call.window == nil && call.function?.combination == .numberOfRows
        } else {
            false
        }
    }
}

extension SelectItem {
    static func item(_ expression: Expression, _ name: String) -> SelectItem {
        SelectItem(.expression(expression, alias: Name(name)), span: expression.span)
    }
}

extension Relation {
    static func table(_ name: String, as alias: String) -> Relation {
        Relation(
            .table(TableName(name: Name(name)), alias: TableAlias(Name(alias)), time: nil))
    }

    func joined(
        _ kind: JoinKind, _ other: Relation, on condition: Expression?
    ) -> Relation {
        Relation(.join(kind, self, other, condition.map { .on($0) } ?? .none))
    }

    /// The first table of a service in a FROM.
    var firstTable: (name: TableName, title: Name)? {
        switch kind {
        case .table(let name, let alias, _): (name, alias?.name ?? name.name)
        case .join(_, let left, let right, _): left.firstTable ?? right.firstTable
        case .file, .query, .rows: nil
        }
    }
}

extension TimeClause {
    /// Creates a clause for a known range.
    init(_ range: TimeRange, span: Span) {
        let format = TimestampFormat(.rfc3339, zone: .utc)
        self.init(
            .from(
                TimePoint(.dateTime(format.string(range.since)), span: span),
                .until(TimePoint(.dateTime(format.string(range.until)), span: span))),
            span: span)
    }
}
