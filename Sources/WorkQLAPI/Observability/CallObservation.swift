import Logging
import Tracing
import WorkQLPages

/// A reporter of the events of one call to the statement's statistics and to the instruments.
struct CallObservation: Sendable {
    let instruments: Instruments
    /// The table; nil for requests that belong to no table, such as tokens.
    let table: String?
    let endpoint: String
    /// The number of the call, counted from 1 in the life of a client; the parts of a call that is
    /// cut share it. nil for tokens.
    let number: Int?
    let observe: @Sendable (CallEvent) -> Void

    private var dimensions: [(String, String)] {
        [("endpoint", endpoint), ("table", table ?? "")]
    }

    /// Reports every event but requests, which are reported with their outcome.
    func tell(_ event: CallEvent) {
        observe(event)
        switch event {
        case .answered(let rows):
            instruments.count("workql.pages", dimensions)
            instruments.count("workql.rows", by: rows, dimensions)
        case .retried(let reason, let delay):
            instruments.count("workql.retries", dimensions + [("reason", reason)])
            log(.debug, "retries") {
                ["reason": "\(reason)", "delay": "\(delay)"]
            }
        case .waiting(let duration):
            instruments.time("workql.quota.wait", duration, [("endpoint", endpoint)])
            log(.trace, "waits for quota") { ["delay": "\(duration)"] }
        case .refused(let users):
            log(.debug, "leaves users out") { ["users": "\(users.count)"] }
        case .doubted(let words):
            log(.warning, "may lack rows") { ["reason": "\(words)"] }
        case .sent, .shared, .divided, .withheld: break
        }
    }

    /// Runs all pages of a call in a span.
    func span<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        try await instruments.span("workql.call") { span in
            describe(span)
            return try await body()
        }
    }

    func request(attempt: Int, page: Int) -> RequestObservation {
        let span = instruments.begin("workql.request", ofKind: .client)
        describe(span)
        span?.attributes["workql.page"] = page
        span?.attributes["workql.attempt"] = attempt
        return RequestObservation(call: self, attempt: attempt, page: page, span: span)
    }

    private func describe(_ span: (any Span)?) {
        guard let span, span.isRecording else { return }
        if let table { span.attributes["workql.table"] = table }
        span.attributes["workql.endpoint"] = endpoint
        if let number { span.attributes["workql.call"] = number }
    }

    fileprivate func log(
        _ level: Logger.Level, _ words: String, _ more: () -> Logger.Metadata
    ) {
        guard let logger = instruments.logger, logger.logLevel <= level else { return }
        var metadata = more()
        if let table { metadata["table"] = "\(table)" }
        if let number { metadata["call"] = "\(number)" }
        logger.log(level: level, "\(endpoint) \(words)", metadata: metadata)
    }
}

/// One request of a call.
struct RequestObservation {
    fileprivate let call: CallObservation
    fileprivate let attempt: Int
    fileprivate let page: Int
    fileprivate let span: (any Span)?

    /// - Parameters:
    ///   - answer: nil if none arrived.
    ///   - duration: the time from sending the request to its last byte.
    func end(_ outcome: ResponseOutcome, _ answer: HTTPAnswer?, after duration: Duration) {
        let instruments = call.instruments
        instruments.count(
            "workql.calls",
            [
                ("endpoint", call.endpoint), ("table", call.table ?? ""),
                ("outcome", outcome.outcome),
            ])
        instruments.count(
            "workql.bytes", by: answer?.body.count ?? 0, [("endpoint", call.endpoint)])
        instruments.time(
            "workql.call.duration", duration,
            [("endpoint", call.endpoint), ("outcome", outcome.outcome)])
        call.log(.debug, outcome.outcome) {
            var metadata: Logger.Metadata = [
                "page": "\(page)", "attempt": "\(attempt)", "outcome": "\(outcome.words)",
                "duration": "\(duration)",
            ]
            if let answer {
                metadata["status"] = "\(answer.status)"
                metadata["bytes"] = "\(answer.body.count)"
            }
            if let code = outcome.failure?.code { metadata["code"] = "\(code)" }
            return metadata
        }
        end(span, outcome, answer)
    }

    private func end(_ span: (any Span)?, _ outcome: ResponseOutcome, _ answer: HTTPAnswer?) {
        guard let span else { return }
        defer { span.end() }
        if let answer {
            span.attributes["http.response.status_code"] = answer.status
            span.attributes["http.response.body.size"] = answer.body.count
        }
        if case .page(let answer) = outcome {
            span.attributes["workql.rows"] = answer.page.count
        } else {
            span.fail(because: outcome.outcome, code: outcome.failure?.code)
        }
    }
}

extension ResponseOutcome {
    /// A short name of the outcome, for counters.
    fileprivate var outcome: String {
        switch self {
        case .page: "answered"
        case .token: "token"
        case .users: "users"
        case .tooLarge: "too_large"
        case .failed(let failure): failure.kind.rawValue
        case .trouble(.busy, _): "busy"
        case .trouble(.status, _): "http_status"
        case .trouble(.broken, _): "broken"
        case .trouble(.lost, _): "lost"
        case .trouble(.frequency, _): "frequency"
        case .trouble(.crowded, _): "crowded"
        case .trouble(.told, _): "told_to_wait"
        }
    }

    fileprivate var failure: ServiceFailure? {
        switch self {
        case .page: nil
        case .trouble(_, let failure), .token(let failure), .users(let failure),
            .tooLarge(_, let failure), .failed(let failure):
            failure
        }
    }

    fileprivate var words: String {
        switch self {
        case .page(let answer): "\(answer.page.count) rows"
        case .trouble(let trouble, _): trouble.reason
        case .token(let failure), .users(let failure), .tooLarge(_, let failure),
            .failed(let failure):
            failure.message
        }
    }
}
