import WorkQLCatalog
import WorkQLSyntax

/// The tables of a SELECT that is not bound yet.
struct FromTables {
    /// A copy that has bound the FROM of the SELECT.
    private let binder: Binder

    /// - Parameter clause: the enclosing time clause.
    init(of select: Select, in query: Query, inheriting clause: TimeClause?, _ binder: Binder) {
        var binder = binder
        var rows = query
        rows.ordering = nil
        var only = Select(items: [.item(.integer(1), "1")], from: select.from)
        only.time = select.time
        rows.body = .select(only)
        // A mistake in it is found where the SELECT is bound.
        if (try? binder.bind(rows, inheriting: clause)) != nil {
            binder.scopes.append(binder.lastScope)
        } else {
            binder.scopes.append(Scope())
        }
        self.binder = binder
    }

    /// Whether an unqualified name is that of a column.
    func have(_ name: Name) -> Bool {
        do {
            return try binder.innermost.meaning(
                qualifier: [], name: name, at: name.span, aliasFirst: false) != nil
        } catch {
            return true
        }
    }

    /// Returns an expression in which a column has no qualifier if it needs none, so that all
    /// spellings of it are equal.
    func unqualified(_ expression: Expression) -> Expression {
        guard case .column(let qualifier, let name) = expression.kind else {
            return expression.mappingChildren(unqualified)
        }
        let meaning = try? binder.innermost.meaning(
            qualifier: [], name: name, at: name.span, aliasFirst: false)
        guard let last = qualifier.last, case .column(let source, _)? = meaning,
            binder.innermost.sources[source].name == last
        else { return expression }
        return Expression(.column(qualifier: [], name: name), span: expression.span)
    }

    /// Returns the NULL in place of an expression inside another, of its type: beside a duration it
    /// has to be a time, and a comparison with a plain NULL would be noted as a mistake.
    func null(like expression: Expression) -> Expression {
        var binder = binder
        let null = Expression(.literal(.null), span: expression.span)
        guard let type = try? binder.bind(expression, in: .selectList).type,
            let cast = TypeName(rawValue: type.rawValue)
        else { return null }
        return Expression(.cast(null, cast), span: expression.span)
    }
}
