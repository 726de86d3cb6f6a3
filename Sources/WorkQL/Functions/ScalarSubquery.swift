import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// The value of the only row of a query, NULL without one: SQLite takes the first of several rows in
/// silence, and which one that is nobody has said.
enum ScalarSubquery {
    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection, LocalFunction.onlyRow.rawValue, 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            nil,
            { context, _, arguments in
                guard let context, let arguments else { return }
                let size = Int32(MemoryLayout<OpaquePointer?>.size)
                guard
                    let slot = sqlite3_aggregate_context(context, size)?
                        .assumingMemoryBound(to: OpaquePointer?.self)
                else { return sqlite3_result_error_nomem(context) }
                guard slot.pointee == nil else {
                    let place = (1...2).map { String(sqlite3_value_int64(arguments[$0])) }
                    let parts = [ScalarSubquery.message] + place
                    return sqlite3_result_error(
                        context, parts.joined(separator: ScalarSubquery.separator), -1)
                }
                slot.pointee = sqlite3_value_dup(arguments[0])
            },
            { context in
                guard let context else { return }
                let slot = sqlite3_aggregate_context(context, 0)?
                    .assumingMemoryBound(to: OpaquePointer?.self)
                guard let slot, let value = slot.pointee else {
                    return sqlite3_result_null(context)
                }
                sqlite3_result_value(context, value)
                sqlite3_value_free(value)
                slot.pointee = nil
            }, nil)
    }

    private static let message = "more than one row returned by a subquery used as an expression"
    private static let separator = "\u{1E}"

    /// What the error says that a second row has raised; nil for other errors.
    static func error(_ error: SQLiteError) -> UserError? {
        let parts = error.message.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == message, let start = Int(parts[1]),
            let end = Int(parts[2])
        else { return nil }
        return UserError(
            .query, message, at: Span(start, end),
            help: "add LIMIT 1 or an aggregate, or compare with IN", code: .severalRows)
    }
}
