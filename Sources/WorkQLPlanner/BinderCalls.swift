import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    mutating func bind(
        _ call: FunctionCall, at span: Span, in place: Place
    ) throws(Diagnostic) -> Bound {
        let arguments: [Expression] = if case .list(let list) = call.arguments { list } else { [] }
        let function = try function(of: call, arguments: arguments, at: span)
        if function.aggregate {
            guard place.allowsAggregates else {
                throw Diagnostic(
                    "aggregate \(function.name)() in \(place.clause)", at: span,
                    help: place.clause == "WHERE" ? "put the condition into HAVING" : nil)
            }
        } else if call.distinct {
            throw Diagnostic(
                "DISTINCT in \(function.name)(), which is no aggregate", at: call.name.span,
                help: "DISTINCT goes with count, sum, avg, min, max, total and group_concat")
        }
        if function.name == "now" {
            return Bound(
                expression: Expression(.instant(context.now), span: span), type: .timestamp)
        }

        let inner =
            function.aggregate
            ? Place(clause: "an aggregate", allowsAggregates: false) : place
        var bound: [Bound] = []
        for (index, argument) in arguments.enumerated() {
            let isTime = function.takesTimestamp || (function.name == "date_trunc" && index == 1)
            let value = try bind(argument, in: inner, hint: isTime ? .timestamp : nil)
            if isTime, let type = value.type, type != .timestamp {
                throw Diagnostic(
                    "\(function.name)() takes a timestamp, and this is \(type.phrase)",
                    at: argument.span)
            }
            bound.append(value)
        }
        try check(function, bound, call: call)

        var printed = call
        printed.name = Name(function.name, span: call.name.span)
        if case .list = call.arguments {
            let asTexts = function.name == "group_concat"
            printed.arguments = .list(bound.map { asTexts ? asText($0) : $0.expression })
        }
        return Bound(
            expression: Expression(.call(printed), span: span),
            type: resultType(of: function, bound))
    }

    private func function(
        of call: FunctionCall, arguments: [Expression], at span: Span
    ) throws(Diagnostic) -> Function {
        guard let function = Function.named(call.name.folded, arguments: arguments.count) else {
            let near = nearest(call.name.text, in: Function.all.map(\.name))
            throw Diagnostic(
                "unknown function \"\(call.name.text)\"", at: call.name.span,
                help: near.map { "did you mean \"\($0)\"?" })
        }
        if call.arguments == .star, function.name != "count" {
            throw Diagnostic(
                "\(function.name)(*) has no meaning", at: span, help: "write \(function.signature)")
        }
        guard function.arity.contains(arguments.count) else {
            let expected = function.arity
            let count =
                expected.lowerBound == expected.upperBound
                ? "\(expected.lowerBound)"
                : expected.upperBound == 100
                    ? "\(expected.lowerBound) or more"
                    : "\(expected.lowerBound) to \(expected.upperBound)"
            throw Diagnostic(
                "\(function.name)() takes \(count) argument\(count == "1" ? "" : "s"), "
                    + "not \(arguments.count)",
                at: span, help: "write \(function.signature)")
        }
        if call.distinct, arguments.count != 1 {
            throw Diagnostic(
                "DISTINCT takes one argument", at: span,
                help: "write \(function.name)(DISTINCT x)")
        }
        return function
    }

    private func check(
        _ function: Function, _ arguments: [Bound], call: FunctionCall
    ) throws(Diagnostic) {
        guard let first = arguments.first else { return }
        switch function.name {
        case "sum", "avg", "total":
            if let type = first.type, type == .text || type == .json || type == .timestamp {
                throw Diagnostic(
                    "\(function.name)() takes numbers, and this is \(type.phrase)",
                    at: first.expression.span)
            }
        case "date_trunc":
            let units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
            guard case .literal(.text(let unit)) = first.expression.kind,
                units.contains(unit.lowercased())
            else {
                throw Diagnostic(
                    "date_trunc() takes the unit as a text first", at: first.expression.span,
                    help: "one of " + units.map { "'\($0)'" }.joined(separator: ", "))
            }
        default:
            break
        }
    }

    private func resultType(of function: Function, _ arguments: [Bound]) -> ColumnType? {
        switch function.result {
        case .type(let type): return type
        case .argument: return arguments.first?.type
        case .anyArgument: return arguments.lazy.compactMap(\.type).first
        case .number: return arguments.first?.type.map { $0 == .boolean ? .integer : $0 }
        case .unknown:
            if function.name == "iif" {
                return ColumnType.common(of: arguments.dropFirst().map(\.type))
            }
            return nil
        }
    }
}
