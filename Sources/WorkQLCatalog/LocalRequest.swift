/// The columns and conditions of a statement on a local table.
///
/// Conditions may be used or ignored: additional rows do no harm, since the statement checks all
/// conditions again. A row that satisfies them and is left out is missing in the result.
public struct LocalRequest: Sendable {
    /// The columns that the statement reads; the values of other columns may be NULL.
    public let columns: [String]
    package let filters: [LocalFilter]

    package init(columns: [String], filters: [LocalFilter]) {
        self.columns = columns
        self.filters = filters
    }

    /// Returns the values to which `=` and IN restrict a column of `filters`, distinct and in no
    /// order; nil when the statement does not restrict them.
    public func values(of column: String) -> [Value]? {
        filters.first { $0.column == column }?.values
    }

    /// Returns the bounds to which comparisons and BETWEEN restrict a column of `filters`; nil when
    /// the statement does not restrict them.
    public func bounds(of column: String) -> LocalBounds? {
        filters.first { $0.column == column }?.bounds
    }
}

/// The bounds of a column's values. Numbers are compared with numbers and timestamps with
/// timestamps.
public struct LocalBounds: Hashable, Sendable {
    /// The lower end; nil where there is none.
    public package(set) var lower: Bound?
    /// The upper end; nil where there is none.
    public package(set) var upper: Bound?

    /// One end of a range.
    public struct Bound: Hashable, Sendable {
        /// The instant, number or text at which the range ends.
        public let value: Value
        /// Whether the value itself is included.
        public let isIncluded: Bool

        package init(_ value: Value, isIncluded: Bool) {
            self.value = value
            self.isIncluded = isIncluded
        }
    }

    package init(lower: Bound? = nil, upper: Bound? = nil) {
        self.lower = lower
        self.upper = upper
    }
}

/// The conditions of a statement on one column.
package struct LocalFilter: Hashable, Sendable {
    package let column: String
    package var values: [Value]?
    package var bounds: LocalBounds?

    package init(column: String, values: [Value]?, bounds: LocalBounds?) {
        self.column = column
        self.values = values
        self.bounds = bounds
    }
}
