import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// One client's session: answers its messages one after the other, in their order.
///
/// It does not use a socket, so that it can be tested without one. Errors of a statement are sent
/// to the client; errors that `send` throws end the session.
final class ClientSession {
    enum Transaction: Unicode.Scalar {
        case idle = "I"
        case active = "T"
        /// After an error, until the transaction is ended.
        case failed = "E"
    }

    let server: ServerContext
    let control: StatementControl
    let user: String
    let database: String
    let processID: Int32
    let rules: UserRules
    /// The tables that the user may see.
    var catalog: Catalog
    /// The tables from which values of keys come where no condition names them: also those that
    /// the user does not see.
    var suppliers: Catalog
    /// The people whose rows `catalog` is limited to.
    var seen: CatalogRestriction.People?
    var variables: SessionVariables
    var script: ScriptSession
    var output = BackendMessages()
    private let send: ([UInt8]) async throws -> Void

    var statements: [String: ClientStatement] = [:]
    var portals: [String: Portal] = [:]
    /// The plan of the portal that the last messages have described.
    var described: DescribedPlan?
    /// The trees of texts that the engine has answered.
    var parsedTexts: [String: Statement] = [:]
    var transaction = Transaction.idle
    var savepoints: [String] = []
    /// The state that ROLLBACK restores.
    var atBegin: (variables: SessionVariables, settings: SettingValues)?
    /// The variables before SET LOCAL changed them.
    var atLocal: SessionVariables?
    /// The state before SET changed it outside of a transaction: what is sent up to the next Sync,
    /// or in one message, is one transaction.
    var atSeries: (variables: SessionVariables, settings: SettingValues)?
    /// Whether the statement is one of several in one message.
    var isOfSeveral = false
    /// The number of calls that the connection has made.
    var calls = 0
    /// The text of the statement that a message of the extended protocol is about.
    private var answered: SentText?
    /// Whether messages are skipped until the next Sync, as after an error.
    private var skipsToSync = false

    init(
        _ server: ServerContext, user: String, database: String, processID: Int32,
        startup: [String: String], control: StatementControl,
        send: @escaping ([UInt8]) async throws -> Void
    ) throws(UserError) {
        self.server = server
        self.user = user
        self.database = database
        self.processID = processID
        self.control = control
        self.send = send
        script = server.script
        rules = server.rules(user)
        let restriction = rules.restriction(to: nil)
        catalog = server.script.catalog.restricted(to: restriction)
        suppliers = server.script.catalog.restricted(to: restriction.ofRows)
        variables = try SessionVariables(user: user, zone: script.options.zone, startup: startup)
    }

    /// Sends the messages that follow authentication.
    func greet(key: Int32) async throws {
        output.authentication(0)
        for name in SessionVariables.reported {
            if let value = variables[name] { output.parameterStatus(name, value) }
        }
        output.backendKey(process: processID, key: key)
        output.readyForQuery(transaction.rawValue)
        try await flush()
    }

    func flush() async throws {
        guard output.count > 0 else { return }
        try await send(output.take())
    }

    var facts: SessionFacts {
        var facts = SessionFacts(
            user: user, database: database, processID: processID, settings: variables.values,
            catalog: catalog, visibleTables: nil)
        facts.hidden = rules.hidden
        facts.isLimited = rules.departments != nil
        facts.mustStop = { [control] in (try? control.check()) == nil }
        return facts
    }

    // MARK: Messages

    /// Handles a message.
    ///
    /// - Returns: false if the session is over.
    func take(_ message: FrontendMessage) async throws -> Bool {
        switch message {
        case .describe, .execute: try await updateVisibility()
        case .query, .parse, .bind:
            described = nil
            try await updateVisibility()
        default: described = nil
        }
        switch message {
        case .query(let text):
            guard !skipsToSync else { return true }
            try await simpleQuery(text)
        case .parse(let name, let text, let types):
            try await extended { try await self.parse(name, text, types) }
        case .bind(let binding): try await extended { try await self.bind(binding) }
        case .describe(let target): try await extended { try await self.describe(target) }
        case .execute(let portal, let maxRows):
            try await extended { try await self.execute(portal, maxRows) }
        case .close(let target):
            try await extended {
                switch target {
                case .statement(let name): self.statements[name] = nil
                case .portal(let name): self.portals[name] = nil
                }
                self.output.message("3")
            }
        case .flush: try await flush()
        case .sync:
            skipsToSync = false
            endSeries()
            output.readyForQuery(transaction.rawValue)
            try await flush()
        case .terminate: return false
        case .copyInput: break
        case .functionCall(let number):
            let unknown = UserError(
                state: "42883", "function with OID \(number) does not exist",
                help: "call it by its name: SELECT f(…)")
            try await refuse(transaction == .failed ? Self.aborted : unknown, of: "F")
        case .invalid(let error, let type):
            // A call in a failed transaction is refused before anything of it is read.
            let isAborted = type == UInt8(ascii: "F") && transaction == .failed
            try await refuse(isAborted ? Self.aborted : error, of: Unicode.Scalar(type))
        case .malformed(let error):
            output.report(.fatal, error)
            try await flush()
            return false
        case .password, .startup, .sslRequest, .gssRequest, .cancel:
            output.report(
                .fatal, UserError(state: "08P01", "a message of the start comes too late"))
            try await flush()
            return false
        }
        // If a client sends messages without waiting, the answers must not accumulate.
        if output.count > Portion.maxBytes { try await flush() }
        return true
    }

