import CXLSXWriter
import Foundation
import Synchronization
import WorkQL
import WorkQLSyntax

/// A workbook written row by row with constant memory: libxlsxwriter keeps the rows of a sheet in a
/// temporary file of its own.
final class Workbook: Sendable {
    enum Cell {
        case empty
        case number(Double)
        case boolean(Bool)
        /// Days since 1899-12-30 of the wall clock, which is the representation of times in a
        /// sheet.
        case time(Double, TimeShape)
        case text(String)
        /// The digits of an integer that a sheet would round: text in a format of whole numbers,
        /// which tells readers of our workbooks that it is one.
        case digits(String)

        fileprivate var isBlank: Bool {
            switch self {
            case .empty, .text(""): true
            default: false
            }
        }
    }

    /// The number format of a time.
    enum TimeShape: String, CaseIterable {
        /// `;@`, which Excel itself appends to a format chosen by the user, means that the time of
        /// day is significant even if it is 00:00:00; see `TimeFormat.timestampByDefault`.
        case instant = "yyyy-mm-dd hh:mm:ss;@"
        case instantWithMilliseconds = "yyyy-mm-dd hh:mm:ss.000"
        case date = "yyyy-mm-dd"
        case timeOfDay = "hh:mm:ss"
        case timeOfDayWithMilliseconds = "hh:mm:ss.000"
    }

    private struct State {
        var book: UnsafeMutablePointer<lxw_workbook>?
        var sheet: UnsafeMutablePointer<lxw_worksheet>?
        var bold: UnsafeMutablePointer<lxw_format>?
        var whole: UnsafeMutablePointer<lxw_format>?
        var times: [TimeShape: UnsafeMutablePointer<lxw_format>] = [:]
        /// The names of all sheets begun, including removed ones, whose names remain in use.
        var names = SheetNames()
        /// The name of the sheet that is being written.
        var name = ""
        var sheets = 0
        /// The number of sheets of complete answers.
        var keptSheets = 0
    }

    /// The path of the file; removed with the workbook.
    let path: String
    private let state = Mutex(State())
    private let library: xlsxwriter_functions

    /// The maximum length of a cell's text.
    private static let longestText = 32_767

    /// - Parameter name: the name of the library that writes it.
    init(by name: String = String(cString: xlsxwriter_name)) throws(UserError) {
        library = try Self.load(name)
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        path = folder + "/workql-" + String(UInt64.random(in: 0 ... .max), radix: 16) + ".xlsx"
        let isThere = state.withLock { [path, library] state in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            // The library copies it.
            let copy = strdup(folder)
            defer { free(copy) }
            options.tmpdir = copy
            guard let book = library.workbook_new_opt(path, &options) else { return false }
            state.book = book
            // The reader keeps empty rows of our own workbooks: see `WorkbookAuthor`.
            guard Self.setAuthor("WorkQL", of: book, library) else { return false }
            state.bold = library.workbook_add_format(book)
            library.format_set_bold(state.bold)
            state.whole = library.workbook_add_format(book)
            library.format_set_num_format(state.whole, "0")
            for shape in TimeShape.allCases {
                guard let format = library.workbook_add_format(book) else { return false }
                library.format_set_num_format(format, shape.rawValue)
                state.times[shape] = format
            }
            return true
        }
        guard isThere else { throw Self.failure("out of memory") }
    }

    private static func setAuthor(
        _ name: String, of book: UnsafeMutablePointer<lxw_workbook>, _ library: xlsxwriter_functions
    ) -> Bool {
        // The library copies it.
        let author = strdup(name)
        defer { free(author) }
        var properties = lxw_doc_properties()
        properties.author = author
        return library.workbook_set_properties(book, &properties) == LXW_NO_ERROR
    }

    deinit {
        state.withLock { state in
            if let book = state.book { library.lxw_workbook_free(book) }
        }
        unlink(path)
    }

    /// Begins another sheet, with the names above its rows. The previous sheet is complete.
    ///
    /// - Parameter title: what the sheet is named after; nil for a number.
    func beginSheet(_ names: [String], titled title: String?) throws(UserError) {
        let problem: UserError? = state.withLock { state in
            state.name = state.names.next(title)
            guard let sheet = library.workbook_add_worksheet(state.book, state.name) else {
                return Self.failure("too many sheets")
            }
            state.sheet = sheet
            state.sheets += 1
            library.worksheet_freeze_panes(sheet, 1, 0)
            for (column, name) in names.enumerated() {
                let code = library.worksheet_write_string(
                    sheet, 0, UInt16(column), Self.escaped(name), state.bold)
                guard code == LXW_NO_ERROR else { return failure(code, row: 0, column) }
            }
            return nil
        }
        if let problem { throw problem }
    }

