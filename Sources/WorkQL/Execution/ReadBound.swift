import Synchronization

/// The time up to which stored rows are worth reading; the reader of rows moves it.
final class ReadBound: Sendable {
    let isNewestFirst: Bool
    private let edge = Mutex<Int64?>(nil)

    init(isNewestFirst: Bool) { self.isNewestFirst = isNewestFirst }

    func move(to instant: Int64) { edge.withLock { $0 = instant } }

    /// The time in milliseconds; nil if all rows are worth reading.
    var instant: Int64? { edge.withLock { $0 } }
}
