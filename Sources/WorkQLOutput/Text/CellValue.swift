import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// The value of a cell. Its kind is determined by the value itself first and by the column's type
/// where the value allows it: SQLite can store text in a column of integers.
///
/// It is a view of the current row: it does not contain a text, which a writer reads from the row
/// without copying it. A `RowValue` owns its content, and would cost an allocation for each text of
/// an answer.
enum CellValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    case timestamp(Instant)
    case text
    /// Text of a JSON column, which may be malformed.
    case json
    case blob

    init(_ row: ResultRow, _ column: Int, type: ColumnType?) {
        switch row.kind(column) {
        case .null: self = .null
        case .integer:
            let value = row.integer(column)
            switch type {
            case .timestamp: self = .timestamp(Instant(seconds: value))
            case .boolean where value == 0 || value == 1: self = .boolean(value == 1)
            default: self = .integer(value)
            }
        case .real:
            let value = row.real(column)
            // Beyond the last representable instant, the number is more informative than a date.
            if type == .timestamp, value.magnitude < 9e15 {
                self = .timestamp(Instant(milliseconds: Int64((value * 1000).rounded())))
            } else {
                self = .real(value)
            }
        case .text: self = type == .json ? .json : .text
        case .blob: self = .blob
        }
    }

    /// The number as a chart draws it; nil for NULL and for values that no axis can show. Numbers
    /// whose sums or quotients would not be finite are drawn as the nearest that are.
    var plotted: Double? {
        switch self {
        case .integer(let value): return Double(value)
        case .real(let value) where value.isFinite:
            guard value.magnitude > 1e-290 else { return 0 }
            return min(max(value, -1e290), 1e290)
        default: return nil
        }
    }

    /// Whether the value is printed as a number.
    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        default: false
        }
    }
}

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func appendText(_ text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// Appends the digits, without creating a string.
    mutating func appendInteger(_ value: Int64) {
        var magnitude = value.magnitude
        if value < 0 { append(UInt8(ascii: "-")) }
        let start = count
        repeat {
            append(0x30 + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude != 0
        self[start...].reverse()
    }

    /// Appends the shortest digits that are read back as the same number.
    mutating func appendReal(_ value: Double) {
        if value.isFinite {
            appendText(value.description)
        } else {
            append(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    /// Appends two hexadecimal digits per byte.
    mutating func appendHexadecimal(_ source: UnsafeBufferPointer<UInt8>) {
        for byte in source { appendHexadecimal(byte) }
    }

    mutating func appendHexadecimal(_ byte: UInt8) {
        for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
}
