import WorkQLPages

/// The detection of the types of cells.
extension CellStore {
    func seen(_ cell: Cell) -> SeenTypes {
        bytes.withUnsafeBufferPointer { SeenTypes(cell.kind, $0[cell.range], origin, dates) }
    }

    /// Returns whether one of these columns contains the text of its first cell a second time.
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

    /// Returns the types of the values in each column.
    ///
    /// - Parameter known: the types in the previous parts of the file.
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
                    // Text remains text whatever follows; only a list or an object still changes
                    // the type.
                    if seen[column].isPlainText, cell.kind != .nested { continue }
                    seen[column].take(SeenTypes(cell.kind, bytes[cell.range], origin, dates))
                }
            }
        }
        return seen
    }
}
