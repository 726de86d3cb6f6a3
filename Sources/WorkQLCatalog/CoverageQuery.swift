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
    /// Set to ask for the intervals of the list of all keys, which is fetched without any.
    package var ofAll: OfAll?

    /// What: the list of all keys answers for those cells of whose key it has a row in the instants.
    /// Why: an app is not shown everybody, and a key without rows may be one that it may not see,
    /// which only a call for this key can tell.
    package struct OfAll: Sendable {
        /// The column that has the key of a row.
        package var column: String
        /// In milliseconds.
        package var instants: IntervalSet

        package init(column: String, instants: IntervalSet) {
            self.column = column
            self.instants = instants
        }
    }

    package init(
        endpoint: Endpoint, parameters: [String], choices: [Call.Choice], cells: Set<String>?,
        longestAge: Int?, ofAll: OfAll? = nil
    ) {
        self.ofAll = ofAll
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
    /// The cell whose rows are read, of an owner that has the rows of others too; nil for all rows
    /// of the owner.
    package var cell: String?

    package init(owner: Int64, instants: IntervalSet, cell: String? = nil) {
        self.owner = owner
        self.instants = instants
        self.cell = cell
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
