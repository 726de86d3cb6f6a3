import WorkQLPlanner

/// The rows of an answer as they came out of SQLite, kept in memory for the statements after it.
///
/// A row is the values of its columns one behind the other: a byte that tells the kind, then eight
/// bytes of a number, or four that count the bytes of a text and these. Rows stand in pages, so that
/// growing copies none of them.
struct KeptResult: Sendable {
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

    /// The columns under names that differ, as a table's must.
    var namedColumns: [ResultColumn] {
        zip(FileHeader.distinct(columns.map(\.name)), columns).map {
            ResultColumn(name: $0, type: $1.type)
        }
    }

    mutating func append(_ row: some ResultRow) {
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

    /// Goes through the rows from the first to the last.
    ///
    /// - Throws: what the body throws, or `CancellationError` between two pages.
    func forEachRow(_ body: (KeptRow) throws -> Void) throws {
        for page in pages {
            try Task.checkCancellation()
            try page.bytes.withUnsafeBufferPointer { bytes in
                var row = KeptRow(bytes: bytes, width: columns.count)
                for _ in 0..<page.rows {
                    row.advance()
                    try body(row)
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

/// A row of a page; readable only while its page is.
struct KeptRow: ResultRow {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    /// Where each value begins, and behind the last one, where the next row does.
    private var starts: [Int]

    fileprivate init(bytes: UnsafeBufferPointer<UInt8>, width: Int) {
        self.bytes = bytes
        starts = Array(repeating: 0, count: width + 1)
    }

    fileprivate mutating func advance() {
        starts[0] = starts[starts.count - 1]
        for place in 1..<starts.count {
            let start = starts[place - 1]
            starts[place] = start + 1 + length(at: start)
        }
    }

    private func length(at start: Int) -> Int {
        switch Tag(rawValue: bytes[start]) {
        case .integer, .real: 8
        case .text, .blob: 4 + Int(bytes.load(UInt32.self, at: start + 1))
        case .null, nil: 0
        }
    }

    func kind(_ column: Int) -> ValueKind {
        switch Tag(rawValue: bytes[starts[column]]) {
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .blob: .blob
        case .null, nil: .null
        }
    }

    func integer(_ column: Int) -> Int64 {
        switch kind(column) {
        case .integer: bytes.load(Int64.self, at: starts[column] + 1)
        case .real: Int64(exactly: number(column).rounded(.towardZero)) ?? 0
        case .null, .text, .blob: 0
        }
    }

    func real(_ column: Int) -> Double {
        switch kind(column) {
        case .integer: Double(integer(column))
        case .real: number(column)
        case .null, .text, .blob: 0
        }
    }

    private func number(_ column: Int) -> Double {
        Double(bitPattern: bytes.load(UInt64.self, at: starts[column] + 1))
    }

    func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        switch kind(column) {
        case .text, .blob:
            return try body(
                UnsafeBufferPointer(rebasing: bytes[starts[column] + 5..<starts[column + 1]]))
        case .null: return try body(UnsafeBufferPointer(start: nil, count: 0))
        case .integer: return try Array("\(integer(column))".utf8).withUnsafeBufferPointer(body)
        case .real: return try Array("\(real(column))".utf8).withUnsafeBufferPointer(body)
        }
    }
}

private enum Tag: UInt8 {
    case null, integer, real, text, blob
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func load<Value: BitwiseCopyable>(_ type: Value.Type, at place: Int) -> Value {
        UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: place, as: type)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ column: Int, of row: some ResultRow) {
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

    private mutating func appendText(_ column: Int, of row: some ResultRow, as tag: Tag) {
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
