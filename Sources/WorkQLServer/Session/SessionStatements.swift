import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// Statements that the session itself answers.
extension ClientSession {
    /// Returns the columns of such a statement; nil for one without columns.
    func columns(of statement: SessionStatement) async throws -> [ServerColumn]? {
        switch statement {
        case .show(let name): return [ServerColumn(SessionVariables.spelling(name), .text)]
        case .showAll: return ["name", "setting", "description"].map { ServerColumn($0, .text) }
        case .explain: return [ServerColumn("QUERY PLAN", .text)]
        // Whether it exists is checked when it runs, as in PostgreSQL.
        case .fetch(let name, _, isMove: false):
            guard let cursor = portals[name] else { return nil }
            return try await columns(of: cursor, isUnbound: false)
        case .execute(let name, _):
            guard let statement = statements[name] else { return nil }
            return try await columns(of: Portal(statement), isUnbound: true)
        default: return nil
        }
    }

    func cursor(_ name: String) throws(UserError) -> Portal {
        guard let portal = portals[name] else {
            throw UserError(state: "34000", "cursor \"\(name)\" does not exist")
        }
        return portal
    }

    func run(
        _ statement: SessionStatement, of portal: Portal, _ describes: Bool, _ maxRows: Int
    ) async throws {
        switch statement {
        case .set(let name, to: let values, let isLocal):
            beginSeries()
            try await set(name, to: values, isLocal)
            output.commandComplete("SET")
        case .reset(let name):
            let folded = name.lowercased()
            guard
                variables[folded] != nil || Setting.named(folded) != nil || folded.contains(".")
                    || CatalogSettings.defaults[folded] != nil
            else { throw Self.unknownSetting(name) }
            beginSeries()
            try await set(name, to: nil, false)
            output.commandComplete("RESET")
        case .resetAll:
            beginSeries()
            change { $0.resetAll() }
            script.options.settings = server.script.options.settings
            output.commandComplete("RESET")
        case .setTransaction: output.commandComplete("SET")
        case .show(let name):
            try await answer([[try shown(name)]], of: portal, statement, describes, maxRows)
        case .showAll:
            let rows = variables.values.sorted { $0.key < $1.key }.map {
                [
                    SessionVariables.spelling($0.key),
                    SessionVariables.shown($0.value, of: $0.key), "",
                ]
            }
            try await answer(rows, of: portal, statement, describes, maxRows)
        case .begin, .commit, .rollback, .savepoint, .release, .rollbackTo:
            try control(statement)
        case .declare, .close: try await handle(cursor: statement, of: portal)
        case .fetch(let name, let step, let isMove):
            try await ofOtherText {
                try await self.fetch(name, step, isMove, of: portal, describes, maxRows)
            }
        case .prepare(let name, let types, let range):
            try prepare(name, types, portal, range)
            output.commandComplete("PREPARE")
        case .execute(let name, let values):
            try await ofOtherText {
                let bound = try self.bound(
                    try self.statement(name), named: name, values, portal.formats)
                portal.executed = bound
                try await self.runQuery(bound, maxRows: maxRows, describes: describes)
            }
        case .deallocate(let name):
            if let name {
                guard statements.removeValue(forKey: name) != nil else {
                    throw UserError(state: "26000", "prepared statement \"\(name)\" does not exist")
                }
                output.commandComplete("DEALLOCATE")
            } else {
                deallocateAll()
                output.commandComplete("DEALLOCATE ALL")
            }
        case .discard(let what):
            if what == "all" {
                guard transaction == .idle, !isOfSeveral else {
                    throw UserError(
                        state: "25001", "DISCARD ALL cannot run inside a transaction block")
                }
                deallocateAll()
                portals = portals.filter { $0.value === portal }
                change { $0.resetAll() }
                script = server.script
            }
            output.commandComplete("DISCARD \(what.uppercased())")
        case .listen: output.commandComplete("LISTEN")
        case .unlisten: output.commandComplete("UNLISTEN")
        case .copy(let copy): try await run(copy, of: portal)
        case .explain(let options, let range):
            let lines = try await explanation(options, of: portal, range)
            try await answer(lines.map { [$0] }, of: portal, statement, describes, maxRows)
        }
    }

    /// The statement without a name is not one of those that PREPARE makes.
    private func deallocateAll() { statements = statements.filter { $0.key.isEmpty } }

