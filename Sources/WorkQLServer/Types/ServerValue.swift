/// A value to or from a client. The type of its column determines its format.
///
/// Times are ISO texts: `2026-08-01 09:00:00+08`, `2026-08-01`, `09:00:00`.
package enum ServerValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case array([ServerValue])
}
