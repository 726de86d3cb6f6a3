import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLStore
import WorkQLTime

/// The rows of some cells among those of the list of all keys, which is stored as one cell.
///
/// Each row belongs to the cell of its key, so that those of a key that has a cell of its own for
/// some of the instants are not read twice.
struct RowsOfCells {
    /// The parts to read.
    let parts: [CachedRows]
    /// The columns to read: those to deliver, then the ones that decide.
    let columns: [Int]
    /// The columns of the key and the time.
    let deciding: Set<Int>
    private let count: Int
    private let key: Int
    private let time: Int?
    private let wanted: [String: IntervalSet]
    private let division: PartitionScheme

    /// - Parameter columns: those to deliver.
    /// - Returns: nil if no part is one of the list of all keys.
    init?(_ parts: [CachedRows], of scan: Scan, _ columns: [Int], _ division: PartitionScheme) {
        self.parts = parts.filter { $0.cell != nil }
        let asked = scan.stored?.asked ?? scan.splitPlan
        guard !self.parts.isEmpty, let name = asked.batches.first?.parameter.column,
            let key = scan.table.columnIndex(name)
        else { return nil }
        let time = scan.table.storedTime.flatMap(scan.table.columnIndex)
        deciding = Set([key, time].compactMap(\.self))
        self.columns = columns + deciding.subtracting(columns).sorted()
        count = columns.count
        self.key = self.columns.firstIndex(of: key) ?? 0
        self.time = time.flatMap(self.columns.firstIndex)
        self.division = division
        var wanted: [String: IntervalSet] = [:]
        for part in self.parts {
            guard let cell = part.cell else { continue }
            wanted[cell] = wanted[cell].map { $0.union(part.instants) } ?? part.instants
        }
        self.wanted = wanted
    }

    /// Returns the rows of the cells, with the columns to deliver.
    func kept(of page: Page) -> Page {
        var ranges: [Range<Int>] = []
        let keys = KeyCells(page.columns[key], division)
        for row in 0..<page.count {
            guard let instants = keys.cell(row).flatMap({ wanted[$0] }) else { continue }
            // A row without a time needs some instant of the list.
            if let at = time.flatMap({ page.columns[$0].integer(row) }), !instants.contains(at) {
                continue
            }
            if let last = ranges.last, last.upperBound == row {
                ranges[ranges.count - 1] = last.lowerBound..<row + 1
            } else {
                ranges.append(row..<row + 1)
            }
        }
        let own = page.selecting(Array(0..<count))
        return ranges == [0..<page.count] ? own : own.slicing(ranges)
    }
}

/// The cells of the keys on a page, each found once for equal texts.
private struct KeyCells {
    private let vector: Vector
    private let division: PartitionScheme
    /// Of the entries of a dictionary.
    private var cells: [String?]

    init(_ vector: Vector, _ division: PartitionScheme) {
        self.vector = vector
        self.division = division
        cells = []
        if case .dictionary(let texts) = vector {
            let entries = Vector.text(texts.entries)
            cells = (0..<texts.entries.offsets.count - 1).map { entry in
                entries.string(entry).map { division.cell(.text($0)) }
            }
        }
    }

    func cell(_ row: Int) -> String? {
        if case .dictionary(let texts) = vector {
            return texts.validity.isNull(row) ? nil : cells[Int(texts.codes[row])]
        }
        if let number = vector.integer(row) { return division.cell(.integer(number)) }
        return vector.string(row).map { division.cell(.text($0)) }
    }
}
