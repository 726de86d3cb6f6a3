import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

struct Late: Decodable {
    var userid: String
    var times: Int
    var first: Date
}

@main struct Embedding {
    static func main() async throws {
        let server = try await SandboxServer.start(.demo)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            baseURL: server.baseURL)
        let office = try await Office.start()
        configuration.catalog = try configuration.catalog.adding(.desks(at: office.baseURL))
        let session = try Session(configuration)
        let users: [String: Value] = ["users": .list(["zhangsan", "lisi", "wangwu", "sunqi"])]

        // Rows as they come.
        let punches = "SELECT userid FROM checkin WHERE userid IN :users SINCE 60d@d UNTIL 1d@d"
        print("\(try await session.explain(punches, users).calls) calls will be made")
        let result = try await session.query(punches, users)
        var count = 0
        for try await row in result where try row.get(String.self, "userid") == "lisi" {
            count += 1
        }
        print(
            "lisi: \(count) of \(result.statistics.rows) punches, \(result.statistics.calls) calls")

        // Decoded, and from the store.
        let late = try await session.query(
            """
            SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
            WHERE userid IN :users AND exception_type LIKE '%时间异常%'
            SINCE 60d@d UNTIL 1d@d GROUP BY userid ORDER BY times DESC
            """, users)
        for try await one in late.decode(as: Late.self) { print(one.userid, one.times, one.first) }
        print("\(late.statistics.calls) calls, \(late.statistics.stored) rows from the store")

        // Joined with an endpoint of one's own.
        let floors = try await session.query(
            """
            SELECT floor, count(*) AS punches FROM checkin JOIN desks USING (userid)
            WHERE userid IN :users SINCE 60d@d UNTIL 1d@d GROUP BY floor ORDER BY floor
            """, users)
        for try await row in floors { print("floor \(row[0]): \(row[1]) punches") }

        // Cancelled: the calls in flight end with the task.
        let long = try await session.query(punches.replacing("60d@d", with: "3y"), users)
        let reading = Task { try await long.collect() }
        for await progress in long.progress where progress.calls > 5 { reading.cancel() }
        do { print(try await reading.value.count) } catch { print(error) }
        await server.stop()
    }
}
