package import WorkQL
package import WorkQLCatalog
package import WorkQLStore
import WorkQLSyntax

/// A range of one partition that a warehouse has.
package struct HeldRange: Hashable, Sendable {
    /// By which the warehouse finds the rows.
    package var id: Int64
    package var partition: String
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    /// In seconds since 1970.
    package var fetched: Int64

    package init(id: Int64, partition: String, instants: Range<Int64>, fetched: Int64) {
        self.id = id
        self.partition = partition
        self.instants = instants
        self.fetched = fetched
    }
}

/// One range of several partitions that were fetched at one time: what is replaced at once.
package struct RangeBatch: Sendable {
    /// In milliseconds since 1970.
    package var instants: Range<Int64>
    /// In seconds since 1970.
    package var fetched: Int64
    package var ranges: [RecordRange]
    /// Held ranges that are taken away whole, where rows are told by the range with which they came.
    package var superseded: [Int64] = []
}

/// What records are carried into.
///
/// A warehouse has the records of a query range by range, and which ranges it has. A range is replaced
/// together with that knowledge or stays as it was, so that "no row" is never taken for "not asked".
package protocol Warehouse: Sendable {
    /// Without secrets.
    var name: String { get }

    /// Keeps other syncs from the tables of one endpoint until `end`.
    ///
    /// - Parameter patience: how many seconds another sync of the same tables is waited for.
    func lock(_ tables: [WorkQLCatalog.Table], patience: Int) async throws

    /// Changes nothing.
    ///
    /// - Parameter identity: of the credentials.
    /// - Throws: what `prepare` throws, as far as it does not depend on keys: finding them out may take
    ///   calls.
    func check(_ tables: [WorkQLCatalog.Table], identity: String) async throws

    /// Makes the tables, and keeps other syncs from them until `end`.
    ///
    /// - Parameter patience: how many seconds another sync of the same tables is waited for.
    func prepare(_ records: RecordQuery, patience: Int) async throws

    /// What it has of the query's partitions, in no order.
    func held(_ records: RecordQuery) async throws -> [HeldRange]

    /// Puts rows of the store in the place of what it has of these ranges, in their order.
    ///
    /// - Returns: how many rows, those of the endpoint's other tables among them.
    func replace(_ batches: [RangeBatch], of records: RecordQuery) async throws -> Int

    /// Rows of held ranges, as pages that a store takes.
    func pages(of held: [HeldRange], _ records: RecordQuery) async throws -> [RecordPage]

    /// Deletes rows with their coverage, all at once or so that the next run does the rest, and keeps
    /// the tombstones for the stores of other machines.
    ///
    /// - Parameter patience: how many seconds another sync of the same tables is waited for.
    func forget(_ forgetting: WarehouseForgetting, patience: Int) async throws -> WarehouseDeletion

    /// What was forgotten here, by whichever machine.
    func tombstones() async throws -> [Tombstone]

    /// What stays of deleted rows where FORGET does not reach.
    var remains: String { get }

    /// Lets others write the tables of a table's endpoint.
    func end(_ table: WorkQLCatalog.Table) async
}

extension RecordQuery {
    /// As whom it is asked, and by which keys: the first 16 characters tell credentials apart.
    var scopeText: String {
        [String(scope.identity.prefix(16)), scope.parametersText, scope.choicesText]
            .joined(separator: " ")
    }

    /// - Throws: for lists of keys, among whose rows nobody knows whose they are.
    func checkPartitions(isShared: Bool) throws(UserError) {
        guard hasListPartitions, !isShared else { return }
        throw UserError(
            .differs,
            "rows of \(tables[0].name) that are requested by lists of "
                + "\(scope.parameters.joined(separator: ", ")) do not say which one they belong to",
            help: "query all of them, or query by userid")
    }

    /// One endpoint's tables hold what one app sees, asked for by the same keys: rows of two would be
    /// mixed up, and those that both see would be there twice.
    ///
    /// - Parameters:
    ///   - scopes: of the ranges that are there.
    ///   - elsewhere: how another warehouse is named.
    ///   - renaming: how a scope becomes another one; nil where nothing does it.
    func check(
        scopes: some Sequence<String>, elsewhere: String,
        renaming: ((_ old: String, _ new: String) -> String)? = nil
    ) throws(UserError) {
        let own = scopeText
        guard let other = scopes.first(where: { $0 != own }) else { return }
        let table = tables[0].name
        guard other.dropFirst(16) == own.dropFirst(16) else {
            throw UserError(
                .differs, "the table \(table) contains rows that were requested by other keys",
                help: "query by the same keys, or \(elsewhere)")
        }
        throw Self.otherCredentials(table, elsewhere, renaming?(other, own))
    }

    /// - Parameter renaming: the statement that gives the rows to the own credentials.
    static func otherCredentials(
        _ table: String, _ elsewhere: String, _ renaming: String? = nil
    ) -> UserError {
        UserError(
            .differs, "the table \(table) was filled with other credentials",
            help: elsewhere + (renaming.map { "; or, if both see the same people, " + $0 } ?? ""))
    }
}
