import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import WorkQLAPI

/// A service that is not one of WorkQL's: orders behind a bearer token, a few a page. It follows
/// its contract and records violations of it.
///
/// `GET /v1/orders?from&to&users&limit[&cursor]`: at most 7 days, at most 2 users, 4 rows a page,
/// 4 calls in any minute; one order for each user and day of August 2026, at 10:00 in Shanghai.
final class ShopServer: Sendable {
    struct Asked: Hashable {
        var from: String
        var to: String
        var users: String
        var cursor: String?
    }

    private struct State {
        var asked: [Asked] = []
        var violations: [String] = []
        var refused = 0
        var tokens = 0
        var sent: [Duration] = []
        /// Responses in place of rows, one each.
        var failures: [(status: Int, headers: [(String, String)], body: String)] = []
    }

    static let users = ["amy", "bob", "cid"]
    /// The limit of the contract.
    static let callsAMinute = 4

    private let state = Mutex(State())
    private let requestClock: RequestClock
    private let running: Task<Void, any Error>
    private let port: Int

    var baseURL: String { "http://127.0.0.1:\(port)" }
    /// The requests and responses, oldest first.
    var asked: [Asked] { state.withLock { $0.asked } }
    var violations: [String] { state.withLock { $0.violations } }
    /// The number of calls with an invalid token.
    var refused: Int { state.withLock { $0.refused } }
    var tokens: Int { state.withLock { $0.tokens } }

    /// Issues a new token, which invalidates the previous ones.
    func issueToken() -> String {
        state.withLock { state in
            state.tokens += 1
            return "token-\(state.tokens)"
        }
    }

    func fail(_ status: Int, _ body: String, headers: [(String, String)] = []) {
        state.withLock { $0.failures.append((status, headers, body)) }
    }

    private final class Box: Sendable {
        let server = Mutex<ShopServer?>(nil)
    }

    private init(port: Int, _ requestClock: RequestClock, _ running: Task<Void, any Error>) {
        self.port = port
        self.requestClock = requestClock
        self.running = running
    }

    static func start(_ requestClock: RequestClock) async throws -> ShopServer {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let box = Box()
        var logger = Logger(label: "shop")
        logger.logLevel = .critical
        let router = Router()
        router.get("/v1/orders") { request, _ in
            guard let server = box.server.withLock({ $0 }) else { throw HTTPError(.badGateway) }
            return server.answer(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                request.headers[.authorization])
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let running = Task {
            defer { announce.finish() }
            try await application.run()
        }
        for await port in ports {
            let server = ShopServer(port: port, requestClock, running)
            box.server.withLock { $0 = server }
            return server
        }
        try await running.value
        throw CancellationError()
    }

    func stop() async {
        running.cancel()
        _ = await running.result
    }

    private func answer(_ parameters: [(String, String)], _ authorization: String?) -> Response {
        state.withLock { state in
            let now = requestClock.now()
            state.sent = state.sent.filter { $0 + .seconds(60) > now }
            guard authorization == "Bearer token-\(state.tokens)" else {
                state.refused += 1
                return Self.response(401, "<html>sign in</html>")
            }
            if !state.failures.isEmpty {
                let failure = state.failures.removeFirst()
                return Self.response(failure.status, failure.body, failure.headers)
            }
            state.sent.append(now)
            guard state.sent.count <= Self.callsAMinute else {
                state.violations.append("more than \(Self.callsAMinute) calls in a minute")
                return Self.response(429, "")
            }
            do throws(Refusal) {
                let (asked, body) = try Self.orders(parameters)
                state.asked.append(asked)
                return Self.response(200, body)
            } catch {
                state.violations.append(error.reason)
                return Self.response(
                    400, #"{"error":{"code":7,"message":"\#(error.reason)"}}"#)
            }
        }
    }

    private struct Refusal: Error {
        let reason: String
    }

    private static func orders(
        _ parameters: [(String, String)]
    ) throws(Refusal) -> (Asked, body: String) {
        let values = Dictionary(parameters, uniquingKeysWith: { _, later in later })
        guard values.count == parameters.count,
            Set(values.keys).subtracting(["from", "to", "users", "limit", "cursor"]).isEmpty,
            values["limit"] == "4"
        else { throw Refusal(reason: "parameters \(parameters)") }
        let asked = Asked(
            from: values["from"] ?? "", to: values["to"] ?? "", users: values["users"] ?? "",
            cursor: values["cursor"])
        let users = asked.users.split(separator: ",").map(String.init)
        guard let from = try? Date(asked.from, strategy: .iso8601),
            let to = try? Date(asked.to, strategy: .iso8601), from < to,
            to.timeIntervalSince(from) <= 7 * 86_400
        else { throw Refusal(reason: "range \(asked.from) … \(asked.to)") }
        guard (1...2).contains(users.count), Set(users).isSubset(of: Self.users) else {
            throw Refusal(reason: "users \(asked.users)")
        }
        let all = users.flatMap { user in
            (1...31).compactMap { day -> String? in
                let time = "2026-08-\(day < 10 ? "0" : "")\(day)T10:00:00+08:00"
                guard let date = try? Date(time, strategy: .iso8601), date >= from, date < to else {
                    return nil
                }
                return #"{"order_id":"\#(user)-\#(day)","taker":{"id":"\#(user)"},"#
                    + #""placed_at":"\#(time)","amount":\#(day).5}"#
            }
        }
        let signature = "\(asked.users)/\(asked.from)/\(asked.to)/"
        var start = 0
        if let cursor = asked.cursor {
            guard cursor.hasPrefix(signature), let index = Int(cursor.dropFirst(signature.count))
            else { throw Refusal(reason: "cursor \(cursor)") }
            start = index
        }
        let end = min(start + 4, all.count)
        let next = end < all.count ? "\"\(signature)\(end)\"" : "null"
        let rows = all[start..<end].joined(separator: ",")
        return (asked, #"{"data":{"orders":[\#(rows)]},"meta":{"next":\#(next)}}"#)
    }

    private static func response(
        _ status: Int, _ body: String, _ headers: [(String, String)] = []
    ) -> Response {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
