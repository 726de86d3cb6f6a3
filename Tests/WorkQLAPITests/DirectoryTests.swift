import Testing
import WorkQLCatalog
import WorkQLPages
import WorkQLSandbox

@testable import WorkQLAPI

/// Lists of people and details of rows, from answers of every form.
@Suite struct DirectoryTests {
    private static let member = Table.named("member")
    private static let department = Table.named("department")
    private static let journal = Table.named("journal")

    private static let credentials = Credentials([
        .wecomCorpID: "c", .wecomSecret: "secret of the app", .wecomAgentID: "5",
    ])

    /// Returns a client whose answers depend on the end of the path and on the only parameter.
    private func client(
        _ answers: @escaping @Sendable (_ path: String) -> String
    ) -> (ServiceClient, ScriptedTransport) {
        let transport = ScriptedTransport { request, _ in
            if request.url.contains("gettoken") { return .token }
            let path = request.url.split(separator: "/cgi-bin/").last.map(String.init) ?? ""
            let parts = path.split(separator: "?", maxSplits: 1)
            let query = parts.count > 1 ? parts[1].split(separator: "&").dropFirst() : []
            let body = String(decoding: request.body, as: UTF8.self)
            return .json(answers(([parts[0]] + query).joined(separator: " ") + body))
        }
        return (
            ServiceClient(
                credentials: Self.credentials, requestClock: ManualClock().requestClock,
                transport: transport, random: { 0.5 }), transport
        )
    }

    private func list(_ table: Table, _ client: ServiceClient) async throws -> [[String]] {
        let call = Call(endpoint: table.endpoint, start: 1, end: 1, keys: [], choices: [])
        return try await client.gather(call, of: table).rows
    }

