package import WorkQLPages
package import sqlite3

/// A prepared statement.
package final class PreparedStatement {
    /// SQLite's handle. Finalized together with this object.
    package let handle: OpaquePointer

    package init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { sqlite3_finalize(handle) }

    /// Resets the statement and binds arguments to its parameters, in their order; nil is NULL.
    package func bind(_ arguments: [(any Bindable)?]) throws(SQLiteError) {
        sqlite3_reset(handle)
        guard arguments.count == sqlite3_bind_parameter_count(handle) else {
            throw SQLiteError(SQLITE_MISUSE, message: "wrong number of arguments")
        }
        for (index, argument) in arguments.enumerated() {
            let position = Int32(index + 1)
            let code =
                argument?.bind(to: handle, position) ?? sqlite3_bind_null(handle, position)
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    /// Runs a statement that returns no rows.
    package func run(_ arguments: [(any Bindable)?] = []) throws(SQLiteError) {
        try bind(arguments)
        defer { sqlite3_reset(handle) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return
            case let code: throw error(code)
            }
        }
    }

    /// Returns all rows, each read by `body`.
    package func rows<Value>(
        _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        try bind(arguments)
        defer { sqlite3_reset(handle) }
        var values: [Value] = []
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: values.append(try body(SQLiteRow(statement: handle)))
            case SQLITE_DONE: return values
            case let code: throw error(code)
            }
        }
    }

    /// Returns the first row, read by `body`; nil if there is none.
    package func first<Value>(
        _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value?
    ) throws -> Value? {
        try bind(arguments)
        defer { sqlite3_reset(handle) }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return try body(SQLiteRow(statement: handle))
        case SQLITE_DONE: return nil
        case let code: throw error(code)
        }
    }

    private func error(_ code: Int32) -> SQLiteError {
        SQLiteError(
            code, message: sqlite3_db_handle(handle).map { String(cString: sqlite3_errmsg($0)) })
    }
}

/// The current row of a statement. SQLite converts values to the requested type: NULL becomes 0 and
/// an empty text.
package struct SQLiteRow {
    fileprivate let statement: OpaquePointer

    package var count: Int { Int(sqlite3_column_count(statement)) }

    /// Returns one of `SQLITE_INTEGER`, `SQLITE_FLOAT`, `SQLITE_TEXT`, `SQLITE_BLOB`,
    /// `SQLITE_NULL`.
    package func kind(_ column: Int) -> Int32 { sqlite3_column_type(statement, Int32(column)) }

    package func isNull(_ column: Int) -> Bool { kind(column) == SQLITE_NULL }

    package func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    package func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    package func text(_ column: Int) -> String {
        guard let text = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    package func bytes(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension SQLiteRow {
    /// Returns a value as it is stored.
    package func value(_ column: Int) -> RowValue {
        switch kind(column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_TEXT: .text(bytes(column))
        case SQLITE_BLOB: .blob(bytes(column))
        default: .null
        }
    }

    package var values: [RowValue] { (0..<count).map(value) }
}

/// A value that can be bound to a parameter of a statement.
package protocol Bindable {
    /// Binds the value to the parameter at an index.
    ///
    /// - Returns: SQLite's result code.
    func bind(to statement: OpaquePointer, _ index: Int32) -> Int32
}

extension Int64: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension Int: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension Double: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        sqlite3_bind_double(statement, index, self)
    }
}

extension String: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        sqlite3_bind_text(statement, index, self, Int32(utf8.count), SQLite.transient)
    }
}

extension [UInt8]: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        // SQLite treats bytes without an address as NULL.
        guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return withUnsafeBytes {
            sqlite3_bind_blob64(
                statement, index, $0.baseAddress, sqlite3_uint64($0.count), SQLite.transient)
        }
    }
}

extension RowValue: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        switch self {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): value.bind(to: statement, index)
        case .real(let value): value.bind(to: statement, index)
        case .text(let bytes):
            bytes.withUnsafeBufferPointer { bindText($0, to: statement, index) }
        case .blob(let bytes): bytes.bind(to: statement, index)
        }
    }
}

package enum SQLite {
    /// Makes SQLite copy the bytes before it returns (its `SQLITE_TRANSIENT`, a macro that Swift
    /// does not see).
    package static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
