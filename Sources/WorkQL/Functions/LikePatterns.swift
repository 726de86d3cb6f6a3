import WorkQLSQLite
import sqlite3

/// LIKE and `glob` with SQLite's results, which can be interrupted: SQLite's own functions cannot,
/// and take time proportional to the product of the lengths of text and pattern.
enum LikePatterns {
    /// Registers the functions.
    ///
    /// - Parameter stop: called by long operations, and kept as long as the connection is open.
    static func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        let functions: [(String, Int32, BytePattern.Dialect)] = [
            ("like", 2, .like), ("like", 3, .like), ("glob", 2, .glob),
        ]
        for (name, arity, dialect) in functions {
            let code = sqlite3_create_function_v2(
                connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(Memory(dialect, stop)).toOpaque(), call, nil, nil,
                { user in
                    if let user { Unmanaged<Memory>.fromOpaque(user).release() }
                })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private static let call:
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
            result, count, arguments in
            guard let result, let arguments, let user = sqlite3_user_data(result) else { return }
            let memory = Unmanaged<Memory>.fromOpaque(user).takeUnretainedValue()
            var escape: Unicode.Scalar?
            if count > 2 {
                guard let bytes = LikePatterns.bytes(arguments[2]) else {
                    return sqlite3_result_null(result)
                }
                let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
                guard scalars.count == 1 else {
                    return sqlite3_result_error(
                        result, "ESCAPE expression must be a single character", -1)
                }
                escape = scalars.first
            }
            guard let pattern = LikePatterns.bytes(arguments[0]) else {
                return sqlite3_result_null(result)
            }
            memory.prepare(pattern, escape: escape)
            guard let text = LikePatterns.bytes(arguments[1]) else {
                return sqlite3_result_null(result)
            }
            guard let matches = memory.matches(text) else {
                return sqlite3_result_error_code(result, SQLITE_INTERRUPT)
            }
            sqlite3_result_int(result, matches ? 1 : 0)
        }

    /// Returns the bytes of the value as text, valid until the value is read again; nil for NULL.
    private static func bytes(_ value: OpaquePointer?) -> UnsafeRawBufferPointer? {
        guard let start = sqlite3_value_text(value) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// The state that calls keep from row to row: most queries have one pattern.
    private final class Memory {
        private let dialect: BytePattern.Dialect
        private let stop: StopCheck
        private var written: [UInt8] = []
        private var escape: Unicode.Scalar?
        private var pattern: BytePattern?
        private var steps = 0

        init(_ dialect: BytePattern.Dialect, _ stop: StopCheck) {
            self.dialect = dialect
            self.stop = stop
        }

        func prepare(_ bytes: UnsafeRawBufferPointer, escape: Unicode.Scalar?) {
            if pattern != nil, self.escape == escape, written.elementsEqual(bytes) { return }
            written = Array(bytes)
            self.escape = escape
            pattern = BytePattern(written, dialect, escape: escape)
        }

        /// Returns whether a text matches; nil when it was stopped.
        func matches(_ text: UnsafeRawBufferPointer) -> Bool? {
            steps += text.count
            if steps > 1 << 20 {
                steps = 0
                if stop.mustStop() { return nil }
            }
            return pattern?.matches(text) { stop.mustStop() }
        }
    }
}