    /// Refuses a message by its type.
    private func refuse(_ error: UserError, of type: Unicode.Scalar) async throws {
        if type == "S" { skipsToSync = false }
        guard !skipsToSync else { return }
        fail(error, at: nil)
        if "QSF".unicodeScalars.contains(type) {
            endSeries()
            output.readyForQuery(transaction.rawValue)
        } else {
            skipsToSync = true
        }
        try await flush()
    }

    private func extended(_ body: () async throws -> Void) async throws {
        guard !skipsToSync else { return }
        answered = nil
        do { try await body() } catch let error as UserError {
            fail(error, at: answered.flatMap { $0.position(of: error) })
            skipsToSync = true
            // A client may wait for the answer to a message without asking for it by Flush.
            try await flush()
        }
    }

    /// Sends an error, after which a transaction can only be ended.
    private func fail(_ error: UserError, at position: Int?) {
        output.report(.error, visible(error), position: position)
        if transaction == .active { transaction = .failed }
        if transaction == .idle { restoreSeries() }
    }

    private func simpleQuery(_ text: String) async throws {
        let parts = StatementText.statements(of: text)
        if parts.isEmpty { output.message("I") }
        // Nothing is run if a later statement cannot be parsed.
        let mistake = parts.count > 1 ? Self.mistake(in: parts) : nil
        isOfSeveral = parts.count > 1
        for part in parts {
            var portal: Portal?
            do {
                if let mistake { throw mistake }
                let statement = try statement(of: part.text)
                guard statement.parameterCount == 0 else {
                    throw UserError(state: "42P02", "a simple query has no parameters")
                }
                let own = Portal(statement)
                portal = own
                try await run(own, maxRows: 0, describes: true)
                portals[""] = nil
            } catch let error as UserError {
                if let portal { keepFailed(portal, after: error) }
                let sent = SentText(text: text, start: mistake == nil ? part.offset : 0)
                fail(error, at: sent.position(of: error))
                break
            }
            // What the last statement answers is sent with the end of the answer: each write wakes
            // the client.
            if part.offset != parts.last?.offset { try await flush() }
        }
        isOfSeveral = false
        statements[""] = nil
        endSeries()
        output.readyForQuery(transaction.rawValue)
        try await flush()
    }

    /// Returns the first error in the syntax of statements, with its offset in their text.
    private static func mistake(in parts: [(text: String, offset: Int)]) -> UserError? {
        for part in parts {
            do throws(UserError) {
                guard case .query = try ClientStatement(part.text).kind else { continue }
                switch Parser.parse(part.text, dialect: .postgreSQL) {
                case .complete: continue
                case .incomplete(let mistake): throw UserError(mistake)
                case .failed(let mistakes):
                    if let first = mistakes.first { throw UserError(first) }
                }
            } catch {
                // What clients may not do is an error of its statement alone.
                guard error.state == "42601" else { continue }
                var error = error
                error.offset = error.offset.map { $0 + part.offset }
                return error
            }
        }
        return nil
    }

    /// Reads a statement. After an error, only mistakes in the syntax are reported before the
    /// transaction is ended.
    private func statement(
        of text: String, types: [UInt32] = []
    ) throws(UserError) -> ClientStatement {
        if transaction == .failed, let mistake = Self.mistake(in: [(text, 0)]) { throw mistake }
        do throws(UserError) {
            let statement = try ClientStatement(text, types: types)
            try checkTransaction(for: statement)
            return statement
        } catch {
            throw transaction == .failed ? Self.aborted : error
        }
    }

