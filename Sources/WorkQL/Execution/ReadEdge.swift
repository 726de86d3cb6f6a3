import Synchronization

/// Up to which time rows of a store are worth reading; the reader of rows moves it.
final class ReadEdge: Sendable {
    let isNewestFirst: Bool
    private let edge = Mutex<Int64?>(nil)

    init(isNewestFirst: Bool) { self.isNewestFirst = isNewestFirst }

    func move(to instant: Int64) { edge.withLock { $0 = instant } }

    /// In milliseconds; nil where all are.
    var instant: Int64? { edge.withLock { $0 } }
}
