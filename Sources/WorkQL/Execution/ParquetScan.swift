import WorkQLFiles
import WorkQLPages
import WorkQLParquet
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The rows of Parquet files while a statement reads them.
///
/// Used only on SQLite's thread.
final class ParquetScan {
    let table: ParquetTable
    let columns: [FileTable.Column]
    let zone: Zone
    /// The failure of a file: SQLite reports only that the table failed.
    private(set) var failure: UserError?
    /// The row groups that were read, wholly or in part.
    private(set) var groupsRead: Set<Int> = []
    /// The columns that the statement reads, one bit for each; the last bit covers all columns from
    /// the 64th on.
    private(set) var columnsRead: UInt64 = 0

    /// The maximum number of values in memory of row groups that are read repeatedly, such as those
    /// of a join's inner table.
    private static let maxKeptCells = 64 << 20

    private var kept: [Int: Page] = [:]
    private var keptCells = 0
    private var indexes: [Int: ParquetIndex] = [:]
    /// The number of passes over the rows.
    private var passes = 0

    init(_ table: ParquetTable, _ columns: [FileTable.Column], zone: Zone) {
        self.table = table
        self.columns = columns
        self.zone = zone
    }

    /// Adds the columns that a further statement, or another part of it, reads.
    func read(_ columns: UInt64) {
        guard columnsRead | columns != columnsRead else { return }
        columnsRead |= columns
        (kept, keptCells) = ([:], 0)
    }

    /// Counts another pass over the rows.
    func beginPass() { passes += 1 }

    /// Whether the rows were already read in an earlier pass.
    var isRepeated: Bool { passes > 1 }

    private var wanted: [Int] {
        columns.indices.filter { columnsRead & 1 << UInt64(min($0, 63)) != 0 }
    }

    /// The number of columns that the statement reads.
    var columnCount: Int { wanted.count }

    /// For each of the table's columns, its index in a page; nil if it is not read.
    var indices: [Int?] {
        var indices: [Int?] = Array(repeating: nil, count: columns.count)
        for (index, column) in wanted.enumerated() { indices[column] = index }
        return indices
    }

    /// Returns the used columns of a row group; nil if they cannot be read.
    func page(_ group: Int) -> Page? {
        if let page = kept[group] { return page }
        guard let page = read(wanted, of: group) else { return nil }
        let cells = page.count * max(1, page.columns.count)
        if isRepeated, keptCells + cells <= Self.maxKeptCells {
            kept[group] = page
            keptCells += cells
        }
        return page
    }

    private func read(_ wanted: [Int], of group: Int) -> Page? {
        let place = table.groups[group]
        let part = table.parts[place.part]
        groupsRead.insert(group)
        do {
            return try part.reader.page(
                rowGroup: place.index, fields: wanted.map { part.fields[$0] }, zone: zone)
        } catch {
            failure = UserError(error, in: part.name)
            return nil
        }
    }

    /// Returns the index of a column's values; nil if they cannot be read.
    func index(of column: Int) -> ParquetIndex? {
        if let index = indexes[column] { return index }
        var index = ParquetIndex()
        for group in table.groups.indices {
            guard let page = read([column], of: group) else { return nil }
            index.add(page.columns[0], of: columns[column].type, group: group)
        }
        index.sort()
        indexes[column] = index
        return index
    }

    /// Returns the bounds that the files contain for a column in a row group, in the values that
    /// SQLite sees.
    func bounds(of column: Int, in group: Int) -> ParquetRange {
        let place = table.groups[group]
        let part = table.parts[place.part]
        let field = part.fields[column]
        var range = ParquetRange()
        if let nulls = part.reader.nullCount(ofField: field, inRowGroup: place.index) {
            range.hasNulls = nulls > 0
            range.hasValues = nulls < place.rowCount
        }
        switch part.reader.pageBounds(ofField: field, inRowGroup: place.index, zone: zone) {
        case .integers(let least, let greatest)? where columns[column].type == .timestamp:
            // As seconds, which SQLite compares as numbers of any kind.
            range.bounds = .numbers(Double(least) / 1000, Double(greatest) / 1000)
        case .integers(let least, let greatest)?:
            range.bounds = .numbers(Double(least), Double(greatest))
        case .reals(let least, let greatest)?: range.bounds = .numbers(least, greatest)
        case .bytes(let least, let greatest)?: range.bounds = .texts(least, greatest)
        case nil: break
        }
        return range
    }
}

