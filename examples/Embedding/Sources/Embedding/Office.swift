import Hummingbird
import Logging
import WorkQLCatalog

extension Table {
    /// Who sits on which floor, as the office's own service tells: 50 people a call.
    static func desks(at baseURL: String) -> Table {
        Table(
            name: "desks", summary: "who sits where",
            endpoint: Endpoint(
                name: "desks",
                service: Service(
                    name: "office", title: "the office", baseURL: baseURL,
                    authorization: .bearer("office-key")),
                path: "/desks",
                keys: KeyParameters(parameters: [
                    KeyParameter(
                        column: "userid", form: .joined("users", separator: ","), maximum: 50,
                        isInEveryRow: true)
                ])),
            rows: .list("desks"),
            columns: [.text("userid", "whose desk it is"), .integer("floor", "which floor")])
    }
}

/// The office's service, on a free port.
struct Office {
    var baseURL: String

    static func start() async throws -> Office {
        let router = Router()
        router.get("desks") { request, _ in
            guard request.headers[.authorization] == "Bearer office-key" else {
                throw HTTPError(.unauthorized)
            }
            let users = request.uri.queryParameters["users"]?.split(separator: ",") ?? []
            let desks = users.map { #"{"userid":"\#($0)","floor":\#($0.count % 3 + 1)}"# }
            return #"{"desks":[\#(desks.joined(separator: ","))]}"#
        }
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "office")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) },
            logger: logger)
        Task { try await application.run() }
        for await port in ports { return Office(baseURL: "http://127.0.0.1:\(port)") }
        throw CancellationError()
    }
}
