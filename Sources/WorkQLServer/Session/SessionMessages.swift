/// The threads on which messages are handled.
extension ClientSession {
    /// Handles a message, on the event loop of the connection where that takes no time.
    ///
    /// - Returns: false if the session is over.
    func handle(_ message: FrontendMessage) async throws -> Bool {
        guard !isShort(message) else { return try await take(message) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await take(message)
        }
    }

    /// Whether a message is handled within microseconds: one about no statement, or about one that
    /// reads nothing.
    private func isShort(_ message: FrontendMessage) -> Bool {
        guard rules.departments == nil else { return false }
        switch message {
        case .query(let text), .parse(_, let text, _): return StatementText.isShort(text)
        case .bind(let binding): return statements[binding.statement]?.isShort ?? true
        case .describe(.statement(let name)): return statements[name]?.isShort ?? true
        case .describe(.portal(let name)), .execute(let name, _):
            return portals[name]?.statement.isShort ?? true
        default: return true
        }
    }
}
