import WorkQL
import WorkQLAPI
import WorkQLPlanner
import WorkQLSyntax
import WorkQLWarehouse

/// Carries what the queries of a sync fetch into a warehouse.
struct WarehouseRun: Sendable {
    private let warehouse: PostgreSQLWarehouse
    private let options: SyncOptions

    init(_ address: WarehouseAddress, _ options: SyncOptions) {
        warehouse = PostgreSQLWarehouse(address, isByMonth: options.isByMonth)
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
        do throws(QueryError) {
            let run = try await session.run(statement, into: warehouse.writer(to: table))
            if let statistics = run.statistics { outcome.add(statistics) }
            outcome.failure = run.shortfall
            outcome.ranges += 1
            outcome.rows += run.writer.count
        } catch {
            warehouse.discard()
            throw error
        }
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
