package import WorkQLCatalog
package import WorkQLSyntax
package import WorkQLTime

/// The rows to fetch, and the statement to compute from them.
package struct Plan: Sendable {
    /// Queries whose results are keys of the scans: they run first, and the statement is planned
    /// again with their values. Until then this plan contains only what is known.
    package var subplans: [Subplan] = []
    /// The scans. Changing them requires that the execution is determined again.
    package private(set) var scans: [Scan]
    /// The indices of the scans in the order in which to fetch them: each after those it depends
    /// on.
    package var order: [Int]
    /// Files whose rows are available as `fileName(_:)` of their indices.
    package var files: [FileName]
    /// The columns that the statement names of files without column names, keyed by the indices of
    /// the files.
    package var openColumns: [Int: [Name]] = [:]
    /// Whether the rows of the last result must be available as `lastName`.
    package var readsLast = false
    /// The bounds of the buckets of each TIMESERIES, ascending: the start of each within the range,
    /// and the end of the last.
    package var buckets: [[Instant]]
    /// The statement that SQLite runs over the scans, which it refers to by their names. It checks
    /// every condition again, so that pushing a condition down can only save calls.
    let statement: Query
    /// The way in which the rows of the scans become the result.
    package private(set) var execution: LocalExecution
    package var columns: [ResultColumn]
    package var zone: Zone
    /// The names of people and departments that the statement uses: whether anybody is called so is
    /// known once the lists of people were fetched.
    package var namedObjects: [NamedObject] = []
    /// Notes on the statement, which is nevertheless valid.
    package var notes: [Diagnostic]
    /// Notes that its rows decide.
    package var conditionalNotes: [ConditionalNote] = []

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

    /// Replaces the scans by the same scans with more information.
    package mutating func take(_ scans: [Scan]) {
        self.scans = scans
        execution = LocalExecution(of: statement, over: scans, buckets: buckets, zone: zone)
        for note in scans.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    }

    /// Returns the plan with labels for the columns of these names.
    package func labelled(_ labels: [String: String]) -> Plan {
        guard !labels.isEmpty else { return self }
        var plan = self
        for index in columns.indices {
            if let label = labels[columns[index].name] { plan.columns[index].label = label }
        }
        return plan
    }

    /// Returns the name of a file's rows in the local statement.
    package static func fileName(_ index: Int) -> String { "file\(index)" }

    /// The name of the last result's rows in the local statement; users cannot use it.
    package static let lastName = "last result"

    /// The text of `statement`, built on demand, since a list in it may be long.
    package var local: String { LocalStatement.text(statement) }

    /// The text that SQLite runs when the plan is executed.
    package var executed: String {
        switch execution {
        case .partialAggregate(let folded): LocalStatement.text(folded.query)
        case .materialize(let tables): tables.query.map { LocalStatement.text($0) } ?? local
        case .passthrough, .stream: local
        }
    }

    /// The minimum number of calls that the plan makes: one for each split, and more where
    /// responses have several pages. Those of a scan that waits for its keys are unknown, and not
    /// counted.
    package var calls: Int {
        subplans.reduce(0) { $0 + $1.plan.calls }
            + scans.reduce(0) { $0 + $1.knownCalls }
    }

    /// Whether it certainly makes no call.
    package var isFree: Bool { calls == 0 && !mayNeedMore }

    /// Whether `calls` is only a lower bound.
    package var mayNeedMore: Bool {
        scans.contains(where: \.mayNeedMore) || subplans.contains { $0.plan.mayNeedMore }
    }

    /// The same, or that calls are divided for users whom a service refuses.
    package var mayExceed: Bool {
        scans.contains(where: \.mayExceed) || subplans.contains { $0.plan.mayExceed }
    }

    /// The number of calls that any result requires: less than `calls` where the reader may stop.
    package var minimumCalls: Int {
        subplans.reduce(0) { $0 + $1.plan.minimumCalls }
            + scans.reduce(0) { $0 + $1.minimumCalls }
    }
}

extension Plan {
    /// The notes, with those that its rows may show to be true.
    package var possibleNotes: [Diagnostic] {
        conditionalNotes.reduce(into: notes) { notes, next in
            if !notes.contains(next.note) { notes.append(next.note) }
        }
    }

