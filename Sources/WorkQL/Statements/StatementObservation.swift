import Logging
import Tracing
import WorkQLAPI
import WorkQLSyntax

/// One statement as reported to the session's instruments. Its text is not reported: it names
/// users.
struct StatementObservation: Sendable {
    private let instruments: Instruments
    private let kind: String
    private let start = ContinuousClock.now
    private let span: (any Tracing.Span)?

    init(_ statement: Statement, _ instruments: Instruments) {
        self.instruments = instruments
        kind = statement.kind.word
        span = instruments.begin("workql.statement")
        span?.attributes["workql.statement"] = kind
    }

    /// Calls `body` as a part of the statement's span.
    func during<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async -> Value
    ) async -> Value {
        guard let span else { return await body() }
        return await InstrumentationContext.$current.withValue(span.context) { await body() }
    }

    /// Reports the end of the statement.
    ///
    /// - Parameter result: the cost of a statement that has an answer.
    func end(_ result: Result<QueryStatistics?, UserError>) {
        let outcome: String
        var statistics = QueryStatistics()
        switch result {
        case .success(let told):
            outcome = "done"
            statistics = told ?? statistics
            span?.attributes["workql.rows"] = statistics.rows
            span?.attributes["workql.calls"] = statistics.calls
            span?.attributes["workql.stored_rows"] = statistics.stored
        case .failure(let error):
            outcome = "\(error.kind)"
            span?.fail(because: error.code.rawValue, code: nil)
        }
        span?.end()
        let elapsed = ContinuousClock.now - start
        instruments.count("workql.statements", [("statement", kind), ("outcome", outcome)])
        instruments.time(
            "workql.statement.duration", elapsed, [("statement", kind), ("outcome", outcome)])
        // The answer itself shows this as well, so that only a log of every step needs it.
        guard let logger = instruments.logger, logger.logLevel <= .trace else { return }
        logger.trace(
            "statement \(outcome)",
            metadata: [
                "statement": "\(kind)", "rows": "\(statistics.rows)",
                "calls": "\(statistics.calls)",
                "stored": "\(statistics.stored)", "duration": "\(elapsed)",
            ])
    }
}

extension Tracing.Span {
    func describe(table: String, _ share: StatisticsRecorder.Share) {
        attributes["workql.table"] = table
        attributes["workql.calls"] = share.calls
        attributes["workql.pages"] = share.pages
        attributes["workql.rows"] = share.rows
        attributes["workql.retries"] = share.retries
    }
}

extension Statement.Kind {
    /// One of a few words, for counters.
    fileprivate var word: String {
        switch self {
        case .query: "select"
        case .refresh: "refresh"
        case .forget: "forget"
        case .explain: "explain"
        case .describe, .describeFile, .describeQuery: "describe"
        case .summarize: "summarize"
        case .show: "show"
        case .set, .reset: "set"
        case .parameters: "param"
        case .bind: "let"
        case .copy: "copy"
        case .save: "save"
        case .run: "run"
        }
    }
}
