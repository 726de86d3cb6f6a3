import WorkQLPages
import WorkQLSyntax
import WorkQLTime

// Products of durations and numbers, and the times that programs compute from seconds since 1970.

extension Binder {
    /// Returns the duration that a product with a whole number is: `3 * INTERVAL '1 month'`; nil where
    /// a factor is not a constant.
    ///
    /// What: the number of each unit is multiplied. Why: `t + 3 * 1mo` then is `t + 3mo`, also for
    /// months, and a condition on it is pushed down. When not: with a fraction, of which only units of
    /// the clock have a length, the product is a number of seconds.
    func product(
        _ left: Expression, _ right: Expression
    ) -> (length: DurationLiteral, isNegative: Bool)? {
        for (written, factor) in [(left, right), (right, left)] {
            guard let duration = duration(written), let number = wholeNumber(factor) else {
                continue
            }
            var parts: [DurationLiteral.Part] = []
            for part in duration.length.parts {
                let (count, overflows) = part.count.multipliedReportingOverflow(
                    by: Int(clamping: number.magnitude))
                guard !overflows else { return nil }
                parts.append(DurationLiteral.Part(count, part.unit))
            }
            return (DurationLiteral(parts), duration.isNegative != (number < 0))
        }
        return nil
    }

    private func wholeNumber(_ expression: Expression) -> Int64? {
        switch expression.kind {
        case .literal(.integer(let number)): return number > .min ? number : nil
        case .unary(.negate, let operand): return wholeNumber(operand).map { -$0 }
        case .parameter(let name):
            guard case .literal(let value)? = environment.parameters[name] else { return nil }
            return wholeNumber(value)
        default: return nil
        }
    }

    /// Binds `TIMESTAMP 'epoch' + n * INTERVAL '1 second'`, in which programs write a time as seconds
    /// since 1970; nil for any other sum.
    ///
    /// What: the clock of UTC, read in the query's zone, as PostgreSQL reads a timestamp without time
    /// zone. Why: the clocks of a zone may differ from those of 1970, and the sum has to show the
    /// number's time of day all the same. When not: with a zone in the text it is an instant, which
    /// the duration moves exactly.
    mutating func bindSinceEpoch(
        _ left: Expression, _ right: Expression, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound? {
        let lengths = [(left, right), (right, left)].first { $0.0.isEpochOfClock }
        guard let length = lengths?.1 else { return nil }
        if let duration = duration(length) {
            let amount = try calendarSpan(
                of: duration.length, negative: duration.isNegative, at: length.span)
            let clock = Zone.utc.adding(amount, to: Instant(milliseconds: 0))
            guard clock.isInCalendar else {
                throw Diagnostic(.outsideCalendar, "the duration is too long", at: length.span)
            }
            let local = LocalTime(milliseconds: clock.milliseconds)
            return Bound(
                expression: Expression(.instant(self.context.zone.instant(of: local)), span: span),
                type: .timestamp)
        }
        guard case .binary(.multiply, let first, let second) = length.kind,
            duration(first) != nil || duration(second) != nil
        else { return nil }
        let seconds = try number(try bind(length, in: context), as: "+")
        let type = Expression(.literal(.text("timestamp")))
        let instant = Expression(.internalCall(.cast, [seconds.expression, type]))
        let utc = Expression(.literal(.text("UTC")))
        let zone = Expression(.literal(.text(self.context.zone.identifier)))
        let clock = Expression.call(Function.zoneText, utc, instant)
        return Bound(
            expression: Expression(.internalCall(.instantInZone, [zone, clock]), span: span),
            type: .timestamp)
    }
}

extension Expression {
    /// Whether it is the first moment of 1970 without a zone, in one of its spellings.
    fileprivate var isEpochOfClock: Bool {
        guard case .literal(.timestamp(let text)) = kind else { return false }
        return [
            "1970-01-01", "1970-01-01 00:00", "1970-01-01 00:00:00", "1970-01-01T00:00:00",
        ].contains(text)
    }
}
