import WorkQL
import WorkQLTime

/// What all sessions of a server share.
struct ServerContext: Sendable {
    /// A session of the engine, which each client gets a copy of: with its store, its credentials and
    /// its counts of quotas.
    var script: ScriptSession
    var catalog: (any CatalogLane)?
    var limits: CallLimits
    var callLog: CallLedger
    /// How long a statement may run; nil for no limit.
    var statementTimeout: Duration?
    /// The time that statements take for now.
    var now: @Sendable () -> Instant
    var log: @Sendable (StatementRecord) -> Void
}

/// What is written down of a statement: no value of it, for those are about people.
package struct StatementRecord: Sendable {
    package var user: String
    package var application: String
    /// `select`, `explain`, `catalog`, …
    package var kind: String
    package var tables: [String] = []
    package var calls = 0
    package var rows = 0
    /// Rows that the store had.
    package var stored = 0
    package var duration = Duration.zero
    /// PostgreSQL's code of an error; nil for an answer.
    package var state: String?
    /// Whether it was answered from the store because nothing said what to ask for.
    package var isStoreAlone = false
}
