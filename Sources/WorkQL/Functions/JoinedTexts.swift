import WorkQLPlanner
import WorkQLSQLite
import sqlite3

/// `group_concat(x, s ORDER BY y)` and `group_concat(DISTINCT x, s)`, and the same of `list`. SQLite
/// 3.40 has neither: it does not order an aggregate's rows and takes one argument with DISTINCT.
///
/// Called as `workql_group_concat(x, s, how, y …)`: `how` is `d` if each distinct text is joined
/// once, and then for each y `a` or `z`, ascending or descending, and `f` or `l`, NULL first or
/// last; `D`, `A` and `Z` are the same for ids, which ignore case. `workql_list(x, how, y …)` makes a list of values that are JSON. Other calls use SQLite's
/// own functions.
enum JoinedTexts {
    /// Registers the functions.
    ///
    /// - Parameter stop: called while rows are ordered, and kept as long as the connection is open.
    static func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        for function in [LocalFunction.joined, .listed] {
            let use = Use(isList: function == .listed, stop: stop)
            let code = sqlite3_create_function_v2(
                connection, function.rawValue, -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passRetained(use).toOpaque(), nil,
                { context, count, arguments in
                    guard let context, let arguments, let use = JoinedTexts.use(of: context),
                        sqlite3_value_type(arguments[0]) != SQLITE_NULL
                    else { return }
                    guard let rows = JoinedTexts.rows(context) else {
                        return sqlite3_result_error_nomem(context)
                    }
                    let first = use.isList ? 2 : 3
                    if rows.how.isEmpty { rows.how = JoinedTexts.text(arguments[first - 1]) }
                    rows.add(
                        JoinedTexts.text(arguments[0]),
                        use.isList ? [UInt8(ascii: ",")] : JoinedTexts.text(arguments[1]),
                        keys: (first..<Int(count)).map { sqlite3_value_dup(arguments[$0]) })
                },
                { context in
                    if let context { JoinedTexts.report(context) }
                }, { if let user = $0 { Unmanaged<Use>.fromOpaque(user).release() } })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    /// Reports the result of a group: of no rows NULL, or an empty list.
    private static func report(_ context: OpaquePointer) {
        let use = use(of: context)
        let slot = sqlite3_aggregate_context(context, 0)?
            .assumingMemoryBound(to: Unmanaged<Rows>?.self)
        defer {
            slot?.pointee?.release()
            slot?.pointee = nil
        }
        var joined: [CChar] = []
        if let rows = slot?.pointee?.takeUnretainedValue() {
            guard let texts = rows.joined(until: use?.stop) else {
                return sqlite3_result_error_code(context, SQLITE_INTERRUPT)
            }
            joined = texts
        } else if use?.isList != true {
            return sqlite3_result_null(context)
        }
        if use?.isList == true { joined = [0x5B] + joined + [0x5D] }
        sqlite3_result_text64(
            context, joined, sqlite3_uint64(joined.count), SQLite.transient, UInt8(SQLITE_UTF8))
        // As SQLite marks JSON, which is then not quoted inside of other JSON.
        if use?.isList == true { sqlite3_result_subtype(context, UInt32(UInt8(ascii: "J"))) }
    }

    private final class Use {
        let isList: Bool
        let stop: StopCheck

        init(isList: Bool, stop: StopCheck) {
            self.isList = isList
            self.stop = stop
        }
    }

    private static func use(of context: OpaquePointer) -> Use? {
        sqlite3_user_data(context).map { Unmanaged<Use>.fromOpaque($0).takeUnretainedValue() }
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
            let isDistinct = how.first.map(Self.folded) == UInt8(ascii: "d")
            let ignoresCase = isDistinct && how.first == UInt8(ascii: "D")
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
                if isDistinct,
                    !seen.insert(ignoresCase ? row.text.map(Self.folded) : row.text).inserted
                {
                    continue
                }
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
                let direction = orders[2 * index]
                let order =
                    direction == Self.folded(direction)
                    ? EndFunctions.compare(first, second)
                    : EndFunctions.compare(first, second, by: Self.folded)
                if order != 0 {
                    return Self.folded(direction) == UInt8(ascii: "a") ? order : -order
                }
            }
            return 0
        }

        /// Returns an ASCII letter in lower case, as SQLite's NOCASE compares it.
        private static func folded(_ byte: UInt8) -> UInt8 {
            (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
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
