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
                    if let first = bytes[cell.range].first, first <= 0x39, first >= 0x27 {
                        seen[column].insert(.figured)
                    }
                    if bytes.hasHidden(cell.range) { seen[column].insert(.hidden) }
                    if origin == .json, cell.kind == .quoted, bytes.isWordWithBlanks(cell.range) {
                        seen[column].insert(.blanked)
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

extension UnsafeBufferPointer<UInt8> {
    /// Returns whether a text contains U+200B, U+2060, U+FEFF, or a mark of the direction of text.
    func hasHidden(_ range: Range<Int>) -> Bool {
        for index in range where self[index] == 0xE2 || self[index] == 0xEF {
            guard index + 2 < range.upperBound else { return false }
            switch (self[index], self[index + 1], self[index + 2]) {
            case (0xE2, 0x80, 0x8B), (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xAA...0xAE),
                (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF):
                return true
            default: continue
            }
        }
        return false
    }

    /// Returns whether a text is a word with blanks at its ends, which no word of another file
    /// equals.
    func isWordWithBlanks(_ range: Range<Int>) -> Bool {
        guard let first = self[range].first, let last = self[range].last,
            Ascii.isBlank(first) || first >= 0x80 || Ascii.isBlank(last) || last >= 0x80
        else { return false }
        let inner = trimmed(range)
        return inner.count < range.count && !inner.isEmpty && inner.count <= 64
            && !self[inner].contains { Ascii.isBlank($0) || Ascii.isLineBreak($0) }
    }
}
