import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

// generate_series(…)

extension TableFunction {
    static let series = TableFunction(
        name: "generate_series", signature: "generate_series(1, 10)",
        summary: "one row for each step from the first value to the last",
        columns: [
            Column(
                name: "generate_series", type: .integer,
                summary: "the value: a number, a date or a timestamp, as the arguments are")
        ],
        rows: .query { (call, binder, _) throws(Diagnostic) in
            let (first, last, step, isInteger, isDescending) = try arguments(of: call, in: &binder)
            let order = isDescending ? ">=" : "<="
            let beyond = isDescending ? "<" : ">"
            // The next integer may have more than 64 bits.
            let end = isInteger ? String(isDescending ? Int64.min : .max) : "generate_series"
            return (
                try query(
                    """
                    WITH RECURSIVE "series row"(generate_series) AS (
                    SELECT \(first) UNION ALL SELECT generate_series + \(step) FROM "series row"
                    WHERE CASE WHEN \(isInteger) AND generate_series \(beyond) \(end) - \(step)
                    THEN FALSE ELSE generate_series + \(step) \(order) \(last) END)
                    SELECT generate_series FROM "series row" WHERE generate_series \(order) \(last)
                    """), [:]
            )
        })

    /// Returns the arguments as statement text, each checked where its span is known.
    private static func arguments(
        of call: TableCall, in binder: inout Binder
    ) throws(Diagnostic)
        -> (first: String, last: String, step: String, isInteger: Bool, isDescending: Bool)
    {
        guard case .values(let values) = call.arguments, (2...3).contains(values.count) else {
            throw Diagnostic(
                .argumentCount, "generate_series() takes a first and a last value, and a step",
                at: call.span,
                help: "for example generate_series(1, 10), or generate_series(10, 1, -1)")
        }
        var types: [ColumnType?] = []
        for value in values.prefix(2) {
            types.append(try binder.bind(value, in: .values).type)
        }
        // Without a row before it in SQLite's query, a column has no value.
        for value in values {
            guard let column = value.first(where: \.isName) else { continue }
            throw Diagnostic(
                .notSupported, "generate_series() cannot read a column of another table",
                at: column.span,
                help: "write FROM generate_series(1, 31) AS n JOIN t ON n <= t.days")
        }
        guard let type = types[0] ?? types[1], [.integer, .real, .date, .timestamp].contains(type)
        else {
            throw Diagnostic(
                .typeMismatch, "generate_series() takes numbers, dates or timestamps",
                at: values[0].span, help: "for example generate_series(1, 10)")
        }
        let isSame = types.allSatisfy { end in
            end == nil || end == type || type == .real && end == .integer
        }
        guard isSame else {
            throw Diagnostic(
                .typeMismatch, "the ends of a series are of different types", at: values[1].span,
                help: "write both as \(type.phrase)")
        }
        let (step, isDescending) = try step(
            values.count > 2 ? values[2] : nil, of: type, in: &binder, at: call.span)
        if type == .real, values.count > 2, vanishes(values[2], in: Array(values.prefix(2))) {
            throw Diagnostic(
                .typeMismatch, "the step of this series is too small for its numbers",
                at: values[2].span, help: "write a larger step")
        }
        let ends = zip(values, types).map { value, known in
            let text = Printer().print(value)
            // NULL has no type of its own, and gives no rows.
            return known == nil ? "CAST(\(text) AS \(type.rawValue))" : "(\(text))"
        }
        return (ends[0], ends[1], "(\(step))", type == .integer, isDescending)
    }

    /// Whether a step changes nothing when it is added to the larger end, so that the series would
    /// never reach it.
    private static func vanishes(_ step: Expression, in ends: [Expression]) -> Bool {
        guard let step = step.constantNumber else { return false }
        let largest = ends.compactMap { $0.constantNumber?.magnitude }.max() ?? 0
        return largest.isFinite && largest + step == largest
    }

    private static func step(
        _ step: Expression?, of type: ColumnType, in binder: inout Binder, at span: Span
    ) throws(Diagnostic) -> (text: String, isDescending: Bool) {
        guard let step else {
            guard type != .timestamp else {
                throw Diagnostic(
                    .argumentCount, "a series of timestamps needs a step", at: span,
                    help: "write a duration as the third argument, such as 1h")
            }
            return ("1", false)
        }
        var positive = step
        if case .parameter(let name) = step.kind,
            case .literal(let value)? = binder.environment.parameters[name]
        {
            positive = Expression(value.kind, span: step.span)
        }
        let text = Printer().print(positive)
        var isDescending = false
        if case .unary(.negate, let operand) = positive.kind {
            (positive, isDescending) = (operand, true)
        }
        switch positive.kind {
        case .literal(.integer(let number)) where number != 0 && type != .timestamp:
            return (text, isDescending != (number < 0))
        case .literal(.real(let number)) where number != 0 && type == .real:
            return (text, isDescending != (number < 0))
        case .literal(.duration(let duration))
        where (type == .timestamp || type == .date)
            && duration.parts.contains(where: { $0.count != 0 }):
            return (text, isDescending)
        default:
            let isTime = type == .timestamp || type == .date
            let wanted =
                isTime
                ? "a duration other than 0"
                : type == .integer ? "a whole number other than 0" : "a number other than 0"
            let example =
                isTime
                ? "1d" : type == .integer ? "1, or generate_series(1.0, 2, 0.5)" : "0.5"
            throw Diagnostic(
                .typeMismatch, "the step of this series is not \(wanted)", at: step.span,
                help: "write \(example)")
        }
    }
}
