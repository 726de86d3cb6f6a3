package import WorkQLCatalog
package import WorkQLSyntax
package import WorkQLTime

/// What to fetch, and what to compute from it.
package struct Plan: Sendable {
    /// Queries whose answers are keys of the scans: they are run first, and the statement is planned
    /// again with their values. Until then this plan tells only what is known.
    package var subplans: [Subplan] = []
    /// Whoever changes them decides the execution again.
    package private(set) var scans: [Scan]
    /// The indices of the scans in the order in which to fetch them: each after those it waits for.
    package var order: [Int]
    /// Files whose rows stand under `fileName(_:)` of their place.
    package var files: [FileName]
    /// The columns that are named of files without any, by the indices of the files.
    package var openColumns: [Int: [Name]] = [:]
    /// Whether the rows of the last result are to stand under `lastName`.
    package var readsLast = false
    /// The bounds of the buckets of each TIMESERIES, ascending: where each begins within the range,
    /// and where the last ends.
    package var buckets: [[Instant]]
    /// What SQLite runs over the scans, which stand in it under their own names. It checks every
    /// condition again, so that pushing a condition down can only save calls.
    let statement: Query
    /// How the rows of the scans become the answer.
    package private(set) var execution: LocalExecution
    package var columns: [ResultColumn]
    package var zone: Zone
    /// What the user may want to know about the statement, although it is right.
    package var notes: [Diagnostic]

    init(
        subplans: [Subplan] = [], scans: [Scan], order: [Int], files: [FileName],
        openColumns: [Int: [Name]] = [:], readsLast: Bool = false, buckets: [[Instant]],
        statement: Query, columns: [ResultColumn], zone: Zone, notes: [Diagnostic]
    ) {
        self.subplans = subplans
        self.scans = scans
        self.order = order
        self.files = files
        self.openColumns = openColumns
        self.readsLast = readsLast
        self.buckets = buckets
        self.statement = statement
        execution = LocalExecution(of: statement, over: scans, buckets: buckets, zone: zone)
        self.columns = columns
        self.zone = zone
        self.notes = notes
    }

    /// Puts other scans in the indices of its own, as far as more is known of them.
    package mutating func take(_ scans: [Scan]) {
        self.scans = scans
        execution = LocalExecution(of: statement, over: scans, buckets: buckets, zone: zone)
        for note in scans.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    }

    /// The name of a file's rows in the local statement.
    package static func fileName(_ index: Int) -> String { "file\(index)" }

    /// The name of the last result's rows in the local statement; none of the user's can be it.
    package static let lastName = "last result"

    /// The text of `statement`, made when it is wanted: a list in it may be long.
    package var local: String { LocalStatement.text(statement) }

    /// What SQLite runs when the plan is executed.
    package var executed: String {
        if case .partialAggregate(let folded) = execution {
            return LocalStatement.text(folded.query)
        }
        return local
    }

    /// The calls that the plan makes at least: one a split, more where answers have several pages.
    /// Those of a scan that waits for its keys are not known, and not counted.
    package var calls: Int {
        subplans.reduce(0) { $0 + $1.plan.calls }
            + scans.reduce(0) { $0 + $1.knownCalls }
    }

    /// Whether it surely asks no service.
    package var isFree: Bool { calls == 0 && !mayNeedMore }

    /// Whether `calls` is a lower limit of those that the plan makes.
    package var mayNeedMore: Bool {
        scans.contains(where: \.mayNeedMore) || subplans.contains { $0.plan.mayNeedMore }
    }

    /// The calls without which there is no answer: fewer than `calls` where the reader may stop.
    package var leastCalls: Int {
        subplans.reduce(0) { $0 + $1.plan.leastCalls }
            + scans.reduce(0) { $0 + $1.leastCalls }
    }
}

extension Plan {
    /// The indices of scans of other tables whose rows are in the answers to a scan's calls.
    package func companions(of host: Int) -> [Int] { scans.companions(of: host) }

    /// Whether the number of departments would tell how many calls more there are.
    package var waitsForDepartments: Bool {
        scans.contains { $0.calls > 0 && ($0.directory?.perDepartment ?? 0) > 0 }
            || subplans.contains { $0.plan.waitsForDepartments }
    }
}

extension [Scan] {
    /// The indices of scans of other tables whose rows are in the answers to a scan's calls.
    func companions(of host: Int) -> [Int] {
        indices.filter { self[$0].sharing == host && self[$0].table.name != self[host].table.name }
    }
}

/// A query whose values are keys.
package struct Subplan: Sendable {
    package var query: Query
    package var plan: Plan

    /// Under which the local statement knows the values.
    package static func name(_ index: Int) -> String { "values\(index + 1)" }
}

