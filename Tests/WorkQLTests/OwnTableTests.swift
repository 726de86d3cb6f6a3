import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax

/// An endpoint of an embedding program, on a strict server, next to the built-in ones.
@Suite struct OwnTableTests {
    private struct Shop {
        let harness: Harness
        let server: ShopServer
        let session: ScriptSession

        func run(_ text: String) async throws -> (
            rows: CollectingWriter, statistics: QueryStatistics
        ) {
            var session = session
            let outcome = try await session.run(
                try Harness.statement(text), into: CollectingWriter())
            return (outcome.writer, outcome.statistics ?? QueryStatistics())
        }

        func failure(of text: String) async throws -> UserError {
            let statement = try Harness.statement(text)
            do throws(UserError) {
                var session = session
                _ = try await session.run(statement, into: CollectingWriter())
            } catch {
                return error
            }
            throw Missing()
        }
    }

    private struct Missing: Error {}

    static func orders(
        at baseURL: String, amount: String? = nil, authorization: Authorization
    ) -> Table {
        let shop = Service(
            name: "shop", title: "the shop", baseURL: baseURL, authorization: authorization,
            account: "acme",
            failures: FailureMarks(
                code: "error.code", message: "error.message",
                meanings: [23: ErrorCode(.fail(.permission), meaning: "the shop is closed")]))
        return Table(
            name: "orders", summary: "orders by who took them",
            endpoint: Endpoint(
                name: "orders/list", service: shop, path: "/v1/orders",
                range: RangeParameter(
                    start: "from", end: "to", longest: 7 * 86_400,
                    meaning: .instants(of: "placed_at"), format: .iso8601),
                keys: KeyParameters(
                    parameters: [
                        KeyParameter(
                            column: "userid", form: .joined("users", separator: ","), maximum: 2,
                            isInEveryRow: true)
                    ], rule: .exactlyOne),
                paging: .cursor(
                    limit: "limit", maximum: 4, cursor: "cursor", next: "meta.next", more: nil),
                quota: [Quota(calls: ShopServer.callsAMinute, seconds: 60)]),
            rows: .list("orders", inside: "data"),
            columns: [
                .text("order_id", "number of the order"),
                .text("userid", "who took it", field: "taker.id"),
                .timestamp("placed_at", .iso8601, "when it was placed"),
                .real("amount", "value in yuan", field: amount),
            ],
            time: "placed_at", identity: ["order_id"])
    }

