import WorkQLFiles
import WorkQLPages
import sqlite3

/// One pass over the rows of a Parquet table: all of them in order, or those of one value.
final class ParquetCursor {
    private let scan: ParquetScan
    private var cells: [ColumnCells] = []
    /// What the cells need in addition to the page.
    private var constants: [TextVector] = []
    private var page: Page?
    private var group = 0
    private var row = 0
    /// The row groups still to be read in order, the next one last.
    private var groups: [Int] = []
    /// The rows of one value, the next one last.
    private var found: [(group: Int, row: Int)]?

    init(_ scan: ParquetScan) { self.scan = scan }

    var isAtEnd: Bool { page == nil }

    var rowNumber: Int64 { scan.table.groups[group].firstRow + Int64(row) }

    func report(_ column: Int, to result: OpaquePointer) { cells[column].report(row, to: result) }

    /// One comparison that SQLite applies to the rows. SQLite also checks it itself.
    struct Condition {
        var column: Int
        var comparison: ParquetRange.Comparison
        var operand: ParquetRange.Operand
        /// Whether texts are compared by their bytes, as bounds are.
        var isBinary: Bool

        func mayHold(in range: ParquetRange) -> Bool {
            if !isBinary, case .text = operand { return range.hasValues }
            return range.mayHold(comparison, operand)
        }
    }

    /// Moves to the first row that may satisfy the conditions.
    ///
    /// - Parameter lookup: the condition of equality by which rows may be looked up.
    /// - Returns: false if a file cannot be read.
    func begin(_ conditions: [Condition], lookup: Int?) -> Bool {
        scan.beginPass()
        page = nil
        found = nil
        // In the first pass it is not known whether there will be a second, and building an index
        // takes as long as reading the rows.
        if let lookup, scan.isRepeated, let hash = hash(of: conditions[lookup]) {
            guard let index = scan.index(of: conditions[lookup].column) else { return false }
            found = index.rows(hash).reversed()
            return advance()
        }
        groups = scan.table.groups.indices.filter { group in
            conditions.allSatisfy { condition in
                condition.mayHold(in: scan.bounds(of: condition.column, in: group))
            }
        }.reversed()
        return turnPage()
    }

    /// Returns the hash of the value that a condition compares with; nil for NULL, and if SQLite
    /// would convert the value to compare it.
    private func hash(of condition: Condition) -> UInt64? {
        switch (condition.operand, scan.columns[condition.column].type) {
        case (.number(let number), .integer), (.number(let number), .real),
            (.number(let number), .boolean), (.number(let number), .timestamp):
            ParquetIndex.hash(number)
        case (.text(let text), .text), (.text(let text), .json), (.text(let text), .date),
            (.text(let text), .time):
            text.withUnsafeBufferPointer { ParquetIndex.hash($0) }
        default: nil
        }
    }

    func advance() -> Bool {
        if var found {
            let next = found.popLast()
            self.found = found
            guard let next else {
                page = nil
                return true
            }
            guard page != nil && next.group == group || open(next.group) else { return false }
            row = next.row
            return true
        }
        row += 1
        return row < page?.count ?? 0 || turnPage()
    }

    private func turnPage() -> Bool {
        guard let next = groups.popLast() else {
            page = nil
            return true
        }
        row = 0
        return open(next)
    }

    private func open(_ group: Int) -> Bool {
        page = nil
        guard let page = scan.page(group) else { return false }
        self.group = group
        self.page = page
        constants = []
        var cells = [ColumnCells](repeating: ColumnCells(), count: scan.columns.count)
        for (column, index) in scan.indices.enumerated() {
            guard let index else { continue }
            cells[column] = ColumnCells(
                page.columns[index], of: scan.columns[column].type, constants: &constants)
        }
        self.cells = cells
        return true
    }
}
