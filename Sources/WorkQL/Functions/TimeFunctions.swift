import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// The dialect's time functions, in the statement's zone, as functions of SQLite.
///
/// `date` and `time` with one argument replace SQLite's own, which read UTC.
enum TimeFunctions {
    static func register(in context: TimeContext, on connection: OpaquePointer) -> Int32 {
        for (name, arity, kind) in functions {
            let function = TimeFunction(kind: kind, context: context)
            let code = sqlite3_create_function_v2(
                connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(function).toOpaque(),
                { result, count, arguments in
                    guard let result, let user = sqlite3_user_data(result) else { return }
                    Unmanaged<TimeFunction>.fromOpaque(user).takeUnretainedValue()
                        .call(UnsafeBufferPointer(start: arguments, count: Int(count)), result)
                },
                nil, nil,
                { user in
                    if let user { Unmanaged<TimeFunction>.fromOpaque(user).release() }
                })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private static let functions: [(String, Int32, TimeFunction.Kind)] =
        [
            ("date", 1, .text(.date)), ("time", 1, .text(.time)), ("year", 1, .part(.year)),
            ("month", 1, .part(.month)), ("day", 1, .part(.day)), ("hour", 1, .part(.hour)),
            ("minute", 1, .part(.minute)), ("second", 1, .part(.second)),
            ("weekday", 1, .part(.weekday)), ("date_trunc", 2, .truncate),
            (LocalFunction.timestampText.rawValue, 1, .text(.table)),
            (LocalFunction.timestampAdd.rawValue, 4, .add),
            (LocalFunction.timestampDifference.rawValue, 2, .difference),
            (LocalFunction.midnight.rawValue, 1, .midnight),
            (LocalFunction.dateAdd.rawValue, 3, .addDays),
            (LocalFunction.dateDifference.rawValue, 2, .days),
            (LocalFunction.dateTime.rawValue, 2, .dateTime),
            (LocalFunction.timeAdd.rawValue, 2, .addClock),
            (LocalFunction.timeDifference.rawValue, 2, .seconds),
            (LocalFunction.timeOfSeconds.rawValue, 1, .clock),
        ]
}

private final class TimeFunction {
    enum Kind {
        case text(TimestampFormat.Style)
        case part(Part)
        case truncate
        case add
        case difference
        case midnight
        case addDays
        case days
        case dateTime
        case addClock
        case seconds
        case clock
    }

    enum Part {
        case year, month, day, hour, minute, second, weekday
    }

    private let kind: Kind
    private let context: TimeContext
    private let values: TimeValues

    init(kind: Kind, context: TimeContext) {
        self.kind = kind
        self.context = context
        values = TimeValues(context: context)
    }

    func call(_ arguments: UnsafeBufferPointer<OpaquePointer?>, _ result: OpaquePointer) {
        switch kind {
        case .text(let style):
            guard let instant = values.instant(arguments[0]) else {
                return sqlite3_result_null(result)
            }
            report(TimestampFormat(style, zone: context.zone).string(instant), result)
        case .part(let part):
            guard let local = values.local(arguments[0]) else { return sqlite3_result_null(result) }
            let value =
                switch part {
                case .year: local.date.year
                case .month: local.date.month
                case .day: local.date.day
                case .hour: local.hour
                case .minute: local.minute
                case .second: local.second
                case .weekday: CivilDate.weekday(ofDay: local.day)
                }
            sqlite3_result_int64(result, Int64(value))
        case .truncate:
            guard let instant = values.instant(arguments[1]), let unit = values.text(arguments[0]),
                let unit = TimeUnit(spelled: unit)
            else { return sqlite3_result_null(result) }
            report(context.zone.truncating(instant, to: unit), result)
        case .add:
            guard let instant = values.instant(arguments[0]) else {
                return sqlite3_result_null(result)
            }
            let amounts = arguments.dropFirst().map { Int(sqlite3_value_int64($0)) }
            let parts = zip(amounts, [TimeUnit.month, .day, .millisecond]).map {
                DurationLiteral.Part($0, $1)
            }
            guard !arguments.contains(where: { sqlite3_value_type($0) == SQLITE_NULL }) else {
                return sqlite3_result_null(result)
            }
            guard let span = CalendarSpan(DurationLiteral(parts)),
                case let moved = context.zone.adding(span, to: instant), moved.isInCalendar
            else { return outsideCalendar(result) }
            report(moved, result)
        case .difference:
            guard let first = values.instant(arguments[0]),
                let second = values.instant(arguments[1])
            else { return sqlite3_result_null(result) }
            let milliseconds = first.milliseconds - second.milliseconds
            sqlite3_result_double(result, Double(milliseconds) / 1000)
        default: callOfDays(arguments, result)
        }
    }

    /// Calls the functions of dates and of times of day, both of which are texts.
    private func callOfDays(
        _ arguments: UnsafeBufferPointer<OpaquePointer?>, _ result: OpaquePointer
    ) {
        switch kind {
        case .midnight:
            guard let date = values.date(arguments[0]) else { break }
            return report(context.zone.start(of: date), result)
        case .addDays:
            guard !arguments.contains(where: { sqlite3_value_type($0) == SQLITE_NULL }),
                let date = values.date(arguments[0])
            else { break }
            guard
                let moved = date.adding(
                    months: sqlite3_value_int64(arguments[1]),
                    days: sqlite3_value_int64(arguments[2]))
            else { return outsideCalendar(result) }
            return report(moved.isoText, result)
        case .days:
            guard let first = values.date(arguments[0]), let second = values.date(arguments[1])
            else { break }
            return sqlite3_result_int64(result, Int64(first.dayNumber - second.dayNumber))
        case .dateTime:
            guard let date = values.date(arguments[0]), let clock = values.clock(arguments[1])
            else { break }
            let local = LocalTime(date, millisecondOfDay: clock)
            return report(context.zone.instant(of: local), result)
        case .addClock:
            guard let clock = values.clock(arguments[0]) else { break }
            let day = 86_400_000
            let moved = (clock + Int(sqlite3_value_int64(arguments[1])) % day) % day
            return report(TimestampFormat.clock(moved < 0 ? moved + day : moved), result)
        case .seconds:
            guard let first = values.clock(arguments[0]), let second = values.clock(arguments[1])
            else { break }
            return sqlite3_result_double(result, Double(first - second) / 1000)
        case .clock:
            guard sqlite3_value_type(arguments[0]) != SQLITE_NULL else { break }
            let seconds = sqlite3_value_double(arguments[0])
            guard let clock = Int(exactly: (seconds * 1000).rounded()),
                (0..<86_400_000).contains(clock)
            else { return outsideDay(seconds, result) }
            return report(TimestampFormat.clock(clock), result)
        default: break
        }
        sqlite3_result_null(result)
    }

    private func outsideCalendar(_ result: OpaquePointer) {
        sqlite3_result_error(
            result,
            CastFunctions.failure("a date or time outside the years 0001 to 9999", .calendar), -1)
    }

    private func outsideDay(_ seconds: Double, _ result: OpaquePointer) {
        let number = Int64(exactly: seconds).map { "\($0)" } ?? "\(seconds)"
        sqlite3_result_error(
            result,
            "sec_to_time(\(number)) is not a time of day; write format('%d:%02d:%02d', n / 3600, "
                + "n % 3600 / 60, n % 60) for more than 24 hours", -1)
    }

    private func report(_ instant: Instant, _ result: OpaquePointer) {
        switch instant.seconds {
        case .whole(let seconds): sqlite3_result_int64(result, seconds)
        case .fractional(let seconds): sqlite3_result_double(result, seconds)
        }
    }

    private func report(_ text: String, _ result: OpaquePointer) {
        sqlite3_result_text(result, text, Int32(text.utf8.count), SQLite.transient)
    }
}
