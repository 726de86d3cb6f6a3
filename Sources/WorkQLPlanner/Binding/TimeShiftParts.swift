import WorkQLSyntax
import WorkQLTime

// What the forms of compared values say about the times in them.

extension FunctionCall {
    /// Whether it is a part of a time that does not recur in each month.
    var isCalendarPart: Bool {
        [
            "year", "month", "quarter", "isoyear", "week", "dayofyear", "monthname", "last_day",
            "epoch",
        ].contains(name.folded)
    }

    /// Whether it is a part of a time that recurs in each month, week or day.
    var recurs: Bool {
        isOfDay || ["day", "weekday", "dayname"].contains(name.folded)
    }

    /// Whether it is a part of a time that recurs each day.
    var isOfDay: Bool { ["hour", "minute", "second", "time"].contains(name.folded) }

    var notation: DatePattern.Notation? {
        switch name.folded {
        case "strftime": .strftime
        case "date_format": .mysql
        case "to_char": .toChar
        default: nil
        }
    }

    /// The pattern by which it formats a time; nil where it does not, or where the pattern is not a
    /// literal.
    var pattern: DatePattern? {
        guard let notation, case .list(let arguments) = arguments, arguments.count == 2,
            case .literal(.text(let pattern)) = arguments[1].kind
        else { return nil }
        return try? DatePattern(pattern, notation)
    }

    /// Whether the pattern by which a time is formatted contains a year, a month or a week.
    var namesMonths: Bool { pattern?.namesMonths ?? false }

    /// Whether it computes a text from texts.
    var isOfTexts: Bool {
        [
            "substr", "substring", "left", "right", "workql_left", "workql_right", "concat",
            "concat_ws", "replace", "trim",
            "split_part", "lower", "upper",
        ].contains(name.folded)
    }

    /// Whether it tests or searches a text for another.
    var matchesText: Bool {
        [
            LocalFunction.ilike.rawValue, LocalFunction.regexp.rawValue, "glob", "starts_with",
            "ends_with", "instr", "regexp_matches",
        ].contains(name.folded)
    }
}

extension Expression {
    /// Whether it is true or false, and so no part of a compared value.
    var isCondition: Bool {
        switch kind {
        case .binary(let op, _, _): op.isComparison || op == .and || op == .or
        case .unary(.not, _), .between, .inList, .inQuery, .inParameter, .match, .test, .exists:
            true
        case .call(let call): call.matchesText
        default: false
        }
    }

    /// The expressions from which its value is computed, without those that only order or choose
    /// rows.
    var operands: ArraySlice<Expression> {
        if case .case(_, let whens, let otherwise) = kind {
            return (whens.map(\.result) + [otherwise].compactMap(\.self))[...]
        }
        guard case .call(let call) = kind else { return children[...] }
        guard case .list(let arguments) = call.arguments else { return [] }
        return call.function?.takesTime ?? false ? arguments.prefix(1) : arguments[...]
    }

    /// The two times whose distance it is.
    var difference: (Expression, Expression)? {
        guard case .call(let call) = kind, case .list(let arguments) = call.arguments else {
            return nil
        }
        switch (call.name.folded, arguments.count) {
        case (LocalFunction.dateDifference.rawValue, 2),
            (LocalFunction.timestampDifference.rawValue, 2):
            return (arguments[0], arguments[1])
        case ("date_diff", 3): return (arguments[1], arguments[2])
        default: return nil
        }
    }

    /// Whether it is a part of a time that contains a month.
    var namesMonth: Bool {
        guard case .call(let call) = kind else { return false }
        return ["month", "monthname"].contains(call.name.folded) || call.namesMonths
    }

    var isText: Bool { if case .literal(.text) = kind { true } else { false } }

    /// Whether it is a text such as `'2026-08'`, or a pattern such as `'^2026'`.
    var beginsWithYear: Bool {
        guard case .literal(.text(let text)) = kind else { return false }
        let digits = text.drop { $0 == "^" || $0 == "(" }.prefix(4).utf8
        return digits.count == 4 && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension BinaryOperator {
    var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct,
            .isNotDistinct:
            true
        default: false
        }
    }
}
