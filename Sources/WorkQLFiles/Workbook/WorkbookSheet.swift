import WorkQLSyntax
import WorkQLTime

/// The parser of the cells of a sheet, row by row.
final class WorkbookSheet: XMLHandler {
    /// The data that do not depend on the sheet.
    struct Context {
        var name: String
        var texts: SharedTexts
        var times: [TimeFormat?]
        var codes: [NumberCode?]
        /// Whether each style is that of whole numbers.
        var areWhole: [Bool]
        var countsFrom1904: Bool
        var options: FileOptions
        /// Whether WorkQL wrote the workbook: rows of empty cells within the filter are rows, the
        /// first of which names the columns, and text in the format of whole numbers is a whole
        /// number.
        var isOurs: Bool
    }

    /// A cell with its column. It is not empty in the sheet, but may be NULL: an error, a formula
    /// without its value, or a 0 in a format of dates.
    struct Placed {
        var column: Int
        var cell: Cell
        /// Whether the options do not exclude the cell. Others are kept if a merged range may
        /// begin with them.
        var isInside: Bool
    }

    /// What of the cells is not their value.
    struct Doubts {
        /// The cells with `#N/A` and similar errors.
        var errors: (count: Int, first: String, row: Int) = (0, "", 0)
        /// The cells with a formula and without its value.
        var unsaved: (count: Int, row: Int) = (0, 0)
        /// The cells with 0 in a format of dates.
        var zeros: (count: Int, row: Int) = (0, 0)
        /// The numbers that the sheet shows with other characters than their digits.
        var shown: (count: Int, code: String, value: String, row: Int) = (0, "", "", 0)
        /// The texts without the blanks at their ends.
        var trimmed = 0
    }

    /// The texts of all cells; the shared texts come first.
    private(set) var bytes: [UInt8]
    private(set) var placed: [Placed] = []
    /// The end of the cells of each row that has any.
    private(set) var ends: [UInt32] = []
    /// The number of each of these rows, counted from 1.
    private(set) var rows: [UInt32] = []
    private(set) var merged: [CellRange] = []
    /// The rows that contain only empty cells.
    private var blankRows: [UInt32] = []
    /// The range of the sheet's filter: the table, including its header.
    private var filter: CellRange?
    private(set) var doubts = Doubts()
    private(set) var failure: UserError?

    private let context: Context
    private let range: CellRange
    private var row = 0
    private var column = 0
    private var kind = ""
    private var style = 0
    private var value: [UInt8] = []
    private var isValue = false
    private var isFormula = false
    /// Whether the element is within a row of the sheet's data.
    private var isInRow = false

    private static let maxCells = 1 << 26

    init(_ context: Context) {
        self.context = context
        bytes = context.texts.bytes
        range = context.options.range ?? .all
    }

    static func tooLarge(_ name: String) -> UserError {
        UserError(
            .malformedFile, "\(name) has more than \(FileSource.maxBytes >> 20) MB of text",
            help: "keep only the sheets and columns that are needed")
    }

    /// Returns the cells of a row with an index, in the order of the sheet.
    func cells(ofRow index: Int) -> ArraySlice<Placed> {
        placed[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
    }

    /// Returns a cell by the number of its row, counted from 1, and its column, counted from 0.
    func cell(_ row: Int, _ column: Int) -> Cell? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        guard low < rows.count, rows[low] == row else { return nil }
        return cells(ofRow: low).last { $0.column == column }?.cell
    }

