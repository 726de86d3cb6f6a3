import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// A workbook of one sheet, and of further ones where there are more rows than a sheet holds.
///
/// Times are dates of the zone's wall clock, numbers are numbers, text is text even where it looks
/// like a formula or a number. Integers of more than 15 digits are text, because a sheet would
/// round them; times before 1900, which a sheet does not know, are text too.
struct XLSXWriter: FormatWriter {
    var output: Output
    private var columns: [ResultColumn] = []
    private var timestamps = TimestampFormat(.table)
    private var book: Workbook?
    /// In the sheet that is being written.
    private var rows = 0
    private var widths: [Int] = []
    private let rowsPerSheet: Int

    private static let largestInteger: UInt64 = 999_999_999_999_999

    /// - Parameter rowsPerSheet: that of the format, but for tests; the names are one of them.
    init(_ output: Output, rowsPerSheet: Int = 1_048_576) {
        self.output = output
        self.rowsPerSheet = rowsPerSheet
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        _ = output.beginResult()
        self.columns = columns
        timestamps = TimestampFormat(.table, zone: zone)
        book = try Workbook()
        try beginSheet()
    }

    mutating func write(_ row: ResultRow) throws {
        if rows + 1 == rowsPerSheet {
            endSheet()
            try beginSheet()
        }
        rows += 1
        try book?.write(columns.indices.map { cell(row, $0) }, row: rows)
    }

    mutating func finish() throws {
        guard let book else { return }
        endSheet()
        try book.close()
        let file = try FileHandle(forReadingFrom: URL(filePath: book.path))
        while let chunk = try file.read(upToCount: 64 * 1024), !chunk.isEmpty {
            output.bytes.append(contentsOf: chunk)
            try output.flushIfFull()
        }
        try file.close()
        self.book = nil
        try output.flush()
    }

    private mutating func beginSheet() throws {
        rows = 0
        // The arrow of the filter stands beside the name.
        widths = columns.map { $0.name.displayWidth + 3 }
        try book?.beginSheet(columns.map(\.name))
    }

    private func endSheet() {
        // As wide as the widest, within reason: the rest of a long text is read in its cell.
        book?.endSheet(rows: rows, widths: widths.map { Double(min($0, 60)) + 0.7 })
    }

    private mutating func cell(_ row: ResultRow, _ column: Int) -> Workbook.Cell {
        switch CellValue(row, column, type: columns[column].type) {
        case .null: return .empty
        case .integer(let value):
            let text = String(value)
            widen(column, to: text.utf8.count)
            return value.magnitude <= Self.largestInteger ? .number(Double(value)) : .text(text)
        case .real(let value):
            var text: [UInt8] = []
            text.appendReal(value)
            widen(column, to: text.count)
            return value.isFinite ? .number(value) : .text(String(decoding: text, as: UTF8.self))
        case .boolean(let value): return .boolean(value)
        case .timestamp(let instant): return cell(instant, column)
        case .text, .json:
            let text = row.withText(column) { bytes in
                // A string of C ends at its first null.
                String(decoding: bytes, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
            }
            widen(column, to: text.displayWidth)
            return text.isEmpty ? .empty : .text(text)
        case .blob:
            var text: [UInt8] = []
            row.withText(column) { text.appendHexadecimal($0) }
            widen(column, to: text.count)
            return .text(String(decoding: text, as: UTF8.self))
        }
    }

    private mutating func cell(_ instant: Instant, _ column: Int) -> Workbook.Cell {
        let text = timestamps.string(instant)
        widen(column, to: text.utf8.count)
        let wall = timestamps.zone.localTime(at: instant).milliseconds
        // 1970-01-01 is day 25569; what is before day 61 stands beside a 29 February 1900 that
        // never was, and year 10000 is beyond the last.
        let days = Double(wall) / 86_400_000 + 25_569
        guard days >= 61, days < 2_958_466 else { return .text(text) }
        return .time(days, hasMilliseconds: wall % 1000 != 0)
    }

    private mutating func widen(_ column: Int, to width: Int) {
        widths[column] = max(widths[column], width)
    }
}