    /// Returns the indices of scans of other tables whose rows are in the responses to a scan's
    /// calls.
    package func companions(of host: Int) -> [Int] { scans.companions(of: host) }

    /// Whether the number of further calls depends on the number of departments.
    package var waitsForDepartments: Bool {
        scans.contains { $0.calls > 0 && ($0.directory?.perDepartment ?? 0) > 0 }
            || subplans.contains { $0.plan.waitsForDepartments }
    }
}

extension [Scan] {
    /// Returns the indices of scans of other tables whose rows are in the responses to a scan's
    /// calls.
    func companions(of host: Int) -> [Int] {
        indices.filter { self[$0].sharing == host && self[$0].table.name != self[host].table.name }
    }
}

/// A note that is true if a query over the rows of the plan has a row.
package struct ConditionalNote: Sendable {
    package var note: Diagnostic
    var query: Query

    /// The text that SQLite runs, over the rows in temporary tables.
    package var text: String { LocalStatement.text(query) }
}

/// A query whose values are keys.
package struct Subplan: Sendable {
    package var query: Query
    package var plan: Plan

    /// Returns the name of the values in the local statement.
    package static func name(_ index: Int) -> String { "values\(index + 1)" }
}

/// A column of the result.
package struct ResultColumn: Hashable, Sendable {
    package var name: String
    /// nil where only the values determine it, as for `CASE` with branches of several types.
    package var type: ColumnType?
    /// Whether texts that differ only in case are the same value.
    package internal(set) var ignoresCase = false
    /// Whether the texts are digits, some with leading zeros: `0012`.
    var isPadded = false
    /// Whether its texts are dates and times in another zone, as AT TIME ZONE gives them.
    package internal(set) var isWallClock = false
    /// The size of its integers, where they have fewer than 64 bits.
    package internal(set) var integerSize: IntegerSize?
    /// Whether it is known to contain a NULL.
    var hasNull = false
    /// Whether its texts are names or may be ids; nil where that is not known.
    var texts: SampledTexts?
    /// The possible values, where it is an enumerated column of a table.
    var codes: [Column.Code] = []
    /// How one value holds several of an enumeration.
    var joined: Column.Joined?
    /// How rows show that they have no value, where it is a column of a table.
    var absence: Column.Absence?
    /// Of what its values are the ids.
    package var holds: Column.Reference?
    /// The columns that it shows of scans whose rows need not contain them.
    var asked: Set<AskedColumn> = []
    /// The column of a table of which no condition gives the values that it shows; nil where all
    /// its values are known.
    var unknown: AbsentValues?
    /// The table's time that it contains.
    package var time: TableTime?
    /// What it is in the scans inside its query.
    var origins: [ColumnOrigin] = []
    /// Whether rows are grouped by it.
    package var isGroupKey = false
    /// The service's own Chinese label; empty where it has none.
    package var label = ""

    package init(
        name: String, type: ColumnType?, isPadded: Bool = false, hasNull: Bool = false,
        texts: SampledTexts? = nil
    ) {
        self.name = name
        self.type = type
        self.isPadded = isPadded
        self.hasNull = hasNull
        self.texts = texts
    }

    /// Returns the same column under another name.
    package func named(_ name: String) -> ResultColumn {
        var column = self
        column.name = name
        return column
    }
}

