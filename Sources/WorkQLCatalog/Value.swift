public import Foundation
import WorkQLTime

/// A value that a program passes to WorkQL or takes from it: a parameter of a statement, a cell of an
/// answer, a cell of a local table, or a value that a statement asks a local table for.
///
/// Literals can be used where a value is expected:
///
/// ```swift
/// try await session.query(
///     "SELECT * FROM checkin WHERE userid IN :users SINCE :start",
///     ["users": ["zhangsan", "lisi"], "start": .timestamp(monday)])
/// ```
///
/// A value never becomes part of the statement's text, so that its contents are always data.
public struct Value: Hashable, Sendable {
    @usableFromInline package enum Storage: Hashable, Sendable {
        case null
        case text(String)
        case integer(Int64)
        /// A finite number.
        case real(Double)
        case boolean(Bool)
        /// Milliseconds since 1970.
        case timestamp(Int64)
        case date(String)
        case time(String)
        case duration(Duration)
        case list([Value])
        case json(String)
    }

    @usableFromInline package let storage: Storage

    @inlinable package init(_ storage: Storage) { self.storage = storage }

    /// No value.
    public static let null = Value(.null)

    /// Returns a text. Where a time is expected, a text is read in the language's notation:
    /// `"7d"`, `"yesterday"`, `"2026-08-01 09:00"`.
    public static func text(_ text: String) -> Value { Value(.text(text)) }

    /// Returns a whole number.
    public static func integer(_ number: Int64) -> Value { Value(.integer(number)) }

    /// Returns a number; one that is not finite is NULL, as in SQLite.
    public static func real(_ number: Double) -> Value {
        number.isFinite ? Value(.real(number)) : .null
    }

    /// Returns true or false.
    public static func boolean(_ truth: Bool) -> Value { Value(.boolean(truth)) }

    /// Returns an instant, to the millisecond.
    public static func timestamp(_ date: Date) -> Value {
        Value(.timestamp(Instant(date).milliseconds))
    }

    /// Returns a calendar day, in any spelling of the language: `"2026-08-01"`, `"2026/8/1"`. A
    /// cell of an answer holds the first.
    public static func date(_ text: String) -> Value { Value(.date(text)) }

    /// Returns a time of day, in any spelling of the language: `"09:00"`, `"9:00:30"`. A cell of an
    /// answer holds `"09:00:00"`, and `"09:00:00.250"` if there are milliseconds.
    public static func time(_ text: String) -> Value { Value(.time(text)) }

    /// Returns a length of time, exact to the millisecond: `.seconds(86_400)` are 24 hours, even if
    /// clocks are changed in between. Days, weeks and months of the calendar are texts: `"7d"`.
    /// After SINCE it is the time that long ago. Negative durations count as zero. No column holds
    /// one.
    public static func duration(_ duration: Duration) -> Value { Value(.duration(duration)) }

    /// Returns a list of texts and numbers, for `IN :name`. An empty list is not an error, and
    /// matches nothing. No column holds one.
    public static func list(_ values: some Sequence<Value>) -> Value { Value(.list(Array(values))) }

    /// Returns a list of texts.
    public static func list(_ texts: some Sequence<String>) -> Value {
        Value(.list(texts.map(Value.text)))
    }

    /// Returns JSON text, for a column of JSON; a parameter takes it as a text.
    public static func json(_ text: String) -> Value { Value(.json(text)) }
}

// What a value contains. `Row.get` converts cells to more types.
extension Value {
    /// Whether it is NULL.
    public var isNull: Bool {
        if case .null = storage { true } else { false }
    }

    /// The text, also of a date, of a time of day and of JSON; nil for values of other kinds.
    public var string: String? {
        switch storage {
        case .text(let text), .date(let text), .time(let text), .json(let text): text
        default: nil
        }
    }

    /// The whole number; nil for values of other kinds.
    public var integer: Int64? {
        if case .integer(let number) = storage { number } else { nil }
    }

    /// The number, also a whole one; nil for values of other kinds.
    public var real: Double? {
        switch storage {
        case .real(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    /// True or false; nil for values of other kinds.
    public var boolean: Bool? {
        if case .boolean(let truth) = storage { truth } else { nil }
    }

    /// The instant; nil for values of other kinds.
    public var timestamp: Date? {
        guard case .timestamp(let milliseconds) = storage else { return nil }
        return Instant(milliseconds: milliseconds).date
    }
}

extension Value: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int64) { self = .integer(number) }
    public init(floatLiteral number: Double) { self = .real(number) }
    public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
    public init(arrayLiteral values: Value...) { self = .list(values) }
    public init(nilLiteral: ()) { self = .null }
}

extension Value: CustomStringConvertible {
    /// The value for people: texts without quotes, instants in UTC, NULL as `NULL`.
    public var description: String {
        switch storage {
        case .null: "NULL"
        case .text(let text), .json(let text), .date(let text), .time(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .boolean(let truth): String(truth)
        case .timestamp(let milliseconds):
            TimestampFormat(.rfc3339, zone: .utc).string(Instant(milliseconds: milliseconds))
        case .duration(let duration): String(describing: duration)
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        }
    }
}