    /// - Parameter row: the row, counted from 1; rows are written in increasing order.
    func write(_ cells: [Cell], row: Int) throws(UserError) {
        let problem: UserError? = state.withLock { state in
            if cells.allSatisfy(\.isBlank) {
                // An empty cell with a format makes the row a part of the table.
                let code = library.worksheet_write_string(
                    state.sheet, UInt32(row), 0, "", state.times[.date])
                return code == LXW_NO_ERROR ? nil : failure(code, row: row, 0)
            }
            var exact: [(column: Int, digits: String)] = []
            for (column, cell) in cells.enumerated() {
                let (at, across) = (UInt32(row), UInt16(column))
                let code: lxw_error
                switch cell {
                case .empty: continue
                case .number(let number):
                    if let digits = Self.exactDigits(number) { exact.append((column, digits)) }
                    code = library.worksheet_write_number(state.sheet, at, across, number, nil)
                case .boolean(let isTrue):
                    code = library.worksheet_write_boolean(
                        state.sheet, at, across, isTrue ? 1 : 0, nil)
                case .time(let days, let shape):
                    code = library.worksheet_write_number(
                        state.sheet, at, across, days, state.times[shape])
                case .digits(let text):
                    code = library.worksheet_write_string(
                        state.sheet, at, across, text, state.whole)
                case .text(let text):
                    // Counted as in a sheet; the library counts characters.
                    guard text.utf16.count <= Self.longestText else {
                        return failure(LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED, row: row, column)
                    }
                    // The text is never a formula, whatever it begins with.
                    code = library.worksheet_write_string(
                        state.sheet, at, across, Self.escaped(text), nil)
                }
                guard code == LXW_NO_ERROR else { return failure(code, row: row, column) }
            }
            guard exact.isEmpty || complete(state.sheet, row: row, exact) else {
                return Self.failure("out of memory")
            }
            return nil
        }
        if let problem { throw problem }
    }

    /// Returns the digits of a number that the library, which writes 16, would write as another
    /// number; nil for all other numbers.
    private static func exactDigits(_ number: Double) -> String? {
        // The fewest digits that read back as the number.
        let text = "\(number)"
        guard text.utf8.count > 16 else { return nil }
        let digits = text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
            .filter { (0x30...0x39).contains($0) }.drop { $0 == 0x30 }
        return digits.count > 16 ? text.uppercased() : nil
    }

    /// Completes a row with numbers in their own digits; returns whether that succeeded.
    private func complete(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>?, row: Int,
        _ numbers: [(column: Int, digits: String)]
    ) -> Bool {
        guard let sheet else { return false }
        // The function copies them.
        let texts = numbers.map { number in
            (
                cell: strdup("\(Self.letters(number.column))\(row + 1)"),
                digits: strdup(number.digits)
            )
        }
        defer {
            for text in texts {
                free(text.cell)
                free(text.digits)
            }
        }
        var given: [xlsxwriter_number] = []
        for text in texts {
            guard let cell = text.cell, let digits = text.digits else { return false }
            given.append(xlsxwriter_number(cell: cell, digits: digits))
        }
        return withUnsafePointer(to: library) { functions in
            given.withUnsafeBufferPointer { numbers in
                numbers.baseAddress.map {
                    xlsxwriter_complete_row(functions, sheet, $0, numbers.count) != 0
                } ?? true
            }
        }
    }

    /// - Parameters:
    ///   - rows: the number of rows below the names.
    ///   - widths: the widths of the columns, in characters.
    func endSheet(rows: Int, widths: [Double]) {
        state.withLock { state in
            for (column, width) in widths.enumerated() {
                _ = library.worksheet_set_column(
                    state.sheet, UInt16(column), UInt16(column), width, nil)
            }
            _ = library.worksheet_autofilter(
                state.sheet, 0, 0, UInt32(rows), UInt16(max(0, widths.count - 1)))
        }
    }

