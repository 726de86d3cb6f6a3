import Synchronization
import WorkQL
import WorkQLPlanner
import WorkQLTime

/// Tells what came of an answer whose writer is lost with its failure.
struct WatchingWriter: ResultWriter {
    final class Watch: Sendable {
        private let state = Mutex((rows: 0, isFinished: false))

        var rows: Int { state.withLock { $0.rows } }
        var isFinished: Bool { state.withLock { $0.isFinished } }

        fileprivate func countRow() { state.withLock { $0.rows += 1 } }
        fileprivate func finish() { state.withLock { $0.isFinished = true } }
    }

    let watch: Watch

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {}
    mutating func write(_ row: ResultRow) throws { watch.countRow() }
    mutating func finish() throws { watch.finish() }
}
