import WorkQLSQLite
import sqlite3

/// A scalar function of SQLite as a value: its name, its number of arguments, and a closure that
/// computes it.
package struct ScalarFunction {
    /// The arguments of one call, valid until it returns. One that is not given is NULL.
    package struct Arguments {
        fileprivate let values: UnsafeMutablePointer<OpaquePointer?>?
        package let count: Int

        package subscript(_ index: Int) -> OpaquePointer? {
            index < count ? values?[index] : nil
        }

        package func isNull(_ index: Int) -> Bool {
            index >= count || sqlite3_value_type(self[index]) == SQLITE_NULL
        }

        package func isText(_ index: Int) -> Bool {
            index < count && sqlite3_value_type(self[index]) == SQLITE_TEXT
        }

        /// Returns an argument as a text; nil for NULL.
        package func text(_ index: Int) -> String? {
            guard let bytes = sqlite3_value_text(self[index]) else { return nil }
            let count = Int(sqlite3_value_bytes(self[index]))
            return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }

        /// Returns an argument as an integer; nil for NULL.
        package func integer(_ index: Int) -> Int? {
            isNull(index) ? nil : Int(sqlite3_value_int64(self[index]))
        }

        /// Returns an argument as a real; nil for NULL.
        package func real(_ index: Int) -> Double? {
            isNull(index) ? nil : sqlite3_value_double(self[index])
        }
    }

    package enum Result {
        case null
        case integer(Int)
        case real(Double)
        case text(String)
        case boolean(Bool)
        /// An argument, unchanged.
        case argument(Int)
        case error(String)
        /// The statement must end.
        case interrupted
    }

    package let name: String
    /// nil for any number of arguments.
    package let arity: Int?
    /// Whether the same arguments always have the same result.
    package var isDeterministic = true
    package let call: (Arguments) -> Result

    /// - Parameter arity: the number of arguments; nil for any.
    package init(
        name: String, arity: Int?, isDeterministic: Bool = true,
        call: @escaping (Arguments) -> Result
    ) {
        self.name = name
        self.arity = arity
        self.isDeterministic = isDeterministic
        self.call = call
    }

    /// Registers the function on a connection, which keeps the closure as long as it is open.
    package func register(on connection: OpaquePointer) -> Int32 {
        let flags = SQLITE_UTF8 | (isDeterministic ? SQLITE_DETERMINISTIC : 0)
        return sqlite3_create_function_v2(
            connection, name, Int32(arity ?? -1), flags,
            Unmanaged.passRetained(Box(call)).toOpaque(),
            { context, count, values in
                guard let context, let user = sqlite3_user_data(context) else { return }
                let box = Unmanaged<Box>.fromOpaque(user).takeUnretainedValue()
                let arguments = Arguments(values: values, count: Int(count))
                switch box.call(arguments) {
                case .null: sqlite3_result_null(context)
                case .integer(let value): sqlite3_result_int64(context, Int64(value))
                case .real(let value): sqlite3_result_double(context, value)
                case .boolean(let value): sqlite3_result_int(context, value ? 1 : 0)
                case .argument(let index): sqlite3_result_value(context, arguments[index])
                case .error(let message): sqlite3_result_error(context, message, -1)
                case .interrupted: sqlite3_result_error_code(context, SQLITE_INTERRUPT)
                case .text(let text):
                    let limit = sqlite3_limit(
                        sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1)
                    guard text.utf8.count <= Int(limit) else {
                        return sqlite3_result_error_toobig(context)
                    }
                    sqlite3_result_text(
                        context, text, Int32(text.utf8.count), SQLite.transient)
                }
            },
            nil, nil,
            { user in
                if let user { Unmanaged<Box>.fromOpaque(user).release() }
            })
    }

    private final class Box {
        let call: (Arguments) -> Result

        init(_ call: @escaping (Arguments) -> Result) { self.call = call }
    }
}