    /// Does something with a statement that was sent earlier: its errors have no position in the
    /// text that was sent now.
    private func ofOtherText(_ body: () async throws -> Void) async throws {
        do { try await body() } catch var error as UserError {
            error.offset = nil
            throw error
        }
    }

    private func answer(
        _ rows: [[String]], of portal: Portal, _ statement: SessionStatement, _ describes: Bool,
        _ maxRows: Int
    ) async throws {
        let columns = try await columns(of: statement) ?? []
        portal.columns = columns
        if describes {
            output.rowDescription(columns, formats: columns.indices.map(portal.format))
        }
        portal.rows = .catalog(rows.map { $0.map { .text($0) } }, next: 0)
        try await goOn(statement, of: portal, maxRows, named: "")
    }

    /// Sends the next rows of a statement that has run; it does not run again.
    ///
    /// - Parameter name: the name of the portal.
    func goOn(
        _ statement: SessionStatement, of portal: Portal, _ maxRows: Int, named name: String
    ) async throws {
        switch statement {
        case .show, .showAll, .explain:
            guard try await stream(portal, maxRows, as: .rows).isAtEnd else {
                return output.message("s")
            }
            if case .explain = statement {
                output.commandComplete("EXPLAIN")
            } else {
                output.commandComplete("SHOW")
            }
        case .fetch(let name, _, isMove: false):
            guard let rows = portal.unfetched else { return }
            try await send(rows, of: try cursor(name), for: portal, maxRows)
        case .execute:
            if let executed = portal.executed {
                try await runQuery(executed, maxRows: maxRows, describes: false)
            }
        default: throw UserError(state: "55000", "portal \"\(name)\" cannot be run")
        }
    }

    // MARK: Settings

    /// Returns the value of a setting as SHOW prints it.
    func shown(_ name: String) throws(UserError) -> String {
        if let value = variables[name] { return SessionVariables.shown(value, of: name) }
        guard let setting = Setting.named(name) else {
            throw Self.unknownSetting(name)
        }
        return setting.text(in: script.options.settings) ?? ""
    }

    private static func unknownSetting(_ name: String) -> UserError {
        UserError(
            state: "42704", "unrecognized configuration parameter \"\(name)\"",
            help: "SHOW ALL lists those of the session, SHOW SETTINGS those of WorkQL")
    }

    /// Remembers the settings before the first change outside of a transaction.
    private func beginSeries() {
        guard transaction == .idle, atSeries == nil else { return }
        atSeries = (variables, script.options.settings)
    }

    private func change(_ body: (inout SessionVariables) throws -> Void) rethrows {
        let before = variables
        try body(&variables)
        for (name, value) in variables.changes(from: before) {
            output.parameterStatus(name, value)
        }
    }

    /// Implements the catalog's `set_config`.
    func set(_ name: String, to value: String) throws(UserError) {
        beginSeries()
        let result = Result { () throws(UserError) in try variables.set(name, to: value) }
        try result.get()
        takeZone(name)
    }

    private func takeZone(_ name: String) {
        if name.lowercased() == "timezone" { script.options.zone = variables.zone }
    }

    private func set(_ name: String, to values: [String]?, _ isLocal: Bool) async throws {
        let folded = name.lowercased()
        if isLocal {
            guard transaction != .idle else {
                return notice(
                    .warning,
                    UserError(state: "25P01", "SET LOCAL can only be used in transaction blocks"))
            }
            if atLocal == nil { atLocal = variables }
        }
        if let setting = Setting.named(folded), folded != "timezone" {
            return try await set(setting, to: values)
        }
        let isKnown = variables[folded] != nil || folded.contains(".")
        try change { variables in
            if let values {
                // Each of the names may contain a comma.
                let parts =
                    folded == "search_path" ? values.map(CatalogText.identifier) : values
                try variables.set(name, to: parts.joined(separator: ", "))
            } else {
                variables.reset(name)
            }
        }
        if folded == "timezone" {
            script.options.zone =
                values == nil ? server.script.options.zone : variables.zone
        }
        if !isKnown {
            notice(
                .notice,
                UserError(state: "00000", "\(name) is not a setting of WorkQL and changes nothing"))
        }
    }

