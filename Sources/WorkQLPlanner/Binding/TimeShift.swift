import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// How the earlier SELECT of a COMPARE moves the times with which its tables' time is compared.
///
/// What: in `WHERE time >= '2026-08-10' … COMPARE WITH 1w` the earlier SELECT compares with
/// 2026-08-03; so do the days that `date(time)` is compared with. Why: a condition on the time column
/// means the same as SINCE and UNTIL, which are moved. When not: for tables with a range of their
/// own, which COMPARE leaves where it is; and for what recurs, such as `weekday(time)`.
struct TimeShift {
    /// The clause of the tables whose time it is.
    let clause: TimeClause
    let span: CalendarSpan
}

extension Binder {
    /// The expression of the SELECT being bound, with its times moved.
    fileprivate func moved(_ expression: Expression, by shift: TimeShift) -> Expression {
        let inner = expression.mappingChildren { moved($0, by: shift) }
        let kind: Expression.Kind
        switch inner.kind {
        case .binary(let op, let left, let right) where op.isComparison:
            if let time = timeIsOf(left, shift) {
                kind = .binary(op, left, moved(right, as: time, by: shift))
            } else if let time = timeIsOf(right, shift) {
                kind = .binary(op, moved(left, as: time, by: shift), right)
            } else {
                return inner
            }
        case .between(let value, let low, let high, let negated):
            guard let time = timeIsOf(value, shift) else { return inner }
            kind = .between(
                value, low: moved(low, as: time, by: shift), high: moved(high, as: time, by: shift),
                negated: negated)
        case .inList(let value, let items, let negated):
            guard let time = timeIsOf(value, shift) else { return inner }
            kind = .inList(value, items.map { moved($0, as: time, by: shift) }, negated: negated)
        default: return inner
        }
        return Expression(kind, span: inner.span)
    }

    private enum TimePart {
        case instant
        case date
    }

    /// Whether an expression is a table's time or its day, of a table whose range is moved.
    private func timeIsOf(_ expression: Expression, _ shift: TimeShift) -> TimePart? {
        switch expression.kind {
        case .column(let qualifier, let name):
            guard let qualifier = qualifier.last,
                let source = scopes.reversed().lazy.flatMap(\.sources)
                    .first(where: { $0.name == qualifier }),
                let scan = source.scan, scans[scan].clause == shift.clause,
                scans[scan].table.time == name.folded
            else { return nil }
            return .instant
        case .call(let call):
            guard case .list(let arguments) = call.arguments, let last = arguments.last,
                timeIsOf(last, shift) != nil
            else { return nil }
            switch (call.name.folded, arguments.count) {
            case ("date", 1): return .date
            case ("date_trunc", 2): return .instant
            default: return nil
            }
        default: return nil
        }
    }

    private func moved(_ value: Expression, as part: TimePart, by shift: TimeShift) -> Expression {
        let zone = context.zone
        if case .literal(.text(let text)) = value.kind {
            guard part == .date, let instant = context.parseTimestamp(text) else { return value }
            let moved = TimestampFormat(.date, zone: zone).string(
                zone.adding(shift.span, to: instant))
            return Expression(.literal(.text(moved)), span: value.span)
        }
        guard part == .instant else { return value }
        if let instant = value.constantInstant {
            return Expression(.instant(zone.adding(shift.span, to: instant)), span: value.span)
        }
        let varies = value.first { part in
            switch part.kind {
            case .column, .subquery, .exists, .inQuery, .literal(.null): true
            default: false
            }
        }
        guard varies == nil else { return value }
        let amounts = [Int64(shift.span.months), Int64(shift.span.days), shift.span.milliseconds]
            .map { Expression(.literal(.integer($0))) }
        return Expression(.internalCall(.timestampAdd, [value] + amounts), span: value.span)
    }
}

extension Expression {
    /// With times moved where the SELECT is the earlier one of a COMPARE.
    func moved(in binder: Binder) -> Expression {
        binder.timeShift.map { binder.moved(self, by: $0) } ?? self
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
