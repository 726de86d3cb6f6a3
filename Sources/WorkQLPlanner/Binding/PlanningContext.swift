import Synchronization
package import WorkQLCatalog
package import WorkQLSyntax
package import WorkQLTime

/// The environment of a statement: the parameters and LETs of its script, and the access to the
/// columns of files.
package struct PlanningContext: Sendable {
    /// Returns the columns of a file that a FROM names. It reads the file's beginning; the planner
    /// itself does no I/O.
    package typealias FileColumns =
        @Sendable (FileName) throws(Diagnostic) -> [ResultColumn]
    /// Returns the columns of the last result, which a FROM names at the span.
    package typealias LastColumns =
        @Sendable (Span) throws(Diagnostic) -> [ResultColumn]

    /// The values of parameters, by name.
    package var parameters: [Name: ParameterValue] = [:]
    /// The queries that LET named, by name.
    package var queries: [Name: Query] = [:]
    /// The values of queries that were run before, because they are keys of the statement's scans.
    package var answers: [Query: [Expression]] = [:]
    /// The tables from which values of keys come where no condition names them; nil where they are
    /// those of the statement.
    package var suppliers: Catalog?
    /// The lists of people that are already known and cost no calls.
    package var directory = DirectoryKnowledge()
    /// Returns the people that are known without a call; nil where none are.
    package var people: @Sendable () -> DirectoryNames? = { nil }
    /// Whether a service knows, or is known to refuse, a user of calls to an endpoint.
    package var isKnownUser: @Sendable (Scalar, Endpoint) -> Bool = { _, _ in true }
    package var fileColumns: FileColumns
    /// Whether a file whose columns were read has neither rows nor column names: it then has every
    /// column that the statement names.
    package var isOpenFile: @Sendable (FileName) -> Bool = { _ in false }
    package var lastColumns: LastColumns = { (span) throws(Diagnostic) in
        throw Diagnostic(.unknownTable, "there is no previous result here", at: span)
    }

    /// Returns the holidays for `days` and `workdays`, for a call at the span; nil where none are
    /// set.
    package var holidays: @Sendable (Span) throws(Diagnostic) -> HolidayCalendar? = { _ in nil }

    /// Returns the values of the only column of a query at the span, each once and without NULL, and
    /// the notes on the query; nil if the query needs a service.
    package typealias ValuesWithoutCalls =
        @Sendable (Query, Span) throws(Diagnostic) -> (values: [Expression], notes: [Diagnostic])?
    package var valuesWithoutCalls: ValuesWithoutCalls = { _, _ in nil }
    /// Returns the values of the only column of a plan without scans; nil where it cannot be run.
    package var keysWithoutCalls: @Sendable (Plan) -> [Expression]? = { _ in nil }

    /// How the COMPARE of the statement itself calls what it puts beside an aggregate.
    package var comparisonNames = ComparisonNames.english

    /// Whether the query's rows are values of a set, in which repeated ones make no difference.
    var readsValues = false

    /// What FROM calls the last result, unless a common table or a LET is called so.
    package static let lastResult = Name("_")

    /// The clock's time, which may be later than a fixed now; nil where the script's now is the
    /// present of the services too.
    package var present: Instant?

    /// Whether planning must stop; called at each query.
    package var isStopped: @Sendable () -> Bool = { false }
    /// Receives the types that the query passes, for a log at the level trace.
    package var trace: QueryTrace?
    /// The plans of queries whose values may be keys.
    let keyPlans = KeyPlans()

    /// Returns the stored intervals of cells, by the cells' names; nil where there is no store.
    package var cachedIntervals:
        (@Sendable (CoverageQuery) throws(Diagnostic) -> [String: [CachedInterval]])?

    /// Whether stored rows of a list of all keys do not answer for single keys, because the rows of
    /// each key are carried elsewhere from the store.
    package var fetchesEachKey = false

    /// Returns all stored intervals of a table, for statements that read only the store; nil where
    /// tables are fetched from services.
    package var storeAlone: (@Sendable (Table) throws(Diagnostic) -> [CachedInterval])?

    package init(
        fileColumns: @escaping FileColumns = { (file) throws(Diagnostic) in
            throw Diagnostic(.missingFile, "files cannot be read here", at: file.span)
        }
    ) {
        self.fileColumns = fileColumns
    }
}

/// The plans of queries inside a statement, and values of those without calls, each made once: every query that contains a nested
/// query examines it.
final class KeyPlans: Sendable {
    private let plans = Mutex<[Query: Plan?]>([:])
    private let values = Mutex<[Query: [Expression]?]>([:])

    /// - Parameter make: makes the plan; returns nil where the query cannot be planned by itself.
    func plan(_ query: Query, _ make: () -> Plan?) -> Plan? {
        if let known = plans.withLock({ $0[query] }) { return known }
        let plan = make()
        plans.withLock { $0[query] = .some(plan) }
        return plan
    }

    /// - Parameter run: returns the values; nil where the query cannot be run by itself.
    func values(_ query: Query, _ run: () -> [Expression]?) -> [Expression]? {
        if let known = values.withLock({ $0[query] }) { return known }
        let found = run()
        values.withLock { $0[query] = .some(found) }
        return found
    }
}
