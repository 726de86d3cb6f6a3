import Synchronization

/// The answer that a repeated statement had last, with which its next answer is compared.
package final class WatchedRows: Sendable {
    private let last = Mutex<CellGrid?>(nil)

    package init() {}

    /// Returns the changes of an answer, which becomes the last one.
    func changes(in grid: CellGrid) -> CellChanges {
        last.withLock { last in
            defer { last = grid }
            return last.map { CellChanges(from: $0, to: grid) } ?? CellChanges()
        }
    }
}

/// The cells of an answer that differ from those of an earlier answer.
///
/// Rows that are grouped belong to the row with the same keys, wherever it is. Others are new unless
/// the earlier answer has the same row anywhere; if as many rows are gone as are new, they are
/// compared in their order.
struct CellChanges: Equatable {
    private var changed: Set<Position> = []

    struct Position: Hashable {
        /// The row, counted from 1.
        var row: Int
        var column: Int
    }

    /// No changes, as of a first answer.
    init() {}

    init(from old: CellGrid, to new: CellGrid) {
        let columns = 0..<new.columns
        guard old.columns == new.columns, old.key(of: 0, columns) == new.key(of: 0, columns) else {
            return
        }
        let keys = new.keys
        if !keys.isEmpty, keys.count < new.columns, let known = old.rows(by: keys),
            new.rows(by: keys) != nil
        {
            for row in 1..<new.rows + 1 {
                compare(known[new.key(of: row, keys)], in: old, with: row, in: new)
            }
            return
        }
        var known: [CellGrid.Key: Int] = [:]
        for row in 1..<old.rows + 1 { known[old.key(of: row, columns), default: 0] += 1 }
        var appeared: [Int] = []
        for row in 1..<new.rows + 1 {
            let key = new.key(of: row, columns)
            if let count = known[key], count > 0 {
                known[key] = count - 1
            } else {
                appeared.append(row)
            }
        }
        var gone: [Int] = []
        for row in (1..<old.rows + 1).reversed() {
            let key = old.key(of: row, columns)
            guard let count = known[key], count > 0 else { continue }
            known[key] = count - 1
            gone.append(row)
        }
        gone.reverse()
        for (index, row) in appeared.enumerated() {
            compare(gone.count == appeared.count ? gone[index] : nil, in: old, with: row, in: new)
        }
    }

    subscript(row: Int, column: Int) -> Bool {
        changed.contains(Position(row: row, column: column))
    }

    /// - Parameter earlier: the earlier row; nil if the row is new.
    private mutating func compare(
        _ earlier: Int?, in old: CellGrid, with row: Int, in new: CellGrid
    ) {
        for column in 0..<new.columns {
            if let earlier, old.key(of: earlier, [column]) == new.key(of: row, [column]) {
                continue
            }
            changed.insert(Position(row: row, column: column))
        }
    }
}

extension CellGrid {
    /// The cells of some columns of a row.
    fileprivate typealias Key = [ComparedCell]

    fileprivate struct ComparedCell: Hashable {
        var text: ArraySlice<UInt8>
        var isNull: Bool
    }

    fileprivate func key(of row: Int, _ columns: some Sequence<Int>) -> Key {
        columns.map { column in
            let (cell, text) = cell(row, column)
            return ComparedCell(text: text, isNull: cell.isNull)
        }
    }

    /// Returns the row of each key; nil if several rows have the same one.
    fileprivate func rows(by keys: [Int]) -> [Key: Int]? {
        var found: [Key: Int] = [:]
        for row in 1..<rows + 1 where found.updateValue(row, forKey: key(of: row, keys)) != nil {
            return nil
        }
        return found
    }
}
