package import WorkQLPlanner

/// One row of an answer, readable only while a writer is given it.
///
/// Timestamps are seconds since 1970, an integer or a real with milliseconds; booleans are integers;
/// JSON is text. What a value means is told by its column's type; what it is, by `kind`.
package protocol ResultRow {
    func kind(_ column: Int) -> ValueKind
    func integer(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    /// The text as UTF-8, valid inside the closure.
    func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result
}

/// What a value is, whatever its column's type.
package enum ValueKind: Hashable, Sendable {
    case null, integer, real, text, blob
}

/// Takes an answer row by row, in the order of the answer.
///
/// A writer that throws ends the query; no more calls are made.
package protocol ResultWriter: Sendable {
    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws
    mutating func write(_ row: some ResultRow) throws
    /// The next row has to be waited for, maybe long: what is written so far should be on its way.
    mutating func pause() throws
    /// Called once after the last row, and not when the query failed.
    mutating func finish() throws
}

extension ResultWriter {
    package mutating func pause() throws {}
}
