import WorkQLSyntax

/// The reason why a query has no answer, or why a value does not have the expected type.
///
/// ```swift
/// do {
///     for try await row in try await session.query(text) { … }
/// } catch {
///     switch error.kind {
///     case .quota: …          // Run it again later: it continues with what is in the store.
///     case .cancelled: break
///     default: logger.error("\(error.message)")
///     }
/// }
/// ```
///
/// Its texts contain no secrets and no control characters, and may be shown and logged unchanged.
public struct WorkQLError: Error, Hashable, Sendable {
    /// The kind of the error, by what can be done about it.
    public let kind: Kind
    /// The kind of mistake by its stable name.
    public let code: Code
    /// The problem, on one line: lowercase, without a full stop, and understandable by itself.
    public let message: String
    /// The incorrect part of the statement, with a caret under it, on several lines; nil if the
    /// statement is not at fault.
    ///
    ///     error[E0402]: unknown column "useridd" in checkin
    ///      --> <query>:1:8
    ///       |
    ///     1 | SELECT useridd FROM checkin
    ///       |        ^^^^^^^
    ///       = help: did you mean "userid"?
    public let excerpt: String?
    /// How to correct it; nil if no correction is known.
    public let help: String?
    /// The call that failed; nil if none did.
    public let service: Service?

    /// The kind of an error, by what a program can do about it. More may be added: treat unknown
    /// ones as failures.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// The statement is wrong.
        public static let query = Kind(rawValue: "query")
        /// A parameter has no value, or one that does not fit; or a cell is read as a type that it
        /// does not have, or a result is read for the second time.
        public static let usage = Kind(rawValue: "usage")
        /// The service fails, or cannot be reached, after several attempts.
        public static let service = Kind(rawValue: "service")
        /// A quota or a budget is used up, or the answer is partial: run it again later, or request
        /// less.
        public static let quota = Kind(rawValue: "quota")
        /// The credentials are refused, or do not permit this.
        public static let permission = Kind(rawValue: "permission")
        /// Credentials or another setting are missing, or wrong.
        public static let configuration = Kind(rawValue: "configuration")
        /// The rows cannot be written to their destination.
        public static let output = Kind(rawValue: "output")
        /// The task was cancelled, or its result dropped.
        public static let cancelled = Kind(rawValue: "cancelled")
    }

    /// The stable name of a kind of mistake: `E` and four digits. A message may change from one
    /// release to the next; its code does not. `workql explain E0402` explains a code.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// No table has this name.
        public static let unknownTable = Code(.unknownTable)
        /// No table of the statement has a column of this name.
        public static let unknownColumn = Code(.unknownColumn)
        /// The plan needs more calls than ``Session/Configuration/maxCalls``; none was made.
        public static let tooManyCalls = Code(.tooManyCalls)
        /// The result was already read.
        public static let readTwice = Code(.readTwice)
        /// A cell does not have the requested type.
        public static let cellType = Code(.cellType)

        init(_ code: DiagnosticCode) { rawValue = code.rawValue }
    }

    /// A call to a service that failed.
    public struct Service: Hashable, Sendable {
        /// The endpoint's name, such as `checkin/getcheckindata`.
        public let endpoint: String
        /// The service's own error code; nil if it returned none.
        public let code: Int?
    }
}

extension WorkQLError: CustomStringConvertible {
    /// The excerpt, or else the message and the help on two lines.
    public var description: String {
        if let excerpt { return excerpt }
        return "error[\(code.rawValue)]: \(message)" + (help.map { "\n = help: \($0)" } ?? "")
    }
}

extension WorkQLError {
    /// - Parameter text: the text from which the statement was parsed.
    init(_ error: UserError, in text: String) {
        var excerpt: String?
        // Without a span, or with that of a tree that was not parsed from a text, the statement is
        // not at fault.
        if let diagnostic = Diagnostic(error), diagnostic.span != Span(0, 0) {
            excerpt = Excerpt(diagnostic, in: text, named: "<query>").text()
        }
        let position = error.location.map { "\($0): " } ?? ""
        self.init(
            Kind(error.kind), error.kind == .interrupted ? .cancelled : error.code,
            (position + error.message).neutralized, excerpt: excerpt, help: error.help?.neutralized,
            service: error.call.map { Service(endpoint: $0.endpoint, code: $0.code) })
    }

    init(
        _ kind: Kind, _ code: DiagnosticCode, _ message: String, excerpt: String? = nil,
        help: String? = nil, service: Service? = nil
    ) {
        self.kind = kind
        self.code = Code(code)
        self.message = message
        self.excerpt = excerpt
        self.help = help
        self.service = service
    }

    static let cancelled = WorkQLError(.cancelled, .cancelled, "the query was cancelled")
}

extension WorkQLError.Kind {
    fileprivate init(_ kind: UserError.Kind) {
        self =
            switch kind {
            case .query, .noInput: .query
            case .service: .service
            case .quota: .quota
            case .permission: .permission
            case .configuration: .configuration
            case .interrupted: .cancelled
            case .usage: .usage
            case .output: .output
            }
    }
}
