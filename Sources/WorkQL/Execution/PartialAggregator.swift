/// Finds the rows of a page that are alike in some columns.
///
/// Keeps its table of places from page to page, so it belongs to one scan.
struct PartialAggregator {
    /// For a hash the first row that has it; -1 where there is none.
    private var slots: [Int32] = []

    /// How many rows are looked at before it is clear whether many are alike.
    private static let sample = 1_000

    /// - Parameters:
    ///   - hashes: of each row over the columns.
    ///   - kept: the rows to look at, ascending; all when nil.
    /// - Returns: the first row of each kind, ascending, and for each of the page's rows of how many
    ///   it is the first; nil where less than half of the rows are like one before.
    mutating func folded(
        _ hashes: [UInt64], _ kept: [Int32]?, by columns: [ColumnCells]
    ) -> (rows: [Int32], counts: [Int64])? {
        let count = kept?.count ?? hashes.count
        // At most half full.
        let mask = (1 << (Int.bitWidth - (2 * count).leadingZeroBitCount)) - 1
        slots.removeAll(keepingCapacity: true)
        slots.append(contentsOf: repeatElement(-1, count: mask + 1))
        var counts = [Int64](repeating: 0, count: hashes.count)
        var rows: [Int32] = []
        for position in 0..<count {
            let row = kept.map { Int($0[position]) } ?? position
            let hash = hashes[row]
            var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
            while true {
                let first = Int(slots[slot])
                if first < 0 {
                    slots[slot] = Int32(row)
                    rows.append(Int32(row))
                    counts[row] = 1
                    if position >= Self.sample, rows.count * 2 > position { return nil }
                    break
                }
                if hashes[first] == hash, columns.allSatisfy({ $0.isSame(row, first) }) {
                    counts[first] += 1
                    break
                }
                slot = (slot + 1) & mask
            }
        }
        return (rows, counts)
    }
}
