package import WorkQL
import WorkQLCatalog
package import WorkQLPlanner
package import WorkQLTime

/// The rows of a result in memory, for a report: their values and their displayed texts.
package struct ReportRows: FormatWriter {
    struct Cell: Sendable {
        var value: CellValue
        var text: String
    }

    package var output = Output.memory
    private(set) var columns: [ResultColumn] = []
    /// The displayed names.
    private(set) var names: [String] = []
    private(set) var rows: [[Cell]] = []
    private(set) var zone = Zone.utc
    /// Whether the column headings are the services' terms for the columns.
    package var showsLabels = false
    private var form = CellText(ambiguous: 1, nullText: "")

    package init() {}

    package mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        self.columns = columns
        self.zone = zone
        form.begin(columns, zone: zone)
        names = (showsLabels ? columns.labelled : columns).map { column in
            var text: [UInt8] = []
            _ = form.appendName(column.name, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
    }

    package mutating func write(_ row: ResultRow) throws {
        rows.append(
            columns.indices.map { column in
                var text: [UInt8] = []
                let value = form.append(row, column, to: &text).value
                return Cell(value: value, text: String(decoding: text, as: UTF8.self))
            })
    }

    package mutating func finish() throws {}

    /// Returns whether a column contains only numbers.
    func isNumeric(_ column: Int) -> Bool {
        if let type = columns[column].type { return type == .integer || type == .real }
        let values = rows.lazy.map { $0[column].value }.filter { $0 != .null }
        return !values.isEmpty && values.allSatisfy(\.isNumber)
    }
}
