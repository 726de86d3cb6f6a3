import WorkQLSQLite
import sqlite3

/// `bar` and `sparkline`, charts inside a cell.
enum ChartFunctions {
    static func register(on connection: OpaquePointer) -> Int32 {
        let code = sqlite3_create_function_v2(
            connection, "bar", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { result, _, arguments in
                guard let result, let arguments else { return }
                ChartFunctions.bar(arguments, result)
            }, nil, nil, nil)
        guard code == SQLITE_OK else { return code }
        return sqlite3_create_window_function(
            connection, "sparkline", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let arguments, let line = ChartFunctions.line(context) else { return }
                line.values.append(ChartFunctions.number(arguments[0]))
            },
            { context in
                ChartFunctions.report(context)
                ChartFunctions.release(context)
            },
            { context in ChartFunctions.report(context) },
            { context, _, _ in
                // The oldest row leaves the frame.
                guard let line = ChartFunctions.line(context), !line.values.isEmpty else { return }
                line.values.removeFirst()
            }, nil)
    }

    /// Returns the part of the way from `low` to `high` at which a value is. The ends may be so far
    /// apart that their difference is not a number.
    private static func share(of value: Double, from low: Double, to high: Double) -> Double {
        guard (high - low).isFinite else { return (value / 4 - low / 4) / (high / 4 - low / 4) }
        return (value - low) / (high - low)
    }

    // MARK: bar

    private static let widest = 1000

    private static func bar(
        _ arguments: UnsafeMutablePointer<OpaquePointer?>, _ result: OpaquePointer
    ) {
        guard let value = number(arguments[0]), let low = number(arguments[1]),
            let high = number(arguments[2]), let width = number(arguments[3])
        else { return sqlite3_result_null(result) }
        guard low < high else {
            return sqlite3_result_error(result, "bar() requires low < high", -1)
        }
        guard width >= 1, width <= Double(widest), width == width.rounded() else {
            return sqlite3_result_error(
                result, "bar() requires a width of 1 to \(widest) characters", -1)
        }
        let share = min(max(Self.share(of: value, from: low, to: high), 0), 1)
        let eighths = Int((share * width * 8).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let text = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
        sqlite3_result_text(result, text, -1, SQLite.transient)
    }

    // MARK: sparkline

    private final class Line {
        /// nil is a gap.
        var values: [Double?] = []
    }

    /// Returns the state of one group, created with its first row.
    private static func line(_ context: OpaquePointer?) -> Line? {
        let size = Int32(MemoryLayout<Unmanaged<Line>?>.size)
        guard
            let slot = sqlite3_aggregate_context(context, size)?
                .assumingMemoryBound(to: Unmanaged<Line>?.self)
        else { return nil }
        if let line = slot.pointee { return line.takeUnretainedValue() }
        let line = Line()
        slot.pointee = Unmanaged.passRetained(line)
        return line
    }

    private static func release(_ context: OpaquePointer?) {
        // Nothing was allocated for a group without rows, and a size of 0 bytes allocates nothing.
        let slot = sqlite3_aggregate_context(context, 0)?
            .assumingMemoryBound(to: Unmanaged<Line>?.self)
        slot?.pointee?.release()
        slot?.pointee = nil
    }

    private static func report(_ context: OpaquePointer?) {
        guard
            let slot = sqlite3_aggregate_context(context, 0)?
                .assumingMemoryBound(to: Unmanaged<Line>?.self),
            let values = slot.pointee?.takeUnretainedValue().values,
            let low = values.lazy.compactMap(\.self).min(),
            let high = values.lazy.compactMap(\.self).max()
        else { return sqlite3_result_null(context) }
        let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let text = String(
            values.map { value -> Character in
                guard let value else { return " " }
                // A constant series is neither high nor low.
                guard low < high else { return "▄" }
                return blocks[Int((share(of: value, from: low, to: high) * 7).rounded())]
            })
        sqlite3_result_text(context, text, -1, SQLite.transient)
    }

    /// Returns the value as a finite number; nil for NULL, for text that is not a number, and for
    /// what is not finite.
    private static func number(_ value: OpaquePointer?) -> Double? {
        switch sqlite3_value_numeric_type(value) {
        case SQLITE_INTEGER, SQLITE_FLOAT:
            let number = sqlite3_value_double(value)
            return number.isFinite ? number : nil
        default: return nil
        }
    }
}
