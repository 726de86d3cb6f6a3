import WorkQLPages
import WorkQLSQLite
import sqlite3

/// `array_agg`, `string_agg` and `json_agg` with ORDER BY, which SQLite 3.40 does not support for
/// aggregates.
///
/// Called as `workql_collect(how, separator, x, key …)`: `how` begins with `a` for an array or `s`
/// for a text; it is followed by `d` if equal values are taken once, or `-`, and then for each key
/// by `a` for ascending or `z` for descending, and `f` or `l` for NULL first or last.
enum CatalogAggregate {
    static let name = "workql_collect"

    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection, name, -1, SQLITE_UTF8, nil, nil,
            { context, count, arguments in
                guard let context, let arguments, count >= 3 else { return }
                CatalogAggregate.rows(context)?.add(
                    (0..<Int(count)).map { CatalogAggregate.value(arguments[$0]) })
            },
            { context in
                guard let context else { return }
                let slot = sqlite3_aggregate_context(context, 0)?
                    .assumingMemoryBound(to: Unmanaged<Rows>?.self)
                guard let slot, let rows = slot.pointee?.takeRetainedValue(),
                    let text = rows.result
                else { return sqlite3_result_null(context) }
                sqlite3_result_text(context, text, Int32(text.utf8.count), SQLite.transient)
            }, nil)
    }

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

    private static func value(_ value: OpaquePointer?) -> RowValue {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
        case SQLITE_NULL: return .null
        default:
            guard let text = sqlite3_value_text(value) else { return .null }
            let count = Int(sqlite3_value_bytes(value))
            return .text(Array(UnsafeBufferPointer(start: text, count: count)))
        }
    }

    private final class Rows {
        private var rows: [[RowValue]] = []

        func add(_ row: [RowValue]) { rows.append(row) }

        /// The result. Rows with equal keys keep their original order.
        var result: String? {
            guard let first = rows.first, let how = first[0].string else { return nil }
            let orders = Array(how.utf8.dropFirst(2))
            var sorted = rows.enumerated().sorted { left, right in
                for key in 0..<orders.count / 2 {
                    let (a, b) = (left.element[3 + key], right.element[3 + key])
                    guard a != b else { continue }
                    if a == .null || b == .null {
                        return (a == .null) == (orders[key * 2 + 1] == UInt8(ascii: "f"))
                    }
                    return Self.isLess(a, b) == (orders[key * 2] == UInt8(ascii: "a"))
                }
                return left.offset < right.offset
            }.map(\.element)
            if how.utf8.dropFirst().first == UInt8(ascii: "d") {
                var seen: Set<RowValue> = []
                sorted = sorted.filter { seen.insert($0[2]).inserted }
            }
            let values = sorted.map { $0[2] }
            guard how.hasPrefix("s") else {
                return CatalogArray.json(values.map(Self.element))
            }
            let texts = values.compactMap { Self.element($0).elementText }
            guard !texts.isEmpty else { return nil }
            let separator = Self.element(first[1]).elementText ?? ""
            return texts.joined(separator: separator)
        }

        private static func element(_ value: RowValue) -> ServerValue {
            switch value {
            case .integer(let value): .integer(value)
            case .real(let value): .real(value)
            case .text(let bytes): .text(String(decoding: bytes, as: UTF8.self))
            default: .null
            }
        }

        private static func isLess(_ left: RowValue, _ right: RowValue) -> Bool {
            switch (left, right) {
            case (.integer(let a), .integer(let b)): a < b
            case (.real(let a), .real(let b)): a < b
            case (.integer(let a), .real(let b)): Double(a) < b
            case (.real(let a), .integer(let b)): a < Double(b)
            case (.text(let a), .text(let b)): a.lexicographicallyPrecedes(b)
            case (.integer, .text), (.real, .text): true
            default: false
            }
        }
    }
}
