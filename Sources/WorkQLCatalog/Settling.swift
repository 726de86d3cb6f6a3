/// For how long what an endpoint says of a time may still change.
package struct Settling: Hashable, Sendable {
    /// What was fetched so many seconds after it happened changes no more; nil when anything may
    /// always change.
    package let after: Int?
    /// For how many seconds what may still change is used once it was fetched.
    package let freshFor: Int

    /// For endpoints that tell what is now.
    static let never = Settling(after: nil, freshFor: 600)

    static func after(days: Int, freshFor minutes: Int) -> Settling {
        Settling(after: days * 86_400, freshFor: minutes * 60)
    }
}
