import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Function {
    /// The replacement of a call that SQLite does not compute as it is written.
    struct Rewriting: Sendable {
        /// A call whose arguments are bound.
        struct Call {
            let function: Function
            /// The arguments as they were written.
            let given: [Binder.Bound]
            /// The arguments as the function takes them.
            let arguments: [Binder.Bound]
            let span: Span

            func becoming(_ kind: Expression.Kind, _ type: ColumnType?) -> Binder.Bound {
                Binder.Bound(expression: Expression(kind, span: span), type: type)
            }

            /// Returns the same call with other arguments.
            func with(_ arguments: [Binder.Bound]) -> Expression.Kind {
                .call(
                    FunctionCall(
                        name: Name(function.sqlName), arguments: .list(arguments.map(\.expression)))
                )
            }
        }

        /// Returns the replacement; nil where SQLite computes the call unchanged.
        let rewrite: @Sendable (Binder, Call) throws(Diagnostic) -> Binder.Bound?

        init(_ rewrite: @escaping @Sendable (Binder, Call) throws(Diagnostic) -> Binder.Bound?) {
            self.rewrite = rewrite
        }
    }
}

extension Function.Rewriting {
    /// The now of the script, the same for all its statements.
    static let now = Self { (binder, call) throws(Diagnostic) in
        call.becoming(.instant(binder.context.now), .timestamp)
    }

    /// The day of a timestamp; a date is returned unchanged.
    static let datePart = part("date", .date)
    /// The time of day of a timestamp; a time of day is returned unchanged.
    static let timePart = part("time", .time)

    private static func part(_ name: String, _ type: ColumnType) -> Self {
        Self { (binder, call) throws(Diagnostic) in
            guard let first = call.arguments.first else { return nil }
            if first.type == type { return call.becoming(first.expression.kind, type) }
            guard first.type == .timestamp else { return nil }
            return call.becoming(binder.part(of: first, name).kind, type)
        }
    }

    /// Refuses a text that is not a unit of time.
    static let unitOfTime = Self { (binder, call) throws(Diagnostic) in
        let units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
        guard let first = call.arguments.first else { return nil }
        guard case .literal(.text(let unit)) = first.expression.kind,
            units.contains(unit.lowercased())
        else {
            throw Diagnostic(
                .typeMismatch, "\(call.function.name)() takes the unit as a text first",
                at: first.expression.span,
                help: "one of " + units.map { "'\($0)'" }.joined(separator: ", ")
            ).about(first.literal == nil ? nil : .word)
        }
        if call.function.name == "date_trunc", let time = call.given.dropFirst().first {
            if call.arguments.count == 3 { return try binder.truncated(call) }
            // The clock of another zone stays one.
            if binder.isWallClock(time.expression) {
                return call.becoming(
                    .internalCall(.truncatedClock, [first.expression, time.expression]), .text)
            }
        }
        // A constant argument gives a constant, so that it is pushed down like a literal.
        if call.function.name == "date_trunc", call.arguments.count == 2,
            let instant = call.arguments[1].expression.constantInstant,
            let unit = TimeUnit(spelled: unit)
        {
            return call.becoming(
                .instant(binder.context.zone.truncating(instant, to: unit)), .timestamp)
        }
        return nil
    }

    /// `quote(x)`: numbers and truth values are literals without quotes.
    static let literalText = Self { (_, call) throws(Diagnostic) in
        guard let text = call.arguments.first, let type = call.given.first?.type,
            type == .real || type == .boolean
        else { return nil }
        let null = Expression(.literal(.text("NULL")))
        return call.becoming(Expression.call("coalesce", text.expression, null).kind, .text)
    }