/// The part of a plan for one table: the rows to fetch, and the calls that fetch them.
package struct Scan: Sendable {
    /// The name of the rows in the plan's local statement.
    package var name: String
    package var table: Table
    /// The indices, among the table's columns, of the columns that the statement needs, ascending.
    package var columns: [Int]
    /// Those of them that only distinguish rows; the statement does not need them.
    package var deferred: Set<Int> = []
    /// Whether the statement reads the time of rows that the range refers to. If not, it only
    /// assigns rows to their splits, and that of stored rows is not needed.
    package var readsTime = true
    /// The resolved range; rows whose time is known lie within it.
    package var range: TimeRange
    /// The instant from which on nothing of the range is requested, since no row can have such a
    /// time; nil where all of it is.
    var horizon: Instant?
    /// The calls; an example of them as long as the dynamic keys are unknown.
    package var splitPlan: SplitPlan
    package var predicates: [Predicate]
    /// Whether SQLite reads the rows once and in order; otherwise they have to be kept.
    package var readsOnce: Bool
    /// The extent to which the statement reads it.
    package var ending: ReadExtent

    /// The place among the scans that the statement reads one after the other, until it has enough
    /// rows; nil where it does not.
    package var turn: Int?

    /// Whether the statement may stop reading before the last row.
    package var stopsEarly: Bool { ending != .everything }
    /// The index of the scan whose rows include those of this one, which then makes no calls.
    package var sharing: Int?
    /// Whether it is fetched only for other scans, and the statement does not name it.
    package var isCommon = false
    /// The values to determine before the calls are known.
    package var dynamicKeys: DynamicKeys?
    /// The maximum number of rows that the reader needs; nil when it reads all.
    package var rowsWanted: Int?
    /// The expected cost of a list that is composed from several endpoints; nil for other scans.
    package var directory: DirectoryKnowledge.Cost?
    /// For columns of the list, the values that a row must have to be needed; the details of other
    /// rows are not worth a call.
    package var useful: [Int: Set<Scalar>] = [:]

    /// The notes on its conditions.
    package var notes: [Diagnostic] = []
    /// The errors for columns whose values nothing gives yet, by the columns' names.
    var refusals: [String: Diagnostic] = [:]
    /// The indices, among the table's columns, of those whose values no condition gives.
    var unknown: Set<Int> = []

    /// The conditions that are passed to a local table.
    package var filters: [LocalFilter] = []
    /// The part that is read from a store; nil when all of it is fetched.
    package var stored: CachedPart?
    /// The cells of which the store has anything, from the same calls or others.
    var answered: Set<String> = []
    /// The number of users of whom it is not known whether the service accepts them: it refuses a
    /// call as a whole for one that it does not, and the call is divided.
    package var doubtfulUsers = 0
    /// Whether only the store is read, for whichever partitions exist; rows may then be repeated.
    package var readsStoreAlone = false

    /// The minimum number of calls that it makes; details cost one more for each row.
    package var calls: Int {
        if table.source.local != nil || rowsWanted == 0 { return 0 }
        guard splitPlan.count > 0, let directory else { return splitPlan.count }
        return directory.calls
    }

    /// The needed columns that only the detail endpoint returns.
    package var details: [Int] { columns.filter { table.columns[$0].isDetail } }

    package static func name(_ index: Int) -> String { "scan\(index)" }

    /// The hidden column with the number of rows that a row represents; no table can have its name.
    package static let alike = "rows alike"

    /// The number of calls that the scan certainly makes.
    package var knownCalls: Int { dynamicKeys == nil && sharing == nil ? calls : 0 }

    /// Whether it may make more calls than are known before the first: for keys from other rows,
    /// for further pages, for details, and for a list of people of unknown length.
    package var mayNeedMore: Bool {
        if sharing != nil || table.source.local != nil || rowsWanted == 0 { return false }
        if dynamicKeys != nil || !details.isEmpty { return true }
        if let directory { return directory.perTag + directory.perDepartment > 0 }
        guard splitPlan.count > 0 else { return false }
        return table.endpoint.paging.pageSize != nil || splitPlan.batches.contains { !$0.isKnown }
    }

    /// The same, or that calls are divided for users whom the service refuses.
    package var mayExceed: Bool { mayNeedMore || doubtfulUsers > 0 }

    /// The number of calls that any result requires. For a reader that may stop early these are the
    /// calls that must be complete before the first row is read.
    package var minimumCalls: Int {
        switch ending {
        case _ where turn ?? 0 > 0: 0
        case .everything: knownCalls
        case .anyRows where stored != nil || knownCalls == 0: 0
        case .proven where stored != nil || knownCalls == 0: 0
        case .anyRows: 1
        case .proven: min(knownCalls, splitPlan.stage(of: 0).count)
        }
    }

    /// Returns the index of a scan by its name.
    static func index(_ name: String) -> Int? {
        name.hasPrefix("scan") ? Int(name.dropFirst(4)) : nil
    }
}

/// A condition of the statement and its pushdown.
package struct Predicate: Hashable, Sendable {
    package var text: String
    package var pushdown: Pushdown
    /// The reason, in a few words.
    package var reason: String

    package enum Pushdown: String, Hashable, Sendable {
        /// The service returns the rows that satisfy it, and no others.
        case exact
        /// The service returns all rows that satisfy it, and others.
        case inexact
        /// The calls do not depend on it.
        case local
    }
}
