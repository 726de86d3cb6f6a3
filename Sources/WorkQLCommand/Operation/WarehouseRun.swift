import Foundation
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLOutput
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLSyntax
import WorkQLWarehouse

/// Carries what the queries of a sync fetch into a warehouse.
struct WarehouseRun: Sendable {
    let warehouse: any Warehouse
    let options: SyncOptions
    /// By which the store remembers the warehouse.
    let target: Store.Target

    /// The calls of all machines that sync into it; nil if each machine counts its own.
    let calls: TargetCallLog?

    var isDatabase: Bool { warehouse is PostgreSQLWarehouse }

    init(
        _ address: WarehouseAddress, _ options: SyncOptions, _ calls: TargetCallLog? = nil
    ) {
        self.calls = calls
        warehouse =
            switch address {
            case .postgresql: PostgreSQLWarehouse(address, isByMonth: options.isByMonth)
            case .folder(let path): LakeWarehouse(path)
            }
        self.options = options
        target = address.target
    }

    /// What a query came to. Where it failed, what was fetched before is written all the same.
    struct Outcome: Sendable {
        var statistics: QueryStatistics?
        var ranges = 0
        var rows = 0
        var failure: UserError?
    }

    func run(
        _ statement: Statement, in session: inout ScriptSession, _ names: inout ResultNames
    ) async -> Outcome {
        var outcome = Outcome()
        var source: RecordSource?
        do throws(UserError) {
            var records: RecordQuery?
            if let query = statement.synced {
                source = try session.recordSource(of: query)
                if let source { try await admit(source) }
                var before = QueryStatistics()
                do throws(UserError) {
                    records = try await session.records(of: query, into: &before)
                } catch {
                    var error = error
                    error.statistics = error.statistics ?? before
                    throw error
                }
                outcome.add(before)
                // The lists belong to what the statement may call.
                session.options.maxCalls = session.options.maxCalls.map {
                    max(0, $0 - before.calls)
                }
            }
            if let records {
                try await carry(statement, records, in: &session, &outcome)
            } else {
                try await answer(
                    statement, into: names.next(for: statement), in: &session, &outcome)
            }
        } catch {
            // What a statement cost before it failed counts as well.
            if let statistics = error.statistics { outcome.add(statistics) }
            outcome.failure = error
        }
        if let source { await warehouse.end(source.tables[0]) }
        // The call that could not be made says so as its own failure, or not at all where a part of
        // an answer is taken.
        if let lost = calls?.takeFailure() { outcome.failure = lost }
        return outcome
    }

    /// Before any call: a target that refuses the records costs none.
    private func admit(_ source: RecordSource) async throws(UserError) {
        try await warehoused {
            try await warehouse.lock(source.tables, patience: options.patience)
            try await warehouse.check(source.tables, identity: source.identity)
        }
    }

    /// Makes a session plan a statement as a run would: with what the target has. Changes nothing, and
    /// makes no call.
    ///
    /// - Parameter say: takes in words what the target has of the statement's records.
    func foresee(
        _ statement: Statement, in session: inout ScriptSession, _ say: (String) -> Void
    ) async throws(UserError) {
        if let words = try await held(of: statement, in: &session) { say(words) }
    }

    /// - Returns: nil for a statement whose records it does not hold.
    private func held(
        of statement: Statement, in session: inout ScriptSession
    ) async throws(UserError) -> String? {
        session.options.assumed = nil
        session.options.fetchesEachKey = false
        guard let query = statement.synced, let source = try session.recordSource(of: query) else {
            return nil
        }
        try await warehoused {
            try await warehouse.check(source.tables, identity: source.identity)
        }
        session.options.fetchesEachKey = true
        var nothing = QueryStatistics()
        guard let records = try await session.records(of: query, mayCall: false, into: &nothing)
        else {
            return "what \(target.name) has of \(source.tables[0].name) is known only after the "
                + "lists of people, which take calls"
        }
        let forecast = try await warehoused { [session] in
            try await transfer(of: records, session).forecast()
        }
        session.options.assumed = AssumedCoverage(
            scope: records.scope, intervals: forecast.restored)
        return "\(target.name) has \(counted(forecast.held, "range")) of "
            + "\(source.tables[0].name), of which the store lacks \(forecast.readBack); it lacks "
            + "\(counted(forecast.written, "range")) of the store"
    }

