import WorkQLSyntax

/// Numbers of selected columns in GROUP BY and ORDER BY.
extension SelectBinder {
    /// Notes that the item whose number an expression is determines groups or an order.
    mutating func compute(from expression: Expression, among items: [Item]) {
        guard case .literal(.integer(let number)) = expression.kind else { return }
        binder.computeFromShown(items[Int(number) - 1].expression)
    }

    /// Checks that a plain number is the number of a column of the select list.
    func checkOrdinal(
        _ expression: Expression, items: Int, in context: Binder.ClauseContext
    ) throws(Diagnostic) {
        if case .literal(.text(let text)) = expression.kind {
            // As in PostgreSQL. It is mostly a column in the quotes of texts.
            throw Diagnostic(
                .columnNumber,
                "\(context.clause) \(Printer.quoted(text)) is a text, the same for all rows",
                at: expression.span,
                help: text.isEmpty ? "remove it" : "write \(Printer.name(text)) for the column")
        }
        guard case .literal(.integer(let number)) = expression.kind else { return }
        guard (1...max(items, 1)).contains(Int(clamping: number)) else {
            throw Diagnostic(
                .columnNumber,
                "\(context.clause) \(number) is not one of the "
                    + "\(counted(items, "selected column"))",
                at: expression.span)
        }
    }

    /// Returns the meaning of a grouping expression: an ordinal or an alias means a selected
    /// expression.
    func resolved(_ expression: Expression, _ items: [Item]) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)) where items.indices.contains(Int(number) - 1):
            items[Int(number) - 1].expression
        case .column(qualifier: [], let name):
            binder.innermost.aliases[name]?.expression ?? expression
        default: expression
        }
    }
}
