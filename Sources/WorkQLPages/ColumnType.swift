/// The type of a column, as the language sees it.
///
/// A timestamp is an instant. A date is a day of the calendar, `2026-08-01`, and a time is a time of
/// day, `09:00:00` or `09:00:00.250`; neither has a zone, and SQLite and pages have both as that text,
/// whose order is theirs.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
    case text, integer, real, boolean, timestamp, date, time, json
}
