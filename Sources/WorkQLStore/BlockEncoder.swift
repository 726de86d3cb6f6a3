import WorkQLCatalog
import WorkQLPages
import WorkQLParquet

/// The encoded rows of one table in a block.
struct EncodedBlock: Sendable {
    /// The table's stored name.
    var table: String
    var rows = 0
    /// The instants of its rows in milliseconds; empty if there are no rows.
    var instants: Range<Int64> = 0..<0
    /// Whether all of its texts are known to be UTF-8.
    var isUTF8 = true
    /// A Parquet file; empty if there are no rows.
    var bytes: [UInt8] = []
    var checksum: UInt64 = 0
    var parts = BlockParts.none
}

/// An encoder of rows of one table as a block, one row group at a time, so that memory holds one
/// group and the compressed data.
///
/// In a group the rows are ordered by owner and then by time, so that the wanted rows of an owner
/// are contiguous and similar values compress well. An owner is written as its index in the block's
/// list of owners.
struct BlockEncoder {
    /// The maximum number of rows in a group.
    static let maximumRows = 1 << 16
    /// The column before the table's own columns that contains the owner's index.
    static let owner = "workql owner"
    /// The column with the instant of a row; NULL if it equals the row's own time.
    static let at = "workql at"

    private struct Row {
        var at: Int64
        var owner: Int32
        var page: Int32
        var row: Int32
    }

    private let columns: [Column]
    /// The index of the time column; nil if rows have none.
    private let time: Int?
    private let isByTime: Bool
    private var writer: ParquetWriter
    private var pages: [Page] = []
    private var rows: [Row] = []
    private var block: EncodedBlock
    private var hull: ClosedRange<Int64>?

    /// - Parameter level: zstd's level of compression.
    init(_ table: Table, level: Int32 = 3) {
        let columns = table.listed.map { table.columns[$0] }
        self.columns = columns
        time = table.storedTime.flatMap { name in columns.firstIndex { $0.name == name } }
        isByTime = table.isStoredByTime
        block = EncodedBlock(table: table.storedName)
        var declared = [ParquetWriter.Column(name: Self.owner, type: .integer, isNullable: false)]
        if table.isStoredByTime {
            declared.append(.init(name: Self.at, type: .timestamp(.millis, utc: true)))
        }
        declared += columns.map { .init(name: $0.name, type: $0.type.stored) }
        writer = ParquetWriter(
            columns: declared, createdBy: "workql version 1.0.0 (build store)", level: level)
    }

    var count: Int { block.rows + rows.count }

    /// Adds some rows of a page that has all of the table's listed columns.
    ///
    /// - Parameter rows: in ascending order.
    mutating func add(
        _ page: Page, _ rows: [(row: Int, owner: Int32, at: Int64)]
    ) throws(ParquetError) {
        guard !rows.isEmpty else { return }
        let index = Int32(pages.count)
        pages.append(page)
        block.isUTF8 = block.isUTF8 && page.isUTF8
        self.rows.reserveCapacity(self.rows.count + rows.count)
        for (row, owner, at) in rows {
            self.rows.append(Row(at: at, owner: owner, page: index, row: Int32(row)))
        }
        if self.rows.count >= Self.maximumRows { try flush() }
    }

    mutating func finish() throws(ParquetError) -> EncodedBlock {
        try flush()
        guard block.rows > 0 else { return block }
        block.bytes += writer.finish()
        if let hull { block.instants = hull.lowerBound..<(hull.upperBound &+ 1) }
        block.checksum = Checksum.of(block.bytes[...])
        block.parts = BlockParts(
            of: block.bytes, endingAt: [4] + writer.columnEnds + [block.bytes.count])
        return block
    }

    private mutating func flush() throws(ParquetError) {
        guard !rows.isEmpty else { return }
        sort()
        let least = rows.lazy.map(\.at).min() ?? 0
        let greatest = rows.lazy.map(\.at).max() ?? 0
        hull =
            min(hull?.lowerBound ?? least, least)...max(hull?.upperBound ?? greatest, greatest)
        let gather = RowGathering(
            pages: pages, rows: rows.lazy.map { (page: Int($0.page), row: Int($0.row)) })
        var written = [
            ParquetColumn(
                name: Self.owner, type: .integer, values: .integers(rows.map { Int64($0.owner) }))
        ]
        if isByTime { written.append(instants) }
        for (index, column) in columns.enumerated() {
            written.append(gather.column(index, column))
        }
        block.bytes += try writer.encode(written)
        block.rows += rows.count
        rows.removeAll(keepingCapacity: true)
        pages = []
    }

    private mutating func sort() {
        func precedes(_ row: Row, _ other: Row) -> Bool {
            // Rows of the same instant keep their order of arrival.
            (row.owner, row.at, row.page, row.row)
                < (other.owner, other.at, other.page, other.row)
        }
        func isSorted() -> Bool {
            rows.indices.dropFirst().allSatisfy { precedes(rows[$0 - 1], rows[$0]) }
        }
        if isSorted() { return }
        // The rows of one owner mostly arrive in the order of their time.
        sortByOwner()
        if !isSorted() { rows.sort(by: precedes) }
    }

    /// Orders the rows by their owners; those of one owner keep their order.
    private mutating func sortByOwner() {
        let greatest = Int(rows.lazy.map(\.owner).max() ?? 0)
        guard greatest <= 4 * rows.count else { return }
        var next = [Int](repeating: 0, count: greatest + 2)
        for row in rows { next[Int(row.owner) + 1] += 1 }
        for owner in 1..<next.count { next[owner] += next[owner - 1] }
        rows = [Row](unsafeUninitializedCapacity: rows.count) { sorted, count in
            for row in rows {
                sorted.initializeElement(at: next[Int(row.owner)], to: row)
                next[Int(row.owner)] += 1
            }
            count = rows.count
        }
    }

    /// The instants of the rows; NULL where the row's own time is the same.
    private var instants: ParquetColumn {
        let differs = rows.map { row -> Bool in
            guard let time else { return true }
            return pages[Int(row.page)].columns[time].integer(Int(row.row)) != row.at
        }
        return ParquetColumn(
            name: Self.at, type: .timestamp(.millis, utc: true),
            values: .integers(rows.map(\.at)),
            validity: differs.allSatisfy { $0 } ? nil : differs)
    }
}

extension ColumnType {
    /// Texts are stored as bytes: the block records whether they are UTF-8, so that they are not
    /// validated again.
    var stored: ParquetType {
        switch self {
        case .text, .date, .time, .json: .bytes
        case .integer, .boolean: .integer
        case .real: .real
        case .timestamp: .timestamp(.millis, utc: true)
        }
    }
}
