import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// The replacements of the calls of `CompatibilityFunctions`.
extension Function.Rewriting {
    /// The day of the script's now.
    static let today = Self { (binder, call) throws(Diagnostic) in
        let day = binder.context.zone.localTime(at: binder.context.now).date
        return call.becoming(.literal(.text(day.isoText)), .date)
    }

    /// `contains(s, part)`
    static let contains = Self { (_, call) throws(Diagnostic) in
        guard call.arguments.count == 2 else { return nil }
        let index = Expression.call(
            "instr", call.arguments[0].expression, call.arguments[1].expression)
        return call.becoming(
            .binary(.greater, index, Expression(.literal(.integer(0)))), .boolean)
    }

    /// `round(x, -2)` to hundreds; SQLite does not round to multiples of ten.
    static let rounding = Self { (_, call) throws(Diagnostic) in
        guard call.arguments.count == 2 else { return nil }
        let value = call.arguments[0].expression
        let places = call.arguments[1].expression
        // SQLite reads only 32 bits of the number of places, of which a real has no more than 30.
        let upTo30 = Expression.call("min", places, Expression(.literal(.integer(30))))
        let decimals = Expression.call(call.function.sqlName, value, upTo30)
        let tens = Expression(
            .internalCall(.roundTens, [value, Expression(.unary(.negate, places))]))
        switch call.arguments[1].literal {
        case .number(.integer(0...30))?, .number(.real(0...30))?: return nil
        case .number(.integer(0...))?, .number(.real(0...))?:
            return call.becoming(decimals.kind, .real)
        case .number?: return call.becoming(tens.kind, .real)
        default:
            let isWhole = Expression(
                .binary(.less, places, Expression(.literal(.integer(0)))))
            return call.becoming(
                .case(
                    operand: nil, [When(condition: isWhole, result: tens)],
                    otherwise: Expression(decimals.kind, span: call.span)), .real)
        }
    }

    /// Positions in a text. SQLite reads only 32 bits of a number, so that 2^32 + 1 would be 1; no
    /// text is as long.
    static let positions = Self { (_, call) throws(Diagnostic) in
        let farthest: Int64 = 2_147_483_647
        var arguments = call.arguments
        var isChanged = false
        for index in arguments.indices.dropFirst() {
            let position = arguments[index].expression
            if let number = position.constantNumber, number.magnitude < Double(farthest) {
                continue
            }
            isChanged = true
            func limit(_ number: Int64) -> Expression { Expression(.literal(.integer(number))) }
            arguments[index].expression = Expression.call(
                "max", limit(-farthest), Expression.call("min", position, limit(farthest))
            ).at(position.span)
        }
        return isChanged ? call.becoming(call.with(arguments), .text) : nil
    }

    /// For whole numbers SQLite's operator, since its function always returns a real.
    static let remainder = Self { (_, call) throws(Diagnostic) in
        guard call.arguments.count == 2 else { return nil }
        guard call.arguments.allSatisfy({ $0.type == .integer || $0.type == .boolean }) else {
            return call.becoming(call.with(call.arguments), .real)
        }
        return call.becoming(
            .binary(.remainder, call.arguments[0].expression, call.arguments[1].expression),
            .integer)
    }