/// The known properties of a column's values in a row group.
struct ParquetRange {
    enum Bounds {
        /// Rounded like every number here, which keeps their order.
        case numbers(Double, Double)
        case texts([UInt8], [UInt8])
    }

    var bounds: Bounds?
    /// Both true if nothing is known.
    var hasNulls = true
    var hasValues = true

    /// The comparison of a column with a value.
    enum Comparison: Int32 {
        case equal, greater, atLeast, less, atMost, isNull, isNotNull
    }

    enum Operand {
        case number(Double)
        case text([UInt8])
        /// NULL, or a value of a kind without bounds.
        case other
    }

    /// Returns whether a row may satisfy a comparison; true if it is not known.
    func mayHold(_ comparison: Comparison, _ operand: Operand) -> Bool {
        switch comparison {
        case .isNull: return hasNulls
        case .isNotNull: return hasValues
        default: break
        }
        // No comparison with NULL is true.
        guard hasValues else { return false }
        // Whether the value is below the minimum, above the maximum, or one of them.
        let isBelow: Bool
        let isAbove: Bool
        let isLeast: Bool
        let isGreatest: Bool
        switch (bounds, operand) {
        case (.numbers(let least, let greatest)?, .number(let value)):
            (isBelow, isAbove) = (value < least, value > greatest)
            // Beyond this magnitude, several integers are rounded to one number.
            let isExact = value.magnitude < 0x1p53
            (isLeast, isGreatest) = (isExact && value == least, isExact && value == greatest)
        case (.texts(let least, let greatest)?, .text(let value)):
            isBelow = value.lexicographicallyPrecedes(least)
            isAbove = greatest.lexicographicallyPrecedes(value)
            (isLeast, isGreatest) = (value == least, value == greatest)
        default: return true
        }
        return switch comparison {
        case .equal: !isBelow && !isAbove
        case .greater: !isAbove && !isGreatest
        case .atLeast: !isAbove
        case .less: !isBelow && !isLeast
        case .atMost: !isBelow
        case .isNull, .isNotNull: true
        }
    }
}

/// The rows of each value of a column, for the inner table of a join, which is read for one value
/// after the other. SQLite builds no index of its own over a virtual table.
///
/// Values that SQLite considers equal, in any case of their letters, have the same hash; other
/// values with the same hash cost only a comparison.
struct ParquetIndex {
    private var entries: [(hash: UInt64, group: UInt32, row: UInt32)] = []

    mutating func add(_ vector: Vector, of type: ColumnType, group: Int) {
        let count: Int
        switch vector {
        case .integers(let values, _): count = values.count
        case .reals(let values, _): count = values.count
        case .text(let texts): count = texts.offsets.count - 1
        case .dictionary(let texts): count = texts.codes.count
        case .constant: return
        }
        for row in 0..<count {
            let hash: UInt64
            if let integer = vector.integer(row) {
                hash = Self.hash(type == .timestamp ? Double(integer) / 1000 : Double(integer))
            } else if let real = vector.real(row) {
                hash = Self.hash(real)
            } else if let text = vector.withText(row, { Self.hash($0) }) {
                hash = text
            } else {
                continue
            }
            entries.append((hash, UInt32(group), UInt32(row)))
        }
    }

    mutating func sort() {
        entries.sort { ($0.hash, $0.group, $0.row) < ($1.hash, $1.group, $1.row) }
    }

    /// Returns the positions of rows that may have a value, in their order.
    func rows(_ hash: UInt64) -> [(group: Int, row: Int)] {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        var found: [(group: Int, row: Int)] = []
        while low < entries.count, entries[low].hash == hash {
            found.append((Int(entries[low].group), Int(entries[low].row)))
            low += 1
        }
        return found
    }

    static func hash(_ number: Double) -> UInt64 {
        mixed((number == 0 ? 0 : number).bitPattern ^ 0x9E37_79B9_7F4A_7C15)
    }

    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text {
            let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            hash = (hash ^ UInt64(folded)) &* 0x100_0000_01B3
        }
        return mixed(hash)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = (value ^ value >> 32) &* 0xFF51_AFD7_ED55_8CCD
        return product ^ product >> 29
    }
}
