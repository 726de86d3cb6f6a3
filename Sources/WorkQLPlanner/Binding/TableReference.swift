import WorkQLCatalog
import WorkQLSyntax

/// A table named in a FROM, and the facts about it that the statement determines.
struct TableReference {
    var table: Table
    /// The name of the table in its SELECT, at its span.
    var name: Name
    /// The clause that applies to it: its own, or the nearest enclosing one.
    var clause: TimeClause?
    /// The indices of the table's columns that the statement needs.
    var columns: Set<Int> = []
    /// The conditions that every needed row satisfies.
    var conditions: [Condition] = []
    /// The filters that can provide the values of its keys.
    var filters: [DynamicFilter] = []
    /// Whether SQLite reads its rows in order and only once, and may stop early.
    var readsOnce = true

    struct Condition {
        var bound: Expression
        /// The condition as the user wrote it.
        var text: String
        /// Whether it was written for another column, which is equal to this one.
        var isMoved = false
    }
}
