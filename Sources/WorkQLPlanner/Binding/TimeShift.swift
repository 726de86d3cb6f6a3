import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// The shift that the earlier SELECT of a COMPARE applies to the times with which its tables' time
/// is compared.
///
/// What: in `WHERE time >= '2026-08-10' … COMPARE WITH 1w` the earlier SELECT compares with
/// 2026-08-03; the days that `date(time)` is compared with, and a `now() - time` that is compared,
/// are moved likewise.
/// Why: a condition on the time column means the same as SINCE and UNTIL, which are moved.
/// When not: for tables with a range of their own, which COMPARE does not move; for columns and
/// lists of a query, which are data; and for what recurs, such as `weekday(time)`.
struct TimeShift {
    /// The clause of the range that is moved.
    let own: TimeClause
    /// The clause of the tables whose times are moved: that of the earlier range.
    let clause: TimeClause
    let span: CalendarSpan
}

/// A table's time that a query in FROM or WITH passes on.
package struct TableTime: Hashable, Sendable {
    /// The clause that the table takes.
    let clause: TimeClause
    let part: TimePart
}

enum TimePart: Hashable {
    case instant
    case date
}

extension Binder {
    /// Returns an expression of the SELECT being bound with its times moved.
    fileprivate func moved(_ expression: Expression, by shift: TimeShift) -> Expression {
        let inner = expression.mappingChildren { moved($0, by: shift) }
        let kind: Expression.Kind
        switch inner.kind {
        case .binary(let op, let left, let right) where op.isComparison:
            if let (left, right) = moved(left, right, by: shift) {
                kind = .binary(op, left, right)
            } else {
                kind = .binary(
                    op,
                    movedParts(movedDifference(left, by: shift), beside: [right], by: shift),
                    movedParts(movedDifference(right, by: shift), beside: [left], by: shift))
            }
        case .between(let value, let low, let high, let negated):
            guard let time = timeIsOf(value, shift) else {
                let value = movedParts(
                    movedDifference(value, by: shift), beside: [low, high], by: shift)
                kind = .between(value, low: low, high: high, negated: negated)
                break
            }
            kind = .between(
                value, low: moved(low, as: time, by: shift), high: moved(high, as: time, by: shift),
                negated: negated)
        case .inList(let value, let items, let negated):
            guard let time = timeIsOf(value, shift) else {
                let value = movedParts(
                    movedDifference(value, by: shift), beside: items, by: shift)
                kind = .inList(value, items, negated: negated)
                break
            }
            kind = .inList(value, items.map { moved($0, as: time, by: shift) }, negated: negated)
        case .match(let op, let value, let pattern, let escape, let negated):
            kind = .match(
                op, movedParts(value, beside: [pattern], by: shift), pattern: pattern,
                escape: escape, negated: negated)
        case .call(let call) where call.matchesText:
            kind = .call(movedArguments(of: call, beside: [], by: shift))
        default: return inner
        }
        return Expression(kind, span: inner.span)
    }

    /// Moves a compared expression that is the difference between a table's time and another time.
    private func movedDifference(_ compared: Expression, by shift: TimeShift) -> Expression {
        switch compared.kind {
        case .cast(let difference, .real):
            guard case .binary(.subtract, let left, let right) = difference.kind,
                let (left, right) = moved(left, right, by: shift)
            else { return compared }
            let moved = Expression(.binary(.subtract, left, right), span: difference.span)
            return Expression(.cast(moved, .real), span: compared.span)
        case .call(let call) where call.name.folded == LocalFunction.dateDifference.rawValue:
            guard case .list(let days) = call.arguments, days.count == 2,
                let (left, right) = moved(days[0], days[1], by: shift)
            else { return compared }
            return Expression(.internalCall(.dateDifference, [left, right]), span: compared.span)
        default: return compared
        }
    }

    /// Returns the two sides of a comparison or a difference, with the side moved that is not a
    /// table's time; nil where neither side is a table's time, or both are.
    private func moved(
        _ left: Expression, _ right: Expression, by shift: TimeShift
    ) -> (Expression, Expression)? {
        switch (timeIsOf(left, shift), timeIsOf(right, shift)) {
        case (let part?, nil): (left, moved(right, as: part, by: shift))
        case (nil, let part?): (moved(left, as: part, by: shift), right)
        default: nil
        }
    }

