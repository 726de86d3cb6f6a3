import WorkQLSyntax

/// Finds the columns of a SELECT's own tables in its bound expressions, and in the queries inside
/// these, where a name can mean a table further inside.
struct OwnColumns {
    /// The names of the SELECT's tables.
    var sources: Set<Name>
    /// The columns that USING merged, which are named without a qualifier.
    var merged: Set<Name>

    init(_ scope: Scope) {
        sources = Set(scope.sources.map(\.name))
        // An alias stands for an item, which is examined separately.
        merged = Set(scope.merged.keys).subtracting(scope.aliases.keys)
    }

    /// Creates it for several scopes, aliases included.
    init(all scopes: [Scope]) {
        sources = Set(scopes.flatMap(\.sources).map(\.name))
        merged = Set(scopes.flatMap { Array($0.merged.keys) + Array($0.aliases.keys) })
    }

    init(sources: Set<Name>) {
        self.sources = sources
        merged = []
    }

    /// Whether an expression has the same value for all rows of the SELECT.
    func areMissing(in expression: Expression) -> Bool {
        first(in: expression) == nil && expression.first(where: \.isWindow) == nil
    }

    /// The tables and aliases of the queries between the SELECT and an expression.
    struct Hidden {
        var sources: Set<Name> = []
        var names: Set<Name> = []
        /// Whether the expression is in a query inside the SELECT's query.
        var isInside = false
    }

    /// Returns the first column of the SELECT's own.
    ///
    /// - Parameter isLeftOut: whether an expression is skipped.
    func first(
        in expression: Expression, behind hidden: Hidden = Hidden(),
        except isLeftOut: (Expression, Hidden) -> Bool = { _, _ in false }
    ) -> Expression? {
        if isLeftOut(expression, hidden) { return nil }
        if isOwn(expression, hidden) { return expression }
        for child in expression.children {
            if let found = first(in: child, behind: hidden, except: isLeftOut) { return found }
        }
        switch expression.kind {
        case .inQuery(_, let query, _), .subquery(let query), .exists(let query):
            return first(in: query, behind: hidden, except: isLeftOut)
        default: return nil
        }
    }

    /// Whether an aggregate is over the rows of the SELECT: all its columns belong to the SELECT or
    /// to queries outside it, as in PostgreSQL and SQLite.
    func owns(aggregate: Expression, behind hidden: Hidden) -> Bool {
        guard aggregate.isAggregate else { return false }
        guard hidden.isInside else {
            // Aliases and merged columns, which have no qualifier, belong to the SELECT too.
            let isHere = aggregate.first { part in
                guard case .column(let qualifier, _) = part.kind else { return false }
                return qualifier.last.map(sources.contains) ?? true
            }
            return isHere != nil || aggregate.first(where: \.isName) == nil
        }
        let isFurtherIn = aggregate.first { part in
            guard case .column(let qualifier, let name) = part.kind else { return false }
            return qualifier.last.map { hidden.sources.contains($0) } ?? hidden.names.contains(name)
        }
        return isFurtherIn == nil
            && aggregate.children.contains { first(in: $0, behind: hidden) != nil }
    }

    /// Whether a SELECT's output has an aggregate over its own rows, including one inside a query.
    func hasAggregate(_ expression: Expression) -> Bool {
        var found = false
        _ = first(in: expression) { part, hidden in
            if owns(aggregate: part, behind: hidden) { found = true }
            return found
        }
        return found
    }

    private func isOwn(_ expression: Expression, _ hidden: Hidden) -> Bool {
        guard case .column(let qualifier, let name) = expression.kind else { return false }
        guard let source = qualifier.last else {
            return merged.contains(name) && !hidden.names.contains(name)
        }
        return sources.contains(source) && !hidden.sources.contains(source)
    }

    // MARK: Queries inside

    private typealias LeftOut = (Expression, Hidden) -> Bool

