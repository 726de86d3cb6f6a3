import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// A workbook of Excel, each answer a sheet. Needs libxlsxwriter where it runs.
    public static let xlsx = OutputFormat(
        name: "xlsx", summary: "a workbook, each answer a sheet", otherNames: ["excel"],
        endings: ["xlsx"], atTerminal: .refused, isBinary: true,
        content: Content(
            null: "empty", emptyText: "empty", times: "date and time cells, of the zone's clock",
            remarks: #"""
                numbers and booleans as such, text never as a formula, integers of more \#
                than 15 digits as text; each answer a sheet, with further sheets above \#
                1,048,575 rows; what XML has no character for as `_xHHHH_`
                """#),
        prepare: { output throws(QueryError) in _ = try output.workbook.open() },
        writer: { request in
            var writer = XLSXWriter(request.output)
            if request.isQuery, !request.isPlan { writer.notes = request.presentation.notes }
            return writer
        })
}

/// A sheet of a workbook, and further ones where there are more rows than a sheet holds. The
/// workbook is put together by ``Output/finish()``, behind the last answer.
///
/// Times are dates of the zone's wall clock, dates and times of day are such too, numbers are numbers, text is text even where it looks
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
    /// What is to be drawn of the result.
    var notes: ReportNotes?
    private var isOnSeveralSheets = false
    /// The columns that held a number, and those that held something else.
    private var seen: (numbers: Set<Int>, others: Set<Int>) = ([], [])

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

    /// Of a result on one sheet.
    private func insertChart() throws {
        guard let kind = notes?.chart, rows > 0, !isOnSeveralSheets else { return }
        let numeric = columns.indices.filter { column in
            if let type = columns[column].type { return type == .integer || type == .real }
            return seen.numbers.contains(column) && !seen.others.contains(column)
        }
        let roles = ChartRoles(columns, numeric: numeric)
        guard !roles.measures.isEmpty else { return }
        // Labels of several columns have to stand side by side.
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
        // The arrow of the filter stands beside the name.
        widths = columns.map { $0.name.displayWidth + 3 }
        try book?.beginSheet(columns.map(\.name))
    }

    private func endSheet() {
        // As wide as the widest, within reason: the rest of a long text is read in its cell.
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
            return value.magnitude <= Self.largestInteger ? .number(Double(value)) : .text(text)
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

    /// Which day 1970-01-01 is to a sheet.
    private static let epoch = 25_569.0
    /// What is before day 61 stands beside a 29 February 1900 that never was, and year 10000 is
    /// beyond the last.
    private static let knownDays = 61.0..<2_958_466

    /// `2026-08-01` as a day; nil for one that a sheet does not know.
    private static func date(_ text: String) -> Workbook.Cell? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2]
        else { return nil }
        let days = Double(CivilDate(year: year, month: month, day: day).dayNumber) + epoch
        return knownDays.contains(days) ? .time(days, .date) : nil
    }

    /// `09:00:00` or `09:00:00.250` as a part of a day.
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
