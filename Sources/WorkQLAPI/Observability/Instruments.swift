package import Logging
package import Metrics
package import Tracing

/// The receivers of events: a log, counters and timers, and spans.
///
/// They are silent until the embedding program names a backend or bootstraps one for its process;
/// while they are silent, nothing is computed for them. No emitted text contains a secret, and
/// counters and spans contain no user either.
package struct Instruments: Sendable {
    package let logger: Logger?
    private let ownMetrics: (any MetricsFactory)?
    private let ownTracer: (any Tracer)?

    /// - Parameters:
    ///   - logger: receives every request at the level debug; nil disables logging.
    ///   - metrics: the process's metrics if nil.
    ///   - tracer: the process's tracer if nil.
    package init(
        logger: Logger? = nil, metrics: (any MetricsFactory)? = nil, tracer: (any Tracer)? = nil
    ) {
        self.logger = logger
        ownMetrics = metrics
        ownTracer = tracer
    }

    /// A function that logs each type that a query passes, and the form in which the query leaves
    /// it; nil unless the log is at the level trace.
    package var trace: (@Sendable (_ stop: Any.Type, _ form: Any.Type) -> Void)? {
        guard let logger, logger.logLevel <= .trace else { return nil }
        return { stop, form in
            logger.trace("passes \(String(reflecting: stop)) as \(form)")
        }
    }

    /// nil if metrics are disabled.
    private var metrics: (any MetricsFactory)? {
        if let ownMetrics { return ownMetrics }
        let factory = MetricsSystem.factory
        return factory is NOOPMetricsHandler ? nil : factory
    }

    /// nil if tracing is disabled.
    private var tracer: (any Tracer)? {
        if let ownTracer { return ownTracer }
        // Avoids the search through all protocol conformances of the program that the next line
        // performs.
        if InstrumentationSystem.instrument is NoOpInstrument { return nil }
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }

    package func count(
        _ label: String, by number: Int = 1,
        _ dimensions: @autoclosure () -> [(String, String)]
    ) {
        guard let metrics, number > 0 else { return }
        Counter(label: label, dimensions: dimensions(), factory: metrics).increment(by: number)
    }

    package func time(
        _ label: String, _ duration: Duration, _ dimensions: @autoclosure () -> [(String, String)]
    ) {
        guard let metrics else { return }
        Timer(label: label, dimensions: dimensions(), factory: metrics).record(duration: duration)
    }

    /// Begins a span that the caller ends; returns nil if tracing is disabled.
    ///
    /// - Parameter context: the context of the parent span; the current task's context if nil.
    package func begin(
        _ name: String, in context: InstrumentationContext? = nil, ofKind kind: SpanKind = .internal
    ) -> (any Span)? {
        tracer?.startAnySpan(name, context: context ?? .current ?? .topLevel, ofKind: kind)
    }

    /// Runs a closure within a span. An error is recorded by its kind alone, because its message
    /// may name users.
    package func span<Value>(
        _ name: String, in context: InstrumentationContext? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: ((any Span)?) async throws -> Value
    ) async throws -> Value {
        guard let span = begin(name, in: context) else { return try await body(nil) }
        defer { span.end() }
        do {
            return try await InstrumentationContext.$current.withValue(span.context) {
                try await body(span)
            }
        } catch {
            span.fail(with: error)
            throw error
        }
    }
}

extension Span {
    package func fail(with error: any Error) {
        guard let failure = error as? ServiceFailure else {
            fail(because: error is CancellationError ? "cancelled" : "error", code: nil)
            return
        }
        fail(because: failure.kind.rawValue, code: failure.code)
    }

    /// - Parameter code: the service's error code.
    package func fail(because reason: String, code: Int?) {
        attributes["error.type"] = reason
        if let code { attributes["workql.code"] = code }
        setStatus(SpanStatus(code: .error, message: reason))
    }
}
