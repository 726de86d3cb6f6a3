import Foundation
import Testing
import WorkQL
import WorkQLSandbox

/// The code of the article of this name.
@Suite struct TestingWithTheSandbox {
    @Test func showsWhatItSays() async throws {
        let now = Date(timeIntervalSince1970: 1_786_766_400)
        let clock = Session.Clock.manual(from: now)
        var settings = SandboxConfiguration.demo
        settings.clock = SandboxClock(
            wall: { clock.now().timeIntervalSince1970 },
            monotonic: { clock.elapsed() / .seconds(1) })
        let server = try await SandboxServer.start(settings)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            baseURL: server.baseURL)
        configuration.clock = clock
        let session = try Session(configuration)
        let rows = try await session.query(
            "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 60d"
        ).collect()
        #expect(!rows.isEmpty)
        #expect(server.requests.count { $0.endpoint == .checkin } == 3)
        #expect(server.violations.isEmpty)
        server.setFaults([.first(1, .busy, on: .checkin)])
        _ = try await session.query(
            "SELECT userid FROM checkin WHERE userid = 'wangwu' SINCE 1d"
        ).collect()
        server.setFaults([.every(1, .untrustedAddress, on: .checkin)])
        let error = await #expect(throws: WorkQLError.self) {
            try await session.query(
                "REFRESH SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 1d"
            )
            .collect()
        }
        #expect(error?.kind == .permission)
        #expect(error?.service?.code == 60_020)
        await server.stop()
        try await choosesItsCompany(&settings, configuration)
        configuration.transport = .init { request in
            request.url.contains("gettoken")
                ? .init(
                    status: 200,
                    body: Array(#"{"errcode":0,"access_token":"t","expires_in":60}"#.utf8))
                : .init(status: 200, body: Array(#"{"errcode":0,"checkindata":[]}"#.utf8))
        }
        let silent = try Session(configuration)
        let none = try await silent.query("SELECT userid FROM checkin WHERE userid = 'a' SINCE 1d")
        #expect(try await none.collect().isEmpty)
    }

    private func choosesItsCompany(
        _ settings: inout SandboxConfiguration, _ configuration: Session.Configuration
    ) async throws {
        let company = try Company(
            people: [
                Company.Person(userid: "amy", name: "Amy"),
                Company.Person(userid: "ben", name: "Ben"),
            ],
            records: Company.Records(checkins: [
                CheckinRecord(
                    userid: "amy", checkinType: "上班打卡", checkinTime: 1_786_700_000,
                    exceptionType: "时间异常")
            ]))
        settings.company = company
        let records = company.checkins(from: 1_786_600_000, until: 1_786_766_400)
        #expect(records.map(\.userid) == ["amy"])
        settings.quotas = [.checkin: [SandboxQuota(calls: 20, seconds: 60)]]
        settings.readings.windowEnd = .halfOpen
        settings.readings.checkinOutOfScope = .absent
        settings.latency = 0.01
        let server = try await SandboxServer.start(settings)
        var configuration = configuration
        configuration.wecom?.baseURL = server.baseURL
        let session = try Session(configuration)
        let rows = try await session.query(
            "SELECT userid FROM checkin WHERE userid IN ('amy', 'ben') SINCE 3d"
        ).collect()
        #expect(try rows.map { try $0.get(String.self, "userid") } == ["amy"])
        await server.stop()
    }
}
