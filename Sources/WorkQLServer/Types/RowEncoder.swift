import Synchronization
import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The form in which rows are sent to a client.
enum RowForm: Hashable, Sendable {
    /// As the answer to a query.
    case rows
    case copyText(CopyText)
    case copyCSV(CopyText)
    case copyBinary
    /// Not sent, only skipped.
    case none

    /// The characters between values, and those that represent NULL.
    struct CopyText: Hashable, Sendable {
        var delimiter = UInt8(ascii: "\t")
        var null: [UInt8] = Array("\\N".utf8)
        var quote = UInt8(ascii: "\"")
        var escape = UInt8(ascii: "\"")
        var hasHeader = false
        var quotesAll = false
        /// The columns that are always quoted: their names, and where they are in a row.
        var quotedNames: [String] = []
        var quotedColumns: Set<Int> = []
    }
}

/// The size of one portion written so far; read to decide whether the portion is full.
final class Portion: Sendable {
    private let rows = Atomic(0)
    private let bytes = Atomic(0)
    private let maxRows: Int

    /// The number of bytes that are sent together.
    static let maxBytes = 64 << 10

    /// - Parameter maxRows: the maximum number of rows; 0 for no limit.
    init(maxRows: Int) { self.maxRows = maxRows }

    var rowCount: Int { rows.load(ordering: .relaxed) }

    func add(bytes count: Int) {
        rows.add(1, ordering: .relaxed)
        bytes.store(count, ordering: .relaxed)
    }

    var hasAllRows: Bool { maxRows > 0 && rowCount >= maxRows }

    var isFull: Bool { hasAllRows || bytes.load(ordering: .relaxed) >= Self.maxBytes }
}

/// Encodes rows of the engine as messages.
struct RowEncoder: ResultWriter {
    let form: RowForm
    let encoders: [CellEncoder]
    let portion: Portion
    /// The bytes before the first row in the same message: the header of a binary COPY, without
    /// which some clients do not read the row.
    var header: [UInt8] = []
    var messages = BackendMessages()

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        // The description sent to the client remains valid, whatever values the parameters have
        // now.
        let isSame =
            columns.count == encoders.count
            && zip(columns, encoders).allSatisfy { column, encoder in
                let type = CellEncoder.type(of: column.type)
                return column.type == nil || type == encoder.column.type
                    || (type, encoder.column.type) == (.int8, .float8)
                    || type == .int8 && [.int4, .int2].contains(encoder.column.type)
                    || (type, encoder.column.type) == (.text, .timestamp)
            }
        guard isSame else {
            throw UserError(
                state: "0A000", "cached plan must not change result type",
                help: "write the type: CAST($1 AS TEXT)")
        }
    }

    mutating func write(_ row: ResultRow) throws {
        try append { encoder, index, bytes throws(UserError) in
            try encoder.append(row, index, to: &bytes)
        }
    }

    mutating func finish() {}

    /// Writes a row that is already in memory.
    mutating func write(_ values: [RowValue]) throws {
        let cells = RowCells(values)
        try withExtendedLifetime(cells) { try write(cells.row) }
    }

    /// Writes a row of the catalog.
    mutating func write(_ row: [ServerValue]) throws(UserError) {
        try append { encoder, index, bytes throws(UserError) in
            try encoder.append(row[index], to: &bytes)
        }
    }

    private typealias Append =
        (CellEncoder, Int, inout [UInt8]) throws(UserError) -> Bool

    private mutating func append(_ cell: Append) throws(UserError) {
        var result: Result<Void, UserError> = .success(())
        switch form {
        case .rows, .copyBinary:
            let (encoders, header) = (encoders, header)
            self.header = []
            messages.message(form == .rows ? "D" : "d") { bytes in
                bytes += header
                bytes.append(integer: Int16(truncatingIfNeeded: encoders.count))
                for (index, encoder) in encoders.enumerated() {
                    let start = bytes.count
                    bytes.append(integer: Int32(-1))
                    do throws(UserError) {
                        if try cell(encoder, index, &bytes) {
                            bytes.set(Int32(bytes.count - start - 4), at: start)
                        }
                    } catch {
                        result = .failure(error)
                    }
                }
            }
        case .copyText(let text), .copyCSV(let text):
            let isCSV = form == .copyCSV(text)
            let encoders = encoders
            messages.message("d") { bytes in
                for (index, encoder) in encoders.enumerated() {
                    if index > 0 { bytes.append(text.delimiter) }
                    var field: [UInt8] = []
                    do throws(UserError) {
                        guard try cell(encoder, index, &field) else {
                            bytes += text.null
                            continue
                        }
                    } catch {
                        result = .failure(error)
                    }
                    if isCSV {
                        text.appendCSV(
                            field, isOnly: encoders.count == 1,
                            isQuoted: text.quotedColumns.contains(index), to: &bytes)
                    } else {
                        text.appendEscaped(field, to: &bytes)
                    }
                }
                bytes.append(UInt8(ascii: "\n"))
            }
        case .none: break
        }
        try result.get()
        portion.add(bytes: messages.count)
    }
}

extension RowForm.CopyText {
    func appendEscaped(_ field: [UInt8], to bytes: inout [UInt8]) {
        for byte in field {
            let letter: Unicode.Scalar? =
                switch byte {
                case 0x08: "b"
                case 0x09: "t"
                case 0x0A: "n"
                case 0x0B: "v"
                case 0x0C: "f"
                case 0x0D: "r"
                case UInt8(ascii: "\\"): "\\"
                default: nil
                }
            if let letter {
                bytes += [UInt8(ascii: "\\"), UInt8(ascii: letter)]
            } else {
                if byte == delimiter { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        }
    }

    /// - Parameter isOnly: whether it is the only field of its line, which must then not be
    ///   confused with the end marker.
    func appendCSV(
        _ field: [UInt8], isOnly: Bool, isQuoted: Bool = false, to bytes: inout [UInt8]
    ) {
        let needsQuotes =
            isQuoted || field == null || isOnly && field == Array("\\.".utf8)
            || field.contains { $0 == delimiter || $0 == quote || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return bytes.append(contentsOf: field) }
        bytes.append(quote)
        for byte in field {
            if byte == quote || byte == escape { bytes.append(escape) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}
