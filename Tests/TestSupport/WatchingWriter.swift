import Synchronization
package import WorkQL
package import WorkQLPlanner
package import WorkQLTime

/// Reports the state of an answer whose writer is lost when it fails.
package struct WatchingWriter: ResultWriter {
    package final class Watch: Sendable {
        private let state = Mutex((rows: 0, isFinished: false))

        package init() {}

        package var rows: Int { state.withLock { $0.rows } }
        package var isFinished: Bool { state.withLock { $0.isFinished } }

        fileprivate func countRow() { state.withLock { $0.rows += 1 } }
        fileprivate func finish() { state.withLock { $0.isFinished = true } }
    }

    package let watch: Watch

    package init(watch: Watch) { self.watch = watch }

    package mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {}
    package mutating func write(_ row: ResultRow) throws { watch.countRow() }
    package mutating func finish() throws { watch.finish() }
}
