import WorkQL
import WorkQLTime

/// The state shared by all sessions of a server.
struct ServerContext: Sendable {
    /// A session of the engine, of which each client gets a copy: with its store, its credentials
    /// and its rate limiters.
    var script: ScriptSession
    var catalog: (any CatalogHandler)?
    var limits: CallLimits
    var callLog: CallLedger
    /// What each user may see and spend.
    var rules: @Sendable (_ user: String) -> UserRules = { _ in UserRules() }
    let people = DepartmentPeople()
    /// The timeout of a statement; nil for no limit.
    var statementTimeout: Duration?
    /// Returns the time that statements use as now.
    var now: @Sendable () -> Instant
    var log: @Sendable (StatementRecord) -> Void
}

/// The log record of a statement: it contains no values, because those are about people.
package struct StatementRecord: Sendable {
    package var user: String
    package var application: String
    /// The kind of statement: `select`, `explain`, `catalog`, …
    package var kind: String
    package var tables: [String] = []
    package var calls = 0
    /// The number of calls of other statements whose answers it used.
    package var shared = 0
    package var rows = 0
    /// The number of rows that came from the store.
    package var stored = 0
    package var duration = Duration.zero
    /// PostgreSQL's error code; nil for success.
    package var state: String?
    /// Whether it was answered from the store only, because neither a range nor a key determined
    /// the calls.
    package var isStoreAlone = false
}