/// A column of the answer.
package struct ResultColumn: Hashable, Sendable {
    package var name: String
    /// nil where the values alone tell, as for `CASE` with branches of several types.
    package var type: ColumnType?
    /// Whether texts that differ in case alone are one value of it.
    var ignoresCase = false
    /// Whether the texts are digits, some with zeros before them: `0012`.
    var isPadded = false
    /// Whether a value is known to be NULL.
    var hasNull = false
    /// Of what its values are the ids.
    package var holds: Column.Reference?
    /// Whether rows are grouped by it.
    package var isGroupKey = false
    /// The service's own Chinese words for it; empty where it has none.
    package var label = ""

    package init(
        name: String, type: ColumnType?, isPadded: Bool = false, hasNull: Bool = false
    ) {
        self.name = name
        self.type = type
        self.isPadded = isPadded
        self.hasNull = hasNull
    }

    /// The same column under another name.
    package func named(_ name: String) -> ResultColumn {
        var column = self
        column.name = name
        return column
    }
}

/// One table's share of a plan: which rows to fetch, in which calls.
package struct Scan: Sendable {
    /// The name under which the rows stand in the plan's local statement.
    package var name: String
    package var table: Table
    /// The places, in the table's own list, of the columns that the statement needs, ascending.
    package var columns: [Int]
    /// Those of them that only tell rows apart; the statement does not need them.
    package var deferred: Set<Int> = []
    /// The resolved range; rows whose time the service lets us know lie in it.
    package var range: TimeRange
    /// Until the keys that are waited for are known, an example of the calls.
    package var splitPlan: SplitPlan
    package var predicates: [Predicate]
    /// Whether SQLite reads the rows once, from first to last; otherwise they have to be kept.
    package var readsOnce: Bool
    /// How much of it the statement reads.
    package var ending: ReadExtent

    /// Whether the statement may stop reading before the last row.
    package var stopsEarly: Bool { ending != .everything }
    /// The index of the scan among whose rows are those of this one, which then makes no calls.
    package var sharing: Int?
    /// Whether it is fetched for others alone, and the statement does not name it.
    package var isCommon = false
    /// The values to find out before the calls are known.
    package var dynamicKeys: DynamicKeys?
    /// How many rows that reader wants at the most; nil when it reads all.
    package var rowsWanted: Int?
    /// What is expected of a list that is put together from several endpoints; nil for other scans.
    package var directory: DirectoryKnowledge.Cost?
    /// For columns of the list, the values without which a row is of no use, and its details are not
    /// worth their call.
    package var useful: [Int: Set<Scalar>] = [:]

    /// What is to be said of its conditions.
    package var notes: [Diagnostic] = []

    /// What a local table is told of the conditions.
    package var filters: [LocalFilter] = []
    /// What is read from a store; nil when all of it is asked for.
    package var stored: CachedPart?
    /// Whether nothing else is read, of whatever partitions there are; rows may then come twice.
    package var readsStoreAlone = false

    /// The calls that it makes at least; those for details are as many as there are rows.
    package var calls: Int {
        if table.source.local != nil { return 0 }
        guard splitPlan.count > 0, let directory else { return splitPlan.count }
        return directory.calls
    }

    /// The needed columns that only the detail endpoint tells.
    package var details: [Int] { columns.filter { table.columns[$0].isDetail } }

    package static func name(_ index: Int) -> String { "scan\(index)" }

    /// The hidden column that tells how many rows a row stands for; none of a table's can be it.
    package static let alike = "rows alike"

    /// The calls that the scan makes for sure.
    package var knownCalls: Int { dynamicKeys == nil && sharing == nil ? calls : 0 }

    /// Whether there may be more of them than are known before the first: for keys that other rows
    /// give, for further pages, for details, and for a list of people of unknown length.
    package var mayNeedMore: Bool {
        if sharing != nil || table.source.local != nil { return false }
        if dynamicKeys != nil || !details.isEmpty { return true }
        if let directory { return directory.perTag + directory.perDepartment > 0 }
        guard splitPlan.count > 0 else { return false }
        return table.endpoint.paging.pageSize != nil || splitPlan.batches.contains { !$0.isKnown }
    }

    /// The calls without which there is no answer. A reader who may stop early needs no more than
    /// those before which nothing is read.
    package var leastCalls: Int {
        switch ending {
        case .everything: knownCalls
        case .anyRows where stored != nil || knownCalls == 0: 0
        case .proven where stored != nil || knownCalls == 0: 0
        case .anyRows: 1
        case .proven: min(knownCalls, splitPlan.stage(of: 0).count)
        }
    }

    /// The index of a scan by its name.
    static func index(_ name: String) -> Int? {
        name.hasPrefix("scan") ? Int(name.dropFirst(4)) : nil
    }
}

/// A condition of the statement and what became of it.
package struct Predicate: Hashable, Sendable {
    package var text: String
    package var pushdown: Pushdown
    /// Why, in a few words.
    package var reason: String

    package enum Pushdown: String, Hashable, Sendable {
        /// The service returns the rows that satisfy it, and no others.
        case exact
        /// The service returns all rows that satisfy it, and others.
        case inexact
        /// It has no part in the calls.
        case local
    }
}
