import Testing
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLTime

/// Whole fetches over HTTP, against an independent implementation of the same pages.
@Suite(.timeLimit(.minutes(30))) struct SandboxTests {
    /// 2026-08-03T00:00:00+08:00
    static let start = 1_785_686_400
    static let day = 86_400

    static func users(_ count: Int, company: Company = Company()) -> [Scalar] {
        company.visiblePeople.prefix(count).map { .text($0.userid) }
    }

    /// Calls of every table, most of several pages.
    static let calls: [(table: Table, call: Call)] = {
        func call(
            _ name: String, days: Int, _ column: String? = nil, _ values: [Scalar] = []
        ) -> (Table, Call) {
            let table = Table.named(name)
            return (table, .of(table, start, start + days * day, column, values))
        }
        return [
            call("checkin", days: 30, "userid", users(100)),
            call("checkin", days: 3, "userid", [.text("yoshida@xinghe"), .text("Li.Lei")]),
            call("screen_capture", days: 14),
            call("screen_capture", days: 14, "department_id", [.integer(3), .integer(7)]),
            call("screen_capture", days: 14, "userid", users(100)),
            call("meeting_recording", days: 31, "userid", [.text("zhangsan")]),
            call("meeting_recording_file", days: 31, "userid", [.text("zhangsan")]),
            call("journal", days: 7),
            call("journal", days: 28, "creator", [.text("lisi")]),
            call("journal", days: 7, "department", [.integer(3)]),
            call("corp_recording", days: 31),
            call("corp_recording_file", days: 31),
        ]
    }()

    /// Returns the rows of all calls, made one after the other.
    private func everything(_ client: ServiceClient) async throws -> [[[String]]] {
        var found: [[[String]]] = []
        for (table, call) in Self.calls {
            found.append(try await client.gather(call, of: table).rows)
        }
        return found
    }

    private static let undisturbedRows = Task {
        try await withSandbox { server, client, _ in
            let found = try await SandboxTests().everything(client)
            #expect(server.violations.isEmpty)
            return found
        }
    }

    private func undisturbed() async throws -> [[[String]]] {
        try await Self.undisturbedRows.value
    }

    @Test func everyTable() async throws {
        try await withSandbox { server, client, _ in
            for (table, call) in Self.calls {
                let recorder = try await client.gather(call, of: table)
                #expect(!recorder.rows.isEmpty, "\(table.name)")
                let pages = recorder.sent
                let rows = recorder.rows
                if !table.identity.isEmpty {
                    let indices = table.identity.compactMap(table.columnIndex)
                    let keys = rows.map { row in indices.map { row[$0] } }
                    #expect(Set(keys).count == keys.count, "\(table.name)")
                }
                print(table.name, rows.count, "rows of", pages, "pages")
            }
            #expect(server.violations.isEmpty)
            #expect(server.requests.allSatisfy { $0.code == 0 })
            #expect(server.requests.count { $0.endpoint == .getToken } == 1)
        }
    }

    @Test func checkinsAreTheCompanys() async throws {
        try await withSandbox(configuration: .changed { $0.readings.checkinWindow = .instant }) {
            server, client, _ in
            let table = Table.named("checkin")
            let call = Call.of(
                table, Self.start, Self.start + 7 * Self.day, "userid", Self.users(50))
            let recorder = try await client.gather(call, of: table, columns: [0])
            let counts = Dictionary(grouping: recorder.rows, by: { $0[0] }).mapValues(\.count)
            #expect(counts.count > 40)
            #expect(server.violations.isEmpty)
        }
    }

    @Test(arguments: [
        SandboxFault.Kind.busy, .internalError, .http502, .dropped, .cutShort, .cutJSON, .badJSON,
        .expiredToken, .frequency, .tooMany, .slow(seconds: 0.01),
    ])
    func faultsOnEveryThirdCallChangeNoRow(_ kind: SandboxFault.Kind) async throws {
        let expected = try await undisturbed()
        try await withSandbox(faults: [.every(3, kind)]) { server, client, _ in
            let found = try await everything(client)
            #expect(found == expected)
            #expect(server.violations.isEmpty)
            #expect(server.requests.contains { $0.fault == kind })
        }
    }

    @Test(arguments: [
        (SandboxFault.Kind.notAuthorised, ServiceFailure.Kind.permission),
        (.untrustedAddress, .permission), (.noPermission, .permission),
        (.code(40058), .defect), (.code(730005), .permission), (.code(60111), .notFound),
    ])
    func faultsThatStayAreExplained(
        _ fault: SandboxFault.Kind, _ kind: ServiceFailure.Kind
    ) async throws {
        try await withSandbox(faults: [.every(1, fault, on: .checkin)]) { server, client, _ in
            let (table, call) = Self.calls[1]
            let recorder = Recorder()
            do {
                _ = try await client.gather(call, of: table, into: recorder)
                Issue.record("\(fault) is no failure")
            } catch let failure as ServiceFailure {
                #expect(failure.kind == kind)
            }
            // Parameters that are not accepted may be too many users: one half is tried.
            #expect(recorder.sent == (fault == .code(40058) ? 2 : 1))
        }
    }

    @Test func lastingTroubleEndsAfterThreeRetries() async throws {
        for (fault, kind) in [
            (SandboxFault.Kind.busy, ServiceFailure.Kind.service), (.http502, .service),
            (.dropped, .transport), (.cutShort, .transport), (.cutJSON, .malformed),
            (.badJSON, .malformed), (.frequency, .quota), (.expiredToken, .credentials),
        ] {
            try await withSandbox(faults: [.every(1, fault)]) { server, client, _ in
                let (table, call) = Self.calls[1]
                let recorder = Recorder()
                do {
                    _ = try await client.gather(call, of: table, into: recorder)
                    Issue.record("\(fault) is no failure")
                } catch let failure as ServiceFailure {
                    #expect(failure.kind == kind, "\(fault)")
                }
                #expect(recorder.sent == (fault == .expiredToken ? 2 : 4))
                #expect(server.violations.isEmpty)
            }
        }
    }

    @Test func otherReadingsBringTheSameRows() async throws {
        let expected = try await undisturbed()
        let readings: [(String, @Sendable (inout SandboxReadings) -> Void)] = [
            ("spelling", { $0.meetingSpelling = .table }),
            ("unknown fields", { $0.unknownFields = true }),
            ("numbers for ids", { $0.corpFileID = .number }),
            ("milliseconds", { $0.screenCaptureTime = .milliseconds }),
        ]
        for (name, change) in readings {
            try await withSandbox(configuration: .changed { change(&$0.readings) }) {
                server, client, _ in
                let found = try await everything(client)
                for (index, rows) in found.enumerated() {
                    // Lists kept as JSON contain the service's own spelling of their fields.
                    let table = Self.calls[index].table
                    let json = table.columns.indices.filter { table.columns[$0].type == .json }
                    func plain(_ rows: [[String]]) -> [[String]] {
                        rows.map { row in
                            row.enumerated().filter { !json.contains($0.offset) }.map(\.element)
                        }
                    }
                    #expect(plain(rows) == plain(expected[index]), "\(name), \(table.name)")
                }
                #expect(server.violations.isEmpty)
            }
        }
        try await withSandbox(configuration: .changed { $0.readings.optionalFields = .empty }) {
            _, client, _ in
            let found = try await everything(client)
            #expect(found.map(\.count) == expected.map(\.count))
        }
    }

    @Test func refusedUsersAreFoundNamedAndRemembered() async throws {
        try await withSandbox { server, client, _ in
            let table = Table.named("checkin")
            let company = Company()
            var users = Self.users(236)
            users.insert(.text(company.hiddenUserids[0]), at: 77)
            users.append(.text("nobody"))
            let batches = stride(from: 0, to: users.count, by: 100).map {
                Array(users[$0..<min($0 + 100, users.count)])
            }
            func run(_ window: Int) async throws -> [Recorder] {
                try await withThrowingTaskGroup(of: (Int, Recorder).self) { group in
                    for (index, batch) in batches.enumerated() {
                        let start = Self.start + window * 28 * Self.day
                        let call = Call.of(table, start, start + 28 * Self.day, "userid", batch)
                        group.addTask { (index, try await client.gather(call, of: table)) }
                    }
                    var found: [(Int, Recorder)] = []
                    for try await recorder in group { found.append(recorder) }
                    return found.sorted { $0.0 < $1.0 }.map(\.1)
                }
            }
            let first = try await run(0)
            #expect(first.map(\.refused) == [[company.hiddenUserids[0]], [], ["nobody"]])
            #expect(first[0].sent <= 9)
            #expect(first[1].sent == 1)
            let expected = try await client.gather(
                .of(
                    table, Self.start, Self.start + 28 * Self.day, "userid",
                    batches[0].filter { $0 != .text(company.hiddenUserids[0]) }), of: table)
            // Rows are ordered by user as requested, whatever the batches.
            #expect(first[0].rows == expected.rows)
            let second = try await run(1)
            #expect(second.map(\.refused) == [[company.hiddenUserids[0]], [], ["nobody"]])
            #expect(second.map(\.sent) == [1, 1, 1])
            #expect(server.violations.isEmpty)
        }
    }

    @Test func oneSearchServesParallelWindows() async throws {
        try await withSandbox(maxInFlight: 6) { server, client, _ in
            let table = Table.named("checkin")
            let hidden = Company().hiddenUserids[1]
            let users = Self.users(99) + [.text(hidden)]
            let calls = (0..<6).map { window in
                Call.of(
                    table, Self.start + window * 28 * Self.day,
                    Self.start + (window + 1) * 28 * Self.day, "userid", users)
            }
            let recorders = try await withThrowingTaskGroup(of: Recorder.self) { group in
                for call in calls {
                    group.addTask { try await client.gather(call, of: table) }
                }
                var found: [Recorder] = []
                for try await recorder in group { found.append(recorder) }
                return found
            }
            #expect(recorders.allSatisfy { $0.refused == [hidden] })
            // One window searches; the others are repeated once, if they had been sent at all.
            let sent = recorders.map(\.sent).reduce(0, +)
            #expect(sent <= 24)
            #expect(recorders.count { $0.sent > 2 } == 1)
            #expect(server.violations.isEmpty)
        }
    }

    /// Receivers take windows in order, so a window may hold back its rows for a long time.
    @Test func aSearchNeverWaitsForAReceiver() async throws {
        try await withSandbox { _, client, _ in
            let table = Table.named("checkin")
            let users = Self.users(9) + [.text("nobody")]
            let firstDone = Shared(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for window in [1, 0] {
                    let start = Self.start + window * 7 * Self.day
                    let call = Call.of(table, start, start + 7 * Self.day, "userid", users)
                    group.addTask {
                        try await client.fetch(call, of: table, columns: [0]) { _ in
                            if window == 0 { return firstDone.withLock { $0 = true } }
                            while !firstDone.withLock({ $0 }) {
                                try await RequestClock.system.sleep(for: .milliseconds(1))
                            }
                        }
                    }
                    try await RequestClock.system.sleep(for: .milliseconds(20))
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func whenAllAreRefusedThereAreNoRows() async throws {
        try await withSandbox { _, client, _ in
            let table = Table.named("checkin")
            let call = Call.of(
                table, Self.start, Self.start + Self.day, "userid",
                ["x", "y", "z"].map { .text($0) })
            let recorder = try await client.gather(call, of: table)
            #expect(recorder.rows.isEmpty)
            #expect(recorder.refused == ["x", "y", "z"])
            let again = try await client.gather(call, of: table)
            #expect(again.sent == 0)
            #expect(again.refused == ["x", "y", "z"])
        }
    }

    @Test func oneTokenServesTwentyFetches() async throws {
        try await withSandbox(maxInFlight: 20) { server, client, _ in
            let (table, call) = Self.calls[1]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await client.gather(call, of: table) }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count { $0.endpoint == .getToken } == 1)
        }
    }

    @Test func tokensMayBeRevokedOrExpireInTheMiddle() async throws {
        try await withSandbox { server, client, clock in
            let table = Table.named("journal")
            let call = Call.of(table, Self.start, Self.start + 7 * Self.day)
            let expected = try await client.gather(call, of: table).rows
            let found = Recorder()
            try await client.fetch(call, of: table, columns: table.allIndices) { page in
                server.revokeTokens()
                clock.advance(by: .seconds(1))
                found.deliver(page)
            }
            #expect(found.rows == expected)
            clock.advance(by: .seconds(7300))
            let later = try await client.gather(call, of: table)
            #expect(later.rows == expected)
            #expect(server.violations.isEmpty)
        }
    }

    @Test func quotasAreKeptWithManyAtOnce() async throws {
        let quotas = [Quota(calls: 5, seconds: 10), Quota(calls: 12, seconds: 60)]
        try await withSandbox(
            quotas: ["checkin/getcheckindata": quotas],
            configuration: .changed {
                $0.quotas[.checkin] = quotas.map {
                    SandboxQuota(calls: $0.calls, seconds: $0.seconds)
                }
            }
        ) { server, client, clock in
            let (table, call) = Self.calls[1]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 {
                    group.addTask { _ = try await client.gather(call, of: table) }
                }
                try await group.waitForAll()
            }
            #expect(server.violations.isEmpty)
            #expect(server.requests.allSatisfy { $0.code == 0 })
            #expect(clock.now >= .seconds(120))
        }
    }

    @Test func cancellationEndsTheRequestUnderWay() async throws {
        try await withSandbox(faults: [.every(1, .slow(seconds: 600))]) { server, client, _ in
            let (table, call) = Self.calls[1]
            let task = Task { try await client.gather(call, of: table) }
            while !server.requests.contains(where: { $0.endpoint == .checkin }) {
                try await RequestClock.system.sleep(for: .milliseconds(1))
            }
            task.cancel()
            do {
                _ = try await task.value
                Issue.record("the fetch went on")
            } catch let failure as ServiceFailure {
                #expect(failure.kind == .cancelled)
            }
        }
    }

    @Test func wrongSecretsAreExplained() async throws {
        var credentials = Credentials.demo
        credentials[.wecomSecret] = "wrong-secret"
        for code in [40_001, 40_091] {
            try await withSandbox(
                credentials: credentials,
                configuration: .changed { $0.readings.wrongSecretCode = code }
            ) { server, client, _ in
                let (table, call) = Self.calls[1]
                for _ in 0..<3 {
                    do {
                        _ = try await client.gather(call, of: table)
                        Issue.record("a wrong secret works")
                    } catch let failure as ServiceFailure {
                        #expect(failure.kind == .credentials)
                        #expect(failure.code == code)
                        #expect(!failure.description.contains("wrong-secret"))
                    }
                }
                #expect(server.requests.count == 1)
            }
        }
    }
}
