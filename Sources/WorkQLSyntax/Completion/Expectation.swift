/// What may stand at the end of a text, as the parser asked for it when it got there.
///
/// There is no second grammar: every place where the parser looks for a keyword, or for something
/// that has no spelling of its own, says so, and what it says where the text ends is kept.
package struct Expectation: Hashable, Sendable {
    /// What stands in a place, beyond keywords.
    package enum Slot: Hashable, Sendable {
        /// A table, one of a service if that has been named.
        case table(of: Name?)
        /// An expression.
        case expression
        /// A column of the tables in scope, or of those that the qualifier names.
        case column([Name])
        /// A column that both sides of a join have.
        case sharedColumn
        /// `*`
        case star
        /// The list, or the query, or the parameter after IN.
        case list
        case type, parameterType
        /// What SINCE takes, and what DURING takes.
        case instant, period
        /// What TIMESERIES takes, and what COMPARE WITH takes.
        case step, shift
        /// What TIMESERIES … FILL takes, besides an expression.
        case fill
        case duration
        /// A unit of time written out, in the singular and in the plural.
        case unit, units
        case setting
        case settingValue(Name)
        /// The name of a zone in quotes.
        case timezone
        /// The name of a file in quotes, which is there or will be written.
        case file, writtenFile
        /// An option of a file.
        case fileOption
        case copyOption
    }

    package private(set) var slots: [Slot] = []
    /// In capitals; some are of two words.
    package private(set) var keywords: [String] = []

    mutating func add(_ slot: Slot) {
        if !slots.contains(slot) { slots.append(slot) }
    }

    mutating func add(_ keyword: String) {
        if !keywords.contains(keyword) { keywords.append(keyword) }
    }
}

extension Keyword {
    /// The keyword with the one that has to follow it.
    var phrase: String {
        switch self {
        case .group, .order, .partition: rawValue + " BY"
        case .left, .right, .full, .inner, .cross: rawValue + " JOIN"
        case .compare: "COMPARE WITH"
        case .previous: "PREVIOUS PERIOD"
        case .current: "CURRENT ROW"
        default: rawValue
        }
    }
}