    private func movedArguments(
        of call: FunctionCall, beside others: [Expression], by shift: TimeShift
    ) -> FunctionCall {
        guard case .list(let arguments) = call.arguments else { return call }
        var call = call
        call.arguments = .list(
            arguments.map { movedParts($0, beside: others + arguments, by: shift) })
        return call
    }

    /// Moves the parts of a table's time in a compared expression ahead to the current range,
    /// unless they recur in each month, week or day: `year(t) = 2026 AND month(t) = 8` is true in
    /// July where the earlier range is a month before.
    ///
    /// - Parameter others: the expressions that it is compared with. A text among them that begins
    ///   with a year shows that a text is that of a date.
    private func movedParts(
        _ compared: Expression, beside others: [Expression], by shift: TimeShift
    ) -> Expression {
        func parts(_ expression: Expression) -> Expression {
            movedParts(expression, beside: others, by: shift)
        }
        let kind: Expression.Kind
        switch compared.kind {
        case .binary(let op, let left, let right) where !op.isComparison:
            kind = .binary(op, parts(left), parts(right))
        case .cast(let value, let type): kind = .cast(parts(value), type)
        case .column where timeIsOf(compared, shift) != nil: return compared
        case .call(let call):
            guard case .list(var arguments) = call.arguments, let first = arguments.first else {
                return compared
            }
            if timeIsOf(compared, shift) == .date {
                guard others.contains(where: \.beginsWithYear) else { return compared }
                return ahead(compared, as: .date, by: shift)
            }
            let part = timeIsOf(first, shift)
            if call.isCalendarPart || call.notation != nil {
                guard let part, call.isCalendarPart || call.namesMonths else { return compared }
                arguments[0] = ahead(first, as: part, by: shift)
            } else if call.name.folded == LocalFunction.timestampText.rawValue {
                guard let part, others.contains(where: \.beginsWithYear) else { return compared }
                arguments[0] = ahead(first, as: part, by: shift)
            } else if call.name.folded == LocalFunction.wholeNumber.rawValue {
                arguments[0] = parts(first)
            } else if part == nil || part == .date, call.isOfTexts {
                arguments = arguments.map(parts)
            } else {
                return compared
            }
            var moved = call
            moved.arguments = .list(arguments)
            kind = .call(moved)
        default: return compared
        }
        return Expression(kind, span: compared.span)
    }

    /// Returns a time moved ahead by the distance to the earlier range.
    private func ahead(
        _ time: Expression, as part: TimePart, by shift: TimeShift
    ) -> Expression {
        func call(_ function: LocalFunction, _ arguments: [Expression]) -> Expression {
            Expression(.internalCall(function, arguments), span: time.span)
        }
        let amounts = [
            -Int64(shift.span.months), -Int64(shift.span.days), -shift.span.milliseconds,
        ].map { Expression(.literal(.integer($0))) }
        switch part {
        case .instant: return call(.timestampAdd, [time] + amounts)
        case .date where shift.span.milliseconds == 0:
            return call(.dateAdd, [time] + amounts.dropLast())
        case .date:
            return .call("date", call(.timestampAdd, [call(.midnight, [time])] + amounts))
        }
    }

    private func timeIsOf(_ expression: Expression, _ shift: TimeShift) -> TimePart? {
        time(expression, under: shift.clause)
    }

    /// Returns whether an expression is the time or the day of a table that takes a clause.
    private func time(_ expression: Expression, under clause: TimeClause) -> TimePart? {
        switch expression.kind {
        case .column(let qualifier, let name):
            guard let qualifier = qualifier.last,
                let source = scopes.reversed().lazy.flatMap(\.sources)
                    .first(where: { $0.name == qualifier })
            else { return nil }
            if let scan = source.scan {
                let isTime = scans[scan].table.time == name.folded
                return isTime && scans[scan].clause == clause ? .instant : nil
            }
            let column = source.columns.first { ($0.printed ?? $0.name) == name }
            return column?.time?.clause == clause ? column?.time?.part : nil
        case .call(let call):
            guard case .list(let arguments) = call.arguments, let first = arguments.first,
                let last = arguments.last
            else { return nil }
            let part: TimePart
            switch (call.name.folded, arguments.count) {
            case ("date", 1): part = .date
            case ("date_trunc", 2): return time(last, under: clause) == nil ? nil : .instant
            case ("min", 1), ("max", 1): return time(first, under: clause)
            // A time at a fixed distance, which is moved like the time itself.
            case (LocalFunction.timestampAdd.rawValue, _), (LocalFunction.midnight.rawValue, _):
                part = .instant
            case (LocalFunction.dateAdd.rawValue, _): part = .date
            default: return nil
            }
            return time(first, under: clause) == nil ? nil : part
        // A number of seconds is added; a difference of two times would be inside a cast.
        case .binary(.add, let left, let right):
            return time(left, under: clause) ?? time(right, under: clause)
        case .binary(.subtract, let left, _): return time(left, under: clause)
        default: return nil
        }
    }

