/// How the answers of a service tell failure.
///
/// HTTP statuses are understood by themselves: 408 and those from 500 are repeated at most three
/// times; 429 lets the endpoint rest, for as long as `Retry-After` says or a minute; others fail.
public struct FailureMarks: Sendable {
    /// Fields that hold a code where something failed, most telling first: `field` of the answer's
    /// own object, or `object.field` of one inside it. 0, null and absence are no failure.
    package let codes: [String]
    /// The field of the service's own words, written in the same way.
    package let message: String?
    /// Whether every whole answer holds a code, if only 0.
    package let isAlwaysThere: Bool
    /// Whether every whole answer holds the list asked for, or marks of pages.
    package let holdsListOrMarks: Bool
    /// What codes mean; an unknown one fails as the service's own.
    package let meanings: [Int64: ErrorCode]
    /// What HTTP statuses mean where an answer has no code.
    package let statuses: [Int: ErrorCode]

    package init(
        codes: [String], message: String?, isAlwaysThere: Bool = false,
        holdsListOrMarks: Bool = false, meanings: [Int64: ErrorCode],
        statuses: [Int: ErrorCode] = [:]
    ) {
        self.codes = codes
        self.message = message
        self.isAlwaysThere = isAlwaysThere
        self.holdsListOrMarks = holdsListOrMarks
        self.meanings = meanings
        self.statuses = statuses
    }

    /// - Parameters:
    ///   - code: the field that holds a whole number where something failed, `field` or
    ///     `object.field`; nil where HTTP statuses alone tell. 0, null and absence are no failure.
    ///   - message: the field of the service's own words, written in the same way.
    ///   - meanings: what codes mean; an unknown one fails as the service's own.
    ///   - statuses: what HTTP statuses mean where an answer has no code. 401 without a meaning
    ///     asks for another token once, 403 means no permission.
    public init(
        code: String? = nil, message: String? = nil, meanings: [Int64: ErrorCode] = [:],
        statuses: [Int: ErrorCode] = [:]
    ) {
        let usual = [
            401: ErrorCode(.token, meaning: "the authorization is not accepted"),
            403: ErrorCode(.fail(.permission), meaning: "the service does not allow this"),
        ]
        self.init(
            codes: code.map { [$0] } ?? [], message: message, holdsListOrMarks: true,
            meanings: meanings,
            statuses: usual.merging(statuses, uniquingKeysWith: { _, given in given }))
    }

    /// The meaning of the most telling code that has one.
    package func meaning(of codes: [Int64]) -> (code: Int64, meaning: ErrorCode) {
        for code in codes {
            if let known = meanings[code] { return (code, known) }
        }
        return (
            codes.first ?? 0,
            ErrorCode(.fail(.service), meaning: "an error without a known meaning")
        )
    }
}
