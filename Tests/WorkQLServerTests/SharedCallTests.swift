import Foundation
import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLServer

/// Equal statements at the same time make each call once.
@Suite struct SharedCallTests {
    private static let statements = [
        "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'wangwu', 'zhangsan') SINCE 90d",
        "SELECT count(*) FROM screen_capture WHERE userid IN ('lisi', 'zhangsan') SINCE 30d",
        "SELECT count(*) FROM meeting_recording WHERE userid = 'lisi' SINCE 60d",
        "SELECT count(*) FROM corp_recording SINCE 40d",
        "SELECT count(*) FROM corp_recording_file SINCE 40d",
        "SELECT userid, checkin_time FROM checkin WHERE userid IN ('lisi', 'zhangsan') SINCE 60d "
            + "ORDER BY checkin_time DESC, userid LIMIT 3",
        "SELECT count(*) FROM checkin SINCE 2d",
        "SELECT count(*), max(name) FROM checkin JOIN member USING (userid) SINCE 2d",
        "SELECT count(*), max(d.name), max(d.path) FROM screen_capture s "
            + "JOIN department d ON d.department_id = s.department_id SINCE 3d",
    ]

    private static func rows(_ messages: [Wire.Message]) -> [String] {
        messages.filter { $0.type == "D" || $0.type == "E" }.map(\.description)
    }

    private static func paths(_ harness: Harness) -> Int {
        harness.server.requests.filter { !$0.target.contains("gettoken") }.count
    }

