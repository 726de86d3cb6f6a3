import WorkQLPlanner
import WorkQLSQLite
import sqlite3

/// `group_concat(x, s) OVER (…)`: the texts of a frame, whose rows enter at its end and leave at its
/// beginning.
enum JoinedInWindow {
    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_window_function(
            connection, LocalFunction.joinedInWindow.rawValue, 2,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let context, let text = arguments?[0],
                    sqlite3_value_type(text) != SQLITE_NULL
                else { return }
                guard let frame = Frame.of(context, isNeeded: true) else {
                    return sqlite3_result_error_nomem(context)
                }
                frame.add(text, separator: arguments?[1])
            },
            { context in
                guard let context else { return }
                Frame.of(context, isNeeded: false)?.report(context)
                Frame.release(context)
            },
            { context in
                guard let context else { return }
                Frame.of(context, isNeeded: false)?.report(context)
            },
            { context, _, arguments in
                guard let context, let text = arguments?[0],
                    sqlite3_value_type(text) != SQLITE_NULL
                else { return }
                Frame.of(context, isNeeded: false)?.removeFirst()
            }, nil)
    }

    private final class Frame {
        /// The separators and texts, each separator before its text; those before `start` have left.
        private var bytes: [UInt8] = []
        /// The ends of the separator and of the text of each row, in `bytes`.
        private var rows: [(separator: Int, text: Int)] = []
        /// The number of rows, and of bytes, that have left.
        private var (first, start) = (0, 0)

        func add(_ text: OpaquePointer, separator: OpaquePointer?) {
            append(separator)
            let end = bytes.count
            append(text)
            rows.append((end, bytes.count))
        }

        private func append(_ value: OpaquePointer?) {
            // The pointer must be requested before the length, as SQLite requires.
            guard let start = sqlite3_value_text(value) else { return }
            bytes += UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
        }

        func removeFirst() {
            guard first < rows.count else { return }
            start = rows[first].text
            first += 1
            // What has left is removed when it is most of it, so that each byte moves once.
            guard first > 64, 2 * first > rows.count else { return }
            bytes.removeFirst(start)
            rows = rows[first...].map { ($0.separator - start, $0.text - start) }
            (first, start) = (0, 0)
        }

        /// Reports the texts; NULL if there are none.
        func report(_ context: OpaquePointer) {
            guard first < rows.count else { return sqlite3_result_null(context) }
            bytes.withUnsafeBytes { bytes in
                let joined = bytes[rows[first].separator...]
                // A null pointer would be NULL, and an empty text has none.
                guard !joined.isEmpty,
                    let base = UnsafeRawBufferPointer(rebasing: joined).baseAddress
                else { return sqlite3_result_text(context, "", 0, SQLite.transient) }
                sqlite3_result_text64(
                    context, base.assumingMemoryBound(to: CChar.self),
                    sqlite3_uint64(joined.count), SQLite.transient, UInt8(SQLITE_UTF8))
            }
        }

        /// Returns the frame of a window; nil if there is no memory, or if no row has entered and
        /// it is not needed.
        static func of(_ context: OpaquePointer, isNeeded: Bool) -> Frame? {
            guard let slot = slot(context, isNeeded: isNeeded) else { return nil }
            if let frame = slot.pointee { return frame.takeUnretainedValue() }
            guard isNeeded else { return nil }
            let frame = Frame()
            slot.pointee = Unmanaged.passRetained(frame)
            return frame
        }

        static func release(_ context: OpaquePointer) {
            guard let slot = slot(context, isNeeded: false) else { return }
            slot.pointee?.release()
            slot.pointee = nil
        }

        /// The state that SQLite keeps; initially zeros.
        private static func slot(
            _ context: OpaquePointer, isNeeded: Bool
        ) -> UnsafeMutablePointer<Unmanaged<Frame>?>? {
            let size = isNeeded ? Int32(MemoryLayout<Unmanaged<Frame>?>.size) : 0
            return sqlite3_aggregate_context(context, size)?
                .assumingMemoryBound(to: Unmanaged<Frame>?.self)
        }
    }
}
