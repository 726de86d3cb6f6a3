package import WorkQLCatalog
package import WorkQLPlanner
package import WorkQLSyntax

/// Answers statements one after the other, with one now, one zone, one set of credentials and one
/// count of each quota.
package struct Session: Sendable {
    package struct Options: Sendable {
        package var now: Instant
        package var zone: Zone
        /// Plans of more calls are refused before any is made; nil is no limit.
        package var maxCalls: Int?

        package init(now: Instant, zone: Zone = .shanghai, maxCalls: Int? = nil) {
            self.now = now
            self.zone = zone
            self.maxCalls = maxCalls
        }
    }

    package var options: Options
    package let catalog: Catalog

    package init(options: Options, catalog: Catalog = .builtIn) {
        self.options = options
        self.catalog = catalog
    }

    /// Runs one statement and gives its rows to the writer.
    ///
    /// - Returns: the writer as the last row left it, what the statement cost, and notes about it.
    /// - Throws: `QueryError`. Cancelling the task stops the calls in flight.
    package func run<Writer: ResultWriter>(
        _ statement: Statement, into writer: Writer
    ) async throws(QueryError) -> Outcome<Writer> {
        throw QueryError(.service, "not built")
    }

    package struct Outcome<Writer: ResultWriter>: Sendable {
        package var writer: Writer
        package var account: Account
        package var notes: [Diagnostic]
    }
}
