/// The types of integers of fewer than 64 bits, by their names in PostgreSQL and DuckDB.
///
/// `integer` and `bigint` have 64 bits: `integer` is the language's own type, and not PostgreSQL's.
package enum IntegerSize: String, Sendable, CaseIterable {
    case tinyint, smallint, int

    /// - Parameter word: the name as it is written, in lower case.
    init?(spelled word: String) {
        switch word {
        case "int2": self = .smallint
        case "int4": self = .int
        default: self.init(rawValue: word)
        }
    }

    package var range: ClosedRange<Int64> {
        switch self {
        case .tinyint: Int64(Int8.min)...Int64(Int8.max)
        case .smallint: Int64(Int16.min)...Int64(Int16.max)
        case .int: Int64(Int32.min)...Int64(Int32.max)
        }
    }
}
