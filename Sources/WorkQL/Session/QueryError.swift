import WorkQLAPI
import WorkQLSQLite
import WorkQLStore
package import WorkQLSyntax

/// The reason why a statement has no answer.
package struct QueryError: Error, Sendable {
    package var kind: Kind
    /// The kind of mistake by its stable name.
    package var code: DiagnosticCode
    /// Lowercase, understandable by itself, without secrets.
    package var message: String
    /// The position in the statement; nil when the statement is not at fault.
    package var span: Span?
    package var help: String?
    /// The help, for programs to apply; nil if it leaves a decision open.
    package var fix: Diagnostic.Fix?
    /// The call that failed; nil if none did.
    package var call: FailedCall?
    /// The cost of the statement when it stopped, and the number of rows passed to its writer; nil
    /// if it had not begun to run.
    package var statistics: QueryStatistics?
    /// Whether the rows that a plan relies on are no longer there, and nothing of its answer was
    /// delivered, so that a new plan may succeed.
    var isStale = false
    /// The cost of a stale plan.
    var spent = QueryStatistics()

    /// The endpoint, and the service's own error code if it returned one.
    package struct FailedCall: Hashable, Sendable {
        package var endpoint: String
        package var code: Int?
    }

    /// The kind of an error, by what a caller can do about it; each has its own exit code in the
    /// command.
    package enum Kind: Hashable, Sendable {
        /// The statement is wrong (65).
        case query
        /// The service fails (69).
        case service
        /// A quota or a budget is used up, or the answer is partial: run it again later (75).
        case quota
        /// No permission, or wrong credentials (77).
        case permission
        /// Credentials or another setting are missing (78).
        case configuration
        /// Stopped by the user (130).
        case interrupted
        /// A parameter is missing, or its value is of another type (64).
        case usage
        /// Writing the answer failed (74).
        case output
    }

    /// - Parameter code: the kind of mistake; nil if `kind` determines it.
    package init(
        _ kind: Kind, _ message: String, at span: Span? = nil, help: String? = nil,
        code: DiagnosticCode? = nil
    ) {
        self.kind = kind
        self.code = code ?? kind.code
        self.message = message
        self.span = span
        self.help = help
    }

    package init(_ diagnostic: Diagnostic) {
        self.init(
            .query, diagnostic.message, at: diagnostic.span, help: diagnostic.help,
            code: diagnostic.code)
        fix = diagnostic.fix
    }
}

extension QueryError.Kind {
    /// The kind of mistake if nothing more is known about it.
    fileprivate var code: DiagnosticCode {
        switch self {
        case .query: .notComputed
        case .service: .serviceFailed
        case .quota: .quotaExhausted
        case .permission: .noPermission
        case .configuration: .missingConfiguration
        case .usage: .parameterValue
        case .output: .unwritableFile
        case .interrupted: .unspecified
        }
    }
}

extension QueryError {
    /// What a scan, SQLite or a writer threw, as its user has to see it.
    package init(wrapping error: any Error) {
        switch error {
        case let error as QueryError: self = error
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
                help: "move the file away, or choose another with --store")
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
            let parts = error.message.split(separator: CastFunctions.helpSeparator, maxSplits: 1)
            self.init(
                .query, parts.first.map(String.init) ?? error.message,
                help: parts.count > 1 ? String(parts[1]) : nil)
        default: self.init(.output, "\(error)")
        }
    }
}

extension QueryError {
    init(_ failure: ServiceFailure) {
        let kind: Kind =
            switch failure.kind {
            case .configuration: .configuration
            case .credentials, .permission: .permission
            // The service works, and what the statement requests does not exist.
            case .notFound: .query
            case .quota, .budget: .quota
            case .service, .transport, .malformed, .defect: .service
            case .cancelled: .interrupted
            }
        self.init(
            kind, "\(failure.endpoint): \(failure.message)", help: failure.help,
            code: failure.kind == .notFound ? .unknownUsers : nil)
        call = FailedCall(endpoint: failure.endpoint, code: failure.code)
    }
}
