import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLServer

/// The calls of a day: counted for all and for each user, before they are made, and kept in a file.
@Suite struct CallLedgerTests {
    @Test("The calls of a day are set aside while statements run, and counted when they end")
    func reservations() throws {
        let ledger = CallLedger(CallLimits(day: 10))
        let first = try ledger.reserve(4, on: 1)
        let second = try ledger.reserve(nil, on: 1)
        #expect(first?.calls == 4 && second?.calls == 6)
        #expect(try ledger.reserve(1, on: 1)?.calls == 0)
        ledger.settle(second, spent: 1)
        let third = try ledger.reserve(9, on: 1)
        #expect(third?.calls == 5)
        ledger.settle(third, spent: 5)
        ledger.settle(first, spent: 4)
        #expect(try ledger.reserve(1, on: 1)?.calls == 0)
        let next = try ledger.reserve(1, on: 2)
        #expect(next?.calls == 1)
        // What ends after midnight belongs to the day before.
        ledger.settle(first, spent: 9)
        #expect(try ledger.reserve(nil, on: 2)?.calls == 9)
        #expect(try CallLedger().reserve(5, on: 1) == nil)
    }

    @Test("Each user has a budget, besides that of all")
    func users() throws {
        let ledger = CallLedger(CallLimits(day: 10))
        #expect(try ledger.reserve(9, for: "lisa", userLimit: 4, on: 1)?.calls == 4)
        #expect(try ledger.reserve(9, for: "lisa", userLimit: 4, on: 1)?.calls == 0)
        #expect(try ledger.reserve(9, for: "mary", userLimit: 8, on: 1)?.calls == 6)
        let alone = CallLedger()
        #expect(try alone.reserve(9, for: "lisa", userLimit: 4, on: 1)?.calls == 4)
        #expect(try alone.reserve(9, for: "mary", on: 1) == nil)
    }

    @Test("The count outlives the server, also one that is killed, and is shared by several")
    func file() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "serve-calls").path
        let limits = CallLimits(day: 100)
        let first = CallLedger(limits, file: path)
        first.settle(try first.reserve(50, for: "anna maria", userLimit: 60, on: 7), spent: 30)
        // It is killed while a statement runs, whose calls stay counted.
        _ = try first.reserve(20, for: "lisa", userLimit: 60, on: 7)
        let second = CallLedger(limits, file: path)
        let third = CallLedger(limits, file: path)
        #expect(try second.reserve(nil, for: "anna maria", userLimit: 60, on: 7)?.calls == 30)
        #expect(try third.reserve(nil, on: 7)?.calls == 20)
        #expect(try second.reserve(1, on: 7)?.calls == 0)
        #expect(try second.reserve(1, on: 8)?.calls == 1)
        #expect(try third.reserve(nil, on: 8)?.calls == 99)
        // Bytes of something else do not let anyone make more calls than a new day.
        try Data("nothing of ours".utf8).write(to: URL(filePath: path))
        #expect(try third.reserve(nil, on: 8)?.calls == 100)
        #expect(throws: UserError.self) {
            try CallLedger(limits, file: folder.path).reserve(1, on: 8)
        }
    }

    @Test("Threads and servers together never get more than the day has")
    func races() async throws {
        let path = FileManager.default.temporaryDirectory.appending(
            path: "workql-ledger-\(UUID().uuidString)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spent = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<4 {
                group.addTask {
                    let ledger = CallLedger(CallLimits(day: 300), file: path)
                    var spent = 0
                    for _ in 0..<100 {
                        let reservation = try ledger.reserve(3, for: "u\(number)", on: 1)
                        let used = (reservation?.calls ?? 0) > 0 ? 1 : 0
                        ledger.settle(reservation, spent: used)
                        spent += used
                    }
                    return spent
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(spent == 300)
    }

    @Test("A user's budget bounds all connections, whatever a client sets; the error has the plan")
    func statements() async throws {
        try await Harness.with(try await Harness()) { harness in
            let ledger = CallLedger()
            func wire() throws -> Wire {
                try Wire(harness, rules: "day-calls=3 statement-calls=3", callLog: ledger)
            }
            let text = "SELECT count(*) FROM checkin WHERE userid = '%' SINCE 60d"
            let (first, second) = (try wire(), try wire())
            #expect(try await first.ask(.query(text.replacing("%", with: "lisi"))).last == "Z I")
            #expect(
                harness.server.requests.filter { $0.target.contains("getcheckindata") }.count == 3)
            for reset in [
                "SET max_calls = 1000", "DISCARD ALL", "SET TIME ZONE 'America/New_York'",
            ] {
                _ = try await second.query(reset)
                let answer = try await second.query(text.replacing("%", with: "wangwu"))
                let error = try #require(answer.first { $0.type == "E" }, "\(reset)")
                #expect(error.fields["C"] == "53400")
                #expect(error.fields["D"]?.contains("scan wecom.checkin: 3 calls") == true)
                #expect(
                    error.fields["M"]?.contains(
                        "0 of the 3 calls that \"lisa\" may make this day were left") == true)
                #expect(error.fields["H"]?.contains("read stored rows") == true)
            }
            let analysis = try await second.ask(
                .query("EXPLAIN ANALYZE " + text.replacing("%", with: "wangwu")))
            #expect(analysis == ["E 53400", "Z I"])
            #expect(
                harness.server.requests.filter { $0.target.contains("getcheckindata") }.count == 3)
        }
    }

    @Test("The calls of EXPLAIN ANALYZE and of portals that are not read to their end are counted")
    func everyWay() async throws {
        try await Harness.with(try await Harness()) { harness in
            let ledger = CallLedger(CallLimits(day: 100))
            let wire = try Wire(harness, limits: CallLimits(connection: 6), callLog: ledger)
            let text = "SELECT * FROM checkin WHERE userid = '%' SINCE 60d"
            _ = try await wire.query("EXPLAIN ANALYZE " + text.replacing("%", with: "lisi"))
            #expect(wire.session.calls == 3)
            _ = try await wire.ask(
                .parse(text.replacing("%", with: "wangwu")), .bind(), .execute(1),
                .close(.portal("")), .sync)
            #expect(wire.session.calls > 3)
            let made = harness.server.requests.filter { $0.target.contains("getcheckindata") }.count
            #expect(wire.session.calls <= made)
        }
    }
}
