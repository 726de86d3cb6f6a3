import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Running statements and sending their rows to the client.
extension ClientSession {
    /// Answers a statement, or continues its answer.
    ///
    /// - Parameters:
    ///   - maxRows: the maximum number of rows; 0 for all.
    ///   - describes: whether to describe the columns before the rows.
    ///   - name: the name of the portal.
    func run(
        _ portal: Portal, maxRows: Int, describes: Bool, named name: String = ""
    ) async throws {
        switch portal.statement.kind {
        case .empty: output.message("I")
        case .session(let statement):
            try await timed {
                guard !portal.hasRun else {
                    return try await self.goOn(statement, of: portal, maxRows, named: name)
                }
                portal.hasRun = true
                try await self.run(statement, of: portal, describes, maxRows)
            }
        case .query:
            try await timed {
                try await self.runQuery(portal, maxRows: maxRows, describes: describes)
            }
        }
    }

    /// Answers a statement for the catalog or the engine, or goes on with it.
    func runQuery(_ portal: Portal, maxRows: Int, describes: Bool) async throws {
        if portal.rows == nil { try await open(portal) }
        guard let columns = portal.columns else {
            return output.commandComplete(portal.tag ?? "SELECT 0")
        }
        if describes {
            output.rowDescription(columns, formats: columns.indices.map(portal.format))
        }
        let count = try await advance(portal, maxRows == 0 ? nil : maxRows, as: .rows)
        if portal.position.isAtEnd {
            output.commandComplete("\(portal.tag ?? "SELECT") \(count)")
        } else {
            output.message("s")
        }
    }

    /// Does something that can be ended from outside, and that ends when its time is over.
    private func timed(_ body: () async throws -> Void) async throws {
        let timeouts = [variables.statementTimeout, server.statementTimeout].compactMap(\.self)
        control.begin(timeout: timeouts.min())
        defer { control.end() }
        try await body()
    }

    // MARK: Rows

    func encoders(of portal: Portal, as form: RowForm) -> [CellEncoder] {
        (portal.columns ?? []).enumerated().map { index, column in
            let isBinary =
                switch form {
                case .rows: portal.format(of: index) == 1
                case .copyBinary: true
                case .copyText, .copyCSV, .none: false
                }
            return CellEncoder(column: column, isBinary: isBinary, zone: variables.zone)
        }
    }

    /// Sends rows until the end, or until the maximum number is reached.
    ///
    /// - Returns: the number of rows, and whether there are no more.
    ///
    /// - Parameter header: the bytes before the first row, in the same message.
    func stream(
        _ portal: Portal, _ maxRows: Int, as form: RowForm, after header: [UInt8] = []
    ) async throws -> (count: Int, isAtEnd: Bool) {
        let encoders = encoders(of: portal, as: form)
        var count = 0
        while true {
            try control.check()
            let portion = Portion(maxRows: maxRows == 0 ? 0 : maxRows - count)
            var encoder = RowEncoder(form: form, encoders: encoders, portion: portion)
            if count == 0 { encoder.header = header }
            let isAtEnd: Bool
            switch portal.rows {
            case .engine(let cursor, let spending)?:
                (encoder, isAtEnd) = try await read(
                    cursor, spending, into: encoder, portion, portal)
            case .values(let rows, var next)?:
                while next < rows.count, !portion.isFull {
                    try encoder.write(rows[next])
                    next += 1
                }
                portal.rows = .values(rows, next: next)
                isAtEnd = next == rows.count && !portion.hasAllRows
            case .catalog(let rows, var next)?:
                while next < rows.count, !portion.isFull {
                    try encoder.write(rows[next])
                    next += 1
                }
                portal.rows = .catalog(rows, next: next)
                isAtEnd = next == rows.count && !portion.hasAllRows
            case .finished?, nil: isAtEnd = true
            }
            output.append(encoder.messages.bytes)
            count += portion.rowCount
            if isAtEnd {
                if case .engine(let cursor, let spending)? = portal.rows {
                    portal.rows = .finished
                    try finish(cursor, spending)
                } else {
                    portal.rows = .finished
                }
                return (count, true)
            }
            if portion.hasAllRows { return (count, false) }
            try await flush()
        }
    }

