import CoreMetrics
import Foundation
import WorkQL
import WorkQLAPI
import WorkQLOutput
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime
import WorkQLWarehouse

/// Runs saved queries to fill the store, without showing their answers: later runs find the rows
/// there. A run that a failure or a quota ended is continued by the next run.
struct SyncRun: Sendable {
    var run: QueryRun

    private var options: SyncOptions { run.query.sync }

    /// - Throws: errors found before anything is sent.
    func run() async throws(UserError) -> ExitStatus {
        if options.rangeColumn != nil {
            guard let target = options.warehouse, case .postgresql = target else {
                throw UserError(
                    .usage, "--range-column replaces rows of a database, and none is specified",
                    help: "add --into postgresql://…")
            }
        }
        var own = self
        own.run.query.origins = try SyncedTables(options).origins(
            of: run.query.origins, SavedQueries(environment: run.environment))
        return try await own.start()
    }

    private func start() async throws(UserError) -> ExitStatus {
        // What it would cost, as for any script.
        if run.query.isDry {
            var dry = run
            dry.query.sync.warehouse = nil
            if let target = options.warehouse {
                dry.target = WarehouseRun(target, options)
                if target.isDatabase {
                    run.messages.note(
                        "all machines that sync into \(target.shown) share its count of calls")
                }
            }
            return try await dry.run()
        }
        var registry: PrometheusRegistry?
        if options.metrics != nil {
            let own = PrometheusRegistry()
            MetricsSystem.bootstrap(own)
            registry = own
        }
        do throws(UserError) {
            return try await run(registry)
        } catch {
            // A run by a timer whose configuration is wrong has failed too.
            var report = SyncReport()
            report.fail(error.status, error.code)
            publish(report, registry)
            throw error
        }
    }

    private func run(_ registry: PrometheusRegistry?) async throws(UserError) -> ExitStatus {
        guard let scripts = try run.scripts() else {
            var report = SyncReport()
            report.fail(.query, .unspecified)
            publish(report, registry)
            return .query
        }
        let settings = try run.settings()
        guard case .file(let store)? = settings.store else {
            throw UserError(
                .usage, "sync needs a store",
                help: "specify its file with --store")
        }
        let jitter = options.jitter
        return await Interruption.run {
            if jitter > 0 {
                do {
                    try await Task.sleep(for: .seconds(Double.random(in: 0...Double(jitter))))
                } catch { return .interrupted }
            }
            while true {
                let now: Instant
                do throws(UserError) {
                    now = try FixedNow.instant(run.query.now, zone: settings.zone)
                } catch {
                    run.messages.report(error)
                    return error.status
                }
                let status = await fill(store, from: scripts, settings, now, registry)
                guard let interval = options.interval, Self.mayPass(status) else { return status }
                do { try await Task.sleep(for: .seconds(interval)) } catch { return .interrupted }
            }
        }
    }

    /// Whether the next run may succeed where one has failed.
    private static func mayPass(_ status: ExitStatus) -> Bool {
        switch status {
        case .done, .service, .output, .quota: true
        case .usage, .query, .noInput, .permission, .configuration, .interrupted, .terminated: false
        }
    }

    private func fill(
        _ store: String, from scripts: [Script], _ settings: Settings, _ now: Instant,
        _ registry: PrometheusRegistry?
    ) async -> ExitStatus {
        var report = SyncReport()
        // This failure is reported if no session can be opened.
        report.fail(.configuration, .malformedConfiguration)
        var isOthers = false
        // The demo has quotas of its own.
        let calls = run.query.isDemo ? nil : options.warehouse.flatMap { TargetCallLog($0) }
        let status = await run.withSession(
            settings, now, needsStore: true, sharing: calls
        ) { session in
            report = SyncReport()
            do throws(UserError) {
                let lock = try await SyncLock.take(
                    SyncLock.path(besides: store, session),
                    for: SyncLock.Holder(
                        process: getpid(), since: Date(), scripts: scripts.map(\.name)),
                    patience: options.patience)
                defer { lock.release() }
                await fill(from: scripts, session, calls, &report)
            } catch {
                // The other process reports its own results.
                isOthers = error.code == .alreadyRunning
                report.fail(error.status, error.code)
                run.messages.report(error)
            }
            return report.status
        }
        await calls?.finish()
        guard !isOthers else { return status }
        if report.status != status { report.fail(status, status.code) }
        return publish(report, registry) ?? status
    }

    private func fill(
        from scripts: [Script], _ session: ScriptSession, _ calls: TargetCallLog?,
        _ report: inout SyncReport
    ) async {
        let warehouse = options.warehouse.map { WarehouseRun($0, options, calls) }
        if let warehouse, let first = scripts.first {
            report.written = (0, 0)
            do throws(UserError) {
                try await calls?.prepare()
                if scripts.contains(where: \.forgets) { try warehouse.enroll(in: session) }
                try await carryForgotten(into: warehouse, session)
            } catch {
                run.messages.report(error, in: first)
                report.fail(error.status, error.code)
                run.messages.say(report.line, as: "sync ended", report.fields)
                return
            }
        }
        var names = ResultNames(isDatabase: warehouse?.isDatabase ?? false)
        for script in scripts {
            var session = session
            session.enter(folder: script.folder)
            names.begin(script.name)
            for statement in script.statements {
                guard await run(statement, of: script, in: &session, &report, warehouse, &names)
                else { break }
            }
            if report.status == .interrupted { break }
        }
        run.messages.say(report.line, as: "sync ended", report.fields)
    }

