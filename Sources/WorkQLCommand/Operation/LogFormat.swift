/// The format of the log: `--log`.
enum LogFormat: String, CaseIterable, Sendable {
    /// The log's own lines beside the messages.
    case text
    /// One JSON object per line, including messages.
    case json
}
