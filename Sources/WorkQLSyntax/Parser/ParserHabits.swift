// Forms of standard SQL that the dialect writes in another way.

extension Parser {
    /// Returns the error for `= ANY (SELECT …)` and `> ALL (SELECT …)`, if one begins here.
    func quantifier(after op: BinaryOperator) -> Diagnostic? {
        guard op.precedence == .comparison, peek().kind == .openParen,
            isAtWord("any") || isAtWord("some") || at(.all)
        else { return nil }
        var position = 2
        while peek(position).kind == .openParen { position += 1 }
        guard [.select, .with, .values].contains(peek(position).keyword) else { return nil }
        let isAll = at(.all)
        let help =
            switch (op, isAll) {
            case (.equal, false): "write IN (SELECT …)"
            case (.notEqual, true): "write NOT IN (SELECT …)"
            case (.greater, false), (.greaterOrEqual, false), (.less, true), (.lessOrEqual, true):
                "compare with the least value: \(op.spelling) (SELECT min(…) …)"
            case (.less, false), (.lessOrEqual, false), (.greater, true), (.greaterOrEqual, true):
                "compare with the greatest value: \(op.spelling) (SELECT max(…) …)"
            default: "compare with (SELECT min(…) …) and with (SELECT max(…) …)"
            }
        return unsupported(
            "\(op.spelling) \(text(current).uppercased()) of a query", at: current.span, help: help)
    }

    /// Returns the error for `BETWEEN SYMMETRIC a AND b`, if SYMMETRIC is at this place.
    func symmetry() -> Diagnostic? {
        // A column can have the name, which an operator or AND follows.
        let isName = [.plus, .minus, .openParen].contains(peek().kind) || !peek().beginsOperand
        for word in ["symmetric", "asymmetric"] where isAtWord(word) && !isName {
            return unsupported(
                "BETWEEN \(word.uppercased())", at: current.span,
                help: word == "symmetric"
                    ? "write BETWEEN least(a, b) AND greatest(a, b)" : "remove it")
        }
        return nil
    }

    /// Returns the error for `percentile_cont(0.3) WITHIN GROUP (ORDER BY x)` after the call.
    func orderOfGroup(of call: FunctionCall) -> Diagnostic? {
        guard isAtWord("within"), peek().keyword == .group, peek(2).kind == .openParen else {
            return nil
        }
        let arguments = if case .list(let list) = call.arguments { list } else { [Expression]() }
        let name = call.name.text
        let help: String
        switch (call.name.folded, arguments.first) {
        case ("listagg", _), ("string_agg", _), ("group_concat", _):
            help = "write group_concat(x, ',' ORDER BY y)"
        case (_, let share?): help = "write \(name)(x, \(Printer().print(share)))"
        case (_, nil): help = "write \(name)(x)"
        }
        return unsupported("WITHIN GROUP", at: current.span, help: help)
    }

    /// The help for the second sign of `1 << 2` and of `1 >> 2`.
    var shift: String? {
        guard let previous, previous.kind == current.kind, previous.end == current.start else {
            return nil
        }
        return switch current.kind {
        case .less: "write bitshiftleft(n, m)"
        case .greater: "write bitshiftright(n, m)"
        default: nil
        }
    }
}