    /// Before anything is read back from a warehouse or written into it, it deletes what was
    /// forgotten since the last sync.
    private func carryForgotten(
        into warehouse: WarehouseRun, _ session: ScriptSession
    ) async throws(UserError) {
        let forgotten = try await warehouse.carryForgotten(in: session).own
        if let words = warehouse.words(for: forgotten) { run.messages.note("FORGET: \(words)") }
        let (expired, busy) = try await warehouse.retain(in: session)
        if let words = warehouse.words(for: expired) { run.messages.note("retention: \(words)") }
        for table in busy {
            run.messages.warn(
                "another sync is writing \(table) to \(warehouse.target.name)",
                help: "the next run deletes its rows that are older than the retention")
        }
    }

    /// - Returns: false if the rest of the script makes no sense.
    private func run(
        _ statement: Statement, of script: Script, in session: inout ScriptSession,
        _ report: inout SyncReport, _ warehouse: WarehouseRun?, _ names: inout ResultNames
    ) async -> Bool {
        let isQuery: Bool
        switch statement.kind {
        case .explain, .describe, .describeFile, .describeQuery, .show: return true
        case .query, .refresh, .copy, .summarize: isQuery = true
        case .forget, .set, .reset, .parameters, .bind, .save, .run: isQuery = false
        }
        if isQuery { report.queries += 1 }
        let allowed = session.options.maxCalls
        defer { if isQuery { session.options.maxCalls = allowed } }
        var isCounted = false
        do throws(UserError) {
            if isQuery { try limit(&session) }
            let statistics: QueryStatistics?
            let shortfall: UserError?
            if let warehouse, isQuery {
                let outcome = await warehouse.run(statement, in: &session, &names)
                report.written?.ranges += outcome.ranges
                report.written?.rows += outcome.rows
                (statistics, shortfall) = (outcome.statistics, outcome.failure)
            } else {
                let outcome = try await session.run(statement, into: DiscardingWriter())
                (statistics, shortfall) = (outcome.statistics, outcome.shortfall)
                if let warehouse, case .forget = statement.kind {
                    try await carryForgotten(into: warehouse, session)
                }
            }
            run.warn(of: session)
            if let statistics {
                isCounted = true
                try session.spend(statistics.calls)
                if isQuery { report.add(statistics) }
                if let refusal = statistics.refusal {
                    run.messages.warn(refusal, code: .unknownUsers)
                }
            }
            if let shortfall { throw shortfall }
            return true
        } catch {
            var error = error
            let made = error.statistics
            // A statement that has lost its store may fail of something else.
            do throws(UserError) { _ = try session.openedStore() } catch let lost { error = lost }
            if !isCounted, let made {
                try? session.spend(made.calls)
                if isQuery { report.add(made) }
            }
            if let calls = options.dayCalls, error.code == .tooManyCalls {
                error.help = "the next run goes on; --calls-per-day allows \(calls) in 24 hours"
                // Lists of people are fetched whole: no run would go on with fewer calls.
                if let needed = error.neededCalls, needed > calls {
                    error.help = "write --calls-per-day \(needed) or more"
                }
            }
            run.warn(of: session)
            run.messages.report(error, in: script)
            report.failed += isQuery ? 1 : 0
            report.fail(error.status, error.code)
            return false
        }
    }

    /// Allows a statement the calls that are left of the day's budget.
    private func limit(_ session: inout ScriptSession) throws(UserError) {
        guard let calls = options.dayCalls, let spent = try session.spentCalls(within: 86_400)
        else { return }
        let rest = max(0, calls - spent)
        session.options.maxCalls = min(rest, session.options.maxCalls ?? rest)
        session.options.spendsBudget = true
    }

    /// Writes the files for monitoring.
    ///
    /// - Returns: the status of the error that prevents it; nil if there is none.
    @discardableResult
    private func publish(_ report: SyncReport, _ registry: PrometheusRegistry?) -> ExitStatus? {
        let ended = Date()
        do throws(UserError) {
            if let path = options.health { try report.writeHealth(to: path, ended: ended) }
            if let path = options.metrics, let registry {
                registry.take(report, ended: ended)
                if let earlier = try? String(contentsOfFile: path, encoding: .utf8) {
                    registry.resume(from: earlier)
                }
                try SyncReport.write(registry.text, to: path)
            }
            return nil
        } catch {
            run.messages.warn(error.message, help: error.help, code: .unwritableFile)
            return report.status == .done ? .output : nil
        }
    }
}

extension PrometheusRegistry {
    fileprivate func take(_ report: SyncReport, ended: Date) {
        let seconds = ended.timeIntervalSince1970.rounded()
        set("workql_build_info", 1, [("version", ProgramVersion.number)])
        set("workql_sync_duration_seconds", report.elapsed)
        set("workql_sync_exit_status", Double(report.status.rawValue))
        set("workql_sync_failed_queries", Double(report.failed))
        set("workql_sync_last_run_timestamp_seconds", seconds)
        set("workql_sync_queries", Double(report.queries))
        if let written = report.written {
            set("workql_sync_written_ranges", Double(written.ranges))
            set("workql_sync_written_rows", Double(written.rows))
        }
        if report.status == .done { set("workql_sync_last_success_timestamp_seconds", seconds) }
    }
}
