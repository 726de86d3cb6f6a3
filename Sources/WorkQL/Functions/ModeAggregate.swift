import WorkQLPlanner
import sqlite3

/// `mode(x)`: the most frequent value; of equally frequent ones the smallest, so that the order of
/// rows does not matter. With a second argument texts that differ only in case are equal, as ids are.
enum ModeAggregate {
    static let name = "mode"

    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection, name, -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil,
            { context, count, arguments in
                guard count > 0, let context, let value = arguments?[0],
                    sqlite3_value_type(value) != SQLITE_NULL
                else { return }
                guard let counts = ModeAggregate.counts(context) else {
                    return sqlite3_result_error_nomem(context)
                }
                if !counts.add(value, ignoringCase: count > 1) {
                    sqlite3_result_error_toobig(context)
                }
            },
            { context in
                guard let context else { return }
                let slot = sqlite3_aggregate_context(context, 0)?
                    .assumingMemoryBound(to: Unmanaged<Counts>?.self)
                guard let slot, let counts = slot.pointee?.takeUnretainedValue() else {
                    return sqlite3_result_null(context)
                }
                defer {
                    slot.pointee?.release()
                    slot.pointee = nil
                }
                sqlite3_result_value(context, counts.mostFrequent)
            }, nil)
    }

    /// The number of occurrences of each value.
    private final class Counts {
        private var values: [[UInt8]: (value: OpaquePointer?, count: Int)] = [:]
        private var size = 0

        /// Counts a value.
        ///
        /// - Returns: false if the distinct values take more memory than one value may.
        func add(_ value: OpaquePointer, ignoringCase: Bool) -> Bool {
            var key = Self.key(value)
            if ignoringCase {
                for index in key.indices where (0x41...0x5A).contains(key[index]) {
                    key[index] |= 0x20
                }
            }
            if var known = values[key] {
                known.count += 1
                if ignoringCase, NumberFunctions.compare(value, known.value) < 0 {
                    sqlite3_value_free(known.value)
                    known.value = sqlite3_value_dup(value)
                }
                values[key] = known
                return true
            }
            size += key.count + 64
            guard size <= Int(LocalDatabase.longestValue) else { return false }
            values[key] = (sqlite3_value_dup(value), 1)
            return true
        }

        var mostFrequent: OpaquePointer? {
            var best: (value: OpaquePointer?, count: Int)?
            for entry in values.values {
                guard let known = best else {
                    best = entry
                    continue
                }
                let isSmaller = NumberFunctions.compare(entry.value, known.value) < 0
                if entry.count > known.count || entry.count == known.count && isSmaller {
                    best = entry
                }
            }
            return best?.value
        }

        /// Returns a key that is equal for equal values: an integer and a real of the same number
        /// are equal.
        private static func key(_ value: OpaquePointer) -> [UInt8] {
            let type = sqlite3_value_type(value)
            guard type != SQLITE_FLOAT else {
                return [UInt8(SQLITE_INTEGER)] + Array(String(sqlite3_value_double(value)).utf8)
            }
            guard let bytes = sqlite3_value_text(value) else { return [] }
            let count = Int(sqlite3_value_bytes(value))
            let text = Array(UnsafeBufferPointer(start: bytes, count: count))
            return [UInt8(type)] + (type == SQLITE_INTEGER ? text + [0x2E, 0x30] : text)
        }

        deinit { for entry in values.values { sqlite3_value_free(entry.value) } }
    }

    /// Returns the counts of one group, created with its first row.
    private static func counts(_ context: OpaquePointer) -> Counts? {
        let size = Int32(MemoryLayout<Unmanaged<Counts>?>.size)
        guard
            let slot = sqlite3_aggregate_context(context, size)?
                .assumingMemoryBound(to: Unmanaged<Counts>?.self)
        else { return nil }
        if let counts = slot.pointee { return counts.takeUnretainedValue() }
        let counts = Counts()
        slot.pointee = Unmanaged.passRetained(counts)
        return counts
    }
}
