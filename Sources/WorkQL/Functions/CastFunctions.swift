import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// CAST and TRY_CAST of values that may not be of the type, as functions of SQLite.
///
/// SQLite's own CAST converts a text that is not a number to 0 without an error.
enum CastFunctions {
    static func register(in context: TimeContext, on connection: OpaquePointer) -> Int32 {
        for (name, orNull) in [
            (LocalFunction.cast.rawValue, false), (LocalFunction.tryCast.rawValue, true),
        ] {
            let code = sqlite3_create_function_v2(
                connection, name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(Cast(context: context, orNull: orNull)).toOpaque(),
                { result, _, arguments in
                    guard let result, let arguments, let user = sqlite3_user_data(result) else {
                        return
                    }
                    Unmanaged<Cast>.fromOpaque(user).takeUnretainedValue()
                        .call(arguments[0], type: arguments[1], result)
                },
                nil, nil,
                { user in
                    if let user { Unmanaged<Cast>.fromOpaque(user).release() }
                })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    /// Separates the message of an error from its help, and that from the kind of its mistake.
    static let helpSeparator = "\u{1F}"

    /// Returns the text of an error for SQLite.
    static func failure(
        _ message: String, help: String? = nil, _ mistake: UserError.ValueMistake
    ) -> String {
        [message, help ?? "", mistake.rawValue].joined(separator: helpSeparator)
    }
}

private final class Cast {
    private let context: TimeContext
    private let orNull: Bool

    init(context: TimeContext, orNull: Bool) {
        self.context = context
        self.orNull = orNull
    }

    func call(_ value: OpaquePointer?, type: OpaquePointer?, _ result: OpaquePointer) {
        guard let name = text(type), let type = ColumnType(rawValue: name) else { return }
        switch sqlite3_value_type(value) {
        case SQLITE_NULL: sqlite3_result_null(result)
        case SQLITE_INTEGER where type == .integer: sqlite3_result_value(result, value)
        case SQLITE_INTEGER, SQLITE_FLOAT:
            number(sqlite3_value_double(value), of: value, as: type, result)
        default:
            guard let text = text(value) else { return sqlite3_result_null(result) }
            guard read(text, as: type, of: value, result) else { return fail(text, type, result) }
        }
    }

    /// Reports a number as an integer, without its fraction, or as a timestamp.
    private func number(
        _ number: Double, of value: OpaquePointer?, as type: ColumnType, _ result: OpaquePointer
    ) {
        switch type {
        case .integer:
            let whole = number.rounded(.towardZero)
            if let integer = Int64(exactly: whole) { return sqlite3_result_int64(result, integer) }
        case .real: return sqlite3_result_double(result, number)
        case .timestamp
        where abs(number) < 1e12
            && Instant(milliseconds: Int64((number * 1000).rounded())).isInCalendar:
            return sqlite3_result_value(result, value)
        default: break
        }
        fail(text(value) ?? "", type, result)
    }

    /// Reports a text as a value of a type.
    ///
    /// - Returns: whether the text is a value of the type.
    private func read(
        _ text: String, as type: ColumnType, of value: OpaquePointer?, _ result: OpaquePointer
    ) -> Bool {
        switch type {
        case .integer:
            guard case .integer(let number)? = NumberText.literal(text) else { return false }
            sqlite3_result_int64(result, number)
        case .real:
            guard let number = NumberText.real(text) else { return false }
            sqlite3_result_double(result, number)
        case .boolean:
            guard let truth = TruthText.value(text) else { return false }
            sqlite3_result_int(result, truth ? 1 : 0)
        case .timestamp:
            guard let instant = context.parseTimestamp(text) else { return false }
            report(instant, result)
        case .date:
            if let both = context.bothParts(of: text) {
                report(CivilDate(day: both.day).isoText, result)
                break
            }
            guard let date = try? context.date(text) else { return false }
            report(date.isoText, result)
        case .time:
            if let both = context.bothParts(of: text) {
                report(TimestampFormat.clock(both.millisecondOfDay), result)
                break
            }
            guard let clock = try? context.timeOfDay(text) else { return false }
            report(TimestampFormat.clock(clock), result)
        case .json:
            guard JSONText.isValid(text) else { return false }
            sqlite3_result_value(result, value)
        case .text: sqlite3_result_value(result, value)
        }
        return true
    }

    /// Returns whether a text has a number and a percent or currency sign: `95%`, `￥12,000.50`.
    private static func hasSign(_ text: String) -> Bool {
        text.contains(where: \.isNumber) && text.contains { "%％￥¥$€元".contains($0) }
    }

    private func fail(_ text: String, _ type: ColumnType, _ result: OpaquePointer) {
        guard !orNull else { return sqlite3_result_null(result) }
        let shown = text.clipped.replacing(CastFunctions.helpSeparator, with: " ")
        let help =
            switch (type, NumberText.literal(text)) {
            case (.integer, .real(let number)?)
            where Int64(exactly: number.rounded(.towardZero)) != nil:
                "CAST(CAST(x AS real) AS integer) drops the fraction"
            case (.timestamp, .integer(let number)?) where Int64(1e12)...Int64(4e12) ~= number:
                "numbers are read as seconds since 1970; divide milliseconds by 1000"
            case (.integer, _) where Self.hasSign(text), (.real, _) where Self.hasSign(text):
                "in a file, WITH (types = (… = real)) reads it; elsewhere, remove the sign with "
                    + "replace()"
            default: "TRY_CAST(… AS \(type.rawValue)) gives NULL instead"
            }
        let mistake: UserError.ValueMistake =
            switch type {
            case .date, .time, .timestamp: .time
            default: .text
            }
        let message = CastFunctions.failure(
            "'\(shown)' is not \(type.phrase)", help: help, mistake)
        sqlite3_result_error(result, message, -1)
    }

    private func text(_ value: OpaquePointer?) -> String? {
        guard let start = sqlite3_value_text(value) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func report(_ instant: Instant, _ result: OpaquePointer) {
        let (seconds, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
        if rest == 0 {
            sqlite3_result_int64(result, seconds)
        } else {
            sqlite3_result_double(result, Double(instant.milliseconds) / 1000)
        }
    }

    private func report(_ text: String, _ result: OpaquePointer) {
        sqlite3_result_text(result, text, Int32(text.utf8.count), SQLite.transient)
    }
}