    /// Refuses every statement after an error except the end of the transaction.
    func checkTransaction(for statement: ClientStatement) throws(UserError) {
        guard transaction == .failed else { return }
        switch statement.kind {
        case .empty, .session(.commit), .session(.rollback), .session(.rollbackTo): return
        case .session, .query: break
        }
        throw Self.aborted
    }

    private static let aborted = UserError(
        state: "25P02",
        "current transaction is aborted, commands ignored until end of transaction block",
        help: "ROLLBACK ends it")

    // MARK: The extended protocol

    private func parse(_ name: String, _ text: String, _ types: [UInt32]) async throws {
        // The statement without a name does not outlive the next one, even if that one is wrong.
        if name.isEmpty { statements[""] = nil }
        let parts = StatementText.statements(of: text)
        guard parts.count < 2 else {
            throw UserError(
                state: "42601", "cannot insert multiple commands into a prepared statement")
        }
        let sent = SentText(text: text, start: parts.first?.offset ?? 0)
        // In PostgreSQL's order: syntax, transaction, names of the statement, its own name.
        answered = sent
        let statement = try statement(of: parts.first?.text ?? "", types: types)
        statement.sent = sent
        switch statement.kind {
        case .query:
            if case .engine = try statementHandler(of: statement) {
                try await checkNames(of: statement)
            }
        case .session(.show(let name)): _ = try shown(name)
        case .session, .empty: break
        }
        _ = try parameterTypes(of: statement)
        guard statements[name] == nil else {
            throw UserError(state: "42P05", "prepared statement \"\(name)\" already exists")
        }
        statements[name] = statement
        output.message("1")
    }

    func statement(_ name: String) throws(UserError) -> ClientStatement {
        guard let statement = statements[name] else {
            throw UserError(state: "26000", "prepared statement \"\(name)\" does not exist")
        }
        answered = statement.sent
        return statement
    }

    func portal(_ name: String) throws(UserError) -> Portal {
        guard let portal = portals[name] else {
            throw UserError(state: "34000", "portal \"\(name)\" does not exist")
        }
        answered = portal.statement.sent
        return portal
    }

    private func bind(_ binding: FrontendMessage.Binding) async throws {
        let statement = try statement(binding.statement)
        let count = statement.parameterCount
        guard binding.values.count == count else {
            throw UserError(
                state: "08P01",
                "bind message supplies \(binding.values.count) parameters, but the statement needs "
                    + "\(count)")
        }
        guard binding.formats.count < 2 || binding.formats.count == count else {
            throw UserError(
                state: "08P01",
                "bind message has \(binding.formats.count) parameter formats but \(count) parameters"
            )
        }
        try checkTransaction(for: statement)
        if transaction == .failed, case .empty = statement.kind { throw Self.aborted }
        guard binding.portal.isEmpty || portals[binding.portal] == nil else {
            throw UserError(state: "42P03", "portal \"\(binding.portal)\" already exists")
        }
        let types = try parameterTypes(of: statement)
        var parameters: [ServerParameter] = []
        for (index, bytes) in binding.values.enumerated() {
            let format =
                binding.formats.count == 1
                ? binding.formats[0]
                : index < binding.formats.count ? binding.formats[index] : 0
            guard format == 0 || format == 1 else {
                throw UserError(state: "22023", "format \(format) is neither text nor binary")
            }
            let type = types[index]
            parameters.append(
                ServerParameter(
                    try ParameterDecoder.value(
                        bytes, of: type, isBinary: format == 1, number: index + 1),
                    type))
        }
        let portal = Portal(statement, parameters: parameters, formats: binding.resultFormats)
        let formats = portal.formats.count
        if formats > 1 {
            portal.columns = try await columns(of: portal, isUnbound: false, keepsPlan: true)
            if let count = portal.columns?.count, count != formats {
                throw UserError(
                    state: "08P01",
                    "bind message has \(formats) result formats but query has \(count) columns")
            }
        }
        portals[binding.portal] = portal
        output.message("2")
    }

    private func execute(_ name: String, _ maxRows: Int) async throws {
        defer { described = nil }
        let portal = try portal(name)
        try checkTransaction(for: portal.statement)
        guard !portal.hasFailed else {
            throw UserError(state: "55000", "portal \"\(name)\" cannot be run")
        }
        try await run(portal, maxRows: max(maxRows, 0), describes: false, named: name)
    }
}
