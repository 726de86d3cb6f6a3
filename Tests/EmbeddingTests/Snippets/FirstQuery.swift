import Foundation
import WorkQL

/// The code of the article of this name.
enum FirstQuery {
    static func loaded() throws -> Session {
        let session = try Session(.load())
        return session
    }

    static func configured(
        corpID: String, secret: String, storePath: String
    ) throws -> Session {
        var configuration = Session.Configuration()
        configuration.wecom = .init(corpID: corpID, secret: secret)
        configuration.store = .file(storePath)
        configuration.maxCalls = 200
        let session = try Session(configuration)
        return session
    }

    struct Lateness: Decodable {
        var userid: String
        var times: Int
        var first: Date
    }

    static func punches(of session: Session, team: [String]) async throws -> [String] {
        var lines: [String] = []
        let result = try await session.query(
            """
            SELECT userid, checkin_time, location_title FROM checkin
            WHERE userid IN :users AND exception_type LIKE '%时间异常%'
            SINCE :start ORDER BY checkin_time
            """,
            ["users": .list(team), "start": "30d"])
        for try await row in result {
            let user = try row.get(String.self, "userid")
            let time = try row.get(Date.self, "checkin_time")
            let place = try row.get(String?.self, "location_title") ?? "somewhere"
            lines.append("\(user) at \(time) in \(place)")
        }
        let statistics = result.statistics
        lines.append("\(statistics.calls) calls, \(statistics.stored) rows from the store")
        let plan = try await session.explain(
            "SELECT count(*) FROM checkin WHERE userid IN :users SINCE 1y", ["users": .list(team)])
        guard plan.calls <= 100, plan.duration < .seconds(60) else { return lines }
        return lines + ["a year takes \(plan.calls) calls more"]
    }

    static func late(of session: Session, team: [String]) async throws -> [Lateness] {
        let late = try await session.query(
            """
            SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
            WHERE userid IN :users AND exception_type LIKE '%时间异常%'
            SINCE 30d GROUP BY userid ORDER BY times DESC, userid
            """, ["users": .list(team)]
        ).decode(as: Lateness.self).collect()
        return late
    }

    static func mistake(in session: Session) async throws {
        do {
            _ = try await session.query("SELECT useridd FROM checkin SINCE 1d")
        } catch {
            print(error.excerpt ?? error.message)
        }
    }
}
