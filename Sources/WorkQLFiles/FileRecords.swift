import WorkQLSyntax

/// The records of a delimited file or a sheet, before it is known which record names the columns
/// and how many columns there are.
struct FileRecords {
    var text: FileText
    var cells: [Cell]
    /// The end of each record's cells.
    var ends: [UInt32]
    /// The number of cells whose blanks were removed although they may have been intended.
    var trimmed = 0
    var guesses = Guesses()
    /// The records that lack their last cells: the location of the first one, and their number.
    var short: (location: String, count: Int)?
    var origin: CellStore.Origin
    /// Whether a lone delimiter represents empty text in a file of one column, rather than a pair
    /// of quotes.
    var emptyIsTab = false
    /// The row of each record in a sheet, counted from 1; nil if the text determines it.
    var rows: [UInt32]?
    /// Whether WorkQL wrote the records as a table, the first of which names the columns.
    var isTable = false
    var notes: [FileNote] = []

    /// The numbers of cells whose interpretation may be wrong.
    struct Guesses {
        /// Cells with texts in formulas.
        var formulas = 0
        /// Cells with quoted words that have blanks at their ends.
        var blanks = 0

        static func += (one: inout Guesses, other: Guesses) {
            one.formulas += other.formulas
            one.blanks += other.blanks
        }
    }

    var count: Int { ends.count }

    func range(_ record: Int) -> Range<Int> {
        (record == 0 ? 0 : Int(ends[record - 1]))..<Int(ends[record])
    }

    func width(_ record: Int) -> Int { range(record).count }

    /// Returns the number of cells of a record that are not empty.
    func filled(_ record: Int) -> Int { cells[range(record)].count { $0.kind != .null } }

    func text(_ cell: Cell) -> String { String(decoding: text.bytes[cell.range], as: UTF8.self) }

    func names(_ record: Int) -> [String] {
        cells[range(record)].map { FileHeader.name(text($0)) }
    }

    /// Returns the location of a record: `roster.csv:3`.
    func location(_ record: Int) -> String {
        if let rows { return "\(text.name):\(rows[record])" }
        let first = cells[range(record)].first { $0.kind != .null || $0.range.lowerBound > 0 }
        return "\(text.name):\(text.line(of: first?.range.lowerBound ?? 0))"
    }

    mutating func drop(first count: Int) {
        guard count > 0 else { return }
        let start = count < self.count ? range(count).lowerBound : cells.count
        cells.removeFirst(start)
        ends = ends.dropFirst(count).map { $0 - UInt32(start) }
        if let rows { self.rows = Array(rows.dropFirst(count)) }
    }

    /// Removes the columns before the first one with a value; all records have the same number of
    /// cells.
    mutating func dropEmptyColumns() {
        let starts = (0..<count).map { cells[range($0)].prefix { $0.kind == .null }.count }
        guard let start = starts.min(), start > 0, start < width(0) else { return }
        cells = (0..<count).flatMap { cells[range($0)].dropFirst(start) }
        ends = ends.indices.map { ends[$0] - UInt32(start * ($0 + 1)) }
    }

    // MARK: Empty cells

    /// Sets cells to NULL whose text denotes NULL.
    mutating func clear(_ nulls: [[UInt8]]) {
        guard !nulls.isEmpty else { return }
        for index in cells.indices where cells[index].kind != .null {
            let bytes = text.bytes[cells[index].range]
            if nulls.contains(where: { bytes.elementsEqual($0) }) { cells[index] = .null }
        }
    }

    /// Whether a record has a value after the last cell of the first record.
    var hasTooLongRows: Bool { count > 0 && hasRows(longerThan: width(0)) }

    func hasRows(longerThan width: Int) -> Bool {
        (0..<count).contains {
            self.width($0) > width
                && !cells[range($0)].dropFirst(width).allSatisfy(\.isBare)
        }
    }

    /// Gives every record as many cells as the first one.
    ///
    /// Excel omits the last cells of a row if they are empty, and some programs end each row with
    /// one delimiter more than the header.
    ///
    /// - Parameters:
    ///   - width: the number of cells; nil for that of the first record.
    ///   - isFirst: whether the first record may be the header.
    mutating func even(
        to width: Int? = nil, isFirst: Bool = true
    ) throws(UserError) {
        guard count > 0 else { return }
        let width = width ?? self.width(0)
        if width == 1 { readOnlyColumn(from: isFirst ? 1 : 0) }
        guard (0..<count).contains(where: { self.width($0) != width }) else { return }
        var even: [Cell] = []
        even.reserveCapacity(count * width)
        for record in 0..<count {
            let row = cells[range(record)]
            if row.count < width {
                short = (short?.location ?? location(record), (short?.count ?? 0) + 1)
                even += row
                even += repeatElement(.null, count: width - row.count)
                continue
            }
            guard row.dropFirst(width).allSatisfy(\.isBare) else {
                let fields = row.count == 1 ? "1 field" : "\(row.count) fields"
                let isBelowTitles =
                    isFirst && record < 10 && record + 1 < count
                    && (0..<record).allSatisfy { self.width($0) < row.count }
                    && (record..<count).allSatisfy { self.width($0) == row.count }
                let line = location(record).split(separator: ":").last ?? ""
                throw UserError(
                    .malformedFile,
                    "\(location(record)): this row has \(fields), the first has \(width)",
                    help: isBelowTitles
                        ? "if the lines above are titles, WITH (header = \(line)) reads this line "
                            + "as the header"
                        : "a field that contains the delimiter or a line break needs quotes")
            }
            even += row.prefix(width)
        }
        cells = even
        ends = (1...count).map { UInt32($0 * width) }
    }

    /// Interprets a file of one column, in which NULL is `""`, since an empty line would be
    /// skipped, and empty text is followed by a delimiter.
    private mutating func readOnlyColumn(from first: Int) {
        guard origin == .delimited else { return }
        for record in min(first, count)..<count {
            let range = range(record)
            let cell = cells[range.lowerBound]
            if range.count == 1, cell.kind == .quoted, cell.range.isEmpty {
                cells[range.lowerBound] = .null
            } else if emptyIsTab, range.count == 2, cells[range].allSatisfy(\.isBare) {
                cells[range.lowerBound + 1] = .null
                cells[range.lowerBound] = Cell(.plain, 0..<0)
            }
        }
    }

    /// Fills the empty cells of columns with the value above them.
    ///
    /// - Parameter columns: the columns' indices.
    mutating func fillDown(_ columns: [Int], width: Int, header: Int) {
        for column in columns {
            var last = Cell.null
            for index in stride(from: header + column, to: cells.count, by: width) {
                if cells[index].kind == .null { cells[index] = last } else { last = cells[index] }
            }
        }
    }
}

extension FileText {
    func line(of offset: Int) -> Int {
        var line = firstLine
        for index in 0..<min(offset, bytes.count) {
            switch bytes[index] {
            case 0x0D where index + 1 < bytes.count && bytes[index + 1] == 0x0A: continue
            case 0x0A, 0x0D: line += 1
            default: continue
            }
        }
        return line
    }

    /// Returns the offset of a line, counted from 1; nil if there are fewer lines. Line breaks
    /// within quotes count as well.
    func start(ofLine wanted: Int) -> Int? {
        var line = 1
        for index in bytes.indices {
            if line == wanted { return index }
            if bytes[index] == Ascii.lineFeed
                || bytes[index] == Ascii.carriageReturn
                    && (index + 1 == bytes.count || bytes[index + 1] != Ascii.lineFeed)
            {
                line += 1
            }
        }
        return nil
    }
}
