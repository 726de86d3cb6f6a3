import WorkQLFiles
import WorkQLPages
import WorkQLPlanner
import WorkQLTime

/// The rows of an answer as SQLite returned them, kept in memory for the statements after it.
///
/// A row is the sequence of its values: a byte for the kind, then the eight bytes of a number, or
/// four bytes for the length of a text and its bytes. Rows are stored in pages, so that growing
/// copies none of them.
struct ResultBuffer: Sendable {
    let columns: [ResultColumn]
    let zone: Zone
    private(set) var rowCount = 0
    private(set) var byteCount = 0
    private var pages: [Page] = []

    private struct Page: Sendable {
        var bytes: [UInt8] = []
        var rows = 0
    }

    private static let pageSize = 256 * 1024

    /// - Parameter columns: their names may repeat; FROM and DESCRIBE see those of `namedColumns`.
    init(columns: [ResultColumn], zone: Zone) {
        self.columns = columns
        self.zone = zone
    }

    /// The columns with distinct names, as a table requires.
    var namedColumns: [ResultColumn] {
        zip(FileHeader.distinct(columns.map(\.name)), columns).map {
            $1.named($0)
        }
    }

    mutating func append(_ row: ResultRow) {
        if pages.last.map({ $0.bytes.count >= Self.pageSize }) ?? true {
            pages.append(Page())
            pages[pages.count - 1].bytes.reserveCapacity(Self.pageSize + Self.pageSize / 8)
        }
        let last = pages.count - 1
        let before = pages[last].bytes.count
        for column in columns.indices { pages[last].bytes.append(column, of: row) }
        byteCount += pages[last].bytes.count - before
        pages[last].rows += 1
        rowCount += 1
    }

    /// Calls `body` for the rows from the first to the last.
    ///
    /// - Throws: what the body throws, or `CancellationError` between two pages.
    func forEachRow(_ body: (ResultRow) throws -> Void) throws {
        let cells = RowCells(count: columns.count)
        for page in pages {
            try Task.checkCancellation()
            try page.bytes.withUnsafeBufferPointer { bytes in
                var index = 0
                for _ in 0..<page.rows {
                    for column in columns.indices { cells.cells[column] = bytes.cell(at: &index) }
                    try body(cells.row)
                }
            }
        }
    }

    func write(to writer: inout some ResultWriter) throws {
        try writer.begin(columns, zone: zone)
        try forEachRow { try writer.write($0) }
        try writer.finish()
    }
}

private enum Tag: UInt8 {
    case null, integer, real, text, blob
}

extension UnsafeBufferPointer<UInt8> {
    /// Returns the value that begins at an index, and sets the index to that of the next value.
    fileprivate func cell(at index: inout Int) -> ResultCell {
        let tag = Tag(rawValue: self[index])
        index += 1
        switch tag {
        case .integer, .real:
            let bits = load(UInt64.self, at: index)
            index += 8
            return ResultCell(tag == .integer ? .integer : .real, bits: bits)
        case .text, .blob:
            let start = index + 4
            index = start + Int(load(UInt32.self, at: index))
            return ResultCell(
                tag == .text ? .text : .blob,
                bytes: UnsafeBufferPointer(rebasing: self[start..<index]))
        case .null, nil: return ResultCell()
        }
    }

    fileprivate func load<Value: BitwiseCopyable>(_ type: Value.Type, at index: Int) -> Value {
        UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: index, as: type)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ column: Int, of row: ResultRow) {
        switch row.kind(column) {
        case .null: append(Tag.null.rawValue)
        case .integer:
            append(Tag.integer.rawValue)
            append(raw: row.integer(column))
        case .real:
            append(Tag.real.rawValue)
            append(raw: row.real(column).bitPattern)
        case .text: appendText(column, of: row, as: .text)
        case .blob: appendText(column, of: row, as: .blob)
        }
    }

    private mutating func appendText(_ column: Int, of row: ResultRow, as tag: Tag) {
        append(tag.rawValue)
        row.withText(column) { text in
            // SQLite keeps no text of more than a billion bytes.
            append(raw: UInt32(clamping: text.count))
            append(contentsOf: text)
        }
    }

    private mutating func append(raw value: some BitwiseCopyable) {
        Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
    }
}
