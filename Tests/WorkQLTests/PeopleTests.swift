import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax

/// The lists of people are the visible part of the company's, and results that depend on them are
/// complete.
@Suite struct PeopleTests {
    /// Returns one row for each person and visible department. People in no department have a name
    /// only if a tag contains it.
    private static func members(_ company: Company) -> [String] {
        let tagged = Set(
            company.tags.filter { company.agent.allowedTags.contains($0.tagid) }.flatMap(\.userids))
        return company.visiblePeople.flatMap { person in
            let seen = person.departments.filter(company.visibleDepartments.contains)
            guard !seen.isEmpty else {
                return ["\(person.userid)|\(tagged.contains(person.userid) ? person.name : "∅")|∅"]
            }
            return seen.map { "\(person.userid)|\(person.name)|\($0)" }
        }.sorted()
    }

    @Test func membersAreTheCompanys() async throws {
        try await Harness.with(try await Harness()) { harness in
            let (rows, statistics) = try await harness.run("SELECT * FROM member")
            #expect(
                rows.sorted(["userid", "name", "department_id"]) == Self.members(harness.company))
            let ids = Set(rows.rows.compactMap { $0[0] })
            #expect(ids.isDisjoint(with: harness.company.hiddenUserids))
            #expect(ids.count == harness.company.visiblePeople.count)
            #expect(statistics.calls == 14)
            #expect(harness.server.violations.isEmpty)
        }
    }

    @Test func departmentsAreTheCompanys() async throws {
        try await Harness.with(try await Harness()) { harness in
            let company = harness.company
            let (rows, statistics) = try await harness.run(
                "SELECT department_id, parent_id, name, path FROM department")
            let visible = company.departments.filter {
                company.visibleDepartments.contains($0.id)
            }
            let paths = Dictionary(
                uniqueKeysWithValues: visible.map { department in
                    let above = visible.filter { other in
                        company.subtree(of: other.id).contains { $0.id == department.id }
                    }
                    return (department.id, above.map(\.name).joined(separator: "/"))
                })
            let truth = visible.map { "\($0.id)|\($0.parentid)|\($0.name)|\(paths[$0.id] ?? "")" }
            #expect(
                rows.sorted(["department_id", "parent_id", "name", "path"]) == truth.sorted())
            #expect(statistics.calls == 14)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// UNDER is the company's subtree, for every department and for pairs of them.
    @Test func underIsTheSubtree() async throws {
        try await Harness.with(try await Harness()) { harness in
            let company = harness.company
            let visible = company.visibleDepartments.sorted()
            for (index, first) in visible.enumerated() {
                let second = visible[(index * 3 + 1) % visible.count]
                let wanted = Set([first, second].flatMap { company.subtree(of: $0) }.map(\.id))
                let (rows, _) = try await harness.run(
                    "SELECT * FROM member WHERE department_id IN UNDER(\(first), \(second))")
                let truth = Self.members(company).filter { row in
                    wanted.contains { row.hasSuffix("|\($0)") }
                }
                #expect(rows.sorted(["userid", "name", "department_id"]) == truth)
                let (captures, _) = try await harness.run(
                    "SELECT userid FROM screen_capture WHERE department_id IN UNDER(\(first)) "
                        + "SINCE 7d@d UNTIL today")
                let all = Truth.screenCaptures(
                    company, from: 1_786_723_200 - 7 * 86_400, until: 1_786_723_200)
                let subtree = Set(company.subtree(of: first).map { String($0.id) })
                #expect(
                    captures.rows.count == all.count { subtree.contains($0["department_id"] ?? "") }
                )
            }
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Without a condition the check-ins are those of all visible people, and of no others.
    @Test(arguments: SandboxReadings.CheckinWindow.allCases)
    func checkinsAreThoseOfEverybody(_ window: SandboxReadings.CheckinWindow) async throws {
        var readings = SandboxReadings()
        readings.checkinWindow = window
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let (rows, statistics) = try await harness.run(
                "SELECT userid, checkin_time, checkin_type FROM checkin SINCE 3d@d UNTIL today")
            let truth = Truth.checkins(
                harness.company, from: 1_786_723_200 - 3 * 86_400, until: 1_786_723_200)
            let columns = ["userid", "checkin_time", "checkin_type"]
            #expect(rows.sorted(columns) == truth.sorted(columns))
            #expect(statistics.refused.isEmpty)
            #expect(statistics.calls == 17)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// The lists are requested once in a session, and later only the missing parts.
    @Test func listsAreKeptForTheSession() async throws {
        let texts = [
            "SELECT department_id FROM department", "SELECT count(*) FROM member",
            "SELECT count(*) FROM member", "SELECT name FROM department",
            "SELECT count(*) FROM checkin DURING yesterday",
            "SELECT count(*) FROM screen_capture WHERE department_id IN UNDER(2) SINCE 1d",
            "SELECT count(*) FROM member m JOIN department d USING (department_id)",
        ]
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            var calls: [Int] = []
            for text in texts {
                let statement = try Harness.statement(text)
                let outcome: ScriptSession.Outcome<CollectingWriter> = try await session.run(
                    statement, into: CollectingWriter())
                calls.append(outcome.statistics?.calls ?? -1)
            }
            // The visible range with its two tags; the people of ten departments; nothing; ten
            // names; three batches.
            #expect(calls == [4, 10, 0, 10, 3, 1, 0])
        }
    }

    @Test func faultsChangeNothing() async throws {
        let truth = Self.members(Company())
        for kind in [
            SandboxFault.Kind.busy, .http502, .dropped, .cutShort, .cutJSON, .expiredToken,
            .frequency, .tooMany,
        ] {
            try await Harness.with(try await Harness(faults: [.every(4, kind)])) { harness in
                let (rows, statistics) = try await harness.run("SELECT * FROM member")
                #expect(rows.sorted(["userid", "name", "department_id"]) == truth, "\(kind)")
                #expect(statistics.retries > 0)
                #expect(harness.server.violations.isEmpty)
            }
        }
    }

    /// Each endpoint's quota is counted separately.
    @Test func quotasAreKept() async throws {
        let quotas = ["user/simplelist": [Quota(calls: 3, seconds: 10)]]
        let sandbox: [SandboxEndpoint: [SandboxQuota]] = [
            .userSimpleList: [SandboxQuota(calls: 3, seconds: 10)]
        ]
        try await Harness.with(
            try await Harness(quotas: quotas, sandboxQuotas: sandbox)
        ) { harness in
            let (rows, statistics) = try await harness.run("SELECT count(*) FROM member")
            #expect(rows.rows[0][0] == "\(Self.members(harness.company).count)")
            #expect(statistics.calls == 14)
            #expect(statistics.waited >= 30)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Queries that need no list of people need no agent id.
    @Test func aMissingAgentIDIsNamed() async throws {
        try await Harness.with(try await Harness(agentID: nil)) { harness in
            for text in [
                "SELECT count(*) FROM member", "SELECT count(*) FROM checkin DURING yesterday",
                "SELECT count(*) FROM screen_capture WHERE department_id IN UNDER(2) SINCE 1d",
            ] {
                let error = await #expect(throws: UserError.self) {
                    _ = try await harness.run(text)
                }
                #expect(error?.kind == .configuration)
                #expect(error?.message == "agent/get: agent_id of WeCom is not configured")
                #expect(
                    error?.help
                        == "set WORKQL_WECOM_AGENT_ID, or agent_id under [profile.default.wecom] in "
                        + "config.toml")
            }
            #expect(harness.server.takeRequests().isEmpty)
            let (rows, _) = try await harness.run(
                "SELECT count(*) FROM checkin WHERE userid = 'zhangsan' DURING yesterday")
            #expect(rows.rows.count == 1)
        }
    }

    @Test func anotherAppsNumberIsRefused() async throws {
        try await Harness.with(try await Harness(agentID: "7")) { harness in
            let error = await #expect(throws: UserError.self) {
                _ = try await harness.run("SELECT count(*) FROM member")
            }
            #expect(error?.kind == .permission)
        }
    }
}
