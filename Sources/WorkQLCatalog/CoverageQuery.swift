package import WorkQLTime

/// The question of a scan about the coverage of a store.
package struct CoverageQuery: Sendable {
    package var endpoint: Endpoint
    /// The columns of the key parameters of the calls.
    package var parameters: [String]
    package var choices: [Call.Choice]
    /// nil for all cells.
    package var cells: Set<String>?
    /// The maximum number of cells that are requested by name.
    package static let few = 64
    /// The number of seconds after the fetch for which values that expire can be used; nil when no
    /// needed column has such values.
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

/// The rows of one owner; where rows are identified by their time, those within these milliseconds.
package struct CachedRows: Sendable {
    /// The id by which a store finds the rows.
    package var owner: Int64
    package var instants: IntervalSet

    package init(owner: Int64, instants: IntervalSet) {
        self.owner = owner
        self.instants = instants
    }
}

/// The records that a store must remove.
package struct Forgetting: Sendable {
    package var table: Table
    /// The index of a column, and its values in the rows to remove; nil for all rows.
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
