import Synchronization

/// How many pages the calls of each table had, in this session.
final class PageStatistics: Sendable {
    private let state = Mutex<[String: (calls: Int, pages: Int)]>([:])

    /// A call was answered to its end.
    func record(table: String, pages: Int) {
        state.withLock { state in
            let seen = state[table] ?? (0, 0)
            state[table] = (seen.calls + 1, seen.pages + pages)
        }
    }

    /// On average; nil when no call of the table has ended.
    func pagesPerCall(of table: String) -> Double? {
        state.withLock { $0[table] }.map { Double($0.pages) / Double($0.calls) }
    }
}
