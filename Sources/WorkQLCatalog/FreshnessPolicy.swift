/// For how long what an endpoint says of a time may still change.
public struct FreshnessPolicy: Hashable, Sendable {
    /// What was fetched so many seconds after it happened changes no more; nil when anything may
    /// always change.
    public let after: Int?
    /// For how many seconds what may still change is used once it was fetched.
    public let freshFor: Int

    /// - Parameters:
    ///   - after: seconds after which nothing changes; nil when anything may always change.
    ///   - freshFor: seconds.
    public init(after: Int?, freshFor: Int) {
        self.after = after
        self.freshFor = freshFor
    }

    /// For endpoints that tell what is now: ten minutes.
    public static let never = FreshnessPolicy(after: nil, freshFor: 600)

    /// - Parameters:
    ///   - days: after so many a row of a time does not change any more.
    ///   - minutes: for so many a row that may still change is used again.
    public static func after(days: Int, freshFor minutes: Int) -> FreshnessPolicy {
        FreshnessPolicy(after: days * 86_400, freshFor: minutes * 60)
    }
}
