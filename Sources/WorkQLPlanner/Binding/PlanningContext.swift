import Synchronization
package import WorkQLCatalog
package import WorkQLSyntax

/// What a statement finds around it: the parameters and LETs of its script, and how to look at a
/// file.
package struct PlanningContext: Sendable {
    /// The columns of a file that a FROM names. It reads the file's beginning; the planner itself
    /// does no I/O.
    package typealias FileColumns =
        @Sendable (FileName) throws(Diagnostic) -> [ResultColumn]
    /// The columns of the last result, which a FROM names at the span.
    package typealias LastColumns =
        @Sendable (Span) throws(Diagnostic) -> [ResultColumn]

    /// Values given to parameters, by name.
    package var parameters: [Name: ParameterValue] = [:]
    /// Queries that LET gave a name to, by that name.
    package var queries: [Name: Query] = [:]
    /// The values of queries that were run before, because they are keys of the statement's scans.
    package var answers: [Query: [Expression]] = [:]
    /// What the lists of people cost no more.
    package var directory = DirectoryKnowledge()
    /// Whoever is known without a call; nil where nobody is.
    package var people: @Sendable () -> DirectoryNames? = { nil }
    package var fileColumns: FileColumns
    /// Whether a file, whose columns were looked at, has neither rows nor names of columns: it has
    /// every column that the statement names.
    package var isOpenFile: @Sendable (FileName) -> Bool = { _ in false }
    package var lastColumns: LastColumns = { (span) throws(Diagnostic) in
        throw Diagnostic(.unknownTable, "there is no previous result here", at: span)
    }

    /// The holidays that `days` and `workdays` know, for a call at the span; nil where none are set.
    package var holidays: @Sendable (Span) throws(Diagnostic) -> HolidayCalendar? = { _ in nil }

    /// What FROM calls the last result, unless a common table or a LET is called so.
    package static let lastResult = Name("_")

    /// Whether to plan no further; asked at each query.
    package var isStopped: @Sendable () -> Bool = { false }
    /// Is told of the types that the query passes, for a log at the level trace.
    package var trace: QueryTrace?
    /// Plans of queries whose values may be keys.
    let keyPlans = KeyPlans()

    /// What a store holds of cells, by their names; nil where there is no store.
    package var cachedIntervals:
        (@Sendable (CoverageQuery) throws(Diagnostic) -> [String: [CachedInterval]])?

    /// All that a store has of a table, for statements that read nothing else; nil where tables are
    /// asked for.
    package var storeAlone: (@Sendable (Table) throws(Diagnostic) -> [CachedInterval])?

    package init(
        fileColumns: @escaping FileColumns = { (file) throws(Diagnostic) in
            throw Diagnostic(.missingFile, "files cannot be read here", at: file.span)
        }
    ) {
        self.fileColumns = fileColumns
    }
}

/// The plans of queries inside a statement, each made once: a query that stands in others is looked
/// at by each of them.
final class KeyPlans: Sendable {
    private let plans = Mutex<[Query: Plan?]>([:])

    /// - Parameter make: nil where the query cannot be planned by itself.
    func plan(_ query: Query, _ make: () -> Plan?) -> Plan? {
        if let known = plans.withLock({ $0[query] }) { return known }
        let plan = make()
        plans.withLock { $0[query] = .some(plan) }
        return plan
    }
}
