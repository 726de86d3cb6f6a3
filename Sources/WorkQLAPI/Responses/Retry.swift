/// Why a request did not bring a page and may bring one when repeated.
enum RetryableFailure: Sendable, Equatable {
    /// The service says it is busy, or failed inside.
    case busy(Int64)
    /// An HTTP status of 500 or above without an error that the service explains.
    case status(Int)
    /// An answer that ends early or is not JSON.
    case broken(String)
    /// The connection was refused or lost, or brought no answer in time.
    case lost(String)
    /// Too many calls in the period: this endpoint rests until the period is over.
    case frequency(Int64)
    /// Too many calls at once.
    case crowded(Int64)
    /// The service says after how many seconds it wants to be asked again, with an HTTP status.
    case told(Int, seconds: Int)

    /// A few words for progress lines and logs.
    var reason: String {
        switch self {
        case .busy(let code): "busy (\(code))"
        case .status(let status): "HTTP status \(status)"
        case .broken: "broken answer"
        case .lost: "lost connection"
        case .frequency(let code): "too many calls (\(code))"
        case .told(let status, _): "asked to wait (HTTP status \(status))"
        case .crowded(let code): "too many calls at once (\(code))"
        }
    }
}

/// Decides whether and when one request is repeated. Each page has its own.
struct Retry: Sendable {
    /// How often a request is repeated after any trouble but `frequency`.
    static let maximum = 3
    /// How often after `frequency`, each time a whole period later.
    static let maxRests = 3
    /// The longest delay before the first repetition; it doubles with each.
    static let base = Duration.seconds(1)
    /// How long an endpoint rests after `frequency`: the shortest period that services count in.
    static let rest = Duration.seconds(60)

    /// The longest rest that a service may ask for, in seconds; what asks for more has its quota used
    /// up.
    static let longestRest = 600

    private(set) var repeated = 0
    private(set) var rested = 0

    enum Decision: Equatable, Sendable {
        case after(Duration)
        /// The endpoint makes no call for so long.
        case rest(Duration)
        case giveUp
    }

    /// - Parameter random: evenly distributed from 0 up to 1. The delay is any from 0 up to the
    ///   longest ("full jitter"), so that clients that failed together do not come back together.
    mutating func decide(_ trouble: RetryableFailure, random: Double) -> Decision {
        if case .frequency = trouble {
            guard rested < Self.maxRests else { return .giveUp }
            rested += 1
            return .rest(Self.rest)
        }
        if case .told(_, let seconds) = trouble {
            guard rested < Self.maxRests, seconds <= Self.longestRest else { return .giveUp }
            rested += 1
            return .rest(.seconds(max(seconds, 1)))
        }
        guard repeated < Self.maximum else { return .giveUp }
        let longest = Self.base * (1 << repeated)
        repeated += 1
        return .after(longest * random)
    }
}
