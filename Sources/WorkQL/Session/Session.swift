import Foundation
import Logging
import WorkQLAPI
public import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A session that answers queries for work records in WorkQL.
///
/// ```swift
/// let session = try Session(.load())
/// let late = try await session.query(
///     """
///     SELECT userid, count(*) AS times FROM checkin
///     WHERE userid IN :users AND exception_type LIKE '%时间异常%'
///     DURING last week GROUP BY userid
///     """, ["users": ["zhangsan", "lisi"]])
/// for try await row in late { print(row["userid"] ?? .null, row["times"] ?? .null) }
/// ```
///
/// A session has one set of credentials. Any number of tasks may use it at once: they share its
/// tokens, its connections, its store and the count of each quota, so that rows that one task has
/// fetched cost the others nothing. A query does not change the session, and SQLite runs on at most
/// 16 threads, however many queries there are; the others wait in a queue without a thread.
public final class Session: Sendable {
    private let initial: ScriptSession
    private let clock: Clock
    private let logger: Logger

    /// Prepares what queries need, and opens the store; sends nothing.
    ///
    /// - Throws: ``WorkQLError`` of the kind ``WorkQLError/Kind/configuration``, for an invalid
    ///   setting or a store that cannot be opened. Missing credentials are an error only when a
    ///   query needs them.
    public init(_ configuration: Configuration = Configuration()) throws(WorkQLError) {
        clock = configuration.clock
        logger = configuration.logger
        do throws(UserError) {
            initial = try configuration.session()
        } catch {
            throw WorkQLError(error)
        }
        do { try initial.openStore() } catch { throw WorkQLError(error, in: "") }
        warn()
    }

    /// Runs one statement.
    ///
    /// The current time is that of the call: `SINCE 7d` and the like refer to it. A SELECT is
    /// planned before this returns, and fetched as its rows are read; see ``QueryResult``. Only if
    /// the keys of one table are the answer of another query does that query run at once, because
    /// the plan needs its answer. The other statements, such as `SHOW QUOTA` or `FORGET`, have been
    /// carried out when this returns. `SET`, `LET`, `PARAM` and `COPY` are for scripts.
    ///
    /// - Parameters:
    ///   - text: a statement; a semicolon at its end is allowed.
    ///   - parameters: the values of `:name` in the text, by their names without the colon. Each
    ///     parameter of the text must be present, and no other.
    /// - Throws: ``WorkQLError``, whose ``WorkQLError/excerpt`` shows the mistake in the text.
    public func query(
        _ text: String, _ parameters: [String: Value] = [:]
    ) async throws(WorkQLError) -> QueryResult {
        defer { warn() }
        do throws(UserError) {
            return QueryResult(stream: try await stream(text, parameters))
        } catch {
            throw WorkQLError(error, in: text)
        }
    }

    /// Plans a query and sends nothing.
    ///
    /// - Parameters:
    ///   - text: a SELECT, without EXPLAIN before it.
    ///   - parameters: as for ``query(_:_:)``.
    /// - Throws: ``WorkQLError``, as ``query(_:_:)`` would before the first row.
    public func explain(
        _ text: String, _ parameters: [String: Value] = [:]
    ) async throws(WorkQLError) -> QueryPlan {
        do throws(UserError) {
            let statement = try AskedStatement(text, parameters)
            guard let query = statement.query else {
                throw UserError(
                    .query, "only a SELECT has a plan", at: statement.statement.span,
                    code: .notOneStatement)
            }
            let session = session(for: statement)
            var before = QueryStatistics()
            let plan = try await session.planned(query, mayCall: false, into: &before)
            return QueryPlan(await session.report(on: plan, showsCalls: true))
        } catch {
            throw WorkQLError(error, in: text)
        }
    }

    private func stream(
        _ text: String, _ parameters: [String: Value]
    ) async throws(UserError) -> ResultStream {
        let asked = try AskedStatement(text, parameters)
        var session = session(for: asked)
        let broadcast = ProgressBroadcast()
        session.attend(onProgress: { broadcast.update($0) }, confirm: nil)
        guard let query = asked.query else {
            let collected = RowCollector()
            let outcome = try await session.run(asked.statement, into: collected)
            broadcast.finish(outcome.statistics ?? QueryStatistics())
            broadcast.close()
            return ResultStream(
                shape: outcome.writer.shape, rows: outcome.writer.rows,
                broadcast: broadcast)
        }
        var before = QueryStatistics()
        let plan = try await session.planned(query, mayCall: true, into: &before)
        return ResultStream(
            ResultStream.Work(
                session: session, query: query, plan: plan, before: before, text: text),
            broadcast: broadcast)
    }

