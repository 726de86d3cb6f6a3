import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// Times that are computed of their parts, starts of intervals, and what clocks of other zones
/// show.
enum TimesOfParts {
    static func all(in context: TimeContext) -> [ScalarFunction] {
        let values = TimeValues(context: context)
        return [
            ScalarFunction(name: "make_timestamp", arity: nil) { arguments in
                guard let numbers = numbers(arguments, 6) else { return .null }
                var zone = context.zone
                if arguments.count > 6 {
                    guard let name = arguments.text(6) else { return .null }
                    guard let other = try? Zone(identifier: name) else {
                        return .error("no time zone is named '\(name.clipped)'")
                    }
                    zone = other
                }
                guard let local = LocalTime(parts: numbers) else {
                    return .error("make_timestamp() of a time that does not exist")
                }
                return result(zone.instant(of: local))
            },
            ScalarFunction(name: "make_time", arity: 3) { arguments in
                guard let numbers = numbers(arguments, 3) else { return .null }
                guard let clock = LocalTime.millisecondOfDay(numbers), clock < 86_400_000 else {
                    return .error("make_time() of a time of day that does not exist")
                }
                return .text(TimestampFormat.clock(clock))
            },
            ScalarFunction(name: "date_bin", arity: 3) { arguments in
                guard let seconds = arguments.real(0), let time = values.instant(arguments[1]),
                    let origin = values.instant(arguments[2])
                else { return .null }
                let length = max(1, Int64((seconds * 1000).rounded()))
                let rest = (time.milliseconds - origin.milliseconds).floorModulo(length)
                return result(time.advanced(byMilliseconds: -rest))
            },
            ScalarFunction(name: LocalFunction.truncatedClock.rawValue, arity: 2) { arguments in
                guard let name = arguments.text(0), let unit = TimeUnit(spelled: name.lowercased()),
                    let clock = clock(arguments.text(1), in: context)
                else { return .null }
                return shown(Zone.utc.truncating(clock, to: unit))
            },
            ScalarFunction(name: LocalFunction.movedClock.rawValue, arity: 4) { arguments in
                guard let clock = clock(arguments.text(0), in: context),
                    let months = arguments.integer(1), let days = arguments.integer(2),
                    let milliseconds = arguments.integer(3)
                else { return .null }
                let parts = [
                    DurationLiteral.Part(months, .month), DurationLiteral.Part(days, .day),
                    DurationLiteral.Part(milliseconds, .millisecond),
                ]
                guard let span = CalendarSpan(DurationLiteral(parts)),
                    case let moved = Zone.utc.adding(span, to: clock), moved.isInCalendar
                else { return .error("a date or time outside the years 0001 to 9999") }
                return shown(moved)
            },
        ]
    }

    /// Returns the first arguments as numbers; nil if one is NULL.
    private static func numbers(
        _ arguments: ScalarFunction.Arguments, _ count: Int
    ) -> [Double]? {
        let numbers = (0..<count).compactMap(arguments.real)
        return numbers.count == count ? numbers : nil
    }

    /// Returns what a clock shows as if it were that of UTC, which is never changed.
    private static func clock(_ text: String?, in context: TimeContext) -> Instant? {
        guard let text, let date = CivilDate(canonical: String(text.prefix(10))),
            let clock = try? context.timeOfDay(String(text.dropFirst(11)))
        else { return nil }
        return Zone.utc.instant(of: LocalTime(date, millisecondOfDay: clock))
    }

    private static func shown(_ clock: Instant) -> ScalarFunction.Result {
        .text(TimestampFormat(.table, zone: .utc).string(clock))
    }

    private static func result(_ instant: Instant) -> ScalarFunction.Result {
        switch instant.seconds {
        case .whole(let seconds): .integer(Int(seconds))
        case .fractional(let seconds): .real(seconds)
        }
    }
}
