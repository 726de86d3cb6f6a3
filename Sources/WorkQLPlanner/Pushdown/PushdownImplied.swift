import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// The values between two ends, each of which may be included or not.
private struct Bounds {
    var low = -Double.infinity
    var lowIsOpen = false
    var high = Double.infinity
    var highIsOpen = false

    /// Creates the values that satisfy a comparison with a constant; nil where they have no ends.
    init?(_ op: BinaryOperator, _ constant: Double) {
        switch op {
        case .equal, .isNotDistinct: (low, high) = (constant, constant)
        case .greaterOrEqual: low = constant
        case .greater: (low, lowIsOpen) = (constant, true)
        case .lessOrEqual: high = constant
        case .less: (high, highIsOpen) = (constant, true)
        default: return nil
        }
    }

    func mapped(_ map: (Double) -> Double) -> Bounds {
        var result = self
        result.low = map(low)
        result.high = map(high)
        return result
    }

    /// Returns the same with wider ends, which are then included.
    func widened(by less: Double, _ more: Double) -> Bounds {
        var result = self
        result.low -= less
        result.high += more
        result.lowIsOpen = false
        result.highIsOpen = false
        return result
    }

    var reversed: Bounds {
        var result = self
        (result.low, result.high) = (high, low)
        (result.lowIsOpen, result.highIsOpen) = (highIsOpen, lowIsOpen)
        return result
    }

    /// The first and the last whole number between the ends; nil without an end.
    var wholeLow: Double? {
        low.isFinite ? (lowIsOpen ? low.rounded(.down) + 1 : low.rounded(.up)) : nil
    }
    var wholeHigh: Double? {
        high.isFinite ? (highIsOpen ? high.rounded(.up) - 1 : high.rounded(.down)) : nil
    }
}

extension Pushdown {
    /// Returns the instants at which a value that grows with a time column can satisfy a comparison
    /// with a constant.
    ///
    /// What: `date_trunc('month', t) >= c`, `year(t) = 2026`, `floor(epoch(t)) * 1000 >= n`, and
    /// expressions nested from these, sums with constants, CAST and rounding.
    /// Why: programs that know columns and no ranges write such filters.
    /// When not: a value that can fall while the time grows, such as `hour(t)`, implies nothing.
    /// SQLite still checks the condition itself: the instants may be more than needed, by the width
    /// of a rounding or where clocks change.
    func implied(
        _ op: BinaryOperator, _ value: Expression, _ constant: Expression, time: Int
    ) -> Region? {
        guard !value.kind.isColumn,
            let number = isDate(value) ? dayNumber(constant) : number(constant),
            let bounds = Bounds(op, number),
            let instants = argument(of: value, in: bounds, time: time)
        else { return nil }
        return Region(rest: instants.milliseconds, isExact: false)
    }

    /// Whether a value that is compared with a constant grows with the time column.
    func grows(_ value: Expression, with time: Int) -> Bool {
        guard !value.kind.isColumn, let bounds = Bounds(.greaterOrEqual, 0) else { return false }
        return argument(of: value, in: bounds, time: time) != nil
    }

    /// Returns the bounds of the time column, in seconds, for which a value is within its bounds.
    private func argument(of value: Expression, in bounds: Bounds, time: Int) -> Bounds? {
        switch value.kind {
        case .column: isColumn(value, time) ? bounds : nil
        case .cast(let inner, .real): argument(of: inner, in: bounds, time: time)
        case .cast(let inner, .integer):
            argument(of: inner, in: bounds.widened(by: 1, 1), time: time)
        case .unary(.negate, let inner):
            argument(of: inner, in: bounds.mapped { -$0 }.reversed, time: time)
        case .binary(let op, let left, let right):
            argument(of: op, left, right, in: bounds, time: time)
        case .call(let call):
            if case .list(let arguments) = call.arguments, call.filter == nil, call.window == nil {
                argument(of: call.name.folded, arguments, in: bounds, time: time)
            } else {
                nil
            }
        default: nil
        }
    }

