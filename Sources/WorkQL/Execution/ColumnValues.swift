import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import sqlite3

/// The results of a query of expressions for each of some values of a column, computed by SQLite as
/// it would compute them of a row with that value.
///
/// The query reads a virtual table that always has another row, so that the query runs once, and
/// its lists are built once, however many values follow. Used only on SQLite's thread.
final class ColumnValues {
    private let column: Column
    private let sql: String
    /// Not retained: it retains the scan, which retains this.
    private let connection: OpaquePointer
    private var statement: OpaquePointer?
    /// The results of one value.
    private var bytes: [UInt8] = []
    private let cursor = ValueCursor()

    /// Registers the relation of the values.
    ///
    /// - Parameters:
    ///   - sql: the text of the query.
    ///   - name: the name of the relation in the query.
    ///   - connection: has the functions of the query when it first runs.
    init(_ sql: String, of column: Column, as name: String, on connection: Connection) throws {
        self.column = column
        self.connection = connection.handle
        self.sql = sql
        let table = VirtualTable(
            columns: ScanModule.declaration(of: column),
            column: { cursor, result, _ in
                ValueCursor.pass(cursor, to: result) { $0.cells.report($0.row, to: $1) }
            },
            plan: { information in
                information.pointee.estimatedCost = 1e9
                return SQLITE_OK
            }, open: { [cursor] in cursor })
        try connection.register(table, as: name)
    }

    deinit { end() }

    /// Ends the query. Called before the connection is closed.
    func end() {
        sqlite3_finalize(statement)
        statement = nil
    }

    /// Calls `take` with the results for each value of a vector as bytes: values of equal bytes
    /// have equal results. With nil for a value of which an expression fails, which SQLite may
    /// never compute.
    func results(of values: Vector, count: Int, _ take: ([UInt8]?) -> Void) {
        var constants: [TextVector] = []
        cursor.cells = ColumnCells(values, of: column.type, constants: &constants)
        withExtendedLifetime((values, constants)) {
            for row in 0..<count {
                cursor.row = row
                take(isComputed() ? bytes : nil)
            }
        }
        cursor.cells = ColumnCells()
    }

    /// Computes the results of the current value.
    private func isComputed() -> Bool {
        if statement == nil { sqlite3_prepare_v2(connection, sql, -1, &statement, nil) }
        guard let statement else { return false }
        guard sqlite3_step(statement) == SQLITE_ROW else {
            sqlite3_reset(statement)
            return false
        }
        bytes.removeAll(keepingCapacity: true)
        for column in 0..<sqlite3_column_count(statement) {
            append(sqlite3_column_value(statement, column))
        }
        return true
    }

    private func append(_ value: OpaquePointer?) {
        let type = sqlite3_value_type(value)
        bytes.append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_INTEGER: append(UInt64(bitPattern: sqlite3_value_int64(value)))
        case SQLITE_FLOAT: append(sqlite3_value_double(value).bitPattern)
        case SQLITE_NULL: break
        default:
            let start = sqlite3_value_blob(value)
            let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
            append(UInt64(count))
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func append(_ word: UInt64) {
        withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }
}

/// The values of a column, of which there is another whenever SQLite asks for one.
private final class ValueCursor: VirtualCursor {
    var cells = ColumnCells()
    /// The index of the current value.
    var row = 0

    func begin(
        _ index: Int32, _ text: UnsafePointer<CChar>?, _ values: UnsafeBufferPointer<OpaquePointer?>
    ) -> Bool { true }

    func advance() -> Bool { true }

    var isAtEnd: Bool { false }
    var rowNumber: Int64 { 0 }
}
