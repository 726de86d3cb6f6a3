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
        var found = run
        found.query.origins = []
        for origin in run.query.origins {
            found.query.origins.append(
                try SavedQueries(environment: run.environment).origin(of: origin))
        }
        guard let scripts = try found.scripts() else { return .query }
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
        case .explain, .describe, .describeFile, .show: return true
        case .query, .refresh, .copy: isQuery = true
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

/// Scripts that are known by a name: `late` is `late.wql` in a folder of its user's.
struct SavedQueries {
    let environment: [String: String]

    /// `$XDG_DATA_HOME/workql/queries`, `~/.local/share/workql/queries`; nil without a home.
    var folder: String? { UserFolder.data.path(of: "queries", in: environment) }

    /// What is no file but a name becomes the file of that name.
    func origin(of origin: Script.Origin) throws(ShellError) -> Script.Origin {
        guard case .file(let name) = origin, !name.contains("/"),
            !FileManager.default.fileExists(atPath: name)
        else { return origin }
        let known = folder.map { "\($0)/\(name).wql" }
        guard let known, FileManager.default.fileExists(atPath: known) else {
            let all = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
            let names = (all ?? []).filter { $0.hasSuffix(".wql") }.map { String($0.dropLast(4)) }
            throw ShellError(
                .noInput, "no saved query or file is named \(name)",
                help: nearest(name, in: names).map { "did you mean \($0)?" }
                    ?? folder.map { "saved queries are scripts in \($0)" })
        }
        return .file(known)
    }
}