    private func argument(
        of op: BinaryOperator, _ left: Expression, _ right: Expression, in bounds: Bounds,
        time: Int
    ) -> Bounds? {
        switch op {
        case .add:
            if let number = number(right) {
                return argument(of: left, in: bounds.mapped { $0 - number }, time: time)
            }
            guard let number = number(left) else { return nil }
            return argument(of: right, in: bounds.mapped { $0 - number }, time: time)
        case .subtract:
            return argument(ofDifference: left, right, in: bounds, time: time)
        case .multiply:
            guard let number = number(right) ?? number(left), number != 0 else { return nil }
            let inner = self.number(right) == nil ? right : left
            let scaled = bounds.mapped { $0 / number }
            return argument(of: inner, in: number > 0 ? scaled : scaled.reversed, time: time)
        case .divide:
            guard let number = number(right), number > 0 else { return nil }
            // The quotient of whole numbers is truncated.
            let wide = bounds.widened(by: 1, 1)
            return argument(of: left, in: wide.mapped { $0 * number }, time: time)
        default: return nil
        }
    }

    private func argument(
        ofDifference left: Expression, _ right: Expression, in bounds: Bounds, time: Int
    ) -> Bounds? {
        if let number = number(right) {
            return argument(of: left, in: bounds.mapped { $0 + number }, time: time)
        }
        guard let number = number(left) else { return nil }
        return argument(of: right, in: bounds.mapped { number - $0 }.reversed, time: time)
    }

    private func argument(
        of function: String, _ arguments: [Expression], in bounds: Bounds, time: Int
    ) -> Bounds? {
        func inner(_ index: Int, _ bounds: Bounds?) -> Bounds? {
            bounds.flatMap { argument(of: arguments[index], in: $0, time: time) }
        }
        switch (function, arguments.count) {
        case ("epoch", 1): return inner(0, bounds)
        case ("floor", 1): return inner(0, bounds.widened(by: 0, 1))
        case ("ceil", 1): return inner(0, bounds.widened(by: 1, 0))
        case ("trunc", 1), ("round", 1): return inner(0, bounds.widened(by: 1, 1))
        case ("round", 2):
            guard let places = number(arguments[1]), places >= 0 else { return nil }
            return inner(0, bounds.widened(by: 1, 1))
        case ("date", 1): return inner(0, days(bounds))
        case ("year", 1): return inner(0, years(bounds))
        case ("date_trunc", 2):
            guard case .literal(.text(let name)) = arguments[0].kind,
                let unit = TimeUnit(spelled: name)
            else { return nil }
            return inner(1, units(unit, bounds))
        case (LocalFunction.cast.rawValue, 2):
            guard case .literal(.text(let name)) = arguments[1].kind else { return nil }
            switch ColumnType(rawValue: name) {
            case .real: return inner(0, bounds)
            case .integer: return inner(0, bounds.widened(by: 1, 1))
            default: return nil
            }
        case (LocalFunction.timestampDifference.rawValue, 2):
            // The function rounds both to milliseconds.
            return argument(
                ofDifference: arguments[0].inMilliseconds, arguments[1].inMilliseconds,
                in: bounds, time: time)
        case (LocalFunction.dateAdd.rawValue, 3):
            guard isDate(arguments[0]), number(arguments[1]) == 0, let days = number(arguments[2])
            else { return nil }
            return inner(0, bounds.mapped { $0 - days })
        case (LocalFunction.wholeNumber.rawValue, 2): return inner(0, bounds)
        case (LocalFunction.realNumber.rawValue, 3):
            guard case .literal(.text(let symbol)) = arguments[0].kind,
                let op = BinaryOperator.arithmetic.first(where: { $0.symbol == symbol })
            else { return nil }
            return argument(of: op, arguments[1], arguments[2], in: bounds, time: time)
        case (LocalFunction.midnight.rawValue, 1):
            guard isDate(arguments[0]) else { return nil }
            return inner(0, midnights(bounds))
        case (LocalFunction.timestampAdd.rawValue, 4):
            return shifted(arguments, bounds).flatMap { inner(0, $0) }
        default: return nil
        }
    }

