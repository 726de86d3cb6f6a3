import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// What: in `OVER (ORDER BY d RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)` a date is ordered by its
/// number of days, and a time of day by its seconds; the distance is in the same unit.
/// Why: both are texts in SQLite, where a distance from a text reaches only equal texts.
/// When not: without a distance, where only the order matters; and for numbers and instants, which
/// are numbers in SQLite.
extension Binder {
    /// - Parameters:
    ///   - ordering: ORDER BY of the window as bound, which is replaced where the unit has to be.
    ///   - type: the type of its last expression.
    ///   - written: ORDER BY as it is written.
    mutating func bind(
        _ frame: Window.Frame, over ordering: inout [Ordering], of type: ColumnType?,
        _ written: [Ordering], in context: ClauseContext
    ) throws(Diagnostic) -> Window.Frame {
        var frame = frame
        let distances = [frame.start, frame.end].compactMap(\.distance)
        guard let first = distances.first else { return frame }
        guard frame.unit == .range else {
            for distance in distances { try requireCount(distance, of: frame) }
            frame.start = try bind(frame.start, nil, in: context)
            frame.end = try bind(frame.end, nil, in: context)
            return frame
        }
        guard written.count == 1 else {
            throw Diagnostic(
                .callShape, "RANGE with a distance and without one ORDER BY expression",
                at: first.span, help: "write OVER (ORDER BY x RANGE …), or ROWS")
        }
        let key = written[0].expression
        switch type {
        case .date:
            let epoch = Expression(.literal(.date("1970-01-01")), span: key.span)
            ordering[0].expression = try called(
                "date_diff", [Expression(.literal(.text("day")), span: key.span), epoch, key],
                in: context)
        case .time: ordering[0].expression = try called("time_to_sec", [key], in: context)
        case .timestamp, .integer, .real, nil: break
        case let other?:
            throw Diagnostic(
                .typeMismatch, "RANGE with a distance over \(other.phrase)", at: key.span,
                help: "order by a number, a date or a time; or write ROWS")
        }
        frame.start = try bind(frame.start, type, in: context)
        frame.end = try bind(frame.end, type, in: context)
        return frame
    }

    private mutating func called(
        _ name: String, _ arguments: [Expression], in context: ClauseContext
    ) throws(Diagnostic) -> Expression {
        let call = FunctionCall(name: Name(name), arguments: .list(arguments))
        return try bind(
            Expression(.call(call), span: arguments.last?.span ?? Span(0, 0)), in: context
        ).expression
    }

    private func requireCount(
        _ distance: Expression, of frame: Window.Frame
    ) throws(Diagnostic) {
        switch distance.kind {
        case .literal(.real), .literal(.duration), .literal(.text):
            throw Diagnostic(
                .callShape, "\(frame.unit.rawValue) counts whole rows", at: distance.span,
                help: "write 6 PRECEDING, or RANGE for a distance")
        default: return
        }
    }

    /// - Parameter type: of the key of a RANGE; nil where it is not known, and for ROWS and GROUPS.
    private mutating func bind(
        _ bound: Window.Frame.Bound, _ type: ColumnType?, in context: ClauseContext
    ) throws(Diagnostic) -> Window.Frame.Bound {
        switch bound {
        case .preceding(let distance): .preceding(try bind(distance, beside: type, in: context))
        case .following(let distance): .following(try bind(distance, beside: type, in: context))
        case .unboundedPreceding, .currentRow, .unboundedFollowing: bound
        }
    }

    private mutating func bind(
        _ distance: Expression, beside type: ColumnType?, in context: ClauseContext
    ) throws(Diagnostic) -> Expression {
        guard let duration = try length(distance, beside: type) else {
            if type == .timestamp || type == .time {
                throw Diagnostic(
                    .typeMismatch, "a number as the distance of times", at: distance.span,
                    help: "write a duration: RANGE BETWEEN 1h PRECEDING AND CURRENT ROW")
            }
            return try bind(distance, in: context).expression
        }
        switch type {
        case .integer, .real:
            throw Diagnostic(
                .typeMismatch, "a duration as the distance of numbers", at: distance.span,
                help: "write a number: RANGE BETWEEN 6 PRECEDING AND CURRENT ROW")
        case .date:
            var days: Int64 = 0
            for part in duration.parts {
                guard let length = [TimeUnit.day: 1, .week: 7][part.unit] else {
                    throw Diagnostic(
                        .typeMismatch, "a distance of dates that is not in days", at: distance.span,
                        help: "write days or weeks: RANGE BETWEEN 30d PRECEDING AND CURRENT ROW")
                }
                days += Int64(length * part.count)
            }
            return Expression(.literal(.integer(days)), span: distance.span)
        case .timestamp: try refuseChangingDays(duration, at: distance.span)
        default: break
        }
        return Expression(try exactSeconds(of: duration, at: distance.span), span: distance.span)
    }

    /// Returns the duration that a distance is: `1d`, `INTERVAL '1 day'`, `'1 day'` beside a time, or
    /// a parameter's; nil for any other distance.
    private func length(
        _ distance: Expression, beside type: ColumnType?
    ) throws(Diagnostic) -> DurationLiteral? {
        if case .literal(.text(let text)) = distance.kind {
            guard type?.isTime ?? false, let duration = DurationLiteral(text) else {
                throw Diagnostic(
                    .typeMismatch, "\(Printer.quoted(text)) is not the distance of values",
                    at: distance.span,
                    help: type?.isTime ?? false
                        ? "write a duration: '1 day', or 1d" : "write a number")
            }
            return duration
        }
        guard let duration = duration(distance) else { return nil }
        guard !duration.isNegative else {
            throw Diagnostic(
                .windowFrame, "the distance of a frame is negative", at: distance.span,
                help: "write the duration without a sign, before PRECEDING or FOLLOWING")
        }
        return duration.length
    }

    /// Refuses days as the distance of instants where the clocks change: such a day has 23 to 25
    /// hours, while all distances of a window are the same number of seconds.
    private func refuseChangingDays(
        _ duration: DurationLiteral, at span: Span
    ) throws(Diagnostic) {
        let days = duration.parts.reduce(0) { days, part in
            days + ([TimeUnit.day: 1, .week: 7][part.unit] ?? 0) * Int(part.count)
        }
        guard days != 0, context.zone.changes(after: Self.clocksMatterFrom) else { return }
        throw Diagnostic(
            .typeMismatch,
            "a day in \(context.zone.identifier) is not always 24 hours, and the distance of times "
                + "in a RANGE is",
            at: span, help: "write \(days * 24)h, or ORDER BY date(t) for whole days")
    }

    /// Zones whose clocks did not change since then count as zones whose days are equal.
    private static let clocksMatterFrom = Instant(seconds: 946_684_800)
}

extension Window.Frame.Bound {
    fileprivate var distance: Expression? {
        switch self {
        case .preceding(let distance), .following(let distance): distance
        case .unboundedPreceding, .currentRow, .unboundedFollowing: nil
        }
    }
}
