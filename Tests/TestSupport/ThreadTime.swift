import Foundation

#if canImport(CDispatch)
    // The module that owns the system's `timespec` according to the compiler, if Foundation
    // re-exports it.
    import CDispatch
#endif

/// The processor time of the calling thread, which excludes the work of other tests on the same
/// cores.
package enum ThreadTime {
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Returns the shortest time of a number of runs, since caches and clocks only ever add to it.
    package static func least(of runs: Int, _ body: () throws -> Void) rethrows -> Duration {
        var least = Duration.seconds(Int64.max / 2)
        for _ in 0..<runs {
            let start = now
            try body()
            least = min(least, now - start)
        }
        return least
    }
}
