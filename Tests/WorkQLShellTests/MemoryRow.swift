import WorkQL
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLShell

/// A row that stands in memory.
struct MemoryRow: ResultRow {
    enum Cell {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        /// Text that need not be UTF-8.
        case bytes([UInt8])
        case blob([UInt8])
    }

    let cells: [Cell]

    func kind(_ column: Int) -> ValueKind {
        switch cells[column] {
        case .null: .null
        case .integer: .integer
        case .real: .real
        case .text, .bytes: .text
        case .blob: .blob
        }
    }

    func integer(_ column: Int) -> Int64 {
        if case .integer(let value) = cells[column] { value } else { 0 }
    }

    func real(_ column: Int) -> Double {
        if case .real(let value) = cells[column] { value } else { 0 }
    }

    func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        let bytes: [UInt8] =
            switch cells[column] {
            case .text(let text): Array(text.utf8)
            case .bytes(let bytes), .blob(let bytes): bytes
            default: []
            }
        return try bytes.withUnsafeBufferPointer(body)
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

/// What a writer makes of rows.
func written<Writer: FormatWriter>(
    _ make: (Output) -> Writer, _ columns: KeyValuePairs<String, ColumnType?>,
    _ rows: [[MemoryRow.Cell]], zone: Zone = .shanghai, after output: Output = .memory
) throws -> Output {
    var writer = make(output)
    try writer.begin(columns.map { ResultColumn(name: $0.key, type: $0.value) }, zone: zone)
    for row in rows { try writer.write(MemoryRow(cells: row)) }
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
