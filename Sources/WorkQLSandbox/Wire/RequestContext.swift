/// A request as received, before any check.
package struct WireRequest: Sendable {
    package var method: String
    /// The path and query exactly as sent.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The number of requests in progress at the time, including this one.
    package var inFlight: Int

    package init(
        method: String, target: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], inFlight: Int = 1
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.inFlight = inFlight
    }

    /// Returns the values of a header, whose name is compared without regard to case.
    func values(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return headers.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// A response and the way in which it is sent.
package struct SandboxResponse: Sendable {
    package enum Delivery: Sendable, Hashable {
        case whole
        /// The connection is closed before a byte is sent.
        case dropped
        /// Content-Length has the size of the whole body, half of it is sent, the connection is
        /// closed.
        case cutShort
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery: Delivery = .whole
    /// The seconds to wait before responding.
    package var delay: Double = 0

    package var text: String { String(decoding: body, as: UTF8.self) }
}
