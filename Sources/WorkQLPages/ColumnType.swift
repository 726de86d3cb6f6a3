/// The type of a column, as the language sees it.
///
/// A timestamp is an instant. A date is a calendar day, `2026-08-01`, and a time is a time of day,
/// `09:00:00` or `09:00:00.250`. Neither has a zone. SQLite and pages hold both as that text, which
/// sorts in their order.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
    case text, integer, real, boolean, timestamp, date, time, json
}
