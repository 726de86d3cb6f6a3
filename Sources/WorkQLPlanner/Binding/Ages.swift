import WorkQLPages
import WorkQLSyntax
import WorkQLTime

// `age(t, u)` of PostgreSQL: years, months, days and a time of day, which no type here holds. What
// programs do with it has an answer: a part of it, and its text.

extension Binder {
    /// Binds a part of an age or of a duration: `date_part('year', age(t, u))`, `epoch(1h)`; nil for
    /// any other call.
    ///
    /// - Throws: for an age by itself, with what to write instead.
    mutating func bindPartOfAge(
        _ call: FunctionCall, _ arguments: [Expression], at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound? {
        if call.name.folded == "age", (1...2).contains(arguments.count) {
            throw Diagnostic(
                .notSupported, "age() is an interval of years, months and days", at: span,
                help: "write extract(day FROM age(t, u)), CAST(age(t, u) AS text), or t - u for "
                    + "the seconds between the two")
        }
        var part = call.name.folded
        var value = arguments.first
        if part == "date_part", arguments.count == 2,
            case .literal(.text(let name)) = arguments[0].kind
        {
            part = foldedASCII(name)
            value = arguments[1]
        } else if arguments.count != 1 {
            return nil
        }
        guard let value else { return nil }
        if part == "epoch", duration(value) != nil { return try bind(value, in: context) }
        guard case .call(let age) = value.kind, age.name.folded == "age" else { return nil }
        let types: [String: Bool] = [
            "year": false, "years": false, "month": false, "months": false, "day": false,
            "days": false, "hour": false, "hours": false, "minute": false, "minutes": false,
            "second": true, "seconds": true, "epoch": true,
        ]
        guard let isReal = types[part] else {
            throw Diagnostic(
                .typeMismatch, "an age has no part '\(part)'", at: call.name.span,
                help: "one of 'year', 'month', 'day', 'hour', 'minute', 'second', 'epoch'")
        }
        let name = part == "epoch" || !part.hasSuffix("s") ? part : String(part.dropLast())
        return try bindAge(
            age, part: name, type: isReal ? .real : .integer, at: span, in: context)
    }

    /// Binds `CAST(age(t, u) AS text)`, which is the text of PostgreSQL's interval; nil for another
    /// cast.
    mutating func bindTextOfAge(
        _ value: Expression, as type: TypeName, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound? {
        guard type == .text, case .call(let age) = value.kind, age.name.folded == "age" else {
            return nil
        }
        return try bindAge(age, part: "text", type: .text, at: span, in: context)
    }

    private mutating func bindAge(
        _ age: FunctionCall, part: String, type: ColumnType, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        guard case .list(let given) = age.arguments, (1...2).contains(given.count) else {
            throw Diagnostic(
                .argumentCount, "age() takes one time or two", at: age.name.span,
                help: "write age(t, u)")
        }
        var times: [Expression] = []
        for time in given {
            let bound = try bind(time, in: context)
            times.append(try coerced(bound, to: .timestamp, for: .result).expression)
        }
        if times.count == 1 {
            // The age of a time is counted to the midnight of today.
            let zone = self.context.zone
            let today = zone.start(of: zone.localTime(at: self.context.now).date)
            times.insert(Expression(.instant(today)), at: 0)
        }
        let name = Expression(.literal(.text(part)))
        return Bound(
            expression: Expression(.internalCall(.agePart, [name] + times), span: span), type: type)
    }
}