    private func first(
        in query: Query, behind hidden: Hidden, except isLeftOut: LeftOut
    ) -> Expression? {
        var hidden = hidden
        hidden.isInside = true
        for table in query.with {
            if let found = first(in: table.query, behind: hidden, except: isLeftOut) {
                return found
            }
        }
        if let found = first(in: query.body, behind: hidden, except: isLeftOut) { return found }
        guard case .by(let orderings) = query.ordering else { return nil }
        let inner =
            if case .select(let select) = query.body { hidden.adding(select) } else { hidden }
        return first(in: orderings.map(\.expression), behind: inner, except: isLeftOut)
    }

    private func first(
        in body: QueryBody, behind hidden: Hidden, except isLeftOut: LeftOut
    ) -> Expression? {
        switch body {
        case .select(let select): first(in: select, behind: hidden, except: isLeftOut)
        case .values(let rows):
            first(in: rows.flatMap(\.self), behind: hidden, except: isLeftOut)
        case .query(let query): first(in: query, behind: hidden, except: isLeftOut)
        case .combined(_, _, let left, let right):
            first(in: left, behind: hidden, except: isLeftOut)
                ?? first(in: right, behind: hidden, except: isLeftOut)
        }
    }

    private func first(
        in select: Select, behind hidden: Hidden, except isLeftOut: LeftOut
    ) -> Expression? {
        let inner = hidden.adding(select)
        for relation in select.from {
            if let found = first(in: relation, behind: hidden, inner, except: isLeftOut) {
                return found
            }
        }
        var parts = [select.condition, select.having, select.qualification].compactMap(\.self)
        for item in select.items {
            if case .expression(let expression, _) = item.kind { parts.append(expression) }
        }
        if case .by(let keys) = select.grouping { parts += keys }
        if let pivot = select.pivot { parts += pivot.expressions }
        return first(in: parts, behind: inner, except: isLeftOut)
    }

    private func first(
        in relation: Relation, behind hidden: Hidden, _ inner: Hidden, except isLeftOut: LeftOut
    ) -> Expression? {
        switch relation.kind {
        case .table, .file: return nil
        case .rows(let call, _):
            // Arguments may name the tables before the call.
            guard case .values(let values) = call.arguments else { return nil }
            return first(in: values, behind: inner, except: isLeftOut)
        case .query(let query, _): return first(in: query, behind: hidden, except: isLeftOut)
        case .join(_, let left, let right, let constraint):
            if let found = first(in: left, behind: hidden, inner, except: isLeftOut)
                ?? first(in: right, behind: hidden, inner, except: isLeftOut)
            {
                return found
            }
            guard case .on(let condition) = constraint else { return nil }
            return first(in: condition, behind: inner, except: isLeftOut)
        }
    }

    private func first(
        in expressions: [Expression], behind hidden: Hidden, except isLeftOut: LeftOut
    ) -> Expression? {
        for expression in expressions {
            if let found = first(in: expression, behind: hidden, except: isLeftOut) {
                return found
            }
        }
        return nil
    }
}

extension OwnColumns.Hidden {
    /// Returns it with the tables and the aliases of a further SELECT.
    fileprivate func adding(_ select: Select) -> Self {
        var hidden = self
        for relation in select.from { hidden.add(relation) }
        for item in select.items {
            if case .expression(_, let alias?) = item.kind { hidden.names.insert(alias) }
        }
        return hidden
    }

    private mutating func add(_ relation: Relation) {
        switch relation.kind {
        case .table(let table, let alias, _): sources.insert(alias?.name ?? table.name)
        case .rows(let call, let alias): sources.insert(alias?.name ?? call.name)
        case .file(_, let alias), .query(_, let alias):
            if let alias { sources.insert(alias.name) }
        case .join(_, let left, let right, let constraint):
            add(left)
            add(right)
            if case .using(let merged) = constraint { names.formUnion(merged) }
        }
    }
}
