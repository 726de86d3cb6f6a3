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
        try plan(query, answers: [:])
    }

    private func plan(
        _ query: Query, answers: [Query: [Expression]]
    ) throws(QueryError) -> Plan {
        let planner = planner(answers)
        let free = FreeQueries(
            catalog: catalog, values: { self.freeValues(of: $0) }, named: { self.queries[$0] })
        let replaced = free.replaced(in: query)
        // What a replacement breaks is no mistake of the statement's.
        if replaced != query, let plan = try? planner.plan(replaced) {
            return try knowingFiles(plan)
        }
        let plan: Plan
        do { plan = try planner.plan(query) } catch { throw QueryError(error) }
        return try knowingFiles(plan)
    }

    /// The plan with the keys put in that files alone hold, so that its calls are known.
    private func knowingFiles(_ plan: Plan) throws(QueryError) -> Plan {
        guard plan.scans.contains(where: { $0.awaited?.reads.isEmpty ?? false }) else {
            return plan
        }
        var plan = plan
        do {
            let files = try plan.files.map { try shelf.table($0) }
            plan.scans = try run(plan, over: files) { _ in throw CancellationError() }
                .scansKnownFromFiles()
        } catch {
            throw QueryError(wrapping: error)
        }
        return plan
    }

    private func run(
        _ plan: Plan, over files: [FileTable], open: @escaping (Scan) throws -> ScanSource
    ) -> LocalRun {
        let context = TimeContext(now: options.now, zone: plan.zone)
        return LocalRun(plan: plan, context: context, open: open, files: files)
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
            var before = Account()
            let plan = try await planned(query, mayCall: true, into: &before)
            return try await run(plan, into: writer, after: before)
        case .explain(let query):
            var before = Account()
            let plan = try await planned(query, mayCall: false, into: &before)
            return try describe(.plan(plan), into: writer, notes: plan.notes)
        case .describe(let name):
            let table: Table
            do { table = try planner([:]).table(name) } catch { throw QueryError(error) }
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

    private func planner(_ answers: [Query: [Expression]]) -> Planner {
        let shelf = shelf
        var environment = Environment { (file) throws(Diagnostic) in try shelf.columns(file) }
        environment.parameters = parameters
        environment.queries = queries
        environment.answers = answers
        environment.directory = client.knownDirectory
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
        guard let plan = try? planner([:]).plan(query), plan.scans.isEmpty, plan.columns.count == 1,
            let files = try? plan.files.map({ try shelf.table($0) })
        else { return nil }
        var writer = LiteralWriter()
        let run = run(plan, over: files) { _ in throw CancellationError() }
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

    /// The plan of a query once the queries that give its keys have run.
    ///
    /// - Parameters:
    ///   - mayCall: whether they may ask a service; otherwise the plan tells what is known.
    ///   - account: what they cost is added to it.
    private func planned(
        _ query: Query, mayCall: Bool, into account: inout Account
    ) async throws(QueryError) -> Plan {
        var answers: [Query: [Expression]] = [:]
        var plan = try plan(query)
        while true {
            if mayCall { try checkBudget(plan.calls, after: account.calls) }
            // A budget is kept before it is spent: a few calls tell how many more there are.
            if mayCall, options.maxCalls != nil, plan.waitsForDepartments {
                account.add(try await surveyed())
                plan = try self.plan(query, answers: answers)
                continue
            }
            let open = plan.prerequisites.filter { mayCall || $0.plan.calls == 0 }
            if open.isEmpty { return plan }
            for prerequisite in open {
                let outcome = try await run(
                    prerequisite.plan, into: LiteralWriter(), after: account)
                answers[prerequisite.query] = outcome.writer.literals
                account = outcome.account ?? account
            }
            plan = try self.plan(query, answers: answers)
        }
    }

    private func surveyed() async throws(QueryError) -> Account {
        let recorder = AccountRecorder()
        do {
            try await client.surveyDirectory { recorder.record($0) }
        } catch {
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
        var account = recorder.account
        account.plannedCalls = account.calls
        return account
    }

    /// - Parameter spent: the calls that the statement has made already.
    private func checkBudget(_ calls: Int, after spent: Int) throws(QueryError) {
        guard let most = options.maxCalls, spent + calls > most else { return }
        let allowed = "and at most \(most) " + (most == 1 ? "is" : "are") + " allowed"
        throw QueryError(
            .quota,
            spent == 0
                ? "the plan needs \(counted(calls, "call")), \(allowed); nothing was sent"
                : "the plan needs \(counted(calls, "more call")) after the \(spent) that told whom "
                    + "to ask for, \(allowed)",
            help: "narrow the range or the list of users, or raise --max-calls; "
                + "EXPLAIN shows the plan")
    }

    /// - Parameter before: what the statement has cost already.
    private func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: Account
    ) async throws(QueryError) -> Outcome<Writer> {
        try checkBudget(plan.calls, after: before.calls)
        let start = ContinuousClock.now
        let recorder = AccountRecorder()
        let streams = StreamGroup()
        let result: Result<(Writer, Int, Int, Int), any Error> = await withTaskCancellationHandler {
            await onSQLiteThread {
                defer { streams.cancel() }
                return try write(plan, to: writer, after: before.calls) { scan in
                    let stream = stream(
                        of: scan, isKept: !plan.streams, recorder, after: before.calls)
                    streams.add(stream)
                    return stream
                }
            }
        } onCancel: {
            streams.cancel()
        }
        switch result {
        case .success(let (writer, rows, fetched, planned)):
            var account = recorder.account
            account.rows = rows
            account.fetched = fetched
            account.plannedCalls = planned
            account.elapsed = (ContinuousClock.now - start).seconds
            account.add(before)
            account.ranges = plan.scans.filter { $0.table.isTimed && !$0.isCommon }.map {
                Account.Range(table: $0.table.name, range: $0.range)
            }
            account.zone = plan.zone
            return Outcome(writer: writer, account: account, notes: plan.notes)
        case .failure(let error):
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
    }

    private func stream(
        of scan: Scan, isKept: Bool, _ recorder: AccountRecorder, after spent: Int
    ) -> PageStream {
        let bounds: PageStream.Bounds = isKept ? .kept : scan.stopsEarly ? .onDemand : .ahead
        if !scan.details.isEmpty {
            let most = options.maxCalls
            let pages = DetailedPages(
                scan: scan, client: client, observe: { recorder.record($0) },
                allow: { calls in
                    let left = most.map { max($0 - spent - recorder.account.calls, 0) }
                    guard let left, let most, calls > left else { return }
                    throw QueryError(
                        .quota,
                        "the details of \(counted(calls, "row")) need as many calls, and of the "
                            + "\(most) allowed \(left) \(left == 1 ? "is" : "are") left",
                        help: "narrow the range, add LIMIT, or raise --max-calls")
                })
            return PageStream(tiling: scan.tiling, bounds: bounds) { tile, deliver in
                try await pages.fetch(tile, deliver: deliver)
            }
        }
        let (client, table, columns) = (client, scan.table, scan.columns)
        return PageStream(tiling: scan.tiling, bounds: bounds) { tile, deliver in
            try await client.fetch(
                tile.call, of: table, columns: columns, observe: { recorder.record($0) },
                deliver: deliver)
        }
    }

    private func require(_ calls: Int, sent: String) throws(QueryError) {
        guard let most = options.maxCalls, calls > most else { return }
        throw QueryError(
            .quota,
            "the plan needs \(counted(calls, "call")), and at most \(most) "
                + (most == 1 ? "is" : "are") + " allowed; \(sent)",
            help: "narrow the range or the list of users, or raise --max-calls; "
                + "EXPLAIN shows the plan")
    }

    /// Runs on SQLite's thread.
    ///
    /// - Returns: the writer, the rows written, the rows fetched and the calls planned.
    private func write<Writer: ResultWriter>(
        _ plan: Plan, to writer: Writer, after spent: Int, stream: @escaping (Scan) -> PageStream
    ) throws -> (Writer, Int, Int, Int) {
        var writer = writer
        var sources: [ScanSource] = []
        var calls = plan.calls
        let files = try plan.files.map { try shelf.table($0) }
        let run = run(plan, over: files) { scan in
            // Of a scan that waited for its keys the calls are counted as they become known.
            if plan.scans.contains(where: { $0.name == scan.name && $0.awaited != nil }) {
                calls += scan.tiling.count
                try require(spent + calls, sent: "what it had to know before was asked for")
            }
            let source = ScanSource(scan: scan, stream: stream(scan))
            sources.append(source)
            return source
        }
        let rows = try run.write(to: &writer)
        return (writer, rows, sources.reduce(0) { $0 + $1.fetched }, calls)
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
