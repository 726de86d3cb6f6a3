/// The position of a cell's text in the file's bytes, in eight bytes.
package struct Cell: Sendable {
    package enum Kind: UInt32 {
        case null
        /// A delimited field without quotes.
        case plain
        /// A delimited field in quotes, or a string of JSON; the quotes are not part of it.
        case quoted
        /// JSON's numbers, `true` and `false`, and lists and objects.
        case number, boolean, nested
        /// A day of a workbook in a format that shows 00:00:00 after every date.
        case midnight
    }

    @usableFromInline var start: UInt32
    @usableFromInline var lengthAndKind: UInt32

    static let null = Cell(.null, 0..<0)

    /// Files are too small for an offset or a length of 29 bits to overflow.
    init(_ kind: Kind, _ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        lengthAndKind = UInt32(truncatingIfNeeded: range.count) << 3 | kind.rawValue
    }

    @inlinable
    package var kind: Kind { Kind(rawValue: lengthAndKind & 7) ?? .null }

    /// Whether the text between two delimiters is empty.
    var isBare: Bool { kind == .null || kind == .plain && range.isEmpty }

    @inlinable
    package var range: Range<Int> { Int(start)..<Int(start) + Int(lengthAndKind >> 3) }
}

/// All cells of a file, over one array of bytes, which is the file itself.
package struct CellStore: Sendable {
    package enum Layout: Sendable {
        /// Every row has a cell for each column; the first `header` cells are the header's.
        case dense(width: Int, header: Int)
        /// Rows of JSON may lack columns: the end of each row's cells, and the column of every
        /// cell.
        case sparse(ends: [UInt32], columns: [UInt16])
    }

    /// The source of the cells, which determines how their text is interpreted.
    package enum Origin: Sendable {
        /// All cells are text, and their form determines their type.
        case delimited
        /// Numbers, booleans and text are distinguished: a text of digits is text.
        case json
        /// As JSON, except that plain cells and midnights are dates, times or both.
        case workbook
    }

    package var bytes: [UInt8]
    package var cells: [Cell]
    package var layout: Layout
    package var origin = Origin.delimited
    /// The order of the numbers in dates that do not begin with their year.
    package var dates: DateOrder?

    /// The maximum number of columns of an SQLite table.
    static let maxColumns = 2000

    @inlinable
    package var rowCount: Int {
        switch layout {
        case .dense(let width, let header): width == 0 ? 0 : (cells.count - header) / width
        case .sparse(let ends, _): ends.count
        }
    }

    /// Returns the cells of a row.
    @inlinable
    package func cells(ofRow row: Int) -> Range<Int> {
        switch layout {
        case .dense(let width, let header):
            let start = header + row * width
            return start..<start + width
        case .sparse(let ends, _):
            return (row == 0 ? 0 : Int(ends[row - 1]))..<Int(ends[row])
        }
    }

    /// Returns the column of a cell, given its index in its row.
    @inlinable
    package func column(ofCell cell: Int, at index: Int) -> Int {
        switch layout {
        case .dense: index
        case .sparse(_, let columns): Int(columns[cell])
        }
    }

    func text(_ cell: Cell) -> String { String(decoding: bytes[cell.range], as: UTF8.self) }
}
