import WorkQLSyntax

/// A bound query as the SQL text that SQLite runs.
///
/// Every name is quoted, for what is a word of the dialect and what is one to SQLite differ; and
/// operands stand in parentheses, for its precedences differ too.
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