    /// A number of seconds, converted like CAST, which refuses a value that is not a time.
    static let secondsAsTimestamp = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        if let instant = first.expression.constantInstant {
            guard instant.isInCalendar else {
                throw Diagnostic(
                    .outsideCalendar, "a time outside the years 0001 to 9999",
                    at: first.expression.span,
                    help: "the number is seconds since 1970; divide milliseconds by 1000")
            }
            return call.becoming(.instant(instant), .timestamp)
        }
        let type = Expression(.literal(.text(ColumnType.timestamp.rawValue)))
        return call.becoming(.internalCall(.cast, [first.expression, type]), .timestamp)
    }

    /// `date_part('hour', t)` is `hour(t)`.
    static let datePartByName = Self { (binder, call) throws(Diagnostic) in
        guard call.arguments.count == 2 else { return nil }
        let functions = [
            "year": "year", "month": "month", "day": "day", "hour": "hour", "minute": "minute",
            "second": "second", "quarter": "quarter", "week": "week", "isoyear": "isoyear",
            "doy": "dayofyear", "dayofyear": "dayofyear", "isodow": "weekday",
            "weekday": "weekday", "epoch": "epoch",
        ]
        let unit = call.arguments[0]
        guard case .literal(.text(let name)) = unit.expression.kind,
            let name = functions[name.lowercased()],
            let function = Function.named(name, arguments: 1)
        else {
            throw Diagnostic(
                .typeMismatch, "\(call.function.name)() takes the part as a text first",
                at: unit.expression.span,
                help: "one of " + functions.keys.sorted().map { "'\($0)'" }.listed
            ).about(unit.literal == nil ? nil : .word)
        }
        // A difference of two times is its number of seconds already.
        if name == "epoch", call.given[1].isTimeDifference {
            return call.becoming(call.given[1].expression.kind, .real)
        }
        let given = try binder.coerced([call.given[1]], of: function).arguments
        if name == "epoch", let seconds = given[0].secondsOfEpoch {
            return call.becoming(seconds.kind, .real)
        }
        return call.becoming(
            .call(
                FunctionCall(name: Name(name), arguments: .list(given.map(\.expression)))),
            name == "epoch" ? .real : .integer)
    }

    /// `strftime(t, pattern)`, also with the pattern first, as in SQLite. A literal pattern is
    /// checked here, where its span is known.
    static func format(_ notation: DatePattern.Notation) -> Self {
        Self { (binder, call) throws(Diagnostic) in
            guard call.given.count == 2 else { return nil }
            var (time, pattern) = (call.given[0], call.given[1])
            if notation == .strftime, case .text(let text)? = time.literal, text.contains("%") {
                swap(&time, &pattern)
            }
            let days = Function.named("dayname", arguments: 1) ?? call.function
            if case .text(let text)? = time.literal, (try? binder.context.timeOfDay(text)) != nil {
                time = Binder.Bound(expression: time.expression, type: .time)
            } else if time.type != .time {
                time = try binder.coerced([time], of: days.called(call.function.name)).arguments[0]
            }
            if case .text(let text)? = pattern.literal {
                do throws(DatePattern.UnknownField) {
                    _ = try DatePattern(text, notation)
                } catch {
                    throw Diagnostic(
                        .malformedPattern, "\(call.function.name)() has no \(error.field)",
                        at: pattern.expression.span, help: "write \(call.function.signature)")
                }
            } else if let type = pattern.type, type != .text {
                throw Diagnostic(
                    .typeMismatch,
                    "\(call.function.name)() takes a pattern, and this is \(type.phrase)",
                    at: pattern.expression.span, help: "write \(call.function.signature)")
            }
            return call.becoming(
                .call(
                    FunctionCall(
                        name: Name(call.function.name),
                        arguments: .list([time.expression, pattern.expression]))), .text)
        }
    }
}

extension FunctionCall {
    /// The operator of MySQL's `date_add(t, INTERVAL 7 DAY)`; nil for every other call.
    var durationShift: BinaryOperator? {
        guard case .list(let list) = arguments, list.count == 2,
            case .literal(.duration) = list[1].kind
        else { return nil }
        switch name.folded {
        case "date_add", "adddate": return .add
        case "date_sub", "subdate": return .subtract
        default: return nil
        }
    }
}

extension FunctionCall {
    /// The operand of PostgreSQL's `$1::interval`; nil for every other call.
    var castToInterval: Expression? {
        guard name.folded == "interval", case .list(let list) = arguments, list.count == 1 else {
            return nil
        }
        return list[0]
    }
}

