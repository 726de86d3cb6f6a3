import Foundation
import Synchronization
package import WorkQLCatalog
import WorkQLSyntax

/// The calls of all machines that sync into one database, which share their quotas there.
///
/// Each call is a row of `workql_calls` from before it is sent until no quota counts it any more. A
/// reservation is one transaction under a lock of its quota, so that no two machines take the same
/// slot. All times are those of the server's clock: clocks of machines do not matter. A machine that
/// is gone leaves rows behind; its calls may have been sent, and count as under way until their lease
/// ends.
package final class WarehouseCalls: Sendable {
    package enum Reservation: Hashable, Sendable {
        case granted(id: Int64)
        /// Nothing changes for so many seconds.
        case wait(seconds: Double)
        /// Answers to others must arrive first.
        case crowded
    }

    /// What counts against a quota now; times are seconds before now.
    package struct Known: Sendable {
        /// The latest first.
        package var answers: [Double]
        package var unanswered: Int
        package var lastSent: Double?
        /// For how many seconds no call is admitted.
        package var blocked: Double
    }

    /// What was told since the last statement, and does not wait for the server.
    private struct Pending: Sendable {
        var answered: [Int64] = []
        var withdrawn: [Int64] = []
        var blocks: [String: Double] = [:]

        var isEmpty: Bool { answered.isEmpty && withdrawn.isEmpty && blocks.isEmpty }

        mutating func add(_ other: Pending) {
            answered += other.answered
            withdrawn += other.withdrawn
            blocks.merge(other.blocks, uniquingKeysWith: max)
        }
    }

    private let session: PostgreSQLSession
    private let machine: String
    private let lease: Double
    private let pending = Mutex(Pending())

    /// - Parameters:
    ///   - machine: what people see in `workql_calls`.
    ///   - lease: the maximum time a call may go without an answer, in seconds: longer than the
    ///     timeout of any request.
    package init(_ address: WarehouseAddress, machine: String, lease: Double = 90) {
        // Of its own: a reservation does not wait for rows that are written meanwhile.
        session = PostgreSQLSession(address)
        self.machine = machine
        self.lease = lease
    }

    // MARK: Tables

    /// Makes the tables where they are missing, and deletes what no quota counts any more.
    package func prepare() async throws {
        do {
            try await session.persist {
                try await session.use { connection in
                    let isThere =
                        "SELECT to_regclass('workql_calls') IS NOT NULL "
                        + "AND to_regclass('workql_call_blocks') IS NOT NULL"
                    if try connection.run(isThere).rows.first?.first != "t" {
                        try connection.transaction { () throws(UserError) in
                            try connection.run(
                                "SELECT pg_advisory_xact_lock(hashtextextended('workql tables', 0))"
                            )
                            try connection.run(CallStatements.tables)
                        }
                    }
                    try connection.run(CallStatements.cleaning)
                }
            }
        } catch let error as UserError {
            throw Self.explained(error)
        }
    }

    /// Says what a role has to be granted.
    private static func explained(_ error: UserError) -> UserError {
        guard error.message.hasSuffix("(42501)") else { return error }
        var error = error
        error.help =
            "calls are counted in the tables workql_calls and workql_call_blocks: GRANT CREATE ON "
            + "SCHEMA to the role, or have its owner create them with a first sync and GRANT "
            + "SELECT, INSERT, UPDATE, DELETE on both"
        return error
    }

    // MARK: Calls

    /// Counts a call, which is sent if it is granted: `answered` or `withdraw` follows.
    ///
    /// - Throws: if the server does not answer; the call must not be sent then.
    package func reserve(_ scope: String, _ quotas: [Quota]) async throws -> Reservation {
        // One message to the server, which is one transaction: whoever has the lock waits for nobody.
        let statement = CallStatements.reservation(
            scope, quotas, machine: machine, lease: lease)
        do {
            return try await session.persist {
                try await session.use { connection in
                    try self.tell(connection)
                    let row = try connection.run(statement).rows.first ?? []
                    guard row.count == 3 else { return .crowded }
                    if let id = row[0].flatMap({ Int64($0) }) { return .granted(id: id) }
                    if row[1] == "t" { return .crowded }
                    return .wait(seconds: row[2].flatMap { Double($0) } ?? 0)
                }
            }
        } catch let error as UserError {
            throw Self.explained(error)
        }
    }

    package func answered(_ id: Int64) { add { $0.answered.append(id) } }

    /// Removes a call that was never sent.
    package func withdraw(_ id: Int64) { add { $0.withdrawn.append(id) } }

    /// Admits no call of the scope for some seconds.
    package func block(_ scope: String, for seconds: Double) {
        add { $0.blocks[scope] = max($0.blocks[scope] ?? 0, seconds) }
    }

    package func known(_ scope: String, _ quotas: [Quota]) async throws -> Known {
        let statement = CallStatements.known(scope, quotas)
        return try await session.persist {
            try await session.use { connection in
                try self.tell(connection)
                let row = try connection.run(statement).rows.first ?? []
                guard row.count == 4 else {
                    return Known(answers: [], unanswered: 0, blocked: 0)
                }
                let answers = row[3]?.split(whereSeparator: { "{},".contains($0) }) ?? []
                return Known(
                    answers: answers.compactMap { Double($0) },
                    unanswered: row[0].flatMap { Int($0) } ?? 0,
                    lastSent: row[1].flatMap { Double($0) },
                    blocked: max(row[2].flatMap { Double($0) } ?? 0, 0))
            }
        }
    }

    // MARK: What is told

    private func add(_ change: (inout Pending) -> Void) {
        pending.withLock { change(&$0) }
        // Whoever made the call does not wait. What fails is told with the next statement.
        Task { try? await session.use { try self.tell($0) } }
    }

    /// Tells the server what it was not told yet. A time of an answer is that of the telling, which
    /// is later: no call is sent too early.
    private func tell(_ connection: PostgreSQLConnection) throws {
        let own = pending.withLock { pending in
            defer { pending = Pending() }
            return pending
        }
        guard !own.isEmpty else { return }
        let text = CallStatements.telling(
            answered: own.answered, withdrawn: own.withdrawn, blocks: own.blocks)
        do { try connection.run(text) } catch {
            pending.withLock { $0.add(own) }
            throw error
        }
    }

    /// Tells what is left. Where the server does not answer, leases end the calls.
    package func finish() async {
        if !pending.withLock({ $0.isEmpty }) {
            // Also of a run that was interrupted.
            await Task { try? await session.use { try self.tell($0) } }.value
        }
        // What is being told is not pending any more.
        await session.pause()
    }
}
