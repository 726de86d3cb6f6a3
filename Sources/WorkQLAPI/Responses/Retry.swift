/// Why a request returned no page and may return one when repeated.
enum RetryableFailure: Sendable, Equatable {
    /// The service reports that it is busy, or that it failed internally.
    case busy(Int64)
    /// An HTTP status of 500 or above without an error that the service explains.
    case status(Int)
    /// An answer that is truncated or is not JSON.
    case broken(String)
    /// The connection was refused or lost, or no answer arrived in time.
    case lost(String)
    /// Too many calls in the period: this endpoint pauses until the period is over.
    case frequency(Int64)
    /// Too many calls at once.
    case crowded(Int64)
    /// The service states the number of seconds after which it accepts the request again, with an
    /// HTTP status.
    case told(Int, seconds: Int)

    /// A short description for progress lines and logs.
    var reason: String {
        switch self {
        case .busy(let code): "busy (\(code))"
        case .status(let status): "HTTP status \(status)"
        case .broken: "broken response"
        case .lost: "lost connection"
        case .frequency(let code): "too many calls (\(code))"
        case .told(let status, _): "asked to wait (HTTP status \(status))"
        case .crowded(let code): "too many calls at once (\(code))"
        }
    }
}

/// The decision whether and when one request is repeated. Each page has its own instance.
struct Retry: Sendable {
    /// The maximum number of repetitions after any failure but `frequency`.
    static let maximum = 3
    /// The maximum number of repetitions after `frequency`, each a whole period later.
    static let maxRests = 3
    /// The maximum delay before the first repetition; it doubles with each.
    static let base = Duration.seconds(1)
    /// How long an endpoint pauses after `frequency`: the shortest period in which services count.
    static let rest = Duration.seconds(60)

    /// The maximum pause that a service may request, in seconds; if it requests more, its quota is
    /// exhausted.
    static let longestRest = 600

    private(set) var repeated = 0
    private(set) var rested = 0

    enum Decision: Equatable, Sendable {
        case after(Duration)
        /// The endpoint makes no call for this duration.
        case rest(Duration)
        case doNotRetry
    }

    /// - Parameter random: uniformly distributed in 0 ..< 1. The delay is uniform between 0 and the
    ///   maximum ("full jitter"), so that clients that failed together do not retry together.
    mutating func decide(_ trouble: RetryableFailure, random: Double) -> Decision {
        if case .frequency = trouble {
            guard rested < Self.maxRests else { return .doNotRetry }
            rested += 1
            return .rest(Self.rest)
        }
        if case .told(_, let seconds) = trouble {
            guard rested < Self.maxRests, seconds <= Self.longestRest else { return .doNotRetry }
            rested += 1
            return .rest(.seconds(max(seconds, 1)))
        }
        guard repeated < Self.maximum else { return .doNotRetry }
        let longest = Self.base * (1 << repeated)
        repeated += 1
        return .after(longest * random)
    }
}
