import WorkQLCatalog
import WorkQLSyntax
package import WorkQLTime

/// Functions typed by users and tools of PostgreSQL that other databases seldom have.
extension Function {
    static let timesOfParts: [Function] = [
        Function(
            "date_bin", .scalar, 3...3, takes: [.any, .timestamp], gives: .type(.timestamp),
            rewriting: .lengthOfBin, signature: "date_bin(15min, t, TIMESTAMP '2026-01-01')",
            summary: "the start of the interval of this length that t is in, counted from a time"),
        Function(
            "make_timestamp", .scalar, 6...6, takes: [.number], gives: .type(.timestamp),
            rewriting: .timeOfParts, aliases: ["timestamp_from_parts"],
            signature: "make_timestamp(2026, 8, 1, 9, 30, 0)",
            summary: "the time of a year, a month, a day, an hour, a minute and seconds"),
        Function(
            "make_timestamptz", .scalar, 6...7,
            takes: [.number, .number, .number, .number, .number, .number, .text],
            gives: .type(.timestamp), rewriting: .timeOfParts, sqlName: "make_timestamp",
            signature: "make_timestamptz(2026, 8, 1, 9, 30, 0, 'UTC')",
            summary: "the same in another zone"),
        Function(
            "make_time", .scalar, 3...3, takes: [.number], gives: .type(.time),
            aliases: ["maketime"], signature: "make_time(9, 30, 0)",
            summary: "the time of day of an hour, a minute and seconds"),
    ]

    static let bits: [Function] =
        [
            ("bitand", "the bits that both have"), ("bitor", "the bits that one of both has"),
            ("bitxor", "the bits that only one of both has"),
            ("bitshiftleft", "the bits of n moved to the left by m places"),
            ("bitshiftright", "the bits of n moved to the right by m places"),
        ].map { name, summary in
            Function(
                name, .scalar, 2...2, takes: [.whole], gives: .type(.integer),
                signature: "\(name)(n, m)", summary: summary)
        } + [
            Function(
                "bitnot", .scalar, 1...1, takes: [.whole], gives: .type(.integer),
                signature: "bitnot(n)", summary: "the bits that n does not have"),
            Function(
                "width_bucket", .scalar, 4...4, takes: [.number], gives: .type(.integer),
                signature: "width_bucket(x, low, high, n)",
                summary: "the number of the one of n equal ranges from low to high that x is in"),
            Function(
                "overlay", .scalar, 3...4, takes: [.text, .text, .number], gives: .type(.text),
                signature: "overlay(s, new, start, n)",
                summary: "s with n characters from start replaced; as many as new has by default"),
            Function(
                "regexp_split_to_array", .scalar, 2...3, takes: [.text], gives: .type(.json),
                aliases: ["regexp_split", "string_split_regex", "str_split_regex"],
                signature: "regexp_split_to_array(s, pattern)",
                summary: "the parts between matches, as a JSON list"),
            Function(
                "similar_to_escape", .scalar, 1...2, takes: [.text], gives: .type(.text),
                signature: "similar_to_escape(pattern)",
                summary: "the pattern of PostgreSQL's SIMILAR TO, as one of REGEXP"),
        ]
}

extension Function.Rewriting {
    /// `date_bin(15min, t, origin)`: the length is a constant.
    static let lengthOfBin = Self { (binder, call) throws(Diagnostic) in
        guard call.given.count == 3 else { return nil }
        let length = call.given[0]
        guard let seconds = try binder.seconds(of: length) else {
            throw Diagnostic(
                .typeMismatch, "date_bin() takes a duration first", at: length.expression.span,
                help: "write \(call.function.signature)")
        }
        guard seconds > 0 else {
            throw Diagnostic(
                .typeMismatch, "the duration of date_bin() is not above 0",
                at: length.expression.span, help: "write \(call.function.signature)")
        }
        let width = Expression(.literal(.real(seconds)), span: length.expression.span)
        func bin(_ time: Expression, _ origin: Expression) -> Expression {
            Expression.call("date_bin", width, time, origin)
        }
        // Clocks of other zones have every time of day on every day, as those of UTC do.
        if binder.isWallClock(call.given[1].expression) {
            let utc = Expression(.literal(.text("UTC")))
            func instant(_ clock: Expression) -> Expression {
                Expression(.internalCall(.instantInZone, [utc, clock]))
            }
            let origin =
                binder.isWallClock(call.given[2].expression)
                ? call.given[2].expression : binder.clock(of: call.arguments[2].expression)
            let start = bin(instant(call.given[1].expression), instant(origin))
            return call.becoming(Expression.call(Function.zoneText, utc, start).kind, .text)
        }
        let (time, origin) = (call.arguments[1].expression, call.arguments[2].expression)
        if let instant = time.constantInstant, let first = origin.constantInstant {
            let length = Int64((seconds * 1000).rounded())
            let rest = (instant.milliseconds - first.milliseconds).floorModulo(length)
            return call.becoming(.instant(instant.advanced(byMilliseconds: -rest)), .timestamp)
        }
        return call.becoming(bin(time, origin).kind, .timestamp)
    }

