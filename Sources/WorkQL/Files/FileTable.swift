import WorkQLCatalog

/// A file that a statement reads as a table: `FROM 'roster.csv'`.
struct FileTable: Sendable {
    struct Column: Sendable {
        var name: String
        var type: ColumnType
    }

    let columns: [Column]
    /// Whether the first row of a delimited file names the columns; always so for JSON's keys.
    let hasHeader: Bool
    let store: CellStore

    var rowCount: Int { store.rowCount }

    /// Reads the whole file and finds out its encoding, delimiter, header and types.
    static func open(
        path: String, relativeTo folder: String?
    ) throws(FileFailure) -> FileTable {
        let place = try FilePlace(path, relativeTo: folder)
        let text = try FileEncoding.decode(try place.read())
        guard !text.bytes.allSatisfy({ Ascii.isBlank($0) || Ascii.isLineBreak($0) }) else {
            throw FileFailure("\(path) is empty")
        }
        switch place.format {
        case .csv:
            let dialect = DelimitedDialect.sniffed(text)
            return try FileTable(delimited: DelimitedReader.read(text, dialect: dialect), path)
        case .tsv:
            return try FileTable(delimited: DelimitedReader.readTabs(text), path)
        case .json: return FileTable(json: try JSONReader.read(text, isLines: false))
        case .ndjson, .jsonl: return FileTable(json: try JSONReader.read(text, isLines: true))
        }
    }

    private init(delimited store: CellStore, _ path: String) throws(FileFailure) {
        var store = store
        guard case .dense(let width, _) = store.layout, width > 0 else {
            throw FileFailure("\(path) is empty")
        }
        let firstRow = store.cells[..<width]
        let first = firstRow.map { store.seen($0) }
        let below = store.seenTypes(columns: width, skippingRows: 1)
        let names = firstRow.map { FileHeader.name(store.text($0)) }
        hasHeader = FileHeader.isHeader(names, seen: first, below: below) {
            store.repeatsFirstRow(width: width)
        }
        if hasHeader { store.layout = .dense(width: width, header: width) }
        let columns = FileHeader.distinct(
            hasHeader ? names : Array(repeating: "", count: width))
        let types = hasHeader ? below : zip(first, below).map { $0.union($1) }
        self.columns = zip(columns, types).map { Column(name: $0, type: $1.type) }
        self.store = store
    }

    private init(json read: (store: CellStore, names: [String])) {
        store = read.store
        hasHeader = true
        let types = store.seenTypes(columns: read.names.count, skippingRows: 0)
        columns = zip(FileHeader.distinct(read.names), types).map {
            Column(name: $0, type: $1.type)
        }
    }
}

extension CellStore {
    fileprivate func seen(_ cell: Cell) -> SeenTypes {
        bytes.withUnsafeBufferPointer { SeenTypes(delimited: $0[cell.range]) }
    }

    /// Whether any column holds the text of its first cell once more.
    fileprivate func repeatsFirstRow(width: Int) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            (0..<width).contains { column in
                let first = bytes[cells[column].range]
                guard !first.isEmpty else { return false }
                return stride(from: column + width, to: cells.count, by: width).contains {
                    let range = cells[$0].range
                    return range.count == first.count && bytes[range].elementsEqual(first)
                }
            }
        }
    }

    /// What each column holds.
    fileprivate func seenTypes(columns: Int, skippingRows skipped: Int) -> [SeenTypes] {
        var seen = [SeenTypes](repeating: [], count: columns)
        let isJSON = if case .sparse = layout { true } else { false }
        bytes.withUnsafeBufferPointer { bytes in
            for row in min(skipped, rowCount)..<rowCount {
                for (place, index) in cells(ofRow: row).enumerated() {
                    let column = column(ofCell: index, at: place)
                    let cell = cells[index]
                    // Text stays text whatever follows; a list or an object still changes it.
                    if seen[column].contains(.text), cell.kind != .nested { continue }
                    let text = bytes[cell.range]
                    seen[column].formUnion(
                        isJSON
                            ? SeenTypes(json: cell.kind, text) : SeenTypes(delimited: text))
                }
            }
        }
        return seen
    }
}
