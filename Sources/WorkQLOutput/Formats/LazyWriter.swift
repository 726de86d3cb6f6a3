import WorkQL
import WorkQLPlanner
import WorkQLTime

/// A writer of rows as they come, which writes nothing before the first of them or the end.
///
/// A query that fails before leaves neither a header nor a bracket behind, whatever the engine has
/// begun by then.
struct LazyWriter<Base: FormatWriter>: FormatWriter {
    private var base: Base
    /// What the answer begins with; nil once that is written.
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
