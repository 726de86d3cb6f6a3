import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    mutating func bind(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in place: Place
    ) throws(Diagnostic) -> Bound {
        switch op {
        case .or, .and:
            return Bound(
                expression: Expression(
                    .binary(
                        op, try bind(left, in: place).expression,
                        try bind(right, in: place).expression), span: span),
                type: .boolean)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct,
            .isNotDistinct:
            return try bindComparison(op, left, right, at: span, in: place)
        case .add, .subtract:
            if case .literal(.duration(let duration)) = right.kind {
                return try shift(
                    try bind(left, in: place, hint: .timestamp), by: duration,
                    negative: op == .subtract, durationSpan: right.span, at: span)
            }
            return try bindArithmetic(op, left, right, at: span, in: place)
        case .multiply, .divide, .remainder:
            return try bindArithmetic(op, left, right, at: span, in: place)
        case .concatenate:
            let left = asText(try bind(left, in: place))
            let right = asText(try bind(right, in: place))
            return Bound(
                expression: Expression(.binary(.concatenate, left, right), span: span), type: .text)
        case .jsonGet, .jsonGetText:
            let left = try bind(left, in: place).expression
            let right = try bind(right, in: place).expression
            return Bound(
                expression: Expression(.binary(op, left, right), span: span),
                type: op == .jsonGet ? .json : nil)
        }
    }

    /// An operand of a comparison with a value already bound: text beside a timestamp is read as
    /// one, and constants that can never equal the value's type are refused.
    mutating func bindOperand(
        _ operand: Expression, comparedWith value: Bound, in place: Place
    ) throws(Diagnostic) -> Bound {
        let bound = try bind(operand, in: place, hint: value.type)
        try checkComparable(bound, with: value)
        noteUnknownCode(operand, comparedWith: value)
        return bound
    }

    private mutating func bindComparison(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in place: Place
    ) throws(Diagnostic) -> Bound {
        var first = try bind(left, in: place)
        let second: Bound
        if case .literal = left.kind {
            second = try bind(right, in: place)
            first = try bindOperand(left, comparedWith: second, in: place)
        } else {
            second = try bindOperand(right, comparedWith: first, in: place)
        }
        noteNull(op, [left, right], at: span)
        if first.type == .timestamp, second.type == .timestamp {
            noteWholePeriod(right, after: op)
            if let mirrored = op.mirrored { noteWholePeriod(left, after: mirrored) }
        }
        return Bound(
            expression: Expression(
                .binary(op, first.expression, second.expression), span: span),
            type: .boolean)
    }

    /// NULL equals nothing, itself included, so that the comparison is never true.
    private mutating func noteNull(_ op: BinaryOperator, _ sides: [Expression], at span: Span) {
        guard op != .isDistinct, op != .isNotDistinct,
            sides.contains(where: { $0.kind == .literal(.null) })
        else { return }
        let value = sides.first { $0.kind != .literal(.null) }.map { Printer().print($0) } ?? "x"
        note(
            Diagnostic(
                .comparedWithNull, "a comparison with NULL is never true", at: span,
                help: op == .notEqual ? "write \(value) IS NOT NULL" : "write \(value) IS NULL"))
    }

    /// A text that names a day or more stands for its first instant; `=` and `<=` before it seldom
    /// mean that.
    private mutating func noteWholePeriod(_ operand: Expression, after op: BinaryOperator) {
        guard case .literal(.text(let text)) = operand.kind,
            let period = try? context.timestamp(text, at: operand.span).period
        else { return }
        let end = TimestampFormat(.table, zone: context.zone).string(period.until)
        switch op {
        case .equal, .isNotDistinct:
            note(
                Diagnostic(
                    .bareDate, "'\(text)' is its first instant here", at: operand.span,
                    help: "DURING \(text) is all of it"))
        case .lessOrEqual:
            note(
                Diagnostic(
                    .bareDate,
                    "'\(text)' is its first instant here, and the rest of it is left out",
                    at: operand.span, help: "write < '\(end)' to include it"))
        case .greater:
            note(
                Diagnostic(
                    .bareDate,
                    "'\(text)' is its first instant here, and the rest of it is included",
                    at: operand.span, help: "write >= '\(end)' to leave it out"))
        default: break
        }
    }

    private func checkComparable(_ operand: Bound, with value: Bound) throws(Diagnostic) {
        guard let type = value.type else { return }
        switch (type, operand.expression.kind) {
        case (.integer, .literal(.text(let text))) where Double(text) == nil,
            (.real, .literal(.text(let text))) where Double(text) == nil,
            (.boolean, .literal(.text(let text))):
            throw Diagnostic(
                .typeMismatch, "'\(text)' is text, and it is compared with \(type.phrase)",
                at: operand.expression.span,
                help: type == .boolean ? "write true or false" : "write a number")
        default:
            break
        }
        if type == .timestamp || operand.type == .timestamp, let other = operand.type,
            other != type, !(other.isNumber || type.isNumber)
        {
            throw Diagnostic(
                .typeMismatch, "\(type.phrase) is compared with \(other.phrase)",
                at: operand.expression.span,
                help: "compare a timestamp with a time: '2026-08-01 09:00', or date(t) with a day")
        }
    }

    /// A value that an enumerated column never has is right SQL and an empty answer; saying so saves
    /// the search for a misspelt word.
    private mutating func noteUnknownCode(_ operand: Expression, comparedWith value: Bound) {
        guard case .column(let qualifier, let name) = value.expression.kind else { return }
        // A list compares one column with many values, of which each would compare its name again:
        // what stands at one place is one column.
        let span = value.expression.span
        if lastCodes?.column.span != span
            || span.start == span.end && lastCodes?.column != value.expression
        {
            let source = scopes.lazy.reversed().flatMap(\.sources).first {
                $0.name == qualifier.last
            }
            let place = source?.place(of: name)
            lastCodes = (value.expression, place.flatMap { source?.columns[$0].codes } ?? [])
        }
        guard let codes = lastCodes?.codes, !codes.isEmpty else { return }
        let scalar: Scalar
        switch operand.kind {
        case .literal(.text(let text)): scalar = .text(text)
        case .literal(.integer(let number)): scalar = .integer(number)
        default: return
        }
        guard !codes.contains(where: { $0.value == scalar }) else { return }
        let known = codes.map { code in
            code.value.description == code.label
                ? code.label : "\(code.value.description) (\(code.label))"
        }
        note(
            Diagnostic(
                .typeMismatch, "\(name.text) is not known to be \(scalar.description)",
                at: operand.span,
                help: "known: " + known.joined(separator: ", ")))
    }

    private mutating func bindArithmetic(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in place: Place
    ) throws(Diagnostic) -> Bound {
        var first = try bind(left, in: place)
        var second = try bind(right, in: place)
        if first.type == .timestamp, case .literal(.text) = right.kind {
            second = try bind(right, in: place, hint: .timestamp)
        } else if second.type == .timestamp, case .literal(.text) = left.kind {
            first = try bind(left, in: place, hint: .timestamp)
        }
        let type: ColumnType?
        switch (op, first.type, second.type) {
        case (.subtract, .timestamp?, .timestamp?):
            // Seconds as a real, whatever the service's precision, so that / 3600 keeps the minutes.
            let difference = Expression(
                .binary(op, first.expression, second.expression), span: span)
            return Bound(expression: Expression(.cast(difference, .real), span: span), type: .real)
        case (.add, .timestamp?, .timestamp?):
            throw Diagnostic(.typeMismatch, "two timestamps cannot be added", at: span)
        case (.add, .timestamp?, _), (.subtract, .timestamp?, _), (.add, _, .timestamp?):
            type = .timestamp
        case (_, .integer?, .integer?): type = .integer
        case (_, let one?, let other?) where one.isNumber && other.isNumber: type = .real
        default: type = nil
        }
        return Bound(
            expression: Expression(.binary(op, first.expression, second.expression), span: span),
            type: type)
    }

    func asText(_ bound: Bound) -> Expression {
        guard bound.type == .timestamp else { return bound.expression }
        return Expression(
            .internalCall(.timestampText, [bound.expression]), span: bound.expression.span)
    }
}
