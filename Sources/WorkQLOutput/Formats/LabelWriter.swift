import WorkQL
import WorkQLPlanner
import WorkQLTime

/// Heads the columns of another writer by the services' words for them. A word that several columns
/// have leaves them their names.
struct LabelWriter: FormatWriter {
    private var base: any FormatWriter

    init(_ base: any FormatWriter) { self.base = base }

    var output: Output {
        get { base.output }
        set { base.output = newValue }
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        try base.begin(columns.labelled, zone: zone)
    }

    mutating func write(_ row: ResultRow) throws { try base.write(row) }
    mutating func pause() throws { try base.pause() }
    mutating func finish() throws { try base.finish() }
}

extension [ResultColumn] {
    /// Under their labels, where these tell them apart.
    var labelled: [ResultColumn] {
        var counts: [String: Int] = [:]
        for column in self {
            counts[column.label.isEmpty ? column.name : column.label, default: 0] += 1
        }
        return map { column in
            counts[column.label] == 1 ? column.named(column.label) : column
        }
    }
}