    /// Changes a setting of the engine that clients may change, within the limits of the server.
    private func set(_ setting: Setting, to values: [String]?) async throws {
        guard ["max_calls", "max_age"].contains(setting.name) else {
            throw UserError(
                state: "42501", "\(setting.name) cannot be set over the network",
                help: "it is set by who runs the server")
        }
        let text =
            values.map { "SET \(setting.name) = " + $0.joined(separator: " ") }
            ?? "RESET \(setting.name)"
        guard case .complete(let statements) = Parser.parse(text), statements.count == 1 else {
            throw UserError(state: "22023", "\(setting.name) does not take such a value")
        }
        let statement = statements[0]
        script = try await control.run { [script] () async -> Result<ScriptSession, UserError> in
            var session = script
            do throws(UserError) {
                _ = try await session.run(statement, into: ValueCollector())
                return .success(session)
            } catch {
                return .failure(error)
            }
        }
    }

    // MARK: Transactions

    /// Controls a transaction. Clients only read, so it only records where a transaction begins and
    /// ends.
    private func control(_ statement: SessionStatement) throws(UserError) {
        switch statement {
        case .begin(let tag):
            if transaction == .idle {
                begin()
            } else {
                notice(
                    .warning,
                    UserError(state: "25001", "there is already a transaction in progress"))
            }
            output.commandComplete(tag)
        case .commit(let isChained):
            let isFailed = transaction == .failed
            try checkEnd(isChained ? "COMMIT AND CHAIN" : nil)
            if isFailed { restore() } else { restoreLocal() }
            end(isChained)
            output.commandComplete(isFailed ? "ROLLBACK" : "COMMIT")
        case .rollback(let isChained):
            try checkEnd(isChained ? "ROLLBACK AND CHAIN" : nil)
            if transaction == .idle { restoreSeries() } else { restore() }
            end(isChained)
            output.commandComplete("ROLLBACK")
        case .savepoint(let name):
            try needTransaction("SAVEPOINT")
            savepoints.append(name)
            output.commandComplete("SAVEPOINT")
        case .release(let name):
            try needTransaction("RELEASE SAVEPOINT")
            let index = try index(ofSavepoint: name)
            savepoints.removeSubrange(index...)
            output.commandComplete("RELEASE")
        case .rollbackTo(let name):
            try needTransaction("ROLLBACK TO SAVEPOINT")
            let index = try index(ofSavepoint: name)
            savepoints.removeSubrange((index + 1)...)
            portals = portals.filter { !$0.value.hasFailed }
            transaction = .active
            output.commandComplete("ROLLBACK")
        default: break
        }
    }

    private func begin() {
        transaction = .active
        // What the same series has set before is part of the transaction.
        atBegin = atSeries ?? (variables, script.options.settings)
        atSeries = nil
    }

    private func end(_ isChained: Bool) {
        transaction = .idle
        endTransaction()
        if isChained { begin() }
    }

    /// - Parameter chained: the statement, if it begins the next transaction.
    private func checkEnd(_ chained: String?) throws(UserError) {
        guard transaction == .idle else { return }
        if let chained { try needTransaction(chained) }
        notice(.warning, UserError(state: "25P01", "there is no transaction in progress"))
    }

    private func needTransaction(_ what: String) throws(UserError) {
        guard transaction != .idle else {
            throw UserError(state: "25P01", "\(what) can only be used in transaction blocks")
        }
    }

    private func index(ofSavepoint name: String) throws(UserError) -> Int {
        guard let index = savepoints.lastIndex(of: name) else {
            throw UserError(state: "3B001", "savepoint \"\(name)\" does not exist")
        }
        return index
    }

    private func restore() {
        guard let atBegin else { return }
        change { $0 = atBegin.variables }
        script.options.settings = atBegin.settings
    }

    /// Restores the settings before a series of statements that has failed.
    func restoreSeries() {
        guard let atSeries else { return }
        change { $0 = atSeries.variables }
        script.options.settings = atSeries.settings
        self.atSeries = nil
    }

    /// Ends a series of statements, which is a transaction unless one was begun.
    func endSeries() {
        if transaction == .idle { endTransaction() }
    }

    private func restoreLocal() {
        guard let atLocal else { return }
        change { $0 = atLocal }
        script.options.zone = atBegin?.settings.zone ?? script.options.zone
    }

    /// Drops the objects that live until the end of the transaction; a statement outside a
    /// transaction is one by itself.
    func endTransaction() {
        savepoints = []
        (atBegin, atLocal, atSeries) = (nil, nil, nil)
        portals = portals.filter { $0.value.outlives }
    }
}