    /// A constant is computed here, so that a condition on it is pushed down.
    static let timeOfParts = Self { (binder, call) throws(Diagnostic) in
        let numbers = call.arguments.prefix(6).compactMap(\.expression.constantNumber)
        guard numbers.count == 6 else { return nil }
        var zone = binder.context.zone
        if call.arguments.count > 6 {
            guard case .literal(.text(let name)) = call.arguments[6].expression.kind else {
                return nil
            }
            zone = try Zone(identifier: name, at: call.arguments[6].expression.span)
        }
        guard let local = LocalTime(parts: numbers) else {
            throw Diagnostic(
                .outsideCalendar, "\(call.function.name)() of a time that does not exist",
                at: call.span, help: "write \(call.function.signature)")
        }
        return call.becoming(.instant(zone.instant(of: local)), .timestamp)
    }

    /// `pg_typeof(x)`: integers have 64 bits unless they are written, or cast to fewer.
    static let postgreSQLTypeName = Self { (binder, call) throws(Diagnostic) in
        guard let value = call.given.first else { return nil }
        let name =
            switch value.type {
            case nil: "unknown"
            case .text? where binder.isWallClock(value.expression): "timestamp without time zone"
            case .text?: "text"
            case .integer?: Self.integerName(of: value.expression)
            case .real?: Self.realName(of: value.expression)
            case .boolean?: "boolean"
            case .timestamp?: "timestamp with time zone"
            case .date?: "date"
            case .time?: "time without time zone"
            case .json?: "json"
            }
        return call.becoming(.literal(.text(name)), .text)
    }

    private static func integerName(of value: Expression) -> String {
        switch value.kind {
        case .literal(.integer(let number)): Int32(exactly: number) == nil ? "bigint" : "integer"
        case .call(let call) where call.name.text == LocalFunction.boundedInteger.rawValue:
            if case .list(let list) = call.arguments, list.count > 1,
                case .literal(.text(let name)) = list[1].kind
            {
                name == "int" ? "integer" : name
            } else {
                "bigint"
            }
        default: "bigint"
        }
    }

    private static func realName(of value: Expression) -> String {
        if case .call(let call) = value.kind,
            call.name.text == LocalFunction.boundedNumber.rawValue
        {
            return "numeric"
        }
        return "double precision"
    }
}

extension Binder {
    /// Returns what the clock of the query's zone shows at an instant.
    func clock(of instant: Expression) -> Expression {
        let zone = Expression(.literal(.text(context.zone.identifier)))
        return Expression.call(Function.zoneText, zone, instant)
    }

    /// Returns the seconds of a constant duration; nil for anything else.
    func seconds(of length: Bound) throws(Diagnostic) -> Double? {
        let span = length.expression.span
        guard case .text? = length.literal else {
            return length.type == .real ? length.expression.constantNumber : nil
        }
        var kind = interval(length.expression)
        var sign = 1.0
        if case .unary(.negate, let inner)? = kind { (kind, sign) = (inner.kind, -1) }
        guard case .literal(.duration(let duration))? = kind,
            case .literal(.real(let seconds)) = try exactSeconds(of: duration, at: span)
        else { return nil }
        return sign * seconds
    }
}

extension LocalTime {
    /// The time of a year, a month, a day, an hour, a minute and seconds, by PostgreSQL's rules:
    /// 60 seconds and 24:00 are the beginning of what follows. nil where there is none.
    package init?(parts: [Double]) {
        guard parts.count == 6, let year = Int(exactly: parts[0]),
            let month = Int(exactly: parts[1]), let day = Int(exactly: parts[2]),
            1...9999 ~= year, 1...12 ~= month, 1...31 ~= day,
            CivilDate(year: year, month: month, day: day).exists,
            let clock = LocalTime.millisecondOfDay(Array(parts[3...]))
        else { return nil }
        self.init(CivilDate(year: year, month: month, day: day), millisecondOfDay: clock)
    }

    /// Returns the milliseconds since midnight of an hour, a minute and seconds, up to 24:00; nil
    /// where there are none.
    package static func millisecondOfDay(_ parts: [Double]) -> Int? {
        guard parts.count == 3, let hour = Int(exactly: parts[0]),
            let minute = Int(exactly: parts[1]), 0...24 ~= hour, 0...59 ~= minute,
            0...60 ~= parts[2]
        else { return nil }
        let clock = (hour * 60 + minute) * 60_000 + Int((parts[2] * 1000).rounded())
        return clock <= 86_400_000 ? clock : nil
    }
}
