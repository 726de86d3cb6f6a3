import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLShell

extension Workload {
    /// What writing 10,000 rows of 18 columns costs, which stand in memory.
    static let formats = [
        format("write csv", .csv), format("write json", .json), format("write table", .table),
    ]

    private static func format(_ name: String, _ format: OutputFormat) -> Workload {
        Workload(name) {
            let statement = try AnswerSession.statement("SELECT * FROM checkin")
            let table = try AnswerSession.table()
            let columns = table.columns.map { ResultColumn(name: $0.name, type: $0.type) }
            let rows = (0..<100).map { SampleRow($0, of: table.columns) }
            return {
                let writer = try Presentation(format: format)
                    .writer(for: statement, to: .memory)
                return try write(rows, columns, to: writer)
            }
        }
    }

    private static func write(
        _ rows: [SampleRow], _ columns: [ResultColumn], to writer: some FormatWriter
    ) throws -> Int {
        var writer = writer
        try writer.begin(columns, zone: .shanghai)
        var bytes = 0
        for _ in 0..<100 {
            for row in rows { try writer.write(row) }
            bytes += writer.output.bytes.count
            writer.output.bytes.removeAll(keepingCapacity: true)
        }
        try writer.finish()
        return bytes + writer.output.bytes.count
    }
}

/// A check-in whose values stand ready.
private struct SampleRow: ResultRow {
    private let texts: [[UInt8]]
    private let types: [ColumnType]
    private let number: Int

    init(_ number: Int, of columns: [Column]) {
        self.number = number
        types = columns.map(\.type)
        texts = columns.map { column in
            switch column.type {
            case .text: Array("\(column.label) \(column.name), \(number)".utf8)
            case .json: Array(#"["WWCISP_\#(number)","路上堵车"]"#.utf8)
            default: []
            }
        }
    }

    func kind(_ column: Int) -> ValueKind {
        if (number + column) % 5 == 0 { return .null }
        return switch types[column] {
        case .text, .json: .text
        case .real: .real
        case .integer, .boolean, .timestamp: .integer
        }
    }

    func integer(_ column: Int) -> Int64 { Int64(1_577_808_000 + number * 3_607 + column) }

    func real(_ column: Int) -> Double { Double(30_000_000 + number * 317 + column) / 1e6 }

    func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        try texts[column].withUnsafeBufferPointer(body)
    }
}