    /// Returns a separate session for one statement, with the state that all of them share.
    private func session(for asked: AskedStatement) -> ScriptSession {
        var session = initial
        // Services count in seconds, and a range without fractions of seconds is easier to read.
        session.advance(
            to: Instant(seconds: Int64(clock.now().timeIntervalSince1970.rounded(.down))))
        session.bind(asked.parameters)
        session.beginStatement()
        if asked.isRefreshing { session.refresh() }
        return session
    }

    private func warn() {
        for warning in initial.takeWarnings() {
            logger.warning("\(warning.message)\(warning.help.map { " (\($0))" } ?? "")")
        }
    }
}

/// A text that is one statement, and the values of its parameters.
private struct AskedStatement {
    let statement: Statement
    let parameters: [Name: ParameterValue]

    /// nil for a statement that is not a query.
    var query: Query? {
        switch statement.kind {
        case .query(let query), .refresh(let query): query
        default: nil
        }
    }

    var isRefreshing: Bool { if case .refresh = statement.kind { true } else { false } }

    init(_ text: String, _ values: [String: Value]) throws(UserError) {
        let statements: [Statement]
        switch Parser.parse(text) {
        case .complete(let parsed): statements = parsed
        case .incomplete(let mistake): throw UserError(mistake)
        case .failed(let mistakes):
            throw mistakes.first.map { UserError($0) }
                ?? UserError(.query, "the text is not a statement", code: .notOneStatement)
        }
        guard let statement = statements.first, statements.count == 1 else {
            throw UserError(
                .query,
                statements.isEmpty ? "the text contains no statement" : "a second statement",
                at: statements.dropFirst().first?.span,
                help: "run each statement separately", code: .notOneStatement)
        }
        self.statement = statement
        if let help = statement.kind.refusal {
            throw UserError(
                .query, "a statement for scripts", at: statement.span, help: help,
                code: .notOneStatement)
        }
        if let format = statement.format {
            throw UserError(
                .query, "FORMAT is for scripts", at: format.span,
                help: "write the rows with write(to:as:)", code: .notSupported)
        }
        parameters = try Self.parameters(values, of: statement, in: text)
    }

    private static func parameters(
        _ values: [String: Value], of statement: Statement, in text: String
    ) throws(UserError) -> [Name: ParameterValue] {
        let wanted = statement.parameters(in: Array(text.utf8))
        var parameters: [Name: ParameterValue] = [:]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard wanted.contains(Name(name)) else {
                let near = nearest(name, in: wanted.map(\.text))
                throw UserError(
                    .usage, "the statement has no parameter :\(name)",
                    help: near.map { "did you mean \"\($0)\"?" }, code: .unknownParameter)
            }
            guard let parameter = value.parameter else {
                throw UserError(
                    .usage, "the value of :\(name) is a list within a list",
                    help: "lists hold texts and numbers", code: .parameterValue)
            }
            parameters[Name(name)] = parameter
        }
        if let missing = wanted.filter({ parameters[$0] == nil }).map(\.text).min() {
            throw UserError(
                .usage, "parameter :\(missing) has no value", help: "bind [\"\(missing)\": …]",
                code: .missingParameter)
        }
        return parameters
    }
}

extension Statement.Kind {
    /// What to do instead of a statement that is useful only in scripts; nil for all others.
    fileprivate var refusal: String? {
        switch self {
        case .set, .reset: "set it in Session.Configuration"
        case .parameters: "pass the values as parameters, without PARAM"
        case .bind: "WITH name AS (…) names a query within the statement"
        case .save, .run: "run the statement of the saved query"
        case .copy: "read the rows and write them with write(to:as:)"
        case .query, .refresh, .forget, .explain, .describe, .describeFile, .describeQuery,
            .summarize, .show:
            nil
        }
    }
}

/// A writer that keeps a short answer.
private struct RowCollector: ResultWriter {
    private(set) var rows: [Row] = []
    private(set) var shape = RowShape([], zone: .shanghai)

    mutating func begin(_ columns: [ResultColumn], zone: Zone) {
        shape = RowShape(columns, zone: zone)
    }

    mutating func write(_ row: ResultRow) { rows.append(Row(row, shape)) }

    mutating func finish() {}
}