extension Binder {
    /// Returns the duration that a text or the value of a parameter is, as a cast to an interval
    /// reads it; nil for any other value.
    func interval(_ value: Expression) -> Expression.Kind? {
        switch value.kind {
        case .literal(.text(let text)): return PostgreSQLInterval(text)?.kind
        case .literal(.duration), .literal(.null), .unary(.negate, _): return value.kind
        case .cast(let inner, .text): return interval(inner)
        case .call(let call): return call.castToInterval.flatMap(interval)
        case .parameter(let name):
            guard case .literal(let literal)? = environment.parameters[name] else { return nil }
            return interval(literal)
        default: return nil
        }
    }

    mutating func bindInterval(
        _ value: Expression, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        guard let kind = interval(value) else {
            throw Diagnostic(
                .typeMismatch, "this is not an interval", at: value.span,
                help: "write INTERVAL '7 day', or x * INTERVAL '1 day' for a number of days")
        }
        return try bind(Expression(kind, span: span), in: context)
    }
}

extension Binder.Bound {
    /// Whether it is `t - u` of two times, in the form that binding gives it.
    var isTimeDifference: Bool {
        guard type == .real, case .call(let call) = expression.kind else { return false }
        let function = LocalFunction(rawValue: call.name.text)
        return function == .timestampDifference || function == .timeDifference
    }
}

extension Function.Rewriting {
    /// `add_months(t, n)`, of a date or a timestamp.
    static let monthsLater = Self { (_, call) throws(Diagnostic) in
        guard call.arguments.count == 2 else { return nil }
        let (time, months) = (call.arguments[0], call.arguments[1])
        if let type = months.type, type != .integer {
            throw Diagnostic(
                .typeMismatch, "add_months() takes a whole number of months",
                at: months.expression.span, help: "write \(call.function.signature)")
        }
        if time.type == .date {
            return call.becoming(
                .internalCall(.dateAdd, [time.expression, months.expression, .integer(0)]), .date)
        }
        return call.becoming(
            .internalCall(
                .timestampAdd,
                [time.expression, months.expression, .integer(0), .integer(0)]), .timestamp)
    }

    /// `time_to_sec(t)` is the difference to midnight.
    static let secondsOfDay = Self { (binder, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        let time = first.type == .timestamp ? binder.part(of: first, "time") : first.expression
        let midnight = Expression(.literal(.text("00:00:00")))
        return call.becoming(.internalCall(.timeDifference, [time, midnight]), .real)
    }

    /// `sec_to_time(n)`
    static let timeOfSeconds = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        return call.becoming(.internalCall(.timeOfSeconds, [first.expression]), .time)
    }

    /// `epoch(t)`
    static let secondsOfEpoch = Self { (_, call) throws(Diagnostic) in
        call.arguments.first?.secondsOfEpoch.map { call.becoming($0.kind, .real) }
    }

    /// `epoch_ms(t)`
    static let millisecondsOfEpoch = Self { (_, call) throws(Diagnostic) in
        guard let first = call.arguments.first else { return nil }
        let seconds = first.secondsOfEpoch ?? Expression.call("epoch", first.expression)
        let product = Expression.binary(seconds, .multiply, Expression(.literal(.real(1000))))
        return call.becoming(.cast(.call("round", product), .integer), .integer)
    }

    /// `nvl2(x, y, z)`
    static let byPresence = Self { (binder, call) throws(Diagnostic) in
        guard call.arguments.count == 3 else { return nil }
        let (values, type) = try binder.coerced(Array(call.arguments.dropFirst()), for: .result)
        let isThere = Expression(.test(call.arguments[0].expression, .null, negated: true))
        return call.becoming(
            .case(
                operand: nil, [When(condition: isThere, result: values[0].expression)],
                otherwise: values[1].expression), type)
    }
}

extension Binder.Bound {
    /// The seconds from 1970 to a date, which has no zone: they count to its midnight in UTC, as in
    /// PostgreSQL and DuckDB. Nil for an instant.
    fileprivate var secondsOfEpoch: Expression? {
        guard type == .date else { return nil }
        let first = Expression(.literal(.text("1970-01-01")))
        let days = Expression(.internalCall(.dateDifference, [expression, first]))
        return .binary(days, .multiply, Expression(.literal(.real(86_400))))
    }
}
