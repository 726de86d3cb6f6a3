import WorkQLPages
import WorkQLTime

/// Rows as COPY's text format has them: a line a row, tabs between its values, `\N` for NULL.
///
/// Why text: it is read into a column of any type that takes the value, and costs the server as much
/// as the files that psql copies.
struct CopyText {
    private(set) var bytes: [UInt8] = []
    /// The day of the last timestamp, for rows of one day mostly stand together.
    private var day: (number: Int64, text: [UInt8])?

    private static let tab = UInt8(ascii: "\t")
    private static let lineEnd = UInt8(ascii: "\n")

    /// So many bytes are put together before they are sent.
    static let portion = 1 << 18

    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func endValue() { bytes.append(Self.tab) }

    /// Ends a row, whose last value has no tab behind it.
    mutating func endRow() { bytes.append(Self.lineEnd) }

    mutating func appendNull() { bytes += [UInt8(ascii: "\\"), UInt8(ascii: "N")] }

    mutating func append(_ integer: Int64) {
        if integer < 0 || integer > 999_999_999 {
            bytes.append(contentsOf: String(integer).utf8)
            return
        }
        append(UInt32(integer), digits: 1)
    }

    /// - Parameter digits: at least so many.
    private mutating func append(_ number: UInt32, digits: Int) {
        var rest = number
        let start = bytes.count
        var count = 0
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            count += 1
        } while rest > 0 || count < digits
        bytes[start...].reverse()
    }

    mutating func append(_ boolean: Bool) {
        bytes.append(boolean ? UInt8(ascii: "t") : UInt8(ascii: "f"))
    }

    mutating func append(_ real: Double) {
        if real.isNaN {
            bytes.append(contentsOf: "NaN".utf8)
        } else if real.isInfinite {
            bytes.append(contentsOf: (real < 0 ? "-Infinity" : "Infinity").utf8)
        } else {
            bytes.append(contentsOf: "\(real)".utf8)
        }
    }

    /// - Parameter milliseconds: since 1970.
    mutating func append(timestamp milliseconds: Int64) {
        let number = milliseconds.floorDivided(by: 86_400_000)
        if day?.number != number {
            let date = CivilDate(day: Int(number))
            day = (number, Array(date.isoText.utf8))
        }
        bytes += day?.text ?? []
        let rest = UInt32(milliseconds - number * 86_400_000)
        bytes.append(UInt8(ascii: " "))
        append(rest / 3_600_000, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 60_000 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 1000 % 60, digits: 2)
        if rest % 1000 != 0 {
            bytes.append(UInt8(ascii: "."))
            append(rest % 1000, digits: 3)
        }
        bytes += [UInt8(ascii: "+"), UInt8(ascii: "0"), UInt8(ascii: "0")]
    }

    /// - Parameter text: UTF-8. A zero byte, which PostgreSQL cannot keep, becomes U+FFFD.
    mutating func append(text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [byte, byte]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0: bytes += [0xEF, 0xBF, 0xBD]
            default: bytes.append(byte)
            }
        }
    }

    /// - Parameter isUTF8: whether that is known.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>, isUTF8: Bool) {
        if isUTF8 {
            append(text: text)
        } else {
            append(text: String(decoding: text, as: UTF8.self).utf8)
        }
    }

    /// The row's value in a column of a page.
    mutating func append(
        _ vector: Vector, _ row: Int, _ type: ColumnType, isUTF8: Bool
    ) {
        if vector.isNull(row) {
            appendNull()
            return
        }
        switch type {
        case .integer:
            if let value = vector.integer(row) { append(value) } else { appendNull() }
        case .boolean:
            if let value = vector.integer(row) { append(value != 0) } else { appendNull() }
        case .timestamp:
            if let value = vector.integer(row) { append(timestamp: value) } else { appendNull() }
        case .real:
            if let value = vector.real(row) { append(value) } else { appendNull() }
        case .text, .date, .time, .json:
            let isText: Void? = vector.withText(row) { append($0, isUTF8: isUTF8) }
            if isText == nil { appendNull() }
        }
    }
}