    /// Returns the time that a column of a query's result has from a table, if it is one.
    func tableTime(_ expression: Expression) -> TableTime? {
        guard let clause = nearestClause, let part = time(expression, under: clause) else {
            return nil
        }
        return TableTime(clause: clause, part: part)
    }

    private func moved(_ value: Expression, as part: TimePart, by shift: TimeShift) -> Expression {
        let zone = context.zone
        func call(_ function: LocalFunction, _ arguments: [Expression]) -> Expression {
            Expression(.internalCall(function, arguments), span: value.span)
        }
        if case .literal(.text(let text)) = value.kind {
            guard part == .date, let instant = context.parseTimestamp(text) else { return value }
            let moved = zone.textOfDay(instant, movedBy: shift.span)
            return Expression(.literal(.text(moved)), span: value.span)
        }
        if part == .instant, let instant = value.constantInstant {
            return Expression(.instant(zone.moving(instant, by: shift.span)), span: value.span)
        }
        let varies = value.first { part in
            switch part.kind {
            case .column, .exists, .inQuery, .literal(.null): true
            // The values that it finds in the earlier range are already moved.
            case .subquery(let query):
                query.scanIndices.contains { scans[$0].clause == shift.clause }
            default: false
            }
        }
        guard varies == nil else { return value }
        let amounts = [Int64(shift.span.months), Int64(shift.span.days), shift.span.milliseconds]
            .map { Expression(.literal(.integer($0))) }
        switch part {
        case .instant: return call(.timestampAdd, [value] + amounts)
        case .date where shift.span.milliseconds == 0:
            return call(.dateAdd, [value] + amounts.dropLast())
        case .date:
            return .call("date", call(.timestampAdd, [call(.midnight, [value])] + amounts))
        }
    }
}

extension Expression {
    /// Returns the expression with times moved, where the SELECT is the earlier one of a COMPARE.
    func moved(in binder: Binder) -> Expression {
        binder.timeShift.map { binder.moved(self, by: $0) } ?? self
    }
}

extension FunctionCall {
    /// Whether it is a part of a time that does not recur in each month.
    fileprivate var isCalendarPart: Bool {
        [
            "year", "month", "quarter", "isoyear", "week", "dayofyear", "monthname", "last_day",
            "epoch",
        ].contains(name.folded)
    }

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
    fileprivate var namesMonths: Bool { pattern?.namesMonths ?? false }

    /// Whether it computes a text from texts.
    fileprivate var isOfTexts: Bool {
        [
            "substr", "substring", "left", "right", "workql_left", "workql_right", "concat",
            "concat_ws", "replace", "trim",
            "split_part", "lower", "upper",
        ].contains(name.folded)
    }

    /// Whether it tests or searches a text for another.
    fileprivate var matchesText: Bool {
        [
            LocalFunction.ilike.rawValue, LocalFunction.regexp.rawValue, "glob", "starts_with",
            "ends_with", "instr", "regexp_matches",
        ].contains(name.folded)
    }
}

extension Expression {
    /// Whether it is a text such as `'2026-08'`, or a pattern such as `'^2026'`.
    fileprivate var beginsWithYear: Bool {
        guard case .literal(.text(let text)) = kind else { return false }
        let digits = text.drop { $0 == "^" || $0 == "(" }.prefix(4).utf8
        return digits.count == 4 && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension BinaryOperator {
    fileprivate var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct,
            .isNotDistinct:
            true
        default: false
        }
    }
}