    /// Inserts a chart beside the rows of the sheet, drawn from its cells.
    ///
    /// - Parameters:
    ///   - labels: adjacent columns that label the rows; nil for none.
    ///   - measures: columns of numbers, each a series.
    ///   - columns: the number of columns of the sheet.
    func insertChart(
        _ kind: ChartKind, titled title: String?, labels: ClosedRange<Int>?, measures: [Int],
        rows: Int, columns: Int
    ) throws(UserError) {
        let problem: UserError? = state.withLock { state in
            let type =
                switch kind {
                case .bar, .heatmap: LXW_CHART_COLUMN
                case .stacked: LXW_CHART_COLUMN_STACKED
                case .line: LXW_CHART_LINE
                }
            guard let chart = library.workbook_add_chart(state.book, UInt8(type.rawValue)) else {
                return Self.failure("out of memory")
            }
            let sheet = "'\(state.name)'"
            func cells(_ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>) -> String {
                let (first, last) = (
                    Self.letters(columns.lowerBound), Self.letters(columns.upperBound)
                )
                return "=\(sheet)!$\(first)$\(rows.lowerBound):$\(last)$\(rows.upperBound)"
            }
            for measure in measures {
                let series = library.chart_add_series(
                    chart, labels.map { cells($0, 2...rows + 1) },
                    cells(measure...measure, 2...rows + 1))
                let heading = cells(measure...measure, 1...1).prefix { $0 != ":" }
                library.chart_series_set_name(series, String(heading))
            }
            if let title {
                library.chart_title_set_name(chart, title)
            } else {
                library.chart_title_off(chart)
            }
            if measures.count == 1 {
                library.chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
            }
            let code = library.worksheet_insert_chart(state.sheet, 1, UInt16(columns + 1), chart)
            return code == LXW_NO_ERROR ? nil : Self.failure(words(code))
        }
        if let problem { throw problem }
    }

    /// Returns the letters of a column: `A`, `Z`, `AA`.
    private static func letters(_ column: Int) -> String {
        var (text, rest) = ("", column + 1)
        while rest > 0 {
            text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
            rest = (rest - 1) / 26
        }
        return text
    }

    /// Marks the answer in the last sheets as complete.
    func keepSheets() { state.withLock { $0.keptSheets = $0.sheets } }

    /// Removes the sheets of an answer that failed.
    func dropSheets() {
        state.withLock { state in
            guard let book = state.book else { return }
            while state.sheets > state.keptSheets {
                xlsxwriter_remove_last_sheet(book)
                state.sheets -= 1
            }
            state.sheet = nil
        }
    }

    /// Returns a text that XML can represent, encoded as in spreadsheets: characters that XML does
    /// not allow, and a carriage return, which it would change, become `_xHHHH_`, and so does the
    /// underscore of a text that looks like one.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == "_" || isForeign($0) }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if isForeign(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: 4 - digits.count)
                result.append(contentsOf: "_x\(zeros)\(digits)_".unicodeScalars)
            } else if scalar == "_", looksEscaped(rest) {
                result.append(contentsOf: "_x005F_".unicodeScalars)
            } else {
                result.append(scalar)
            }
            rest.removeFirst()
        }
        return String(result)
    }

    private static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func looksEscaped(_ text: Substring.UnicodeScalarView) -> Bool {
        let start = Array(text.prefix(7))
        return start.count == 7 && (start[1] == "x" || start[1] == "X") && start[6] == "_"
            && start[2...5].allSatisfy { $0.properties.isASCIIHexDigit }
    }

    /// Assembles the file.
    func close() throws(UserError) {
        let code = state.withLock { state in
            let book = state.book
            state.book = nil
            return library.workbook_close(book)
        }
        guard code == LXW_NO_ERROR else { throw Self.failure(words(code)) }
    }

    private func words(_ code: lxw_error) -> String {
        guard let known = library.lxw_strerror(code) else { return "error \(code.rawValue)" }
        var text = String(cString: known)
        while text.last == "." { text.removeLast() }
        return text
    }

    private static func load(_ name: String) throws(UserError) -> xlsxwriter_functions {
        try withUnsafeTemporaryAllocation(of: xlsxwriter_functions.self, capacity: 1) {
            (functions) throws(UserError) in
            guard let first = functions.baseAddress, xlsxwriter_load(name, first) != 0 else {
                throw UserError(
                    .output, "writing xlsx failed: there is no \(name)",
                    help: "install libxlsxwriter, or write csv with a mark for Excel: --bom")
            }
            return first.pointee
        }
    }

    private static func failure(_ reason: String) -> UserError {
        UserError(.output, "writing xlsx failed: \(reason)")
    }

    private func failure(_ code: lxw_error, row: Int, _ column: Int) -> UserError {
        guard code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED else { return Self.failure(words(code)) }
        return UserError(
            .output,
            "column \(column + 1) of row \(row) is a text of more than \(Self.longestText) characters, "
                + "which no cell of xlsx holds",
            help: "write csv, or take a part of it with substr()")
    }
}
