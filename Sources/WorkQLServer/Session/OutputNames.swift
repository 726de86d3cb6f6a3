import WorkQLSyntax

/// What: an answer's columns without an alias are called as PostgreSQL calls them: `count(*)` is
/// `count`, a cast is what is cast, CASE is `case`.
/// Why: programs read columns by these names.
/// When not: a column of other operations keeps its text, which tells several of them apart, where
/// PostgreSQL has `?column?`; names of queries inside are for the statement alone.
extension Statement {
    var namingColumns: Statement {
        var statement = self
        switch kind {
        case .query(let query): statement.kind = .query(query.namingColumns)
        case .refresh(let query): statement.kind = .refresh(query.namingColumns)
        default: break
        }
        return statement
    }
}

extension Query {
    fileprivate var namingColumns: Query {
        var query = self
        query.body = body.namingColumns
        return query
    }
}

extension QueryBody {
    fileprivate var namingColumns: QueryBody {
        switch self {
        case .select(var select):
            select.items = select.items.map { item in
                guard case .expression(let expression, nil) = item.kind,
                    let name = expression.outputName
                else { return item }
                let alias = Name(name, span: expression.span)
                return SelectItem(.expression(expression, alias: alias), span: item.span)
            }
            return .select(select)
        case .query(let query): return .query(query.namingColumns)
        case .combined(let op, let all, let left, let right):
            return .combined(op, all: all, left.namingColumns, right)
        case .values: return self
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
        case .exists: "exists"
        default: nil
        }
    }

    private var castName: String? {
        if case .column(_, let name) = kind { name.text } else { outputName }
    }
}
