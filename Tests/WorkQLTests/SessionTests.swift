import Foundation
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLTime

@Suite struct SessionTests {
    private struct Punch: Decodable, Equatable {
        var userid: String
        var time: Date
        var index: String?
        var lat: Double?
        var nothing: Int?

        enum CodingKeys: String, CodingKey {
            case userid, lat, nothing
            case time = "checkin_time"
            case index = "location_title"
        }
    }

    private static let punches = """
        SELECT userid, checkin_time, location_title, lat, NULL AS nothing FROM checkin
        WHERE userid IN :users SINCE :start UNTIL :end ORDER BY checkin_time, userid
        """

    private static let period: [String: Value] = [
        "start": "2026-08-03", "end": .timestamp(Date(timeIntervalSince1970: 1_785_945_600)),
    ]

    @Test func rowsAreReadByNamesPlacesAndTypes() async throws {
        try await Embedded.with { embedded in
            let parameters = Self.period.merging(["users": ["zhangsan", "lisi"]]) { $1 }
            let result = try await embedded.session.query(Self.punches, parameters)
            #expect(
                result.columns.map(\.name) == [
                    "userid", "checkin_time", "location_title", "lat", "nothing",
                ])
            #expect(
                result.columns.map(\.type) == [.text, .timestamp, .text, .real, nil])
            #expect(embedded.server.requests.isEmpty)
            let rows = try await result.collect()
            #expect(rows.count == 14)
            let first = try #require(rows.first)
            #expect(first["userid"] == "zhangsan")
            #expect(first[0] == "zhangsan")
            #expect(first["no"] == nil)
            #expect(first["nothing"] == .null)
            let time = try first.get(Date.self, "checkin_time")
            #expect(try time >= Date("2026-08-03T00:00:00+08:00"))
            #expect(try first.get(Date?.self, 1) == time)
            #expect(try first.get(Int?.self, "nothing") == nil)
            #expect(first["checkin_time"] == .timestamp(time))
            #expect(first["checkin_time"]?.description.hasSuffix("Z") == true)
            let decoded = try await embedded.session.query(Self.punches, parameters)
                .decode(as: Punch.self).collect()
            #expect(decoded.count == 14)
            #expect(decoded[0].userid == "zhangsan")
            #expect(decoded[0].time == time)
            #expect(decoded[0].nothing == nil)
            #expect(try first.decode(Punch.self) == decoded[0])
            #expect(embedded.server.violations.isEmpty)
        }
    }

    /// Every kind of value is passed unchanged, with any contents.
    @Test func valuesAreBound() async throws {
        let session = try Session()
        let moment = try Date("2026-08-01T09:00:00.25Z".replacing(".25", with: ""))
            .addingTimeInterval(0.25)
        let rows = try await session.query(
            """
            SELECT :text AS a, :whole AS b, :broken AS c, :truth AS d, :moment AS e, :none AS f,
                2 IN :list AS g, 2 IN :empty AS h, typeof(:span) AS i, 'x' || :text AS j
            """,
            [
                "text": "'; -- :whole \(1 + 1)", "whole": -7, "broken": 2.5, "truth": true,
                "moment": .timestamp(moment), "none": nil, "list": [1, 2], "empty": [],
                "span": .duration(.seconds(90)),
            ]
        ).collect()
        let row = try #require(rows.first)
        #expect(row[0] == "'; -- :whole 2")
        #expect(row[1] == -7)
        #expect(row[2] == 2.5)
        #expect(try row.get(Bool.self, "d"))
        #expect(try row.get(Date.self, "e") == moment)
        #expect(row[5].isNull)
        #expect(try row.get(Bool.self, "g"))
        #expect(try !row.get(Bool.self, "h"))
        #expect(row[9] == "x'; -- :whole 2")
        #expect(rows.count == 1)
    }

    @Test(arguments: [
        ("7d", "2026-08-08T12:00:00+08:00"), ("yesterday", "2026-08-14T00:00:00+08:00"),
    ])
    func textsAreTimes(_ text: String, _ since: String) async throws {
        let session = try Session(Self.fixed)
        let plan = try await session.explain(
            "SELECT 1 FROM corp_recording SINCE :start", ["start": .text(text)])
        #expect(try plan.scans[0].range?.lowerBound == Date(since))
    }

    @Test func durationsAreExactAndDatesAreInstants() async throws {
        let session = try Session(Self.fixed)
        let text = "SELECT 1 FROM corp_recording SINCE :start"
        let ago = try await session.explain(
            text, ["start": .duration(.seconds(86_400) + .milliseconds(1500))])
        #expect(
            ago.scans[0].range?.lowerBound == Embedded.now.addingTimeInterval(-86_401.5))
        let date = try Date("2026-08-01T00:00:00Z")
        let instant = try await session.explain(text, ["start": .timestamp(date)])
        #expect(instant.scans[0].range == date..<Embedded.now)
    }

    private static var fixed: Session.Configuration {
        var configuration = Session.Configuration()
        configuration.clock = .manual(from: Embedded.now)
        return configuration
    }

    @Test func plansAreValues() async throws {
        let session = try Session(Self.fixed)
        let plan = try await session.explain(
            "SELECT userid FROM checkin WHERE userid IN :users AND notes <> '' SINCE 90d",
            ["users": .list((1...150).map { "user\($0)" })])
        #expect(plan.calls == 8)
        let one = try await session.explain(
            "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 90d")
        #expect(one.calls == 4)
        #expect(!one.mayNeedMoreCalls && !one.scans[0].mayNeedMoreCalls)
        // The service refuses a call for a user whom it does not know, and the call is divided.
        #expect(plan.mayNeedMoreCalls && plan.scans[0].mayNeedMoreCalls)
        for text in [
            "SELECT userid FROM screen_capture WHERE userid = 'lisi' SINCE 1d",
            "SELECT userid FROM checkin SINCE 1d",
            "SELECT userid FROM checkin WHERE userid IN (SELECT userid FROM member) SINCE 1d",
        ] {
            let plan = try await session.explain(text)
            #expect(plan.mayNeedMoreCalls, "\(text)")
            #expect(plan.scans.contains { $0.mayNeedMoreCalls }, "\(text)")
        }
        #expect(plan.lowerBound == 8)
        #expect(plan.duration == .zero)
        #expect(plan.columns.map(\.name) == ["userid"])
        let scan = try #require(plan.scans.first)
        #expect(scan.table == "checkin")
        #expect((scan.windows, scan.batches, scan.calls) == (4, 2, 8))
        #expect(scan.callsSaved == 0)
        #expect(scan.requests.first?.number == 1)
        #expect(scan.requests.last?.number == 8)
        #expect(scan.requests[0].text.hasPrefix("POST checkin/getcheckindata {"))
        #expect(
            plan.description.hasPrefix(
                "scan wecom.checkin: 8 calls at least = 4 windows × 2 batches"))
    }

    @Test func otherStatementsAreAnswered() async throws {
        let session = try Session(Self.fixed)
        let tables = try await session.query("SHOW TABLES")
        #expect(tables.statistics.isFinal)
        #expect(try await tables.collect().contains { $0["table"] == "checkin" })
        let columns = try await session.query("DESCRIBE checkin;").collect()
        #expect(try columns.map { try $0.get(String.self, 0) }.contains("checkin_time"))
        let plan = try await session.query("EXPLAIN SELECT 1 FROM corp_recording SINCE 1d")
        #expect(plan.columns.map(\.name) == ["plan"])
    }

    /// Rows that one query has fetched cost the others nothing.
    @Test func secondQueryIsAnsweredFromTheStore() async throws {
        try await Embedded.with { embedded in
            let text = "SELECT count(*) AS n FROM checkin WHERE userid IN :users SINCE 60d"
            let users: [String: Value] = ["users": ["zhangsan", "lisi"]]
            let first = try await embedded.session.query(text, users)
            let count = try await first.collect()[0][0]
            #expect(first.statistics.calls == 3)
            #expect(first.statistics.isFinal)
            #expect(first.statistics.ranges.map(\.table) == ["checkin"])
            #expect(first.statistics.elapsed > .zero)
            let second = try await embedded.session.query(text, users)
            #expect(try await second.collect()[0][0] == count)
            #expect(second.statistics.calls == 0)
            #expect(second.statistics.stored > 50)
            #expect(second.statistics.fetched == 0)
            #expect(second.statistics.asOf == Embedded.now)
            let again = try await embedded.session.query("REFRESH " + text, users)
            #expect(try await again.collect()[0][0] == count)
            #expect(again.statistics.calls == 3)
            #expect(try await embedded.session.explain(text, users).scans[0].callsSaved == 3)
        }
    }

    @Test func progressIsFollowed() async throws {
        try await Embedded.with { embedded in
            let result = try await embedded.session.query(
                "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 100d")
            let following = Task {
                var last: QueryResult.Progress?
                for await progress in result.progress { last = progress }
                return last
            }
            let rows = try await result.collect()
            let last = try #require(await following.value)
            #expect(last.calls == 4)
            #expect(last.pages == 4)
            #expect(last.plannedCalls == 4)
            #expect(last.rows >= rows.count)
            #expect(result.statistics.rows == rows.count)
            // It has ended, and reports only its last state.
            for await progress in result.progress { #expect(progress == last) }
        }
    }
}
