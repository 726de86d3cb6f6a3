import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import WorkQLSandbox

/// The sandbox in the tests of another program: only its public interface.
@Suite struct SandboxEmbeddingTests {
    private static let nine = 1_785_718_800

    private static func company() throws -> Company {
        try Company(
            people: [
                Company.Person(userid: "amy", name: "Amy"),
                Company.Person(userid: "ben", name: "Ben"),
            ],
            records: Company.Records(checkins: [
                CheckinRecord(
                    userid: "amy", checkinType: "上班打卡", checkinTime: nine + 300,
                    exceptionType: "时间异常", schCheckinTime: nine),
                CheckinRecord(userid: "ben", checkinType: "上班打卡", checkinTime: nine - 60),
            ]))
    }

    @Test func aTestChoosesWhatIsThereAndReadsWhatWasAsked() async throws {
        let company = try Self.company()
        let server = try await SandboxServer.start(SandboxConfiguration(company: company))
        let token = try await Self.token(server)
        let rows = try await Self.checkins(server, token)
        #expect(rows.map { $0["userid"] as? String } == ["amy", "ben"])
        #expect(rows.first?["exception_type"] as? String == "时间异常")
        let truth = company.checkins(from: Self.nine - 86_400, until: Self.nine + 86_400)
        #expect(rows.map { $0["checkin_time"] as? Int } == [Self.nine + 300, Self.nine - 60])
        #expect(truth.map(\.userid) == ["ben", "amy"])

        let asked = server.takeRequests()
        #expect(asked.map(\.endpoint) == [.getToken, .checkin])
        #expect(asked.map(\.code) == [0, 0])
        #expect(asked.last?.body.contains(#""useridlist":["amy","ben"]"#) == true)
        #expect(server.violations.isEmpty)
        await server.stop()
    }

    @Test func faultsAndReadingsChangeWhileItRuns() async throws {
        let server = try await SandboxServer.start(
            SandboxConfiguration(company: try Self.company()))
        let token = try await Self.token(server)
        server.setFaults([.first(1, .busy, on: .checkin)])
        #expect(try await Self.checkins(server, token).isEmpty)
        #expect(server.takeRequests().last?.fault == .busy)
        var readings = SandboxReadings()
        readings.rowOrder = .oldestFirst
        readings.corrections = [
            .init(userid: "amy", checkinTime: Self.nine + 300, kind: .removed)
        ]
        server.setReadings(readings)
        let rows = try await Self.checkins(server, token)
        #expect(rows.map { $0["userid"] as? String } == ["ben"])
        server.revokeTokens()
        #expect(try await Self.checkins(server, token).isEmpty)
        #expect(server.requests.last?.code == 40_014)
        await server.stop()
    }

    @Test func largeCompaniesAreServedWithoutQuotas() async throws {
        let company = try Company.generated(people: 400, checkinsPerDay: 10)
        let server = try await SandboxServer.start(
            SandboxConfiguration(company: company).withoutQuotas)
        let token = try await Self.token(server)
        var rows = 0
        for batch in 0..<4 {
            let users = company.people[batch * 100..<batch * 100 + 100].map(\.userid)
            rows += try await Self.checkins(
                server, token, users: users, from: Self.nine, days: 29
            ).count
        }
        #expect(rows == 400 * 29 * 10)
        await server.stop()
    }

    private static func ask(_ request: HTTPClientRequest) async throws -> [String: Any] {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 28)
        let object = try JSONSerialization.jsonObject(with: Data(body.readableBytesView))
        return object as? [String: Any] ?? [:]
    }

    private static func token(_ server: SandboxServer) async throws -> String {
        let answer = try await ask(
            HTTPClientRequest(
                url: server.baseURL + "/cgi-bin/gettoken?corpid=\(WeComCredentials.demoCorpID)"
                    + "&corpsecret=\(WeComCredentials.demoSecret)"))
        return try #require(answer["access_token"] as? String)
    }

    private static func checkins(
        _ server: SandboxServer, _ token: String, users: [String] = ["amy", "ben"],
        from: Int = nine - 86_400, days: Int = 2
    ) async throws -> [[String: Any]] {
        var request = HTTPClientRequest(
            url: server.baseURL + SandboxEndpoint.checkin.path + "?access_token=" + token)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        let names = users.map { "\"\($0)\"" }.joined(separator: ",")
        request.body = .bytes(
            ByteBuffer(
                string: "{\"opencheckindatatype\":3,\"starttime\":\(from),"
                    + "\"endtime\":\(from + days * 86_400 - 1),\"useridlist\":[\(names)]}"))
        return try await ask(request)["checkindata"] as? [[String: Any]] ?? []
    }
}
