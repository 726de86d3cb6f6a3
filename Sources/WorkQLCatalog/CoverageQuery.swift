package import WorkQLTime

/// What a scan wants to know of a store.
package struct CoverageQuery: Sendable {
    package var endpoint: Endpoint
    /// The columns of the key parameters that are asked by.
    package var parameters: [String]
    package var choices: [Call.Choice]
    /// nil for all that there are.
    package var cells: Set<String>?
    /// So many cells are asked for by their names.
    package static let few = 64
    /// How many seconds after they were fetched values can be used that do not hold for ever; nil
    /// when no needed column has such.
    package var longestAge: Int?

    package init(
        endpoint: Endpoint, parameters: [String], choices: [Call.Choice], cells: Set<String>?,
        longestAge: Int?
    ) {
        self.endpoint = endpoint
        self.parameters = parameters
        self.choices = choices
        self.cells = cells
        self.longestAge = longestAge
    }
}

/// Rows of one owner; where rows are told by their time, those of these milliseconds.
package struct CachedRows: Sendable {
    /// By which a store finds the rows.
    package var owner: Int64
    package var instants: IntervalSet

    package init(owner: Int64, instants: IntervalSet) {
        self.owner = owner
        self.instants = instants
    }
}

/// What a store is to forget.
package struct Forgetting: Sendable {
    package var table: Table
    /// The index of a column, and the values with which rows go; nil for all rows.
    package var rows: (column: Int, values: [Scalar])?
    /// In milliseconds since 1970.
    package var instants: Range<Int64>

    package init(
        table: Table, rows: (column: Int, values: [Scalar])? = nil,
        instants: Range<Int64> = .min..<(.max)
    ) {
        self.table = table
        self.rows = rows
        self.instants = instants
    }
}
