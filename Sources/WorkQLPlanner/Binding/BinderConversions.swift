import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// CASE and CAST, and the use of values as conditions, texts and numbers.
extension Binder {
    mutating func bindCase(
        _ operand: Expression?, _ whens: [When], _ otherwise: Expression?, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        var conditions: [Expression] = []
        var subject: Expression?
        if let operand {
            (subject, conditions) = try bindChoice(operand, whens.map(\.condition), in: context)
        } else {
            conditions = try whens.map { when throws(Diagnostic) in
                try bindCondition(when.condition, in: context)
            }
        }
        var results = try whens.map { when throws(Diagnostic) in
            try bind(when.result, in: context)
        }
        if let otherwise { results.append(try bind(otherwise, in: context)) }
        let (values, type) = try coerced(results, for: .result)
        let bound = zip(conditions, values).map {
            When(condition: $0, result: $1.expression)
        }
        let last = otherwise.flatMap { _ in values.last?.expression }
        let value = Bound(
            expression: Expression(.case(operand: subject, bound, otherwise: last), span: span),
            type: type)
        return passingOn(value, from: values.map(\.expression))
    }

    /// Binds the operand of `CASE x WHEN y …` and the values that it is compared with, each y by
    /// itself: a text compared with a date is a date, even where another y is a timestamp. Returns
    /// no operand where x needs a different type for each y.
    private mutating func bindChoice(
        _ operand: Expression, _ choices: [Expression], in context: ClauseContext
    ) throws(Diagnostic) -> (operand: Expression?, conditions: [Expression]) {
        let bound = try bind(operand, in: context)
        var pairs: [(Expression, Expression)] = []
        for choice in choices {
            let pair = try withCodes([bound, try bind(choice, in: context)])
            let (values, type) = try coerced(pair, for: .equality)
            noteNeverEqual(pair, values, of: type)
            noteUnknownCodes(values.dropFirst(), comparedWith: values[0])
            noteJoined(values.dropFirst(), comparedWith: values[0], negated: false)
            pairs.append((values[0].expression, values[1].expression))
        }
        if let first = pairs.first?.0, pairs.allSatisfy({ $0.0 == first }) {
            return (comparing(first, with: pairs.lazy.map(\.1)), pairs.map(\.1))
        }
        return (nil, pairs.map { Expression(comparing(.equal, $0, $1), span: $1.span) })
    }

    /// Binds a condition: a boolean, or a number, of which 0 is false.
    mutating func bindCondition(
        _ expression: Expression, in context: ClauseContext
    ) throws(Diagnostic) -> Expression {
        let bound = try bind(expression, in: context)
        return try condition(bound)
    }

    func condition(_ bound: Bound) throws(Diagnostic) -> Expression {
        switch bound.type {
        case nil, .boolean?, .integer?, .real?: return bound.expression
        case let type?:
            if case .text(let text)? = bound.literal {
                return Expression(
                    try literal(text, as: .boolean, at: bound.expression.span),
                    span: bound.expression.span)
            }
            throw Diagnostic(
                .typeMismatch, "\(type.phrase) where a condition is expected",
                at: bound.expression.span,
                help: "compare it, or write \(bound.name ?? "…") IS NOT NULL")
        }
    }

    /// Returns a value as a number; a boolean becomes 1 or 0.
    ///
    /// - Parameter user: the operator or function that takes the number, for messages.
    func number(_ bound: Bound, as user: String) throws(Diagnostic) -> Bound {
        guard let type = bound.type, !type.isNumber, type != .boolean else { return bound }
        let span = bound.expression.span
        if case .text(let text)? = bound.literal {
            guard let number = NumberText.literal(text) else {
                throw Diagnostic(
                    .typeMismatch, "'\(text)' is text, and \(user) takes a number", at: span,
                    help: durationHelp(text) ?? "write a number")
            }
            let type: ColumnType = if case .integer = number { .integer } else { .real }
            return Bound(expression: Expression(.literal(number), span: span), type: type)
        }
        let help: String? =
            switch type {
            case .text: "write CAST(\(bound.name ?? "…") AS real)"
            case .json: "extract a number: CAST(j->>'$.name' AS real)"
            case .timestamp: "subtract two times: (t - u) / 3600 is hours"
            case .date: "subtract two dates: d - e is days"
            case .time: "write sec_to_time(avg(time_to_sec(t))) for the mean time of day"
            default: nil
            }
        throw Diagnostic(
            .typeMismatch, "\(user) takes a number, and this is \(type.phrase)", at: span,
            help: help)
    }