    /// The dialect's types; SQLite has only three of them.
    static let typeName = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first, let type = first.type,
            ![.text, .integer, .real].contains(type)
        else { return nil }
        let isNull = Expression(.test(first.expression, .null, negated: false))
        let null = Expression(.literal(.text("null")))
        return call.becoming(
            .case(
                operand: nil, [When(condition: isNull, result: null)],
                otherwise: Expression(.literal(.text(type.rawValue)))), .text)
    }

    /// NULL where the argument is NULL.
    static let unlessNull = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        let isNull = Expression(.test(first.expression, .null, negated: false))
        let result = Expression(call.with(call.arguments), span: call.span)
        return call.becoming(
            .case(
                operand: nil,
                [When(condition: isNull, result: Expression(.literal(.null)))],
                otherwise: result), .json)
    }

    /// The result is x unconverted, in its own type, except for an integer that meets a real.
    static let firstUnlessEqual = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first, let x = call.given.first, x.type != first.type,
            first.type != .real, x.literal == nil
        else { return nil }
        let same = Expression.binary(first.expression, .equal, call.arguments[1].expression)
        return call.becoming(
            .case(
                operand: nil, [When(condition: same, result: Expression(.literal(.null)))],
                otherwise: x.expression), x.type)
    }

    /// For one path the value as text, for several paths a list.
    static let partOfJSON = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        guard call.arguments.count == 2 else {
            return call.becoming(call.with(call.arguments), .json)
        }
        let path = call.arguments[1].expression
        let part = Expression.binary(first.expression, .jsonGet, path)
        let value = Expression.call(call.function.name, first.expression, path)
        return call.becoming(.internalCall(.jsonText, [part, value]), .text)
    }

    /// The values of a format: times are passed as they are displayed, which only `%s` and similar
    /// conversions take.
    static let shownValues = Self { (binder, call) throws(Diagnostic) in
        guard let pattern = call.arguments.first else { return nil }
        if let type = pattern.type, type != .text {
            // Excel and Access begin with the value.
            let instead =
                type.isNumber
                ? "format('%d', x)"
                : type == .boolean || type == .json
                    ? "x::text"
                    : "to_char(t, 'YYYY-MM-DD')"
            throw Diagnostic(
                .typeMismatch,
                "\(call.function.name)() takes the format as a text first, and this is "
                    + type.phrase,
                at: pattern.expression.span, help: "write \(instead)")
        }
        var conversions: [Character]?
        var shown = call.arguments
        if case .literal(.text(let text)) = pattern.expression.kind {
            let known = FormatText.conversions(of: text)
            guard known.count < call.arguments.count else {
                throw Diagnostic(
                    .typeMismatch,
                    "the format has \(counted(known.count, "place")), and "
                        + "\(call.function.name)() has "
                        + counted(call.arguments.count - 1, "value"),
                    at: pattern.expression.span, help: "write %% for a percent sign")
            }
            conversions = known
            shown[0].expression = Expression(
                .literal(.text(FormatText.countingCharacters(text))), span: pattern.expression.span)
        } else {
            shown[0].expression = Expression(
                .internalCall(.formatPattern, [pattern.expression]), span: pattern.expression.span)
        }
        for index in shown.indices.dropFirst() {
            let argument = shown[index]
            let conversion = conversions.flatMap { known in
                known.indices.contains(index - 1) ? known[index - 1] : nil
            }
            // SQLite prints 0 for a text that is not a number.
            if argument.type == .text, let conversion, FormatText.ofNumbers.contains(conversion) {
                guard case .text(let text)? = argument.literal, NumberText.literal(text) != nil
                else {
                    throw Diagnostic(
                        .typeMismatch, "%\(conversion) takes a number, and this is text",
                        at: argument.expression.span,
                        help: "write %s, or CAST(\(argument.name ?? "…") AS real)")
                }
            }
            let isText = conversion.map { "sqQwz".contains($0) } ?? false
            guard let type = argument.type, type != .text,
                !type.isNumber || type == .real && isText
            else { continue }
            if let conversions, conversions.isEmpty, type != .boolean, type != .json {
                throw Diagnostic(
                    .typeMismatch, "the format has no place for \(type.phrase)",
                    at: argument.expression.span,
                    help: "write to_char(t, 'YYYY-MM-DD'), or %s in the format")
            }
            if let conversion, !"sqQwzc".contains(conversion) {
                guard type == .boolean else {
                    throw Diagnostic(
                        .typeMismatch, "%\(conversion) takes a number, and this is \(type.phrase)",
                        at: argument.expression.span, help: "write %s")
                }
                continue
            }
            shown[index] = Binder.Bound(expression: binder.asText(argument), type: .text)
        }
        // Of a format that is not known yet, any of the values may be printed as a number.
        let numbers = shown.indices.dropFirst().filter { index in
            conversions.map { known in
                known.indices.contains(index - 1) && FormatText.ofNumbers.contains(known[index - 1])
            } ?? true
        }
        let result = Expression(call.with(shown), span: call.span)
        return call.becoming(
            .internalCall(
                .formatted, [result, pattern.expression] + numbers.map { shown[$0].expression }),
            .text)
    }
}
