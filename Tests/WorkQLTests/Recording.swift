import Logging
import Synchronization
import WorkQLAPI

/// A log that is stored as text, at every level.
final class RecordedLog: Sendable {
    struct Record: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: [String: String]
    }

    private let kept = Mutex<[Record]>([])

    var records: [Record] { kept.withLock { $0 } }
    var text: String { records.map { "\($0.message) \($0.metadata)" }.joined(separator: "\n") }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let record = Record(
                level: event.level, message: "\(event.message)",
                metadata: (event.metadata ?? [:]).mapValues { "\($0)" })
            log.kept.withLock { $0.append(record) }
        }
    }
}

/// The network, which records the secrets that must not be logged.
final class SecretsTransport: Transport {
    private let inner = HTTPTransport(connections: 8)
    private let seen = Mutex<Set<String>>([])

    /// Every token, signature and key that was sent.
    var secrets: Set<String> { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPAnswer {
        var secrets = request.headers.filter {
            ["X-TC-Signature", "X-TC-Key", "Authorization"].contains($0.name)
        }.map(\.value)
        for name in ["access_token=", "corpsecret="] {
            guard let found = request.url.firstRange(of: name) else { continue }
            secrets.append(String(request.url[found.upperBound...].prefix { $0 != "&" }))
        }
        seen.withLock { $0.formUnion(secrets) }
        return try await inner.send(request)
    }
}
