// Expressions as text.

extension Printer {
    package func print(_ expression: Expression) -> String {
        var text = ""
        write(expression, to: &text)
        return text
    }

    /// Writes an expression with no adjacent operators: between commas or keywords.
    func write(_ expression: Expression, to text: inout String) {
        if let special = special?(expression) {
            text += special
        } else {
            write(expression.kind, to: &text)
        }
    }

    /// Writes an operand that has to bind at least as tightly as `minimum`.
    func write(operand: Expression, _ minimum: Precedence, to text: inout String) {
        if let special = special?(operand) {
            text += special
            return
        }
        let precedence = operand.kind.precedence
        let isLoose = precedence < (parentheses == .full ? .primary : minimum)
        if isLoose { text += "(" }
        write(operand.kind, to: &text)
        if isLoose { text += ")" }
    }

    private func write(_ kind: Expression.Kind, to text: inout String) {
        switch kind {
        case .literal(let literal): text += print(literal)
        case .column(let qualifier, let name):
            for part in qualifier { text += print(part) + "." }
            text += print(name)
        case .parameter(let name): text += name.asParameter
        case .unary(let `operator`, let operand): write(`operator`, operand, to: &text)
        case .binary(let `operator`, let left, let right):
            write(`operator`, left, right, to: &text)
        case .between(let value, let low, let high, let negated):
            write(operand: value, .other, to: &text)
            text += negated ? " NOT BETWEEN " : " BETWEEN "
            write(operand: low, .other, to: &text)
            text += " AND "
            write(operand: high, .other, to: &text)
        case .inList(let value, let items, let negated):
            write(operand: value, .other, to: &text)
            text += negated ? " NOT IN (" : " IN ("
            separated(items, to: &text) { item, text in write(item, to: &text) }
            text += isQuery(items) ? ",)" : ")"
        case .inQuery(let value, let query, let negated):
            write(operand: value, .other, to: &text)
            text += negated ? " NOT IN (" : " IN ("
            write(query, to: &text)
            text += ")"
        case .inParameter(let value, let name, let negated):
            write(operand: value, .other, to: &text)
            text += (negated ? " NOT IN " : " IN ") + name.asParameter
        case .match(let `operator`, let value, let pattern, let escape, let negated):
            write(operand: value, .other, to: &text)
            text += (negated ? " NOT " : " ") + `operator`.rawValue + " "
            write(operand: pattern, .other, to: &text)
            if let escape {
                text += " ESCAPE "
                write(operand: escape, .other, to: &text)
            }
        case .test(let value, let truth, let negated): write(value, truth, negated, to: &text)
        case .case(let operand, let branches, let otherwise):
            write(operand, branches, otherwise, to: &text)
        case .cast(let value, let type): write("CAST", value, type.rawValue, to: &text)
        case .tryCast(let value, let type): write("TRY_CAST", value, type.rawValue, to: &text)
        case .bounded(let value, let bound): write(value, bound, to: &text)
        case .call(let call): write(call, to: &text)
        case .subquery(let query):
            text += "("
            write(query, to: &text)
            text += ")"
        case .exists(let query):
            text += "EXISTS ("
            write(query, to: &text)
            text += ")"
        }
    }

    private func write(
        _ word: String, _ value: Expression, _ type: String, to text: inout String
    ) {
        text += word + "("
        write(value, to: &text)
        text += " AS \(type))"
    }

    private func write(_ value: Expression, _ bound: TypeBound, to text: inout String) {
        switch value.kind {
        case .cast(let inner, _): write("CAST", inner, bound.text, to: &text)
        case .tryCast(let inner, _): write("TRY_CAST", inner, bound.text, to: &text)
        default: write("CAST", value, bound.text, to: &text)
        }
    }

    private func write(
        _ `operator`: UnaryOperator, _ operand: Expression, to text: inout String
    ) {
        guard `operator` != .not else {
            text += "NOT "
            write(operand: operand, .not, to: &text)
            return
        }
        text += `operator` == .negate ? "-" : "+"
        let start = text.utf8.count
        // A minus and a number would be parsed as one negative number.
        if `operator` == .negate, operand.beginsWithNumber, special?(operand) == nil {
            text += "("
            write(operand.kind, to: &text)
            text += ")"
        } else {
            write(operand: operand, .sign, to: &text)
        }
        // Two minuses would begin a comment.
        let index = text.utf8.index(text.utf8.startIndex, offsetBy: start)
        if `operator` == .negate, text[index...].hasPrefix("-") { text.insert(" ", at: index) }
    }

