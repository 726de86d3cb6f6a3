import Foundation

#if canImport(CDispatch)
    // Owns the system's `timespec` as far as the compiler sees, where Foundation brings it along.
    import CDispatch
#endif

/// The processor time of the calling thread: what other tests do on the same cores is no part of it.
package enum ThreadTime {
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The shortest time of so many runs, since caches and clocks only ever add to it.
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
