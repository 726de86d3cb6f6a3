package import WorkQL
import WorkQLCatalog
package import WorkQLPlanner
package import WorkQLTime

/// Collects an answer as texts: timestamps as RFC 3339, booleans as words, NULL as nil.
package struct CollectingWriter: ResultWriter {
    package private(set) var columns: [ResultColumn] = []
    package private(set) var rows: [[String?]] = []
    package private(set) var isFinished = false
    private var format = TimestampFormat(.rfc3339)

    package init() {}

    package mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        self.columns = columns
        format = TimestampFormat(.rfc3339, zone: zone)
    }

    package mutating func write(_ row: ResultRow) throws {
        rows.append(columns.indices.map { text($0, of: row) })
    }

    package mutating func finish() throws { isFinished = true }

    private func text(_ column: Int, of row: ResultRow) -> String? {
        switch (row.kind(column), columns[column].type) {
        case (.null, _): nil
        case (.integer, .timestamp): format.string(Instant(seconds: row.integer(column)))
        case (.real, .timestamp):
            format.string(Instant(milliseconds: Int64((row.real(column) * 1000).rounded())))
        case (.integer, .boolean): row.integer(column) == 0 ? "false" : "true"
        case (.integer, _): "\(row.integer(column))"
        case (.real, _): "\(row.real(column))"
        case (.text, _), (.blob, _):
            row.withText(column) { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The rows as comma-separated values, for golden files: quoted where necessary, NULL empty.
    package var lines: [String] {
        let header = columns.map(\.name)
        return [header.map(Self.quoted).joined(separator: ",")]
            + rows.map { $0.map { $0.map(Self.quoted) ?? "" }.joined(separator: ",") }
    }

    private static func quoted(_ text: String) -> String {
        let text = text.replacing("\n", with: "\\n").replacing("\u{1b}", with: "\\e")
        guard text.isEmpty || text.contains(",") || text.contains("\"") else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
