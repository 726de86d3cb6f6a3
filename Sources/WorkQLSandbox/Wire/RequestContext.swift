/// A request as it came in, before anybody has judged it.
package struct WireRequest: Sendable {
    package var method: String
    /// Path and query exactly as sent.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Requests being answered at the time, this one among them.
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

    /// The values of a header, whose name is compared without regard to case.
    func values(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return headers.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// What goes back, and how.
package struct WireAnswer: Sendable {
    package enum Delivery: Sendable, Hashable {
        case whole
        /// The connection is closed before a byte is sent.
        case dropped
        /// Content-Length tells of the whole body, half of it is sent, the connection is closed.
        case cutShort
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery: Delivery = .whole
    /// Seconds to wait before answering.
    package var delay: Double = 0

    package var text: String { String(decoding: body, as: UTF8.self) }
}
