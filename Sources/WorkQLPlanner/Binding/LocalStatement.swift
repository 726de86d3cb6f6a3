import WorkQLSyntax

/// A bound query as the SQL text that SQLite runs.
///
/// Every name is quoted, since the dialect and SQLite have different keywords; operands are in
/// parentheses, since the precedences of operators differ too. The rows of a query as a value are
/// counted, where it may have several: SQLite would take the first of them.
enum LocalStatement {
    static func text(_ query: Query) -> String { makePrinter().print(query) }

    private static func makePrinter() -> Printer {
        Printer(
            parentheses: .full, quotesEveryName: true,
            special: { expression in
                switch expression.kind {
                case .call(let call) where expression.isIgnoringCase:
                    guard case .list(let list) = call.arguments, let value = list.first else {
                        return nil
                    }
                    return "(\(makePrinter().print(value)) COLLATE NOCASE)"
                case .subquery(let query) where !query.hasOneRowAtMost:
                    let (start, end) = (expression.span.start, expression.span.end)
                    return "(WITH \"\(rows)\"(\"value\") AS (\(text(query))) SELECT "
                        + "\(LocalFunction.onlyRow.rawValue)(\"value\", \(start), \(end)) "
                        + "FROM \"\(rows)\")"
                default: return nil
                }
            })
    }

    /// A name of the engine's.
    private static let rows = "workql rows"
}

extension Query {
    /// Whether its form alone says that it has no second row.
    fileprivate var hasOneRowAtMost: Bool {
        if case .literal(.integer(...1))? = limit?.kind { return true }
        return body.hasOneRowAtMost
    }
}

extension QueryBody {
    fileprivate var hasOneRowAtMost: Bool {
        switch self {
        case .select(let select):
            guard select.grouping == .by([]) else { return false }
            return select.from.isEmpty
                || select.items.contains { item in
                    guard case .expression(let value, _) = item.kind else { return false }
                    return value.first(where: \.isAggregate) != nil
                }
        case .values(let rows): return rows.count == 1
        case .query(let query): return query.hasOneRowAtMost
        case .combined: return false
        }
    }
}
