import Foundation
import Synchronization
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSyntax
import WorkQLWarehouse

/// The calls of all machines that sync into one database, as a client of the services asks for them.
final class TargetCallLog: SharedCallLog {
    private let calls: WarehouseCalls
    private let now: @Sendable () -> Double
    private let lost = Mutex<UserError?>(nil)

    /// How long to wait until answers to other machines are looked for again, in seconds: each look
    /// is a transaction.
    private static let glance = 0.25

    /// - Parameter now: seconds since 1970 by this machine's clock.
    init(_ calls: WarehouseCalls, now: @escaping @Sendable () -> Double) {
        self.calls = calls
        self.now = now
    }

    /// Returns the log of a target; nil for a folder, which has no clock of its own.
    convenience init?(_ address: WarehouseAddress) {
        guard address.isDatabase else { return nil }
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        let host = String(decoding: bytes, as: UTF8.self)
        self.init(
            WarehouseCalls(address, machine: "\(host) \(getpid())"),
            now: RequestClock.system.unixSeconds)
    }

    func prepare() async throws(UserError) {
        do { try await calls.prepare() } catch { throw UserError(wrapping: error) }
    }

    /// Tells the target what is left; no call follows.
    func finish() async { await calls.finish() }

    /// Returns why calls were not admitted since this was last asked: the target could not be used.
    func takeFailure() -> UserError? {
        lost.withLock { lost in
            defer { lost = nil }
            return lost
        }
    }

    func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async throws -> SharedReservation {
        do {
            switch try await calls.reserve(scope, quotas) {
            case .granted(let id): return .granted(id: id)
            case .wait(let seconds): return .wait(until: now() + seconds)
            case .crowded: return .wait(until: now() + Self.glance)
            }
        } catch let error as UserError {
            lost.withLock { $0 = $0 ?? error }
            throw SharedCallFailure(message: error.message, help: error.help)
        }
    }

    func answered(_ id: Int64, now: Double) { calls.answered(id) }

    func withdraw(_ id: Int64) { calls.withdraw(id) }

    func block(_ scope: String, until instant: Double) {
        calls.block(scope, for: max(instant - now(), 0))
    }

    func callLog(
        _ scope: String, _ quotas: [Quota], now: Double
    ) async -> SlidingWindowLog? {
        guard let known = try? await calls.known(scope, quotas) else { return nil }
        return SlidingWindowLog(
            quotas, answers: known.answers.reversed().map { .seconds(now - $0) },
            unanswered: known.unanswered, lastSent: known.lastSent.map { .seconds(now - $0) },
            blockedUntil: .seconds(known.blocked > 0 ? now + known.blocked : 0))
    }
}
