import Foundation
import WorkQL
import WorkQLAPI
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLWarehouse

/// Carries what the queries of a sync fetch into a warehouse.
struct WarehouseRun: Sendable {
    private let warehouse: any Warehouse
    private let options: SyncOptions

    init(_ address: WarehouseAddress, _ options: SyncOptions) {
        warehouse =
            switch address {
            case .postgresql: PostgreSQLWarehouse(address, isByMonth: options.isByMonth)
            case .folder(let path): LakeWarehouse(path)
            }
        self.options = options
    }

    /// What a query came to. Where it failed, what was fetched before is written all the same.
    struct Outcome: Sendable {
        var statistics: QueryStatistics?
        var ranges = 0
        var rows = 0
        var failure: QueryError?
    }

    func run(
        _ statement: Statement, in session: inout ScriptSession, _ names: inout ResultNames
    ) async -> Outcome {
        var outcome = Outcome()
        do throws(QueryError) {
            if let query = statement.synced, let records = try await session.records(of: query) {
                outcome.statistics = records.statistics
                try await carry(statement, records, in: &session, &outcome)
            } else {
                try await answer(statement, into: names.next(), in: &session, &outcome)
            }
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    private func carry(
        _ statement: Statement, _ records: RecordQuery, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(QueryError) {
        try await warehoused { try await warehouse.prepare(records, patience: options.patience) }
        do throws(QueryError) {
            // What another machine, or a store that is gone, has fetched costs no call.
            try await warehoused { [session] in
                _ = try await transfer(of: records, session).restore()
            }
            do throws(QueryError) {
                let run = try await session.run(statement, into: DiscardingWriter())
                if let statistics = run.statistics { outcome.add(statistics) }
                outcome.failure = run.shortfall
            } catch {
                if let statistics = error.statistics { outcome.add(statistics) }
                outcome.failure = error
            }
            if outcome.failure?.kind != .interrupted {
                let written = try await warehoused { [session] in
                    try await transfer(of: records, session).push()
                }
                outcome.ranges += written.ranges
                outcome.rows += written.rows
            }
        } catch {
            await warehouse.end(records)
            throw error
        }
        await warehouse.end(records)
    }

    private func transfer(of records: RecordQuery, _ session: ScriptSession) -> RangeTransfer {
        RangeTransfer(of: records, into: warehouse, now: Int64(session.client.unixSeconds))
    }

    private func answer(
        _ statement: Statement, into table: String, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(QueryError) {
        // What stands for an answer is whole.
        let takesPartial = session.options.takesPartial
        session.options.takesPartial = false
        defer { session.options.takesPartial = takesPartial }
        guard let database = warehouse as? PostgreSQLWarehouse else {
            try await write(statement, as: table, in: &session, &outcome)
            return
        }
        do throws(QueryError) {
            let run = try await session.run(statement, into: database.writer(to: table))
            if let statistics = run.statistics { outcome.add(statistics) }
            outcome.failure = run.shortfall
            outcome.ranges += 1
            outcome.rows += run.writer.count
        } catch {
            database.discard()
            throw error
        }
    }

    /// Writes an answer as a file of its own, which appears when it is whole.
    private func write(
        _ statement: Statement, as table: String, in session: inout ScriptSession,
        _ outcome: inout Outcome
    ) async throws(QueryError) {
        let path = "\(warehouse.name)/\(table)/\(table).parquet"
        try? FileManager.default.createDirectory(
            atPath: "\(warehouse.name)/\(table)", withIntermediateDirectories: true)
        let destination = try FileDestination(path: path)
        do throws(QueryError) {
            let presentation = Presentation(
                format: .parquet, terminal: nil, isDry: false)
            let output = Output(descriptor: destination.descriptor, name: path)
            let writer = try presentation.writer(for: statement, to: output)
            try await run(statement, in: &session, writer, &outcome)
            try destination.commit()
        } catch {
            destination.discard()
            throw error
        }
    }

    private func run<Writer: FormatWriter>(
        _ statement: Statement, in session: inout ScriptSession, _ writer: Writer,
        _ outcome: inout Outcome
    ) async throws(QueryError) {
        let run = try await session.run(statement, into: writer)
        var output = run.writer.output
        try output.endAnswer()
        try output.finish()
        // A part of an answer is none.
        if let shortfall = run.shortfall { throw shortfall }
        if let statistics = run.statistics {
            outcome.add(statistics)
            outcome.rows += statistics.rows
        }
        outcome.ranges += 1
    }

    private func warehoused<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws(QueryError) -> Value {
        do { return try await body() } catch { throw QueryError(carrying: error) }
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
