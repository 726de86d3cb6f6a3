import WorkQL
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
    var variables: SessionVariables
    var script: ScriptSession
    var output = BackendMessages()
    private let send: ([UInt8]) async throws -> Void

    var statements: [String: ClientStatement] = [:]
    var portals: [String: Portal] = [:]
    var transaction = Transaction.idle
    var savepoints: [String] = []
    /// The state that ROLLBACK restores.
    var atBegin: (variables: SessionVariables, settings: SettingValues)?
    /// The variables before SET LOCAL changed them.
    var atLocal: SessionVariables?
    /// The number of calls that the connection has made.
    var calls = 0
    /// Whether messages are skipped until the next Sync, as after an error.
    private var skipsToSync = false

    init(
        _ server: ServerContext, user: String, database: String, processID: Int32,
        startup: [String: String], control: StatementControl,
        send: @escaping ([UInt8]) async throws -> Void
    ) throws(ServerError) {
        self.server = server
        self.user = user
        self.database = database
        self.processID = processID
        self.control = control
        self.send = send
        script = server.script
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
            catalog: script.catalog, visibleTables: nil)
        facts.mustStop = { [control] in (try? control.check()) == nil }
        return facts
    }

    // MARK: Messages

    /// Handles a message.
    ///
    /// - Returns: false if the session is over.
    func handle(_ message: FrontendMessage) async throws -> Bool {
        switch message {
        case .query(let text):
            guard !skipsToSync else { return true }
            try await simpleQuery(text)
        case .parse(let name, let text, let types):
            try await extended { try self.parse(name, text, types) }
        case .bind(let binding): try await extended { try self.bind(binding) }
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
            if transaction == .idle { endTransaction() }
            output.readyForQuery(transaction.rawValue)
            try await flush()
        case .terminate: return false
        case .copyInput: break
        case .malformed(let error):
            output.report(.fatal, error)
            try await flush()
            return false
        case .password, .startup, .sslRequest, .gssRequest, .cancel:
            output.report(.fatal, ServerError("08P01", "a message of the start comes too late"))
            try await flush()
            return false
        }
        // If a client sends messages without waiting, the answers must not accumulate.
        if output.count > Portion.maxBytes { try await flush() }
        return true
    }

    private func extended(_ body: () async throws -> Void) async throws {
        guard !skipsToSync else { return }
        do { try await body() } catch let error as ServerError {
            fail(error, at: nil)
            skipsToSync = true
        }
    }

    /// Sends an error, after which a transaction can only be ended.
    private func fail(_ error: ServerError, at position: Int?) {
        output.report(.error, error, position: position)
        if transaction == .active { transaction = .failed }
    }

    private func simpleQuery(_ text: String) async throws {
        let parts = StatementText.statements(of: text)
        if parts.isEmpty { output.message("I") }
        for part in parts {
            do {
                let statement = try ClientStatement(part.text)
                try checkTransaction(for: statement)
                guard statement.parameterCount == 0 else {
                    throw ServerError("42P02", "a simple query has no parameters")
                }
                try await run(Portal(statement), maxRows: 0, describes: true)
            } catch let error as ServerError {
                fail(error, at: error.offset.map { Self.position($0 + part.offset, in: text) })
                break
            }
            try await flush()
        }
        statements[""] = nil
        portals[""] = nil
        if transaction == .idle { endTransaction() }
        output.readyForQuery(transaction.rawValue)
        try await flush()
    }

    /// Converts a byte offset to the number of its character, counted from 1.
    private static func position(_ offset: Int, in text: String) -> Int {
        String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count + 1
    }

    /// Refuses every statement after an error except the end of the transaction.
    private func checkTransaction(for statement: ClientStatement) throws(ServerError) {
        guard transaction == .failed else { return }
        if case .session(let session) = statement.kind {
            switch session {
            case .commit, .rollback, .rollbackTo: return
            default: break
            }
        }
        throw ServerError(
            "25P02",
            "current transaction is aborted, commands ignored until end of transaction block",
            hint: "ROLLBACK ends it")
    }

    // MARK: The extended protocol

    private func parse(_ name: String, _ text: String, _ types: [UInt32]) throws(ServerError) {
        guard name.isEmpty || statements[name] == nil else {
            throw ServerError("42P05", "prepared statement \"\(name)\" already exists")
        }
        let parts = StatementText.statements(of: text)
        guard parts.count < 2 else {
            throw ServerError("42601", "cannot insert multiple commands into a prepared statement")
        }
        do throws(ServerError) {
            let statement = try ClientStatement(parts.first?.text ?? "", types: types)
            try checkTransaction(for: statement)
            if case .query = statement.kind { _ = try lane(of: statement) }
            statements[name] = statement
        } catch {
            var error = error
            if let offset = error.offset {
                // The offset refers to the text that the client sent.
                error.offset = offset + (parts.first?.offset ?? 0)
            }
            throw error
        }
        output.message("1")
    }

    func statement(_ name: String) throws(ServerError) -> ClientStatement {
        guard let statement = statements[name] else {
            throw ServerError("26000", "prepared statement \"\(name)\" does not exist")
        }
        return statement
    }

    private func portal(_ name: String) throws(ServerError) -> Portal {
        guard let portal = portals[name] else {
            throw ServerError("34000", "portal \"\(name)\" does not exist")
        }
        return portal
    }

    private func bind(_ binding: FrontendMessage.Binding) throws(ServerError) {
        let statement = try statement(binding.statement)
        try checkTransaction(for: statement)
        let count = statement.parameterCount
        guard binding.values.count == count else {
            throw ServerError(
                "08P01",
                "bind message supplies \(binding.values.count) parameters, but the statement needs "
                    + "\(count)")
        }
        guard binding.portal.isEmpty || portals[binding.portal] == nil else {
            throw ServerError("42P03", "portal \"\(binding.portal)\" already exists")
        }
        let types = try parameterTypes(of: statement)
        var parameters: [ServerParameter] = []
        for (index, bytes) in binding.values.enumerated() {
            let format =
                binding.formats.count == 1
                ? binding.formats[0]
                : index < binding.formats.count ? binding.formats[index] : 0
            guard format == 0 || format == 1 else {
                throw ServerError("22023", "format \(format) is neither text nor binary")
            }
            let type = types[index]
            parameters.append(
                ServerParameter(
                    try ParameterDecoder.value(
                        bytes, of: type, isBinary: format == 1, number: index + 1),
                    type))
        }
        portals[binding.portal] = Portal(
            statement, parameters: parameters, formats: binding.resultFormats)
        output.message("2")
    }

    private func describe(_ target: FrontendMessage.Target) async throws {
        switch target {
        case .statement(let name):
            let statement = try statement(name)
            try checkTransaction(for: statement)
            output.parameterDescription(try parameterTypes(of: statement))
            let columns = try await columns(of: Portal(statement), isUnbound: true)
            statement.columns = columns
            statement.isDescribed = true
            tell(columns) { _ in 0 }
        case .portal(let name):
            let portal = try portal(name)
            try checkTransaction(for: portal.statement)
            let columns = try await columns(of: portal, isUnbound: false)
            portal.columns = columns
            tell(columns, portal.format)
        }
    }

    private func tell(_ columns: [ServerColumn]?, _ format: (Int) -> Int16) {
        guard let columns else { return output.message("n") }
        output.rowDescription(columns, formats: columns.indices.map(format))
    }

    private func execute(_ name: String, _ maxRows: Int) async throws {
        let portal = try portal(name)
        try checkTransaction(for: portal.statement)
        try await run(portal, maxRows: max(maxRows, 0), describes: false)
    }
}
