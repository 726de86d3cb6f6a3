/// How a time range is asked for.
///
/// Calls that lie side by side share the instant between them, and a row belongs to the one whose
/// part of time holds it: so whether a service counts the end of a range in makes no difference.
public struct RangeParameter: Sendable {
    /// The names of the two parameters.
    public let start: String
    /// The name of the end's parameter.
    public let end: String
    /// The longest span of one call in seconds.
    public internal(set) var longest: Int
    /// What lies in a range.
    public let meaning: Meaning
    /// Where the service chooses, the column by whose instants it seems to: who stops before the
    /// last window because of it reads one window further than seems needed. Every row carries it.
    public let seemingColumn: String?
    /// How an instant is written.
    public let format: Format

    /// - Parameters:
    ///   - longest: of one call, in seconds; 1 or more.
    ///   - format: how instants are written.
    public init(
        start: String, end: String, longest: Int, meaning: Meaning, seemingColumn: String? = nil,
        format: Format = .seconds
    ) {
        self.start = start
        self.end = end
        self.longest = longest
        self.meaning = meaning
        self.seemingColumn = seemingColumn
        self.format = format
    }

    /// What lies in a range.
    public enum Meaning: Hashable, Sendable {
        /// The rows whose column holds an instant of the range.
        case instants(of: String)
        /// Rows near the range: those whose column holds an instant of it are found by asking for
        /// so many seconds more on either side.
        case near(column: String, padding: Int)
        /// The page does not say which instant of a row counts, or rows carry none: the service's
        /// choice stands, and rows that two ranges return are told by their identity.
        case chosenByService
        /// The endpoint takes no range.
        case absent
    }

    /// How instants are written. They are whole seconds.
    public enum Format: Hashable, Sendable {
        /// Seconds since 1970.
        case seconds
        /// Milliseconds since 1970.
        case milliseconds
        /// `2026-08-01T09:00:00Z`, in UTC.
        case iso8601
    }

    /// For endpoints that tell what is now.
    public static let absent = RangeParameter(start: "", end: "", longest: 1, meaning: .absent)
}
