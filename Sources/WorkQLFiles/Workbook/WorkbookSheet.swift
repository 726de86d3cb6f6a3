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
        var countsFrom1904: Bool
        var options: FileOptions
        /// Whether rows of empty cells within the filter count as rows.
        var keepsBlankRows: Bool
    }

    /// A cell that is not empty, with its column.
    struct Placed {
        var column: Int
        var cell: Cell
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
    /// The cells with `#N/A` and similar errors.
    private(set) var errors: (count: Int, first: String, row: Int) = (0, "", 0)
    /// The cells with a formula and without its value.
    private(set) var unsaved: (count: Int, row: Int) = (0, 0)
    /// The numbers that the sheet shows with other characters than their digits.
    private(set) var shown: (count: Int, code: String, value: String, row: Int) = (0, "", "", 0)
    private(set) var trimmed = 0
    private(set) var failure: FileFailure?

    private let context: Context
    private let range: CellRange
    private var row = 0
    private var column = 0
    private var kind = ""
    private var style = 0
    private var value: [UInt8] = []
    private var isValue = false
    private var isFormula = false
    private var phonetic = 0

    private static let maxCells = 1 << 26

    init(_ context: Context) {
        self.context = context
        bytes = context.texts.bytes
        range = context.options.range ?? .all
    }

    static func tooLarge(_ name: String) -> FileFailure {
        FileFailure(
            "\(name) has more than \(FileSource.maxBytes >> 20) MB of text",
            help: "keep only the sheets and columns that are needed")
    }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "row":
            row = attributes["r"].flatMap { Int($0) } ?? row + 1
            column = 0
        case "c":
            if let index = attributes["r"], let corner = CellRange.corner(index[...]) {
                column = corner.column + 1
            } else {
                column += 1
            }
            kind = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
            isFormula = false
        case "v": isValue = true
        case "f": isFormula = true
        case "t": isValue = kind == "inlineStr" && phonetic == 0
        case "rPh": phonetic += 1
        case "autoFilter":
            filter = attributes["ref"].flatMap(CellRange.init)
        case "mergeCell":
            if let range = attributes["ref"].flatMap(CellRange.init) { merged.append(range) }
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "v", "t": isValue = false
        case "rPh": phonetic -= 1
        case "c": takeCell()
        case "row": endRow()
        case "worksheet": takeBlankRows()
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
        guard context.keepsBlankRows, let filter, !blankRows.isEmpty else { return }
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
            failure = FileFailure(
                "\(context.name) is a damaged workbook: row \(row) is repeated or out of order",
                help: "save it again")
            return
        }
        ends.append(UInt32(placed.count))
        rows.append(UInt32(row))
    }

    private func takeCell() {
        guard range.rows.contains(row - 1), range.columns.contains(column - 1),
            row > context.options.skip
        else { return }
        guard !value.isEmpty else {
            // Programs that do not compute, such as openpyxl, save the formula alone. An empty text
            // is a value.
            if isFormula, kind != "str" {
                if unsaved.count == 0 { unsaved.row = row }
                unsaved.count += 1
            }
            return
        }
        guard column <= 16_384, row <= 1_048_576, placed.count < Self.maxCells else {
            failure = FileFailure(
                "\(context.name) has more cells than an Excel sheet can have", help: "save it again"
            )
            return
        }
        guard let cell = cell(), cell.kind != .null else { return }
        placed.append(Placed(column: column - 1, cell: cell))
        if bytes.count > FileSource.maxBytes { failure = Self.tooLarge(context.name) }
    }

    private func cell() -> Cell? {
        switch kind {
        case "s":
            guard let index = Int(String(decoding: value, as: UTF8.self)),
                context.texts.ranges.indices.contains(index)
            else {
                failure = FileFailure(
                    "\(context.name) is a damaged workbook: a text of row \(row) is missing",
                    help: "save it again")
                return nil
            }
            return textCell(context.texts.ranges[index])
        case "str", "inlineStr":
            WorkbookEscapes.decode(&value)
            return textCell(append(value))
        case "b": return Cell(.boolean, append(Array((value == [0x31] ? "true" : "false").utf8)))
        case "e":
            if errors.count == 0 {
                errors = (0, String(decoding: value, as: UTF8.self), row)
            }
            errors.count += 1
            return nil
        // An instant in ISO 8601, which some programs write.
        case "d": return Cell(.plain, append(value))
        default: return numberCell()
        }
    }

    private func textCell(_ range: Range<Int>) -> Cell {
        let inner =
            context.options.trims
            ? bytes.withUnsafeBufferPointer { $0.trimmed(range) } : range
        if inner.count < range.count, !inner.isEmpty { trimmed += 1 }
        return inner.isEmpty ? .null : Cell(.quoted, inner)
    }

    private func numberCell() -> Cell? {
        let text = String(decoding: value, as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return textCell(append(value)) }
        if context.times.indices.contains(style), let format = context.times[style],
            let moment = format.value(of: number, countsFrom1904: context.countsFrom1904)
        {
            let kind: Cell.Kind = if case .text = moment { .quoted } else { .plain }
            return Cell(kind, append(Array(moment.text.utf8)))
        }
        let written = Self.written(number, as: text)
        if context.codes.indices.contains(style), let code = context.codes[style],
            code.changes(written)
        {
            if shown.count == 0 { shown = (0, code.code, written, row) }
            shown.count += 1
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
