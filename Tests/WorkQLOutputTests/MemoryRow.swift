import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLTime

@testable import WorkQLOutput

/// A row in memory.
enum MemoryRow {
    enum Cell {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        /// Text that need not be UTF-8.
        case bytes([UInt8])
        case blob([UInt8])

        var value: RowValue {
            switch self {
            case .null: .null
            case .integer(let value): .integer(value)
            case .real(let value): .real(value)
            case .text(let text): .text(Array(text.utf8))
            case .bytes(let bytes): .text(bytes)
            case .blob(let bytes): .blob(bytes)
            }
        }
    }
}

extension MemoryRow.Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .real(value) }
    init(nilLiteral: ()) { self = .null }
}

/// Returns the output of a writer for rows.
func written<Writer: FormatWriter>(
    _ make: (Output) -> Writer, _ columns: KeyValuePairs<String, ColumnType?>,
    _ rows: [[MemoryRow.Cell]], zone: Zone = .shanghai, after output: Output = .memory
) throws -> Output {
    var writer = make(output)
    try writer.begin(columns.map { ResultColumn(name: $0.key, type: $0.value) }, zone: zone)
    for row in rows {
        let cells = RowCells(row.map(\.value))
        try writer.write(cells.row)
        withExtendedLifetime(cells) {}
    }
    try writer.finish()
    return writer.output
}

extension Output {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

func table(_ output: Output) -> TableWriter { TableWriter(output) }
func csv(_ output: Output) -> DelimitedWriter { DelimitedWriter(output, dialect: .csv) }
func tsv(_ output: Output) -> DelimitedWriter { DelimitedWriter(output, dialect: .tsv) }
func json(_ output: Output) -> JSONWriter { JSONWriter(output, shape: .array) }
func ndjson(_ output: Output) -> JSONWriter { JSONWriter(output, shape: .lines) }
