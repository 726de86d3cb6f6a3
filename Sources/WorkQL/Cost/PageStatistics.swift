import Synchronization

/// The number of pages of the calls of each table, in this session.
final class PageStatistics: Sendable {
    private let state = Mutex<[String: (calls: Int, pages: Int)]>([:])

    /// Records a call that was answered completely.
    func record(table: String, pages: Int) {
        state.withLock { state in
            let seen = state[table] ?? (0, 0)
            state[table] = (seen.calls + 1, seen.pages + pages)
        }
    }

    /// Returns the average; nil when no call of the table has ended.
    func pagesPerCall(of table: String) -> Double? {
        state.withLock { $0[table] }.map { Double($0.pages) / Double($0.calls) }
    }
}
