/// Sliding windows: at most a number of calls in any span of a number of seconds.
struct Quotas: Sendable {
    private struct Span: Sendable {
        let quota: SandboxQuota
        private var calls: [Double] = []
        private var oldest = 0
        private var blockedUntil = -Double.infinity

        init(_ quota: SandboxQuota) { self.quota = quota }

        /// Removes the calls that have left the window and returns whether another call is allowed.
        mutating func hasRoom(at now: Double) -> Bool {
            guard now >= blockedUntil else { return false }
            while oldest < calls.count, calls[oldest] <= now - quota.seconds { oldest += 1 }
            if oldest > 1_024, oldest * 2 > calls.count {
                calls.removeFirst(oldest)
                oldest = 0
            }
            guard calls.count - oldest < quota.calls else {
                // The block lasts as long as the tripped window (FACTS).
                blockedUntil = now + quota.seconds
                return false
            }
            return true
        }

        mutating func count(_ now: Double) { calls.append(now) }
    }

    private var spans: [SandboxEndpoint: [Span]] = [:]

    /// Counts a call, or returns the quota that it exceeds.
    mutating func exceeded(
        by endpoint: SandboxEndpoint, at now: Double, _ quotas: [SandboxQuota]
    ) -> SandboxQuota? {
        var mine = spans[endpoint] ?? quotas.map(Span.init)
        defer { spans[endpoint] = mine }
        var tripped: SandboxQuota?
        for index in mine.indices where !mine[index].hasRoom(at: now) {
            tripped = tripped ?? mine[index].quota
        }
        guard tripped == nil else { return tripped }
        for index in mine.indices { mine[index].count(now) }
        return nil
    }
}

/// The calls counted for each fault.
struct Faults: Sendable {
    private var counted: [(fault: SandboxFault, calls: Int)]

    init(_ faults: [SandboxFault]) { counted = faults.map { ($0, 0) } }

    /// Counts the call and returns the fault that applies to it.
    mutating func next(on endpoint: SandboxEndpoint) -> SandboxFault.Kind? {
        var struck: SandboxFault.Kind?
        for index in counted.indices where counted[index].fault.concerns(endpoint) {
            counted[index].calls += 1
            if struck == nil, counted[index].fault.strikes(call: counted[index].calls) {
                struck = counted[index].fault.kind
            }
        }
        return struck
    }
}
