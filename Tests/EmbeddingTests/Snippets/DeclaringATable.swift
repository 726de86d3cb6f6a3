import Foundation
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

/// The code of the article of this name.
@Suite struct DeclaringATable {
    @Test func showsWhatItSays() async throws {
        let server = try await SandboxServer.start(.demo)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            baseURL: server.baseURL)
        configuration.clock = .manual(from: Date(timeIntervalSince1970: 1_786_766_400))
        let floors: [(String, Int64)] = [("lisi", 1), ("zhangsan", 2), ("wangwu", 2)]
        let shop = Service(
            name: "shop", title: "the shop", baseURL: "https://shop.example.com",
            authorization: .bearer("the-key"))
        let orders = Table(
            name: "orders", summary: "orders of the shop, by who took them",
            endpoint: Endpoint(
                name: "orders/list", service: shop, path: "/v1/orders",
                range: RangeParameter(
                    start: "from", end: "to", longest: 7 * 86_400,
                    meaning: .instants(of: "placed_at")),
                keys: KeyParameters(parameters: [
                    KeyParameter(
                        column: "userid", form: .joined("users", separator: ","), maximum: 50,
                        isInEveryRow: true)
                ]),
                paging: .cursor(
                    limit: "limit", maximum: 100, cursor: "cursor", next: "next", more: nil),
                quota: [Quota(calls: 60, seconds: 60)]),
            rows: .list("orders"),
            columns: [
                .text("order_id", "number of the order"),
                .text("userid", "who took it"),
                .timestamp("placed_at", .seconds, "when it was placed"),
                .real("amount", "value in yuan"),
            ],
            time: "placed_at", identity: ["order_id"])
        configuration.catalog = try Catalog.builtIn.adding(orders)
        let roster = LocalTable(
            name: "roster", summary: "who sits where",
            columns: [.text("userid", "id of the person"), .integer("floor", "which floor")],
            filters: ["userid"]
        ) { request in
            AsyncStream { rows in
                let wanted = request.values(of: "userid")?.compactMap(\.string)
                for (user, floor) in floors where wanted?.contains(user) ?? true {
                    rows.yield([.text(user), .integer(floor)])
                }
                rows.finish()
            }
        }
        configuration.catalog = try configuration.catalog.adding(roster)
        let session = try Session(configuration)
        let plan = try await session.explain(
            """
            SELECT o.userid, sum(o.amount) FROM orders o
            WHERE o.userid IN :users SINCE 21d GROUP BY o.userid
            """, ["users": .list((1...70).map { "user\($0)" })])
        #expect(plan.calls == 6)
        #expect(plan.scans.first?.table == "orders")
        let punches = try await session.query(
            """
            SELECT r.floor, count(*) AS punches FROM checkin c JOIN roster r ON r.userid = c.userid
            WHERE c.userid IN (SELECT userid FROM roster) SINCE 7d GROUP BY r.floor ORDER BY r.floor
            """
        ).collect()
        #expect(try punches.map { try $0.get(Int.self, "floor") } == [1, 2])
        #expect(server.requests.count { $0.endpoint == .checkin } == 1)
        await server.stop()
    }
}
