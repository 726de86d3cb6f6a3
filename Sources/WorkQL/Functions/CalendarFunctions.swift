import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// Calendar functions of PostgreSQL, DuckDB and MySQL, in the statement's zone: formats, parts,
/// differences, ends of months.
enum CalendarFunctions {
    static func all(in context: TimeContext) -> [ScalarFunction] {
        let values = TimeValues(context: context)
        func part(_ name: String, _ part: @escaping (LocalTime) -> Int) -> ScalarFunction {
            ScalarFunction(name: name, arity: 1) { arguments in
                values.local(arguments[0]).map { .integer(part($0)) } ?? .null
            }
        }
        return [
            part("quarter") { $0.date.quarter },
            part("week") { $0.date.isoWeek.week },
            part("isoyear") { $0.date.isoWeek.year },
            part("dayofyear") { $0.date.dayOfYear },
            ScalarFunction(name: "dayname", arity: 1) { arguments in
                values.local(arguments[0]).map { .text(DatePattern.days[$0.date.weekday - 1]) }
                    ?? .null
            },
            ScalarFunction(name: "monthname", arity: 1) { arguments in
                values.local(arguments[0]).map { .text(DatePattern.months[$0.date.month - 1]) }
                    ?? .null
            },
            ScalarFunction(name: "last_day", arity: 1) { arguments in
                guard let date = values.local(arguments[0])?.date else { return .null }
                let last = CivilDate.days(inMonth: date.month, year: date.year)
                return .text(CivilDate(year: date.year, month: date.month, day: last).isoText)
            },
            ScalarFunction(name: "make_date", arity: 3) { arguments in
                guard let year = arguments.integer(0), let month = arguments.integer(1),
                    let day = arguments.integer(2)
                else { return .null }
                guard 1...9999 ~= year, 1...12 ~= month, 1...31 ~= day,
                    CivilDate(year: year, month: month, day: day).exists
                else { return .error("make_date(\(year), \(month), \(day)) does not exist") }
                return .text(CivilDate(year: year, month: month, day: day).isoText)
            },
            ScalarFunction(name: "workql_zone_text", arity: 2) { arguments in
                guard let name = arguments.text(0), let zone = try? Zone(identifier: name),
                    let instant = values.instantOrMidnight(arguments[1])
                else { return .null }
                return .text(TimestampFormat(.table, zone: zone).string(instant))
            },
            ScalarFunction(name: LocalFunction.instantInZone.rawValue, arity: 2) { arguments in
                guard let name = arguments.text(0), let zone = try? Zone(identifier: name),
                    let text = arguments.text(1),
                    let date = CivilDate(canonical: String(text.prefix(10))),
                    let clock = try? context.timeOfDay(String(text.dropFirst(11)))
                else { return .null }
                let local = LocalTime(date, millisecondOfDay: clock)
                let milliseconds = zone.instant(of: local).milliseconds
                return milliseconds % 1000 == 0
                    ? .integer(Int(milliseconds / 1000)) : .real(Double(milliseconds) / 1000)
            },
            ScalarFunction(name: "date_diff", arity: 3) { arguments in
                difference(arguments, values)
            },
            ScalarFunction(name: "epoch", arity: 1) { arguments in
                values.instantOrMidnight(arguments[0])
                    .map { .real(Double($0.milliseconds) / 1000) } ?? .null
            },
        ] + formats(values) + readings(in: context)
    }

    /// Returns the number of boundaries of a unit between two times: for days, one from 23:59 to
    /// 00:01. Units of the clock are counted by the time that passes, also where the clocks change.
    private static func difference(
        _ arguments: ScalarFunction.Arguments, _ values: TimeValues
    ) -> ScalarFunction.Result {
        guard let name = arguments.text(0), let start = values.local(arguments[1]),
            let end = values.local(arguments[2]), let unit = TimeUnit(spelled: name.lowercased())
        else { return .null }
        if let length = unit.clockMilliseconds {
            guard let first = values.instantOrMidnight(arguments[1]),
                let last = values.instantOrMidnight(arguments[2])
            else { return .null }
            func boundary(_ instant: Instant, _ local: LocalTime) -> Int64 {
                instant.milliseconds - Int64(local.milliseconds).floorModulo(length)
            }
            return .integer(Int((boundary(last, end) - boundary(first, start)) / length))
        }
        func number(_ local: LocalTime) -> Int {
            let date = local.date
            return switch unit {
            case .month: date.year * 12 + date.month
            case .quarter: date.year * 4 + date.quarter
            case .year: date.year
            default: local.day
            }
        }
        let difference = number(end) - number(start)
        // For weeks, whole weeks count, as in DuckDB, whatever day they begin on.
        return .integer(unit == .week ? difference / 7 : difference)
    }

    private static func formats(_ values: TimeValues) -> [ScalarFunction] {
        [
            ("strftime", DatePattern.Notation.strftime), ("date_format", .mysql),
            ("to_char", .toChar),
        ]
        .map { name, notation in
            let patterns = Patterns(notation)
            return ScalarFunction(name: name, arity: 2) { arguments in
                guard let pattern = arguments.text(1), let local = values.local(arguments[0])
                else { return .null }
                do throws(DatePattern.UnknownField) {
                    let offset = values.offset(arguments[0])
                    return .text(
                        try patterns.pattern(pattern).string(local, offset: offset))
                } catch {
                    return .error("\(name)() has no \(error.field)")
                }
            }
        }
    }

    /// Returns `strptime`, and `try_strptime`, which is NULL if a text does not match the pattern.
    private static func readings(in context: TimeContext) -> [ScalarFunction] {
        ["strptime", "try_strptime"].map { name in
            let patterns = Patterns(.strftime)
            return ScalarFunction(name: name, arity: 2) { arguments in
                guard let text = arguments.text(0), let written = arguments.text(1) else {
                    return .null
                }
                let pattern: DatePattern
                do throws(DatePattern.UnknownField) {
                    pattern = try patterns.pattern(written)
                } catch {
                    return .error("\(name)() has no \(error.field)")
                }
                guard pattern.isReadable else {
                    return .error("\(name)() supports only years, months, days and times of day")
                }
                guard let local = pattern.localTime(of: text) else {
                    let message =
                        "\(name)(): '\(text.clipped)' does not match the pattern '\(written)'"
                    return name == "strptime" ? .error(message) : .null
                }
                let milliseconds = context.zone.instant(of: local).milliseconds
                return milliseconds % 1000 == 0
                    ? .integer(Int(milliseconds / 1000)) : .real(Double(milliseconds) / 1000)
            }
        }
    }

    /// A cache of the last pattern, which most statements use for all rows.
    private final class Patterns {
        private let notation: DatePattern.Notation
        private var last: (text: String, pattern: DatePattern)?

        init(_ notation: DatePattern.Notation) { self.notation = notation }

        func pattern(_ text: String) throws(DatePattern.UnknownField) -> DatePattern {
            if let last, last.text == text { return last.pattern }
            let pattern = try DatePattern(text, notation)
            last = (text, pattern)
            return pattern
        }
    }
}

extension TimeUnit {
    /// The length of a unit of the clock; nil for days and longer units, which the calendar counts.
    fileprivate var clockMilliseconds: Int64? {
        switch self {
        case .millisecond: 1
        case .second: 1000
        case .minute: 60_000
        case .hour: 3_600_000
        case .day, .week, .month, .quarter, .year: nil
        }
    }
}
