/// The period in which the data of an endpoint for a time may still change.
public struct FreshnessPolicy: Hashable, Sendable {
    /// The number of seconds after its time at which a fetched record cannot change any more; nil
    /// when records may always change.
    public let after: Int?
    /// The number of seconds for which data that may still change are used after they were fetched.
    public let freshFor: Int

    /// - Parameters:
    ///   - after: seconds after which nothing changes; nil when anything may always change.
    ///   - freshFor: seconds for which data that may still change are used again.
    public init(after: Int?, freshFor: Int) {
        self.after = after
        self.freshFor = freshFor
    }

    /// For endpoints that return the present state: ten minutes.
    public static let never = FreshnessPolicy(after: nil, freshFor: 600)

    /// - Parameters:
    ///   - days: the days after which a row of a time does not change any more.
    ///   - minutes: the minutes for which a row that may still change is used again.
    public static func after(days: Int, freshFor minutes: Int) -> FreshnessPolicy {
        FreshnessPolicy(after: days * 86_400, freshFor: minutes * 60)
    }
}