    /// Descends a chain to its first operand and returns along it, because a chain is as high as it
    /// is long: only other nesting uses stack.
    private func write(
        _ `operator`: BinaryOperator, _ left: Expression, _ right: Expression,
        to text: inout String
    ) {
        let precedence = `operator`.precedence
        // Comparisons are not associative; all other operators are left-associative.
        guard precedence != .comparison else {
            write(operand: left, precedence.next, to: &text)
            text += " \(`operator`.spelling) "
            write(operand: right, precedence.next, to: &text)
            return
        }
        var first = left
        var rest = [(`operator`, right)]
        while case .binary(let inner, let further, let operand) = first.kind,
            goesOnBare(inner, to: `operator`), special?(first) == nil
        {
            rest.append((inner, operand))
            first = further
        }
        write(operand: first, precedence, to: &text)
        for (`operator`, operand) in rest.reversed() {
            text += " \(`operator`.spelling) "
            write(operand: operand, precedence.next, to: &text)
        }
    }

    /// Follows a chain of tests like one of operators.
    private func write(
        _ value: Expression, _ truth: Truth, _ negated: Bool, to text: inout String
    ) {
        var first = value
        var rest = [(truth, negated)]
        while case .test(let further, let truth, let negated) = first.kind, special?(first) == nil {
            rest.append((truth, negated))
            first = further
        }
        let isFull = parentheses == .full
        if isFull { text += String(repeating: "(", count: rest.count - 1) }
        write(operand: first, .is, to: &text)
        for (index, (truth, negated)) in rest.enumerated().reversed() {
            text += (negated ? " IS NOT " : " IS ") + truth.spelling
            if isFull, index > 0 { text += ")" }
        }
    }

    /// Returns whether an operation by `inner` needs no parentheses as the left operand of `outer`.
    private func goesOnBare(_ inner: BinaryOperator, to outer: BinaryOperator) -> Bool {
        switch parentheses {
        case .needed: inner.precedence == outer.precedence
        case .full:
            // All readers agree on these; parentheses would make a long sum as deep as it is long.
            inner == outer
                || inner.precedence == outer.precedence
                    && [.additive, .multiplicative].contains(inner.precedence)
        }
    }

    private func write(
        _ operand: Expression?, _ branches: [When], _ otherwise: Expression?,
        to text: inout String
    ) {
        text += "CASE"
        if let operand {
            text += " "
            write(operand, to: &text)
        }
        for branch in branches {
            text += " WHEN "
            write(branch.condition, to: &text)
            text += " THEN "
            write(branch.result, to: &text)
        }
        if let otherwise {
            text += " ELSE "
            write(otherwise, to: &text)
        }
        text += " END"
    }

    private func write(_ call: FunctionCall, to text: inout String) {
        switch call.name.folded {
        // Without quotes it would begin the rows of VALUES.
        case "values": text += "\"\(call.name.text)\""
        // Reserved for joins, but functions before a parenthesis.
        case "left", "right": text += call.name.text
        default: text += Printer.name(call.name.text)
        }
        text += "("
        switch call.arguments {
        case .star: text += "*"
        case .list(let arguments):
            if call.distinct { text += "DISTINCT " }
            separated(arguments, to: &text) { argument, text in write(argument, to: &text) }
        }
        if !call.ordering.isEmpty {
            text += " ORDER BY "
            write(call.ordering, to: &text)
        }
        text += ")"
        if let filter = call.filter {
            text += " FILTER (WHERE "
            write(filter, to: &text)
            text += ")"
        }
        if let base = call.window?.base, call.window == Window(base: base) {
            text += " OVER " + print(base)
        } else if let window = call.window {
            text += " OVER ("
            write(window, to: &text)
            text += ")"
        }
    }

    package func print(_ literal: Literal) -> String {
        switch literal {
        case .null: "NULL"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .integer(let value): "\(value)"
        case .real(let value): Printer.real(value)
        case .text(let value): Printer.quoted(value)
        case .duration(let value): "\(value)"
        case .date(let value): "DATE " + Printer.quoted(value)
        case .time(let value): "TIME " + Printer.quoted(value)
        case .timestamp(let value): "TIMESTAMP " + Printer.quoted(value)
        }
    }

    /// Returns the shortest text that is read back as the same number, always with a point or an
    /// exponent. Values that no literal can represent are written as SQLite understands them.
    private static func real(_ value: Double) -> String {
        if value.isFinite { return "\(value)" }
        return value.isNaN ? "NULL" : value < 0 ? "-9e999" : "9e999"
    }
}

extension Truth {
    fileprivate var spelling: String {
        switch self {
        case .null: "NULL"
        case .true: "TRUE"
        case .false: "FALSE"
        }
    }
}

extension Expression {
    /// Whether the text of the expression begins with an unsigned number.
    fileprivate var beginsWithNumber: Bool {
        var first = self
        while case .binary(let `operator`, let left, _) = first.kind,
            `operator`.precedence == .postfix
        {
            first = left
        }
        switch first.kind {
        case .literal(.integer(let value)): return value >= 0
        case .literal(.real(let value)): return value.sign == .plus
        default: return false
        }
    }
}