    // MARK: Steps of the calendar

    /// Returns the instants whose unit begins within bounds.
    private func units(_ unit: TimeUnit, _ bounds: Bounds) -> Bounds? {
        guard let zone else { return nil }
        func start(_ seconds: Double, isFirst: Bool) -> Double? {
            guard let instant = instant(seconds) else { return nil }
            let start = zone.truncating(instant, to: unit)
            if isFirst, Double(start.milliseconds) == seconds * 1000 { return seconds }
            return zone.startOfUnit(unit, 1, from: instant).map { Double($0.milliseconds) / 1000 }
        }
        return steps(
            from: bounds.low.isFinite ? start(bounds.low, isFirst: !bounds.lowIsOpen) : nil,
            to: bounds.high.isFinite ? start(bounds.high, isFirst: bounds.highIsOpen) : nil,
            of: bounds)
    }

    /// Returns the instants of years within bounds.
    private func years(_ bounds: Bounds) -> Bounds? {
        guard let zone else { return nil }
        func start(_ year: Double) -> Double? {
            guard (1...9998).contains(year) else { return nil }
            let date = CivilDate(year: Int(year), month: 1, day: 1)
            return Double(zone.start(of: date).milliseconds) / 1000
        }
        return steps(
            from: bounds.wholeLow.flatMap(start),
            to: bounds.wholeHigh.flatMap { start($0 + 1) }, of: bounds)
    }

    /// Returns the instants of days within bounds, which are day numbers.
    private func days(_ bounds: Bounds) -> Bounds? {
        guard let zone else { return nil }
        func start(_ day: Double) -> Double? {
            guard abs(day) < 3_000_000 else { return nil }
            return Double(zone.start(of: CivilDate(day: Int(day))).milliseconds) / 1000
        }
        return steps(
            from: bounds.wholeLow.flatMap(start),
            to: bounds.wholeHigh.flatMap { start($0 + 1) }, of: bounds)
    }

    /// Returns the day numbers whose first instants are within bounds.
    private func midnights(_ bounds: Bounds) -> Bounds? {
        guard let zone else { return nil }
        func day(_ seconds: Double) -> Double? {
            instant(seconds).map { Double(zone.localTime(at: $0).day) }
        }
        var result = bounds
        if bounds.low.isFinite {
            guard let low = day(bounds.low) else { return nil }
            let isFirst =
                Double(zone.start(of: CivilDate(day: Int(low))).milliseconds)
                == bounds.low * 1000
            result.low = isFirst && !bounds.lowIsOpen ? low : low + 1
            result.lowIsOpen = false
        }
        if bounds.high.isFinite {
            guard let high = day(bounds.high) else { return nil }
            let isFirst =
                Double(zone.start(of: CivilDate(day: Int(high))).milliseconds)
                == bounds.high * 1000
            result.high = isFirst && bounds.highIsOpen ? high - 1 : high
            result.highIsOpen = false
        }
        return result
    }

    /// Returns the bounds from one instant to before another, widened by some hours where clocks
    /// change around them, because a day may begin twice there.
    private func steps(from low: Double?, to high: Double?, of bounds: Bounds) -> Bounds? {
        if bounds.low.isFinite, low == nil { return nil }
        if bounds.high.isFinite, high == nil { return nil }
        var result = Bounds(.greaterOrEqual, low ?? -.infinity)
        result?.low -= low.map(slack) ?? 0
        if let high {
            result?.high = high + slack(high)
            result?.highIsOpen = true
        }
        return result
    }

