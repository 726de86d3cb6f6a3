import WorkQL
import WorkQLPlanner
import WorkQLTime

/// Replaces the column headings of another writer by the services' terms for the columns. If
/// several columns have the same term, they keep their names.
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
    /// The columns named by their labels, where these are unique.
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