    private func carry(
        _ statement: Statement, _ records: RecordQuery, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(UserError) {
        session.options.fetchesEachKey = true
        defer { session.options.fetchesEachKey = false }
        try await warehoused { try await warehouse.prepare(records, patience: options.patience) }
        do throws(UserError) {
            // What another machine, or a store that is gone, has fetched costs no call; what was
            // forgotten since the run began is not carried there again.
            try await warehoused { [session] in
                try await adoptForgotten(of: records.tables, into: records.store)
                let latest = try await transfer(of: records, session).restore()
                // Times of fetches are whole seconds, and of two equal ones the first would stay.
                guard let latest else { return }
                let rest = Double(latest + 1) - Double(session.client.unixSeconds)
                if rest > 0, rest <= 1 { try await Task.sleep(for: .seconds(rest)) }
            }
            do throws(UserError) {
                let run = try await session.run(statement, into: DiscardingWriter())
                if let statistics = run.statistics { outcome.add(statistics) }
                outcome.failure = run.shortfall
            } catch {
                if let statistics = error.statistics { outcome.add(statistics) }
                outcome.failure = error
            }
            if outcome.failure?.kind != .interrupted {
                let written = try await warehoused { [session] in
                    try await transfer(of: records, session).push { try enroll(in: session) }
                }
                outcome.ranges += written.ranges
                outcome.rows += written.rows
            }
        } catch {
            await warehouse.end(records.tables[0])
            throw error
        }
        await warehouse.end(records.tables[0])
    }

    private func transfer(of records: RecordQuery, _ session: ScriptSession) -> RangeTransfer {
        RangeTransfer(of: records, into: warehouse, now: Int64(session.client.unixSeconds))
    }

    private func answer(
        _ statement: Statement, into table: String, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(UserError) {
        // What stands for an answer is whole.
        let takesPartial = session.options.takesPartial
        session.options.takesPartial = false
        defer { session.options.takesPartial = takesPartial }
        guard let database = warehouse as? PostgreSQLWarehouse else {
            try await write(statement, as: table, in: &session, &outcome)
            return
        }
        let range = try range(of: statement, as: table, in: session)
        // As far as the types of columns are known before the call.
        var columns: [ResultColumn] = []
        if range != nil, let query = statement.synced { columns = try session.plan(query).columns }
        try await warehoused { [columns] in
            try await database.check(result: table, columns, range)
        }
        do throws(UserError) {
            let run = try await session.run(
                statement, into: database.writer(to: table, replacing: range))
            // A part of an answer is none.
            if var shortfall = run.shortfall {
                shortfall.statistics = run.statistics
                throw shortfall
            }
            if let statistics = run.statistics { outcome.add(statistics) }
            try enroll(in: session)
            try run.writer.replace()
            outcome.ranges += 1
            outcome.rows += run.writer.count
        } catch {
            database.discard()
            throw error
        }
    }

    /// The rows of a result's table that are replaced; nil for all.
    private func range(
        of statement: Statement, as table: String, in session: ScriptSession
    ) throws(UserError) -> ResultRange? {
        guard let column = options.rangeColumn else { return nil }
        guard let query = statement.synced else {
            throw UserError(
                .usage, "\(table) is not a query with a range", code: .commandLine)
        }
        let ranges = Set(try session.plan(query).scans.filter(\.table.isTimed).map(\.range))
        guard let range = ranges.first, ranges.count == 1 else {
            throw UserError(
                .usage,
                ranges.isEmpty
                    ? "\(table) has no range, and --range-column replaces the rows of a range"
                    : "\(table) has several ranges, and --range-column replaces the rows of one",
                help: "write one range for all tables, such as SINCE 7d@d, or leave "
                    + "--range-column out",
                code: .commandLine)
        }
        return ResultRange(
            column: column, range: range, zone: session.options.zone,
            fetched: Int64(session.client.unixSeconds))
    }

    /// Writes an answer as a file of its own, which appears when it is whole.
    private func write(
        _ statement: Statement, as table: String, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(UserError) {
        let path = "\(warehouse.name)/\(table)/\(table).parquet"
        try? FileManager.default.createDirectory(
            atPath: "\(warehouse.name)/\(table)", withIntermediateDirectories: true)
        let destination = try FileDestination(path: path)
        do throws(UserError) {
            let presentation = Presentation(
                format: .parquet, terminal: nil, isDry: false)
            let output = Output(descriptor: destination.descriptor, name: path)
            let writer = try presentation.writer(for: statement, to: output)
            try await run(statement, in: &session, writer, &outcome)
            try enroll(in: session)
            try destination.commit()
        } catch {
            destination.discard()
            throw error
        }
    }

    private func run<Writer: FormatWriter>(
        _ statement: Statement, in session: inout ScriptSession, _ writer: Writer,
        _ outcome: inout Outcome
    ) async throws(UserError) {
        let run = try await session.run(statement, into: writer)
        var output = run.writer.output
        try output.endAnswer()
        try output.finish()
        // A part of an answer is none.
        if var shortfall = run.shortfall {
            shortfall.statistics = run.statistics
            throw shortfall
        }
        if let statistics = run.statistics {
            outcome.add(statistics)
            outcome.rows += statistics.rows
        }
        outcome.ranges += 1
    }

    private func warehoused<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws(UserError) -> Value {
        do { return try await body() } catch let error as SQLiteError {
            // Of the store, not of the warehouse.
            let failure = StoreFailure(error, of: .session)
            throw UserError(.output, failure.message, help: failure.help)
        } catch {
            throw UserError(wrapping: error)
        }
    }
}

extension WarehouseRun.Outcome {
    fileprivate mutating func add(_ own: QueryStatistics) {
        var sum = statistics ?? QueryStatistics()
        sum.add(own)
        statistics = sum
    }
}

extension Statement {
    /// The query whose records a sync carries.
    fileprivate var synced: Query? {
        switch kind {
        case .query(let query), .refresh(let query), .copy(let query, to: _, _): query
        default: nil
        }
    }
}