    /// Reads the next portion of an answer.
    func read<Writer: ResultWriter>(
        _ cursor: QueryCursor, _ spending: Spending, into writer: Writer, _ portion: Portion,
        _ portal: Portal
    ) async throws -> (writer: Writer, isAtEnd: Bool) {
        do {
            let read = try await control.run { () async -> Result<(Writer, Bool), UserError> in
                do throws(UserError) {
                    let (writer, isAtEnd) = try await cursor.read(
                        into: writer, until: { portion.isFull })
                    return .success((writer, isAtEnd))
                } catch {
                    return .failure(error)
                }
            }
            return read
        } catch {
            portal.rows = .finished
            settle(cursor.statistics, spending, error)
            throw await explained(error, cursor.plan, spending)
        }
    }

    // MARK: The engine's own statements

    /// Returns the columns of a statement, without making a call or reading a row; nil for one
    /// without columns.
    ///
    /// - Parameters:
    ///   - isUnbound: whether the parameters have no values yet.
    ///   - keepsPlan: whether the portal may be run by the plan that gives its columns.
    func columns(
        of portal: Portal, isUnbound: Bool, keepsPlan: Bool = false
    ) async throws -> [ServerColumn]? {
        if portal.columns != nil || portal.rows != nil { return portal.columns }
        switch portal.statement.kind {
        case .empty: return nil
        case .session(let statement): return try await columns(of: statement)
        case .query: break
        }
        if portal.statement.isDescribed { return portal.statement.columns }
        if case .catalog(let description) = try statementHandler(of: portal.statement) {
            // They depend on no value of a parameter: a prepared statement has the same each time.
            portal.statement.columns = description.columns
            portal.statement.isDescribed = true
            return description.columns
        }
        let statement = try parsed(portal.statement)
        guard let query = try query(of: statement) else {
            return try await collected(statement)?.columns.map(ServerColumn.init)
        }
        guard !isUnbound else {
            let session = engine([]).withSamples(for: knownTypes(of: portal.statement, in: query))
            return try plan(query, in: session).plan.columns.map(ServerColumn.init)
        }
        let session = engine(portal.parameters)
        let (plan, isStoreAlone) = try plan(query, in: session)
        if keepsPlan, case .query = statement.kind {
            described = DescribedPlan(
                portal: portal, session: session, plan: plan, isStoreAlone: isStoreAlone)
        }
        return plan.columns.map(ServerColumn.init)
    }

    private func answerOfCatalog(_ portal: Portal) throws(UserError) -> CatalogAnswer? {
        do throws(UserError) {
            return try server.catalog?.answer(
                portal.statement.text, parameters: portal.parameters, session: facts)
        } catch {
            // The cause of the cancellation is more informative than the cancellation itself.
            if error.state == "57014" { try control.check() }
            throw error
        }
    }

    /// Starts a statement, so that its first row can be read.
    func open(_ portal: Portal) async throws {
        let told = portal.columns ?? (portal.statement.isDescribed ? portal.statement.columns : nil)
        if let answer = try answerOfCatalog(portal) {
            portal.columns = told ?? answer.columns
            portal.rows = .catalog(answer.rows, next: 0)
            for (name, value) in answer.settings { try set(name, to: value) }
            return
        }
        let statement = try parsed(portal.statement)
        guard let query = try query(of: statement) else {
            if let (columns, rows) = try await collected(statement) {
                portal.columns = told ?? columns.map(ServerColumn.init)
                portal.rows = .values(rows, next: 0)
            } else {
                portal.rows = .finished
                portal.tag = "LET"
            }
            return
        }
        let known = described.flatMap { $0.portal === portal && isCurrent($0) ? $0 : nil }
        var session = known?.session ?? engine(portal.parameters)
        if case .refresh = statement.kind { session.refresh() }
        try await open(portal, query, in: session, told, by: known)
    }

