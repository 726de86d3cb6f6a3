import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// SQLite's values as times, in the statement's zone: a timestamp is a number of seconds since
/// 1970, a date and a time of day are their texts.
struct TimeValues {
    let context: TimeContext

    func date(_ value: OpaquePointer?) -> CivilDate? {
        text(value).flatMap { CivilDate(canonical: $0) }
    }

    /// Returns a time of day in milliseconds since midnight.
    func clock(_ value: OpaquePointer?) -> Int? {
        text(value).flatMap { try? context.timeOfDay($0) }
    }

    /// Returns the calendar day and time of day; for a date its first moment, for a time of day an
    /// arbitrary day.
    func local(_ value: OpaquePointer?) -> LocalTime? {
        guard sqlite3_value_type(value) == SQLITE_TEXT else {
            return instant(value).map { context.zone.localTime(at: $0) }
        }
        if let date = date(value) { return LocalTime(date, millisecondOfDay: 0) }
        return clock(value).map { LocalTime(day: 0, millisecondOfDay: $0) }
    }

    func instant(_ value: OpaquePointer?) -> Instant? {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER:
            let seconds = sqlite3_value_int64(value)
            return seconds.magnitude < 1 << 40 ? Instant(seconds: seconds) : nil
        case SQLITE_FLOAT:
            let seconds = sqlite3_value_double(value)
            guard abs(seconds) < 1e12 else { return nil }
            return Instant(milliseconds: Int64((seconds * 1000).rounded()))
        default: return nil
        }
    }

    /// Returns the instant; for a date its midnight in the zone.
    func instantOrMidnight(_ value: OpaquePointer?) -> Instant? {
        instant(value) ?? date(value).map { context.zone.start(of: $0) }
    }

    /// Returns the zone's offset at the time, in milliseconds.
    func offset(_ value: OpaquePointer?) -> Int64 {
        instantOrMidnight(value).map { context.zone.offset(at: $0) } ?? 0
    }

    func text(_ value: OpaquePointer?) -> String? {
        sqlite3_value_text(value).map { String(cString: $0) }
    }
}
