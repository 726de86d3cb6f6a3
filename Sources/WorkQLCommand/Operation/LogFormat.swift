/// How the log is written: `--log`.
enum LogFormat: String, CaseIterable, Sendable {
    /// The log's own lines beside the messages.
    case text
    /// One JSON object a line, messages among them.
    case json
}
