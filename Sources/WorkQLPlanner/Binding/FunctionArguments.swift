import WorkQLCatalog
import WorkQLSyntax

/// What a function takes for an argument.
enum ArgumentKind {
    case any
    /// A text; everything else as the text by which it is shown.
    case text
    case number
    case json
    case condition
    /// A timestamp or a date.
    case day
    /// A timestamp or a time of day.
    case clock
    /// A timestamp; a date is its midnight.
    case timestamp
    /// One of several values that come to one type.
    case meeting
}

extension Function {
    func argumentKind(_ place: Int) -> ArgumentKind {
        switch name {
        case "date", "year", "month", "day", "weekday": .day
        case "time", "hour", "minute", "second": .clock
        case "date_trunc": place == 0 ? .any : .timestamp
        case "length", "lower", "upper", "trim", "ltrim", "rtrim", "replace", "instr", "unicode",
            "hex", "glob", "group_concat", "json_valid", "quote":
            .text
        case "substr", "substring": place == 0 ? .text : .number
        case "char", "sum", "avg", "total", "bar", "sparkline", "abs", "round", "sign", "ntile":
            .number
        case "lag", "lead": place == 1 ? .number : .meeting
        case "nth_value": place == 1 ? .number : .any
        case "min", "max": kind == .scalar ? .meeting : .any
        case "coalesce", "ifnull", "nullif": .meeting
        case "iif": place == 0 ? .condition : .meeting
        case "json", "json_extract", "json_array_length", "json_type": place == 0 ? .json : .any
        default: .any
        }
    }

    fileprivate var meeting: Binder.Meeting {
        switch name {
        case "min", "max": .order
        case "nullif": .equality
        default: .result
        }
    }
}

extension Binder {
    /// The arguments as the function takes them, and the type of those that meet.
    func coerced(
        _ arguments: [Bound], of function: Function
    ) throws(Diagnostic) -> (arguments: [Bound], type: ColumnType?) {
        var coerced = arguments
        var meeting: [Int] = []
        for (place, argument) in arguments.enumerated() {
            let kind = function.argumentKind(place)
            if case .meeting = kind { meeting.append(place) }
            coerced[place] = try self.coerced(argument, to: kind, of: function)
        }
        if function.name == "format" || function.name == "printf" {
            coerced = try formatted(coerced, of: function)
        }
        guard !meeting.isEmpty else { return (coerced, nil) }
        let (values, type) = try self.coerced(
            meeting.map { coerced[$0] }, for: function.meeting)
        for (place, value) in zip(meeting, values) { coerced[place] = value }
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
        case .condition:
            return Bound(expression: try condition(argument), type: .boolean)
        case .json: return Bound(expression: try json(argument), type: argument.type)
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

    /// A timestamp or a time of another type; a literal text is read as a timestamp where it is one.
    private func time(
        _ argument: Bound, _ other: ColumnType, of function: Function, _ wanted: String
    ) throws(Diagnostic) -> Bound {
        let span = argument.expression.span
        guard let type = argument.type else { return argument }
        if type == .timestamp || type == other { return argument }
        if case .text(let text)? = argument.literal {
            let isClock = other == .time && (try? context.timeOfDay(text)) != nil
            let read: ColumnType = isClock ? .time : .timestamp
            return Bound(
                expression: Expression(try literal(text, as: read, at: span), span: span),
                type: read)
        }
        throw Diagnostic(
            .typeMismatch, "\(function.name)() takes \(wanted), and this is \(type.phrase)",
            at: span,
            help: type == .text
                ? "write CAST(\(argument.name ?? "…") AS \(other.rawValue))" : nil)
    }

    /// The values of `format`: times as they are shown, which only `%s` and its like take.
    private func formatted(
        _ arguments: [Bound], of function: Function
    ) throws(Diagnostic) -> [Bound] {
        guard let pattern = arguments.first else { return arguments }
        var conversions: [Character]?
        if case .literal(.text(let text)) = pattern.expression.kind {
            conversions = FormatText.conversions(of: text)
        }
        var formatted = arguments
        for place in arguments.indices.dropFirst() {
            let argument = arguments[place]
            guard let type = argument.type, !type.isNumber, type != .text else { continue }
            let conversion = conversions.flatMap { known in
                known.indices.contains(place - 1) ? known[place - 1] : nil
            }
            if let conversion, !"sqQwzc".contains(conversion) {
                guard type == .boolean else {
                    throw Diagnostic(
                        .typeMismatch, "%\(conversion) takes a number, and this is \(type.phrase)",
                        at: argument.expression.span, help: "write %s")
                }
                continue
            }
            formatted[place] = Bound(expression: asText(argument), type: .text)
        }
        return formatted
    }

    /// Calls that the types of their arguments decide; nil for those that SQLite makes as they are.
    func bindSpecial(
        _ function: Function, _ given: [Bound], _ arguments: [Bound], at span: Span
    ) throws(Diagnostic) -> Bound? {
        guard let first = arguments.first else { return nil }
        func with(_ kind: Expression.Kind, _ type: ColumnType) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        switch (function.name, first.type) {
        case ("date", .date?), ("time", .time?):
            return with(first.expression.kind, first.type ?? .date)
        case ("date", .timestamp?): return with(part(of: first, "date").kind, .date)
        case ("time", .timestamp?): return with(part(of: first, "time").kind, .time)
        case ("typeof", let type?) where ![.text, .integer, .real].contains(type):
            return with(
                .case(
                    operand: nil,
                    [
                        When(
                            condition: Expression(.test(first.expression, .null, negated: false)),
                            result: Expression(.literal(.text("null"))))
                    ], otherwise: Expression(.literal(.text(type.rawValue)))), .text)
        case ("nullif", _):
            // What is given back is x as it was, in its own type.
            guard let x = given.first, x.type != first.type, x.literal == nil else { return nil }
            let same = Expression.binary(first.expression, .equal, arguments[1].expression)
            return Bound(
                expression: Expression(
                    .case(
                        operand: nil,
                        [When(condition: same, result: Expression(.literal(.null)))],
                        otherwise: x.expression), span: span), type: x.type)
        case ("json_extract", _):
            guard arguments.count == 2 else {
                return with(
                    .call(
                        FunctionCall(
                            name: Name(function.name),
                            arguments: .list(arguments.map(\.expression)))), .json)
            }
            let part = Expression.binary(first.expression, .jsonGet, arguments[1].expression)
            let value = Expression.call(
                "json_extract", first.expression, arguments[1].expression)
            return with(.internalCall(.jsonText, [part, value]), .text)
        default: return nil
        }
    }
}

/// The conversions of a format: `%05d and %s` has d and s.
enum FormatText {
    static func conversions(of text: String) -> [Character] {
        var conversions: [Character] = []
        var rest = Substring(text)
        while let percent = rest.firstIndex(of: "%") {
            rest = rest[rest.index(after: percent)...]
            // A star takes an argument for the width.
            while let flag = rest.first, "-+ #0!,.123456789*l".contains(flag) {
                if flag == "*" { conversions.append("d") }
                rest = rest.dropFirst()
            }
            guard let conversion = rest.first else { break }
            if conversion != "%" { conversions.append(conversion) }
            rest = rest.dropFirst()
        }
        return conversions
    }
}
