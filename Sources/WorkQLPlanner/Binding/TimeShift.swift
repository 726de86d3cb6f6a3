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
    /// Whether the condition being moved names a month, so that the days in it are those of dates.
    var namesMonth = false
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
            let sides = moved([left, right], by: shift)
            kind = .binary(op, sides[0], sides[1])
        case .between(let value, let low, let high, let negated):
            let values = moved([value, low, high], by: shift)
            kind = .between(values[0], low: values[1], high: values[2], negated: negated)
        case .inList(let value, let items, let negated):
            let values = moved([value] + items, by: shift)
            kind = .inList(values[0], Array(values.dropFirst()), negated: negated)
        case .case(let operand?, let whens, let otherwise):
            let values = moved([operand] + whens.map(\.condition), by: shift)
            kind = .case(
                operand: values[0],
                zip(whens, values.dropFirst()).map { When(condition: $1, result: $0.result) },
                otherwise: otherwise)
        case .match(let op, let value, let pattern, let escape, let negated):
            kind = .match(
                op, movedParts(value, beside: [pattern], by: shift), pattern: pattern,
                escape: escape, negated: negated)
        case .call(let call) where call.matchesText:
            kind = .call(movedArguments(of: call, by: shift))
        default: return inner
        }
        return Expression(kind, span: inner.span)
    }

    /// Returns compared values with the times moved: constants beside a table's time to the earlier
    /// range, and the table's time ahead to the current range wherever else it is used. Times of
    /// tables that are only compared with each other stay.
    private func moved(_ compared: [Expression], by shift: TimeShift) -> [Expression] {
        let values = compared.map { withoutAliases($0, by: shift) }
        let parts = values.map { timeIsOf($0, shift) }
        guard parts.contains(nil) else { return compared }
        let isPair = values.count == 2 && parts[0] == nil
        if let part = parts[isPair ? 1 : 0] {
            let others = isPair ? values[..<1] : values[1...]
            if !others.contains(where: { usesTime($0, shift) }) {
                let moved = others.map { self.moved($0, as: part, by: shift) }
                return isPair ? moved + [values[1]] : [values[0]] + moved
            }
        }
        guard values.contains(where: { usesTime($0, shift) }) else { return compared }
        // A list of constants may be long.
        return values.enumerated().map { index, value in
            guard usesTime(value, shift) else { return value }
            let others = index == 0 ? Array(values.dropFirst()) : values
            return movedParts(value, beside: others, by: shift)
        }
    }

    private func movedArguments(of call: FunctionCall, by shift: TimeShift) -> FunctionCall {
        guard case .list(let arguments) = call.arguments else { return call }
        var call = call
        call.arguments = .list(arguments.map { movedParts($0, beside: arguments, by: shift) })
        return call
    }

    /// Returns a compared value with the names of selected items replaced by these, where they use
    /// a table's time.
    private func withoutAliases(_ value: Expression, by shift: TimeShift) -> Expression {
        guard case .column(qualifier: [], let name) = value.kind else {
            return value.mappingChildren { withoutAliases($0, by: shift) }
        }
        guard let item = scopes.last?.aliases[name]?.expression, usesTime(item, shift) else {
            return value
        }
        return item.at(value.span)
    }

    /// Whether a value is computed from the time of a table that is moved; conditions inside are
    /// moved by themselves.
    private func usesTime(_ value: Expression, _ shift: TimeShift) -> Bool {
        if timeIsOf(value, shift) != nil { return true }
        return !value.isCondition && value.operands.contains { usesTime($0, shift) }
    }

    /// Whether a value contains a column that is not the time of a table that is moved, or values
    /// that are found in the earlier range.
    private func isData(_ value: Expression, _ shift: TimeShift) -> Bool {
        if timeIsOf(value, shift) != nil || value.isCondition { return false }
        switch value.kind {
        case .column: return true
        case .subquery(let query):
            return query.scanIndices.contains { scans[$0].clause == shift.clause }
        default: return value.operands.contains { isData($0, shift) }
        }
    }

    /// What is compared with an expression whose times are moved.
    private struct Beside {
        /// Whether a text among the others shows that texts of times begin with their year.
        var namesYear: Bool
        /// Whether a day is compared as a text.
        var isText: Bool
        /// Whether the others are data, which is not moved.
        var isData: Bool
        /// Whether parts that recur each day belong to a whole date: `month(t) * 100 + day(t)`.
        var isWhole: Bool

        /// The same for the argument of a part of a calendar.
        var ofPart: Beside {
            Beside(namesYear: true, isText: false, isData: false, isWhole: isWhole)
        }
    }

    /// Moves the table's times in a compared expression ahead to the current range, except the
    /// parts of them that recur in each month, week or day: `year(t) = 2026 AND month(t) = 8` is
    /// true in July where the earlier range is a month before.
    ///
    /// - Parameter others: the expressions that it is compared with. A text among them that begins
    ///   with a year shows that a text is that of a date.
    private func movedParts(
        _ compared: Expression, beside others: [Expression], by shift: TimeShift
    ) -> Expression {
        let isFound = others.contains { other in
            other.first { if case .subquery = $0.kind { isData($0, shift) } else { false } } != nil
        }
        guard !isFound else { return compared }
        let beside = Beside(
            namesYear: others.contains(where: \.beginsWithYear),
            isText: others.contains(where: \.isText),
            isData: others.contains { isData($0, shift) },
            isWhole: compared.first(where: \.namesMonth) != nil)
        return ahead(in: compared, beside, by: shift)
    }

    private func ahead(
        in value: Expression, _ beside: Beside, by shift: TimeShift
    ) -> Expression {
        if let part = timeIsOf(value, shift) {
            let isOther = beside.isText && !beside.namesYear && part == .date
            return beside.isData || isOther ? value : ahead(value, as: part, by: shift)
        }
        guard !value.isCondition else { return value }
        if let (first, second) = value.difference {
            let parts = [timeIsOf(first, shift), timeIsOf(second, shift)]
            // The distance between two times that are both moved, or beside data, stays.
            if !parts.contains(nil) { return value }
            if parts[0] != nil, isData(second, shift) || parts[1] != nil, isData(first, shift) {
                return value
            }
            return value.mappingChildren { ahead(in: $0, beside.ofPart, by: shift) }
        }
        if case .case(let operand, let whens, let otherwise) = value.kind {
            // What chooses a result is a condition.
            let results = whens.map { ahead(in: $0.result, beside, by: shift) }
            let chosen = zip(whens, results).map { When(condition: $0.condition, result: $1) }
            let other = otherwise.map { ahead(in: $0, beside, by: shift) }
            return Expression(
                .case(operand: operand, chosen, otherwise: other), span: value.span)
        }
        guard case .call(let call) = value.kind, case .list(var arguments) = call.arguments,
            let first = arguments.first
        else { return value.mappingChildren { ahead(in: $0, beside, by: shift) } }
        if call.isCalendarPart || call.recurs || call.notation != nil {
            let isMoved =
                switch call.name.folded {
                case "day": beside.isWhole || shift.namesMonth
                case _ where call.notation != nil: beside.isWhole || call.namesMonths
                default: call.isCalendarPart || beside.isWhole && call.isOfDay
                }
            guard isMoved else { return value }
            arguments[0] = ahead(in: first, beside.ofPart, by: shift)
        } else if call.name.folded == LocalFunction.timestampText.rawValue {
            guard beside.namesYear else { return value }
            arguments[0] = ahead(in: first, beside.ofPart, by: shift)
        } else if call.isOfTexts {
            var texts = beside
            texts.isText = true
            texts.namesYear = texts.namesYear || arguments.contains(where: \.beginsWithYear)
            arguments = arguments.map { ahead(in: $0, texts, by: shift) }
        } else {
            // An order of rows stays as it is.
            let count = value.operands.count
            arguments.replaceSubrange(
                ..<count, with: arguments[..<count].map { ahead(in: $0, beside, by: shift) })
        }
        var moved = call
        moved.arguments = .list(arguments)
        return Expression(.call(moved), span: value.span)
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

    /// Whether an expression is the time or the day of a table that COMPARE moves.
    func movesWithRange(_ expression: Expression) -> Bool {
        timeShift.map { timeIsOf(expression, $0) != nil } ?? false
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
            case ("coalesce", _), ("ifnull", _), ("greatest", _), ("least", _), ("min", _),
                ("max", _):
                let parts = arguments.map { time($0, under: clause) }
                return parts.allSatisfy { $0 == parts[0] } ? parts[0] : nil
            // A time at a fixed distance, which is moved like the time itself.
            case (LocalFunction.timestampAdd.rawValue, _), (LocalFunction.midnight.rawValue, _):
                part = .instant
            case (LocalFunction.dateAdd.rawValue, _): part = .date
            default: return nil
            }
            return time(first, under: clause) == nil ? nil : part
        // A number of seconds is added; a difference of two times would be a call.
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
        guard value.kind != .literal(.null), !isData(value, shift) else { return value }
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
        guard var shift = binder.timeShift else { return self }
        shift.namesMonth = first(where: \.namesMonth) != nil
        return binder.moved(self, by: shift)
    }
}
