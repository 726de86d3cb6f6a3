import WorkQL
import WorkQLPlanner
import WorkQLTime

/// The texts of the first column, one per line and without a frame. It is used for plans, whose
/// lines may be longer than any terminal is wide.
struct LinesWriter: FormatWriter {
    var output: Output

    init(_ output: Output) { self.output = output }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        output.beginLines()
    }

    mutating func write(_ row: ResultRow) throws {
        row.withText(0) { _ = output.bytes.appendVisible($0) }
        output.bytes.append("\n")
        try output.flushIfFull()
    }

    mutating func finish() throws { try output.flush() }
}
