import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// The format of an Excel workbook, with one sheet per answer. Needs libxlsxwriter at run time.
    public static let xlsx = OutputFormat(
        name: "xlsx", summary: "a workbook, each answer a sheet",
        otherNames: ["excel", "excel表格", "excel文件", "工作簿", "电子表格"],
        endings: ["xlsx"], atTerminal: .refused, isBinary: true,
        content: Content(
            null: "empty", emptyText: "empty", times: "date and time cells, of the zone's clock",
            remarks: #"""
                numbers and booleans as such, text never as a formula, integers of more \#
                than 15 digits as text; each answer a sheet, with further sheets above \#
                1,048,575 rows; what XML has no character for as `_xHHHH_`
                """#),
        prepare: { output throws(UserError) in _ = try output.workbook.open() },
        writer: { request in
            var writer = XLSXWriter(request.output)
            writer.title = request.presentation.notes?.lastHeading ?? request.source
            if request.isQuery, !request.isPlan { writer.notes = request.presentation.notes }
            return writer
        })
}

/// A sheet of a workbook, and further ones if there are more rows than a sheet can hold.
/// ``Output/finish()`` assembles the workbook after the last answer.
///
/// Times are dates of the zone's wall clock, as are dates and times of day; numbers are numbers,
/// and text is text even if it looks like a formula or a number. Integers of more than 15 digits
/// are text, because a sheet would round them; times before 1900, which a sheet cannot represent,
/// are text too.
struct XLSXWriter: FormatWriter {
    var output: Output
    private var columns: [ResultColumn] = []
    private var timestamps = TimestampFormat(.table)
    private var book: Workbook?
    /// The number of rows in the current sheet.
    private var rows = 0
    private var widths: [Int] = []
    private let rowsPerSheet: Int
    /// The notes that say which chart to draw.
    var notes: ReportNotes?
    /// What the sheet is named after; nil for a number.
    var title: String?
    private var isOnSeveralSheets = false
    /// The columns that contained a number, and those that contained another value.
    private var seen: (numbers: Set<Int>, others: Set<Int>) = ([], [])

    private static let largestInteger: UInt64 = 999_999_999_999_999

    /// - Parameter rowsPerSheet: the maximum number of rows in a sheet, including the names; other
    ///   values are for tests.
    init(_ output: Output, rowsPerSheet: Int = 1_048_576) {
        self.output = output
        self.rowsPerSheet = rowsPerSheet
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        _ = output.beginResult()
        self.columns = columns
        timestamps = TimestampFormat(.table, zone: zone)
        book = try output.workbook.open()
        try beginSheet()
    }

    mutating func write(_ row: ResultRow) throws {
        if rows + 1 == rowsPerSheet {
            isOnSeveralSheets = true
            endSheet()
            try beginSheet()
        }
        rows += 1
        try book?.write(columns.indices.map { cell(row, $0) }, row: rows)
    }

    mutating func finish() throws {
        try insertChart()
        endSheet()
        book = nil
    }

    /// Inserts the chart of a result on one sheet.
    private func insertChart() throws {
        guard let kind = notes?.chart, rows > 0, !isOnSeveralSheets else { return }
        let numeric = columns.indices.filter { column in
            if let type = columns[column].type { return type == .integer || type == .real }
            return seen.numbers.contains(column) && !seen.others.contains(column)
        }
        let roles = ChartRoles(columns, numeric: numeric)
        guard !roles.measures.isEmpty else { return }
        // The label columns have to be adjacent.
        var labels = roles.labels.first.map { $0...$0 }
        for column in roles.labels.dropFirst() {
            guard let range = labels, column == range.upperBound + 1 else { break }
            labels = range.lowerBound...column
        }
        try book?.insertChart(
            kind, titled: notes?.heading(level: 2) ?? notes?.heading(level: 1), labels: labels,
            measures: roles.measures, rows: rows, columns: columns.count)
    }

    private mutating func beginSheet() throws {
        rows = 0
        // The arrow of the filter is beside the name.
        widths = columns.map { $0.name.displayWidth + 3 }
        try book?.beginSheet(columns.map(\.name), titled: title)
    }

    private func endSheet() {
        // The width of the widest cell, up to a limit: the rest of a long text is read in its cell.
        book?.endSheet(rows: rows, widths: widths.map { Double(min($0, 60)) + 0.7 })
    }

    private mutating func cell(_ row: ResultRow, _ column: Int) -> Workbook.Cell {
        let value = CellValue(row, column, type: columns[column].type)
        if notes != nil, columns[column].type == nil, value != .null {
            if value.isNumber { seen.numbers.insert(column) } else { seen.others.insert(column) }
        }
        switch value {
        case .null: return .empty
        case .integer(let value):
            let text = String(value)
            widen(column, to: text.utf8.count)
            return value.magnitude <= Self.largestInteger ? .number(Double(value)) : .digits(text)
        case .real(let value):
            var text: [UInt8] = []
            text.appendReal(value)
            widen(column, to: text.count)
            return value.isFinite ? .number(value) : .text(String(decoding: text, as: UTF8.self))
        case .boolean(let value): return .boolean(value)
        case .timestamp(let instant): return cell(instant, column)
        case .text, .json:
            let text = row.withText(column) { String(decoding: $0, as: UTF8.self) }
            widen(column, to: text.displayWidth)
            let time: Workbook.Cell? =
                switch columns[column].type {
                case .date: Self.date(text)
                case .time: Self.timeOfDay(text)
                default: nil
                }
            return time ?? (text.isEmpty ? .empty : .text(text))
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
        let days = Double(wall) / 86_400_000 + Self.epoch
        guard Self.knownDays.contains(days) else { return .text(text) }
        return .time(days, wall % 1000 == 0 ? .instant : .instantWithMilliseconds)
    }

    /// The day number of 1970-01-01 in a sheet.
    private static let epoch = 25_569.0
    /// Days before 61 are affected by 29 February 1900, which did not exist, and year 10000 is
    /// beyond the last day.
    private static let knownDays = 61.0..<2_958_466

    /// Returns `2026-08-01` as a day; nil for one that a sheet cannot represent.
    private static func date(_ text: String) -> Workbook.Cell? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2]
        else { return nil }
        let days = Double(CivilDate(year: year, month: month, day: day).dayNumber) + epoch
        return knownDays.contains(days) ? .time(days, .date) : nil
    }

    /// Returns `09:00:00` or `09:00:00.250` as a fraction of a day.
    private static func timeOfDay(_ text: String) -> Workbook.Cell? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            let seconds = Double(parts[2])
        else { return nil }
        let whole = Double(hours * 3600 + minutes * 60) + seconds
        return .time(
            whole / 86_400, parts[2].count > 2 ? .timeOfDayWithMilliseconds : .timeOfDay)
    }

    private mutating func widen(_ column: Int, to width: Int) {
        widths[column] = max(widths[column], width)
    }
}
