import Foundation
import WorkQL
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// Runs saved queries for what they bring into the store, and shows none of it: later runs find it
/// there. What a failure or a quota ends goes on with the next run.
struct SyncRun: Sendable {
    var run: QueryRun

    /// What the queries came to, and the status of the first that failed.
    private struct Bill: Sendable {
        var queries = 0
        var failed = 0
        var calls = 0
        var fetched = 0
        var stored = 0
        var elapsed = 0.0
        var status = ExitStatus.done

        mutating func add(_ statistics: QueryStatistics) {
            calls += statistics.calls
            fetched += statistics.fetched
            stored += statistics.stored
            elapsed += statistics.elapsed
        }

        var line: String {
            let done = failed == 0 ? "" : "\(queries - failed) of "
            return
                "sync: \(done)\(counted(queries, "query", "queries")) · \(counted(calls, "call"))"
                + " · \(counted(fetched, "row")) fetched · \(stored) stored before"
                + " · \(QueryStatistics.duration(elapsed))"
        }
    }

    /// - Throws: what is wrong before anything is sent.
    func run() async throws(ShellError) -> ExitStatus {
        guard let scripts = try run.scripts() else { return .query }
        let settings = try run.settings()
        if settings.store == nil || settings.store == .session {
            throw ShellError(
                .usage, "sync needs a store",
                help: "name its file with --store")
        }
        let now = try FixedNow.instant(run.query.now, zone: settings.zone)
        return await Interruption.run {
            await run.withSession(settings, now) { session in
                await fill(from: scripts, session)
            }
        }
    }

    private func fill(from scripts: [Script], _ session: ScriptSession) async -> ExitStatus {
        var bill = Bill()
        for script in scripts {
            var session = session
            session.enter(folder: script.folder)
            for statement in script.statements {
                guard await run(statement, of: script, in: &session, &bill) else { break }
            }
            if bill.status == .interrupted { break }
        }
        run.messages.say(bill.line)
        return bill.status
    }

    /// - Returns: false when the rest of the script makes no sense.
    private func run(
        _ statement: Statement, of script: Script, in session: inout ScriptSession,
        _ bill: inout Bill
    ) async -> Bool {
        let isQuery: Bool
        switch statement.kind {
        case .explain, .describe, .describeFile, .describeQuery, .show: return true
        case .query, .refresh, .copy, .summarize: isQuery = true
        case .forget, .set, .reset, .parameters, .bind: isQuery = false
        }
        if isQuery { bill.queries += 1 }
        do throws(QueryError) {
            let outcome = try await session.run(statement, into: DiscardingWriter())
            run.warn(of: session)
            if let statistics = outcome.statistics {
                if isQuery { bill.add(statistics) }
                if let refusal = statistics.refusal { run.messages.warn(refusal) }
            }
            if let shortfall = outcome.shortfall { throw shortfall }
            return true
        } catch {
            run.warn(of: session)
            run.messages.report(error, in: script)
            bill.failed += isQuery ? 1 : 0
            if bill.status == .done || error.kind == .interrupted {
                bill.status = ExitStatus(error)
            }
            return false
        }
    }
}
