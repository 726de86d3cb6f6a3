public import Foundation
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// A value that is bound to a parameter of a statement, or is a cell of its answer.
///
/// Literals can be used where a parameter takes a value:
///
/// ```swift
/// try await session.query(
///     "SELECT * FROM checkin WHERE userid IN :users SINCE :start",
///     ["users": ["zhangsan", "lisi"], "start": .timestamp(monday)])
/// ```
///
/// A value never becomes part of the statement's text, so that its contents are always data.
public struct Value: Hashable, Sendable {
    enum Storage: Hashable, Sendable {
        case null
        case text(String)
        case integer(Int64)
        case real(Double)
        case boolean(Bool)
        case timestamp(Date)
        case date(String)
        case time(String)
        case duration(Duration)
        case list([Value])
        case json(String)
    }

    let storage: Storage

    init(_ storage: Storage) { self.storage = storage }

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
    public static func timestamp(_ date: Date) -> Value { Value(.timestamp(date)) }

    /// Returns a calendar day, in any spelling of the language: `"2026-08-01"`, `"2026/8/1"`. A
    /// cell holds the first.
    public static func date(_ text: String) -> Value { Value(.date(text)) }

    /// Returns a time of day, in any spelling of the language: `"09:00"`, `"9:00:30"`. A cell holds
    /// `"09:00:00"`, and `"09:00:00.250"` if there are milliseconds.
    public static func time(_ text: String) -> Value { Value(.time(text)) }

    /// Returns a length of time, exact to the millisecond: `.seconds(86_400)` are 24 hours, even if
    /// clocks are changed in between. Days, weeks and months of the calendar are texts: `"7d"`.
    /// After SINCE it is the time that long ago. Negative durations count as zero.
    public static func duration(_ duration: Duration) -> Value { Value(.duration(duration)) }

    /// Returns a list of texts and numbers, for `IN :name`. An empty list is not an error, and
    /// matches nothing.
    public static func list(_ values: some Sequence<Value>) -> Value { Value(.list(Array(values))) }

    /// Returns a list of texts.
    public static func list(_ texts: some Sequence<String>) -> Value {
        Value(.list(texts.map(Value.text)))
    }

    /// Whether it is NULL.
    public var isNull: Bool { storage == .null }
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
        case .timestamp(let date): TimestampFormat(.rfc3339, zone: .utc).string(Instant(date))
        case .duration(let duration): String(describing: duration)
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        }
    }
}

extension Value {
    /// The value in the form that a statement takes; nil for a list within a list.
    var parameter: ParameterValue? {
        guard case .list(let values) = storage else {
            return literal.map { .literal(Expression(.literal($0))) }
        }
        let items = values.compactMap { value in value.literal.map { Expression(.literal($0)) } }
        return items.count == values.count ? .list(items) : nil
    }

    private var literal: Literal? {
        switch storage {
        case .null: .null
        case .text(let text), .json(let text): .text(text)
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .boolean(let truth): .boolean(truth)
        case .date(let text): .date(text)
        case .time(let text): .time(text)
        case .timestamp(let date):
            .timestamp(TimestampFormat(.rfc3339, zone: .utc).string(Instant(date)))
        case .duration(let duration): .duration(DurationLiteral(duration))
        case .list: nil
        }
    }
}

extension Instant {
    /// Creates the instant of a date, rounded to the nearest millisecond.
    init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        self.init(milliseconds: Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max))
    }

    var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension DurationLiteral {
    /// Creates a duration in exact units only, none of which depends on a calendar.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let parts: [(Int64, TimeUnit)] = [
            (seconds / 3600, .hour), (seconds % 3600 / 60, .minute), (seconds % 60, .second),
            (attoseconds / 1_000_000_000_000_000, .millisecond),
        ]
        let whole = parts.filter { $0.0 > 0 }.map { Part(Int($0.0), $0.1) }
        self.init(whole.isEmpty ? [Part(0, .second)] : whole)
    }
}
