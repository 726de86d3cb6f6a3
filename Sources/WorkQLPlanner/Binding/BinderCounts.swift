import WorkQLPages
import WorkQLSyntax

/// The clause that a number of rows stands in.
enum CountClause {
    case limit, offset

    var name: String { self == .limit ? "LIMIT" : "OFFSET" }
    var mistake: UserError.ValueMistake { self == .limit ? .limit : .offset }
}

extension Binder {
    /// Binds the number of rows of LIMIT or OFFSET as PostgreSQL reads it: NULL is all rows and none
    /// to skip, a number with a fraction is rounded, a quoted number is one, and a negative one is an
    /// error.
    ///
    /// - Returns: a literal where the number is known, so that LIMIT is pushed down; nil where the
    ///   clause has no effect.
    mutating func bindCount(
        _ expression: Expression, _ clause: CountClause
    ) throws(Diagnostic) -> Expression? {
        let around = scopes
        scopes = []
        defer { scopes = around }
        if let column = expression.first(where: \.isName) {
            throw Diagnostic(
                .limitShape, "LIMIT and OFFSET take a constant", at: column.span,
                help: "write a number such as 10, or a parameter such as :n"
            ).about(.columns)
        }
        let count = try bind(expression, in: .limit)
        let value = count.expression
        if let type = count.type, ![.integer, .real, .text].contains(type) {
            throw mismatch(type, clause, at: expression.span)
        }
        switch value.kind {
        case .literal(.null): return nil
        case .literal(.text(let text)):
            guard case .integer(let number)? = NumberText.literal(text) else {
                throw mistake(
                    "'\(text)' is not a number of rows", .text, at: expression.span)
            }
            return try literal(Double(number), number, clause, at: expression.span)
        case .literal(.integer(let number)):
            return try literal(Double(number), number, clause, at: expression.span)
        default: break
        }
        if let number = value.constantNumber {
            // Halves away from zero, as PostgreSQL rounds what is written with a point.
            let rounded = number.rounded(.toNearestOrAwayFromZero)
            return try literal(rounded, Int64(exactly: rounded), clause, at: expression.span)
        }
        if let type = count.type, type != .integer, type != .real {
            throw mismatch(type, clause, at: expression.span)
        }
        let name = Expression(.literal(.text(clause.name)))
        return Expression(.internalCall(.rowCount, [value, name]), span: expression.span)
    }

    private func literal(
        _ value: Double, _ number: Int64?, _ clause: CountClause, at span: Span
    ) throws(Diagnostic) -> Expression {
        guard value >= 0 else {
            throw mistake("\(clause.name) must not be negative", clause.mistake, at: span)
        }
        guard let number else {
            throw mistake(
                "\(clause.name) takes a number of rows of 64 bits", .range, at: span)
        }
        return Expression(.literal(.integer(number)), span: span)
    }

    private func mismatch(
        _ type: ColumnType, _ clause: CountClause, at span: Span
    ) -> Diagnostic {
        Diagnostic(
            .typeMismatch, "\(clause.name) takes a number of rows, and this is \(type.phrase)",
            at: span)
    }

    private func mistake(
        _ message: String, _ mistake: UserError.ValueMistake, at span: Span
    ) -> Diagnostic {
        Diagnostic(.limitShape, message, at: span).about(mistake)
    }
}
