/// A value to or from a client. The type of its column determines its format.
///
/// Times are ISO texts: `2026-08-01 09:00:00+08`, `2026-08-01`, `09:00:00`.
///
/// It is not the `Value` of programs, for which a number that is not finite is NULL: a `float8` may
/// be NaN or infinite, and has to reach the statement or the client as that. Of the kinds of `Value`
/// it has none for times, durations and JSON: a client sends the text of a time with the OID of a
/// type, and only the two together are a time. It is not a `RowValue`, which has no arrays, and in
/// which a boolean is a number: a parameter that is true becomes the literal TRUE.
package enum ServerValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case array([ServerValue])
}
