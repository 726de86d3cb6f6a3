import WorkQLCatalog
import WorkQLSyntax

/// A table named in a FROM, and the facts about it that the statement determines.
struct TableReference {
    var table: Table
    /// The name of the table in its SELECT, at its span.
    var name: Name
    /// The table, or its alias, as the statement writes it.
    var written: Name?
    /// The clause that applies to it: its own, or the nearest enclosing one.
    var clause: TimeClause?
    /// The indices of the table's columns that the statement needs.
    var columns: Set<Int> = []
    /// Where the statement names columns that rows contain only if a condition gives their values.
    var asked: [Int: AskedUse] = [:]
    /// The conditions that every needed row satisfies.
    var conditions: [Condition] = []
    /// The filters that can provide the values of its keys.
    var filters: [DynamicFilter] = []
    /// Whether SQLite reads its rows in order and only once, and may stop early.
    var readsOnce = true

    /// Whether no row of it can change the answer.
    var isUnread = false

    struct Condition {
        var bound: Expression
        /// The condition as the user wrote it.
        var text: String
        /// Whether it was written for another column, which is equal to this one.
        var isMoved = false
        /// Whether no outer join of its FROM fills columns with NULL.
        var isOfInnerJoins = false
    }
}

extension TableReference {
    /// What: a condition on the key of people, for a user who may see the rows of some of them.
    /// Why: nothing is requested about other people.
    /// When not: where requests have no such key. Rows of others are dropped in either case, before
    /// SQLite sees them.
    mutating func limitToVisibleRows() {
        guard let rows = table.visibleRows else { return }
        let column = table.columns[rows.column].name
        let bound: Expression
        switch rows.values {
        case _ where rows.values.isEmpty: bound = Expression(.literal(.boolean(false)))
        case .texts(let texts):
            guard table.endpoint.keys.parameters.contains(where: { $0.column == column }) else {
                return
            }
            bound = Expression(
                .inList(
                    Expression(.column(qualifier: [name], name: Name(column))),
                    texts.sorted().map { Expression(.literal(.text($0))) }, negated: false))
        case .numbers: return
        }
        conditions.append(Condition(bound: bound, text: "the rows that the user may see"))
    }
}
