import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Formats values for people: times in the zone, and text without characters that control a
/// terminal.
struct CellText: Sendable {
    private(set) var types: [ColumnType?] = []
    private var timestamps = TimestampFormat(.table, zone: .utc)
    /// The number of columns of a character of ambiguous width, 1 or 2.
    let ambiguous: Int
    private let nullText: String

    init(ambiguous: Int, nullText: String = "NULL") {
        self.ambiguous = ambiguous
        self.nullText = nullText
    }

    /// Takes the columns whose values follow.
    mutating func begin(_ columns: [ResultColumn], zone: Zone) {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.table, zone: zone)
    }

    /// Appends a value and returns its width in columns of a terminal.
    func append(
        _ row: ResultRow, _ column: Int, to text: inout [UInt8]
    ) -> (value: CellValue, width: Int) {
        let value = CellValue(row, column, type: types[column])
        let start = text.count
        switch value {
        case .null:
            text.appendText(nullText)
            return (value, nullText.displayWidth)
        case .integer(let value): text.appendInteger(value)
        case .real(let value): text.appendReal(value)
        case .boolean(let value): text.append(value ? "true" : "false")
        case .timestamp(let instant): timestamps.append(instant, to: &text)
        case .text, .json:
            return (value, row.withText(column) { text.appendVisible($0, ambiguous: ambiguous) })
        case .blob: row.withText(column) { text.appendHexadecimal($0) }
        }
        // All values except text are ASCII.
        return (value, text.count - start)
    }

    /// The names of columns, with their widths.
    func names(of columns: [ResultColumn]) -> [VerticalLayout.Name] {
        columns.map { column in
            var text: [UInt8] = []
            let width = appendName(column.name, to: &text)
            return VerticalLayout.Name(text: text, width: width)
        }
    }

    /// Appends a column's name and returns its width in columns of a terminal.
    func appendName(_ name: String, to text: inout [UInt8]) -> Int {
        var name = name
        return name.withUTF8 { text.appendVisible($0, ambiguous: ambiguous) }
    }
}
