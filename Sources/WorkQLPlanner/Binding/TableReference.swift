import WorkQLCatalog
import WorkQLSyntax

/// A table named in a FROM, and what the statement around it says about it.
struct TableReference {
    var table: Table
    /// What the table is called in its SELECT, where it stands.
    var name: Name
    /// The clause that holds for it: its own, or the nearest around it.
    var clause: TimeClause?
    /// The indices of the table's columns that the statement needs.
    var columns: Set<Int> = []
    /// The conditions that every row of use satisfies.
    var conditions: [Condition] = []
    /// Where the values of its keys can come from.
    var filters: [DynamicFilter] = []
    /// Whether SQLite reads it from the first row to the last, once, and may stop early.
    var readsOnce = true

    struct Condition {
        var bound: Expression
        /// As the user wrote it.
        var text: String
        /// Whether it was written about another column, which is equal to this one.
        var isMoved = false
    }
}
