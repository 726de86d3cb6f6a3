/// The way in which the responses of a service report failure.
///
/// HTTP statuses are handled without any declaration: 408 and those from 500 are retried at most
/// three times; 429 pauses the endpoint, for the time that `Retry-After` specifies or a minute;
/// others fail.
public struct FailureMarks: Sendable {
    /// Fields that contain a code in case of failure, the most informative first: `field` of the
    /// response's own object, or `object.field` of one inside it. 0, null and absence mean no
    /// failure.
    package let codes: [String]
    /// The field of the service's own message, written in the same way.
    package let message: String?
    /// Whether every complete response contains a code, even if it is 0.
    package let isAlwaysThere: Bool
    /// Whether every complete response contains the requested list, or fields for paging.
    package let holdsListOrMarks: Bool
    /// The meanings of codes; an unknown code fails as a failure of the service.
    package let meanings: [Int64: ErrorCode]
    /// The meanings of HTTP statuses where a response has no code.
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
    ///   - code: the field that contains a whole number in case of failure, `field` or
    ///     `object.field`; nil where only HTTP statuses report it. 0, null and absence mean no
    ///     failure.
    ///   - message: the field of the service's own message, written in the same way.
    ///   - meanings: the meanings of codes; an unknown code fails as a failure of the service.
    ///   - statuses: the meanings of HTTP statuses where a response has no code. 401 without a
    ///     meaning requests another token once, 403 means no permission.
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

    /// Returns the meaning of the most informative code that has one.
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
