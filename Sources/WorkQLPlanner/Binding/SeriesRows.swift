import WorkQLCatalog
import WorkQLSyntax

// generate_series(…)

extension TableFunction {
    static let series = TableFunction(
        name: "generate_series", signature: "generate_series(1, 10)",
        summary: "a row for each step from the first value to the last",
        columns: [
            Column(
                name: "generate_series", type: .integer,
                summary: "the value: a number, a date or a timestamp, as the arguments are")
        ],
        rows: { (call, binder, _) throws(Diagnostic) in
            let (first, last, step, isDescending) = try arguments(of: call, in: &binder)
            let order = isDescending ? ">=" : "<="
            return (
                try query(
                    """
                    WITH RECURSIVE series_row(generate_series) AS (
                    SELECT \(first) UNION ALL SELECT generate_series + \(step) FROM series_row
                    WHERE generate_series + \(step) \(order) \(last))
                    SELECT generate_series FROM series_row WHERE generate_series \(order) \(last)
                    """), [:]
            )
        })

    /// Returns the arguments as statement text, each checked where its span is known.
    private static func arguments(
        of call: TableCall, in binder: inout Binder
    ) throws(Diagnostic) -> (first: String, last: String, step: String, isDescending: Bool) {
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
        guard let type = types[0], [.integer, .real, .date, .timestamp].contains(type) else {
            throw Diagnostic(
                .typeMismatch, "generate_series() takes numbers, dates or timestamps",
                at: values[0].span, help: "for example generate_series(1, 10)")
        }
        guard types[1] == type || type == .real && types[1] == .integer else {
            throw Diagnostic(
                .typeMismatch, "the ends of a series are of different types", at: values[1].span,
                help: "write both as \(type.phrase)")
        }
        let (step, isDescending) = try step(
            values.count > 2 ? values[2] : nil, of: type, in: &binder, at: call.span)
        let printer = Printer()
        return (
            "(\(printer.print(values[0])))", "(\(printer.print(values[1])))", "(\(step))",
            isDescending
        )
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
        let text = Printer().print(step)
        var positive = step
        var isDescending = false
        if case .unary(.negate, let operand) = step.kind {
            (positive, isDescending) = (operand, true)
        }
        switch positive.kind {
        case .literal(.integer(let number)) where number != 0 && type != .timestamp:
            return (text, isDescending != (number < 0))
        case .literal(.real(let number)) where number != 0 && type == .real:
            return (text, isDescending != (number < 0))
        case .literal(.duration) where type == .timestamp || type == .date:
            return (text, isDescending)
        default:
            let wanted =
                type == .timestamp || type == .date ? "a duration" : "a number other than 0"
            throw Diagnostic(
                .typeMismatch, "the step of this series is not \(wanted)", at: step.span,
                help: "write \(type == .timestamp || type == .date ? "1d" : "1 or -1"), for example"
            )
        }
    }
}
