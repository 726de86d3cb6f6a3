import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

// `t AT TIME ZONE 'UTC'`: what the clock of another zone shows, a text here and a timestamp without
// time zone in PostgreSQL.

extension Binder {
    /// Whether a value is the date and time in another zone, as AT TIME ZONE gives it.
    func isWallClock(_ expression: Expression) -> Bool {
        if case .call(let call) = expression.kind {
            return call.name.text == Function.zoneText
                || call.name.text == LocalFunction.truncatedClock.rawValue
                || call.name.text == LocalFunction.movedClock.rawValue
        }
        return sourceColumn(expression)?.isWallClock ?? false
    }

    /// Returns `date_trunc('day', t, 'UTC')`: the instant at which the unit begins in another zone.
    func truncated(_ call: Function.Rewriting.Call) throws(Diagnostic) -> Bound? {
        let (unit, time, zone) = (call.arguments[0], call.given[1], call.arguments[2])
        guard case .text(let name)? = zone.literal else {
            throw Diagnostic(
                .typeMismatch, "date_trunc() takes a zone in quotes third",
                at: zone.expression.span, help: "write date_trunc('day', t, 'UTC')")
        }
        guard !isWallClock(time.expression) else {
            throw Diagnostic(
                .typeMismatch,
                "date_trunc() with a zone takes a timestamp, and this is the time "
                    + "of a zone", at: time.expression.span, help: "write date_trunc('day', t)")
        }
        let other = try Zone(identifier: name, at: zone.expression.span)
        if let instant = call.arguments[1].expression.constantInstant,
            case .literal(.text(let written)) = unit.expression.kind,
            let unit = TimeUnit(spelled: written)
        {
            return call.becoming(.instant(other.truncating(instant, to: unit)), .timestamp)
        }
        let there = Expression.call(
            Function.zoneText, zone.expression, call.arguments[1].expression)
        let start = Expression(.internalCall(.truncatedClock, [unit.expression, there]))
        return call.becoming(.internalCall(.instantInZone, [zone.expression, start]), .timestamp)
    }

    /// Returns the date and time of another zone moved by a duration: that clock is never changed,
    /// so that a day always has 24 hours.
    func moved(_ clock: Bound, by amount: CalendarSpan, at span: Span) -> Bound {
        let amounts = [Int64(amount.months), Int64(amount.days), amount.milliseconds].map {
            Expression(.literal(.integer($0)), span: span)
        }
        return Bound(
            expression: Expression(
                .internalCall(.movedClock, [clock.expression] + amounts), span: span),
            type: .text)
    }
}

extension Function.Rewriting {
    /// `t AT TIME ZONE 'zone'`, with a literal zone: the date and time there; of such a date and
    /// time, the instant. Without a zone, those of the query's zone.
    static let textInZone = Self { (binder, call) throws(Diagnostic) in
        if call.given.count == 1, let only = call.given.first {
            if binder.isWallClock(only.expression) {
                let zone = Expression(.literal(.text(binder.context.zone.identifier)))
                return call.becoming(
                    .internalCall(.instantInZone, [zone, only.expression]), .timestamp)
            }
            let function = Function.named("date_trunc", arguments: 2) ?? call.function
            let unit = Binder.Bound(expression: Expression(.literal(.text("day"))), type: .text)
            let time = try binder.coerced(
                [unit, only], of: function.called(call.function.name)
            ).arguments[1]
            return call.becoming(binder.clock(of: time.expression).kind, .text)
        }
        guard let zone = call.given.first, case .text(let name)? = zone.literal else {
            throw Diagnostic(
                .typeMismatch, "AT TIME ZONE takes a zone in quotes",
                at: call.given.first?.expression.span ?? call.span,
                help: "write t AT TIME ZONE 'UTC'")
        }
        _ = try Zone(identifier: name, at: zone.expression.span)
        guard let inner = call.given.dropFirst().first, binder.isWallClock(inner.expression) else {
            return nil
        }
        return call.becoming(
            .internalCall(.instantInZone, [zone.expression, inner.expression]), .timestamp)
    }
}
