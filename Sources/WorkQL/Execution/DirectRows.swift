import Foundation
import WorkQLPlanner

/// The rows of a scan that are the answer without further computation.
struct DirectRows {
    private let source: ScanSource
    private let columns: [Int]
    private var conditions: [Condition]
    private let cells: RowCells
    private var hasBegun = false

    /// The values that a column must hold. Rows with the same value mostly follow each other.
    private struct Condition {
        let column: Int
        let values: Set<[UInt8]>
        let ignoresCase: Bool
        var last: [UInt8] = []
        /// Whether `last` is listed; at first for the empty text, which is listed or not.
        var isLastListed: Bool

        init(_ condition: Passthrough.Condition) {
            column = condition.column
            values = condition.values
            ignoresCase = condition.ignoresCase
            isLastListed = values.contains([])
        }

        func isLast(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            guard bytes.count == last.count, let start = bytes.baseAddress else {
                return bytes.isEmpty && last.isEmpty
            }
            return memcmp(start, last, bytes.count) == 0
        }
    }

    init(_ direct: Passthrough, of source: ScanSource) {
        self.source = source
        columns = direct.columns
        conditions = direct.conditions.map(Condition.init)
        cells = RowCells(count: direct.columns.count)
    }

    /// Returns the next row, readable until the following one is requested; nil after the last row,
    /// and after a failure of the source. Blocks its thread.
    mutating func next() -> ResultRow? {
        while true {
            guard hasBegun ? source.advance() : source.rewind() else { return nil }
            hasBegun = true
            if source.isAtEnd { return nil }
            if isListed() { break }
        }
        for (index, column) in columns.enumerated() { cells.cells[index] = source.cell(column) }
        return cells.row
    }

    private mutating func isListed() -> Bool {
        for index in conditions.indices {
            let cell = source.cell(conditions[index].column)
            guard cell.kind == .text else { return false }
            if !conditions[index].isLast(cell.bytes) {
                conditions[index].last = Array(cell.bytes)
                let last = conditions[index].last
                conditions[index].isLastListed = conditions[index].values.contains(
                    conditions[index].ignoresCase ? last.ignoringCase : last)
            }
            guard conditions[index].isLastListed else { return false }
        }
        return true
    }
}