    @Test(
        "Eight connections that ask the same at once make the calls of one", arguments: statements)
    func equalStatements(_ text: String) async throws {
        let (alone, expected) = try await Harness.with(try await Harness()) { harness in
            let answer = Self.rows(try await Wire(harness).query(text))
            return (Self.paths(harness), answer)
        }
        #expect(alone > 0 && !expected.isEmpty)
        // As the services are when they take a while, and as they are on loopback.
        for faults in [[SandboxFault.every(1, .slow(seconds: 0.05))], []] {
            try await Harness.with(try await Harness(faults: faults)) { harness in
                let answers = try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            let wire = try Wire(harness)
                            return Self.rows(try await wire.query(text))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count == 8 && answers.allSatisfy { $0 == expected })
                #expect(Self.paths(harness) == alone)
            }
        }
    }

    @Test("Statements that want everything fetched now do not take the rows of others")
    func refresh() async throws {
        let text = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 20d"
        for own in ["REFRESH \(text)", "SET max_age = 0; \(text)"] {
            let faults = [SandboxFault.every(1, .slow(seconds: 0.05))]
            try await Harness.with(try await Harness(faults: faults)) { harness in
                async let first = Wire(harness).query(own)
                async let second = Wire(harness).query(own)
                let answers = try await [Self.rows(first), Self.rows(second)]
                #expect(answers[0] == answers[1])
                #expect(Self.paths(harness) == 2)
            }
        }
        // Lists of people as well.
        let list = "SELECT count(*), max(userid) FROM member"
        let alone = try await Harness.with(try await Harness()) { harness in
            _ = try await Wire(harness).query("REFRESH \(list)")
            return Self.paths(harness)
        }
        let faults = [SandboxFault.every(1, .slow(seconds: 0.05))]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            async let first = Wire(harness).query("REFRESH \(list)")
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            async let second = Wire(harness).query("REFRESH \(list)")
            let answers = try await [Self.rows(first), Self.rows(second)]
            #expect(answers[0] == answers[1])
            #expect(Self.paths(harness) == 2 * alone)
        }
    }

    @Test("An error of the service reaches all who wait for the call")
    func errors() async throws {
        let text = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 20d"
        let faults = [
            SandboxFault.every(1, .noPermission, on: .checkin)
        ]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            let answers = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask { Self.rows(try await Wire(harness).query(text)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0 == ["E 42501"] }, "\(answers)")
        }
    }

    @Test("A statement that is cancelled does not end the others, and only who calls pays")
    func cancellation() async throws {
        let text = "SELECT count(*) FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 90d"
        let (alone, expected) = try await Harness.with(try await Harness()) { harness in
            let answer = Self.rows(try await Wire(harness).query(text))
            return (Self.paths(harness), answer)
        }
        let faults = [SandboxFault.every(1, .slow(seconds: 0.3))]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            let first = try Wire(harness)
            let control = first.control
            async let cancelled = first.query(text)
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            async let other = Wire(harness).query(text)
            try await Task.sleep(for: .milliseconds(50))
            control.cancel(.request)
            #expect(Self.rows(try await cancelled) == ["E 57014"])
            #expect(Self.rows(try await other) == expected)
        }
        // The budget of one suffices for the calls of both, whoever makes them.
        let slow = [SandboxFault.every(1, .slow(seconds: 0.1))]
        try await Harness.with(try await Harness(faults: slow)) { harness in
            let limits = CallLimits(day: alone)
            let ledger = CallLedger(CallLimits(day: 100))
            @Sendable func ask() async throws -> (rows: [String], calls: Int) {
                let wire = try Wire(harness, limits: limits, callLog: ledger)
                let rows = Self.rows(try await wire.query(text))
                return (rows, wire.session.calls)
            }
            async let first = ask()
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let second = try await ask()
            #expect(try await first.rows == expected && second.rows == expected)
            #expect(try await first.calls + second.calls == alone)
            #expect(Self.paths(harness) == alone)
        }
    }

    private static let joined = "SELECT count(*) FROM checkin JOIN member USING (userid) SINCE 2d"

    @Test(
        "What a statement uses of the calls of another is said to those who may know it",
        arguments: ["", "hide=journal"], [Self.statements[0], Self.joined])
    func notices(_ rules: String, _ text: String) async throws {
        let faults = [SandboxFault.every(1, .slow(seconds: 0.1))]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            @Sendable func ask(
                _ rules: String
            ) async throws -> (notice: String?, calls: Int, record: StatementRecord?) {
                let wire = try Wire(harness, rules: rules)
                let answer = try await wire.query(text)
                let notice = answer.last { $0.type == "N" }?.fields["M"]
                return (notice, wire.session.calls, wire.records.last)
            }
            async let running = ask("")
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let second = try await ask(rules)
            let first = try await running
            let made = Self.paths(harness)
            // Where the first one is held up, the second may be ahead of it and make calls too; each
            // of them is made by one, and used by the other.
            #expect(first.calls + second.calls == made && second.calls < made)
            let used = try #require(second.record?.shared)
            let shared = rules.isEmpty ? ", \(used) shared with other statements" : ""
            let notice = try #require(second.notice)
            let calls = second.calls == 1 ? "1 call" : "\(second.calls) calls"
            #expect(notice.hasPrefix("\(calls)\(shared) · "), "\(notice)")
            #expect(used == first.calls && second.record?.calls == second.calls)
            #expect(first.record?.shared == second.calls)
        }
        // In EXPLAIN ANALYZE.
        try await Harness.with(try await Harness(faults: faults)) { harness in
            async let running = Wire(harness).query(text)
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let plan = try await Wire(harness, rules: rules).query("EXPLAIN ANALYZE \(text)")
                .filter { $0.type == "D" }.flatMap { $0.row }.compactMap(\.self)
            _ = try await running
            let actual = plan.compactMap { $0.firstMatch(of: /actual +([0-9]+) calls? of/) }
                .compactMap { Int($0.1) }
            #expect(!actual.isEmpty && actual.reduce(0, +) < Self.paths(harness), "\(plan)")
            #expect(plan.contains { $0.contains("shared    ") } == rules.isEmpty, "\(plan)")
        }
    }

    @Test("A statement that is cancelled while it fetches a list leaves it to the next")
    func cancelledList() async throws {
        let faults = [SandboxFault.every(1, .slow(seconds: 0.2))]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            let first = try Wire(harness)
            let control = first.control
            async let cancelled = first.query(Self.joined)
            while Self.paths(harness) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            async let other = Wire(harness).query(Self.joined)
            try await Task.sleep(for: .milliseconds(50))
            control.cancel(.request)
            #expect(Self.rows(try await cancelled) == ["E 57014"])
            let rows = Self.rows(try await other)
            #expect(rows.first?.hasPrefix("D ") == true)
        }
    }

    @Test("A cursor that is not read keeps nobody waiting", .timeLimit(.minutes(30)))
    func idleCursors() async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = "SELECT * FROM meeting_recording WHERE userid = 'lisi' SINCE 90d"
            let idle = try Wire(harness)
            _ = try await idle.query("BEGIN; DECLARE c CURSOR FOR \(text); FETCH 1 FROM c")
            let other = try await Wire(harness).query(text)
            #expect(other.contains { $0.type == "D" } && !other.contains { $0.type == "E" })
            let rest = try await idle.query("FETCH ALL FROM c; COMMIT")
            #expect(
                rest.filter { $0.type == "D" }.count + 1
                    == other.filter { $0.type == "D" }.count)
        }
    }

    @Test("Clients of psql at once make the calls of one")
    func psql() async throws {
        guard ServerClientTests.has("psql", ["--version"]) else {
            return print("psql is not installed: its test is passed over")
        }
        let text = Self.statements[0]
        let alone = try await Harness.with(try await Harness()) { harness in
            _ = try await Wire(harness).query(text)
            return Self.paths(harness)
        }
        try await ServerClientTests.serving { port, harness in
            let outputs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await onOwnThread {
                            try ServerClientTests.run(
                                "psql", ["-XAtq", "-h", "127.0.0.1", "-p", "\(port)", "-c", text],
                                environment: ["PGOPTIONS": "-c client_min_messages=warning"]
                            ).output
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(outputs).count == 1 && outputs.count == 8, "\(outputs)")
            #expect(Self.paths(harness) == alone)
        }
    }
}
