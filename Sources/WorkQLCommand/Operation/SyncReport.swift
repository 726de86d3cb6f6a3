import Foundation
import WorkQL
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

/// The outcome of a sync's queries, for the user and for monitoring.
struct SyncReport: Sendable {
    var started = Date()
    var queries = 0
    var failed = 0
    var calls = 0
    var fetched = 0
    var stored = 0
    var elapsed = 0.0
    /// Ranges and answers that were written into a warehouse, and their rows; nil without one.
    var written: (ranges: Int, rows: Int)?
    /// Of the first that failed.
    var status = ExitStatus.done
    /// The error code of the first failure; `unspecified` if unknown.
    var code = DiagnosticCode.unspecified

    mutating func add(_ statistics: QueryStatistics) {
        calls += statistics.calls
        fetched += statistics.fetched
        stored += statistics.stored
        elapsed += statistics.elapsed
    }

    /// Records a failure. An interruption takes precedence over a failure that happened by itself.
    mutating func fail(_ status: ExitStatus, _ code: DiagnosticCode) {
        guard self.status == .done || status == .interrupted else { return }
        self.status = status
        self.code = code
    }

    var line: String {
        let done = failed == 0 ? "" : "\(queries - failed) of "
        return
            "sync: \(done)\(counted(queries, "query", "queries")) · \(counted(calls, "call"))"
            + " · \(counted(fetched, "row")) fetched · \(stored) stored before"
            + (written.map {
                " · \(counted($0.rows, "row")) in \(counted($0.ranges, "range")) written"
            } ?? "")
            + " · \(QueryStatistics.duration(elapsed))"
    }

    /// The fields for the log.
    var fields: [(String, LogRecord.Field)] {
        [
            ("queries", .integer(queries)), ("failed", .integer(failed)),
            ("calls", .integer(calls)),
            ("rows", .integer(fetched)), ("stored", .integer(stored)), ("seconds", .real(elapsed)),
            ("exit", .integer(Int(status.rawValue))),
        ]
            + (written.map {
                [("written_rows", .integer($0.rows)), ("written_ranges", .integer($0.ranges))]
            } ?? [])
    }

    // MARK: Health

    /// The file that monitoring reads: the outcome of the last run, and the time of the last
    /// successful one.
    struct Health: Codable, Hashable, Sendable {
        /// `ok` or `failed`.
        var status: String
        var exit: Int32
        /// The code of the first error, such as `E1102`; nil if there is none.
        var code: String?
        var started: Date
        var ended: Date
        /// The time of the last successful run; nil as long as no run has succeeded.
        var lastSuccess: Date?
        var queries: Int
        var failed: Int
        var calls: Int
        var rows: Int
        var stored: Int
        var version: String

        private enum CodingKeys: String, CodingKey {
            case status, exit, code, started, ended
            case lastSuccess = "last_success"
            case queries, failed, calls, rows, stored, version
        }
    }

    /// Returns the health after this run.
    ///
    /// - Parameter earlier: the health of the previous run; its last success is kept unless this
    ///   run succeeded.
    func health(ended: Date, after earlier: Health?) -> Health {
        Health(
            status: status == .done ? "ok" : "failed", exit: status.rawValue,
            code: code == .unspecified ? nil : code.rawValue, started: started, ended: ended,
            lastSuccess: status == .done ? ended : earlier?.lastSuccess, queries: queries,
            failed: failed, calls: calls, rows: fetched, stored: stored,
            version: ProgramVersion.number)
    }

    func writeHealth(to path: String, ended: Date) throws(UserError) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let earlier = (try? Data(contentsOf: URL(fileURLWithPath: path))).flatMap {
            try? decoder.decode(Health.self, from: $0)
        }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings, dates and integers are always encodable.
        guard let data = try? encoder.encode(health(ended: ended, after: earlier)) else { return }
        try Self.write(String(decoding: data, as: UTF8.self) + "\n", to: path)
    }

    /// Writes a file atomically, because it may be read at any time.
    static func write(_ text: String, to path: String) throws(UserError) {
        let file = try FileDestination(path: path)
        var text = text
        let number = text.withUTF8 {
            Output.write(UnsafeRawBufferPointer($0), to: file.descriptor)
        }
        if let number {
            file.discard()
            throw UserError(.output, "writing to \(path) failed: \(systemMessage(number))")
        }
        try file.commit()
    }
}
