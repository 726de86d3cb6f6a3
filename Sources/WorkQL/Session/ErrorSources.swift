package import WorkQLAPI
import WorkQLSQLite
import WorkQLStore
package import WorkQLSyntax

// Errors of the modules below as errors for a person, and what the engine adds to an error.

extension UserError {
    private struct Run: Sendable {
        var statistics: QueryStatistics?
        var isStale = false
        var spent = QueryStatistics()
        var neededCalls: Int?
    }

    private var run: Run {
        get { self.context[Run.self] ?? Run() }
        set { self.context[Run.self] = newValue }
    }

    /// The cost of the statement when it stopped, and the number of rows passed to its writer; nil
    /// if it had not begun to run.
    package var statistics: QueryStatistics? {
        get { run.statistics }
        set { run.statistics = newValue }
    }

    /// Whether the rows that a plan relies on are no longer there, and nothing of its answer was
    /// delivered, so that a new plan may succeed.
    var isStale: Bool {
        get { run.isStale }
        set { run.isStale = newValue }
    }

    /// How many calls the statement needs at least, if it makes none with fewer; nil for another
    /// reason.
    package var neededCalls: Int? {
        get { run.neededCalls }
        set { run.neededCalls = newValue }
    }

    /// The cost of a stale plan.
    var spent: QueryStatistics {
        get { run.spent }
        set { run.spent = newValue }
    }
}

extension UserError {
    /// What a scan, SQLite or a writer threw, as its user has to see it.
    package init(wrapping error: any Error) {
        switch error {
        case let error as UserError: self = error
        case let error as Diagnostic: self.init(error)
        case let error as ServiceFailure: self.init(error)
        case let error as StoreFailure: self.init(error)
        case is CancellationError: self.init(.interrupted, "interrupted")
        case let error as SQLiteError where error.message == "parser stack overflow":
            self.init(
                .query, "the statement nests too deeply for SQLite",
                help: "SQLite supports about 30 levels of functions or parentheses, 15 of CASE and "
                    + "10 of queries; use WITH … AS (…) to name inner queries",
                code: .nestedTooDeeply)
        case let error as SQLiteError where error.isDamage:
            self.init(
                .configuration, "the store is damaged: \(error.message)",
                help: "move the file away, or choose another with --store",
                code: .missingConfiguration)
        case let error as SQLiteError where error.isOutOfMemory:
            let limit = SQLiteMemory.limit
            self.init(
                .query,
                "the statement needs more memory than SQLite "
                    + (limit > 0 ? "may use, which is \(limit >> 20) MB" : "can allocate"),
                help: "narrow the query, or set WORKQL_MEMORY to a larger number of megabytes",
                code: .outOfMemory)
        case let error as SQLiteError:
            if let severalRows = ScalarSubquery.error(error) {
                self = severalRows
                return
            }
            if let known = SQLiteMessages.error(error) {
                self = known
                return
            }
            let parts = error.message.split(
                separator: CastFunctions.helpSeparator, maxSplits: 2,
                omittingEmptySubsequences: false)
            self.init(
                .query, parts.first.map(String.init) ?? error.message,
                help: parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil)
            if parts.count > 2 { self.valueMistake = ValueMistake(rawValue: String(parts[2])) }
        default: self.init(.output, "\(error)")
        }
    }
}

extension UserError {
    init(_ failure: ServiceFailure) {
        let code: DiagnosticCode? =
            switch failure.kind {
            case .notFound: .unknownUsers
            case .configuration: .missingConfiguration
            default: nil
            }
        self.init(
            Kind(failure.kind), "\(failure.endpoint): \(failure.message)", help: failure.help,
            code: code)
        self.call = FailedCall(endpoint: failure.endpoint, code: failure.code)
    }

    init(_ failure: StoreFailure) {
        let kind: Kind =
            switch failure.reason {
            case .change, .damage: .quota
            case .end: .output
            case .unusable, .obstacle: .configuration
            }
        self.init(
            kind, failure.message, help: failure.help,
            code: kind == .configuration ? .missingConfiguration : nil)
        isStale = failure.isChange
    }
}

extension UserError.Kind {
    package init(_ kind: ServiceFailure.Kind) {
        self =
            switch kind {
            case .configuration: .configuration
            case .credentials, .permission: .permission
            // The service works, and what the statement requests does not exist.
            case .notFound: .query
            case .quota, .budget: .quota
            case .service, .transport, .malformed, .defect: .service
            case .cancelled: .interrupted
            }
    }
}
