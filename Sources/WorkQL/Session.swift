import Dispatch
package import WorkQLAPI
package import WorkQLCatalog
package import WorkQLPlanner
package import WorkQLSyntax

/// Answers statements one after the other, with one now, one zone, one set of credentials and one
/// count of each quota.
package struct Session: Sendable {
    package struct Options: Sendable {
        package var now: Instant
        package var zone: Zone
        /// Plans of more calls are refused before any is made; nil is no limit.
        package var maxCalls: Int?

        package init(now: Instant, zone: Zone = .shanghai, maxCalls: Int? = nil) {
            self.now = now
            self.zone = zone
            self.maxCalls = maxCalls
        }
    }

    package struct Outcome<Writer: ResultWriter>: Sendable {
        package var writer: Writer
        package var account: Account
        package var notes: [Diagnostic]
    }

    package var options: Options
    package let catalog: Catalog
    private let client: ServiceClient

    package init(options: Options, client: ServiceClient, catalog: Catalog = .builtIn) {
        self.options = options
        self.client = client
        self.catalog = catalog
    }

    /// What a SELECT would fetch and compute; nothing is sent.
    package func plan(_ select: Select) throws(QueryError) -> Plan {
        do {
            return try Planner(catalog: catalog, context: context).plan(select)
        } catch {
            throw QueryError(error)
        }
    }

    /// Runs one statement and gives its rows to the writer.
    ///
    /// - Returns: the writer as the last row left it, what the statement cost, and notes about it.
    /// - Throws: `QueryError`. Cancelling the task stops the calls in flight.
    package func run<Writer: ResultWriter>(
        _ statement: Statement, into writer: Writer
    ) async throws(QueryError) -> Outcome<Writer> {
        switch statement.kind {
        case .select(let select):
            return try await run(try plan(select), into: writer)
        case .explain(let select):
            let plan = try plan(select)
            return try describe(.plan(plan), into: writer, notes: plan.notes)
        case .describe(let name):
            do {
                let table = try Planner(catalog: catalog, context: context).table(name)
                return try describe(.table(table), into: writer)
            } catch let error as Diagnostic {
                throw QueryError(error)
            } catch {
                throw QueryError(wrapping: error)
            }
        case .showTables:
            return try describe(.tables(catalog), into: writer)
        }
    }

    private var context: TimeContext { TimeContext(now: options.now, zone: options.zone) }

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
        let streams = plan.scans.map { scan in stream(of: scan, recorder) }
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
            account.range = plan.scans.first?.range
            account.zone = plan.zone
            account.tables = plan.scans.map(\.table.name)
            return Outcome(writer: writer, account: account, notes: plan.notes)
        case .failure(let error):
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
    }

    private func stream(of scan: Scan, _ recorder: AccountRecorder) -> PageStream {
        let (client, table, columns) = (client, scan.table, scan.columns)
        return PageStream(tiling: scan.tiling, bounds: scan.stopsEarly ? .onDemand : .ahead) {
            tile, deliver in
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
        let run = LocalRun(plan: plan, context: context, sources: sources)
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
