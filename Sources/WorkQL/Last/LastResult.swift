import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The meaning of `_` in FROM: the answer of the last query that had one.
enum LastResult: Sendable {
    /// No query has had an answer, or its answer was not kept.
    case none
    case kept(ResultBuffer)
    /// The answer needed more memory than the setting allows.
    case tooLarge(megabytes: Int)
    /// A dry run, which knows only the columns.
    case announced([ResultColumn])

    /// Returns the columns.
    ///
    /// - Parameter span: the position of the statement's `_`.
    func columns(at span: Span) throws(Diagnostic) -> [ResultColumn] {
        switch self {
        case .kept(let result): return result.namedColumns
        case .announced(let columns): return ResultBuffer(columns: columns, zone: .utc).namedColumns
        case .none, .tooLarge:
            let (message, help) = absence
            throw Diagnostic(.unknownTable, message, at: span, help: help)
        }
    }

    /// The reason why there are no rows.
    var absence: (message: String, help: String) {
        switch self {
        case .none, .kept, .announced:
            ("there is no previous result", "_ is the result of the previous query")
        case .tooLarge(let megabytes):
            (
                "the previous result was not kept: it is larger than \(megabytes) MB",
                "SET last_result_mb = NULL, and run the query again"
            )
        }
    }

    /// The rows, for SQLite; none if they are not known.
    var rows: ResultBuffer? {
        switch self {
        case .kept(let result): result
        case .announced(let columns): ResultBuffer(columns: columns, zone: .utc)
        case .none, .tooLarge: nil
        }
    }
}

/// A writer that keeps an answer in addition to passing it on, until it is too large.
struct TeeWriter<Base: ResultWriter>: ResultWriter {
    private(set) var base: Base
    /// In bytes.
    private let limit: Int
    private var kept: ResultBuffer?
    private var isTooLarge = false

    /// - Parameter megabytes: nil is no limit.
    init(_ base: Base, megabytes: Int?) {
        self.base = base
        limit =
            megabytes.map { $0.multipliedReportingOverflow(by: 1_000_000) }
            .map { $0.overflow ? .max : $0.partialValue } ?? .max
    }

    var result: LastResult {
        if isTooLarge { return .tooLarge(megabytes: limit / 1_000_000) }
        return kept.map { .kept($0) } ?? .none
    }

    mutating func pause() throws { try base.pause() }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        kept = ResultBuffer(columns: columns, zone: zone)
        try base.begin(columns, zone: zone)
    }

    mutating func write(_ row: ResultRow) throws {
        kept?.append(row)
        if let size = kept?.byteCount, size > limit {
            kept = nil
            isTooLarge = true
        }
        try base.write(row)
    }

    mutating func finish() throws { try base.finish() }
}