    private func slack(_ seconds: Double) -> Double {
        guard let zone, let instant = instant(seconds) else { return 0 }
        let margin: Int64 = 3 * 3_600_000
        let before = zone.offset(at: Instant(milliseconds: instant.milliseconds - margin))
        let after = zone.offset(at: Instant(milliseconds: instant.milliseconds + margin))
        return before == after ? 0 : 3 * 3600
    }

    /// Returns the bounds for `t + 8h`. A month may have any number of days from 28 to 31, and a
    /// day may have another length where the offset changes.
    private func shifted(_ arguments: [Expression], _ bounds: Bounds) -> Bounds? {
        guard let months = number(arguments[1]), let days = number(arguments[2]),
            let milliseconds = number(arguments[3])
        else { return nil }
        let day = 86_400.0
        let rest = days * day + milliseconds / 1000
        let shortest = months * (months > 0 ? 28 : 31) * day + rest
        let longest = months * (months > 0 ? 31 : 28) * day + rest
        func pad(_ bound: Double, _ moved: Double) -> Double? {
            guard months != 0 || days != 0, bound.isFinite else { return 0 }
            guard let zone, let first = instant(bound), let second = instant(moved) else {
                return nil
            }
            let isPlain = months == 0 && zone.offset(at: first) == zone.offset(at: second)
            return isPlain ? 0 : day
        }
        guard let before = pad(bounds.low, bounds.low - longest),
            let after = pad(bounds.high, bounds.high - shortest)
        else { return nil }
        var result = bounds
        if months != 0 { result = bounds.widened(by: 0, 0) }
        result.low = bounds.low - longest - before
        result.high = bounds.high - shortest + after
        return result
    }

    // MARK: Constants

    /// Whether a value is a day: `date(t)`, `date(t) + 3`.
    private func isDate(_ expression: Expression) -> Bool {
        guard case .call(let call) = expression.kind else { return false }
        if call.name.folded == LocalFunction.dateAdd.rawValue,
            case .list(let arguments) = call.arguments, let first = arguments.first
        {
            return isDate(first)
        }
        return call.name.folded == "date"
    }

    private func dayNumber(_ constant: Expression) -> Double? {
        guard case .literal(.text(let text)) = constant.kind else { return nil }
        return CivilDate(canonical: text).map { Double($0.dayNumber) }
    }

    private func number(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.integer(let value)): Double(value)
        case .literal(.real(let value)) where value.isFinite: value
        case .unary(.negate, let operand): number(operand).map { -$0 }
        default: nil
        }
    }

    private func instant(_ seconds: Double) -> Instant? {
        abs(seconds) < 1e12 ? Instant(milliseconds: Int64((seconds * 1000).rounded(.down))) : nil
    }
}

extension Bounds {
    /// The instants whose seconds are within the bounds. A bound between two milliseconds is moved
    /// outward.
    fileprivate var milliseconds: IntervalSet {
        func whole(_ seconds: Double) -> Int64? {
            let near = (seconds * 1000).rounded()
            return abs(near - seconds * 1000) < 1e-3 ? Int64(near) : nil
        }
        var start = Int64.min
        var end = Int64.max
        if low > -1e12 {
            guard low < 1e12 else { return .empty }
            start =
                whole(low).map { lowIsOpen ? $0 + 1 : $0 }
                ?? Int64((low * 1000).rounded(.down))
        }
        if high < 1e12 {
            guard high > -1e12 else { return .empty }
            end =
                whole(high).map { highIsOpen ? $0 : $0 + 1 }
                ?? Int64((high * 1000).rounded(.up))
        }
        return start < end ? IntervalSet(start..<end) : .empty
    }
}

extension Expression {
    /// A number of seconds rounded to milliseconds; any other expression as it is.
    fileprivate var inMilliseconds: Expression {
        guard case .literal(.real(let seconds)) = kind, abs(seconds) < 1e12 else { return self }
        return Expression(.literal(.real((seconds * 1000).rounded() / 1000)))
    }
}

extension Expression.Kind {
    fileprivate var isColumn: Bool { if case .column = self { true } else { false } }
}
