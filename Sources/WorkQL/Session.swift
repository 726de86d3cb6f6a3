import Dispatch
package import WorkQLAPI
package import WorkQLCatalog
package import WorkQLPlanner
package import WorkQLSyntax

/// Answers the statements of a script one after the other, with one now, one set of credentials and
/// one count of each quota, and remembers what they set, declare and name.
package struct Session: Sendable {
    package struct Options: Sendable {
        package var now: Instant
        package var zone: Zone
        /// Plans of more calls are refused before any is made; nil is no limit.
        package var maxCalls: Int?
        /// What paths of files are relative to; nil is the working folder.
        package var folder: String?
        /// Values for the parameters that PARAM declares, as they were given.
        package var parameters: [Name: String]

        package init(
            now: Instant, zone: Zone = .shanghai, maxCalls: Int? = nil, folder: String? = nil,
            parameters: [Name: String] = [:]
        ) {
            self.now = now
            self.zone = zone
            self.maxCalls = maxCalls
            self.folder = folder
            self.parameters = parameters
        }
    }

    package struct Outcome<Writer: ResultWriter>: Sendable {
        package var writer: Writer
        /// nil for a statement that has no answer, such as SET; the writer is then untouched.
        package var account: Account?
        package var notes: [Diagnostic]
    }

    package private(set) var options: Options
    package let catalog: Catalog
    private let initial: Options
    private let client: ServiceClient
    private var shelf: FileShelf
    private var parameters: [Name: ParameterValue] = [:]
    private var queries: [Name: Query] = [:]

    package init(options: Options, client: ServiceClient, catalog: Catalog = .builtIn) {
        self.options = options
        initial = options
        self.client = client
        self.catalog = catalog
        shelf = FileShelf(folder: options.folder)
    }

    /// Takes another time for now, as a shell does before each text.
    package mutating func advance(to now: Instant) { options.now = now }

    /// Takes a folder for the one that paths of files are relative to; nil is the working folder.
    package mutating func enter(folder: String?) {
        options.folder = folder
        shelf = FileShelf(folder: folder)
    }

    /// Where a file is that a statement names.
    package func path(of file: FileName) -> String {
        guard let folder = options.folder, !file.path.hasPrefix("/"), !file.path.hasPrefix("~")
        else { return file.path }
        return folder.hasSuffix("/") ? folder + file.path : "\(folder)/\(file.path)"
    }

    /// What a query would fetch and compute; nothing is sent.
    package func plan(_ query: Query) throws(QueryError) -> Plan {
        let free = FreeQueries(
            catalog: catalog, values: { self.freeValues(of: $0) }, named: { self.queries[$0] })
        let replaced = free.replaced(in: query)
        // What a replacement breaks is no mistake of the statement's.
        if replaced != query, let plan = try? planner.plan(replaced) { return plan }
        do {
            return try planner.plan(query)
        } catch {
            throw QueryError(error)
        }
    }

    /// Runs one statement and gives its rows to the writer. COPY is for the caller to carry out,
    /// who knows how files are written.
    ///
    /// - Returns: the writer as the last row left it, what the statement cost, and notes about it.
    /// - Throws: `QueryError`. Cancelling the task stops the calls in flight.
    package mutating func run<Writer: ResultWriter>(
        _ statement: Statement, into writer: Writer
    ) async throws(QueryError) -> Outcome<Writer> {
        switch statement.kind {
        case .query(let query), .copy(let query, to: _):
            return try await run(try plan(query), into: writer)
        case .explain(let query):
            let plan = try plan(query)
            return try describe(.plan(plan), into: writer, notes: plan.notes)
        case .describe(let name):
            let table: Table
            do { table = try planner.table(name) } catch { throw QueryError(error) }
            return try describe(.table(table), into: writer)
        case .show(.tables): return try describe(.tables(catalog), into: writer)
        case .show(.settings): return try describe(.settings(options), into: writer)
        case .set(let name, to: let value):
            try Setting.named(name).set(value, in: &options)
        case .reset(let name):
            try Setting.named(name).reset(&options, to: initial)
        case .parameters(let declarations):
            for declaration in declarations { try declare(declaration) }
        case .bind(let name, let value):
            switch value {
            case .query(let query): queries[name] = query
            case .list(let items): parameters[name] = .list(items)
            case .expression(let expression): parameters[name] = .literal(expression)
            }
        }
        return Outcome(writer: writer, account: nil, notes: [])
    }

    private var context: TimeContext { TimeContext(now: options.now, zone: options.zone) }

    private var planner: Planner {
        let shelf = shelf
        var environment = Environment { (file) throws(Diagnostic) in try shelf.columns(file) }
        environment.parameters = parameters
        environment.queries = queries
        return Planner(catalog: catalog, context: context, environment: environment)
    }

    private mutating func declare(_ declaration: ParameterDeclaration) throws(QueryError) {
        if let text = options.parameters[declaration.name] {
            parameters[declaration.name] =
                try ParameterReader(context: context).value(text, of: declaration)
        } else if let initial = declaration.initial {
            parameters[declaration.name] = initial
        } else {
            throw QueryError(
                .usage, "parameter \(declaration.name.text) has no value",
                at: declaration.name.span, help: "give it with -p \(declaration.name.text)=…")
        }
    }

    /// The values of a query that asks no service; nil for any other.
    private func freeValues(of query: Query) -> [Expression]? {
        guard let plan = try? planner.plan(query), plan.scans.isEmpty, plan.columns.count == 1,
            let files = try? plan.files.map({ try shelf.table($0) })
        else { return nil }
        var writer = LiteralWriter()
        let run = LocalRun(plan: plan, context: context, sources: [], files: files)
        guard (try? run.write(to: &writer)) != nil else { return nil }
        return writer.literals
    }

    private func describe<Writer: ResultWriter>(
        _ description: Description, into writer: Writer, notes: [Diagnostic] = []
    ) throws(QueryError) -> Outcome<Writer> {
        var writer = writer
        do {
            try description.write(to: &writer, zone: options.zone)
        } catch {
            throw QueryError(wrapping: error)
        }
        var account = Account()
        account.rows = description.rows.count
        return Outcome(writer: writer, account: account, notes: notes)
    }

    private func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer
    ) async throws(QueryError) -> Outcome<Writer> {
        if let most = options.maxCalls, plan.calls > most {
            throw QueryError(
                .quota,
                "the plan needs \(counted(plan.calls, "call")), and at most \(most) "
                    + (most == 1 ? "is" : "are") + " allowed; nothing was sent",
                help: "narrow the range or the list of users, or raise --max-calls; "
                    + "EXPLAIN shows the plan")
        }
        let start = ContinuousClock.now
        let recorder = AccountRecorder()
        let streams = plan.scans.map { scan in
            stream(of: scan, isKept: !plan.streams, recorder)
        }
        let result: Result<(Writer, Int, Int), any Error> = await withTaskCancellationHandler {
            await onSQLiteThread {
                defer { for stream in streams { stream.cancel() } }
                return try write(plan, over: streams, to: writer)
            }
        } onCancel: {
            for stream in streams { stream.cancel() }
        }
        switch result {
        case .success(let (writer, rows, fetched)):
            var account = recorder.account
            account.rows = rows
            account.fetched = fetched
            account.plannedCalls = plan.calls
            account.elapsed = (ContinuousClock.now - start).seconds
            account.ranges = plan.scans.map { Account.Range(table: $0.table.name, range: $0.range) }
            account.zone = plan.zone
            return Outcome(writer: writer, account: account, notes: plan.notes)
        case .failure(let error):
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
    }

    private func stream(
        of scan: Scan, isKept: Bool, _ recorder: AccountRecorder
    ) -> PageStream {
        let (client, table, columns) = (client, scan.table, scan.columns)
        let bounds: PageStream.Bounds = isKept ? .kept : scan.stopsEarly ? .onDemand : .ahead
        return PageStream(tiling: scan.tiling, bounds: bounds) { tile, deliver in
            try await client.fetch(
                tile.call, of: table, columns: columns, observe: { recorder.record($0) },
                deliver: deliver)
        }
    }

    /// Runs on SQLite's thread.
    private func write<Writer: ResultWriter>(
        _ plan: Plan, over streams: [PageStream], to writer: Writer
    ) throws -> (Writer, Int, Int) {
        var writer = writer
        let sources = zip(plan.scans, streams).map { ScanSource(scan: $0, stream: $1) }
        let context = TimeContext(now: options.now, zone: plan.zone)
        let files = try plan.files.map { try shelf.table($0) }
        let run = LocalRun(plan: plan, context: context, sources: sources, files: files)
        let rows = try run.write(to: &writer)
        return (writer, rows, sources.reduce(0) { $0 + $1.fetched })
    }

    /// SQLite blocks while it waits for pages; a thread of the cooperative pool must not.
    private func onSQLiteThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "workql.sqlite").async {
                continuation.resume(returning: Result(catching: body))
            }
        }
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
