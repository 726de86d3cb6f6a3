import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    mutating func bind(
        _ call: FunctionCall, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        var arguments: [Expression] = if case .list(let list) = call.arguments { list } else { [] }
        if let shift = call.durationShift {
            return try bindArithmetic(shift, arguments[0], arguments[1], at: span, in: context)
        }
        if let value = call.castToInterval {
            return try bindInterval(value, at: span, in: context)
        }
        if let age = try bindPartOfAge(call, arguments, at: span, in: context) { return age }
        let function = try function(of: call, arguments: arguments, at: span)
        if !function.isDeterministic { randomCalls += 1 }
        let isWindow = call.window != nil
        if isWindow, !context.allowsWindows {
            throw Diagnostic(
                .misplacedWindow, "\(function.name)() OVER in \(context.clause)", at: span,
                help: "put the query into FROM, and the condition into the outer query")
        }
        if function.kind == .window, !isWindow {
            throw Diagnostic(
                .misplacedWindow, "\(function.name)() without OVER", at: span,
                help: "write \(function.signature)")
        }
        if function.takesTime {
            if isWindow || call.distinct {
                let word = isWindow ? "OVER" : "DISTINCT"
                throw Diagnostic(
                    .callShape, "\(function.name)() with \(word)", at: call.name.span,
                    help: isWindow ? "write \(function.name)_value(x) OVER (…)" : nil)
            }
            if arguments.count == 1 { arguments.append(try time(for: function, at: span)) }
        }
        if isWindow, !function.takesWindow {
            throw Diagnostic(
                .callShape, "\(function.name)() with OVER", at: call.name.span,
                help: "compute it in a grouped query, and join that")
        }
        if isWindow, function.kind == .scalar {
            throw Diagnostic(
                .misplacedWindow, "\(function.name)() OVER, which is not an aggregate",
                at: call.name.span)
        }
        if call.filter != nil, function.kind != .aggregate {
            throw Diagnostic(
                .callShape, "FILTER with \(function.name)(), which is not an aggregate",
                at: call.name.span)
        }
        if function.kind == .aggregate, !isWindow {
            guard context.allowsAggregates else {
                throw Diagnostic(
                    .misplacedAggregate, "aggregate \(function.name)() in \(context.clause)",
                    at: span,
                    help: context.clause == "WHERE" ? "put the condition into HAVING" : nil)
            }
        } else if call.distinct {
            guard !isWindow else {
                throw Diagnostic(
                    .callShape, "DISTINCT with OVER", at: call.name.span,
                    help: "compute it in a grouped query, and join that")
            }
            throw Diagnostic(
                .callShape, "DISTINCT in \(function.name)(), which is not an aggregate",
                at: call.name.span,
                help: "DISTINCT is allowed with "
                    + Function.all.filter(\.takesDistinct).map(\.name).listed)
        }

        var inner = context
        if isWindow {
            inner.allowsWindows = false
            inner.clause = "another window"
        } else if function.kind == .aggregate {
            inner = ClauseContext(clause: "an aggregate", allowsAggregates: false)
        }
        var bound: [Bound] = []
        for argument in arguments { bound.append(try bind(argument, in: inner)) }
        // Clients send a bound unit as `$1::varchar`, which is as known as without the cast.
        if function.rewriting != nil { bound = bound.map(\.withoutCastOfText) }
        if function.name == "coalesce" { noteNeverNull(firstOf: bound, at: span) }
        let given = try coerced(bound, of: function)
        let written = Function.Rewriting.Call(
            function: function, given: bound, arguments: given.arguments, span: span)
        if let rewritten = try function.rewriting?.rewrite(self, written) {
            noteMinutes(in: rewritten.expression)
            return passingOn(rewritten, by: function, of: given.arguments)
        }
        var printed = call
        printed.name = Name(function.sqlName, span: call.name.span)
        if case .list = printed.arguments {
            printed.arguments = .list(given.arguments.map(\.expression))
        }
        if !call.ordering.isEmpty || call.distinct && (arguments.count > 1 || function.isList) {
            try orderRows(of: &printed, call, function, in: inner)
        }
        if function.name == "mode", case .list(let values) = printed.arguments,
            values.contains(where: ignoresCase)
        {
            printed.arguments = .list(values + [Expression(.literal(.integer(1)))])
        }
        if isWindow, !call.distinct, function.name == "group_concat" {
            printed = joinedInWindow(printed)
        }
        if let filter = call.filter {
            printed.filter = try bindCondition(filter, in: inner)
        }
        if function.takesTime, call.name != Name(function.name), let first = given.arguments.first {
            // Unlike first and last, DuckDB's arg_max and its like leave out rows without a value.
            let isThere = Expression(.test(first.expression, .null, negated: true))
            printed.filter = printed.filter.map { Expression.binary($0, .and, isThere) } ?? isThere
        }
        if let window = call.window { printed.window = try bind(window, in: inner) }
        var computed = Expression(.call(printed), span: span)
        if function.isList, call.name != Name(function.sqlName) {
            // SQLite's list of no rows is empty; PostgreSQL's and DuckDB's are NULL.
            let empty = Expression(.literal(.text("[]")))
            computed = Expression.call("nullif", computed, empty).at(span)
        }
        let result = Bound(
            expression: computed,
            type: resultType(of: function, given.arguments, meeting: given.type))
        return passingOn(result, by: function, of: given.arguments)
    }

    /// What: `group_concat` and `list` with an order, with DISTINCT and a separator, or a `list`
    /// with DISTINCT, becomes a call with both among its arguments.
    /// Why: SQLite 3.40 accepts neither; the engine's own function does, see `JoinedTexts`. The
    /// distinct values of a list are ascending, as in PostgreSQL.
    /// When not: for calls of the plain form, which SQLite computes.
    private mutating func orderRows(
        of printed: inout FunctionCall, _ call: FunctionCall, _ function: Function,
        in context: ClauseContext
    ) throws(Diagnostic) {
        guard case .list(var arguments) = printed.arguments else { return }
        guard call.window == nil else {
            throw Diagnostic(
                .callShape, "ORDER BY in \(call.name.text)() with OVER", at: call.name.span,
                help: "put the order into OVER (ORDER BY …)")
        }
        let isList = function.isList
        if arguments.count == 1, !isList { arguments.append(Expression(.literal(.text(",")))) }
        var how = ""
        if call.distinct { how = arguments.first.map(ignoresCase) ?? false ? "D" : "d" }
        var keys: [Expression] = []
        /// Adds a value to order by, in capitals if it ignores case.
        func order(by key: Expression, _ direction: String, nullsFirst: Bool) {
            how += ignoresCase(key) ? direction.uppercased() : direction
            how += nullsFirst ? "f" : "l"
            keys.append(key)
        }
        if isList, let value = arguments.first {
            arguments = [Expression.call("json_quote", value)]
            if call.ordering.isEmpty { order(by: value, "a", nullsFirst: false) }
        }
        for ordering in call.ordering {
            order(
                by: try bind(ordering.expression, in: context).expression,
                ordering.descending ? "z" : "a",
                nullsFirst: ordering.nulls.map { $0 == .first } ?? !ordering.descending)
        }
        printed.arguments = .list(arguments + [Expression(.literal(.text(how)))] + keys)
        let name: LocalFunction = isList ? .listed : .joined
        printed.name = Name(name.rawValue, span: call.name.span)
        printed.distinct = false
        printed.ordering = []
    }

    /// What: `group_concat` with OVER becomes a call of the engine's own function.
    /// Why: SQLite's own loses empty texts there, see `LocalFunction.joinedInWindow`.
    private func joinedInWindow(_ call: FunctionCall) -> FunctionCall {
        guard case .list(var arguments) = call.arguments else { return call }
        if arguments.count == 1 { arguments.append(Expression(.literal(.text(",")))) }
        var joined = call
        joined.name = Name(LocalFunction.joinedInWindow.rawValue, span: call.name.span)
        joined.arguments = .list(arguments)
        return joined
    }

    /// Returns the time column of the first table that has one, as TIMESERIES does.
    private func time(for function: Function, at span: Span) throws(Diagnostic) -> Expression {
        for source in innermost.sources {
            guard let scan = source.scan, let time = scans[scan].table.time else { continue }
            return Expression(.column(qualifier: [source.name], name: Name(time)), span: span)
        }
        throw Diagnostic(
            .argumentCount, "\(function.name)() of rows without a time", at: span,
            help: "write \(function.name)(x, t): x of the row whose t is "
                + (function.extreme == .ascending ? "least" : "greatest"))
    }

    private mutating func bind(
        _ window: Window, in context: ClauseContext
    ) throws(Diagnostic) -> Window {
        let window = try whole(window)
        var bound = window
        bound.partition = try window.partition.map { expression throws(Diagnostic) in
            try bind(expression, in: context).expression
        }
        var type: ColumnType?
        bound.ordering = try window.ordering.map { ordering throws(Diagnostic) in
            var bound = ordering
            let key = try bind(ordering.expression, in: context)
            bound.expression = key.expression
            type = key.type
            return bound
        }
        if let frame = window.frame {
            bound.frame = try bind(
                frame, over: &bound.ordering, of: type, window.ordering, in: context)
        }
        return bound
    }

    private func function(
        of call: FunctionCall, arguments: [Expression], at span: Span
    ) throws(Diagnostic) -> Function {
        guard let function = Function.named(call.name.folded, arguments: arguments.count) else {
            if call.name == Binder.under {
                throw Diagnostic(
                    .callShape, "UNDER is allowed only after IN", at: call.name.span,
                    help: "write department_id IN UNDER(2)")
            }
            let equivalent = FunctionEquivalents.of(call.name.folded)
            throw Diagnostic(
                .unknownFunction, "unknown function \"\(call.name.text)\"", at: call.name.span,
                meaning: equivalent == nil
                    ? nearest(call.name.text, in: Function.all.map(\.name)) : nil,
                otherwise: equivalent)
        }
        if call.arguments == .star, !function.takesStar {
            throw Diagnostic(
                .callShape, "\(function.name)(*) has no meaning", at: span,
                help: "write \(function.signature)")
        }
        guard function.arity.contains(arguments.count) else {
            let expected = function.arity
            let count =
                expected.lowerBound == expected.upperBound
                ? "\(expected.lowerBound)"
                : expected.upperBound == 100 && arguments.count < 100
                    ? "\(expected.lowerBound) or more"
                    : "\(expected.lowerBound) to \(expected.upperBound)"
            throw Diagnostic(
                .argumentCount,
                "\(function.name)() takes \(count) argument\(count == "1" ? "" : "s"), "
                    + "not \(arguments.count)",
                at: span,
                help: function.name == "date_diff" && arguments.count == 2
                    ? "write date_diff('day', u, t) for the days of t - u"
                    : "write \(function.signature)")
        }
        if !call.ordering.isEmpty, !function.takesOrder {
            throw Diagnostic(
                .callShape, "ORDER BY in \(function.name)()", at: call.ordering[0].expression.span,
                help:
                    "ORDER BY is allowed in group_concat() and list(); first(x, t) and last(x, t) "
                    + "take an order")
        }
        if call.distinct, arguments.count != 1, !function.takesOrder {
            throw Diagnostic(
                .callShape, "DISTINCT takes one argument", at: span,
                help: "write \(function.name)(DISTINCT x)")
        }
        return function
    }

    private func resultType(
        of function: Function, _ arguments: [Bound], meeting: ColumnType?
    ) -> ColumnType? {
        switch function.result {
        case .type(let type): return type
        case .argument: return arguments.first?.type
        case .meeting: return meeting
        case .number: return arguments.first?.type.map { $0 == .boolean ? .integer : $0 }
        }
    }
}

extension Binder.Bound {
    fileprivate var withoutCastOfText: Binder.Bound {
        guard type == .text, case .cast(let inner, _) = expression.kind,
            case .literal(.text) = inner.kind
        else { return self }
        var bare = self
        bare.expression = inner
        return bare
    }
}
