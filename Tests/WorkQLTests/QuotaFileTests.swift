import Foundation
import Synchronization
import Testing
import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

@testable import WorkQL
@testable import WorkQLAPI

/// The call log of all processes, with artificial times and several open files, as in several
/// processes.
@Suite struct QuotaFileTests {
    private final class Troubles: Sendable {
        let all = Mutex<[QuotaFile.RetryableFailure]>([])
        var messages: [String] { all.withLock { $0.map(\.message) } }
    }

    private let folder = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID())"
    private var path: String { folder + "/state/quota" }
    private let troubles = Troubles()

    private func process(_ owner: QuotaOwner = .current) -> QuotaFile {
        QuotaFile(path: path, owner: owner) { [troubles] trouble in
            troubles.all.withLock { $0.append(trouble) }
        }
    }

    private static let quotas = [Quota(calls: 3, seconds: 60)]

    private func index(_ reservation: SharedReservation) throws -> Int64 {
        guard case .granted(let id) = reservation else {
            Issue.record("not granted but \(reservation)")
            throw CancellationError()
        }
        return id
    }

    @Test func processesTakeTurns() async throws {
        let (first, second) = (process(), process())
        for (file, time) in [(first, 100.0), (second, 101), (first, 102)] {
            let id = try index(await file.reserve("a", Self.quotas, at: time))
            file.answered(id, now: time + 0.5)
            await file.finishWriting()
        }
        // A reservation is released a period after its answer.
        #expect(await second.reserve("a", Self.quotas, at: 103) == .wait(until: 160.5))
        #expect(await first.reserve("a", Self.quotas, at: 160.4) == .wait(until: 160.5))
        // Other endpoints and organisations are independent.
        _ = try index(await second.reserve("b", Self.quotas, at: 103))
        let usage = try #require(await second.callLog("a", Self.quotas, now: 103))
            .usage(.seconds(103))
        #expect(usage.map(\.used) == [3])
        #expect(usage.map(\.until) == [.seconds(160.5)])
        _ = try index(await first.reserve("a", Self.quotas, at: 160.5))
        #expect(await second.reserve("a", Self.quotas, at: 160.5) == .wait(until: 161.5))
        #expect(troubles.messages == [])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func callsUnderWayKeepTheirPlaces() async throws {
        let (first, second) = (process(), process())
        var ids: [Int64] = []
        for _ in 0..<3 { ids.append(try index(await first.reserve("a", Self.quotas, at: 10))) }
        #expect(await second.reserve("a", Self.quotas, at: 80) == .crowded)
        first.withdraw(ids[0])
        await first.finishWriting()
        let mine = try index(await second.reserve("a", Self.quotas, at: 80))
        second.answered(mine, now: 81)
        await second.finishWriting()
        first.answered(ids[1], now: 82)
        #expect(await first.reserve("a", Self.quotas, at: 83) == .wait(until: 141))
    }

    @Test func callsAreSpacedAcrossProcesses() async throws {
        let quotas = [Quota(calls: 10, seconds: 60, spaced: true)]
        let (first, second) = (process(), process())
        first.answered(try index(await first.reserve("a", quotas, at: 10)), now: 10.1)
        await first.finishWriting()
        #expect(await second.reserve("a", quotas, at: 12) == .wait(until: 16))
        _ = try index(await second.reserve("a", quotas, at: 16))
    }

    /// A process that was killed: its call may have been sent just before, and the service counts
    /// it on arrival.
    @Test func theDeadLeaveTheirPlaces() async throws {
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sh")
        child.arguments = ["-c", "exit"]
        try child.run()
        child.waitUntilExit()
        var dead = QuotaOwner.current
        dead.process = Int64(child.processIdentifier)
        var elsewhere = dead
        elsewhere.space = "another"
        let quotas = [Quota(calls: 1, seconds: 10)]
        _ = try index(await process(dead).reserve("a", quotas, at: 100))
        #expect(await process().reserve("a", quotas, at: 105) == .crowded)
        #expect(await process().reserve("a", quotas, at: 119) == .crowded)
        #expect(await process().reserve("a", quotas, at: 121) == .wait(until: 130))
        _ = try index(await process().reserve("a", quotas, at: 130))
        // A process in another namespace is only detected by time.
        _ = try index(await process(elsewhere).reserve("b", quotas, at: 100))
        #expect(await process().reserve("b", quotas, at: 105) == .crowded)
        let end = 100 + QuotaFile.lease
        #expect(await process().reserve("b", quotas, at: end + 1) == .wait(until: end + 10))
        _ = try index(await process().reserve("b", quotas, at: end + 10))
    }

    @Test func clocksThatAreSetBackFreeNothingEarly() async throws {
        let file = process()
        let quotas = [Quota(calls: 1, seconds: 10)]
        file.answered(try index(await file.reserve("a", quotas, at: 5000)), now: 5001)
        await file.finishWriting()
        #expect(await process().reserve("a", quotas, at: 1400) == .wait(until: 1410))
        _ = try index(await process().reserve("a", quotas, at: 1410))
    }

    @Test func trippedWindowsAreRemembered() async throws {
        let other = process()
        other.block("a", until: 3600)
        await other.finishWriting()
        let file = process()
        file.block("a", until: 60)
        #expect(await file.reserve("a", Self.quotas, at: 100) == .wait(until: 3600))
        #expect(await file.reserve("a", [], at: 100) == .wait(until: 3600))
        _ = try index(await file.reserve("a", Self.quotas, at: 3600))
    }

    @Test func damagedFilesAreSetAside() async throws {
        _ = try index(await process().reserve("a", Self.quotas, at: 10))
        try Data(repeating: 7, count: 9000).write(to: URL(filePath: path))
        _ = try index(await process().reserve("a", Self.quotas, at: 10))
        #expect(
            troubles.messages == ["the call counts in \(path) are damaged and start again at zero"])
        #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
    }

    /// If two processes find the same damage, one starts again, and the other continues with the
    /// new file.
    @Test func whoFindsDamageTooKeepsTheNewFile() async throws {
        let quotas = [Quota(calls: 1, seconds: 60)]
        let (first, second) = (process(), process())
        for file in [first, second] {
            file.withdraw(try index(await file.reserve("a", quotas, at: 10)))
            await file.finishWriting()
        }
        // The same file, which both have open.
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.write(contentsOf: Data(repeating: 7, count: 9000))
        try file.close()
        _ = try index(await first.reserve("a", quotas, at: 20))
        #expect(await second.reserve("a", quotas, at: 21) == .crowded)
        #expect(
            troubles.messages == ["the call counts in \(path) are damaged and start again at zero"])
    }

    /// A clock that was far ahead when a window tripped: the window still ends after its length,
    /// measured from the first read by a process with another clock.
    @Test func trippedWindowsEnd() async throws {
        let quotas = [Quota(calls: 3, seconds: 7_200)]
        let ahead = process()
        ahead.block("a", until: 1e9)
        ahead.block("b", until: 1e9)
        await ahead.finishWriting()
        let file = process()
        #expect(await file.reserve("a", Self.quotas, at: 100) == .wait(until: 3_700))
        #expect(await file.reserve("a", Self.quotas, at: 200) == .wait(until: 3_700))
        let forecast = await file.callLog("b", quotas, now: 100)?.blockedUntil
        #expect(forecast == .seconds(7_300))
        _ = try index(await file.reserve("a", Self.quotas, at: 3_700))
    }

    @Test func processCountsAloneWhereItCannotBeSeen() async throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        // No folder can be created below a file, by any user.
        try Data().write(to: URL(filePath: folder + "/state"))
        let file = process()
        #expect(await file.reserve("a", Self.quotas, at: 10) == .unknown)
        #expect(await file.callLog("a", Self.quotas, now: 10) == nil)
        file.block("a", until: 20)
        #expect(await file.reserve("a", Self.quotas, at: 10) == .unknown)
        #expect(troubles.all.withLock { $0.count } == 1)
        #expect(troubles.messages[0].hasPrefix("calls of other processes are not counted, "))
    }

    /// In the way of a process that was stopped in the middle of a transaction.
    @Test func fileThatIsHeldIsGivenUp() async throws {
        _ = try index(await process().reserve("a", Self.quotas, at: 10))
        let holder = ConnectionQueue(try Connection(writing: path), label: "holder")
        try await holder.use { try $0.run("BEGIN EXCLUSIVE") }
        let file = QuotaFile(path: path, owner: .current, patience: 1) { [troubles] trouble in
            troubles.all.withLock { $0.append(trouble) }
        }
        #expect(await file.reserve("a", Self.quotas, at: 10) == .unknown)
        try await holder.use { try $0.run("ROLLBACK") }
        #expect(
            troubles.messages == [
                "calls of other processes are not counted, \(path): "
                    + "another process has held its lock for 1 s"
            ])
    }

    /// For any number of tasks that read the remaining quota while another process has the file
    /// locked, no other work has to wait for them.
    @Test func lookingKeepsNobodyElseWaiting() async throws {
        _ = try index(await process().reserve("a", Self.quotas, at: 10))
        let holder = ConnectionQueue(try Connection(writing: path), label: "holder")
        try await holder.use { try $0.run("BEGIN EXCLUSIVE") }
        let files = (0..<32).map { _ in
            QuotaFile(path: path, owner: .current, patience: 600) { _ in }
        }
        let looking = Task {
            await withTaskGroup(of: Int.self) { group in
                for file in files {
                    group.addTask {
                        await file.callLog("a", Self.quotas, now: 11)?.usage(.seconds(11))[0].used
                            ?? 0
                    }
                }
                return await group.reduce(0, +)
            }
        }
        // As soon as a thread of the pool is free for it.
        let start = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(200))
        #expect(await Task.detached { 6 * 7 }.value == 42)
        #expect(ContinuousClock.now - start < .seconds(300))
        try await holder.use { try $0.run("ROLLBACK") }
        #expect(await looking.value == 32)
    }

    @Test func newerFilesAreLeftAlone() async throws {
        _ = try index(await process().reserve("a", Self.quotas, at: 10))
        let shell = Process()
        shell.executableURL = URL(filePath: "/usr/bin/env")
        shell.arguments = [
            "python3", "-c",
            "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 2')",
            path,
        ]
        try shell.run()
        shell.waitUntilExit()
        #expect(await process().reserve("a", Self.quotas, at: 10) == .unknown)
        #expect(
            troubles.messages == [
                "calls of other processes are not counted, \(path): it was written by a newer version"
            ])
        #expect(!FileManager.default.fileExists(atPath: path + ".damaged"))
    }

    /// Many tasks at once from several connections: as many are granted as the quota allows.
    @Test func nobodyTakesAPlaceTwice() async throws {
        let quotas = [Quota(calls: 40, seconds: 60)]
        let files = (0..<4).map { _ in process() }
        let granted = await withTaskGroup(of: Int.self) { group in
            for file in files {
                group.addTask {
                    var granted = 0
                    for _ in 0..<20 {
                        if case .granted(let id) = await file.reserve("a", quotas, at: 10) {
                            granted += 1
                            file.answered(id, now: 10)
                        }
                    }
                    return granted
                }
            }
            return await group.reduce(0, +)
        }
        #expect(granted == 40)
        #expect(troubles.messages == [])
    }
}

extension QuotaFile {
    /// Returns when the reported calls are in the file, for which no other caller waits.
    fileprivate func finishWriting() async { _ = await callLog("", [], now: 0) }

    fileprivate func reserve(
        _ scope: String, _ quotas: [Quota], at instant: Double
    ) async -> SharedReservation {
        await reserve(scope, quotas) { instant }
    }
}