    /// Departments 2 > 3 and 7; a cycle of 8 and 9; a tag with a department that is not in the
    /// tree.
    private static func company(_ asked: String) -> String {
        switch asked {
        case "agent/get agentid=5":
            #"""
            {"errcode":0,"allow_userinfos":{"user":[{"userid":"a"},{"userid":"x"},{"userid":"x"}]},
            "allow_partys":{"partyid":[2,8,3]},"allow_tags":{"tagid":[1]},"close":0}
            """#
        case "department/simplelist":
            #"""
            {"errcode":0,"department_id":[{"id":2,"parentid":1,"order":1},{"id":3,"parentid":2},
            {"id":7,"parentid":1},{"id":8,"parentid":9},{"id":9,"parentid":8}]}
            """#
        case "tag/get tagid=1":
            #"{"errcode":0,"userlist":[{"userid":"y","name":"Y"},{"userid":"a","name":"A"}],"partylist":[40]}"#
        case "user/simplelist department_id=2":
            #"{"errcode":0,"userlist":[{"userid":"a","name":"A","department":[2,3]}]}"#
        case "user/simplelist department_id=3":
            #"{"errcode":0,"userlist":[{"userid":"a","name":"A"},{"userid":"b","name":null}]}"#
        case "department/get id=3":
            #"{"errcode":0,"department":{"id":3,"name":"three","department_leader":["a"]}}"#
        case "department/get id=2": #"{"errcode":0,"department":{"name":"two","id":2}}"#
        case "department/get id=40": #"{"errcode":0,"department":{"id":40}}"#
        case "department/get id=8", "department/get id=9":
            #"{"errcode":0,"department":{"name":"round"}}"#
        default: #"{"errcode":0,"userlist":[]}"#
        }
    }

    @Test func membersAreThoseNamedBelowAndTagged() async throws {
        let (client, transport) = client(Self.company)
        let rows = try await list(Self.member, client)
        #expect(
            rows == [
                ["a", "A", "2"], ["a", "A", "3"], ["b", "NULL", "3"], ["x", "NULL", "NULL"],
                ["y", "Y", "NULL"],
            ])
        // Agent, tree, tag, and departments 2, 3, 8, 9, 40, each once.
        #expect(transport.business.count == 8)
        #expect(
            client.knownDirectory
                == DirectoryKnowledge(
                    shares: [.visibility, .members], departments: 5, fetched: 1_753_600_000))
        _ = try await list(Self.member, client)
        #expect(transport.business.count == 8)
    }

    @Test func pathsEndAtCirclesAndNamesThatAreNotTold() async throws {
        let (client, _) = client(Self.company)
        let rows = try await list(Self.department, client)
        #expect(
            rows == [
                ["2", "1", "two", "two"], ["3", "2", "three", "two/three"],
                ["8", "9", "round", "round/round"], ["9", "8", "round", "round/round"],
                ["40", "NULL", "NULL", "NULL"],
            ])
    }

    @Test func absentListsAreEmpty() async throws {
        let (client, _) = client { asked in
            switch asked {
            case "agent/get agentid=5": #"{"errcode":0,"allow_userinfos":{},"allow_tags":null}"#
            case "department/simplelist": #"{"errcode":0,"department_id":[]}"#
            default: "unexpected: \(asked)"
            }
        }
        #expect(try await list(Self.member, client).isEmpty)
    }

    @Test func aTagWithoutDepartmentsKeepsItsUsers() async throws {
        let (client, _) = client { asked in
            switch asked {
            case "agent/get agentid=5": #"{"errcode":0,"allow_tags":{"tagid":[4]}}"#
            case "department/simplelist": #"{"errcode":0,"department_id":[]}"#
            default: #"{"errcode":0,"userlist":[{"userid":"y","name":"Y"}]}"#
            }
        }
        #expect(try await list(Self.member, client) == [["y", "Y", "NULL"]])
    }

    /// A failed request is repeated, and the results of previous requests are kept.
    @Test func aFailureIsNotKept() async throws {
        let isBroken = Shared(true)
        let (client, transport) = client { asked in
            asked == "user/simplelist department_id=9" && isBroken.withLock { $0 }
                ? #"{"errcode":60011,"errmsg":"no privilege"}"# : Self.company(asked)
        }
        await #expect(throws: ServiceFailure.self) { try await list(Self.member, client) }
        #expect(client.knownDirectory.shares == [.visibility])
        isBroken.withLock { $0 = false }
        let before = transport.business.count
        #expect(try await list(Self.member, client).count == 5)
        #expect(transport.business.count == before + 5)
    }

    @Test func theAgentIDIsNeededByPeopleAlone() async throws {
        var credentials = Self.credentials
        credentials[.wecomAgentID] = ""
        let agent = Self.member.endpoints[0]
        #expect(
            credentials.problem(for: .wecom, endpoint: "agent/get", constants: agent.constants)
                == ServiceFailure(
                    .configuration, "agent/get", "agent_id of WeCom is not configured",
                    help: "set WORKQL_WECOM_AGENT_ID, or agent_id under [profile.default.wecom] in "
                        + "config.toml"))
        #expect(credentials.problem(for: .wecom, endpoint: "e") == nil)
    }

    private static let detail =
        #"{"template_name":"日报","report_time":1786666935,"submitter":{"userid":"u1"},"receivers":[],"#
        + #""apply_data":{"contents":[{"control":"Text"}]},"comments":[{"commentid":6899287783830637561}]}"#

    private func details(_ answer: String) async throws -> (rows: [[String]], refused: [String]) {
        let (client, _) = client { asked in
            asked.contains(#""r""#) ? #"{"errcode":301021,"errmsg":"user not in scope"}"# : answer
        }
        let recorder = Recorder()
        let indices = Self.journal.columns.indices.filter { Self.journal.columns[$0].isDetail }
        let columns = try await client.details(
            of: [.text("q"), .text("r"), .text("s")], in: Self.journal, columns: indices,
            observe: { recorder.observe($0) })
        return (rows(Page(count: 3, columns: columns)), recorder.withheld)
    }

    @Test func detailsStandInTheOrderOfTheRows() async throws {
        let (rows, refused) = try await details(#"{"errcode":0,"info":\#(Self.detail)}"#)
        let whole = [
            "日报", "1786666935000", "u1", "[]", #"[{"control":"Text"}]"#,
            #"[{"commentid":6899287783830637561}]"#,
        ]
        #expect(rows == [whole, Array(repeating: "NULL", count: 6), whole])
        #expect(refused == ["r"])
    }

    @Test func absentPartsOfADetailAreNull() async throws {
        let (rows, _) = try await details(
            #"{"errcode":0,"info":{"submitter":null,"apply_data":{},"template_name":"x"}}"#)
        #expect(rows[0] == ["x"] + Array(repeating: "NULL", count: 5))
    }

    @Test(arguments: [
        (#"{"errcode":0}"#, "the response contains nothing about"),
        (#"{"errcode":0,"info":null}"#, "the response contains nothing about"),
        (
            #"{"errcode":0,"info":7}"#,
            #"in the response, "info" is a number where an array is expected"#
        ),
        (
            #"{"errcode":0,"info":{"submitter":"u1"}}"#,
            #"in the response, "submitter" is a string where an object is expected"#
        ),
        (
            #"{"errcode":0,"info":{"submitter":{"userid":[]}}}"#,
            #"in the response, "userid" is an array where text is expected"#
        ),
        (#"{"errcode":301065,"errmsg":"no permission"}"#, "the app may not read reports"),
    ])
    func otherShapesAreErrors(_ answer: String, _ message: String) async throws {
        let error = await #expect(throws: ServiceFailure.self) { try await details(answer) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
