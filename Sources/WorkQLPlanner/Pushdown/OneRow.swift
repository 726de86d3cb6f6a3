package import WorkQLSyntax

extension Query {
    /// Whether it computes one row of nothing but constants, such as `SELECT now()`, and of
    /// parameters, whose values may be queries.
    package var isOfOneRow: Bool {
        guard with.isEmpty, case .select(let select) = body, select.from.isEmpty,
            select.condition == nil, select.having == nil, select.qualification == nil,
            ordering == nil
        else { return false }
        return select.items.allSatisfy { item in
            guard case .expression(let value, _) = item.kind else { return false }
            return value.first(where: \.isQuery) == nil
        }
    }
}

extension Expression {
    fileprivate var isQuery: Bool {
        switch kind {
        case .subquery, .exists, .inQuery: true
        default: false
        }
    }
}
