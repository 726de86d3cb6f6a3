#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The clock as a parameter: everything that waits or dates a request uses it, so that tests need
/// neither real time nor sleep.
package struct RequestClock: Sendable {
    /// Returns the time since a fixed origin of this clock; never goes back.
    package let now: @Sendable () -> Duration
    /// Returns when `now` has reached the instant, at once when it already has; throws
    /// `CancellationError` when the task is cancelled first.
    package let sleepUntil: @Sendable (Duration) async throws -> Void
    /// Seconds since 1970, as signatures need them.
    package let unixSeconds: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration,
        sleepUntil: @escaping @Sendable (Duration) async throws -> Void,
        unixSeconds: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleepUntil = sleepUntil
        self.unixSeconds = unixSeconds
    }

    package func sleep(for duration: Duration) async throws {
        try await sleepUntil(now() + duration)
    }

    /// The machine's clocks. Time continues while the machine is suspended, as it does for
    /// services.
    package static let system: RequestClock = {
        let origin = ContinuousClock.now
        return RequestClock(
            now: { ContinuousClock.now - origin },
            sleepUntil: { instant in
                try await Task.sleep(until: origin.advanced(by: instant), clock: .continuous)
            },
            unixSeconds: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            })
    }()
}
