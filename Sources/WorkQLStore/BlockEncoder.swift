import WorkQLCatalog
import WorkQLPages
import WorkQLParquet

/// The rows of one table in a block, as they are written.
struct EncodedBlock: Sendable {
    /// The table's stored name.
    var table: String
    var rows = 0
    /// The instants of its rows in milliseconds; empty where there are none.
    var instants: Range<Int64> = 0..<0
    /// Whether all of its texts are known to be UTF-8.
    var isUTF8 = true
    /// A Parquet file; empty where there are no rows.
    var bytes: [UInt8] = []
    var checksum: UInt64 = 0
}

/// Makes rows of one table into a block, row group by row group, so that memory holds one group and
/// what is compressed already.
///
/// In a group rows stand in the order of their owners, and those of one owner in the order of time,
/// so that what is wanted of an owner stands side by side, and what is alike compresses well. An owner
/// is written as its index in the list that the block has of them.
struct BlockEncoder {
    /// Of one group.
    static let maximumRows = 1 << 16
    /// Before the table's own columns: the owner's index.
    static let owner = "workql owner"
    /// The instant to which a row belongs; NULL where it is that of the row's own time.
    static let at = "workql at"

    private struct Row {
        var at: Int64
        var owner: Int32
        var page: Int32
        var row: Int32
    }

    private let columns: [Column]
    /// Among the columns; nil where rows have none.
    private let time: Int?
    private let isByTime: Bool
    private var writer: ParquetWriter
    private var pages: [Page] = []
    private var rows: [Row] = []
    private var block: EncodedBlock
    private var hull: ClosedRange<Int64>?

    init(_ table: Table) {
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
            columns: declared, createdBy: "workql version 1.0.0 (build store)")
    }

    var count: Int { block.rows + rows.count }

    /// Takes in some rows of a page with all of the table's listed columns.
    ///
    /// - Parameter rows: ascending.
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
        return block
    }

    private mutating func flush() throws(ParquetError) {
        guard !rows.isEmpty else { return }
        sort()
        let least = rows.lazy.map(\.at).min() ?? 0
        let greatest = rows.lazy.map(\.at).max() ?? 0
        hull =
            min(hull?.lowerBound ?? least, least)...max(hull?.upperBound ?? greatest, greatest)
        let gather = RowGathering(pages: pages, runs: runs)
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
            // Of one instant in the order in which they came.
            (row.owner, row.at, row.page, row.row)
                < (other.owner, other.at, other.page, other.row)
        }
        let isSorted = rows.indices.dropFirst().allSatisfy { precedes(rows[$0 - 1], rows[$0]) }
        if !isSorted { rows.sort(by: precedes) }
    }

    private var runs: [RowGathering.Run] {
        var runs: [RowGathering.Run] = []
        for row in rows {
            let (page, index) = (Int(row.page), Int(row.row))
            if let last = runs.last, last.page == page, last.rows.upperBound == index {
                runs[runs.count - 1].rows = last.rows.lowerBound..<index + 1
            } else {
                runs.append(RowGathering.Run(page: page, rows: index..<index + 1))
            }
        }
        return runs
    }

    /// NULL where the row's own time says the same.
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
    /// Texts are bytes there: whether they are UTF-8 is for the block to say, and nobody looks
    /// through them once more.
    var stored: ParquetType {
        switch self {
        case .text, .date, .time, .json: .bytes
        case .integer, .boolean: .integer
        case .real: .real
        case .timestamp: .timestamp(.millis, utc: true)
        }
    }
}
