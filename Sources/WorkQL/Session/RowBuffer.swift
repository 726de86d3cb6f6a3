import Synchronization
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// Rows on their way from SQLite's thread to the task that reads them. Their number is bounded, so
/// that a slow reader makes the fetching wait and memory use stays constant.
///
/// The writing side never waits here. It checks after each row whether there is room, and returns
/// when there is none; a task calls it again.
final class RowBuffer: Sendable {
    fileprivate struct State {
        var rows: [Row] = []
        var isFinished = false
        var failure: WorkQLError?
        /// The task that waits for rows.
        var reader: CheckedContinuation<Void, Never>?
        /// The task that waits for room.
        var writer: CheckedContinuation<Void, Never>?
    }

    /// The maximum number of rows that wait for their reader.
    static let maximum = 512

    private let state = Mutex(State())

    var isFull: Bool { state.withLock { $0.rows.count >= Self.maximum } }

    func append(_ rows: [Row]) {
        let reader = state.withLock { state in
            state.rows.append(contentsOf: rows)
            return state.takeReader()
        }
        reader?.resume()
    }

    /// Ends the answer; with a failure, ends it early. Only the first call has an effect.
    func finish(_ failure: WorkQLError? = nil) {
        let (reader, writer) = state.withLock { state in
            guard !state.isFinished else { return (nil, nil) as (Waiter?, Waiter?) }
            state.isFinished = true
            state.failure = failure
            return (state.takeReader(), state.takeWriter())
        }
        reader?.resume()
        writer?.resume()
    }

    private typealias Waiter = CheckedContinuation<Void, Never>

    /// Ends the answer early; rows that wait for their reader are dropped.
    func abandon(_ failure: WorkQLError) {
        state.withLock { state in
            if !state.isFinished { state.rows = [] }
        }
        finish(failure)
    }

    /// Returns all available rows in the order of the answer; nil after the last.
    func take() async throws(WorkQLError) -> [Row]? {
        while true {
            let (rows, failure, isFinished, writer) = state.withLock { state in
                let rows = state.rows
                state.rows = []
                let writer = rows.isEmpty ? nil : state.takeWriter()
                let failure = rows.isEmpty ? state.failure : nil
                // The next call finds the end.
                if failure != nil { state.failure = nil }
                return (rows, failure, state.isFinished, writer)
            }
            writer?.resume()
            if !rows.isEmpty { return rows }
            if let failure { throw failure }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if !state.rows.isEmpty || state.isFinished { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Returns once rows were taken, or the answer has ended.
    func room() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.rows.count < Self.maximum || state.isFinished { return true }
                state.writer = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}

extension RowBuffer.State {
    fileprivate mutating func takeReader() -> CheckedContinuation<Void, Never>? {
        defer { reader = nil }
        return reader
    }

    fileprivate mutating func takeWriter() -> CheckedContinuation<Void, Never>? {
        defer { writer = nil }
        return writer
    }
}

/// A writer that puts the rows of an answer into a buffer, several at a time.
struct BufferWriter: ResultWriter {
    private let buffer: RowBuffer
    private let shape: RowShape
    private var rows: [Row] = []

    /// The maximum number of rows that are put into the buffer together.
    private static let portion = 64

    init(buffer: RowBuffer, shape: RowShape) {
        self.buffer = buffer
        self.shape = shape
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) {}

    mutating func write(_ row: ResultRow) {
        rows.append(Row(row, shape))
        if rows.count == Self.portion { pause() }
    }

    mutating func pause() {
        guard !rows.isEmpty else { return }
        buffer.append(rows)
        rows = []
    }

    mutating func finish() { pause() }
}

extension Row {
    init(_ row: ResultRow, _ shape: RowShape) {
        var values: [Value] = []
        values.reserveCapacity(shape.columns.count)
        for (index, column) in shape.columns.enumerated() {
            values.append(Value(row, index, type: column.type))
        }
        self.init(shape: shape, values: values)
    }
}

extension Value {
    fileprivate init(_ row: ResultRow, _ index: Int, type: QueryResult.Column.ValueType?) {
        switch (row.kind(index), type) {
        case (.null, _): self.init(.null)
        case (.integer, .timestamp):
            self.init(.timestamp(Instant(seconds: row.integer(index)).milliseconds))
        case (.real, .timestamp):
            self.init(.timestamp(Instant(seconds: row.real(index)).milliseconds))
        case (.integer, .boolean): self.init(.boolean(row.integer(index) != 0))
        case (.integer, _): self.init(.integer(row.integer(index)))
        case (.real, _):
            let number = row.real(index)
            self.init(number.isFinite ? .real(number) : .null)
        case (.text, let type), (.blob, let type):
            let text = row.withText(index) { String(decoding: $0, as: UTF8.self) }
            switch type {
            case .json?: self.init(.json(text))
            case .date?: self.init(.date(text))
            case .time?: self.init(.time(text))
            default: self.init(.text(text))
            }
        }
    }
}

extension Instant {
    fileprivate init(seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self.init(milliseconds: Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max))
    }
}
