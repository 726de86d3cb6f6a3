import WorkQLSyntax

/// What quotes say about a first row, or the types of its cells in a workbook: a number in quotes
/// above values without quotes is a name, `system,"4","6"` above `iOS,28,46`. WorkQL writes the
/// names of columns in this way.
///
/// Quotes that a cell needs, because of a delimiter in it, say nothing. A writer that quotes the
/// values of a column does so in all of its rows, of which the first hundred are looked at.
struct HeaderMarks {
    /// The columns in which the first row is marked as text, and no row below it.
    private(set) var columns: Set<Int> = []
    /// Whether the first row has a word without quotes, so that its quotes distinguish cells.
    private(set) var hasBareWord = false
    private var rowsBelow = 0

    private static let maxRows = 100

    init() {}

    /// - Parameters:
    ///   - width: the number of cells in a row.
    ///   - cells: the first row, and those below it.
    init(_ cells: ArraySlice<Cell>, width: Int, in bytes: [UInt8], _ origin: CellStore.Origin) {
        guard width > 0 else { return }
        for start in stride(from: cells.startIndex, to: cells.endIndex, by: width) {
            add(
                cells[start..<min(start + width, cells.endIndex)], in: bytes, origin,
                start == cells.startIndex)
            if isComplete { return }
        }
    }

    /// Whether further rows change nothing.
    var isComplete: Bool { columns.isEmpty || rowsBelow >= Self.maxRows }

    /// Takes the first row, or the next one below it.
    mutating func add(
        _ row: ArraySlice<Cell>, in bytes: [UInt8], _ origin: CellStore.Origin, _ isFirst: Bool
    ) {
        func isMarked(_ cell: Cell) -> Bool {
            guard cell.kind == .quoted, !cell.range.isEmpty else { return false }
            return origin == .workbook || !Self.needsQuotes(bytes[cell.range])
        }
        if isFirst {
            columns = Set(row.indices.filter { isMarked(row[$0]) }.map { $0 - row.startIndex })
            hasBareWord =
                origin == .delimited
                && row.contains { cell in
                    cell.kind == .plain && !cell.range.isEmpty
                        && bytes.withUnsafeBufferPointer {
                            SeenTypes(delimited: $0[cell.range]).isPlainText
                        }
                }
        } else {
            rowsBelow += 1
            columns = columns.filter { !isMarked(row[row.startIndex + $0]) }
        }
    }

    /// Returns whether a cell has a character because of which writers quote it.
    private static func needsQuotes(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last else { return true }
        return first < 0x21 || last < 0x21
            || text.contains { byte in
                Ascii.isLineBreak(byte) || byte == Ascii.tab || byte == Ascii.comma
                    || [UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "\"")].contains(byte)
            }
    }
}
