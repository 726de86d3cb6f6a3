package import WorkQLSyntax

/// The statement over rows that each represent all rows with equal values in their columns.
package struct PartialAggregate: Sendable {
    /// The query that SQLite runs instead of the plan's own statement.
    package var query: Query
    /// The columns that the query reads of rows, as indices in the table: rows that are equal in them
    /// are one.
    package var columns: Set<Int> = []
    /// The values computed of the rows that one row represents, in the order of their hidden
    /// columns.
    package var partials: [Partial] = []
    /// Columns of instants of which the statement only tests between which bounds they lie.
    package var bounds: [Int: InstantBounds] = [:]
    /// For each column of whose values the statement only uses the results of expressions, the
    /// query of these expressions over a relation of values of the column: `values(of:in:)`. Values
    /// with equal results are equal to the statement.
    package var values: [Int: Query] = [:]

    /// A value computed of one column of rows that are equal in other columns. No result depends on
    /// the order of rows.
    package struct Partial: Hashable, Sendable {
        package enum Operation: Sendable {
            /// The number of values.
            case count
            case least, greatest
            /// Of integers: a text of its digits where it has more than 64 bits.
            case sum
            /// The exact sum of reals, for means: a text where several were added.
            case exactSum
        }

        package var operation: Operation
        /// The index among the table's columns.
        package var column: Int
    }

    /// Ascending instants in milliseconds, each the first of an interval whose instants the
    /// statement does not distinguish.
    package struct InstantBounds: Sendable {
        package var starts: [Int64]
        /// Whether nothing is known of instants before the first and from the last on.
        package var isClosed = false
    }

    /// Returns the name of a partial's hidden column; no table can have its name.
    package static func name(_ index: Int) -> String { "partial \(index)" }

    /// Returns the text of a query of `values`, for SQLite.
    package static func text(of query: Query) -> String { LocalStatement.text(query) }

    /// Returns the name of the relation of the values of a scan's column, which has that column.
    package static func values(of column: Int, in scan: Scan) -> String {
        "\(scan.name)_\(column)"
    }
}
