/// The form of a time range in a request.
///
/// Adjacent calls share the instant between them, and a row belongs to the call whose part of the
/// time contains it: so it makes no difference whether a service includes the end of a range.
public struct RangeParameter: Sendable {
    /// The name of the start's parameter.
    public let start: String
    /// The name of the end's parameter.
    public let end: String
    /// The longest span of one call in seconds.
    public internal(set) var longest: Int
    /// The meaning of a range.
    public let meaning: Meaning
    /// Where the service chooses, the column whose instants it seems to use: a reader that stops
    /// before the last window because of it reads one window further than seems necessary. Every
    /// row contains it.
    public let seemingColumn: String?
    /// The form of an instant.
    public let format: Format
    /// Whether rows are made when something has happened, so that none has a time after now: of a
    /// range that ends later, nothing is requested after the first midnight that is at least a day
    /// away.
    public let recordsPast: Bool

    /// - Parameters:
    ///   - longest: the longest span of one call, in seconds; 1 or more.
    ///   - format: the form of instants.
    ///   - recordsPast: whether no row has a time after now.
    public init(
        start: String, end: String, longest: Int, meaning: Meaning, seemingColumn: String? = nil,
        format: Format = .seconds, recordsPast: Bool = false
    ) {
        self.start = start
        self.end = end
        self.longest = longest
        self.meaning = meaning
        self.seemingColumn = seemingColumn
        self.format = format
        self.recordsPast = recordsPast
    }

    /// The meaning of a range: the rows that it selects.
    public enum Meaning: Hashable, Sendable {
        /// The rows whose column contains an instant of the range.
        case instants(of: String)
        /// Rows near the range: to find the rows whose column contains an instant of it, the
        /// request is extended by this number of seconds on each side.
        case near(column: String, padding: Int)
        /// The page does not specify which instant of a row counts, or rows contain none: the
        /// service's choice applies, and rows that two ranges return are recognised by their
        /// identity.
        case chosenByService
        /// The endpoint takes no range.
        case absent
    }

    /// The form of instants. They are whole seconds.
    public enum Format: Hashable, Sendable {
        /// Seconds since 1970.
        case seconds
        /// Milliseconds since 1970.
        case milliseconds
        /// `2026-08-01T09:00:00Z`, in UTC.
        case iso8601
    }

    /// For endpoints that return the present state.
    public static let absent = RangeParameter(start: "", end: "", longest: 1, meaning: .absent)
}
