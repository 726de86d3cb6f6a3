import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLPlanner

/// Ranges from conditions on expressions monotonic in time, checked against the conditions
/// themselves.
@Suite struct ImpliedRangeTests {
    private static let zones = [
        "Asia/Shanghai", "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC",
    ]
    private static let table = Catalog.builtIn.table("checkin")

    /// A value and its function of an instant: a number, or the number of a day.
    private struct Value {
        var expression: Expression
        var isDay = false
        var of: (Instant) -> Double
    }

    private func number(_ value: Double) -> Expression {
        Expression(
            .literal(value == value.rounded() ? .integer(Int64(value)) : .real(value)))
    }

    private func value(_ dice: inout SplitMix64, _ zone: Zone, depth: Int) -> Value {
        let time = Value(
            expression: Expression(.column(qualifier: [], name: Name("checkin_time")))
        ) { Double($0.milliseconds) / 1000 }
        guard depth > 0 else { return time }
        switch Int.random(in: 0..<9, using: &dice) {
        case 0:
            let unit = TimeUnit.allCases.dropFirst().randomElement(using: &dice) ?? .day
            return Value(
                expression: .call(
                    "date_trunc", Expression(.literal(.text(unit.noun))), time.expression)
            ) { Double(zone.truncating($0, to: unit).milliseconds) / 1000 }
        case 1:
            return Value(expression: .call("year", time.expression)) {
                Double(zone.localTime(at: $0).date.year)
            }
        case 2:
            return Value(expression: .call("date", time.expression), isDay: true) {
                Double(zone.localTime(at: $0).day)
            }
        case 3:
            let shift = Int64.random(in: -40...40, using: &dice)
            let months = Int64.random(in: -2...2, using: &dice)
            let span =
                CalendarSpan(
                    DurationLiteral([
                        DurationLiteral.Part(Int(months), .month),
                        DurationLiteral.Part(Int(shift), .day),
                        DurationLiteral.Part(3_600_000 * Int(shift), .millisecond),
                    ])) ?? CalendarSpan(days: 0)
            return Value(
                expression: Expression(
                    .internalCall(
                        .timestampAdd,
                        [time.expression]
                            + [months, shift, 3_600_000 * shift].map {
                                Expression(.literal(.integer($0)))
                            }))
            ) { Double(zone.adding(span, to: $0).milliseconds) / 1000 }
        default: break
        }
        let inner = value(&dice, zone, depth: depth - 1)
        guard !inner.isDay else { return inner }
        let of = inner.of
        let factor = Double(Int.random(in: 1...1000, using: &dice))
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return Value(expression: .call("floor", inner.expression)) { of($0).rounded(.down) }
        case 1: return Value(expression: .call("ceil", inner.expression)) { of($0).rounded(.up) }
        case 2:
            return Value(expression: Expression(.cast(inner.expression, .integer))) {
                of($0).rounded(.towardZero)
            }
        case 3:
            return Value(expression: .binary(inner.expression, .multiply, number(factor))) {
                of($0) * factor
            }
        case 4:
            // For whole numbers and for others.
            let isCut = Bool.random(using: &dice)
            return Value(expression: .binary(inner.expression, .divide, number(factor))) {
                isCut ? (of($0) / factor).rounded(.towardZero) : of($0) / factor
            }
        default:
            return Value(expression: .binary(number(factor), .add, inner.expression)) {
                of($0) + factor
            }
        }
    }

    private static func holds(_ op: BinaryOperator, _ left: Double, _ right: Double) -> Bool {
        switch op {
        case .equal: left == right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        default: left >= right
        }
    }

    @Test func noRowIsLost() throws {
        var dice = SplitMix64(seed: 71)
        let table = try #require(Self.table)
        let time = try #require(table.columnIndex("checkin_time"))
        let zones = try Self.zones.map { try Zone(identifier: $0) }
        var narrow = 0
        for _ in 0..<(Soak.isOn ? 100_000 : 1500) {
            let zone = zones.randomElement(using: &dice) ?? .utc
            // Around clock changes, and ends of months and of years.
            let center = Instant(
                milliseconds: [
                    1_774_746_000_000, 1_792_890_000_000, 1_541_300_400_000, 1_767_225_600_000,
                    1_785_513_600_000,
                ].randomElement(using: &dice) ?? 0)
            let value = value(&dice, zone, depth: 3)
            let at = center.advanced(
                byMilliseconds: Int64.random(in: -200...200, using: &dice) * 1_800_000)
            let op =
                [BinaryOperator.equal, .less, .lessOrEqual, .greater, .greaterOrEqual]
                .randomElement(using: &dice) ?? .equal
            let constant = value.of(at)
            let literal =
                value.isDay
                ? Expression(.literal(.text(CivilDate(day: Int(constant)).isoText)))
                : number(constant)
            let pushdown = Pushdown(table: table, name: Name("checkin"), zone: zone)
            let condition = Expression(.binary(op, value.expression, literal))
            let region = pushdown.region(of: condition, key: nil, time: time)
            if region.rest != .all { narrow += 1 }
            for step in -120...120 {
                let instant = at.advanced(byMilliseconds: Int64(step) * 1_800_000 + 1)
                for near in [instant, instant.advanced(byMilliseconds: -1)]
                where Self.holds(op, value.of(near), constant) {
                    #expect(
                        region.rest.contains(near.milliseconds),
                        "\(Printer().print(condition)) at \(near.milliseconds), \(zone.identifier)")
                }
            }
        }
        #expect(narrow > 1000)
    }
}