    /// Returns whether WorkQL wrote a table that begins in a row, counted from 1.
    func isTable(from row: UInt32) -> Bool {
        context.isOurs && filter?.rows.lowerBound == Int(row) - 1
    }

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        switch (parent, name) {
        case ("sheetData", "row"):
            row = attributes["r"].flatMap { Int($0) } ?? row + 1
            column = 0
            isInRow = true
        case ("row", "c") where isInRow:
            if let index = attributes["r"], let corner = CellRange.corner(index[...]) {
                column = corner.column + 1
            } else {
                column += 1
            }
            kind = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
            isFormula = false
        case ("c", "v"): isValue = true
        case ("c", "f"): isFormula = true
        case ("is", "t"), ("r", "t"): isValue = kind == "inlineStr"
        case ("worksheet", "autoFilter"):
            filter = attributes["ref"].flatMap(CellRange.init)
        case ("mergeCells", "mergeCell"):
            if let range = attributes["ref"].flatMap(CellRange.init) { merged.append(range) }
        default: break
        }
    }

    func end(_ name: String, in parent: String) {
        switch (parent, name) {
        case (_, "v"), (_, "t"): isValue = false
        case ("row", "c") where isInRow: takeCell()
        case ("sheetData", "row"):
            isInRow = false
            endRow()
        case (_, "worksheet"): takeBlankRows()
        default: break
        }
    }

    func text(_ text: UnsafeBufferPointer<UInt8>) {
        guard isValue else { return }
        value += text
        if value.count > 1 << 20 { failure = Self.tooLarge(context.name) }
    }

    /// Adds the rows of the table that contain only empty cells.
    ///
    /// Only WorkQL writes such rows intentionally. In and below the tables of users and of other
    /// programs they are rows with only borders or colours.
    private func takeBlankRows() {
        guard context.isOurs, let filter, !blankRows.isEmpty else { return }
        let blank = blankRows.filter {
            filter.rows.dropFirst().contains(Int($0) - 1) && range.rows.contains(Int($0) - 1)
                && $0 > context.options.skip
        }
        guard !blank.isEmpty else { return }
        var (rows, ends): ([UInt32], [UInt32]) = ([], [])
        var next = 0
        for (row, end) in zip(self.rows, self.ends) {
            while next < blank.count, blank[next] < row {
                rows.append(blank[next])
                ends.append(ends.last ?? 0)
                next += 1
            }
            rows.append(row)
            ends.append(end)
        }
        for row in blank[next...] {
            rows.append(row)
            ends.append(ends.last ?? 0)
        }
        (self.rows, self.ends) = (rows, ends)
    }

    private func endRow() {
        guard placed.count > Int(ends.last ?? 0) else {
            if column > 0 { blankRows.append(UInt32(clamping: row)) }
            return
        }
        guard row > Int(rows.last ?? 0) else {
            failure = UserError(
                .malformedFile,
                "\(context.name) is a damaged workbook: row \(row) is repeated or out of order",
                help: "save it again")
            return
        }
        ends.append(UInt32(placed.count))
        rows.append(UInt32(row))
    }

    private func takeCell() {
        let isInside =
            range.rows.contains(row - 1) && range.columns.contains(column - 1)
            && row > context.options.skip
        guard isInside || context.options.fillsMerged else { return }
        // Programs that do not compute, such as openpyxl, save the formula alone. An empty text is a
        // value.
        guard !value.isEmpty || isFormula && kind != "str" else { return }
        guard column <= 16_384, row <= 1_048_576, placed.count < Self.maxCells else {
            failure = UserError(
                .malformedFile, "\(context.name) has more cells than an Excel sheet can have",
                help: "save it again"
            )
            return
        }
        let before = doubts
        let cell = cell()
        if !isInside { doubts = before }
        guard let cell else { return }
        placed.append(Placed(column: column - 1, cell: cell, isInside: isInside))
        if bytes.count > FileSource.maxBytes { failure = Self.tooLarge(context.name) }
    }

    /// Returns nil for blanks, which a row may consist of without being one.
    private func cell() -> Cell? {
        guard !value.isEmpty else { return count(&doubts.unsaved) }
        switch kind {
        case "s":
            guard let index = Int(String(decoding: value, as: UTF8.self)),
                context.texts.ranges.indices.contains(index)
            else {
                failure = UserError(
                    .malformedFile,
                    "\(context.name) is a damaged workbook: a text of row \(row) is missing",
                    help: "save it again")
                return nil
            }
            return textCell(context.texts.ranges[index])
        case "str", "inlineStr":
            WorkbookEscapes.decode(&value)
            return textCell(append(value))
        // As sheets show them: beside texts, `TRUE` is what people write.
        case "b": return Cell(.boolean, append(Array((value == [0x31] ? "TRUE" : "FALSE").utf8)))
        case "e":
            if doubts.errors.count == 0 {
                doubts.errors = (0, String(decoding: value, as: UTF8.self), row)
            }
            doubts.errors.count += 1
            return .null
        // An instant in ISO 8601, which some programs write.
        case "d":
            let isMidnight = value.suffix(9).elementsEqual("T00:00:00".utf8)
            if value.count > 10, value[10] == UInt8(ascii: "T") { value[10] = Ascii.space }
            return Cell(isMidnight ? .midnight : .plain, append(value))
        default: return numberCell()
        }
    }

    private func count(_ found: inout (count: Int, row: Int)) -> Cell {
        if found.count == 0 { found.row = row }
        found.count += 1
        return .null
    }

    private func textCell(_ range: Range<Int>) -> Cell? {
        let inner =
            context.options.trim ?? !context.isOurs
            ? bytes.withUnsafeBufferPointer { $0.trimmed(range) } : range
        if inner.count < range.count, !inner.isEmpty { doubts.trimmed += 1 }
        guard !inner.isEmpty else { return nil }
        return Cell(isWhole(inner) ? .number : .quoted, inner)
    }

    /// Whether a text is an integer that WorkQL wrote: sheets hold only 15 digits as numbers.
    private func isWhole(_ range: Range<Int>) -> Bool {
        guard context.isOurs, context.areWhole.indices.contains(style), context.areWhole[style]
        else { return false }
        let text = String(decoding: bytes[range], as: UTF8.self)
        return Int64(text).map { String($0) == text } ?? false
    }

    private func numberCell() -> Cell? {
        let text = String(decoding: value, as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return textCell(append(value)) }
        if context.times.indices.contains(style), let format = context.times[style],
            let moment = format.value(of: number, countsFrom1904: context.countsFrom1904)
        {
            let kind: Cell.Kind
            switch moment {
            case .none: return count(&doubts.zeros)
            case .text: kind = .quoted
            case .midnight: kind = .midnight
            case .date, .time, .timestamp: kind = .plain
            }
            return Cell(kind, append(Array(moment.text.utf8)))
        }
        let written = Self.written(number, as: text)
        if context.codes.indices.contains(style), let code = context.codes[style],
            code.changes(written)
        {
            if doubts.shown.count == 0 { doubts.shown = (0, code.code, written, row) }
            doubts.shown.count += 1
        }
        return Cell(.number, append(Array(written.utf8)))
    }

    /// Returns a number in JSON's notation: whole numbers without a fraction, and numbers of which
    /// Excel wrote only its fifteen digits in the notation that indicates this.
    static func written(_ number: Double, as text: String) -> String {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        if digits.utf8.count <= 18, digits.utf8.allSatisfy(Ascii.isDigit) { return text }
        guard number == number.rounded(), abs(number) < 1e15 else {
            return "\(number)".uppercased()
        }
        return String(Int64(number))
    }

    private func append(_ text: [UInt8]) -> Range<Int> {
        let start = bytes.count
        bytes += text
        return start..<bytes.count
    }
}
