/// What COMPARE puts behind the name of an aggregate for the columns beside it.
package struct ComparisonNames: Hashable, Sendable {
    /// Of the aggregate over the earlier range.
    package var previous: String
    /// Of the difference.
    package var change: String
    /// Of the difference in percent.
    package var percent: String

    package static let english = ComparisonNames(
        previous: "_prev", change: "_delta", percent: "_pct")
    package static let chinese = ComparisonNames(
        previous: "_上期", change: "_增减", percent: "_环比")

    /// In every language. ORDER BY takes each, so that a script does not depend on the language.
    static let all = [english, chinese]
}
