import WorkQL
import WorkQLCatalog
import WorkQLOutput
import WorkQLPlanner
import WorkQLTime

extension Workload {
    /// Workloads that write 10,000 rows of 18 columns, which are in memory.
    static let formats = [
        format("write csv", .csv), format("write json", .json), format("write table", .table),
    ]

    private static func format(_ name: String, _ format: OutputFormat) -> Workload {
        Workload(name) {
            let statement = try AnswerSession.statement("SELECT * FROM checkin")
            let table = try AnswerSession.table()
            let columns = table.columns.map { ResultColumn(name: $0.name, type: $0.type) }
            // The rows are never modified.
            nonisolated(unsafe) let rows = (0..<100).map { RowCells.sample($0, of: table.columns) }
            return {
                let writer = try Presentation(format: format)
                    .writer(for: statement, to: .memory)
                return try write(rows, columns, to: writer)
            }
        }
    }

    private static func write(
        _ rows: [RowCells], _ columns: [ResultColumn], to writer: some FormatWriter
    ) throws -> Int {
        var writer = writer
        try writer.begin(columns, zone: .shanghai)
        var bytes = 0
        for _ in 0..<100 {
            for cells in rows { try writer.write(cells.row) }
            bytes += writer.output.bytes.count
            writer.output.bytes.removeAll(keepingCapacity: true)
        }
        try writer.finish()
        return bytes + writer.output.bytes.count
    }
}

extension RowCells {
    /// Returns a check-in whose values are already computed.
    fileprivate static func sample(_ number: Int, of columns: [Column]) -> RowCells {
        RowCells(
            columns.enumerated().map { index, column in
                if (number + index) % 5 == 0 { return .null }
                return switch column.type {
                case .text: .text(Array("\(column.label) \(column.name), \(number)".utf8))
                case .date: .text(Array("2020-01-01".utf8))
                case .time: .text(Array("09:00:00".utf8))
                case .json: .text(Array(#"["WWCISP_\#(number)","路上堵车"]"#.utf8))
                case .real: .real(Double(30_000_000 + number * 317 + index) / 1e6)
                case .integer, .boolean, .timestamp:
                    .integer(Int64(1_577_808_000 + number * 3_607 + index))
                }
            })
    }
}
