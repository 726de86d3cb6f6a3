/// A value of one row that owns its content: what is kept of a row when its page is gone, what SQLite
/// returns, and what is inserted into tables of SQLite.
///
/// Booleans are the integers 0 and 1; what the other types of columns are, `Vector` says.
package enum RowValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// UTF-8, or what a service declares as UTF-8.
    case text([UInt8])
    case blob([UInt8])

    package static func text(_ text: String) -> RowValue { .text(Array(text.utf8)) }

    /// The text, with U+FFFD for bytes that are not UTF-8; nil for values of other kinds.
    package var string: String? {
        guard case .text(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RowValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
    package init(nilLiteral: ()) { self = .null }
}
