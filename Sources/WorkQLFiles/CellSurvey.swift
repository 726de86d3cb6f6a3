import WorkQLPages

/// What cells hold.
extension CellStore {
    func seen(_ cell: Cell) -> SeenTypes {
        bytes.withUnsafeBufferPointer { SeenTypes(cell.kind, $0[cell.range], origin, dates) }
    }

    /// Whether one of these columns holds the text of its first cell once more.
    func repeatsFirstRow(of columns: [Int], width: Int) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            columns.contains { column in
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
    ///
    /// - Parameter known: what it holds in the parts of the file before this.
    func seenTypes(
        columns: Int, skippingRows skipped: Int, after known: [SeenTypes] = []
    ) -> [SeenTypes] {
        var seen = known + [SeenTypes](repeating: [], count: columns - known.count)
        bytes.withUnsafeBufferPointer { bytes in
            for row in min(skipped, rowCount)..<rowCount {
                for (position, index) in cells(ofRow: row).enumerated() {
                    let column = column(ofCell: index, at: position)
                    let cell = cells[index]
                    guard cell.kind != .null else {
                        seen[column].insert(.absent)
                        continue
                    }
                    // Text stays text whatever follows; a list or an object still changes it.
                    if seen[column].isPlainText, cell.kind != .nested { continue }
                    seen[column].take(SeenTypes(cell.kind, bytes[cell.range], origin, dates))
                }
            }
        }
        return seen
    }
}