    // MARK: Results

    /// Sends the notices about a query's cost, after its last row was read.
    func finish(_ cursor: QueryCursor, _ spending: Spending) throws(UserError) {
        let statistics = cursor.statistics
        settle(statistics, spending, nil)
        for note in cursor.notes {
            notice(.notice, UserError(state: "00000", note.message, help: note.help))
        }
        if spending.isStoreAlone {
            notice(.notice, storeAlone(cursor.plan, without: spending.missing))
        } else if let text = statistics.notice(
            showsShared: !rules.isRestricted, before: spending.callsForPeople,
            lists: cursor.plan.knownLists)
        {
            notice(.notice, UserError(state: "00000", text))
        }
        guard let shortfall = cursor.shortfall else { return }
        let isWanted = script.options.takesPartial || script.options.isOffline
        let error = bounded(shortfall, spending)
        guard isWanted || spending.isStoreAlone else { throw error }
        var warning = error
        warning.state = "01000"
        // The notice says how to ask the service.
        if spending.isStoreAlone { warning.help = nil }
        notice(.warning, warning)
    }

    /// Counts the cost of a query, and logs it.
    func settle(
        _ statistics: QueryStatistics?, _ spending: Spending, _ error: UserError?
    ) {
        let statistics = statistics ?? QueryStatistics()
        calls += statistics.calls
        server.callLog.settle(spending.reserved, spent: statistics.calls)
        var record = StatementRecord(
            user: user, application: variables["application_name"] ?? "", kind: "select")
        record.tables = statistics.ranges.map(\.table)
        record.calls = statistics.calls + spending.callsForPeople
        record.shared = statistics.shared
        record.rows = statistics.rows
        record.stored = statistics.stored
        record.duration = .seconds(statistics.elapsed)
        record.state = error?.state
        record.isStoreAlone = spending.isStoreAlone
        server.log(record)
    }

    func notice(_ severity: BackendMessages.Severity, _ message: UserError) {
        let least = variables["client_min_messages"]?.lowercased()
        if severity == .notice, least == "warning" || least == "error" { return }
        if severity == .warning, least == "error" { return }
        output.report(severity, visible(message))
    }
}

extension ServerColumn {
    init(_ column: ResultColumn) {
        // Texts of the engine, which has no type for the clock in another zone.
        self.init(
            column.name,
            column.isWallClock
                ? .timestamp : CellEncoder.type(of: column.type, column.integerSize))
    }
}

extension ScriptSession {
    /// Makes the session read only the store, without making calls.
    mutating func readStoreAlone() {
        options.readsStoreAlone = true
        options.isOffline = true
        options.takesPartial = true
    }
}

extension QueryStatistics {
    /// `3 calls · 240 rows fetched · 1000 from the store as of …`; nil if nothing was fetched or
    /// read.
    ///
    /// - Parameters:
    ///   - showsShared: whether to show that others make the same calls.
    ///   - before: the number of calls that were made before the query's own.
    ///   - lists: lists of people that were known, and the time at which they were read.
    fileprivate func notice(
        showsShared: Bool, before: Int, lists: [(table: String, read: Instant)]
    ) -> String? {
        guard calls + before > 0 || fetched > 0 || stored > 0 || shared > 0 else { return nil }
        var parts = [
            showsShared ? callsText : counted(calls + before, "call"),
            counted(fetched, "row") + " fetched",
        ]
        if stored > 0 { parts.append(counted(stored, "row") + " from the store") }
        if let asOf {
            parts.append("as of " + TimestampFormat(.table, zone: zone).string(asOf))
        }
        parts += lists.map { "\($0.table) as of \($0.read.text(in: zone))" }
        if !refused.isEmpty { parts.append("refused: " + refused.joined(separator: ", ")) }
        return parts.joined(separator: " · ")
    }
}
