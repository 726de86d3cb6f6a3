import WorkQLSyntax
import WorkQLTime

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
    /// In Chinese, a comparison with the same range of an earlier year has words of its own.
    private static let chineseOfYears = ComparisonNames(
        previous: "_同期", change: "_增减", percent: "_同比")

    /// In every language. ORDER BY takes each, so that a script does not depend on the language.
    static let all = [english, chinese, chineseOfYears]

    /// Returns the names in the same language for a comparison.
    func of(_ comparison: Comparison?) -> ComparisonNames {
        guard self == .chinese, case .earlier(let duration)? = comparison?.kind,
            let span = CalendarSpan(duration), span.months != 0, span.months % 12 == 0,
            span.days == 0, span.milliseconds == 0
        else { return self }
        return Self.chineseOfYears
    }
}
