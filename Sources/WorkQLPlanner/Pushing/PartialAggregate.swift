package import WorkQLSyntax

/// What a statement reads of rows of which each stands for all that are alike in its columns.
package struct PartialAggregate: Sendable {
    /// What SQLite runs in the place of the plan's own statement.
    package var query: Query
    /// What is computed of the rows that one stands for, in the order of their hidden columns.
    package var partials: [Partial] = []
    /// Columns of instants of which the statement only tells between which bounds they lie.
    package var bounds: [Int: InstantBounds] = [:]

    /// What is computed of one column of rows that are alike in others. No result depends on the order
    /// of rows.
    package struct Partial: Hashable, Sendable {
        package enum Operation: Sendable {
            /// How many values there are.
            case count
            case least, greatest
            /// Of integers; more than 64 bits are an error, as they are to SQLite.
            case sum
            /// Of integers as a real, for means.
            case total
            /// The exact sum of reals, for means: a text where several were added.
            case exactSum
        }

        package var operation: Operation
        /// In the table's columns.
        package var column: Int
    }

    /// Ascending instants in milliseconds, each the first of an interval of which the statement takes
    /// all instants for alike.
    package struct InstantBounds: Sendable {
        package var starts: [Int64]
        /// Whether nothing is known of instants before the first and from the last on.
        package var isClosed = false
    }

    /// The name of a partial's hidden column; none of a table's can be it.
    package static func name(_ index: Int) -> String { "partial \(index)" }
}
