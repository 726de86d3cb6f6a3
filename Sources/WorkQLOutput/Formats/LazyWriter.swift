import WorkQL
import WorkQLPlanner
import WorkQLTime

extension OutputFormat.WriterRequest {
    /// Returns a lazy writer of rows, or of a plan's lines, which no format of cells changes.
    func lazy(_ rows: some FormatWriter) -> any FormatWriter {
        isPlan ? LazyWriter(LinesWriter(output)) : LazyWriter(rows)
    }
}

/// A writer that streams rows, but writes nothing before the first row or the end.
///
/// A query that fails before then writes neither a header nor a bracket, even if the engine has
/// already begun the answer.
struct LazyWriter<Base: FormatWriter>: FormatWriter {
    private var base: Base
    /// The arguments of `begin`; nil once the beginning is written.
    private var beginning: (columns: [ResultColumn], zone: Zone)?

    init(_ base: Base) { self.base = base }

    var output: Output {
        get { base.output }
        set { base.output = newValue }
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        beginning = (columns, zone)
    }

    mutating func write(_ row: ResultRow) throws {
        if beginning != nil { try begin() }
        try base.write(row)
    }

    mutating func pause() throws {
        if beginning == nil { try base.pause() }
    }

    mutating func finish() throws {
        try begin()
        try base.finish()
    }

    private mutating func begin() throws {
        guard let (columns, zone) = beginning else { return }
        beginning = nil
        try base.begin(columns, zone: zone)
    }
}
