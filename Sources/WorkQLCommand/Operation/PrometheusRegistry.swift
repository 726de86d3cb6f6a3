import CoreMetrics
import Foundation
import Synchronization

/// Collects the metrics of the library, and writes them in Prometheus's text format, for the
/// textfile collector of its node exporter.
///
/// The library's counters become `workql_calls_total{endpoint="…"}`, its timers the sum and the
/// number of a summary in seconds. A process started by cron counts from zero, and a counter that
/// restarts with each run would be read wrongly: so each counter continues from the file of the
/// previous run.
final class PrometheusRegistry: MetricsFactory {
    private struct State {
        /// The values by the metric's name with its labels.
        var counters: [String: Double] = [:]
        var gauges: [String: Double] = [:]
        /// Whether the counters of an earlier process are among these.
        var isContinued = false
    }

    private let state = Mutex(State())

    /// The descriptions of the metrics, for the lines above them.
    private static let help = [
        "workql_bytes_total": "Bytes of answers, decompressed.",
        "workql_call_duration_seconds": "From a request to the last byte of its answer.",
        "workql_calls_total": "Requests sent, retries among them.",
        "workql_pages_total": "Pages of answers.",
        "workql_quota_wait_seconds": "Waits for a quota.",
        "workql_retries_total": "Requests that were repeated.",
        "workql_rows_total": "Rows that services sent.",
        "workql_statement_duration_seconds": "Time that statements took.",
        "workql_statements_total": "Statements that ended.",
        "workql_stored_rows_total": "Rows that the store had.",
        "workql_build_info": "The version that wrote this file; always 1.",
        "workql_sync_duration_seconds": "Time that the queries of the last run took.",
        "workql_sync_exit_status": "Exit status of the last run; 0 is success.",
        "workql_sync_failed_queries": "Queries of the last run that failed.",
        "workql_sync_last_run_timestamp_seconds": "When the last run ended.",
        "workql_sync_last_success_timestamp_seconds": "When a run last succeeded.",
        "workql_sync_queries": "Queries of the last run.",
        "workql_sync_written_ranges": "Ranges and answers that the last run wrote with --into.",
        "workql_sync_written_rows": "Rows that the last run wrote with --into.",
    ]

    // MARK: Counting

    func set(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
        let series = Self.series(name, labels)
        state.withLock { $0.gauges[series] = value }
    }

    fileprivate func add(_ value: Double, to series: String) {
        state.withLock { $0.counters[series, default: 0] += value }
    }

    /// Returns the name of a series: `workql_calls_total{endpoint="journal",table=""}`.
    private static func series(_ name: String, _ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return name }
        let pairs = labels.map { label, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(word(label))=\"\(escaped)\""
        }
        return "\(name){\(pairs.joined(separator: ","))}"
    }

    private static func word(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Series(self, Self.series(Self.word(label) + "_total", dimensions))
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = Self.word(label) + "_seconds"
        return TimerSeries(
            self, sum: Self.series(name + "_sum", dimensions),
            count: Self.series(name + "_count", dimensions))
    }

    // The library has neither recorders nor meters.
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        NOOPMetricsHandler.instance
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}

    // MARK: The file

    /// Continues from the file of a previous run: counters are added to, and the time of the last
    /// successful run is kept until another run succeeds. Unknown lines are dropped.
    func resume(from text: String) {
        let isContinued = state.withLock { state in
            defer { state.isContinued = true }
            return state.isContinued
        }
        guard !isContinued else { return }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "),
                let value = Double(line[line.index(after: space)...]), value.isFinite
            else { continue }
            let series = String(line[..<space])
            let name = String(series.prefix { $0 != "{" })
            guard name.hasPrefix("workql_") else { continue }
            if Self.isCounted(name) {
                add(value, to: series)
            } else if name == "workql_sync_last_success_timestamp_seconds" {
                state.withLock { state in
                    if state.gauges[series] == nil { state.gauges[series] = value }
                }
            }
        }
    }

    private static func isCounted(_ name: String) -> Bool {
        guard let metric = metric(of: name) else { return false }
        return name != metric || name.hasSuffix("_total")
    }

    /// Returns the metric that the name of a series belongs to: `x_seconds` for `x_seconds_sum`;
    /// nil for an unknown one.
    private static func metric(of name: String) -> String? {
        if help[name] != nil { return name }
        for ending in ["_sum", "_count"] where name.hasSuffix(ending) {
            let metric = String(name.dropLast(ending.count))
            if help[metric] != nil { return metric }
        }
        return nil
    }

    var text: String {
        let (counters, gauges) = state.withLock { ($0.counters, $0.gauges) }
        var lines: [String: [String]] = [:]
        for (series, value) in counters.merging(gauges, uniquingKeysWith: { $1 }) {
            let name = String(series.prefix { $0 != "{" })
            let number =
                value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
            lines[Self.metric(of: name) ?? name, default: []].append("\(series) \(number)")
        }
        var text = ""
        for (metric, series) in lines.sorted(by: { $0.key < $1.key }) {
            let isSummary = series.contains { $0.hasPrefix(metric + "_count") }
            let kind = isSummary ? "summary" : metric.hasSuffix("_total") ? "counter" : "gauge"
            if let help = Self.help[metric] { text += "# HELP \(metric) \(help)\n" }
            text += "# TYPE \(metric) \(kind)\n"
            text += series.sorted().map { $0 + "\n" }.joined()
        }
        return text
    }
}

extension PrometheusRegistry {
    private final class Series: CounterHandler {
        private let registry: PrometheusRegistry
        private let name: String

        init(_ registry: PrometheusRegistry, _ name: String) {
            self.registry = registry
            self.name = name
        }

        func increment(by number: Int64) { registry.add(Double(number), to: name) }
        func reset() {}
    }

    private final class TimerSeries: TimerHandler {
        private let registry: PrometheusRegistry
        private let sum: String
        private let count: String

        init(_ registry: PrometheusRegistry, sum: String, count: String) {
            self.registry = registry
            self.sum = sum
            self.count = count
        }

        func recordNanoseconds(_ duration: Int64) {
            registry.add(Double(duration) / 1e9, to: sum)
            registry.add(1, to: count)
        }
    }
}
