import WorkQLSyntax

/// ORDER BY of a TIMESERIES or a COMPARE, which takes columns of the result.
struct PeriodOrdering {
    let word: String
    let names: [String]
    /// Of each column, what it is called in other languages.
    let otherNames: [[String]]
    /// The indices of the columns by which rows are ordered by default.
    let keys: [Int]
    let hidden: [Expression]

    func bound(_ clause: OrderingClause?) throws(Diagnostic) -> OrderingClause? {
        switch clause {
        case nil:
            let orderings =
                keys.map { Ordering(.integer($0 + 1)) } + hidden.map { Ordering($0) }
            return orderings.isEmpty ? nil : .by(orderings)
        case .all(let descending):
            return .by(
                names.indices.map { Ordering(.integer($0 + 1), descending: descending) })
        case .by(let orderings):
            return .by(
                try orderings.map { ordering throws(Diagnostic) in
                    var bound = ordering
                    bound.expression = Expression.integer(try index(of: ordering.expression) + 1)
                        .at(ordering.expression.span)
                    return bound
                })
        }
    }

    private func index(of expression: Expression) throws(Diagnostic) -> Int {
        if case .literal(.integer(let number)) = expression.kind {
            guard names.indices.contains(Int(clamping: number) - 1) else {
                throw Diagnostic(
                    .columnNumber,
                    "ORDER BY \(number) is not one of the \(names.count) selected columns",
                    at: expression.span)
            }
            return Int(number) - 1
        }
        let name =
            if case .column(_, let name) = expression.kind { name } else {
                Name(Printer().print(expression))
            }
        guard
            let index = names.firstIndex(where: { Name($0) == name })
                ?? otherNames.firstIndex(where: { $0.contains { Name($0) == name } })
        else {
            throw Diagnostic(
                .unknownColumn, "ORDER BY with \(word) takes columns of the result",
                at: expression.span,
                help: "there are " + names.joined(separator: ", "))
        }
        return index
    }
}