    /// Returns a value as the text by which it is displayed.
    func asText(_ bound: Bound) -> Expression {
        let span = bound.expression.span
        switch bound.type {
        case .timestamp?:
            return Expression(.internalCall(.timestampText, [bound.expression]), span: span)
        case .boolean?:
            return Expression(.internalCall(.booleanText, [bound.expression]), span: span)
        case .real?:
            return Expression(.internalCall(.realText, [bound.expression]), span: span)
        default: return bound.expression
        }
    }

    mutating func bindCast(
        _ value: Expression, _ name: TypeName, orNull: Bool = false, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        if let age = try bindTextOfAge(value, as: name, at: span, in: context) { return age }
        let bound = try bind(value, in: context)
        let type = ColumnType(rawValue: name.rawValue) ?? .text
        if type == .integer { givenSizes[span] = .some(nil) }
        func with(_ kind: Expression.Kind) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        // CAST(NULL AS date) has the type, and CAST('x' AS text) is not a literal any more.
        guard let own = bound.type else {
            return with(name == .text ? .cast(bound.expression, .text) : bound.expression.kind)
        }
        if own == type, type != .text { return with(bound.expression.kind) }
        if case .text(let text)? = bound.literal, type != .text {
            do throws(Diagnostic) {
                return with(try literal(text, as: type, at: bound.expression.span, for: .cast))
            } catch  where orNull {
                return with(.literal(.null))
            }
        }
        /// Wraps values that may not be values of the type.
        func checked(_ value: Expression) -> Expression.Kind {
            let type = Expression(.literal(.text(type.rawValue)), span: span)
            return .internalCall(orNull ? .tryCast : .cast, [value, type])
        }
        switch (own, type) {
        case (.timestamp, .text), (.boolean, .text), (.real, .text):
            return with(asText(bound).kind)
        case (_, .text): return with(.cast(bound.expression, .text))
        case (.integer, .boolean), (.real, .boolean):
            return with(
                .binary(.notEqual, bound.expression, Expression(.literal(.integer(0)))))
        case (.integer, .real), (.boolean, .integer), (.boolean, .real), (.timestamp, .integer),
            (.timestamp, .real):
            return with(.cast(bound.expression, name))
        case (.integer, .timestamp) where bound.expression.constantInstant != nil,
            (.real, .timestamp) where bound.expression.constantInstant != nil:
            return with(bound.expression.kind)
        case (.text, .timestamp), (.integer, .timestamp), (.real, .timestamp), (.text, .integer),
            (.text, .real), (.real, .integer), (.text, .boolean), (.text, .date), (.text, .time):
            return with(checked(bound.expression))
        case (.date, .timestamp):
            return with(try coerced(bound, to: .timestamp, for: .result).expression.kind)
        case (.timestamp, .date): return with(part(of: bound, "date").kind)
        case (.timestamp, .time): return with(part(of: bound, "time").kind)
        case (.text, .json):
            let text = Expression(checked(bound.expression), span: span)
            return with(.internalCall(.json, [text]))
        case (.integer, .json), (.real, .json):
            return with(.internalCall(.json, [bound.expression]))
        default:
            throw Diagnostic(
                .typeMismatch, "\(own.phrase) cannot be cast to \(type.rawValue)",
                at: bound.expression.span, help: castHelp(own, type))
        }
    }

    private func castHelp(_ own: ColumnType, _ type: ColumnType) -> String? {
        switch (own, type) {
        case (.json, _): "extract a value from the JSON: j->>'$.name'"
        case (.integer, .date): "write CAST(CAST(x AS text) AS date) for digits such as 20260801"
        case (.date, .time): "a date has no time of day"
        case (.time, .timestamp): "write d + c, a date and a time of day"
        default: nil
        }
    }

    /// Returns `date(t)` or `time(t)`; for a constant its value, so that it is pushed down like a
    /// literal.
    func part(of time: Bound, _ function: String) -> Expression {
        let span = time.expression.span
        if let instant = time.expression.constantInstant {
            let style: TimestampFormat.Style = function == "date" ? .date : .time
            let text = TimestampFormat(style, zone: context.zone).string(instant)
            return Expression(.literal(.text(text)), span: span)
        }
        return Expression(
            .call(FunctionCall(name: Name(function), arguments: .list([time.expression]))),
            span: span)
    }
}
