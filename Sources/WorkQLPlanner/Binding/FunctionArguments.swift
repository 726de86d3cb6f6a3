import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    /// Converts the arguments to the types that the function takes; returns them with the common
    /// type of those of the kind `meeting`.
    func coerced(
        _ arguments: [Bound], of function: Function
    ) throws(Diagnostic) -> (arguments: [Bound], type: ColumnType?) {
        var coerced = arguments
        var meeting: [Int] = []
        for (index, argument) in arguments.enumerated() {
            let kind = function.argumentKind(index)
            if case .meeting = kind { meeting.append(index) }
            coerced[index] = try self.coerced(argument, to: kind, of: function)
        }
        guard !meeting.isEmpty else { return (coerced, nil) }
        let meetings = meeting.map { coerced[$0] }
        var (values, type) = try self.coerced(meetings, for: function.meeting)
        // The result is one of the compared values.
        if type == .real { values = try self.coerced(meetings, for: .result).values }
        for (index, value) in zip(meeting, values) { coerced[index] = value }
        return (coerced, type)
    }

    private func coerced(
        _ argument: Bound, to kind: ArgumentKind, of function: Function
    ) throws(Diagnostic) -> Bound {
        let span = argument.expression.span
        switch kind {
        case .any, .meeting: return argument
        case .text: return Bound(expression: asText(argument), type: argument.type)
        case .number: return try number(argument, as: "\(function.name)()")
        case .whole:
            let bound = try number(argument, as: "\(function.name)()")
            guard bound.type != .real else {
                throw Diagnostic(
                    .typeMismatch, "\(function.name)() takes integers, and this is a real",
                    at: span,
                    help: "write CAST(\(argument.name ?? "…") AS integer)")
            }
            return bound
        case .share:
            let share = try number(argument, as: "\(function.name)()")
            if let number = share.expression.constantNumber, !(0...1).contains(number) {
                throw Diagnostic(
                    .notComputed, "the share of a quantile is between 0 and 1", at: span,
                    help: "write 0.9 for 90 percent")
            }
            return share
        case .jsonName:
            return Bound(
                expression: Expression(
                    .internalCall(.jsonName, [asText(argument)]), span: span), type: .text)
        case .condition:
            return Bound(expression: try condition(argument), type: .boolean)
        case .jsonPath:
            try requirePath(argument, of: function.name)
            return argument
        case .json: return Bound(expression: try json(argument), type: argument.type)
        case .jsonValue:
            switch argument.type {
            case nil, .text?, .integer?: return argument
            case .real?:
                return Bound(
                    expression: Expression(
                        .internalCall(.jsonNumber, [argument.expression]), span: span),
                    type: .real)
            case .json?:
                return Bound(
                    expression: Expression.call("json", argument.expression).at(span), type: .json)
            case .boolean?:
                return Bound(
                    expression: Expression.call("json", asText(argument)).at(span), type: .json)
            case .timestamp?, .date?, .time?:
                return Bound(expression: asText(argument), type: .text)
            }
        case .day:
            return try time(argument, .date, of: function, "a timestamp or a date")
        case .clock:
            return try time(argument, .time, of: function, "a timestamp or a time of day")
        case .timestamp:
            if argument.type == .date {
                return try coerced(argument, to: .timestamp, for: .result)
            }
            let bound = try time(argument, .timestamp, of: function, "a timestamp or a date")
            return Bound(
                expression: Expression(bound.expression.kind, span: span), type: .timestamp)
        }
    }

    /// Converts an argument to a timestamp or a time of another type; a literal text is parsed as a
    /// timestamp where it is one.
    private func time(
        _ argument: Bound, _ other: ColumnType, of function: Function, _ wanted: String
    ) throws(Diagnostic) -> Bound {
        let span = argument.expression.span
        guard let type = argument.type else { return argument }
        if type == .timestamp || type == other { return argument }
        // The instant at which the clock here shows what the clock in the other zone shows.
        if type == .text, isWallClock(argument.expression) {
            let name = Expression(.literal(.text(ColumnType.timestamp.rawValue)), span: span)
            return Bound(
                expression: Expression(
                    .internalCall(.cast, [argument.expression, name]), span: span),
                type: .timestamp)
        }
        if case .text(let text)? = argument.literal {
            let isClock = other == .time && (try? context.timeOfDay(text)) != nil
            let read: ColumnType = isClock ? .time : .timestamp
            return Bound(
                expression: Expression(try literal(text, as: read, at: span), span: span),
                type: read)
        }
        let help: String? =
            switch type {
            case .text: "write CAST(\(argument.name ?? "…") AS \(other.rawValue))"
            case .integer, .real:
                "t - u is already a number of seconds; to_timestamp(n) makes a timestamp of one"
            default: nil
            }
        throw Diagnostic(
            .typeMismatch, "\(function.name)() takes \(wanted), and this is \(type.phrase)",
            at: span, help: help)
    }
}
