import WorkQLSyntax

/// A bound query as the SQL text that SQLite runs.
///
/// Every name is quoted, since the dialect and SQLite have different keywords; operands are in
/// parentheses, since the precedences of operators differ too.
enum LocalStatement {
    static func text(_ query: Query) -> String { makePrinter().print(query) }

    private static func makePrinter() -> Printer {
        Printer(
            parentheses: .full, quotesEveryName: true,
            special: { expression in
                guard case .call(let call) = expression.kind,
                    call.name.text == LocalFunction.ignoringCase.rawValue,
                    case .list(let list) = call.arguments, let value = list.first
                else { return nil }
                return "(\(makePrinter().print(value)) COLLATE NOCASE)"
            })
    }
}
