import WorkQLPlanner
import WorkQLSQLite
import sqlite3

/// `group_concat(x, s ORDER BY y)` and `group_concat(DISTINCT x, s)`. SQLite 3.40 has neither: it
/// does not order an aggregate's rows and takes one argument with DISTINCT.
///
/// Called as `workql_group_concat(x, s, how, y …)`: `how` is `d` if each distinct text is joined
/// once, and then for each y `a` or `z`, ascending or descending, and `f` or `l`, NULL first or
/// last. Other calls use SQLite's own function.
enum JoinedTexts {
    /// Registers the function.
    ///
    /// - Parameter stop: called while rows are ordered, and kept as long as the connection is open.
    static func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        sqlite3_create_function_v2(
            connection, LocalFunction.joined.rawValue, -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passRetained(stop).toOpaque(), nil,
            { context, count, arguments in
                guard let context, let arguments, count >= 3,
                    sqlite3_value_type(arguments[0]) != SQLITE_NULL
                else { return }
                guard let rows = JoinedTexts.rows(context) else {
                    return sqlite3_result_error_nomem(context)
                }
                if rows.how.isEmpty { rows.how = JoinedTexts.text(arguments[2]) }
                rows.add(
                    JoinedTexts.text(arguments[0]), JoinedTexts.text(arguments[1]),
                    keys: (3..<Int(count)).map { sqlite3_value_dup(arguments[$0]) })
            },
            { context in
                guard let context else { return }
                let slot = sqlite3_aggregate_context(context, 0)?
                    .assumingMemoryBound(to: Unmanaged<Rows>?.self)
                guard let slot, let rows = slot.pointee?.takeUnretainedValue() else {
                    return sqlite3_result_null(context)
                }
                defer {
                    slot.pointee?.release()
                    slot.pointee = nil
                }
                guard let joined = rows.joined(until: JoinedTexts.stop(context)) else {
                    return sqlite3_result_error_code(context, SQLITE_INTERRUPT)
                }
                sqlite3_result_text64(
                    context, joined, sqlite3_uint64(joined.count), SQLite.transient,
                    UInt8(SQLITE_UTF8))
            }, { if let user = $0 { Unmanaged<StopCheck>.fromOpaque(user).release() } })
    }

    private static func stop(_ context: OpaquePointer) -> StopCheck? {
        sqlite3_user_data(context).map {
            Unmanaged<StopCheck>.fromOpaque($0).takeUnretainedValue()
        }
    }

    private final class Rows {
        private struct Row {
            var text: [UInt8]
            /// The separator before the text, if it is not the first.
            var separator: [UInt8]
            var keys: [OpaquePointer?]
        }

        var how: [UInt8] = []
        private var rows: [Row] = []

        func add(_ text: [UInt8], _ separator: [UInt8], keys: [OpaquePointer?]) {
            rows.append(Row(text: text, separator: separator, keys: keys))
        }

        deinit {
            for row in rows { for key in row.keys { sqlite3_value_free(key) } }
        }

        /// Returns the joined texts; nil when it was stopped. Rows with equal keys stay in their
        /// order of arrival.
        func joined(until stop: StopCheck?) -> [CChar]? {
            let isDistinct = how.first == UInt8(ascii: "d")
            let orders = Array(how.dropFirst(isDistinct ? 1 : 0))
            var indices = Array(rows.indices)
            var steps = Steps(stop: stop)
            if !orders.isEmpty {
                do {
                    try indices.sort { left, right in
                        try steps.take()
                        let order = compare(rows[left].keys, rows[right].keys, orders)
                        return order == 0 ? left < right : order < 0
                    }
                } catch {
                    return nil
                }
            }
            var seen: Set<[UInt8]> = []
            var joined: [CChar] = []
            var isFirst = true
            for index in indices {
                guard (try? steps.take()) != nil else { return nil }
                let row = rows[index]
                if isDistinct, !seen.insert(row.text).inserted { continue }
                if !isFirst { joined += row.separator.lazy.map(CChar.init(bitPattern:)) }
                joined += row.text.lazy.map(CChar.init(bitPattern:))
                isFirst = false
            }
            return joined
        }

        private func compare(
            _ left: [OpaquePointer?], _ right: [OpaquePointer?], _ orders: [UInt8]
        ) -> Int {
            for index in left.indices {
                guard let first = left[index], let second = right[index] else { continue }
                let isFirstNull = sqlite3_value_type(first) == SQLITE_NULL
                let isSecondNull = sqlite3_value_type(second) == SQLITE_NULL
                if isFirstNull || isSecondNull {
                    if isFirstNull, isSecondNull { continue }
                    return isFirstNull == (orders[2 * index + 1] == UInt8(ascii: "f")) ? -1 : 1
                }
                let order = EndFunctions.compare(first, second)
                if order != 0 { return orders[2 * index] == UInt8(ascii: "a") ? order : -order }
            }
            return 0
        }
    }

    /// A check, at intervals, whether an operation of many steps must stop.
    private struct Steps {
        let stop: StopCheck?
        private var count = 0

        init(stop: StopCheck?) { self.stop = stop }

        mutating func take() throws(CancellationError) {
            count += 1
            guard count > 1 << 14 else { return }
            count = 0
            if stop?.mustStop() ?? false { throw CancellationError() }
        }
    }

    /// Returns the rows of one group, created with the first of them.
    private static func rows(_ context: OpaquePointer) -> Rows? {
        let size = Int32(MemoryLayout<Unmanaged<Rows>?>.size)
        guard
            let slot = sqlite3_aggregate_context(context, size)?
                .assumingMemoryBound(to: Unmanaged<Rows>?.self)
        else { return nil }
        if let rows = slot.pointee { return rows.takeUnretainedValue() }
        let rows = Rows()
        slot.pointee = Unmanaged.passRetained(rows)
        return rows
    }

    private static func text(_ value: OpaquePointer?) -> [UInt8] {
        // The pointer must be requested before the length, as SQLite requires.
        guard let start = sqlite3_value_text(value) else { return [] }
        return Array(
            UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
    }
}
