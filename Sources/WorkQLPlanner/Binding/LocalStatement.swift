import WorkQLSyntax

/// A bound query as the SQL text that SQLite runs.
///
/// Every name is quoted, for what is a word of the dialect and what is one to SQLite differ; and
/// operands stand in parentheses, for its precedences differ too.
enum LocalStatement {
    static func text(_ query: Query) -> String {
        Printer(parentheses: .full, quotesEveryName: true).print(query)
    }
}