    private func with(
        store: Store.Location? = .session,
        authorization: ((ShopServer) -> Authorization)? = nil,
        _ body: (Shop) async throws -> Void
    ) async throws {
        try await Harness.with(try await Harness(store: store)) { harness in
            let server = try await ShopServer.start(harness.clock.requestClock)
            do {
                let table = Self.orders(
                    at: server.baseURL,
                    authorization: authorization?(server) ?? .bearer { server.issueToken() })
                try await body(
                    Shop(
                        harness: harness, server: server,
                        session: ScriptSession(
                            options: harness.session.options, client: harness.session.client,
                            catalog: try Catalog.builtIn.adding(table))))
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }
    }

    private static let twoWeeks = "SINCE 2026-08-01 UNTIL 2026-08-15"

    /// Three users in two batches, two weeks in two windows: four calls of 4, 2, 4 and 2 pages.
    @Test func callsArePlannedAndPagedByTheDeclaration() async throws {
        try await with { shop in
            let (rows, statistics) = try await shop.run(
                """
                SELECT userid, count(*) AS orders, sum(amount) AS amount FROM shop.orders
                WHERE userid IN ('amy', 'bob', 'cid') \(Self.twoWeeks)
                GROUP BY ALL ORDER BY ALL
                """)
            #expect(
                rows.lines == [
                    "userid,orders,amount", "amy,14,112.0", "bob,14,112.0", "cid,14,112.0",
                ])
            #expect(shop.server.violations.isEmpty)
            #expect(shop.server.asked.count == 12)
            #expect(statistics.calls == 12)
            #expect(statistics.plannedCalls == 4)
            #expect(Set(shop.server.asked.map(\.users)) == ["amy,bob", "cid"])
            #expect(
                Set(shop.server.asked.map(\.from)) == [
                    "2026-07-31T16:00:00Z", "2026-08-07T16:00:00Z",
                ])
            #expect(shop.server.tokens == 1)
        }
    }

    /// The clock advances only for waits: twelve calls of four a minute take two minutes.
    @Test func quotasAreKept() async throws {
        try await with { shop in
            let before = shop.harness.clock.requestClock.now()
            _ = try await shop.run(
                "SELECT * FROM orders WHERE userid IN ('amy', 'bob', 'cid') \(Self.twoWeeks)")
            let passed = shop.harness.clock.requestClock.now() - before
            #expect(passed >= .seconds(120) && passed < .seconds(125))
            #expect(shop.server.violations.isEmpty)
            let quota = try await shop.run("SHOW QUOTA").rows
            #expect(quota.rows.contains { $0[0] == "orders/list" && $0[2] == "4" })
        }
    }

    @Test func ownTablesJoinTheBuiltInOnes() async throws {
        try await with { shop in
            // The shop does not know the people of the sandbox, so that a local condition relates
            // them: the first three of the company correspond to the three of the shop.
            let people = shop.harness.company.visiblePeople.prefix(3).map(\.userid)
            let names = zip(people, ShopServer.users).map { "WHEN '\($1)' THEN '\($0)'" }
            let (rows, statistics) = try await shop.run(
                """
                SELECT c.userid, count(DISTINCT o.order_id) AS orders,
                    count(DISTINCT c.checkin_time) AS checkins
                FROM checkin AS c
                JOIN orders AS o ON c.userid = CASE o.userid \(names.joined(separator: " ")) END
                WHERE c.userid IN (\(people.map { "'\($0)'" }.joined(separator: ", ")))
                    AND o.userid IN ('amy', 'bob', 'cid')
                SINCE 2026-08-03 UNTIL 2026-08-10 GROUP BY ALL ORDER BY ALL
                """)
            let alone = try await shop.harness.run(
                """
                SELECT userid, 7 AS orders, count(DISTINCT checkin_time) AS checkins FROM checkin
                WHERE userid IN (\(people.map { "'\($0)'" }.joined(separator: ", ")))
                SINCE 2026-08-03 UNTIL 2026-08-10 GROUP BY ALL ORDER BY ALL
                """)
            #expect(rows.lines == alone.rows.lines)
            #expect(rows.rows.count == 3)
            // One call of checkin, and two of the shop, of four pages and of two.
            #expect(statistics.calls == 7)
            #expect(shop.server.asked.count == 6)
        }
    }

    @Test func aRefusedTokenIsFetchedAnewOnce() async throws {
        try await with { shop in
            let query = "SELECT order_id FROM orders WHERE userid = 'amy' SINCE 2026-08-01"
            let first = try await shop.run(query + " UNTIL 2026-08-02")
            #expect(first.rows.rows == [["amy-1"]])
            _ = shop.server.issueToken()
            let second = try await shop.run(query + " UNTIL 2026-08-03")
            #expect(second.rows.rows.count == 2)
            #expect(shop.server.refused == 1)
            #expect(shop.server.tokens == 3)
        }
    }

    @Test func aTokenRefusedTwiceFails() async throws {
        let authorize: (ShopServer) -> Authorization = { _ in .bearer("hush-hush") }
        try await with(authorization: authorize) { shop in
            let failure = try await shop.failure(
                of: "SELECT * FROM orders WHERE userid = 'amy' SINCE 2026-08-13")
            #expect(failure.message.contains("the authorization is not accepted"))
            #expect(shop.server.refused == 2)
            #expect(!"\(failure)".contains("hush"))
        }
    }

    @Test func customAuthorizationAddsToEachRequest() async throws {
        let authorize: (ShopServer) -> Authorization = { server in
            let token = server.issueToken()
            return .custom { request in
                #expect(request.method == "GET")
                #expect(request.path == "/v1/orders")
                #expect(request.query.contains("users=amy"))
                request.addHeader("Authorization", "Bearer \(token)")
            }
        }
        try await with(authorization: authorize) { shop in
            let query = "SELECT count(*) FROM orders WHERE userid = 'amy' SINCE 2026-08-01"
            let (rows, _) = try await shop.run(query)
            #expect(rows.rows == [["15"]])
        }
    }

    private struct Vault: Error, CustomStringConvertible {
        let description = "hush-hush"
    }

    @Test(arguments: [
        Authorization.bearer { throw Vault() }, .custom { _ in throw Vault() },
        .bearer(""), .bearer("a\r\nb"), .custom { $0.addHeader("X-Key", "hush\r\nhush: 1") },
        .custom { $0.addHeader("X Key", "hush") },
    ])
    func authorizationsThatFailAreNotShown(_ authorization: Authorization) async throws {
        let authorize: (ShopServer) -> Authorization = { _ in authorization }
        try await with(authorization: authorize) { shop in
            let failure = try await shop.failure(
                of: "SELECT * FROM orders WHERE userid = 'amy' SINCE 2026-08-01")
            #expect(failure.message.contains("the shop"))
            #expect(!"\(failure)".contains("hush"))
            #expect(shop.server.asked.isEmpty && shop.server.refused == 0)
        }
    }

    @Test(arguments: [
        (403, "<html>", "the service does not allow this (403)"),
        (
            400, #"{"error":{"code":23,"message":"go home, token-1"}}"#,
            "the shop is closed (23: go home, …)"
        ),
        (403, #"{"error":{"code":99,"message":"no"}}"#, "the service does not allow this (99: no)"),
        (
            400, #"{"error":{"code":99,"message":"no"}}"#,
            "an error without a known meaning (99: no)"
        ),
        (404, "", "HTTP status 404 without an explanation"),
        (429, "", "asked to wait for 3600 s (HTTP status 429)"),
    ])
    func failuresAreToldByTheDeclaration(
        _ status: Int, _ body: String, _ message: String
    ) async throws {
        try await with { shop in
            shop.server.fail(
                status, body, headers: status == 429 ? [("Retry-After", "3600")] : [])
            let failure = try await shop.failure(
                of: "SELECT * FROM orders WHERE userid = 'amy' SINCE 2026-08-01")
            #expect(failure.message.contains(message), "\(failure.message)")
        }
    }

    @Test func retryAfterIsHeeded() async throws {
        try await with { shop in
            shop.server.fail(429, "", headers: [("Retry-After", "17")])
            let before = shop.harness.clock.requestClock.now()
            let query = "SELECT count(*) FROM orders WHERE userid = 'amy' SINCE 2026-08-13"
            let (rows, statistics) = try await shop.run(query)
            #expect(rows.rows == [["3"]])
            #expect(statistics.retries == 1)
            let passed = shop.harness.clock.requestClock.now() - before
            #expect(passed >= .seconds(17) && passed < .seconds(20))
        }
    }

    @Test func ownTablesAreKeptInTheStore() async throws {
        try await with { shop in
            let query =
                "SELECT order_id, amount FROM orders WHERE userid IN ('amy', 'bob') "
                + Self.twoWeeks + " ORDER BY ALL"
            let first = try await shop.run(query)
            let asked = shop.server.asked.count
            let second = try await shop.run(query)
            #expect(second.rows.lines == first.rows.lines)
            #expect(first.rows.rows.count == 28)
            #expect(second.statistics.calls == 0)
            #expect(shop.server.asked.count == asked)
        }
    }

    /// A table with a different declaration does not read the rows that were stored for another
    /// one.
    @Test func otherDeclarationsDoNotReadTheSameRows() async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "workql-own-\(UUID().uuidString).db").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let query = "SELECT amount FROM orders WHERE userid = 'amy' SINCE 2026-08-14"
        try await with(store: .file(path)) { shop in
            func run(amount: String?) async throws -> (rows: [[String?]], calls: Int) {
                var session = ScriptSession(
                    options: shop.session.options, client: shop.session.client,
                    catalog: try Catalog.builtIn.adding(
                        Self.orders(
                            at: shop.server.baseURL, amount: amount,
                            authorization: .bearer { shop.server.issueToken() })))
                let outcome = try await session.run(
                    try Harness.statement(query), into: CollectingWriter())
                return (outcome.writer.rows, outcome.statistics?.calls ?? 0)
            }
            let first = try await run(amount: nil)
            #expect(first.rows == [["14.5"], ["15.5"]] && first.calls == 1)
            let second = try await run(amount: "price")
            #expect(second.rows == [[nil], [nil]] && second.calls == 1)
            let third = try await run(amount: nil)
            #expect(third.rows == first.rows && third.calls == 0)
        }
    }

    @Test func ownTablesAreShown() async throws {
        try await with { shop in
            let tables = try await shop.run("SHOW TABLES").rows
            #expect(
                tables.rows.contains { $0.prefix(2) == ["orders", "shop"] })
            let columns = try await shop.run("DESCRIBE shop.orders").rows
            #expect(
                columns.lines[2].hasPrefix("userid,text,\"required, = or IN, at most 2 per call\""))
            let plan = try await shop.run(
                "EXPLAIN CALLS SELECT * FROM orders WHERE userid = 'amy' \(Self.twoWeeks)"
            ).rows
            let lines = plan.rows.compactMap { $0[0] }
            #expect(
                lines[0]
                    == "scan shop.orders: 2 calls at least = 2 windows × 1 batch, lower bound 2, met"
            )
            #expect(lines[1] == "  endpoint  GET /v1/orders")
            #expect(
                lines.contains {
                    $0.contains("GET orders/list?from=2026-07-31T16%3A00%3A00Z&limit=4&to=")
                })
        }
    }

    @Test func whatTheDeclarationNeedsIsAskedFor() async throws {
        try await with { shop in
            let failure = try await shop.failure(of: "SELECT * FROM orders SINCE 7d")
            #expect(failure.message.contains("userid"))
            let range = try await shop.failure(of: "SELECT * FROM orders WHERE userid = 'amy'")
            #expect(range.message == "orders needs a time range")
        }
    }
}
