import WorkQLSyntax

/// What: an answer's columns without an alias are called as PostgreSQL calls them: `count(*)` is
/// `count`, a cast is what is cast, CASE is `case`.
/// Why: programs read columns by these names.
/// When not: a column of other operations keeps its text, which tells several of them apart, where
/// PostgreSQL has `?column?`; names of queries inside are for the statement alone.
extension Statement {
    /// - Parameter written: the same statement before values took the place of calls, which name
    ///   columns.
    func namingColumns(asIn written: Statement) -> Statement {
        var statement = self
        switch (kind, written.kind) {
        case (.query(let query), .query(let other)):
            statement.kind = .query(query.namingColumns(asIn: other))
        case (.refresh(let query), .refresh(let other)):
            statement.kind = .refresh(query.namingColumns(asIn: other))
        default: break
        }
        return statement
    }
}

extension Query {
    fileprivate func namingColumns(asIn written: Query) -> Query {
        var query = self
        query.body = body.namingColumns(asIn: written.body)
        return query
    }
}

extension QueryBody {
    fileprivate func namingColumns(asIn written: QueryBody) -> QueryBody {
        switch (self, written) {
        case (.select(var select), .select(let other)):
            select.items = zip(select.items, other.items).map { item, other in
                guard case .expression(let expression, nil) = item.kind,
                    case .expression(let named, _) = other.kind, let name = named.outputName
                else { return item }
                let alias = Name(name, span: expression.span)
                return SelectItem(.expression(expression, alias: alias), span: item.span)
            }
            return .select(select)
        case (.query(let query), .query(let other)):
            return .query(query.namingColumns(asIn: other))
        case (.combined(let op, let all, let left, let right), .combined(_, _, let other, _)):
            return .combined(op, all: all, left.namingColumns(asIn: other), right)
        default: return self
        }
    }
}

extension Expression {
    /// nil where the column keeps its own name.
    fileprivate var outputName: String? {
        switch kind {
        case .call(let call): call.name.text.lowercased()
        case .case: "case"
        case .cast(let value, let type), .tryCast(let value, let type):
            value.castName ?? type.rawValue
        case .bounded(let value, _): value.outputName
        case .exists: "exists"
        default: nil
        }
    }

    private var castName: String? {
        if case .column(_, let name) = kind { name.text } else { outputName }
    }
}
