/// The tokens allowed at the end of a text, as the parser expected them when it reached the end.
///
/// There is no second grammar: wherever the parser looks for a keyword, or for a token without a
/// fixed spelling, it reports this, and the reports at the end of the text are kept.
package struct Expectation: Hashable, Sendable {
    /// The kinds of tokens other than keywords.
    package enum Slot: Hashable, Sendable {
        /// A table, of a service if one has been named.
        case table(of: Name?)
        /// An expression.
        case expression
        /// A column of the tables in scope, or of those that the qualifier refers to.
        case column([Name])
        /// A column that both sides of a join have.
        case sharedColumn
        /// `*`
        case star
        /// The list, or the query, or the parameter after IN.
        case list
        case type, parameterType
        /// The arguments of SINCE and DURING.
        case instant, period
        /// The arguments of TIMESERIES and COMPARE WITH.
        case step, shift
        /// The arguments of TIMESERIES … FILL, other than an expression.
        case fill
        case duration
        /// A unit of time as a word, in the singular and in the plural.
        case unit, units
        case setting
        case settingValue(Name)
        /// The name of a zone in quotes.
        case timezone
        /// The name of a file in quotes, which exists or will be written.
        case file, writtenFile
        /// An option of a file.
        case fileOption
        case copyOption
        /// The name of a format of rows.
        case format
        /// The name of a saved query.
        case savedQuery
    }

    package private(set) var slots: [Slot] = []
    /// The keywords in capitals; some consist of two words.
    package private(set) var keywords: [String] = []

    mutating func add(_ slot: Slot) {
        if !slots.contains(slot) { slots.append(slot) }
    }

    mutating func add(_ keyword: String) {
        if !keywords.contains(keyword) { keywords.append(keyword) }
    }
}

extension Keyword {
    /// The keyword followed by the one that has to follow it.
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
