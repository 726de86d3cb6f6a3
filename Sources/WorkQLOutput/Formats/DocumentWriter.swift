import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// A writer of tables for documents, in which all text is escaped.
protocol DocumentWriter: FormatWriter {
    var output: Output { get set }
    var cells: DocumentCells { get }
    /// How NULL is shown.
    var null: StaticString { get }
    /// What stands between the lines of a text.
    var lineBreak: StaticString { get }

    mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>)
    mutating func appendLine(_ line: UnsafeBufferPointer<UInt8>)
}

/// The types of a result's columns, and how its times are written.
struct DocumentCells {
    let types: [ColumnType?]
    let timestamps: TimestampFormat

    init() { (types, timestamps) = ([], TimestampFormat(.table)) }

    init(_ columns: [ResultColumn], zone: Zone) {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.table, zone: zone)
    }

    func value(_ row: ResultRow, _ column: Int) -> CellValue {
        CellValue(row, column, type: types[column])
    }
}

extension ColumnType? {
    /// Whether values of the type are aligned right.
    var isNumber: Bool { self == .integer || self == .real }
}

extension DocumentWriter {
    mutating func appendName(_ name: String) {
        var name = name
        name.withUTF8 { appendEscaped($0) }
    }

    mutating func append(_ value: CellValue, _ row: ResultRow, _ column: Int) {
        switch value {
        case .null: output.bytes.append(null)
        case .integer(let value): output.bytes.appendInteger(value)
        case .real(let value): output.bytes.appendReal(value)
        case .boolean(let value): output.bytes.append(value ? "true" : "false")
        case .timestamp(let instant): cells.timestamps.append(instant, to: &output.bytes)
        case .text, .json: row.withText(column) { appendEscaped($0) }
        case .blob: row.withText(column) { output.bytes.appendHexadecimal($0) }
        }
    }

    mutating func appendLines(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while let end = text[start...].firstIndex(of: 0x0A) {
            let hasReturn = end > start && text[end - 1] == 0x0D
            appendLine(UnsafeBufferPointer(rebasing: text[start..<(hasReturn ? end - 1 : end)]))
            output.bytes.append(lineBreak)
            start = end + 1
        }
        appendLine(UnsafeBufferPointer(rebasing: text[start...]))
    }
}
